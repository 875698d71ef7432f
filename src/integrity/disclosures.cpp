// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/disclosures.h"

#include <algorithm>

#include "community/pages.h"
#include "integrity/sorting.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/status_ties.h"
#include "social/statuses.h"

namespace favilla::integrity {

namespace {

Disclosure read_disclosure(const db::Row& row)
{
    return {.id = row.get<DisclosureId>(0),
            .account = row.get<AccountId>(1),
            .page = row.get<AccountId>(2),
            .relation = parse_relation(row.get<std::string_view>(3)).value_or(Relation::RelatedTo),
            .created_at = row.get<Time>(4),
            .ended_at = row.get<std::optional<Time>>(5)};
}

Result<void> check_tie(db::Reader& reader, AccountId who, AccountId page)
{
    auto person = social::find_account(reader, who);
    if (!person || !person->domain || person->kind != social::AccountKind::Person)
        return refuse(ErrorCode::Invalid, "integrity.not_a_member");
    auto of = social::find_account(reader, page);
    if (!of || of->domain != person->domain || !community::find_page(reader, page))
        return refuse(ErrorCode::NotFound, "page.missing");
    return {};
}

}  // namespace

std::string_view name_of(Relation relation)
{
    switch (relation) {
    case Relation::WorksFor: return "works_for";
    case Relation::PaidBy: return "paid_by";
    case Relation::RelatedTo: break;
    }
    return "related_to";
}

std::optional<Relation> parse_relation(std::string_view name)
{
    for (auto relation : {Relation::WorksFor, Relation::PaidBy, Relation::RelatedTo})
        if (name_of(relation) == name) return relation;
    return std::nullopt;
}

std::vector<Disclosure> disclosures_of(db::Reader& reader, AccountId account)
{
    std::vector<Disclosure> found;
    for (const auto& row : reader.rows("SELECT id, account_id, page_id, relation, created_at, ended_at FROM disclosures WHERE "
                                       "account_id = $1 ORDER BY id DESC",
                                       account))
        found.push_back(read_disclosure(row));
    return found;
}

std::vector<Disclosure> holding_disclosures(db::Reader& reader, AccountId account)
{
    auto found = disclosures_of(reader, account);
    std::erase_if(found, [](const Disclosure& one) { return one.ended_at.has_value(); });
    return found;
}

std::vector<AccountId> teams_of(db::Reader& reader, AccountId account)
{
    std::vector<AccountId> pages;
    for (const auto& voice : social::voices_of(reader, account)) pages.push_back(voice.page);
    return pages;
}

Result<Disclosure> disclose(db::Transaction& tx, AccountId who, AccountId page, Relation relation, Time now)
{
    CHECKED(check_tie(tx, who, page));
    tx.run("UPDATE disclosures SET ended_at = $3 WHERE page_id = $1 AND account_id = $2 AND ended_at IS NULL", page, who, now);
    Disclosure made{.id = tx.new_id<DisclosureId>(now),
                    .account = who,
                    .page = page,
                    .relation = relation,
                    .created_at = now,
                    .ended_at = {}};
    tx.run("INSERT INTO disclosures (id, account_id, page_id, relation, created_at) VALUES ($1, $2, $3, $4, $5)", made.id, who,
           page, name_of(relation), now);
    sort_account(tx, who);
    jobs::publish(tx, social::ProfileChanged{who});  // other servers are told
    return made;
}

Result<void> tie_post(db::Transaction& tx, AccountId who, StatusId id, AccountId page, Relation relation, Time now)
{
    CHECKED(check_tie(tx, who, page));
    auto status = social::find_status(tx, id, who);
    if (!status || status->author != who || status->boost_of) return refuse(ErrorCode::NotFound, "record.not_found");
    if (social::keep_status_tie(tx, {id, page, std::string{name_of(relation)}}, who, now)) sort_account(tx, who);
    return {};
}

Result<void> end_disclosure(db::Transaction& tx, AccountId who, DisclosureId id, Time now)
{
    auto ended =
        tx.run("UPDATE disclosures SET ended_at = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL", id, who, now);
    if (ended == 0) return refuse(ErrorCode::NotFound, "record.not_found");
    sort_account(tx, who);
    jobs::publish(tx, social::ProfileChanged{who});
    return {};
}

void keep_told_ties(db::Transaction& tx, AccountId who, const std::vector<ToldTie>& told, Time now)
{
    bool changed = false;
    auto known = holding_disclosures(tx, who);
    auto is_same = [](const Disclosure& one, const ToldTie& other) {
        return one.page == other.page && one.relation == other.relation;
    };
    for (const auto& one : known) {
        if (std::ranges::any_of(told, [&](const ToldTie& other) { return is_same(one, other); })) continue;
        tx.run("UPDATE disclosures SET ended_at = $2 WHERE id = $1", one.id, now);
        changed = true;
    }
    for (const auto& tie : told) {
        if (std::ranges::any_of(known, [&](const Disclosure& one) { return is_same(one, tie); })) continue;
        changed |= tx.run("INSERT INTO disclosures (id, account_id, page_id, relation, created_at) VALUES ($1, $2, $3, $4, $5) "
                          "ON CONFLICT DO NOTHING",
                          tx.new_id<DisclosureId>(now), who, tie.page, name_of(tie.relation), now)
                 > 0;
    }
    if (changed) sort_account(tx, who);
}

void keep_told_tie_of_post(db::Transaction& tx, AccountId who, StatusId status, const ToldTie& tie, Time now)
{
    if (social::keep_status_tie(tx, {status, tie.page, std::string{name_of(tie.relation)}}, who, now)) sort_account(tx, who);
}

std::set<AccountId> affiliated_accounts(db::Reader& reader, DomainId domain)
{
    std::set<AccountId> all;
    for (const auto& row :
         reader.rows("SELECT d.account_id FROM accounts p JOIN disclosures d ON d.page_id = p.id AND d.ended_at IS NULL "
                     "WHERE p.domain_id = $1 AND p.kind = 'page'",
                     domain))
        all.insert(row.get<AccountId>(0));
    for (const auto& row :
         reader.rows("SELECT v.account_id FROM accounts p JOIN voices v ON v.page_id = p.id WHERE p.domain_id = $1 "
                     "AND p.kind = 'page'",
                     domain))
        all.insert(row.get<AccountId>(0));
    return all;
}

bool is_affiliated(db::Reader& reader, DomainId domain, AccountId account)
{
    if (reader.row(
            "SELECT 1 FROM disclosures d JOIN accounts p ON p.id = d.page_id WHERE d.account_id = $1 AND d.ended_at IS NULL AND "
            "p.domain_id = $2 LIMIT 1",
            account, domain))
        return true;
    return reader
        .row("SELECT 1 FROM voices v JOIN accounts p ON p.id = v.page_id WHERE v.account_id = $1 AND p.domain_id = $2 LIMIT 1",
             account, domain)
        .has_value();
}

}  // namespace favilla::integrity
