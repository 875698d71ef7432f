// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "analytics/goal_worth.h"
#include "analytics/visit_sites.h"
#include "base/money.h"
#include "base/time_zone.h"
#include "base/web_url.h"
#include "social/act_parts.h"
#include "social/active_days.h"

namespace favilla::analytics {

namespace {

struct KindName {
    SeriesKind kind;
    std::string_view name;
    const char* words;
    const char* of_page;  // null: there is none of a page
};
constexpr std::array<KindName, 8> kinds{{
    {SeriesKind::Visits, "visits", "effort.series.visits", nullptr},
    {SeriesKind::Goals, "goals", "effort.series.goals", nullptr},
    {SeriesKind::Worth, "worth", "effort.series.worth", nullptr},
    {SeriesKind::Answers, "answers", "effort.series.answers", "effort.series.answers_to_page"},
    {SeriesKind::AllAnswers, "all_answers", "effort.series.all_answers", "effort.series.all_answers_to_page"},
    {SeriesKind::Followers, "followers", "effort.series.followers", "effort.series.followers_of_page"},
    {SeriesKind::SignUps, "sign_ups", "effort.series.sign_ups", nullptr},
    {SeriesKind::ActiveMembers, "active_members", "effort.series.active_members", nullptr},
}};

const KindName& names_of(SeriesKind kind) { return *std::ranges::find(kinds, kind, &KindName::kind); }

std::string_view text_before(std::string_view text, char mark) { return text.substr(0, text.find(mark)); }
std::string_view text_after(std::string_view text, char mark)
{
    auto at = text.find(mark);
    return at == text.npos ? std::string_view{} : text.substr(at + 1);
}

// Every zone's clock is a multiple of a quarter of an hour from UTC, so that quarters are of one day each, wherever that begins.
constexpr auto quarter = minutes(15).milliseconds;
constexpr auto ids_a_quarter = quarter << id_time_shift;
static_assert(quarter == 900'000 && ids_a_quarter == 58'982'400'000);

// Each asks for numbers by the quarter: whose as $1 (a page, or the domain), from $2 on, to before $3, in ids or in milliseconds.
// What is said to oneself, by the page's own team, by who was suspended, in private, or once more in the same words is no answer; nor is
// what is not authentic (social/act_parts.h).
constexpr std::string_view answers_to_page =
    "SELECT first_id / 58982400000, count(*) FROM (SELECT min(s.id) AS first_id FROM statuses p "
    "JOIN statuses s ON s.in_reply_to_id = p.id JOIN accounts a ON a.id = s.account_id "
    "WHERE p.account_id = $1 AND p.deleted_at IS NULL AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
    "AND s.visibility < 3 AND s.account_id <> p.account_id AND a.suspended_at IS NULL AND {} "
    "GROUP BY s.account_id, s.html) firsts GROUP BY first_id / 58982400000";
constexpr std::string_view answers_to_all =
    "SELECT first_id / 58982400000, count(*) FROM (SELECT min(s.id) AS first_id FROM accounts o "
    "JOIN statuses p ON p.account_id = o.id JOIN statuses s ON s.in_reply_to_id = p.id JOIN accounts a ON a.id = s.account_id "
    "WHERE o.domain_id = $1 AND p.deleted_at IS NULL AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
    "AND s.visibility < 3 AND s.account_id <> p.account_id AND a.suspended_at IS NULL AND {} "
    "GROUP BY s.account_id, s.html) firsts GROUP BY first_id / 58982400000";
constexpr std::string_view all_answers_to_page =
    "SELECT s.id / 58982400000, count(*) FROM statuses p JOIN statuses s ON s.in_reply_to_id = p.id "
    "WHERE p.account_id = $1 AND p.deleted_at IS NULL AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
    "AND s.visibility < 3 GROUP BY s.id / 58982400000";
constexpr std::string_view all_answers_to_all =
    "SELECT s.id / 58982400000, count(*) FROM accounts o JOIN statuses p ON p.account_id = o.id "
    "JOIN statuses s ON s.in_reply_to_id = p.id WHERE o.domain_id = $1 AND p.deleted_at IS NULL AND s.id >= $2 AND s.id < $3 "
    "AND s.deleted_at IS NULL AND s.visibility < 3 GROUP BY s.id / 58982400000";
constexpr std::string_view followers_of_page =
    "SELECT f.id / 58982400000, count(*) FROM follows f WHERE f.target_id = $1 AND f.id >= $2 AND f.id < $3 "
    "GROUP BY f.id / 58982400000";
constexpr std::string_view followers_of_all =
    "SELECT f.id / 58982400000, count(*) FROM accounts o JOIN follows f ON f.target_id = o.id "
    "WHERE o.domain_id = $1 AND f.id >= $2 AND f.id < $3 GROUP BY f.id / 58982400000";
constexpr std::string_view sign_ups =
    "SELECT created_at / 900000, count(*) FROM users WHERE domain_id = $1 AND created_at >= $2 AND created_at < $3 "
    "GROUP BY created_at / 900000";

std::string counts(Counted counted)
{
    if (counted == Counted::Raw) return "1 = 1";
    auto last = counted == Counted::Low  ? social::ActCode::Plain
              : counted == Counted::High ? social::ActCode::Labelled
                                         : social::ActCode::Watched;
    return fmt::format(
        "NOT EXISTS (SELECT 1 FROM voices v WHERE v.page_id = p.account_id AND v.account_id = s.account_id) AND {} <= {}",
        social::act_code("s.account_id", social::ActKind::Answer, "s.id"), static_cast<int>(last));
}

std::string statement_of(const Series& series, Counted counted)
{
    switch (series.kind) {
    case SeriesKind::Answers: return fmt::format(fmt::runtime(series.page ? answers_to_page : answers_to_all), counts(counted));
    case SeriesKind::AllAnswers: return std::string{series.page ? all_answers_to_page : all_answers_to_all};
    case SeriesKind::Followers: return std::string{series.page ? followers_of_page : followers_of_all};
    default: return std::string{sign_ups};
    }
}

using Numbers = std::map<std::int64_t, double>;  // by day

Numbers read_moments(db::Reader& reader, DomainId domain, const Series& series, const TimeZone& zone, DaySpan span,
                     Counted counted)
{
    auto unit = series.kind == SeriesKind::SignUps ? 0 : id_time_shift;
    auto from = zone.at({span.first, {}}).milliseconds << unit, end = zone.at({span.last + 1, {}}).milliseconds << unit;
    auto whose = series.page ? series.page->value : domain.value;
    Numbers numbers;
    for (const auto& row : reader.rows(statement_of(series, counted), whose, from, end))
        numbers[zone.local(Time{row.get<std::int64_t>(0) * quarter}).day] += static_cast<double>(row.get<std::int64_t>(1));
    return numbers;
}

Numbers read_numbers(const db::Rows& rows)
{
    Numbers numbers;
    for (const auto& row : rows) numbers[row.get<std::int64_t>(0)] = static_cast<double>(row.get<std::int64_t>(1));
    return numbers;
}

Numbers read_visits(db::Reader& reader, VisitSiteId site, DaySpan span)
{
    return read_numbers(
        reader.rows("SELECT s.day, sum(s.visits) FROM visit_slices s "
                    "WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 AND (s.told_by = 'beacon' OR NOT EXISTS "
                    "(SELECT 1 FROM visit_slices b WHERE b.site_id = s.site_id AND b.day = s.day AND b.told_by = 'beacon')) "
                    "GROUP BY s.day",
                    site, span.first, span.last));
}

// Days that pages told of, with nothing where the goal was not reached.
Numbers read_goals(db::Reader& reader, VisitSiteId site, std::string_view goal, DaySpan span)
{
    return read_numbers(
        reader.rows("SELECT s.day, sum(coalesce(a.times, 0)) FROM visit_slices s LEFT JOIN visit_acts a "
                    "ON a.slice_id = s.id AND a.kind = 'goal' AND a.name = $4 "
                    "WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 AND s.told_by = 'beacon' GROUP BY s.day",
                    site, span.first, span.last, goal));
}

// Where pages tell of themselves, a day without a visit is a day with none; where logs do, it is one whose log is missing.
std::optional<std::int64_t> told_since(const VisitSite& site)
{
    auto zone = TimeZone::find(site.time_zone);
    return site.beacon_since && zone ? std::optional{zone->local(*site.beacon_since).day + 1} : std::nullopt;
}

std::optional<GoalWorth> find_worth(db::Reader& reader, VisitSiteId site, std::string_view goal)
{
    auto worths = goal_worths(reader, site);
    auto found = std::ranges::find(worths, goal, &GoalWorth::goal);
    return found == worths.end() ? std::nullopt : std::optional{*found};
}

// In major units, of days when it was reached.
Numbers read_worth(db::Reader& reader, VisitSiteId site, std::string_view goal, DaySpan span)
{
    Numbers numbers;
    auto worth = find_worth(reader, site, goal);
    if (!worth) return numbers;
    auto units = std::pow(10, find_currency(worth->currency).value_or(Currency{}).digits);
    for (auto [day, amount] : worth_by_day(reader, site, *worth, span.first, span.last))
        numbers[day] = static_cast<double>(amount) / units;
    return numbers;
}

bool is_of_site(SeriesKind kind) { return kind == SeriesKind::Visits || kind == SeriesKind::Goals || kind == SeriesKind::Worth; }

Numbers read_of_site(db::Reader& reader, VisitSiteId site, const Series& series, DaySpan span)
{
    if (series.kind == SeriesKind::Visits) return read_visits(reader, site, span);
    if (series.kind == SeriesKind::Goals) return read_goals(reader, site, series.goal, span);
    // A day that pages told of without reaching it is worth nothing; of any other nothing is known.
    auto numbers = read_goals(reader, site, series.goal, span);
    for (auto& [day, number] : numbers) number = 0;
    for (auto [day, number] : read_worth(reader, site, series.goal, span)) numbers[day] = number;
    return numbers;
}

Result<Series> find_site_series(db::Reader& reader, DomainId domain, Series series)
{
    auto rest = text_after(series.text, ':');
    bool is_of_goal = series.kind != SeriesKind::Visits;
    auto unknown = refuse(ErrorCode::Invalid, "effort.series_unknown", {{"series", series.text}});
    auto host = is_of_goal ? text_before(rest, ':') : rest;
    if (is_of_goal) series.goal = text_after(rest, ':');
    auto site = find_visit_site(reader, domain, normal_host(host).value_or(std::string{host}));
    if (!site || (is_of_goal && series.goal.empty())) return unknown;
    if (series.kind == SeriesKind::Worth) {
        auto worth = find_worth(reader, site->id, series.goal);
        if (!worth) return unknown;
        series.currency = worth->currency;
    }
    series.host = site->host;
    series.time_zone = site->time_zone;
    series.since = site->first_day;
    return series;
}

struct PageName {
    AccountId id;
    std::string name;
};

std::vector<PageName> pages_of(db::Reader& reader, DomainId domain)
{
    std::vector<PageName> pages;
    for (const auto& row : reader.rows("SELECT id, username FROM accounts WHERE domain_id = $1 AND kind = 'page' "
                                       "AND deleted_at IS NULL ORDER BY username",
                                       domain))
        pages.push_back({row.get<AccountId>(0), row.get<std::string>(1)});
    return pages;
}

}  // namespace

Result<Series> find_series(db::Reader& reader, DomainId domain, std::string_view text, Time now)
{
    auto unknown = refuse(ErrorCode::Invalid, "effort.series_unknown", {{"series", std::string{text}}});
    auto name = std::ranges::find(kinds, text_before(text, ':'), &KindName::name);
    if (name == kinds.end()) return unknown;
    Series series{.kind = name->kind, .text = std::string{text}};
    if (is_of_site(series.kind)) return find_site_series(reader, domain, std::move(series));
    if (series.kind == SeriesKind::ActiveMembers) {
        series.time_zone = "Etc/UTC";
        series.since = start_of_day(now).milliseconds / days(1).milliseconds - social::active_days_kept;
    }
    if (!text.contains(':')) return series;
    series.page = parse_id<AccountId>(text_after(text, ':'));
    if (!name->of_page || !series.page) return unknown;
    auto username = reader.value<std::string>(
        "SELECT username FROM accounts WHERE id = $1 AND domain_id = $2 AND kind = 'page' AND deleted_at IS NULL", *series.page,
        domain);
    if (!username) return unknown;
    series.page_name = *username;
    return series;
}

bool are_of_one_goal(const Series& a, const Series& b) { return !a.goal.empty() && a.goal == b.goal && a.host == b.host; }

std::vector<Series> all_series(db::Reader& reader, DomainId domain, Time now)
{
    std::vector<std::string> texts;
    for (const auto& site : visit_sites(reader, domain)) {
        texts.push_back("visits:" + site.host);
        for (const auto& row : reader.rows("SELECT DISTINCT a.name FROM visit_slices s JOIN visit_acts a ON a.slice_id = s.id "
                                           "WHERE s.site_id = $1 AND a.kind = 'goal' AND a.name <> '' ORDER BY a.name LIMIT 50",
                                           site.id))
            texts.push_back("goals:" + site.host + ":" + row.get<std::string>(0));
        for (const auto& worth : goal_worths(reader, site.id)) texts.push_back("worth:" + site.host + ":" + worth.goal);
    }
    auto pages = pages_of(reader, domain);
    for (const auto& kind : kinds) {
        if (is_of_site(kind.kind)) continue;
        texts.emplace_back(kind.name);
        if (kind.of_page)
            for (const auto& page : pages) texts.push_back(std::string{kind.name} + ":" + to_string(page.id));
    }
    std::vector<Series> found;
    for (const auto& text : texts)
        if (auto series = find_series(reader, domain, text, now)) found.push_back(*std::move(series));
    return found;
}

bool tells_apart(std::string_view series) { return text_before(series, ':') == names_of(SeriesKind::Answers).name; }

std::string series_name(const Locale& locale, Language language, const Series& series)
{
    const auto& names = names_of(series.kind);
    return locale.text(
        language, series.page ? names.of_page : names.words,
        {{"host", series.host}, {"goal", series.goal}, {"page", "@" + series.page_name}, {"currency", series.currency}});
}

std::vector<double> read_series(db::Reader& reader, DomainId domain, const Series& series, std::string_view time_zone,
                                DaySpan span, Counted counted)
{
    Numbers numbers;
    std::function<bool(std::int64_t)> is_known = [](std::int64_t) { return true; };
    if (is_of_site(series.kind)) {
        auto site = find_visit_site(reader, domain, series.host);
        if (!site) return std::vector<double>(static_cast<std::size_t>(span.length()), std::numeric_limits<double>::quiet_NaN());
        numbers = read_of_site(reader, site->id, series, span);
        is_known = [since = told_since(*site)](std::int64_t day) { return since && day >= *since; };
    } else if (series.kind == SeriesKind::ActiveMembers) {
        numbers =
            read_numbers(reader.rows("SELECT day, count(*) FROM active_days WHERE domain_id = $1 AND day >= $2 AND day <= $3 "
                                     "GROUP BY day",
                                     domain, span.first, span.last));
    } else if (auto zone = TimeZone::find(time_zone)) {
        numbers = read_moments(reader, domain, series, *zone, span, counted);
    }
    std::vector<double> values;
    for (auto day = span.first; day <= span.last; ++day) {
        auto found = numbers.find(day);
        if (series.since && day < *series.since)
            values.push_back(std::numeric_limits<double>::quiet_NaN());
        else if (found != numbers.end())
            values.push_back(found->second);
        else
            values.push_back(is_known(day) ? 0 : std::numeric_limits<double>::quiet_NaN());
    }
    return values;
}

}  // namespace favilla::analytics
