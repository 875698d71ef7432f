// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/status_thread.cpp — what stands around a status: its conversation, its earlier versions, its text as typed.
#include <unordered_set>

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/async_refreshes.h"
#include "mastodon/handlers.h"
#include "mastodon/media_json.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

// Whom the viewer has blocked or muted is not met in a conversation either; what others answered to them is.
std::unordered_set<AccountId> unwanted_in(db::Reader& reader, const social::Thread& thread, const Api& api)
{
    std::vector<AccountId> authors;
    for (const auto& view : thread.views.items) authors.push_back(view.status.author);
    return social::unwanted_among(reader, authors, api.viewer, api.now);
}

std::string words_of(const social::StatusEdit& version)
{
    auto words = version.content_warning + "\n" + version.html;
    for (const auto& title : version.poll_options) words += "\n" + title;
    return words;
}

}  // namespace

net::Response get_context(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    std::optional<social::Status> status;
    std::unordered_set<AccountId> unwanted;
    auto thread = api.db.read([&](db::Reader& reader) -> std::optional<social::Thread> {
        status = social::find_status(reader, *id, api.viewer);
        if (!status) return std::nullopt;
        auto found = social::load_thread(reader, *status, api.viewer);
        unwanted = unwanted_in(reader, found, api);
        return found;
    });
    if (!thread) return not_found(api);
    const auto& root = thread->ancestors > 0 ? thread->views.items.front().status : *status;
    if (api.viewer.account && !root.domain && api.services.complete_conversation) api.services.complete_conversation(root.id);
    auto refresh = root.domain || !api.viewer.account
                     ? std::nullopt
                     : api.db.read([&](db::Reader& reader) { return refresh_of_conversation(reader, root.id, api.now); });
    AccountsOnPage accounts;
    auto audience = audience_of(api);
    audience.accounts = &accounts;
    std::span<const social::StatusView> all{thread->views.items};
    auto write_part = [&](JsonWriter& json, std::span<const social::StatusView> part) {
        json.array([&] {
            for (const auto& view : part)
                if (!unwanted.contains(view.status.author)) write_status(json, audience, thread->views, view);
        });
    };
    auto response = json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("ancestors");
            write_part(json, all.first(thread->ancestors));
            json.key("descendants");
            write_part(json, all.subspan(thread->ancestors));
        });
    });
    return with_refresh(std::move(response), refresh);
}

// As it was before 3.0, when a status did not bring its card along.
net::Response get_status_card(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    if (!status) return not_found(api);
    auto views = api.db.read([&](db::Reader& reader) { return social::load_views(reader, {*status}, api.viewer); });
    const auto& preview = views.items.front().preview;
    if (!preview) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_preview_fields(json, audience_of(api), *preview,
                                 preview->author ? &views.accounts.at(*preview->author) : nullptr);
        });
    });
}

net::Response get_status_history(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    struct Found {
        social::Status status;
        social::Account author;
        std::vector<social::StatusEdit> versions;
    };
    auto found = api.db.read([&](db::Reader& reader) -> std::optional<Found> {
        auto status = social::find_status(reader, *id, api.viewer);
        if (!status) return std::nullopt;
        return Found{*status, *social::find_account(reader, status->author), social::history(reader, *status)};
    });
    if (!found) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.array(found->versions, [&](const social::StatusEdit& version) {
            json.object([&] {
                json.field("content", version.html);
                json.field("spoiler_text", version.content_warning);
                json.field("sensitive", version.sensitive);
                json.field("created_at", version.created_at);
                json.key("account");
                write_account(json, found->author, api.domain);
                json.key("media_attachments");
                write_media_list(json, version.media, api.domain);
                json.key("emojis");
                write_emojis_in(json, words_of(version), {found->author.host, found->status.emojis}, api.domain);
                if (version.poll_options.empty()) return;
                json.key("poll").object([&] {
                    json.key("options").array(version.poll_options, [&](const std::string& title) {
                        json.object([&] { json.field("title", title); });
                    });
                });
            });
        });
    });
}

net::Response get_status_source(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    if (!status) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("id", status->id);
            json.field("text", status->text);
            json.field("spoiler_text", status->content_warning);
        });
    });
}

}  // namespace favilla::mastodon
