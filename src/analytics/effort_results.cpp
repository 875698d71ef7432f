// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_results.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/describe.hpp>
#include <fmt/format.h>

#include "analytics/effort_numbers.h"
#include "analytics/number_list.h"
#include "jobs/queue.h"

namespace favilla::analytics {

namespace {

struct EffortAsked {
    static constexpr std::string_view name = "EffortAsked";
    EffortId effort;
};
BOOST_DESCRIBE_STRUCT(EffortAsked, (), (effort))

constexpr std::string_view queue = "efforts";
constexpr std::int64_t days_watched = 400;  // after its end

constexpr std::array<std::string_view, 5> reasons{"first", "longer", "data", "labels", "amended"};
constexpr std::array<std::string_view, 4> verdicts{"cannot_tell", "more", "less", "doubtful"};

constexpr std::string_view result_columns =
    "id, computed_at, reason, through_day, observed, declared, fingerprint, seed, draws, verdict, actual, predicted, predicted_sd, "
    "predicted_lower, predicted_upper, relative, relative_lower, relative_upper, p, placebo_contained, placebo_of, "
    "minimum_detectable, inclusion, quantiles, first_day, raw_fingerprint";

EffectVerdict verdict_named(std::string_view name)
{
    return static_cast<EffectVerdict>(std::ranges::find(verdicts, name) - verdicts.begin());
}

EffortResult read_result(const db::Row& row)
{
    EffortResult result{.id = row.get<EffortResultId>(0),
                        .computed_at = row.get<Time>(1),
                        .reason =
                            static_cast<ResultReason>(std::ranges::find(reasons, row.get<std::string_view>(2)) - reasons.begin()),
                        .first_day = row.get<std::int64_t>(24),
                        .through_day = row.get<std::int64_t>(3),
                        .observed = row.get<std::int64_t>(4),
                        .declared = row.get<std::string>(5),
                        .fingerprint = row.get<std::string>(6),
                        .raw_fingerprint = row.get<std::string>(25),
                        .seed = row.get<std::uint64_t>(7),
                        .draws = row.get<int>(8)};
    auto& effect = result.effect;
    effect.verdict = verdict_named(row.get<std::string_view>(9));
    effect.average = effect_figures({.actual = row.get<double>(10),
                                     .predicted = row.get<double>(11),
                                     .predicted_sd = row.get<double>(12),
                                     .predicted_lower = row.get<double>(13),
                                     .predicted_upper = row.get<double>(14),
                                     .relative = row.get<double>(15),
                                     .relative_lower = row.get<double>(16),
                                     .relative_upper = row.get<double>(17)});
    effect.cumulative = times(effect.average, static_cast<double>(result.observed));
    effect.p = row.get<double>(18);
    effect.probability = 1 - effect.p;
    effect.placebo = {row.get<int>(19), row.get<int>(20)};
    effect.minimum_detectable = row.get<double>(21);
    effect.inclusion = read_numbers(row.get<std::string_view>(22));
    effect.quantiles = read_numbers(row.get<std::string_view>(23));
    return result;
}

EffortEnd end_of(const Effect& effect)
{
    const auto& sum = effect.cumulative;
    return {effect.verdict, sum.effect, sum.effect_lower, sum.effect_upper, effect.quantiles};
}

EffortEnd read_end(const db::Row& row)
{
    auto verdict = row.get<std::optional<std::string>>(2);
    return {verdict ? std::optional{verdict_named(*verdict)} : std::nullopt, row.get<double>(3), row.get<double>(4),
            row.get<double>(5), read_numbers(row.get<std::string_view>(6))};
}

void read_ends(db::Reader& reader, std::vector<EffortResult>& results)
{
    std::vector<EffortResultId> ids;
    for (auto& result : results) {
        result.low = result.high = end_of(result.effect);
        ids.push_back(result.id);
    }
    for (const auto& row : reader.rows("SELECT result_id, end_of_band, verdict, effect, effect_lower, effect_upper, quantiles "
                                       "FROM effort_ends WHERE result_id IN EACH($1)",
                                       db::list_of(ids))) {
        auto& result = *std::ranges::find(results, row.get<EffortResultId>(0), &EffortResult::id);
        (row.get<std::string_view>(1) == "low" ? result.low : result.high) = read_end(row);
    }
}

// Where whoever did it, nothing else was done on the days that were told of, what changed is what acts count as.
ResultReason reason_for(const std::optional<EffortResult>& last, const EffortResult& result, const Effort& effort,
                        const EffortNumbers& numbers)
{
    if (!last) return ResultReason::First;
    if (last->declared != result.declared) return ResultReason::Amended;
    auto then = numbers.until(last->through_day);
    if (fingerprint_of(effort, then) != last->fingerprint && raw_fingerprint_of(effort, then) == last->raw_fingerprint)
        return ResultReason::Labels;
    return last->through_day == result.through_day ? ResultReason::Data : ResultReason::Longer;
}

// What is declared to be long enough is so in days that something is known of.
Result<void> check_history(const EffortNumbers& numbers)
{
    if (numbers.gap) return std::unexpected(*numbers.gap);
    auto needed = history_per_effort * (numbers.post ? numbers.known(*numbers.post) : 0);
    auto known = numbers.known(numbers.pre);
    needed = std::max(needed, static_cast<std::size_t>(least_days_before));
    if (known < needed)
        return refuse(ErrorCode::Invalid, "effort.short_history",
                      {{"known", std::to_string(known)}, {"needed", std::to_string(needed)}});
    return {};
}

EffectPlan effort_plan() { return {.season = days_a_week, .draws = effort_draws, .seed = effort_seed, .path = WithPath::Yes}; }

// A control is named, not numbered.
Error with_name(Error error, const Effort& effort)
{
    for (auto& [name, value] : error.params)
        if (name == "control") value = effort.controls.at(std::stoul(value) - 1);
    return error;
}

// None of what cannot be computed there: such as a control of which nothing is left.
EffortEnd at_end(const EffortNumbers& numbers, const std::optional<EffortCounts>& counts, const Effect& authentic)
{
    if (!counts) return end_of(authentic);
    auto effect = estimate_effect(numbers.data_of(*counts), effort_plan());
    return effect ? end_of(*effect) : EffortEnd{};
}

struct Computed {
    std::optional<EffortResult> result;
    std::vector<double> detectable;
    std::optional<Error> refusal;
};

Computed compute(const Effort& effort, const EffortNumbers& numbers, Time now)
{
    Computed computed;
    auto checked = check_history(numbers);
    if (!checked) return {.result = {}, .detectable = {}, .refusal = checked.error()};
    auto detectable = detectable_by_week(numbers.data(), effort_plan(), weeks_looked_ahead);
    if (!detectable) return {.result = {}, .detectable = {}, .refusal = with_name(detectable.error(), effort)};
    computed.detectable = *std::move(detectable);
    if (!numbers.post) return computed;
    auto effect = estimate_effect(numbers.data(), effort_plan());
    if (!effect) {
        computed.refusal = with_name(effect.error(), effort);
        return computed;
    }
    computed.result = EffortResult{.computed_at = now,
                                   .first_day = effort.first_day,
                                   .through_day = numbers.last_day(),
                                   .observed = static_cast<std::int64_t>(numbers.known(*numbers.post)),
                                   .declared = digest_of(effort),
                                   .fingerprint = fingerprint_of(effort, numbers),
                                   .raw_fingerprint = raw_fingerprint_of(effort, numbers),
                                   .seed = effort_seed,
                                   .draws = effort_draws,
                                   .effect = *std::move(effect)};
    computed.result->low = at_end(numbers, numbers.low, computed.result->effect);
    computed.result->high = at_end(numbers, numbers.high, computed.result->effect);
    return computed;
}

void store_end(db::Transaction& tx, EffortResultId id, std::string_view which, const EffortEnd& end)
{
    tx.run("INSERT INTO effort_ends (result_id, end_of_band, verdict, effect, effect_lower, effect_upper, quantiles) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           id, which, end.verdict ? std::optional{std::string{name_of(*end.verdict)}} : std::nullopt, end.effect,
           end.effect_lower, end.effect_upper, write_numbers(end.quantiles));
}

void store_result(db::Transaction& tx, const Effort& effort, const EffortNumbers& numbers, EffortResult result, Time now)
{
    auto last = last_result(tx, effort.id);
    if (last && last->fingerprint == result.fingerprint) return;
    result.id = tx.new_id<EffortResultId>(now);
    result.reason = reason_for(last, result, effort, numbers);
    const auto& effect = result.effect;
    const auto& average = effect.average;
    tx.run(
        fmt::format("INSERT INTO effort_results ({}, effort_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                    "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)",
                    result_columns),
        result.id, result.computed_at, name_of(result.reason), result.through_day, result.observed, result.declared,
        result.fingerprint, result.seed, result.draws, name_of(effect.verdict), average.actual, average.predicted,
        average.predicted_sd, average.predicted_lower, average.predicted_upper, average.relative, average.relative_lower,
        average.relative_upper, effect.p, effect.placebo.contained, effect.placebo.of, effect.minimum_detectable,
        write_numbers(effect.inclusion), write_numbers(effect.quantiles), result.first_day, result.raw_fingerprint, effort.id);
    if (numbers.low) store_end(tx, result.id, "low", result.low);
    if (numbers.high) store_end(tx, result.id, "high", result.high);
    if (last) tx.run("DELETE FROM effort_points WHERE result_id = $1", last->id);
    for (const auto& point : effect.path)
        tx.run("INSERT INTO effort_points (result_id, day, actual, predicted, lower, upper, cumulative, cumulative_lower, "
               "cumulative_upper) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               result.id, numbers.first_day + static_cast<std::int64_t>(point.row),
               std::isnan(point.actual) ? std::nullopt : std::optional{point.actual}, point.predicted, point.lower, point.upper,
               point.cumulative, point.cumulative_lower, point.cumulative_upper);
}

void store_effort_state(db::Transaction& tx, const Effort& effort, const Computed& computed, std::int64_t through_day)
{
    std::string params;
    if (computed.refusal)
        for (const auto& [name, value] : computed.refusal->params) params.append(name).append("=").append(value).append("\n");
    tx.run(
        "UPDATE efforts SET asked_at = NULL, refusal = $2, refusal_params = $3, detectable = $4, detectable_day = $5 WHERE id = $1",
        effort.id, computed.refusal ? computed.refusal->key : std::string{}, params, write_numbers(computed.detectable),
        computed.detectable.empty() ? std::nullopt : std::optional{through_day});
}

}  // namespace

