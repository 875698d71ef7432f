// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/efforts — what the organisation undertook, declared with its target and its window, and what came of it. For the team.
#include "analytics/efforts.h"

#include <charconv>

#include "analytics/effect_plot.h"
#include "analytics/effect_words.h"
#include "base/money.h"
#include "console/days.h"
#include "console/effort_json.h"
#include "console/routes.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using analytics::Effort;
using analytics::EffortDraft;
using analytics::EffortId;

constexpr std::int64_t usual_days_before = 56;  // or six times the window, so that there are placebo windows in it

Result<std::int64_t> read_day(const Params& params, std::string_view name, std::int64_t otherwise)
{
    if (!params.has(name)) return otherwise;
    auto day = parse_day(params.text_or(name, ""));
    if (!day) return refuse(ErrorCode::Invalid, "effort.window", {{"most", std::to_string(analytics::most_effort_days)}});
    return *day;
}

Result<std::optional<double>> read_expected(const Params& params, std::optional<double> otherwise)
{
    if (!params.names("expected")) return otherwise;
    auto text = params.text_or("expected", "");
    if (text.empty()) return std::nullopt;
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return refuse(ErrorCode::Invalid, "effort.expected");
    return value;
}

// Units of ten to the minus `digits`; an empty text takes it away.
Result<std::optional<std::int64_t>> read_amount(const Params& params, std::string_view name, int digits, const char* refusal,
                                                std::optional<std::int64_t> otherwise)
{
    if (!params.names(name)) return otherwise;
    auto text = params.text_or(name, "");
    if (text.empty()) return std::nullopt;
    auto amount = parse_amount(text, digits);
    if (!amount) return refuse(ErrorCode::Invalid, refusal);
    return *amount;
}

// What is not said stays as it is in `draft`.
Result<EffortDraft> read_draft(const Params& params, EffortDraft draft)
{
    for (auto [name, field] : {std::pair{"kind", &draft.kind},
                               {"title", &draft.title},
                               {"hypothesis", &draft.hypothesis},
                               {"target", &draft.target},
                               {"time_zone", &draft.time_zone}})
        *field = params.text_or(name, *field);
    if (params.names("controls")) draft.controls = params.texts("controls");
    TRY(draft.first_day, read_day(params, "first_day", draft.first_day));
    TRY(draft.last_day, read_day(params, "last_day", draft.last_day));
    TRY(draft.expected, read_expected(params, draft.expected));
    draft.currency = params.text_or("currency", draft.currency);
    auto digits = find_currency(draft.currency).value_or(Currency{}).digits;
    TRY(draft.hourly_rate, read_amount(params, "hourly_rate", digits, "effort.cost_rate", draft.hourly_rate));
    TRY(draft.unit_value,
        read_amount(params, "unit_value", digits + analytics::unit_value_digits, "effort.unit_value", draft.unit_value));
    auto usual = draft.days_before > 0 ? draft.days_before
                                       : std::clamp(6 * draft.length(), usual_days_before, analytics::most_days_before);
    draft.days_before = params.integer("days_before").value_or(usual);
    return draft;
}

net::Response effort_response(Api& api, EffortId id)
{
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownEffort> {
        auto effort = find_own_effort(reader, api, id);
        if (!effort) return std::nullopt;
        return load_effort(reader, api, *std::move(effort), EffortDetail::Whole);
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_effort(json, api, *shown, EffortDetail::Whole); });
}

void note(db::Transaction& tx, const Api& api, std::string_view act, std::string_view title)
{
    social::note_act(tx,
                     {.domain = api.domain.id,
                      .by = api.me(),
                      .act = "change_organisation",
                      .text = "efforts: " + std::string{act} + " " + std::string{title}},
                     api.now);
}

// Of the effort that the path names; `act` answers with a Result<void>.
template <class Act>
Result<EffortId> change(const net::Request& request, Api& api, Act&& act)
{
    return api.db.write([&](db::Transaction& tx) -> Result<EffortId> {
        auto effort = find_own_effort(tx, api, parse_id<EffortId>(request.param("id")));
        if (!effort) return refuse(ErrorCode::NotFound, "record.not_found");
        CHECKED(act(tx, *effort));
        return effort->id;
    });
}

}  // namespace

