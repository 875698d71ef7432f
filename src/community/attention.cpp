// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading what a page owes, and what its team does about it. How debts come and go stands in debts.cpp.
#include "community/attention.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "community/attention_events.h"
#include "community/pages.h"
#include "social/read_page.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 3> act_names = {"thank", "needs_none", "undo"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "ledger.not_owed"); }

// What the page itself may not see is nobody's to answer in its voice.
void keep_visible(db::Reader& reader, std::vector<Debt>& debts)
{
    std::unordered_map<AccountId, std::vector<StatusId>> asked;
    for (const auto& debt : debts) asked[debt.page].push_back(debt.status);
    std::unordered_set<StatusId> visible;
    for (const auto& [page, ids] : asked)
        for (const auto& status : social::find_statuses(reader, ids, page)) visible.insert(status.id);
    std::erase_if(debts, [&](const Debt& debt) { return !visible.contains(debt.status); });
}

bool may_tend(db::Reader& reader, AccountId page, AccountId person)
{
    if (page == person) return true;
    auto role = social::role_for_page(reader, page, person);
    return role && may(*role, PageAct::Tend, false, false);
}

void note(db::Transaction& tx, const DebtAct& act, Time now)
{
    // An account that is a page without a team has no log.
    if (find_page(tx, act.page))
        note_page_act(tx,
                      {.page = act.page,
                       .by = act.by,
                       .act = act_names[static_cast<std::size_t>(act.kind)],
                       .object = to_string(act.status)},
                      now);
}

Result<void> settle(db::Transaction& tx, const DebtAct& act, Time now)
{
    auto owed =
        tx.row("SELECT author_id, conversation_id FROM ledger_owed WHERE page_id = $1 AND status_id = $2", act.page, act.status);
    if (!owed || !social::find_status(tx, act.status, act.page)) return missing();
    auto author = owed->get<AccountId>(0);
    bool thanks = act.kind == DebtActKind::Thank;
    tx.run(
        "INSERT INTO ledger_settled (id, page_id, status_id, author_id, how, by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.new_id<StatusId>(now), act.page, act.status, author, thanks ? "thanked" : "needs_none", act.by, now);
    tx.run("DELETE FROM ledger_owed WHERE page_id = $1 AND status_id = $2", act.page, act.status);
    jobs::publish(tx, AttentionChanged{owed->get<ConversationId>(1), now, {}});
    if (!thanks) return {};
    CHECKED(social::favourite(tx, act.page, act.status, now));
    count_entries(tx, LedgerKind::Thanked, author, act.status.value);
    count_entries(tx, LedgerKind::Liked, author, act.status.value);
    return {};
}

Result<void> undo(db::Transaction& tx, const DebtAct& act, Time now)
{
    auto row = tx.row("SELECT author_id, how FROM ledger_settled WHERE page_id = $1 AND status_id = $2", act.page, act.status);
    if (!row) return missing();
    auto author = row->get<AccountId>(0);
    bool thanked = row->get<std::string_view>(1) == "thanked";
    tx.run("DELETE FROM ledger_settled WHERE page_id = $1 AND status_id = $2", act.page, act.status);
    if (thanked && social::find_status(tx, act.status, act.page)) CHECKED(social::unfavourite(tx, act.page, act.status, now));
    if (thanked) count_entries(tx, LedgerKind::Thanked, author, act.status.value);
    weigh_debts(tx, act.status);
    return {};
}

constexpr int debts_looked_at = 20'000;  // the oldest; whoever owes more than that works them off first

struct OpenDebt {
    Debt debt;
    ConversationId conversation;
};

// Every post that waits, the oldest first, but of people the page does not want to hear of.
std::vector<OpenDebt> open_debts(db::Reader& reader, std::span<const AccountId> pages, Time now)
{
    std::vector<OpenDebt> found;
    static const auto query = "SELECT o.page_id, o.status_id, o.author_id, o.created_at, o.conversation_id FROM ledger_owed o "
                              "JOIN accounts a ON a.id = o.author_id WHERE o.page_id IN EACH($1) AND o.created_at > $2 AND "
                            + wanted_by_page("o", "$3") + " ORDER BY o.status_id, o.page_id LIMIT $4";
    for (const auto& row : reader.rows(query, db::list_of(pages), now - debts_last, now, debts_looked_at))
        found.push_back({{.page = row.get<AccountId>(0),
                          .status = row.get<StatusId>(1),
                          .author = row.get<AccountId>(2),
                          .created_at = row.get<Time>(3)},
                         row.get<ConversationId>(4)});
    return found;
}

// One for each person and conversation, and of one person so many at a time.
std::vector<Debt> heads_among(const std::vector<OpenDebt>& open)
{
    std::map<std::pair<AccountId, ConversationId>, std::size_t> place;
    std::unordered_map<AccountId, int> turns;
    std::vector<Debt> heads;
    StatusId last;
    for (const auto& one : open) {
        // What is said to two pages at once waits once.
        if (one.debt.status == last) continue;
        last = one.debt.status;
        auto [found, is_new] = place.emplace(std::pair{one.debt.author, one.conversation}, heads.size());
        if (!is_new) {
            if (found->second < heads.size()) ++heads[found->second].waiting;
            continue;
        }
        if (++turns[one.debt.author] > debts_of_one_person)
            found->second = open.size();
        else
            heads.push_back(one.debt);
    }
    return heads;
}

}  // namespace

