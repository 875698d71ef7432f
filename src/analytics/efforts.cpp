// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/efforts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analytics/effect.h"
#include "analytics/number_list.h"
#include "base/money.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "base/trimmed.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t most_title = 200, most_hypothesis = 2000;
constexpr std::int64_t most_unit_value = 1'000'000'000'000;
constexpr std::int64_t earliest_day = 3650, latest_day = 60'000;  // 1979 to 2134: what a calendar in use shows

constexpr std::string_view effort_columns =
    "id, domain_id, kind, title, hypothesis, target, controls, time_zone, first_day, last_day, days_before, expected, declared_by, "
    "declared_at, is_afterwards, asked_at, refusal, refusal_params, detectable, detectable_day, currency, hourly_rate, unit_value";

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines) text.append(text.empty() ? "" : "\n").append(line);
    return text;
}

std::optional<Error> read_refusal(const db::Row& row, int column)
{
    auto key = row.get<std::string>(column);
    if (key.empty()) return std::nullopt;
    Error error{ErrorCode::Invalid, std::move(key)};
    for (const auto& line : lines_of(row.get<std::string_view>(column + 1)))
        if (auto mark = line.find('='); mark != line.npos) error.params.emplace_back(line.substr(0, mark), line.substr(mark + 1));
    return error;
}

Effort read_effort(const db::Row& row)
{
    Effort effort;
    effort.id = row.get<EffortId>(0);
    effort.domain = row.get<DomainId>(1);
    effort.kind = row.get<std::string>(2);
    effort.title = row.get<std::string>(3);
    effort.hypothesis = row.get<std::string>(4);
    effort.target = row.get<std::string>(5);
    effort.controls = lines_of(row.get<std::string_view>(6));
    effort.time_zone = row.get<std::string>(7);
    effort.first_day = row.get<std::int64_t>(8);
    effort.last_day = row.get<std::int64_t>(9);
    effort.days_before = row.get<std::int64_t>(10);
    effort.expected = row.get<std::optional<double>>(11);
    effort.declared_by = row.get<AccountId>(12);
    effort.declared_at = row.get<Time>(13);
    effort.is_afterwards = row.get<bool>(14);
    effort.asked_at = row.get<std::optional<Time>>(15);
    effort.refusal = read_refusal(row, 16);
    effort.detectable = read_numbers(row.get<std::string_view>(18));
    effort.detectable_day = row.get<std::optional<std::int64_t>>(19);
    effort.currency = row.get<std::string>(20);
    effort.hourly_rate = row.get<std::optional<std::int64_t>>(21);
    effort.unit_value = row.get<std::optional<std::int64_t>>(22);
    return effort;
}

// "UTC" is what browsers call "Etc/UTC".
std::string_view plain_zone(std::string_view zone) { return zone == "UTC" ? "Etc/UTC" : zone; }

bool counts_money(const EffortDraft& draft) { return draft.target.starts_with("worth:"); }

Result<void> check_series(db::Reader& reader, DomainId domain, const EffortDraft& draft, Time now)
{
    TRY(auto target, find_series(reader, domain, draft.target, now));
    if (!target.currency.empty() && target.currency != draft.currency)
        return refuse(ErrorCode::Invalid, "effort.currency_of_series", {{"series", draft.target}, {"currency", target.currency}});
    auto all = draft.controls;
    all.push_back(draft.target);
    for (const auto& text : all) {
        TRY(auto series, find_series(reader, domain, text, now));
        if (text != draft.target && are_of_one_goal(series, target))
            return refuse(ErrorCode::Invalid, "effort.control_is_target");
        if (!series.time_zone.empty() && plain_zone(series.time_zone) != plain_zone(draft.time_zone))
            return refuse(ErrorCode::Invalid, "effort.zone_of_series", {{"series", text}, {"zone", series.time_zone}});
    }
    std::ranges::sort(all);
    if (std::ranges::adjacent_find(all) != all.end()) return refuse(ErrorCode::Invalid, "effort.control_is_target");
    return {};
}

Result<void> check_money(const EffortDraft& draft)
{
    if (!find_currency(draft.currency)) return refuse(ErrorCode::Invalid, "effort.currency");
    if (draft.hourly_rate && (*draft.hourly_rate < 0 || *draft.hourly_rate > most_rate))
        return refuse(ErrorCode::Invalid, "effort.cost_rate");
    if (draft.unit_value && (*draft.unit_value < 1 || *draft.unit_value > most_unit_value))
        return refuse(ErrorCode::Invalid, "effort.unit_value");
    if (draft.unit_value && counts_money(draft)) return refuse(ErrorCode::Invalid, "effort.worth_twice");
    return {};
}

