// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk/pages/:id/rhythm — how a page's team keeps at it, for those who see its desk: each their own figures, those who lead the sum.
#include "desk/rhythm.h"

#include <algorithm>

#include "console/days.h"
#include "console/desk_json.h"
#include "console/routes.h"
#include "desk/letters.h"
#include "desk/rhythm_words.h"
#include "desk/sheet.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

struct Shown {
    desk::Rhythm rhythm;
    desk::Forecast forecast;
    std::vector<desk::Absence> absences;
    std::vector<AccountId> sharing, team;
    Accounts people;
    bool letter = false, shares = false;
};

bool leads(const TeamPlace& place) { return place.voice.role == social::PageRole::Owner; }

struct Asked {
    desk::RhythmAsk rhythm;
    desk::ForecastAsk forecast;
};

Result<std::optional<std::int64_t>> read_bounded(const Api& api, std::string_view name, std::int64_t most)
{
    if (api.params.text_or(name, "").empty()) return std::nullopt;
    auto value = api.params.integer(name);
    if (!value || *value < 1 || *value > most) return refuse(ErrorCode::Invalid, "rhythm.people");
    return value;
}

Result<Asked> read_asked(const Api& api, AccountId page)
{
    Asked asked{{.page = page}, {.page = page, .people = {}, .minutes = {}}};
    if (!api.params.text_or("weeks", "").empty()) {
        asked.rhythm.weeks = api.params.integer("weeks").value_or(0);
        if (asked.rhythm.weeks < desk::least_weeks_shown || asked.rhythm.weeks > desk::most_weeks_shown)
            return refuse(ErrorCode::Invalid, "rhythm.weeks",
                          {{"least", std::to_string(desk::least_weeks_shown)}, {"most", std::to_string(desk::most_weeks_shown)}});
    }
    TRY(asked.forecast.people, read_bounded(api, "people", desk::most_people_asked));
    TRY(asked.forecast.minutes, read_bounded(api, "minutes", desk::most_minutes_a_day));
    return asked;
}

Shown load(db::Reader& reader, const Api& api, const TeamPlace& place, const Asked& asked)
{
    auto page = place.page.id;
    Shown shown{.rhythm = desk::rhythm_of(reader, asked.rhythm, api.now),
                .forecast = desk::forecast_of(reader, asked.forecast, api.now),
                .absences = {},
                .sharing = desk::who_shares(reader, page),
                .team = desk::who_may_act(reader, page),
                .people = {},
                .letter = desk::wants_rhythm_letter(reader, {page, api.me()}),
                .shares = desk::shares(reader, page, api.me())};
    shown.absences = desk::absences_of(reader, page, shown.rhythm.last_day);
    auto people = shown.sharing;
    people.insert(people.end(), shown.team.begin(), shown.team.end());
    for (const auto& absence : shown.absences) people.insert(people.end(), {absence.person, absence.to.value_or(absence.person)});
    shown.people = load_accounts(reader, people);
    return shown;
}

void write_spread(JsonWriter& json, std::string_view key, const desk::Spread& spread)
{
    json.key(key).object([&] {
        json.field("lower", spread.lower);
        json.field("median", spread.median);
        json.field("upper", spread.upper);
    });
}

void write_answered(JsonWriter& json, const desk::Answered& answered, const desk::RhythmWords& words)
{
    const auto& curve = answered.curve;
    json.key("answered").object([&] {
        json.field("sentence", words.answered(answered));
        json.field("conversations", curve.n);
        json.field("answered", curve.events);
        json.field("target_hours", answered.target);
        json.field("within", answered.within);
        json.field("within_lower", answered.within_lower);
        json.field("within_upper", answered.within_upper);
        json.field("median_hours", curve.median);
        json.field("median_lower", curve.median_lower);
        json.field("median_upper", curve.median_upper);
        json.key("curve").begin_array();
        for (const auto& step : curve.steps) {
            if (step.events == 0 && &step != &curve.steps.back()) continue;  // nothing changes there
            json.object([&] {
                json.field("hours", step.time);
                json.field("waiting", step.survival);
                json.field("at_risk", step.at_risk);
            });
        }
        json.end_array();
    });
}

