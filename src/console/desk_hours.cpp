// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk/pages/:id/hours — the hours that somebody gave to a page, week by week: one's own lines; of others the sum, for who leads
// the page, and the lines of those who share.
#include <algorithm>
#include <numeric>

#include "base/weeks.h"
#include "console/days.h"
#include "console/desk_json.h"
#include "console/routes.h"
#include "desk/acts.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "mastodon/answers.h"
#include "social/mail_parts.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using desk::HoursLine;

struct Sheet {
    std::int64_t first = 0, last = 0;  // days
    std::vector<HoursLine> lines;
    std::optional<desk::DeskTimer> timer;
    desk::BookedTo may;
    std::optional<desk::HoursSum> page;  // for who leads it
    std::vector<std::pair<AccountId, std::vector<HoursLine>>> others;
    Accounts people;
};

std::int64_t today_at(db::Reader& reader, const TeamPlace& place, Time now)
{
    return desk::hours_of(desk::settings_of(reader, place.page.id)).zone.local(now).day;
}

Sheet load(db::Reader& reader, const Api& api, const TeamPlace& place, std::int64_t day)
{
    auto page = place.page.id;
    Sheet sheet{
        .first = monday_of(day), .last = monday_of(day) + 6, .lines = {}, .timer = desk::find_desk_timer(reader, api.me())};
    sheet.lines = desk::hours_of_person(reader, page, api.me(), sheet.first, sheet.last);
    sheet.may = desk::may_book_to(reader, page, api.me());
    if (place.voice.role == social::PageRole::Owner) {
        sheet.page = desk::hours_of_page(reader, page, sheet.first, sheet.last);
        for (auto person : desk::who_shares(reader, page))
            if (person != api.me())
                sheet.others.emplace_back(person, desk::hours_of_person(reader, page, person, sheet.first, sheet.last));
    }
    auto people = sheet.may.groups;
    for (const auto& [person, lines] : sheet.others) people.push_back(person);
    sheet.people = load_accounts(reader, people);
    return sheet;
}

std::int64_t minutes_in(const std::vector<HoursLine>& lines)
{
    return std::accumulate(lines.begin(), lines.end(), std::int64_t{0},
                           [](std::int64_t sum, const HoursLine& line) { return sum + line.minutes; });
}

void write_line(JsonWriter& json, const HoursLine& line)
{
    json.object([&] {
        json.field("id", line.id);
        json.field("date", date_of(line.day));
        json.field("minutes", line.minutes);
        json.field("effort_id", line.effort);
        json.field("group_id", line.group);
        json.field("item_id", line.item);
        json.field("note", line.note);
        json.field("made_by", name_of(line.made_by));
        json.field("changed_at", line.changed_at);
    });
}

void write_choices(JsonWriter& json, const Sheet& sheet)
{
    json.key("efforts").array(sheet.may.efforts, [&](const analytics::Effort& effort) {
        json.object([&] {
            json.field("id", effort.id);
            json.field("title", effort.title);
        });
    });
    json.key("groups").begin_array();
    for (auto group : sheet.may.groups) {
        auto account = sheet.people.find(group);
        if (account == sheet.people.end()) continue;
        json.object([&] {
            json.field("id", group);
            json.field("title", social::shown_name(account->second));
        });
    }
    json.end_array();
}