net::Response get_efforts(const net::Request&, Api& api)
{
    auto efforts = api.db.read([&](db::Reader& reader) {
        std::vector<ShownEffort> shown;
        for (auto& effort : analytics::efforts_of(reader, api.domain.id))
            shown.push_back(load_effort(reader, api, std::move(effort), EffortDetail::Line));
        return shown;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(efforts, [&](const ShownEffort& shown) { write_effort(json, api, shown, EffortDetail::Line); });
    });
}

net::Response post_effort(const net::Request&, Api& api)
{
    auto draft = read_draft(api.params, {.kind = "campaign", .time_zone = "Etc/UTC"});
    if (!draft) return error_response(api, draft.error());
    auto declared = api.db.write([&](db::Transaction& tx) -> Result<EffortId> {
        TRY(auto effort, analytics::declare_effort(tx, api.domain.id, api.me(), *draft, api.now));
        note(tx, api, "+", effort.title);
        analytics::ask_for_result(tx, effort.id, api.now);
        return effort.id;
    });
    return declared ? effort_response(api, *declared) : error_response(api, declared.error());
}

net::Response get_effort_series(const net::Request&, Api& api)
{
    auto all = api.db.read([&](db::Reader& reader) { return analytics::all_series(reader, api.domain.id, api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(all, [&](const analytics::Series& series) {
            json.object([&] {
                json.field("series", series.text);
                json.field("name", analytics::series_name(api.services.locale, api.language, series));
                json.field("time_zone", series.time_zone.empty() ? std::nullopt : std::optional{series.time_zone});
                json.field("since", series.since ? std::optional{date_of(*series.since)} : std::nullopt);
            });
        });
    });
}

net::Response get_effort(const net::Request& request, Api& api)
{
    auto id = parse_id<EffortId>(request.param("id"));
    return id ? effort_response(api, *id) : not_found(api);
}

net::Response patch_effort(const net::Request& request, Api& api)
{
    auto done = change(request, api, [&](db::Transaction& tx, const Effort& effort) -> Result<void> {
        const EffortDraft& declared = effort;
        TRY(auto draft, read_draft(api.params, declared));
        TRY(auto amended, analytics::amend_effort(tx, effort, api.me(), draft, api.now));
        note(tx, api, "~", amended.title);
        analytics::ask_for_result(tx, effort.id, api.now);
        return {};
    });
    return done ? effort_response(api, *done) : error_response(api, done.error());
}

net::Response delete_effort(const net::Request& request, Api& api)
{
    auto done = change(request, api, [&](db::Transaction& tx, const Effort& effort) -> Result<void> {
        CHECKED(analytics::withdraw_effort(tx, effort, api.now));
        note(tx, api, "-", effort.title);
        return {};
    });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response compute_effort(const net::Request& request, Api& api)
{
    auto done = change(request, api, [&](db::Transaction& tx, const Effort& effort) -> Result<void> {
        if (!effort.asked_at) analytics::ask_for_result(tx, effort.id, api.now);
        return {};
    });
    return done ? effort_response(api, *done) : error_response(api, done.error());
}

net::Response get_effort_picture(const net::Request& request, Api& api)
{
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownEffort> {
        auto effort = find_own_effort(reader, api, parse_id<EffortId>(request.param("id")));
        if (!effort) return std::nullopt;
        return load_effort(reader, api, *std::move(effort), EffortDetail::Whole);
    });
    if (!shown || shown->points.empty()) return not_found(api);
    const auto& effort = shown->effort;
    auto series = shown->names.at(effort.target);
    std::vector<analytics::EffectPoint> path;
    for (const auto& point : shown->points) path.push_back(point.values);
    auto first = shown->points.front().day;
    analytics::RowRange post{static_cast<std::size_t>(shown->last()->first_day - first), path.size() - 1};
    auto title = api.services.locale.text(api.language, "effort.heading", {{"title", effort.title}, {"series", series}});
    analytics::EffectWords words{api.services.locale, api.language, shown->last()->effect};
    auto step = [first](std::size_t row) { return date_of(first + static_cast<std::int64_t>(row)); };
    auto response =
        net::response_of_type(200, "image/svg+xml", analytics::effect_plot(path, post, words.plot(title, series, step)));
    response.set_header("Content-Disposition", "attachment; filename=\"effort.svg\"");
    return response;
}

}  // namespace favilla::console