Result<void> check_draft(const EffortDraft& draft)
{
    auto is_text = [](std::string_view text, std::size_t most) {
        auto length = grapheme_count(text);
        return length >= 1 && length <= most;
    };
    if (std::ranges::find(effort_kinds, draft.kind) == effort_kinds.end()) return refuse(ErrorCode::Invalid, "effort.kind");
    if (!is_text(draft.title, most_title))
        return refuse(ErrorCode::Invalid, "effort.title", {{"most", std::to_string(most_title)}});
    if (!is_text(draft.hypothesis, most_hypothesis))
        return refuse(ErrorCode::Invalid, "effort.hypothesis", {{"most", std::to_string(most_hypothesis)}});
    if (!TimeZone::find(draft.time_zone)) return refuse(ErrorCode::Invalid, "effort.time_zone");
    if (draft.first_day < earliest_day || draft.last_day > latest_day || draft.length() < 1 || draft.length() > most_effort_days)
        return refuse(ErrorCode::Invalid, "effort.window", {{"most", std::to_string(most_effort_days)}});
    auto needed = std::max(least_days_before, static_cast<std::int64_t>(history_per_effort) * draft.length());
    if (draft.days_before < needed || draft.days_before > most_days_before)
        return refuse(ErrorCode::Invalid, "effort.days_before",
                      {{"needed", std::to_string(needed)}, {"most", std::to_string(most_days_before)}});
    if (draft.controls.size() > most_effort_controls)
        return refuse(ErrorCode::Invalid, "effort.controls", {{"most", std::to_string(most_effort_controls)}});
    if (draft.expected && (!(std::abs(*draft.expected) > 0) || std::abs(*draft.expected) > 1e12))
        return refuse(ErrorCode::Invalid, "effort.expected");
    return check_money(draft);
}

EffortDraft tidied(EffortDraft draft)
{
    draft.title = trimmed(draft.title);
    draft.hypothesis = trimmed(draft.hypothesis);
    return draft;
}

std::string day_text(std::int64_t day) { return iso_date(Time{} + days(day)); }

std::string money_text(const EffortDraft& draft, std::optional<std::int64_t> amount, int more_digits)
{
    auto currency = find_currency(draft.currency);
    return amount && currency ? amount_text(*amount, currency->digits + more_digits) : std::string{};
}

struct Field {
    std::string_view name;
    std::string (*text)(const EffortDraft&);
    bool is_measured = false;  // what came out may hang on it
};
const std::array<Field, 12> fields{{
    {"kind", [](const EffortDraft& draft) { return draft.kind; }},
    {"title", [](const EffortDraft& draft) { return draft.title; }},
    {"hypothesis", [](const EffortDraft& draft) { return draft.hypothesis; }},
    {"target", [](const EffortDraft& draft) { return draft.target; }, true},
    {"controls", [](const EffortDraft& draft) { return joined(draft.controls); }, true},
    {"time_zone", [](const EffortDraft& draft) { return draft.time_zone; }, true},
    {"window", [](const EffortDraft& draft) { return day_text(draft.first_day) + " – " + day_text(draft.last_day); }, true},
    {"days_before", [](const EffortDraft& draft) { return std::to_string(draft.days_before); }, true},
    {"expected", [](const EffortDraft& draft) { return draft.expected ? fmt::format("{}", *draft.expected) : std::string{}; }},
    {"currency", [](const EffortDraft& draft) { return draft.currency; }},
    {"hourly_rate", [](const EffortDraft& draft) { return money_text(draft, draft.hourly_rate, 0); }},
    {"unit_value", [](const EffortDraft& draft) { return money_text(draft, draft.unit_value, unit_value_digits); }},
}};

}  // namespace

std::optional<std::int64_t> EffortDraft::worth_of_one() const
{
    if (!counts_money(*this)) return unit_value;
    std::int64_t units = 1;
    for (int digit = find_currency(currency).value_or(Currency{}).digits + unit_value_digits; digit > 0; --digit) units *= 10;
    return units;
}

bool has_band(const EffortDraft& draft)
{
    return tells_apart(draft.target)
        || std::ranges::any_of(draft.controls, [](const auto& control) { return tells_apart(control); });
}

std::int64_t today_in(std::string_view time_zone, Time now)
{
    auto zone = TimeZone::find(time_zone);
    return zone ? zone->local(now).day : start_of_day(now).milliseconds / days(1).milliseconds;
}

bool has_begun(const EffortDraft& draft, Time now) { return today_in(draft.time_zone, now) >= draft.first_day; }

