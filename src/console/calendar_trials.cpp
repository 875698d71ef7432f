// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages/:id/calendar/trials — two hours between which chance chooses, and what came of it.
#include "desk/calendar_trials.h"

#include <cmath>

#include "console/days.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using desk::CalendarTrial;

std::string clock_of(int minute) { return local_text({0, minutes(minute)}).substr(11, 5); }

std::optional<int> parse_clock(const std::string& text)
{
    auto local = text.size() == 5 ? parse_local("1970-01-01T" + text) : std::nullopt;
    return local ? std::optional{static_cast<int>(local->time_of_day.milliseconds / minutes(1).milliseconds)} : std::nullopt;
}

std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional{value} : std::nullopt; }

void write_result(JsonWriter& json, const std::optional<desk::TrialResult>& result)
{
    json.key("result");
    if (!result) return json.value(nullptr);
    json.object([&] {
        json.field("difference", result->test.difference);
        json.field("lower", finite(result->test.lower));
        json.field("upper", finite(result->test.upper));
        json.field("p", result->test.p);
        json.field("exact", result->test.exact);
        json.field("days", result->days);
        json.field("kept", result->kept);
    });
}

net::Response trials_response(Api& api, const TeamPlace& place)
{
    struct Shown {
        std::vector<std::pair<CalendarTrial, std::optional<desk::TrialResult>>> trials;
        Accounts accounts;
        bool is_sole_judge = false;
    };
    auto shown = api.db.read([&](db::Reader& reader) {
        Shown found;
        std::vector<AccountId> people;
        for (const auto& trial : desk::trials_of(reader, place.page.id)) {
            found.trials.emplace_back(trial, desk::result_of(reader, trial, api.now));
            people.push_back(trial.proposed_by);
            if (trial.agreed_by) people.push_back(*trial.agreed_by);
        }
        found.accounts = load_accounts(reader, people);
        found.is_sole_judge = community::is_sole_judge(reader, place.page.id, api.me());
        return found;
    });
    bool keeps = community::may(place.voice.role, community::PageAct::Keep, false, false);
    return json_response(200, [&](JsonWriter& json) {
        json.array(shown.trials, [&](const auto& one) {
            const auto& [trial, result] = one;
            json.object([&] {
                json.field("id", trial.id);
                json.field("first_hour", clock_of(trial.first_hour));
                json.field("second_hour", clock_of(trial.second_hour));
                json.field("first_day", date_of(trial.first_day));
                json.field("last_day", date_of(trial.last_day()));
                json.field("weeks", trial.weeks);
                json.key("weekdays");
                json.array([&] {
                    for (int day = 0; day < 7; ++day)
                        if (trial.weekdays >> day & 1) json.value(day);
                });
                write_person(json, api, shown.accounts, "proposed_by", trial.proposed_by);
                write_person(json, api, shown.accounts, "agreed_by", trial.agreed_by);
                json.field("may_agree", keeps && !trial.agreed_by && (trial.proposed_by != api.me() || shown.is_sole_judge));
                json.field("may_end", keeps);
                write_result(json, result);
            });
        });
    });
}

Result<CalendarTrial> read_trial(const Api& api)
{
    CalendarTrial trial;
    auto first = parse_clock(api.params.text_or("first_hour", "")), second = parse_clock(api.params.text_or("second_hour", ""));
    if (!first || !second) return refuse(ErrorCode::Invalid, "calendar.trial_hours");
    trial.first_hour = *first;
    trial.second_hour = *second;
    auto day = parse_day(api.params.text_or("first_day", ""));
    auto too_many = Error{ErrorCode::Invalid, "calendar.trial_days", {{"max", std::to_string(desk::most_trial_weeks)}}};
    if (!day) return std::unexpected(too_many);
    trial.first_day = *day;
    auto weeks = api.params.integer("weeks").value_or(0);
    if (weeks < 1 || weeks > desk::most_trial_weeks) return std::unexpected(too_many);
    trial.weeks = static_cast<int>(weeks);
    for (const auto& text : api.params.texts("weekdays")) {
        if (text.size() != 1 || text[0] < '0' || text[0] > '6') return std::unexpected(too_many);
        trial.weekdays |= 1 << (text[0] - '0');
    }
    return trial;
}

// Does something with the trial that the path names.
template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act&& act)
{
    auto place = find_team_place(request, api);
    auto id = parse_id<desk::CalendarTrialId>(request.param("trial_id"));
    if (!place || !id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *place, *id); });
    return done ? trials_response(api, *place) : error_response(api, done.error());
}

}  // namespace

net::Response get_calendar_trials(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    return place ? trials_response(api, *place) : not_found(api);
}

net::Response post_calendar_trial(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto trial = read_trial(api);
    if (!trial) return error_response(api, trial.error());
    trial->page = place->page.id;
    auto made =
        api.db.write([&](db::Transaction& tx) { return desk::propose_trial(tx, place->page, place->voice, *trial, api.now); });
    return made ? trials_response(api, *place) : error_response(api, made.error());
}

net::Response agree_to_calendar_trial(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const TeamPlace& place, desk::CalendarTrialId id) {
        return desk::agree_to_trial(tx, place.page, place.voice, id, api.services.random, api.now);
    });
}

net::Response delete_calendar_trial(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const TeamPlace& place, desk::CalendarTrialId id) {
        return desk::end_trial(tx, place.page, place.voice, id, api.now);
    });
}

}  // namespace favilla::console