net::Response sheet_response(Api& api, const TeamPlace& place, std::int64_t day)
{
    auto sheet = api.db.read([&](db::Reader& reader) { return load(reader, api, place, day); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", place.page.id);
            json.field("from", date_of(sheet.first));
            json.field("to", date_of(sheet.last));
            json.key("timer");
            if (sheet.timer)
                json.object([&] {
                    json.field("page_id", sheet.timer->page);
                    json.field("item_id", sheet.timer->item);
                    json.field("started_at", sheet.timer->started_at);
                    json.field("cut_at", sheet.timer->started_at + desk::claim_lasts);
                });
            else
                json.value(nullptr);
            json.field("minutes", minutes_in(sheet.lines));
            json.key("lines").array(sheet.lines, [&](const HoursLine& line) { write_line(json, line); });
            json.field("page_minutes", sheet.page ? std::optional{sheet.page->minutes} : std::nullopt);
            json.key("colleagues").array(sheet.others, [&](const auto& one) {
                json.object([&] {
                    write_person(json, api, sheet.people, "account", one.first);
                    json.field("minutes", minutes_in(one.second));
                    json.key("lines").array(one.second, [&](const HoursLine& line) { write_line(json, line); });
                });
            });
            write_choices(json, sheet);
        });
    });
}

Result<desk::HoursDraft> read_hours(db::Reader& reader, const Api& api, const TeamPlace& place)
{
    desk::HoursDraft draft{.page = place.page.id,
                           .person = api.me(),
                           .day = today_at(reader, place, api.now),
                           .minutes = api.params.integer("minutes").value_or(0),
                           .effort = {},
                           .group = {},
                           .note = api.params.text_or("note", "")};
    if (auto date = api.params.text_or("date", ""); !date.empty()) {
        auto day = parse_day(date);
        if (!day) return refuse(ErrorCode::Invalid, "rhythm.day");
        draft.day = *day;
    }
    if (!api.params.text_or("effort_id", "").empty()) {
        draft.effort = api.params.id<analytics::EffortId>("effort_id");
        if (!draft.effort) return refuse(ErrorCode::Invalid, "rhythm.effort");
    }
    if (!api.params.text_or("group_id", "").empty()) {
        draft.group = api.params.id<AccountId>("group_id");
        if (!draft.group) return refuse(ErrorCode::Invalid, "rhythm.group");
    }
    return draft;
}

Error no_such_line() { return {ErrorCode::NotFound, "record.not_found"}; }

// `act` answers with the day whose week is shown.
template <class Act>
net::Response act_there(const net::Request& request, Api& api, Act&& act)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    auto day = api.db.write([&](db::Transaction& tx) -> Result<std::int64_t> { return act(tx, *place); });
    return day ? sheet_response(api, *place, *day) : error_response(api, day.error());
}

}  // namespace

// ?week=2026-11-23: the week in which that day lies; none: this one.
net::Response get_desk_hours(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    auto today = api.db.read([&](db::Reader& reader) { return today_at(reader, *place, api.now); });
    auto text = api.params.text_or("week", "");
    auto day = text.empty() ? std::optional{today} : parse_day(text);
    if (!day) return error_response(api, {ErrorCode::Invalid, "rhythm.week_unreadable", {{"field", text}}});
    return sheet_response(api, *place, *day);
}

net::Response post_desk_hours(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<std::int64_t> {
        TRY(auto draft, read_hours(tx, api, place));
        CHECKED(desk::book_hours(tx, draft, api.now));
        return draft.day;
    });
}

net::Response put_desk_hours(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<std::int64_t> {
        auto id = parse_id<desk::HoursId>(request.param("hours_id"));
        if (!id) return std::unexpected(no_such_line());
        TRY(auto draft, read_hours(tx, api, place));
        CHECKED(desk::correct_hours(tx, *id, draft, api.now));
        return draft.day;
    });
}

net::Response delete_desk_hours(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<std::int64_t> {
        auto id = parse_id<desk::HoursId>(request.param("hours_id"));
        if (!id) return std::unexpected(no_such_line());
        auto day = parse_day(api.params.text_or("week", "")).value_or(today_at(tx, place, api.now));
        CHECKED(desk::strike_hours(tx, *id, place.page.id, api.me()));
        return day;
    });
}

// Stops the clock that runs, and books it. Where none runs, nothing is done.
net::Response delete_desk_timer(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<std::int64_t> {
        desk::stop_desk_timer(tx, api.me(), {}, api.now);
        return today_at(tx, place, api.now);
    });
}

}  // namespace favilla::console
