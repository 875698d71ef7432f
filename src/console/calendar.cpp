// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages/:id/calendar — what a page's team planned, what waits, what did not go out, and the hours at which it is answered.
#include "desk/calendar.h"

#include "console/days.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "desk/calendar_times.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using desk::CalendarEntry;
using desk::CalendarIdea;

constexpr std::int64_t usual_days = 35;

std::int64_t minutes_of(Duration time) { return time.milliseconds / minutes(1).milliseconds; }

void write_moment(JsonWriter& json, const TimeZone& zone, std::string_view key, Time at)
{
    json.field(key, at);
    json.field(std::string{key} + "_local", local_text(zone.local(at)));
}

void write_entry(JsonWriter& json, const Api& api, const TimeZone& zone, const Accounts& accounts, const CalendarEntry& entry)
{
    json.object([&] {
        json.field("kind", desk::name_of(entry.kind));
        json.field("id", std::to_string(entry.id));
        write_moment(json, zone, "at", entry.at);
        json.field("ends_at", entry.until);
        json.field("text", entry.text);
        write_person(json, api, accounts, "person", entry.person);
        json.field("refusal", entry.refusal.empty()
                                  ? std::nullopt
                                  : std::optional{api.services.locale.text(
                                        api.language, Error{.code = ErrorCode::Invalid, .key = entry.refusal})});
        json.field("is_late", entry.refusal == social::held_late);
        json.field("may_move", entry.may_move);
        json.field("may_send", entry.may_send);
    });
}

void write_gap(JsonWriter& json, const desk::Gap& gap)
{
    json.object([&] {
        json.field("from", gap.from);
        json.field("until", gap.until);
        json.field("minutes", minutes_of(gap.lasts()));
    });
}

void write_idea(JsonWriter& json, const CalendarIdea& idea)
{
    json.object([&] {
        json.field("id", idea.id);
        json.field("title", idea.title);
        write_moment(json, idea.series().zone, "starts_at", idea.starts_at);
        json.field("time_zone", idea.time_zone);
        json.field("rule", idea.rule);
    });
}

void write_view(JsonWriter& json, const Api& api, const TeamPlace& place, const desk::CalendarView& view,
                const std::vector<CalendarIdea>& ideas, const Accounts& accounts)
{
    auto write = [&](const CalendarEntry& entry) { write_entry(json, api, view.zone, accounts, entry); };
    json.object([&] {
        json.field("page_id", place.page.id);
        json.field("time_zone", view.zone.name());
        json.field("from", date_of(view.zone.local(view.from).day));
        json.field("to", date_of(view.zone.local(view.until - milliseconds(1)).day));
        json.field("today", date_of(view.zone.local(api.now).day));
        json.field("may_plan", view.may_plan);
        json.key("entries").array(view.entries, write);
        json.key("held").array(view.held, write);
        json.field("usual_pause_minutes", view.usual_pause ? std::optional{minutes_of(*view.usual_pause)} : std::nullopt);
        json.key("longest_gap");
        if (view.longest)
            write_gap(json, *view.longest);
        else
            json.value(nullptr);
        json.key("gaps").array(view.gaps, [&](const desk::Gap& gap) { write_gap(json, gap); });
        json.key("ideas").array(ideas, [&](const CalendarIdea& idea) { write_idea(json, idea); });
    });
}

// A moment as it is said: `at` with its offset, or `local` by the page's clock.
Result<Time> read_moment(Api& api, AccountId page, std::string_view at_name, std::string_view local_name)
{
    if (auto at = api.params.text_or(at_name, ""); !at.empty()) {
        auto time = parse_iso8601(at);
        if (!time) return refuse(ErrorCode::Invalid, "calendar.time_unreadable");
        return *time;
    }
    auto local = parse_local(api.params.text_or(local_name, ""));
    if (!local) return refuse(ErrorCode::Invalid, "calendar.time_unreadable");
    return api.db.read([&](db::Reader& reader) { return desk::zone_of(reader, page); }).at(*local);
}

net::Response moved_response(Api& api, AccountId page, const Result<Time>& at)
{
    if (!at) return error_response(api, at.error());
    auto zone = api.db.read([&](db::Reader& reader) { return desk::zone_of(reader, page); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { write_moment(json, zone, "at", *at); }); });
}

