// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/outlook.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/questions.h"
#include "community/attention.h"
#include "social/domains.h"
#include "social/past_ids.h"

namespace favilla::desk {

namespace {

constexpr double hour = 3'600'000;  // milliseconds
constexpr int burning_looked_at = 500, newcomers_counted = 1000;

double hours_of(Time time) { return static_cast<double>(time.milliseconds) / hour; }

// Statuses `s`, by people and pages `b`, that everybody may see. What machines say keeps nothing alive.
constexpr std::string_view counts =
    "s.visibility <= 1 AND s.audience_id IS NULL AND s.deleted_at IS NULL AND b.kind IN ('person', 'page') AND b.bot = 0 "
    "AND b.suspended_at IS NULL AND b.deleted_at IS NULL";
// Conversations `c`, opened by `r`, that stand open to everybody.
// What somebody brought in as their past burns no more.
std::string is_open()
{
    return fmt::format("c.state = 'open' AND c.statuses_count > 1 AND r.visibility <= 1 AND r.audience_id IS NULL "
                       "AND r.deleted_at IS NULL AND +c.id >= {}",
                       social::first_present_id);
}

// A conversation as it was said, up to a moment.
struct Line {
    StatusId status;
    AccountId author;
    Time at;
    std::optional<StatusId> answers;
    std::string text;
};
std::vector<Line> lines_of(db::Reader& reader, ConversationId conversation, Time now)
{
    static const auto query =
        fmt::format("SELECT s.id, s.account_id, s.created_at, s.in_reply_to_id, s.text FROM statuses s "
                    "JOIN accounts b ON b.id = s.account_id WHERE s.conversation_id = $1 AND {} ORDER BY s.id",
                    counts);
    std::vector<Line> lines;
    for (const auto& row : reader.rows(query, conversation)) {
        Line line{row.get<StatusId>(0), row.get<AccountId>(1), row.get<Time>(2), row.get<std::optional<StatusId>>(3),
                  row.get<std::string>(4)};
        if (line.at <= now) lines.push_back(std::move(line));
    }
    std::ranges::sort(lines, {}, [](const Line& line) { return std::pair{line.at, line.status}; });
    return lines;
}

analytics::SaidThread said_in(db::Reader& reader, ConversationId conversation)
{
    static const auto query =
        fmt::format("SELECT s.created_at, s.account_id FROM statuses s JOIN accounts b ON b.id = s.account_id "
                    "WHERE s.conversation_id = $1 AND {} ORDER BY s.created_at, s.id",
                    counts);
    analytics::SaidThread said;
    for (const auto& row : reader.rows(query, conversation))
        said.push_back({hours_of(row.get<Time>(0)), row.get<std::int64_t>(1)});
    return said;
}

std::vector<analytics::SaidThread> read_threads(db::Reader& reader, DomainId domain, Time now)
{
    static const auto chosen = fmt::format(
        "SELECT c.id FROM conversations c JOIN statuses r ON r.id = c.root_id WHERE c.id >= $1 AND r.domain_id = $2 AND {} "
        "ORDER BY c.id DESC LIMIT $3",
        is_open());
    std::vector<analytics::SaidThread> threads;
    for (const auto& row : reader.rows(chosen, first_id_at(now - outlook_history), domain, outlook_threads))
        threads.push_back(said_in(reader, row.get<ConversationId>(0)));
    return threads;
}

void keep(db::Transaction& tx, DomainId domain, const KeptOutlook& kept)
{
    const auto& outlook = kept.outlook;
    tx.run("DELETE FROM outlook_numbers WHERE domain_id = $1", domain);
    tx.run("DELETE FROM outlooks WHERE domain_id = $1", domain);
    tx.run("INSERT INTO outlooks (domain_id, state, fitted_at, threads, looks_fitted, looks_judged, threads_judged, judged_from, "
           "base_rate, brier, brier_of_base, flagged_looks, looks_ended, flagged_threads, threads_ended) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
           domain, name_of(outlook.state), kept.fitted_at, outlook.threads, outlook.looks_fitted, outlook.looks_judged,
           outlook.threads_judged, outlook.judged_from, outlook.base_rate, outlook.brier, outlook.brier_of_base,
           outlook.flagged_looks.of, outlook.flagged_looks.ended, outlook.flagged_threads.of, outlook.flagged_threads.ended);
    auto number = [&](std::string_view name, std::size_t position, double value) {
        tx.run("INSERT INTO outlook_numbers (domain_id, name, position, value) VALUES ($1, $2, $3, $4)", domain, name,
               static_cast<std::int64_t>(position), value);
    };
    if (outlook.state == analytics::OutlookState::TooLittle) return;
    number("level", 0, outlook.model.level);
    for (std::size_t n = 0; n < analytics::outlook_pulls; ++n) {
        number("slope", n, outlook.model.slopes[n]);
        number("mean", n, outlook.model.means[n]);
    }
    for (std::size_t n = 0; n < analytics::hours_of_week; ++n) number("hour", n, outlook.model.hours[n]);
    for (std::size_t n = 0; n < outlook.reliability.size(); ++n) {
        const auto& bin = outlook.reliability[n];
        number("looks", n, static_cast<double>(bin.observed.of));
        number("ended", n, static_cast<double>(bin.observed.ended));
        number("expected", n, bin.expected);
    }
}

void read_number(analytics::Outlook& outlook, std::string_view name, std::size_t n, double value)
{
    auto& model = outlook.model;
    if (name == "level") model.level = value;
    if (name == "slope") model.slopes.at(n) = value;
    if (name == "mean") model.means.at(n) = value;
    if (name == "hour") model.hours.at(n) = value;
    if (name == "looks") outlook.reliability.at(n).observed.of = std::llround(value);
    if (name == "ended") outlook.reliability.at(n).observed.ended = std::llround(value);
    if (name == "expected") outlook.reliability.at(n).expected = value;
}

std::optional<StatusId> first_post_of(db::Reader& reader, AccountId author)
{
    return reader.value<StatusId>("SELECT id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL AND boost_of_id IS NULL "
                                  "AND visibility <= 1 ORDER BY id LIMIT 1",
                                  author);
}

// The last that asks and that nobody has answered, but who asked; by somebody else than the page.
std::optional<StatusId> open_question(const std::vector<Line>& lines, std::optional<AccountId> page)
{
    for (std::size_t n = lines.size(); n-- > 0;) {
        const auto& asked = lines[n];
        if (asked.author == page || !holds_question(asked.text)) continue;
        bool is_answered = std::ranges::any_of(
            lines, [&](const Line& line) { return line.answers == asked.status && line.author != asked.author; });
        if (!is_answered) return asked.status;
    }
    return std::nullopt;
}

void tell_what_a_word_does(db::Reader& reader, Ending& ending, const std::vector<Line>& lines, std::optional<AccountId> page,
                           Time now)
{
    std::set<AccountId> people;
    for (const auto& line : lines)
        if (line.author != page) people.insert(line.author);
    ending.circle = static_cast<std::int64_t>(people.size());
    ending.question = open_question(lines, page);
    for (const auto& line : lines) {
        if (line.author == page || line.at < now - newcomer_is_new) continue;
        auto is_of_here =
            reader.value<bool>("SELECT domain_id IS NOT NULL FROM accounts WHERE id = $1 AND kind = 'person'", line.author);
        if (is_of_here.value_or(false) && first_post_of(reader, line.author) == line.status) ending.newcomer = line.author;
    }
}

std::optional<Ending> ending_of(db::Reader& reader, const analytics::OutlookModel& model, ConversationId conversation,
                                StatusId root, std::optional<AccountId> page, Time now)
{
    auto pace = analytics::pace_at(said_in(reader, conversation), hours_of(now));
    if (!pace) return std::nullopt;
    auto chance = analytics::chance_of_end(model, *pace);
    if (chance < analytics::flagged_from) return std::nullopt;
    auto lines = lines_of(reader, conversation, now);  // what was said is read of those alone
    Ending ending{.conversation = conversation,
                  .root = root,
                  .last = lines.back().status,
                  .last_at = lines.back().at,
                  .pace = *pace,
                  .chance = chance,
                  .pulls = analytics::pulls_on(model, *pace),
                  .circle = 0,
                  .question = {},
                  .newcomer = {}};
    tell_what_a_word_does(reader, ending, lines, page, now);
    return ending;
}

void put_in_order(std::vector<Ending>& endings) { std::ranges::sort(endings, {}, &Ending::place); }

std::optional<KeptOutlook> one_that_holds(db::Reader& reader, DomainId domain)
{
    auto kept = find_outlook(reader, domain);
    return kept && kept->outlook.state == analytics::OutlookState::Ready ? kept : std::nullopt;
}

Time burning_since(Time now) { return now - milliseconds(std::llround(analytics::outlook_horizon * hour)); }

}  // namespace

std::optional<KeptOutlook> find_outlook(db::Reader& reader, DomainId domain)
{
    auto row =
        reader.row("SELECT state, fitted_at, threads, looks_fitted, looks_judged, threads_judged, judged_from, base_rate, brier, "
                   "brier_of_base, flagged_looks, looks_ended, flagged_threads, threads_ended FROM outlooks WHERE domain_id = $1",
                   domain);
    if (!row) return std::nullopt;
    KeptOutlook kept{.outlook = {}, .fitted_at = row->get<Time>(1)};
    auto& outlook = kept.outlook;
    for (auto state : {analytics::OutlookState::Ready, analytics::OutlookState::Unproven})
        if (name_of(state) == row->get<std::string_view>(0)) outlook.state = state;
    outlook.threads = row->get<std::int64_t>(2);
    outlook.looks_fitted = row->get<std::int64_t>(3);
    outlook.looks_judged = row->get<std::int64_t>(4);
    outlook.threads_judged = row->get<std::int64_t>(5);
    outlook.judged_from = row->get<double>(6);
    outlook.base_rate = row->get<double>(7);
    outlook.brier = row->get<double>(8);
    outlook.brier_of_base = row->get<double>(9);
    outlook.flagged_looks = analytics::share_of(row->get<std::int64_t>(11), row->get<std::int64_t>(10));
    outlook.flagged_threads = analytics::share_of(row->get<std::int64_t>(13), row->get<std::int64_t>(12));
    for (const auto& one : reader.rows("SELECT name, position, value FROM outlook_numbers WHERE domain_id = $1", domain))
        read_number(outlook, one.get<std::string_view>(0), static_cast<std::size_t>(one.get<std::int64_t>(1)),
                    one.get<double>(2));
    for (auto& bin : outlook.reliability) bin.observed = analytics::share_of(bin.observed.ended, bin.observed.of);
    return kept;
}

KeptOutlook refit_outlook(db::Database& database, DomainId domain, Time now)
{
    auto threads = database.read([&](db::Reader& reader) { return read_threads(reader, domain, now); });
    KeptOutlook kept{.outlook = analytics::fit_outlook(threads, hours_of(now)), .fitted_at = now};
    database.write([&](db::Transaction& tx) { keep(tx, domain, kept); });
    return kept;
}

void add_outlook_work(jobs::Workers& workers, db::Database& database)
{
    workers.every_aside(hours(24), "desk.outlook", [&database](Time now) {
        for (const auto& domain : database.read([](db::Reader& reader) { return social::domains(reader); }))
            refit_outlook(database, domain.id, now);
    });
}

std::vector<Ending> endings_for(db::Reader& reader, AccountId page, Time now)
{
    static const auto query = fmt::format(
        "SELECT i.conversation_id, i.root_id FROM (SELECT p.id AS page_id, c.opener_id AS author_id, c.id AS conversation_id, "
        "c.root_id AS root_id, c.last_status_at AS last_status_at FROM conversations c JOIN statuses r ON r.id = c.root_id "
        "JOIN accounts p ON p.id = $1 WHERE c.last_status_at > $2 AND {} AND (c.opener_id = p.id "
        "OR EXISTS (SELECT 1 FROM statuses o WHERE o.conversation_id = c.id AND o.account_id = p.id AND o.deleted_at IS NULL "
        "           AND o.visibility <= 1) "
        "OR EXISTS (SELECT 1 FROM group_statuses t JOIN group_roles g ON g.group_id = t.group_id "
        "           JOIN voices v ON v.account_id = g.account_id WHERE t.status_id = c.root_id AND t.removed_at IS NULL "
        "           AND v.page_id = p.id))) i JOIN accounts a ON a.id = i.author_id WHERE {} "
        "ORDER BY i.last_status_at DESC LIMIT $4",
        is_open(), community::wanted_by_page("i", "$3"));
    auto domain = reader.value<DomainId>("SELECT domain_id FROM accounts WHERE id = $1", page);
    auto kept = domain ? one_that_holds(reader, *domain) : std::nullopt;
    std::vector<Ending> endings;
    if (!kept) return endings;
    for (const auto& row : reader.rows(query, page, burning_since(now), now, burning_looked_at))
        if (auto ending = ending_of(reader, kept->outlook.model, row.get<ConversationId>(0), row.get<StatusId>(1), page, now))
            endings.push_back(*ending);
    put_in_order(endings);
    return endings;
}

std::vector<Ending> endings_of(db::Reader& reader, DomainId domain, Time now)
{
    static const auto query = fmt::format("SELECT c.id, c.root_id FROM conversations c JOIN statuses r ON r.id = c.root_id "
                                          "WHERE c.last_status_at > $1 AND r.domain_id = $2 AND {} "
                                          "ORDER BY c.last_status_at DESC LIMIT $3",
                                          is_open());
    auto kept = one_that_holds(reader, domain);
    std::vector<Ending> endings;
    if (!kept) return endings;
    for (const auto& row : reader.rows(query, burning_since(now), domain, burning_looked_at))
        if (auto ending = ending_of(reader, kept->outlook.model, row.get<ConversationId>(0), row.get<StatusId>(1), {}, now))
            endings.push_back(*ending);
    put_in_order(endings);
    return endings;
}

std::vector<Saved> saved_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    static constexpr std::string_view query =
        "SELECT s.id, s.conversation_id, s.created_at, c.root_id FROM statuses s JOIN conversations c ON c.id = s.conversation_id "
        "JOIN statuses r ON r.id = c.root_id WHERE s.account_id = $1 AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
        "AND s.visibility <= 1 AND s.in_reply_to_id IS NOT NULL AND r.visibility <= 1 AND r.audience_id IS NULL "
        "AND r.deleted_at IS NULL ORDER BY s.id LIMIT $4";
    auto domain = reader.value<DomainId>("SELECT domain_id FROM accounts WHERE id = $1", page);
    auto kept = domain ? one_that_holds(reader, *domain) : std::nullopt;
    std::vector<Saved> saved;
    if (!kept) return saved;
    for (const auto& row : reader.rows(query, page, first_id_at(from), first_id_at(until), words_looked_at)) {
        auto conversation = row.get<ConversationId>(1);
        if (std::ranges::find(saved, conversation, &Saved::conversation) != saved.end()) continue;
        auto said = said_in(reader, conversation);
        auto at = row.get<Time>(2);
        auto pace = analytics::pace_at(said, hours_of(at - milliseconds(1)));
        auto chance = pace ? analytics::chance_of_end(kept->outlook.model, *pace) : 0;
        if (chance < analytics::flagged_from) continue;
        bool went_on = std::ranges::any_of(said, [&](const analytics::Said& one) {
            return one.author != page.value && one.at > hours_of(at) && one.at <= hours_of(at) + analytics::outlook_horizon;
        });
        if (went_on) saved.push_back({conversation, row.get<StatusId>(3), row.get<StatusId>(0), chance});
    }
    return saved;
}