std::string wanted_by_page(std::string_view row, std::string_view now)
{
    return fmt::format(
        "a.silenced_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.bot = 0 "
        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = {0}.page_id AND b.target_id = {0}.author_id) "
        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = {0}.author_id AND b.target_id = {0}.page_id) "
        "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = {0}.page_id AND m.target_id = {0}.author_id "
        "                AND (m.expires_at IS NULL OR m.expires_at > {1})) "
        "AND NOT EXISTS (SELECT 1 FROM conversation_mutes c WHERE c.account_id = {0}.page_id AND c.conversation_id = {0}.conversation_id) "
        "AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = {0}.page_id AND d.host = a.host)",
        row, now);
}

std::optional<DebtActKind> parse_debt_act(std::string_view name)
{
    auto found = std::ranges::find(act_names, name);
    return found == act_names.end() ? std::nullopt : std::optional{static_cast<DebtActKind>(found - act_names.begin())};
}

DebtPage debts_of(db::Reader& reader, std::span<const AccountId> pages, std::optional<StatusId> after, int limit, Time now)
{
    DebtPage page;
    page.items = heads_among(open_debts(reader, pages, now));
    std::erase_if(page.items, [&](const Debt& debt) { return after && debt.status <= *after; });
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.resize(static_cast<std::size_t>(limit));
        page.next = page.items.back().status;
    }
    keep_visible(reader, page.items);
    for (auto& debt : page.items)
        if (auto name = reader.value<std::string>("SELECT standing FROM ledger_people WHERE account_id = $1", debt.author))
            debt.standing = parse_standing(*name).value_or(Standing::None);
    return page;
}

std::int64_t debts_to(db::Reader& reader, AccountId person, DomainId domain, Time now)
{
    return reader
        .value<std::int64_t>("SELECT count(DISTINCT o.conversation_id) FROM ledger_owed o JOIN accounts p ON p.id = o.page_id "
                             "WHERE o.author_id = $1 AND o.created_at > $3 AND p.domain_id = $2",
                             person, domain, now - debts_last)
        .value_or(0);
}

Result<void> act_on_debt(db::Transaction& tx, const DebtAct& act, Time now)
{
    auto readable = pages_read_by(tx, act.by);
    if (std::ranges::find(readable, act.page) == readable.end()) return missing();
    if (!may_tend(tx, act.page, act.by)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    CHECKED(act.kind == DebtActKind::Undo ? undo(tx, act, now) : settle(tx, act, now));
    note(tx, act, now);
    return {};
}

social::Page<SettledDebt> settled_debts(db::Reader& reader, AccountId page, const social::PageRequest& request)
{
    auto rows = reader.rows(std::string{"SELECT id, page_id, author_id, by_id, status_id, how, created_at FROM ledger_settled "
                                        "WHERE page_id = $1 AND id > $2 AND id < $3 ORDER BY id "}
                                + (request.forwards() ? "ASC" : "DESC") + " LIMIT $4",
                            page, request.after(), request.before(), request.limit);
    return social::read_page<SettledDebt>(rows, request, [](const db::Row& row) {
        return SettledDebt{row.get<std::int64_t>(0), row.get<AccountId>(1), row.get<AccountId>(2),
                           row.get<AccountId>(3),    row.get<StatusId>(4),  row.get<std::string_view>(5) == "thanked",
                           row.get<Time>(6)};
    });
}

std::vector<AccountId> pages_read_by(db::Reader& reader, AccountId person)
{
    std::vector<AccountId> pages;
    for (const auto& voice : social::voices_of(reader, person))
        if (social::may_speak(voice.role)) pages.push_back(voice.page);
    auto account = social::find_account(reader, person);
    if (account && account->domain && account->kind == social::AccountKind::Page) pages.push_back(person);
    return pages;
}

bool reads_fans(db::Reader& reader, AccountId person)
{
    if (!pages_read_by(reader, person).empty()) return true;
    return reader.row("SELECT 1 FROM users WHERE account_id = $1 AND role <> 'user'", person).has_value();
}

std::vector<Fan> fans_of(db::Reader& reader, DomainId domain, AccountId after, int limit)
{
    std::vector<Fan> found;
    for (
        const auto& row : reader.rows(
            "SELECT l.account_id, l.standing, l.standing_since FROM ledger_people l JOIN accounts a ON a.id = l.account_id "
            "JOIN users u ON u.account_id = a.id WHERE l.standing <> 'none' AND l.account_id > $2 AND l.kept = 1 AND a.domain_id = $1 "
            "AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND u.role = 'user' "
            "AND NOT EXISTS (SELECT 1 FROM voices v WHERE v.account_id = a.id) ORDER BY l.account_id LIMIT $3",
            domain, after, limit))
        found.push_back({row.get<AccountId>(0), parse_standing(row.get<std::string_view>(1)).value_or(Standing::None),
                         row.get<std::optional<Time>>(2).value_or(Time{})});
    return found;
}

}  // namespace favilla::community