Error not_allowed() { return {ErrorCode::Forbidden, "page.not_allowed"}; }

// Who writes for the page, and so has ideas for it.
bool may_write(const TeamPlace& place)
{
    return place.voice.role == social::PageRole::Contributor || place.voice.role >= social::PageRole::Editor;
}

Result<CalendarIdea> read_idea(Api& api, const TeamPlace& place, desk::CalendarIdeaId id)
{
    CalendarIdea idea{.id = id,
                      .page = place.page.id,
                      .changed_by = api.me(),
                      .title = api.params.text_or("title", ""),
                      .starts_at = {},
                      .time_zone = {},
                      .rule = api.params.text_or("rule", "")};
    TRY(idea.starts_at, read_moment(api, place.page.id, "starts_at", "starts_at_local"));
    idea.time_zone = api.db.read([&](db::Reader& reader) { return desk::zone_of(reader, place.page.id); }).name();
    return idea;
}

net::Response idea_response(Api& api, AccountId page, desk::CalendarIdeaId id)
{
    auto idea = api.db.read([&](db::Reader& reader) { return desk::find_idea(reader, page, id); });
    if (!idea) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_idea(json, *idea); });
}

std::optional<ScheduledStatusId> named_planned(const net::Request& request)
{
    return parse_id<ScheduledStatusId>(request.param("planned_id"));
}

struct PartWords {
    bool is_weekend;
    int from_hour;
};
PartWords words_of(int part)
{
    return {part >= analytics::week_parts / 2, part % (analytics::week_parts / 2) * analytics::hours_in_part};
}

void write_part(JsonWriter& json, const desk::PageTimes& found, int part)
{
    const auto& one = found.times.parts[static_cast<std::size_t>(part)];
    auto words = words_of(part);
    bool is_told = found.times.state != analytics::TimesState::TooLittle;
    json.object([&] {
        json.field("weekend", words.is_weekend);
        json.field("from_hour", words.from_hour);
        json.field("posts", one.posts);
        json.field("answers", one.answers);
        json.field("ratio", is_told ? std::optional{one.ratio} : std::nullopt);
        json.field("lower", is_told ? std::optional{one.lower} : std::nullopt);
        json.field("upper", is_told ? std::optional{one.upper} : std::nullopt);
        json.field("better", one.better);
        json.field("worse", one.worse);
        json.field("audience", found.audience.is_enough() ? std::optional{found.audience.parts[static_cast<std::size_t>(part)]}
                                                          : std::nullopt);
    });
}

}  // namespace

net::Response get_page_calendar(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto zone = api.db.read([&](db::Reader& reader) { return desk::zone_of(reader, place->page.id); });
    auto from = read_day(api.params, "from", zone.local(api.now).day, "calendar.day_unreadable");
    if (!from) return error_response(api, from.error());
    auto to = read_day(api.params, "to", *from + usual_days - 1, "calendar.day_unreadable");
    if (!to) return error_response(api, to.error());
    struct Shown {
        desk::CalendarView view;
        std::vector<CalendarIdea> ideas;
        Accounts accounts;
    };
    auto shown = api.db.read([&](db::Reader& reader) -> Result<Shown> {
        TRY(auto view, desk::calendar_of(reader, place->page, place->voice, *from, *to, api.now));
        std::vector<AccountId> people;
        for (const auto* list : {&view.entries, &view.held})
            for (const auto& entry : *list)
                if (entry.person) people.push_back(*entry.person);
        return Shown{view, desk::ideas_of(reader, place->page.id), load_accounts(reader, people)};
    });
    if (!shown) return error_response(api, shown.error());
    return json_response(200,
                         [&](JsonWriter& json) { write_view(json, api, *place, shown->view, shown->ideas, shown->accounts); });
}

net::Response patch_planned(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_planned(request);
    if (!place || !id) return not_found(api);
    auto at = read_moment(api, place->page.id, "at", "local");
    if (!at) return error_response(api, at.error());
    return moved_response(api, place->page.id, api.db.write([&](db::Transaction& tx) -> Result<Time> {
        CHECKED(desk::move_planned(tx, place->page, place->voice, *id, *at, api.now));
        return *at;
    }));
}

