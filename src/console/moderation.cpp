// SPDX-License-Identifier: AGPL-3.0-or-later
// What the team has to know beside the client API: the log of what it did, the warnings somebody had, and who is what.
#include "social/moderation.h"

#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/admin_json.h"
#include "mastodon/answers.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int most_warnings = 50;

void write_entry(JsonWriter& json, const Api& api, const social::LogEntry& entry,
                 const std::unordered_map<AccountId, social::DirectoryEntry>& people)
{
    json.object([&] {
        json.field("id", entry.id);
        json.field("act", entry.act);
        json.field("target_id", entry.target);
        json.field("target_name", entry.target_name);
        json.field("report_id", entry.report);
        json.field("text", entry.text);
        json.field("created_at", entry.created_at);
        json.key("account");
        auto by = people.find(entry.by);
        if (by == people.end()) return json.value(nullptr);
        write_account(json, by->second.account, api.domain);
    });
}

}  // namespace

net::Response get_moderation_log(const net::Request& request, Api& api)
{
    social::LogQuery query{.target = api.params.id<AccountId>("target_account_id"),
                           .report = api.params.id<ReportId>("report_id")};
    auto limits = read_page(api.params, 40, 80);
    auto [page, people] = api.db.read([&](db::Reader& reader) {
        auto found = social::moderation_log(reader, api.domain.id, query, limits);
        std::vector<AccountId> who;
        for (const auto& entry : found.items) who.push_back(entry.by);
        return std::pair{found, social::directory_entries(reader, api.domain.id, who)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const social::LogEntry& entry) { write_entry(json, api, entry, people); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_moderation_warnings(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    auto [account, warnings] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::find_account(reader, *id),
                         social::find_warnings(reader, social::warnings_of(reader, api.domain.id, *id, most_warnings))};
    });
    if (!account || !social::is_in_reach(*account, api.domain.id)) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.array(warnings, [&](const social::Warning& warning) { write_warning(json, warning, *account, api.domain); });
    });
}

net::Response post_member_role(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    auto role = social::parse_role(api.params.text_or("role", ""));
    if (!id) return not_found(api);
    if (!role) return error_response(api, Error{ErrorCode::Invalid, "domain.role_unknown"});
    auto done = api.db.write(
        [&](db::Transaction& tx) { return social::change_role_of(tx, {api.me(), api.domain.id}, *id, *role, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::console