Newcomers newcomers_for(db::Reader& reader, AccountId page, int most, Time now)
{
    static const auto query = fmt::format(
        "SELECT i.status_id, i.author_id, i.conversation_id, i.created_at FROM (SELECT p.id AS page_id, s.account_id AS author_id, "
        "s.conversation_id AS conversation_id, s.id AS status_id, s.created_at AS created_at FROM statuses s "
        "JOIN accounts p ON p.id = $1 JOIN accounts b ON b.id = s.account_id JOIN conversations c ON c.id = s.conversation_id "
        "WHERE s.domain_id = p.domain_id AND s.visibility = 0 AND s.listed = 1 AND s.id >= $2 AND s.created_at < $3 "
        "AND s.in_reply_to_id IS NULL AND c.state = 'open' AND {} AND b.kind = 'person' AND NOT {} "
        "AND NOT EXISTS (SELECT 1 FROM statuses e WHERE e.account_id = s.account_id AND e.id < s.id AND e.id >= {} "
        "                AND e.deleted_at IS NULL AND e.visibility <= 1 AND e.boost_of_id IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM statuses o JOIN accounts h ON h.id = o.account_id WHERE o.in_reply_to_id = s.id "
        "                AND o.account_id <> s.account_id AND o.deleted_at IS NULL AND h.kind IN ('person', 'page') AND h.bot = 0)) i "
        "JOIN accounts a ON a.id = i.author_id WHERE {} ORDER BY i.status_id DESC LIMIT $5",
        counts, community::of_team("s.account_id"), social::first_present_id, community::wanted_by_page("i", "$4"));
    Newcomers found;
    for (const auto& row :
         reader.rows(query, page, first_id_at(now - newcomer_is_new), now - newcomer_waits, now, newcomers_counted)) {
        if (found.count++ < most)
            found.shown.push_back({row.get<StatusId>(0), row.get<AccountId>(1), row.get<ConversationId>(2), row.get<Time>(3)});
    }
    return found;
}

}  // namespace favilla::desk
