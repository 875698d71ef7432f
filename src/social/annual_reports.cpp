// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/annual_reports.h"

#include <charconv>
#include <chrono>
#include <utility>

#include <boost/describe.hpp>

#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/act_parts.h"

namespace favilla::social {

namespace {

constexpr std::string_view queue = "annual_reports";
constexpr int first_year = 1970, last_year = 9999;

struct AnnualReportWork {
    static constexpr std::string_view name = "AnnualReportWork";
    AnnualReportId report;
};
BOOST_DESCRIBE_STRUCT(AnnualReportWork, (), (report))

Time month_begins(int year, int month)  // 13: the January behind
{
    using namespace std::chrono;
    auto day = std::chrono::year{year + (month - 1) / 12} / std::chrono::month{static_cast<unsigned>((month - 1) % 12 + 1)} / 1;
    return {duration_cast<std::chrono::milliseconds>(sys_days{day}.time_since_epoch()).count()};
}

struct Span {
    std::int64_t first = 0, end = 0;  // ids; what was brought in from elsewhere has ids of no such time (social/past_ids.h)
};
Span months_from(int year, int month, int count)
{
    return {first_id_at(month_begins(year, month)), first_id_at(month_begins(year, month + count))};
}

// Messages are no posts: $1 whose, $2 and $3 the span.
constexpr std::string_view own_posts =
    "FROM statuses s WHERE s.account_id = $1 AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL AND s.visibility < 3 ";

bool posted(db::Reader& reader, AccountId account, int year)
{
    static const auto sql = "SELECT 1 " + std::string{own_posts} + "LIMIT 1";
    auto span = months_from(year, 1, 12);
    return reader.row(sql, account, span.first, span.end).has_value();
}

YearOfPosts posts_of(db::Reader& reader, AccountId account, Span span)
{
    static const auto sql =
        "SELECT count(*), coalesce(sum(CASE WHEN s.boost_of_id IS NOT NULL THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN s.boost_of_id IS NULL AND s.in_reply_to_id IS NOT NULL AND s.in_reply_to_account_id <> s.account_id "
        "THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN s.boost_of_id IS NULL AND s.poll_id IS NOT NULL THEN 1 ELSE 0 END), 0) "
        + std::string{own_posts};
    auto row = reader.row(sql, account, span.first, span.end);
    YearOfPosts posts{
        .replies = row->get<std::int64_t>(2), .boosts = row->get<std::int64_t>(1), .polls = row->get<std::int64_t>(3)};
    posts.standalone = row->get<std::int64_t>(0) - posts.boosts - posts.replies;
    return posts;
}

// The public post with most authentic acts by others; `acts` joins them, as `act`, to `s`. $4 and $5: posts that stand already.
std::optional<StatusId> first_by(db::Reader& reader, AccountId account, Span span, std::string_view acts,
                                 std::string_view is_counted, std::optional<StatusId> taken, std::optional<StatusId> taken_too)
{
    auto sql = "SELECT s.id, count(*) AS acts FROM statuses s JOIN " + std::string{acts}
             + " WHERE s.account_id = $1 AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL AND s.visibility = 0 "
               "AND s.boost_of_id IS NULL AND act.account_id <> $1 AND s.id <> $4 AND s.id <> $5 AND "
             + std::string{is_counted} + " GROUP BY s.id ORDER BY acts DESC, s.id DESC LIMIT 1";
    auto row = reader.row(sql, account, span.first, span.end, taken.value_or(StatusId{}), taken_too.value_or(StatusId{}));
    return row ? std::optional{row->get<StatusId>(0)} : std::nullopt;
}

void find_top_statuses(db::Reader& reader, AnnualReport& report, Span span)
{
    report.most_boosted =
        first_by(reader, report.account, span,
                 "statuses act ON act.boost_of_id = s.id AND act.deleted_at IS NULL AND act.id >= 281474976710656",
                 is_authentic("act.account_id", ActKind::Boost, "s.id"), {}, {});
    report.most_answered =
        first_by(reader, report.account, span,
                 "statuses act ON act.in_reply_to_id = s.id AND act.deleted_at IS NULL AND act.visibility <= 1",
                 is_authentic("act.account_id", ActKind::Answer, "act.id"), report.most_boosted, {});
    report.most_favoured =
        first_by(reader, report.account, span, "favourites act ON act.status_id = s.id",
                 is_authentic("act.account_id", ActKind::Favourite, "s.id"), report.most_boosted, report.most_answered);
}

MonthOfReport month_of(db::Reader& reader, AccountId account, Span span)
{
    static const auto posts = "SELECT count(*) " + std::string{own_posts};
    static const auto followers =
        "SELECT count(*) FROM follows f WHERE f.target_id = $1 AND f.id >= $2 AND f.id < $3 AND " + is_authentic("f.account_id");
    constexpr std::string_view following = "SELECT count(*) FROM follows f WHERE f.account_id = $1 AND f.id >= $2 AND f.id < $3";
    auto count = [&](std::string_view sql) { return reader.value<std::int64_t>(sql, account, span.first, span.end).value_or(0); };
    return {.statuses = count(posts), .following = count(following), .followers = count(followers)};
}

std::vector<TagOfReport> tags_of(db::Reader& reader, AccountId account, Span span)
{
    std::vector<TagOfReport> tags;
    for (const auto& row : reader.rows(
             "SELECT t.display, count(*) AS uses FROM status_tags x JOIN statuses s ON s.id = x.status_id "
             "JOIN tags t ON t.id = x.tag_id WHERE x.account_id = $1 AND x.status_id >= $2 AND x.status_id < $3 "
             "AND s.deleted_at IS NULL AND s.visibility < 3 GROUP BY t.id, t.display ORDER BY uses DESC, t.id DESC LIMIT $4",
             account, span.first, span.end, most_tags_of_report))
        tags.push_back({.name = row.get<std::string>(0), .uses = row.get<std::int64_t>(1)});
    return tags;
}

AnnualReport put_together(db::Reader& reader, AccountId account, int year)
{
    auto span = months_from(year, 1, 12);
    AnnualReport report{.account = account, .year = year, .posts = posts_of(reader, account, span)};
    report.archetype = name_of(archetype_of(report.posts));
    find_top_statuses(reader, report, span);
    for (int month = 1; month <= 12; ++month)
        report.months[static_cast<std::size_t>(month - 1)] = month_of(reader, account, months_from(year, month, 1));
    report.tags = tags_of(reader, account, span);
    return report;
}

void forget_parts(db::Transaction& tx, AnnualReportId id)
{
    tx.run("DELETE FROM annual_report_months WHERE report_id = $1", id);
    tx.run("DELETE FROM annual_report_tags WHERE report_id = $1", id);
}

void keep(db::Transaction& tx, AnnualReportId id, const AnnualReport& report, Time now)
{
    if (tx.run("UPDATE annual_reports SET made_at = $2, waiting = 0, archetype = $3, standalone = $4, replies = $5, boosts = $6, "
               "polls = $7, most_boosted = $8, most_answered = $9, most_favoured = $10 WHERE id = $1",
               id, now, report.archetype, report.posts.standalone, report.posts.replies, report.posts.boosts, report.posts.polls,
               report.most_boosted, report.most_answered, report.most_favoured)
        == 0)
        return;  // its owner is gone
    forget_parts(tx, id);
    for (int month = 1; month <= 12; ++month) {
        const auto& one = report.months[static_cast<std::size_t>(month - 1)];
        tx.run("INSERT INTO annual_report_months (report_id, month, statuses, following, followers) VALUES ($1, $2, $3, $4, $5)",
               id, month, one.statuses, one.following, one.followers);
    }
    std::int64_t place = 0;
    for (const auto& tag : report.tags)
        tx.run("INSERT INTO annual_report_tags (report_id, place, name, uses) VALUES ($1, $2, $3, $4)", id, ++place, tag.name,
               tag.uses);
}

void make_report(db::Database& database, AnnualReportId id, Time now)
{
    auto report = database.read([&](db::Reader& reader) -> std::optional<AnnualReport> {
        auto row = reader.row("SELECT account_id, year FROM annual_reports WHERE id = $1", id);
        if (!row) return std::nullopt;
        return put_together(reader, row->get<AccountId>(0), static_cast<int>(row->get<std::int64_t>(1)));
    });
    if (report) database.write([&](db::Transaction& tx) { keep(tx, id, *report, now); });
}

constexpr std::string_view report_columns =
    "SELECT r.id, r.account_id, r.year, r.archetype, r.standalone, r.replies, r.boosts, r.polls, r.most_boosted, r.most_answered, "
    "r.most_favoured, r.made_at, r.read_at FROM annual_reports r WHERE r.account_id = $1 AND r.made_at IS NOT NULL ";

AnnualReport read_report(db::Reader& reader, const db::Row& row)
{
    AnnualReport report{.id = row.get<AnnualReportId>(0),
                        .account = row.get<AccountId>(1),
                        .year = static_cast<int>(row.get<std::int64_t>(2)),
                        .archetype = row.get<std::string>(3),
                        .posts = {.standalone = row.get<std::int64_t>(4),
                                  .replies = row.get<std::int64_t>(5),
                                  .boosts = row.get<std::int64_t>(6),
                                  .polls = row.get<std::int64_t>(7)},
                        .most_boosted = row.get<std::optional<StatusId>>(8),
                        .most_answered = row.get<std::optional<StatusId>>(9),
                        .most_favoured = row.get<std::optional<StatusId>>(10),
                        .made_at = row.get<Time>(11),
                        .read_at = row.get<std::optional<Time>>(12)};
    for (const auto& month :
         reader.rows("SELECT month, statuses, following, followers FROM annual_report_months WHERE report_id = $1", report.id))
        report.months.at(static_cast<std::size_t>(month.get<std::int64_t>(0) - 1)) = {.statuses = month.get<std::int64_t>(1),
                                                                                      .following = month.get<std::int64_t>(2),
                                                                                      .followers = month.get<std::int64_t>(3)};
    for (const auto& tag :
         reader.rows("SELECT name, uses FROM annual_report_tags WHERE report_id = $1 ORDER BY place", report.id))
        report.tags.push_back({.name = tag.get<std::string>(0), .uses = tag.get<std::int64_t>(1)});
    return report;
}

bool may_be_asked_for(int year, Time now) { return year >= first_year && year < last_year && month_begins(year, 1) <= now; }

}  // namespace

std::optional<int> parse_year(std::string_view text)
{
    int year = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error != std::errc{} || end != text.data() + text.size() || year <= 0) return std::nullopt;
    return year;
}