void write_steadiness(JsonWriter& json, const desk::Rhythm& rhythm, const desk::RhythmWords& words)
{
    const auto& steadiness = rhythm.steadiness;
    json.key("steadiness").object([&] {
        json.field("sentence", words.steady(rhythm));
        json.field("weeks_in_row", steadiness.row.now);
        json.field("longest_row", steadiness.row.longest);
        json.field("worst_gap_days", steadiness.gap);
        json.field("burstiness", steadiness.bursts);
        json.field("posts", steadiness.posts);
        json.key("weeks").array(steadiness.weeks, [&](const desk::WeekDone& week) {
            json.object([&] {
                json.field("from", date_of(week.first_day));
                json.field("posts", week.posts);
                json.field("came", week.came);
                json.field("answers", week.answers);
                json.field("due", week.due);
                json.field("in_time", week.in_time);
                json.field("kept", desk::is_kept(week, rhythm.pace) && !desk::is_idle(week, rhythm.pace));
                json.field("idle", desk::is_idle(week, rhythm.pace));
                json.field("planned_off", week.is_off);
                json.field("over", week.is_over);
            });
        });
    });
}

void write_carried(JsonWriter& json, const desk::Carried& carried)
{
    json.field("settled", carried.settled);
    json.field("minutes", carried.minutes);
}

// A person sees their own; who leads the page the sum, and those who share.
void write_all_carried(JsonWriter& json, const Api& api, const TeamPlace& place, const Shown& shown)
{
    const auto& carried = shown.rhythm.carried;
    auto of = [&](AccountId person) {
        auto found = std::ranges::find(carried, person, &desk::Carried::person);
        return found == carried.end() ? desk::Carried{person} : *found;
    };
    json.key("carried").object([&] {
        json.key("me").object([&] { write_carried(json, of(api.me())); });
        json.key("team");
        if (leads(place))
            json.object([&] { write_carried(json, desk::sum_of(carried)); });
        else
            json.value(nullptr);
        json.key("people").begin_array();
        for (auto person : shown.sharing) {
            if (!leads(place) || person == api.me()) continue;
            json.object([&] {
                write_person(json, api, shown.people, "account", person);
                write_carried(json, of(person));
            });
        }
        json.end_array();
        json.field("shares", shown.shares);
    });
}

void write_forecast(JsonWriter& json, const desk::Forecast& forecast, const desk::RhythmWords& words)
{
    json.key("forecast").object([&] {
        json.field("state", name_of(forecast.state));
        json.field("sentence", words.forecast(forecast));
        json.field("weeks", forecast.weeks);
        json.field("weeks_needed", static_cast<std::int64_t>(desk::least_weeks));
        json.field("came", forecast.came);
        json.field("came_needed", desk::least_came);
        json.field("handled", forecast.handled);
        json.field("handled_needed", static_cast<std::int64_t>(desk::least_handled));
        json.field("people", forecast.people);
        json.field("minutes_a_day", forecast.minutes);
        json.field("given_hours", forecast.given);
        json.field("handling_minutes", forecast.handled > 0 ? std::optional{forecast.handling * 60} : std::nullopt);
        json.field("seed", static_cast<std::int64_t>(forecast.seed));
        json.key("days").array(forecast.days, [&](const desk::ForecastDay& day) {
            json.object([&] {
                json.field("date", date_of(day.day));
                write_spread(json, "waiting", day.look.items);
                write_spread(json, "hours", day.look.hours);
                write_spread(json, "behind", day.look.behind);
                json.field("chance_behind", day.look.chance);
            });
        });
    });
}

void write_absence(JsonWriter& json, const Api& api, const Shown& shown, const desk::Absence& absence)
{
    json.object([&] {
        json.field("id", absence.id);
        write_person(json, api, shown.people, "account", absence.person);
        json.field("from", date_of(absence.first_day));
        json.field("to", date_of(absence.last_day));
        write_person(json, api, shown.people, "substitute", absence.to);
        json.field("mine", absence.person == api.me());
    });
}

void write_flow(JsonWriter& json, const desk::Rhythm& rhythm)
{
    json.key("flow").array(rhythm.flow, [&](const desk::FlowDay& day) {
        json.object([&] {
            json.field("date", date_of(day.day));
            json.field("came", day.came);
            json.field("settled", day.settled);
            json.field("waiting", day.waiting);
        });
    });
}