Result<Effort> declare_effort(db::Transaction& tx, DomainId domain, AccountId by, const EffortDraft& said, Time now)
{
    auto draft = tidied(said);
    CHECKED(check_draft(draft));
    CHECKED(check_series(tx, domain, draft, now));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM efforts WHERE domain_id = $1", domain).value_or(0);
    if (count >= static_cast<std::int64_t>(most_efforts))
        return refuse(ErrorCode::Invalid, "effort.too_many", {{"most", std::to_string(most_efforts)}});
    auto id = tx.new_id<EffortId>(now);
    tx.run("INSERT INTO efforts (id, domain_id, kind, title, hypothesis, target, controls, time_zone, first_day, last_day, "
           "days_before, expected, declared_by, declared_at, is_afterwards, currency, hourly_rate, unit_value) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
           id, domain, draft.kind, draft.title, draft.hypothesis, draft.target, joined(draft.controls), draft.time_zone,
           draft.first_day, draft.last_day, draft.days_before, draft.expected, by, now, has_begun(draft, now) ? 1 : 0,
           draft.currency, draft.hourly_rate, draft.unit_value);
    return *find_effort(tx, id);
}

Result<Effort> amend_effort(db::Transaction& tx, const Effort& effort, AccountId by, const EffortDraft& said, Time now)
{
    auto draft = tidied(said);
    CHECKED(check_draft(draft));
    CHECKED(check_series(tx, effort.domain, draft, now));
    if (draft.currency != effort.currency && tx.row("SELECT 1 FROM effort_costs WHERE effort_id = $1 LIMIT 1", effort.id))
        return refuse(ErrorCode::Conflict, "effort.currency_used");
    bool had_begun = has_begun(effort, now), is_afterwards = effort.is_afterwards || has_begun(draft, now) != had_begun;
    for (const auto& field : fields) {
        auto before = field.text(effort), after = field.text(draft);
        if (!had_begun || before == after) continue;
        is_afterwards = is_afterwards || field.is_measured;
        tx.run("INSERT INTO effort_amendments (id, effort_id, field, old_value, new_value, amended_by, amended_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
               tx.new_id<EffortAmendmentId>(now), effort.id, field.name, before, after, by, now);
    }
    tx.run(
        "UPDATE efforts SET kind = $2, title = $3, hypothesis = $4, target = $5, controls = $6, time_zone = $7, "
        "first_day = $8, last_day = $9, days_before = $10, expected = $11, is_afterwards = $12, currency = $13, hourly_rate = $14, "
        "unit_value = $15 WHERE id = $1",
        effort.id, draft.kind, draft.title, draft.hypothesis, draft.target, joined(draft.controls), draft.time_zone,
        draft.first_day, draft.last_day, draft.days_before, draft.expected, is_afterwards ? 1 : 0, draft.currency,
        draft.hourly_rate, draft.unit_value);
    return *find_effort(tx, effort.id);
}

Result<void> withdraw_effort(db::Transaction& tx, const Effort& effort, Time now)
{
    if (has_begun(effort, now) || effort.is_afterwards) return refuse(ErrorCode::Conflict, "effort.begun");
    tx.run("DELETE FROM efforts WHERE id = $1", effort.id);
    return {};
}

std::optional<Effort> find_effort(db::Reader& reader, EffortId id)
{
    auto row = reader.row(fmt::format("SELECT {} FROM efforts WHERE id = $1", effort_columns), id);
    return row ? std::optional{read_effort(*row)} : std::nullopt;
}

std::vector<Effort> efforts_of(db::Reader& reader, DomainId domain)
{
    std::vector<Effort> efforts;
    for (const auto& row : reader.rows(
             fmt::format("SELECT {} FROM efforts WHERE domain_id = $1 ORDER BY first_day DESC, id DESC", effort_columns), domain))
        efforts.push_back(read_effort(row));
    return efforts;
}

std::vector<EffortAmendment> amendments_of(db::Reader& reader, EffortId id)
{
    std::vector<EffortAmendment> amendments;
    for (const auto& row : reader.rows("SELECT field, old_value, new_value, amended_by, amended_at FROM effort_amendments "
                                       "WHERE effort_id = $1 ORDER BY id",
                                       id))
        amendments.push_back({.field = row.get<std::string>(0),
                              .old_value = row.get<std::string>(1),
                              .new_value = row.get<std::string>(2),
                              .amended_by = row.get<AccountId>(3),
                              .amended_at = row.get<Time>(4)});
    return amendments;
}

std::string declaration_text(const EffortDraft& draft)
{
    std::string text;
    for (const auto& field : fields)
        if (field.is_measured) text += std::string{field.name} + "=" + field.text(draft) + "\n";
    return text;
}

}  // namespace favilla::analytics