std::string_view name_of(ResultReason reason) { return reasons[static_cast<std::size_t>(reason)]; }
std::string_view name_of(EffectVerdict verdict) { return verdicts[static_cast<std::size_t>(verdict)]; }

bool is_restatement(ResultReason reason)
{
    return reason == ResultReason::Data || reason == ResultReason::Labels || reason == ResultReason::Amended;
}

std::vector<EffortResult> results_of(db::Reader& reader, EffortId id)
{
    std::vector<EffortResult> results;
    for (const auto& row :
         reader.rows(fmt::format("SELECT {} FROM effort_results WHERE effort_id = $1 ORDER BY id DESC", result_columns), id))
        results.push_back(read_result(row));
    read_ends(reader, results);
    return results;
}

std::optional<EffortResult> last_result(db::Reader& reader, EffortId id)
{
    std::vector<EffortResult> results;
    for (const auto& row : reader.rows(
             fmt::format("SELECT {} FROM effort_results WHERE effort_id = $1 ORDER BY id DESC LIMIT 1", result_columns), id))
        results.push_back(read_result(row));
    read_ends(reader, results);
    return results.empty() ? std::nullopt : std::optional{results.front()};
}

bool is_of(const EffortResult& result, const Effort& effort) { return result.declared == digest_of(effort); }