std::string_view name_of(Archetype archetype)
{
    switch (archetype) {
    case Archetype::Lurker: return "lurker";
    case Archetype::Booster: return "booster";
    case Archetype::Pollster: return "pollster";
    case Archetype::Replier: return "replier";
    case Archetype::Oracle: break;
    }
    return "oracle";
}

std::string_view name_of(ReportState state)
{
    switch (state) {
    case ReportState::Available: return "available";
    case ReportState::Generating: return "generating";
    case ReportState::Eligible: return "eligible";
    case ReportState::Ineligible: break;
    }
    return "ineligible";
}

Archetype archetype_of(const YearOfPosts& posts)
{
    constexpr std::int64_t one_a_month = 12;
    if (posts.total() < one_a_month) return Archetype::Lurker;
    if (posts.boosts > 2 * posts.standalone) return Archetype::Booster;
    if (10 * posts.polls > posts.standalone + posts.replies) return Archetype::Pollster;
    if (posts.replies > 2 * posts.standalone) return Archetype::Replier;
    return Archetype::Oracle;
}

ReportState state_of_report(db::Reader& reader, AccountId account, int year, Time now)
{
    if (auto row = reader.row("SELECT waiting, made_at FROM annual_reports WHERE account_id = $1 AND year = $2", account, year)) {
        if (row->get<bool>(0)) return ReportState::Generating;
        if (!row->is_null(1)) return ReportState::Available;
    }
    return may_be_asked_for(year, now) && posted(reader, account, year) ? ReportState::Eligible : ReportState::Ineligible;
}

