// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/reports.h"

#include <algorithm>
#include <cmath>

namespace favilla::strategy {

namespace {

constexpr std::string_view score_name = "score";
constexpr int pages_at_once = 100, most_months = 120;

std::vector<std::pair<std::string, Figure>> figures_of(const Posture& posture)
{
    std::vector<std::pair<std::string, Figure>> figures;
    if (posture.score) figures.emplace_back(score_name, *posture.score);
    for (const auto& part : posture.parts)
        if (part.figure) figures.emplace_back(name_of(part.part), *part.figure);
    return figures;
}

std::optional<Figure> find(const std::vector<std::pair<std::string, Figure>>& figures, std::string_view name)
{
    auto found = std::ranges::find(figures, name, [](const auto& one) { return std::string_view{one.first}; });
    return found == figures.end() ? std::nullopt : std::optional{found->second};
}

// As they are shown, with two digits.
bool is_shown_alike(const std::optional<Figure>& one, const std::optional<Figure>& other)
{
    if (!one || !other) return !one && !other;
    auto shown = [](double value) { return std::llround(value * 100); };
    return shown(one->value) == shown(other->value) && shown(one->lower) == shown(other->lower)
        && shown(one->upper) == shown(other->upper);
}

}  // namespace

std::vector<IssuedReport> issued_reports(db::Reader& reader, AccountId page, std::string_view before, int limit)
{
    std::vector<IssuedReport> reports;
    for (const auto& row : reader.rows(
             "SELECT month, until, issued_at FROM posture_reports WHERE page_id = $1 AND month < $2 ORDER BY month DESC LIMIT $3",
             page, before.empty() ? std::string_view{"9999-99"} : before, limit))
        reports.push_back({row.get<std::string>(0), row.get<Time>(1), row.get<Time>(2), {}});
    for (auto& report : reports) {
        std::vector<std::pair<std::string, Figure>> found;
        for (const auto& row : reader.rows(
                 "SELECT name, value, lower, upper FROM posture_figures WHERE page_id = $1 AND month = $2", page, report.month))
            found.emplace_back(row.get<std::string>(0), Figure{row.get<double>(1), row.get<double>(2), row.get<double>(3)});
        if (auto score = find(found, score_name)) report.figures.emplace_back(score_name, *score);
        for (auto part : all_parts)
            if (auto figure = find(found, name_of(part))) report.figures.emplace_back(name_of(part), *figure);
    }
    return reports;
}

std::vector<Restatement> restatements(const PageFacts& facts, const std::vector<IssuedReport>& reports)
{
    std::vector<Restatement> all;
    for (const auto& report : reports) {
        auto week = week_of(report.until) - 1;
        auto now = figures_of(measure(window_until(facts.history, week), posture_seed(facts.account.id, week)));
        auto compare = [&](std::string_view name) {
            auto said = find(report.figures, name), is = find(now, name);
            if (!is_shown_alike(said, is)) all.push_back({report.month, std::string{name}, said, is});
        };
        compare(score_name);
        for (auto part : all_parts) compare(name_of(part));
    }
    return all;
}

Result<PostureView> load_posture(db::Database& database, AccountId page, std::string_view month, Time now,
                                 const PromiseOf& promise_of)
{
    auto until = month.empty() ? std::optional{now} : end_of_month_report(month);
    if (!until || (!month.empty() && month > last_month(now))) return refuse(ErrorCode::Invalid, "posture.month");
    std::vector<IssuedReport> reports, before;
    auto facts = database.read([&](db::Reader& reader) {
        reports = issued_reports(reader, page, {}, most_months);
        return read_page_facts(reader, page, *until, promise_of);
    });
    if (!facts) return refuse(ErrorCode::NotFound, "page.missing");
    PostureView view{facts->account, std::string{month}, reckon(*facts), {}, {}};
    for (auto& report : reports) {
        view.months.push_back(report.month);
        if ((month.empty() || report.month <= month) && std::ssize(before) < reports_compared)
            before.push_back(std::move(report));
    }
    view.restated = restatements(*facts, before);
    return view;
}

std::string last_month(Time now)
{
    auto first = parse_iso8601(month_of(now) + "-01T00:00:00Z");
    return month_of(*first - days(1));
}

bool issue_report(db::Transaction& tx, std::string_view month, const PagePosture& posture, Time now)
{
    auto added =
        tx.run("INSERT INTO posture_reports (page_id, month, until, issued_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
               posture.page, month, posture.until, now);
    if (added == 0) return false;
    for (const auto& [name, figure] : figures_of(posture.now))
        tx.run("INSERT INTO posture_figures (page_id, month, name, value, lower, upper) VALUES ($1, $2, $3, $4, $5, $6)",
               posture.page, month, name, figure.value, figure.lower, figure.upper);
    return true;
}

std::vector<AccountId> pages_to_report(db::Reader& reader, std::string_view month, AccountId after, int limit)
{
    std::vector<AccountId> pages;
    for (const auto& row : reader.rows(
             "SELECT p.account_id FROM pages p JOIN accounts a ON a.id = p.account_id WHERE p.account_id > $1 "
             "AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND p.created_at < $3 AND NOT EXISTS "
             "(SELECT 1 FROM posture_reports r WHERE r.page_id = p.account_id AND r.month = $2) ORDER BY p.account_id LIMIT $4",
             after, month, end_of_month_report(month).value(), limit))
        pages.push_back(row.get<AccountId>(0));
    return pages;
}

void issue_reports(db::Database& database, const PromiseOf& promise_of, Time now)
{
    auto month = last_month(now);
    auto until = end_of_month_report(month).value();
    AccountId last;
    for (;;) {
        auto pages = database.read([&](db::Reader& reader) { return pages_to_report(reader, month, last, pages_at_once); });
        if (pages.empty()) return;
        for (auto page : pages) {
            auto facts = database.read([&](db::Reader& reader) { return read_page_facts(reader, page, until, promise_of); });
            if (!facts) continue;
            auto posture = reckon(*facts);
            database.write([&](db::Transaction& tx) { issue_report(tx, month, posture, now); });
        }
        last = pages.back();
    }
}

void add_report_work(jobs::Workers& workers, db::Database& database, PromiseOf promise_of)
{
    workers.every_aside(hours(1), "strategy.reports",
                        [&database, promise_of = std::move(promise_of)](Time now) { issue_reports(database, promise_of, now); });
}

}  // namespace favilla::strategy