std::vector<EffortPoint> points_of(db::Reader& reader, EffortResultId id)
{
    std::vector<EffortPoint> points;
    for (const auto& row :
         reader.rows("SELECT day, actual, predicted, lower, upper, cumulative, cumulative_lower, cumulative_upper "
                     "FROM effort_points WHERE result_id = $1 ORDER BY day",
                     id))
        points.push_back(
            {.day = row.get<std::int64_t>(0),
             .values = {.row = points.size(),
                        .actual = row.get<std::optional<double>>(1).value_or(std::numeric_limits<double>::quiet_NaN()),
                        .predicted = row.get<double>(2),
                        .lower = row.get<double>(3),
                        .upper = row.get<double>(4),
                        .cumulative = row.get<double>(5),
                        .cumulative_lower = row.get<double>(6),
                        .cumulative_upper = row.get<double>(7)}});
    return points;
}

void ask_for_result(db::Transaction& tx, EffortId id, Time now)
{
    tx.run("UPDATE efforts SET asked_at = $2 WHERE id = $1", id, now);
    jobs::enqueue(tx, queue, EffortAsked::name, jobs::encode(EffortAsked{id}), now, now);
}

bool compute_effort(db::Database& database, EffortId id, Time now)
{
    struct Read {
        std::optional<Effort> effort;
        std::optional<EffortResult> last;
        std::optional<Result<EffortNumbers>> numbers;
    };
    auto read = database.read([&](db::Reader& reader) {
        Read found{.effort = find_effort(reader, id), .last = last_result(reader, id), .numbers = {}};
        if (found.effort) found.numbers = read_effort_numbers(reader, *found.effort, now);
        return found;
    });
    if (!read.effort) return false;
    const auto& effort = *read.effort;
    const auto& numbers = *read.numbers;
    bool is_known = numbers && numbers->post && read.last && read.last->fingerprint == fingerprint_of(effort, *numbers);
    // What has not begun is looked at once a day: nothing but the days before it can change.
    bool is_planned = numbers && !numbers->post && effort.detectable_day == numbers->last_day() && !effort.asked_at;
    if ((is_known || is_planned) && !effort.refusal && effort.detectable_day) {
        if (effort.asked_at)
            database.write([&](db::Transaction& tx) { tx.run("UPDATE efforts SET asked_at = NULL WHERE id = $1", id); });
        return false;
    }
    // Outside every transaction: it may take a second, and nobody waits for it.
    auto computed =
        numbers ? compute(effort, *numbers, now) : Computed{.result = {}, .detectable = {}, .refusal = numbers.error()};
    return database.write([&](db::Transaction& tx) {
        auto current = find_effort(tx, id);
        if (!current) return false;
        // Declared otherwise meanwhile: that is being computed.
        if (declaration_text(*current) != declaration_text(effort)) return false;
        store_effort_state(tx, effort, computed, numbers ? numbers->last_day() : 0);
        if (computed.result) store_result(tx, effort, *numbers, *computed.result, now);
        return computed.result.has_value();
    });
}

void add_effort_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(std::string{queue}, std::string{EffortAsked::name}, [&database, clock](std::string_view payload) {
        compute_effort(database, jobs::decode<EffortAsked>(payload).effort, clock());
    });
    workers.every(hours(1), "efforts.renew", [&database](Time now) {
        database.write([&](db::Transaction& tx) {
            auto since = start_of_day(now).milliseconds / days(1).milliseconds - days_watched;
            for (const auto& row : tx.rows("SELECT id FROM efforts WHERE last_day >= $1", since))
                jobs::enqueue(tx, queue, EffortAsked::name, jobs::encode(EffortAsked{row.get<EffortId>(0)}), now, now);
        });
    });
}

}  // namespace favilla::analytics
