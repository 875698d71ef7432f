// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/filter_json.h"

namespace favilla::mastodon {

namespace {

void write_contexts(JsonWriter& json, const social::Filter& filter)
{
    json.key("context").array(filter.contexts, [&](social::FilterContext context) { json.value(name_of(context)); });
}

void write_fields(JsonWriter& json, const social::Filter& filter)
{
    json.field("id", filter.id);
    json.field("title", filter.title);
    write_contexts(json, filter);
    json.field("expires_at", filter.expires_at);
    json.field("filter_action", name_of(filter.action));
}

}  // namespace

void write_filter_in_result(JsonWriter& json, const social::Filter& filter)
{
    json.object([&] { write_fields(json, filter); });
}

void write_filter(JsonWriter& json, const social::Filter& filter)
{
    json.object([&] {
        write_fields(json, filter);
        json.key("keywords").array(filter.keywords, [&](const social::FilterKeyword& keyword) {
            write_filter_keyword(json, keyword);
        });
        json.key("statuses").array(filter.statuses, [&](const social::FilterStatus& status) {
            write_filter_status(json, status);
        });
    });
}

void write_filter_keyword(JsonWriter& json, const social::FilterKeyword& keyword)
{
    json.object([&] {
        json.field("id", keyword.id);
        json.field("keyword", keyword.keyword);
        json.field("whole_word", keyword.whole_word);
    });
}

void write_filter_status(JsonWriter& json, const social::FilterStatus& status)
{
    json.object([&] {
        json.field("id", status.id);
        json.field("status_id", status.status);
    });
}

void write_filter_v1(JsonWriter& json, const social::Filter& filter, const social::FilterKeyword& keyword)
{
    json.object([&] {
        json.field("id", keyword.id);
        json.field("phrase", keyword.keyword);
        write_contexts(json, filter);
        json.field("whole_word", keyword.whole_word);
        json.field("expires_at", filter.expires_at);
        json.field("irreversible", filter.action == social::FilterAction::Hide);
    });
}

}  // namespace favilla::mastodon