net::Response patch_calendar_draft(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = parse_id<community::PageDraftId>(request.param("draft_id"));
    if (!place || !id) return not_found(api);
    auto at = read_moment(api, place->page.id, "at", "local");
    if (!at) return error_response(api, at.error());
    return moved_response(api, place->page.id, api.db.write([&](db::Transaction& tx) -> Result<Time> {
        CHECKED(community::move_draft(tx, place->page.id, api.me(), *id, *at, api.now));
        return *at;
    }));
}

net::Response send_planned(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_planned(request);
    if (!place || !id) return not_found(api);
    auto sent =
        api.db.write([&](db::Transaction& tx) { return desk::send_planned(tx, place->page, place->voice, *id, api.now); });
    if (!sent) return error_response(api, sent.error());
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("status_id", *sent); }); });
}

net::Response delete_planned(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_planned(request);
    if (!place || !id) return not_found(api);
    auto gone =
        api.db.write([&](db::Transaction& tx) { return desk::drop_planned(tx, place->page, place->voice, *id, api.now); });
    return gone ? empty_object() : error_response(api, gone.error());
}

net::Response post_calendar_idea(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    if (!may_write(*place)) return error_response(api, not_allowed());
    auto idea = read_idea(api, *place, {});
    if (!idea) return error_response(api, idea.error());
    auto id = api.db.write([&](db::Transaction& tx) { return desk::add_idea(tx, *idea, api.now); });
    return id ? idea_response(api, place->page.id, *id) : error_response(api, id.error());
}

net::Response put_calendar_idea(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = parse_id<desk::CalendarIdeaId>(request.param("idea_id"));
    if (!place || !id) return not_found(api);
    if (!may_write(*place)) return error_response(api, not_allowed());
    auto idea = read_idea(api, *place, *id);
    if (!idea) return error_response(api, idea.error());
    auto changed = api.db.write([&](db::Transaction& tx) { return desk::change_idea(tx, *idea, api.now); });
    return changed ? idea_response(api, place->page.id, *id) : error_response(api, changed.error());
}

net::Response delete_calendar_idea(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = parse_id<desk::CalendarIdeaId>(request.param("idea_id"));
    if (!place || !id) return not_found(api);
    if (!may_write(*place)) return error_response(api, not_allowed());
    bool gone = api.db.write([&](db::Transaction& tx) { return desk::remove_idea(tx, place->page.id, *id); });
    return gone ? empty_object() : not_found(api);
}

net::Response get_best_times(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto found = api.db.read([&](db::Reader& reader) { return desk::times_of(reader, place->page.id, api.now); });
    const auto& times = found.times;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", place->page.id);
            json.field("time_zone", found.zone.name());
            json.field("state", analytics::name_of(times.state));
            json.field("posts", times.posts);
            json.field("posts_needed", analytics::least_timed_posts);
            json.field("answers", times.answers);
            json.field("answers_needed", analytics::least_timed_answers);
            json.field("usual_answers", times.usual);
            json.field("dispersion", times.dispersion);
            json.field("spread", times.spread);
            json.field("p", times.p);
            json.field("audience_acts", found.audience.acts);
            json.field("audience_people", found.audience.people);
            json.key("parts");
            json.array([&] {
                for (int part = 0; part < analytics::week_parts; ++part) write_part(json, found, part);
            });
        });
    });
}

net::Response get_calendar_feed(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto since = api.db.read([&](db::Reader& reader) { return desk::feed_since(reader, place->page.id, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("created_at", since); }); });
}

net::Response post_calendar_feed(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto secret = api.db.write(
        [&](db::Transaction& tx) { return desk::new_feed_secret(tx, api.services.random, place->page.id, api.me(), api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("created_at", api.now);
            json.field("url", api.origin() + "/calendar/pages/" + secret + ".ics");
        });
    });
}

net::Response delete_calendar_feed(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    api.db.write([&](db::Transaction& tx) { desk::end_feed(tx, place->page.id, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("created_at", std::optional<Time>{}); }); });
}

}  // namespace favilla::console