net::Response rhythm_response(Api& api, const TeamPlace& place)
{
    auto asked = read_asked(api, place.page.id);
    if (!asked) return error_response(api, asked.error());
    auto shown = api.db.read([&](db::Reader& reader) { return load(reader, api, place, *asked); });
    auto language = api.services.locale.find(api.params.text_or("lang", "")).value_or(api.language);
    desk::RhythmWords words{api.services.locale, language};
    const auto& [posts, answers, within, minutes] = shown.rhythm.pace;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", place.page.id);
            json.field("from", date_of(shown.rhythm.first_day));
            json.field("to", date_of(shown.rhythm.last_day));
            json.field("time_zone", shown.rhythm.settings.time_zone);
            json.field("may_change", community::may(place.voice.role, community::PageAct::Keep, false, false));
            json.field("leads", leads(place));
            json.key("pace").object([&] {
                json.field("posts", posts);
                json.field("answers", answers);
                json.field("within", within);
                json.field("minutes_a_day", minutes);
            });
            write_flow(json, shown.rhythm);
            write_answered(json, shown.rhythm.answered, words);
            write_steadiness(json, shown.rhythm, words);
            write_all_carried(json, api, place, shown);
            write_forecast(json, shown.forecast, words);
            json.key("absences").array(shown.absences, [&](const desk::Absence& absence) {
                write_absence(json, api, shown, absence);
            });
            json.key("colleagues").begin_array();
            for (auto person : shown.team)
                if (person != api.me()) json.object([&] { write_person(json, api, shown.people, "account", person); });
            json.end_array();
            json.field("letter", shown.letter);
            json.field("sends_mail", api.services.sends_mail);
        });
    });
}

// `act` answers with a Result; what it answers is not looked at.
template <class Act>
net::Response act_there(const net::Request& request, Api& api, Act&& act)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        CHECKED(act(tx, *place));
        return {};
    });
    return done ? rhythm_response(api, *place) : error_response(api, done.error());
}

Result<bool> read_wanted(const Api& api)
{
    auto wanted = api.params.flag("wanted");
    if (!wanted) return refuse(ErrorCode::Invalid, "rhythm.wanted");
    return *wanted;
}

}  // namespace

// ?weeks=13: looked back on. ?people=2&minutes=60: looked ahead with. ?lang=it: for an app that is read in another language than its reader's usual one.
net::Response get_rhythm(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    return place ? rhythm_response(api, *place) : not_found(api);
}

net::Response put_pace(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    if (!community::may(place->voice.role, community::PageAct::Keep, false, false))
        return error_response(api, {ErrorCode::Forbidden, "page.not_allowed"});
    desk::Pace pace{.posts = api.params.integer("posts").value_or(-1),
                    .answers = api.params.integer("answers").value_or(-1),
                    .within = api.params.integer("within").value_or(-1),
                    .minutes = api.params.integer("minutes_a_day").value_or(-1)};
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& at) -> Result<void> {
        CHECKED(desk::choose_pace(tx, at.page.id, pace, api.now));
        community::note_page_act(tx, {.page = at.page.id, .by = api.me(), .act = "pace", .object = {}}, api.now);
        return {};
    });
}

// {"wanted": true | false}
net::Response put_rhythm_sharing(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<void> {
        TRY(auto wanted, read_wanted(api));
        desk::choose_sharing(tx, place.page.id, api.me(), wanted);
        return {};
    });
}

// {"wanted": true | false}
net::Response put_rhythm_letter(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<void> {
        TRY(auto wanted, read_wanted(api));
        if (wanted && !api.services.sends_mail) return refuse(ErrorCode::Unsupported, "rhythm.letter.no_mail");
        return desk::choose_rhythm_letter(tx, {place.page.id, api.me()}, wanted, api.now);
    });
}

// One's own: {"from", "to", "substitute_id"}.
net::Response post_absence(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<void> {
        auto first = parse_day(api.params.text_or("from", "")), last = parse_day(api.params.text_or("to", ""));
        desk::Absence absence{
            .page = place.page.id, .person = api.me(), .first_day = first.value_or(0), .last_day = last.value_or(-1)};
        if (!api.params.text_or("substitute_id", "").empty()) {
            absence.to = api.params.id<AccountId>("substitute_id");
            if (!absence.to) return refuse(ErrorCode::Invalid, "rhythm.substitute");
        }
        CHECKED(desk::plan_absence(tx, absence, api.now));
        return {};
    });
}

net::Response delete_absence(const net::Request& request, Api& api)
{
    return act_there(request, api, [&](db::Transaction& tx, const TeamPlace& place) -> Result<void> {
        auto id = parse_id<desk::AbsenceId>(request.param("absence_id"));
        if (!id) return refuse(ErrorCode::NotFound, "record.not_found");
        return desk::end_absence(tx, *id, place.page.id, api.me());
    });
}

}  // namespace favilla::console
