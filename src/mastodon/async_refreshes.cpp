// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/async_refreshes.h"

#include "distribution/received.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/annual_reports.h"
#include "social/statuses.h"

namespace favilla::mastodon {

namespace {

constexpr std::string_view of_conversation = "context-", of_report = "report-";
constexpr int ask_again_after = 3;                // seconds
constexpr Duration given_up_after = minutes(15);  // a job that ended without a word is not waited for any longer

std::optional<AsyncRefresh> find_refresh(db::Reader& reader, const Api& api, std::string_view id)
{
    if (id.starts_with(of_conversation)) {
        auto status = parse_id<StatusId>(id.substr(of_conversation.size()));
        if (!status || !social::find_status(reader, *status, api.viewer)) return std::nullopt;
        return refresh_of_conversation(reader, *status, api.now);
    }
    if (!id.starts_with(of_report)) return std::nullopt;
    auto year = social::parse_year(id.substr(of_report.size()));
    return year ? refresh_of_report(reader, api.me(), *year, api.now) : std::nullopt;
}

}  // namespace

std::optional<AsyncRefresh> refresh_of_conversation(db::Reader& reader, StatusId status, Time now)
{
    auto backfill = distribution::find_backfill(reader, status);
    if (!backfill) return std::nullopt;
    return AsyncRefresh{.id = std::string{of_conversation} + to_string(status),
                        .running = !backfill->finished_at && now - backfill->asked_at < given_up_after,
                        .found = backfill->found};
}

std::optional<AsyncRefresh> refresh_of_report(db::Reader& reader, AccountId account, int year, Time now)
{
    auto state = social::state_of_report(reader, account, year, now);
    if (state != social::ReportState::Generating && state != social::ReportState::Available) return std::nullopt;
    return AsyncRefresh{
        .id = std::string{of_report} + std::to_string(year), .running = state == social::ReportState::Generating, .found = {}};
}

net::Response with_refresh(net::Response response, const std::optional<AsyncRefresh>& refresh)
{
    if (!refresh || !refresh->running) return response;
    auto header = "id=\"" + refresh->id + "\", retry=" + std::to_string(ask_again_after);
    if (refresh->found) header += ", result_count=" + std::to_string(*refresh->found);
    response.set_header("Mastodon-Async-Refresh", header);
    return response;
}

net::Response get_async_refresh(const net::Request& request, Api& api)
{
    auto refresh = api.db.read([&](db::Reader& reader) { return find_refresh(reader, api, request.param("id")); });
    if (!refresh) return not_found(api);
    auto response = json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("async_refresh").object([&] {
                json.field("id", refresh->id);
                json.field("status", refresh->running ? "running" : "finished");
                json.field("result_count", refresh->found);
            });
        });
    });
    return with_refresh(std::move(response), refresh);
}

}  // namespace favilla::mastodon
