// SPDX-License-Identifier: AGPL-3.0-or-later
// Posts that wait for their time (docs.joinmastodon.org/methods/scheduled_statuses).
#include "social/scheduled.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/media_json.h"
#include "mastodon/scheduled_json.h"
#include "mastodon/status_json.h"
#include "mastodon/status_params.h"
#include "mastodon/voices.h"

namespace favilla::mastodon {

void write_poll_draft(JsonWriter& json, const social::PollDraft& poll)
{
    json.object([&] {
        json.key("options").values(poll.options);
        json.field("expires_in", poll.lasts.milliseconds / 1000);
        json.field("multiple", poll.multiple);
        json.field("hide_totals", poll.hide_totals);
    });
}

namespace {

// Numbers where Mastodon has them: these are the parameters as it keeps them.
void write_params(JsonWriter& json, const social::StatusDraft& draft)
{
    json.object([&] {
        json.field("text", draft.text);
        json.field("spoiler_text", draft.content_warning);
        json.field("visibility", visibility_name(*draft.visibility));
        json.field("sensitive", draft.sensitive);
        json.field("language", draft.language);
        json.field("in_reply_to_id", draft.in_reply_to ? std::optional{draft.in_reply_to->value} : std::nullopt);
        if (draft.application) json.field("application_id", draft.application->value);
        json.field("quoted_status_id", draft.quotes);
        json.field("quote_approval_policy",
                   draft.quote_policy ? std::optional{std::string{name_of(*draft.quote_policy)}} : std::nullopt);
        json.field("reply_policy", social::name_of(draft.reply_policy));  // ours
        json.key("media_ids");
        if (draft.media.empty())
            json.value(nullptr);
        else
            json.array(draft.media, [&](social::MediaId id) { json.value(id); });
        json.key("poll");
        if (draft.poll)
            write_poll_draft(json, *draft.poll);
        else
            json.value(nullptr);
        json.field("idempotency", draft.idempotency_key.empty() ? std::nullopt : std::optional{draft.idempotency_key});
        json.field("scheduled_at", nullptr);
        json.field("with_rate_limit", false);
    });
}

void write_scheduled(JsonWriter& json, const Api& api, const social::ScheduledStatus& scheduled)
{
    json.object([&] {
        json.field("id", scheduled.id);
        json.field("scheduled_at", scheduled.at);
        json.key("params");
        write_params(json, scheduled.draft);
        json.key("media_attachments");
        write_media_list(json, scheduled.media, api.domain);
        // Ours: why it was not posted at its time, in a sentence.
        json.field("refusal", scheduled.refusal.empty()
                                  ? std::nullopt
                                  : std::optional{api.services.locale.text(
                                        api.language, Error{.code = ErrorCode::Invalid, .key = scheduled.refusal})});
    });
}

net::Response scheduled_response(const Api& api, const Result<social::ScheduledStatus>& scheduled)
{
    if (!scheduled) return error_response(api, scheduled.error());
    return json_response(200, [&](JsonWriter& json) { write_scheduled(json, api, *scheduled); });
}

std::optional<ScheduledStatusId> named(const net::Request& request) { return parse_id<ScheduledStatusId>(request.param("id")); }

// The time, and, where words are sent, the rest in place of what was there (ours).
Result<social::ScheduledChange> read_change(const net::Request& request, const Api& api)
{
    social::ScheduledChange change;
    TRY(change.at, read_scheduled_at(api.params));
    if (!api.params.names("status")) return change;
    TRY(change.draft, read_draft(request, api));
    return change;
}

}  // namespace

net::Response schedule_response(Api& api, const social::StatusDraft& draft, Time at)
{
    auto posted = api.db.read(
        [&](db::Reader& reader) { return social::earlier_posting(reader, api.me(), draft.idempotency_key, api.now); });
    if (posted) return status_response(api, *posted);
    return scheduled_response(api, api.db.write([&](db::Transaction& tx) -> Result<social::ScheduledStatus> {
        TRY(auto scheduled, social::schedule_status(tx, api.me(), draft, at, api.now));
        note_made(tx, api, "schedule", to_string(scheduled.id));
        return scheduled;
    }));
}

net::Response get_scheduled_statuses(const net::Request& request, Api& api)
{
    auto page = api.db.read([&](db::Reader& reader) { return social::scheduled_of(reader, api.me(), read_page(api.params)); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const social::ScheduledStatus& one) { write_scheduled(json, api, one); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_scheduled_status(const net::Request& request, Api& api)
{
    auto id = named(request);
    auto found =
        id ? api.db.read([&](db::Reader& reader) { return social::find_scheduled(reader, api.me(), *id); }) : std::nullopt;
    return found ? scheduled_response(api, *found) : not_found(api);
}

net::Response put_scheduled_status(const net::Request& request, Api& api)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto change = read_change(request, api);
    if (!change) return error_response(api, change.error());
    return scheduled_response(
        api, api.db.write([&](db::Transaction& tx) { return social::change_scheduled(tx, api.me(), *id, *change, api.now); }));
}

net::Response delete_scheduled_status(const net::Request& request, Api& api)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto gone = api.db.write([&](db::Transaction& tx) { return social::unschedule(tx, api.me(), *id, api.now); });
    return gone ? empty_object() : error_response(api, gone.error());
}

}  // namespace favilla::mastodon
