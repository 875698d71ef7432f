// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/interests.h"

#include <algorithm>

#include "base/text.h"
#include "community/subjects.h"
#include "social/accounts.h"
#include "social/tags.h"

namespace favilla::community {

namespace {

constexpr std::string_view columns =
    "i.subject, i.label, i.weight, i.said, i.follows_tag, i.followed_id, i.group_id, i.own, "
    "(SELECT count(*) FROM interests o WHERE o.domain_id = i.domain_id AND o.subject = i.subject)";

Interest read_interest(const db::Row& row, std::int64_t people)
{
    Interest interest{.subject = row.get<std::string>(0),
                      .label = row.get<std::string>(1),
                      .weight = static_cast<double>(row.get<std::int64_t>(2)) / 1000,
                      .said = row.get<std::int64_t>(3),
                      .follows_tag = row.get<bool>(4),
                      .followed = row.get<std::optional<AccountId>>(5),
                      .group = row.get<std::optional<AccountId>>(6),
                      .own = row.get<bool>(7)};
    interest.strength = interest.own ? 1 : interest.weight * rarity(row.get<std::int64_t>(8), people);
    return interest;
}

std::int64_t people_beside(db::Reader& reader, AccountId who)
{
    return reader
        .value<std::int64_t>("SELECT count(*) FROM interest_profiles WHERE kept = 1 AND domain_id = "
                             "(SELECT domain_id FROM interest_profiles WHERE account_id = $1)",
                             who)
        .value_or(0);
}

// Made when it is first needed, of who signs in here: not of groups, nor of pages, which several speak for.
bool has_profile(db::Transaction& tx, AccountId who)
{
    tx.run(
        "INSERT INTO interest_profiles (account_id, domain_id) SELECT id, domain_id FROM accounts WHERE id = $1 AND domain_id IS NOT NULL "
        "AND suspended_at IS NULL AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM users u WHERE u.account_id = accounts.id) ON CONFLICT DO NOTHING",
        who);
    return tx.row("SELECT 1 FROM interest_profiles WHERE account_id = $1", who).has_value();
}

}  // namespace

InterestChoices interest_choices(db::Reader& reader, AccountId who)
{
    auto row = reader.row("SELECT kept, offered, introduced FROM interest_profiles WHERE account_id = $1", who);
    return row ? InterestChoices{row->get<bool>(0), row->get<bool>(1), row->get<bool>(2)} : InterestChoices{};
}

Result<void> choose(db::Transaction& tx, AccountId who, const InterestChoice& choice, Time now)
{
    if (!has_profile(tx, who)) return refuse(ErrorCode::NotFound, "record.not_found");
    auto chosen = interest_choices(tx, who);
    tx.run("UPDATE interest_profiles SET kept = $2, offered = $3, introduced = $4 WHERE account_id = $1", who,
           choice.kept.value_or(chosen.kept), choice.offered.value_or(chosen.offered),
           choice.introduced.value_or(chosen.introduced));
    // What was said before it was switched off, or while it was, does not come back when it is switched on.
    if (choice.kept.value_or(chosen.kept) != chosen.kept)
        tx.run("UPDATE interest_profiles SET forgotten_at = $2 WHERE account_id = $1", who, now);
    weigh(tx, who, now);
    return {};
}

namespace {

std::vector<Interest> read_interests(db::Reader& reader, AccountId who, const db::Rows& rows)
{
    auto people = people_beside(reader, who);
    std::vector<Interest> found;
    for (const auto& row : rows) found.push_back(read_interest(row, people));
    std::ranges::sort(
        found, {}, [](const Interest& interest) { return std::tuple{-interest.strength, -interest.weight, interest.subject}; });
    return found;
}

const std::string of_one = "SELECT " + std::string{columns} + " FROM interests i WHERE i.account_id = $1";

}  // namespace

std::vector<Interest> interests_of(db::Reader& reader, AccountId who)
{
    return read_interests(reader, who, reader.rows(of_one, who));
}

std::vector<Interest> interests_among(db::Reader& reader, AccountId who, const std::vector<std::string>& subjects)
{
    return read_interests(reader, who, reader.rows(of_one + " AND i.subject IN TEXTS($2)", who, db::list_of_texts(subjects)));
}

std::vector<TakenOff> taken_off(db::Reader& reader, AccountId who)
{
    std::vector<TakenOff> found;
    for (const auto& row : reader.rows("SELECT subject, label FROM interest_corrections WHERE account_id = $1 AND kind = 'off' "
                                       "ORDER BY created_at DESC, subject",
                                       who))
        found.push_back({row.get<std::string>(0), row.get<std::string>(1)});
    return found;
}

namespace {

void note_correction(db::Transaction& tx, AccountId who, const Subject& subject, std::string_view kind, Time now)
{
    tx.run(
        "INSERT INTO interest_corrections (account_id, subject, label, kind, created_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (account_id, subject) DO UPDATE SET kind = excluded.kind, label = excluded.label, created_at = excluded.created_at",
        who, subject.key, subject.label, kind, now);
    weigh(tx, who, now);
}

}  // namespace

Result<void> add_interest(db::Transaction& tx, AccountId who, std::string_view word, Time now)
{
    if (word.starts_with('#')) word.remove_prefix(1);
    if (!social::is_tag_name(word)) return refuse(ErrorCode::Invalid, "interest.one_word");
    if (is_never_inferred(word)) return refuse(ErrorCode::Invalid, "interest.never");
    if (!has_profile(tx, who)) return refuse(ErrorCode::NotFound, "record.not_found");
    auto own = tx.value<int>("SELECT count(*) FROM interest_corrections WHERE account_id = $1 AND kind = 'own'", who).value_or(0);
    if (own >= max_own_interests)
        return refuse(ErrorCode::Invalid, "interest.too_many", {{"max", std::to_string(max_own_interests)}});
    note_correction(tx, who, subject_of_tag(word), "own", now);
    return {};
}

Result<void> take_off(db::Transaction& tx, AccountId who, std::string_view subject, Time now)
{
    auto label = tx.value<std::string>("SELECT label FROM interests WHERE account_id = $1 AND subject = $2", who, subject);
    if (!label) return refuse(ErrorCode::NotFound, "interest.missing");
    note_correction(tx, who, {std::string{subject}, *label}, "off", now);
    return {};
}

Result<void> let_return(db::Transaction& tx, AccountId who, std::string_view subject, Time now)
{
    if (tx.run("DELETE FROM interest_corrections WHERE account_id = $1 AND subject = $2 AND kind = 'off'", who, subject) == 0)
        return refuse(ErrorCode::NotFound, "interest.missing");
    weigh(tx, who, now);
    return {};
}

namespace {

void forget_list(db::Transaction& tx, AccountId who)
{
    for (auto sql : {"DELETE FROM interests WHERE account_id = $1", "DELETE FROM interest_corrections WHERE account_id = $1",
                     "DELETE FROM interest_uses WHERE account_id = $1"})
        tx.run(sql, who);
}

}  // namespace

void delete_interests(db::Transaction& tx, AccountId who, Time now)
{
    if (!has_profile(tx, who)) return;
    forget_list(tx, who);
    // What they follow and are in is there still: it counts again only once they switch it on again.
    tx.run("UPDATE interest_profiles SET kept = 0, forgotten_at = $2, stale = 0, weighed_at = $2 WHERE account_id = $1", who,
           now);
}

void note_said(db::Transaction& tx, StatusId status)
{
    tx.run("INSERT INTO interest_profiles (account_id, domain_id) SELECT s.account_id, s.domain_id FROM statuses s "
           "JOIN users u ON u.account_id = s.account_id WHERE s.id = $1 AND s.domain_id IS NOT NULL AND s.boost_of_id IS NULL "
           "AND s.visibility <= 1 "
           "ON CONFLICT (account_id) DO UPDATE SET stale = 1 WHERE interest_profiles.stale = 0",
           status);
}

void note_stale(db::Transaction& tx, AccountId who)
{
    if (tx.run("UPDATE interest_profiles SET stale = 1 WHERE account_id = $1", who) == 0) has_profile(tx, who);
}

void forget_old_uses(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM interest_uses WHERE created_at < $1", now - uses_are_kept);
}

void forget_interests_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    forget_list(tx, who);
    for (auto sql : {"DELETE FROM interest_uses WHERE by_id = $1", "DELETE FROM interest_profiles WHERE account_id = $1",
                     "DELETE FROM introductions WHERE by_id = $1", "DELETE FROM introductions WHERE first_id = $1",
                     "DELETE FROM introductions WHERE second_id = $1"})
        tx.run(sql, who);
}

}  // namespace favilla::community
