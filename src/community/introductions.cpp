// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/introductions.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/trimmed.h"
#include "community/interests.h"
#include "community/spark_readers.h"
#include "social/accounts.h"
#include "social/notifications.h"
#include "social/relations.h"

namespace favilla::community {

namespace {

constexpr std::string_view columns = "id, by_id, first_id, second_id, word, labels, first_said, second_said, state, created_at";
constexpr int most_listed = 80, most_compared = 4000;
constexpr std::size_t most_labels = 5, most_holders_of_rare = 12;
constexpr double of_tag = 2;

std::optional<bool> read_said(const std::optional<std::string>& said)
{
    return said ? std::optional{*said == "yes"} : std::nullopt;
}

Introduction read_introduction(const db::Row& row)
{
    auto state = row.get<std::string>(8);
    return {.id = row.get<IntroductionId>(0),
            .by = row.get<AccountId>(1),
            .first = row.get<AccountId>(2),
            .second = row.get<AccountId>(3),
            .word = row.get<std::string>(4),
            .labels = labels_from_json(row.get<std::string_view>(5)),
            .first_said = read_said(row.get<std::optional<std::string>>(6)),
            .second_said = read_said(row.get<std::optional<std::string>>(7)),
            .state = state == "asked" ? IntroductionState::Asked
                   : state == "made"  ? IntroductionState::Made
                                      : IntroductionState::Ended,
            .created_at = row.get<Time>(9)};
}

std::vector<Introduction> read_all(const db::Rows& rows)
{
    std::vector<Introduction> found;
    for (const auto& row : rows) found.push_back(read_introduction(row));
    return found;
}

bool may_be_asked(db::Reader& reader, AccountId who, DomainId domain)
{
    auto account = social::find_account(reader, who);
    return account && account->domain == domain && account->is_known() && !account->suspended_at && !account->silenced_at
        && interest_choices(reader, who).introduced;
}

bool know_each_other(db::Reader& reader, AccountId one, AccountId other)
{
    return social::is_following(reader, one, other) && social::is_following(reader, other, one);
}

bool were_asked_lately(db::Reader& reader, AccountId one, AccountId other, Time now)
{
    return reader
        .row(
            "SELECT 1 FROM introductions WHERE ((first_id = $1 AND second_id = $2) OR (first_id = $2 AND second_id = $1)) AND created_at > $3",
            one, other, now - introduction_rests)
        .has_value();
}

int open_questions(db::Reader& reader, AccountId who)
{
    return reader
        .value<int>(
            "SELECT (SELECT count(*) FROM introductions WHERE first_id = $1 AND state = 'asked' AND first_said IS NULL) + "
            "(SELECT count(*) FROM introductions WHERE second_id = $1 AND state = 'asked' AND second_said IS NULL)",
            who)
        .value_or(0);
}

Result<void> check(db::Reader& reader, const IntroductionDraft& draft, Time now)
{
    if (draft.first == draft.second || draft.first == draft.by || draft.second == draft.by)
        return refuse(ErrorCode::Invalid, "introduction.self");
    if (draft.word.empty()) return refuse(ErrorCode::Invalid, "introduction.word_missing");
    if (grapheme_count(draft.word) > max_introduction_word)
        return refuse(ErrorCode::Invalid, "introduction.word_too_long", {{"max", std::to_string(max_introduction_word)}});
    auto by = social::find_account(reader, draft.by);
    if (!by || !by->domain) return refuse(ErrorCode::NotFound, "introduction.person_missing");
    for (auto who : {draft.first, draft.second})
        if (!may_be_asked(reader, who, *by->domain) || social::is_blocked_either_way(reader, draft.by, who))
            return refuse(ErrorCode::NotFound, "introduction.person_missing");
    if (social::is_blocked_either_way(reader, draft.first, draft.second))
        return refuse(ErrorCode::NotFound, "introduction.person_missing");
    if (know_each_other(reader, draft.first, draft.second) || were_asked_lately(reader, draft.first, draft.second, now))
        return refuse(ErrorCode::Conflict, "introduction.already");
    auto open =
        reader.value<int>("SELECT count(*) FROM introductions WHERE by_id = $1 AND state = 'asked'", draft.by).value_or(0);
    if (open >= max_open_introductions || open_questions(reader, draft.first) >= max_open_questions
        || open_questions(reader, draft.second) >= max_open_questions)
        return refuse(ErrorCode::TooMany, "introduction.too_many");
    return {};
}

struct Shared {
    double worth = 0;
    std::string label;
};

// What few care about, and both do; a tag, which somebody chose, before a word. The best of them.
std::vector<std::string> best_of(std::vector<Shared> shared)
{
    std::ranges::sort(shared, {}, [](const Shared& one) { return std::pair{-one.worth, one.label}; });
    std::vector<std::string> labels;
    for (const auto& one : shared)
        if (labels.size() < most_labels) labels.push_back(one.label);
    return labels;
}

double worth_of(const Interest& one, double weight_of_other)
{
    return one.strength * weight_of_other * (one.subject.starts_with('#') ? of_tag : 1);
}

std::vector<std::string> shared_labels(db::Reader& reader, AccountId one, AccountId other)
{
    std::map<std::string, double> weights;
    for (const auto& interest : interests_of(reader, one)) weights.emplace(interest.subject, interest.weight);
    std::vector<Shared> shared;
    for (const auto& interest : interests_of(reader, other))
        if (auto found = weights.find(interest.subject); found != weights.end())
            shared.push_back({worth_of(interest, found->second), interest.label});
    return best_of(std::move(shared));
}

void tell(db::Transaction& tx, social::NotificationKind kind, AccountId to, AccountId from, Time now)
{
    social::notify(tx, {.to = to, .kind = kind, .from = from, .status = {}, .conversation = {}}, now);
}

void settle(db::Transaction& tx, IntroductionId id, std::string_view state, Time now)
{
    tx.run("UPDATE introductions SET state = $2, settled_at = $3 WHERE id = $1", id, state, now);
}

}  // namespace

std::string_view name_of(IntroductionState state)
{
    switch (state) {
    case IntroductionState::Asked: return "asked";
    case IntroductionState::Made: return "made";
    case IntroductionState::Ended: break;
    }
    return "ended";
}

Result<Introduction> introduce(db::Transaction& tx, const IntroductionDraft& asked, Time now)
{
    auto draft = asked;
    draft.word = trimmed(draft.word);
    CHECKED(check(tx, draft, now));
    auto id = tx.new_id<IntroductionId>(now);
    tx.run(
        "INSERT INTO introductions (id, by_id, first_id, second_id, word, labels, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7)",
        id, draft.by, draft.first, draft.second, draft.word, labels_to_json(shared_labels(tx, draft.first, draft.second)), now);
    tell(tx, social::NotificationKind::Introduction, draft.first, draft.by, now);
    tell(tx, social::NotificationKind::Introduction, draft.second, draft.by, now);
    return *find_introduction(tx, id);
}

Result<void> answer_introduction(db::Transaction& tx, IntroductionId id, AccountId who, bool yes, Time now)
{
    auto asked = find_introduction(tx, id);
    if (!asked || !asked->is_between(who)) return refuse(ErrorCode::NotFound, "record.not_found");
    if (asked->state != IntroductionState::Asked || asked->said_by(who)) return refuse(ErrorCode::Conflict, "introduction.over");
    tx.run(who == asked->first ? "UPDATE introductions SET first_said = $2 WHERE id = $1"
                               : "UPDATE introductions SET second_said = $2 WHERE id = $1",
           id, yes ? "yes" : "no");
    auto other = asked->other_than(who);
    if (!yes) {
        settle(tx, id, "ended", now);
    } else if (asked->said_by(other) == true) {
        settle(tx, id, "made", now);
        tell(tx, social::NotificationKind::IntroductionMade, who, other, now);
        tell(tx, social::NotificationKind::IntroductionMade, other, who, now);
        tell(tx, social::NotificationKind::IntroductionMade, asked->by, who, now);
    }
    return {};
}

Result<void> withdraw_introduction(db::Transaction& tx, IntroductionId id, AccountId by, Time now)
{
    auto asked = find_introduction(tx, id);
    if (!asked || asked->by != by) return refuse(ErrorCode::NotFound, "record.not_found");
    if (asked->state != IntroductionState::Asked) return refuse(ErrorCode::Conflict, "introduction.over");
    settle(tx, id, "ended", now);
    return {};
}

std::optional<Introduction> find_introduction(db::Reader& reader, IntroductionId id)
{
    auto row = reader.row("SELECT " + std::string{columns} + " FROM introductions WHERE id = $1", id);
    if (!row) return std::nullopt;
    return read_introduction(*row);
}

std::vector<Introduction> introductions_for(db::Reader& reader, AccountId who)
{
    auto sql = [](std::string_view side) {
        return "SELECT " + std::string{columns} + " FROM introductions WHERE " + std::string{side}
             + "_id = $1 ORDER BY id DESC LIMIT $2";
    };
    auto found = read_all(reader.rows(sql("first"), who, most_listed));
    auto second = read_all(reader.rows(sql("second"), who, most_listed));
    found.insert(found.end(), second.begin(), second.end());
    // What came to nothing is no longer spoken of, whoever said no.
    std::erase_if(found, [](const Introduction& one) { return one.state == IntroductionState::Ended; });
    std::ranges::sort(found, {}, [](const Introduction& one) { return -one.id.value; });
    return found;
}

std::vector<Introduction> introductions_by(db::Reader& reader, AccountId by)
{
    return read_all(reader.rows(
        "SELECT " + std::string{columns} + " FROM introductions WHERE by_id = $1 ORDER BY id DESC LIMIT $2", by, most_listed));
}

std::vector<IntroductionIdea> whom_to_introduce(db::Reader& reader, DomainId domain, AccountId by, int limit, Time now)
{
    struct Holder {
        AccountId account;
        std::string label;
        double weight = 0;
    };
    std::map<std::string, std::vector<Holder>> holders;
    auto people =
        reader.value<std::int64_t>("SELECT count(*) FROM interest_profiles WHERE domain_id = $1 AND introduced = 1", domain)
            .value_or(0);
    for (const auto& row :
         reader.rows("SELECT i.subject, i.account_id, i.label, i.weight FROM interest_profiles p JOIN interests i "
                     "ON i.account_id = p.account_id WHERE p.domain_id = $1 AND p.introduced = 1 AND p.account_id <> $2 "
                     "ORDER BY i.weight DESC LIMIT $3",
                     domain, by, most_compared))
        holders[row.get<std::string>(0)].push_back(
            {row.get<AccountId>(1), row.get<std::string>(2), static_cast<double>(row.get<std::int64_t>(3)) / 1000});
    std::map<std::pair<AccountId, AccountId>, std::vector<Shared>> pairs;
    for (const auto& [subject, who] : holders) {
        if (who.size() < 2 || who.size() > most_holders_of_rare) continue;  // what everybody cares about brings no two together
        auto rare = rarity(static_cast<std::int64_t>(who.size()), people) * (subject.starts_with('#') ? of_tag : 1);
        for (std::size_t a = 0; a < who.size(); ++a)
            for (std::size_t b = a + 1; b < who.size(); ++b)
                pairs[std::minmax(who[a].account, who[b].account)].push_back(
                    {rare * who[a].weight * who[b].weight, who[a].label});
    }
    std::vector<IntroductionIdea> ideas, open;
    for (auto& [pair, shared] : pairs) {
        double score = 0;
        for (const auto& one : shared) score += one.worth;
        ideas.push_back({pair.first, pair.second, score, best_of(std::move(shared))});
    }
    std::ranges::sort(ideas, {}, [](const IntroductionIdea& idea) { return std::tuple{-idea.score, idea.first, idea.second}; });
    for (auto& idea : ideas) {
        if (std::cmp_greater_equal(open.size(), limit)) break;
        if (check(reader, {.by = by, .first = idea.first, .second = idea.second, .word = "?"}, now))
            open.push_back(std::move(idea));
    }
    return open;
}

void end_old_introductions(db::Transaction& tx, Time now)
{
    tx.run("UPDATE introductions SET state = 'ended', settled_at = $2 WHERE state = 'asked' AND created_at < $1",
           now - introduction_lasts, now);
}

}  // namespace favilla::community