bool ask_for_report(db::Transaction& tx, AccountId account, int year, Time now)
{
    auto state = state_of_report(tx, account, year, now);
    if (state == ReportState::Generating) return true;
    if (state == ReportState::Ineligible) return false;
    if (auto before = find_annual_report(tx, account, year))
        if (before->made_at >= month_begins(year, 13) || before->made_at > now - report_again_after) return false;
    auto id = tx.value<AnnualReportId>(
        "INSERT INTO annual_reports (id, account_id, year, asked_at, waiting, archetype, standalone, replies, boosts, polls) "
        "VALUES ($1, $2, $3, $4, 1, '', 0, 0, 0, 0) "
        "ON CONFLICT (account_id, year) DO UPDATE SET asked_at = excluded.asked_at, waiting = 1 RETURNING id",
        tx.new_id<AnnualReportId>(now), account, year, now);
    jobs::enqueue(tx, queue, AnnualReportWork::name, jobs::encode(AnnualReportWork{id.value()}), now, now);
    return true;
}

std::vector<AnnualReport> annual_reports(db::Reader& reader, AccountId account)
{
    static const auto sql = std::string{report_columns} + "ORDER BY r.year DESC";
    std::vector<AnnualReport> reports;
    for (const auto& row : reader.rows(sql, account)) reports.push_back(read_report(reader, row));
    return reports;
}

std::optional<AnnualReport> find_annual_report(db::Reader& reader, AccountId account, int year)
{
    static const auto sql = std::string{report_columns} + "AND r.year = $2";
    auto row = reader.row(sql, account, year);
    return row ? std::optional{read_report(reader, *row)} : std::nullopt;
}

bool note_report_read(db::Transaction& tx, AccountId account, int year, Time now)
{
    return tx.run("UPDATE annual_reports SET read_at = $3 WHERE account_id = $1 AND year = $2 AND made_at IS NOT NULL", account,
                  year, now)
         > 0;
}

void forget_annual_reports_of(db::Transaction& tx, AccountId account)
{
    for (const auto& row : tx.rows("SELECT id FROM annual_reports WHERE account_id = $1", account))
        forget_parts(tx, row.get<AnnualReportId>(0));
    tx.run("DELETE FROM annual_reports WHERE account_id = $1", account);
}

void add_annual_report_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(std::string{queue}, std::string{AnnualReportWork::name}, [&database, clock](std::string_view payload) {
        make_report(database, jobs::decode<AnnualReportWork>(payload).report, clock());
    });
}

}  // namespace favilla::social
