// SPDX-License-Identifier: AGPL-3.0-or-later
// How interests are weighed; the figures stand in docs/interests.md.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "base/html.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "community/interests.h"
#include "community/subjects.h"

namespace favilla::community {

namespace {

constexpr int most_posts = 300, most_kept = 150, most_followed = 500, most_groups = 100, most_weighed_at_once = 50;
constexpr Duration remembered = days(365), half_life = days(120), weighed_for = days(1);
constexpr double of_tag_said = 2, of_word_said = 1, of_tag_followed = 3, of_account_followed = 1, of_group_name = 2,
                 of_group_words = 1;
constexpr double enough_of_word = 2, of_answer = 0.5;  // who answers speaks of what another chose

struct Evidence {
    std::string label;
    double weight = 0;
    double spoken = 0;  // posts, answers as parts of one
    std::int64_t said = 0;
    bool follows_tag = false, own = false;
    std::optional<AccountId> followed, group;
};
using Gathered = std::unordered_map<std::string, Evidence>;

Evidence& evidence_of(Gathered& gathered, const Subject& subject)
{
    auto& evidence = gathered[subject.key];
    if (evidence.label.empty()) evidence.label = subject.label;
    return evidence;
}

// In public, to everybody: not what was said to followers, in private or in a hidden group.
void gather_said(db::Reader& reader, Gathered& gathered, AccountId who, Time since, Time now)
{
    for (
        const auto& row : reader.rows(
            "SELECT text, language, created_at, in_reply_to_account_id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL AND boost_of_id IS NULL "
            "AND visibility <= 1 AND id >= $2 ORDER BY id DESC LIMIT $3",
            who, first_id_at(since), most_posts)) {
        auto age = static_cast<double>((now - row.get<Time>(2)).milliseconds) / static_cast<double>(half_life.milliseconds);
        auto to = row.get<std::optional<AccountId>>(3);
        auto part = to && *to != who ? of_answer : 1.0;
        auto share = std::exp2(-std::max(age, 0.0));
        for (const auto& subject :
             subjects_of(row.get<std::string_view>(0), row.get<std::optional<std::string>>(1).value_or(""))) {
            auto& evidence = evidence_of(gathered, subject);
            evidence.weight += share * (subject.is_tag() ? of_tag_said : of_word_said * part);
            evidence.spoken += part;
            ++evidence.said;
        }
    }
    // A word said once may be about anything.
    std::erase_if(gathered, [](const auto& one) { return !one.first.starts_with('#') && one.second.spoken < enough_of_word; });
}

void gather_followed_tags(db::Reader& reader, Gathered& gathered, AccountId who)
{
    for (const auto& row : reader.rows(
             "SELECT t.name, t.display FROM followed_tags f JOIN tags t ON t.id = f.tag_id WHERE f.account_id = $1 ORDER BY f.id",
             who)) {
        auto subject = subject_of_tag(row.get<std::string_view>(1));
        if (is_never_inferred(subject.key)) continue;
        auto& evidence = evidence_of(gathered, subject);
        evidence.weight += of_tag_followed;
        evidence.follows_tag = true;
    }
}

// The tags somebody puts into their own profile; of another server only who agreed to be found by their words.
void gather_followed_accounts(db::Reader& reader, Gathered& gathered, AccountId who)
{
    for (
        const auto& row : reader.rows(
            "SELECT a.id, a.note, a.domain_id, a.note_html FROM follows f JOIN accounts a ON a.id = f.target_id WHERE f.account_id = $1 "
            "AND a.kind IN ('person', 'page') AND (a.domain_id IS NOT NULL OR a.indexable = 1) AND a.suspended_at IS NULL ORDER BY f.id DESC LIMIT $2",
            who, most_followed)) {
        bool is_ours = row.get<std::optional<DomainId>>(2).has_value();
        auto note = is_ours ? row.get<std::string>(1) : html_to_text(row.get<std::string_view>(3));
        for (const auto& subject : subjects_of(note)) {
            if (!subject.is_tag()) continue;
            auto& evidence = evidence_of(gathered, subject);
            evidence.weight += of_account_followed;
            if (!evidence.followed) evidence.followed = row.get<AccountId>(0);
        }
    }
}

// Not hidden ones: that somebody is in one is nobody's affair.
void gather_groups(db::Reader& reader, Gathered& gathered, AccountId who)
{
    for (
        const auto& row : reader.rows(
            "SELECT a.id, a.display_name, a.note FROM follows f JOIN groups g ON g.account_id = f.target_id JOIN accounts a ON a.id = g.account_id "
            "WHERE f.account_id = $1 AND g.joining <> 'hidden' AND a.suspended_at IS NULL ORDER BY f.id DESC LIMIT $2",
            who, most_groups)) {
        auto title = row.get<std::string>(1), purpose = row.get<std::string>(2);
        if (touches_never_inferred(fmt::format("{}\n{}", title, purpose))) continue;
        auto take = [&](std::string_view words, std::string_view language, double weight) {
            for (const auto& subject : subjects_of(words, language)) {
                auto& evidence = evidence_of(gathered, subject);
                evidence.weight += weight;
                if (!evidence.group) evidence.group = row.get<AccountId>(0);
            }
        };
        auto language = subject_language(fmt::format("{}\n{}", title, purpose));
        take(title, language, of_group_name);
        take(purpose, language, of_group_words);
    }
}

// What they corrected has the last word.
void correct(db::Reader& reader, Gathered& gathered, AccountId who)
{
    for (const auto& row : reader.rows("SELECT subject, label, kind FROM interest_corrections WHERE account_id = $1", who)) {
        auto subject = row.get<std::string>(0);
        if (row.get<std::string_view>(2) == "off") {
            gathered.erase(subject);
            continue;
        }
        auto& evidence = evidence_of(gathered, {subject, row.get<std::string>(1)});
        evidence.own = true;
    }
}

std::vector<std::pair<std::string, Evidence>> strongest(Gathered gathered)
{
    std::vector<std::pair<std::string, Evidence>> kept{std::make_move_iterator(gathered.begin()),
                                                       std::make_move_iterator(gathered.end())};
    std::ranges::sort(kept, [](const auto& one, const auto& other) {
        return std::tuple{!one.second.own, -one.second.weight, one.first}
             < std::tuple{!other.second.own, -other.second.weight, other.first};
    });
    kept.resize(std::min<std::size_t>(kept.size(), most_kept));
    return kept;
}

// All in one statement: with PostgreSQL each is a way there and back.
std::string rows_of(const Gathered& gathered)
{
    auto number = [](JsonWriter& json, std::optional<AccountId> id) {
        if (id)
            json.value(id->value);
        else
            json.value(nullptr);
    };
    return write_json([&](JsonWriter& json) {
        json.array(strongest(gathered), [&](const auto& one) {
            const auto& [subject, evidence] = one;
            auto weight = evidence.own ? 1.0 : weight_of_evidence(evidence.weight);
            json.array([&] {
                json.value(subject);
                json.value(evidence.label);
                json.value(std::lround(weight * 1000));
                json.value(evidence.said);
                json.value(evidence.follows_tag ? 1 : 0);
                json.value(evidence.own ? 1 : 0);
                number(json, evidence.followed);
                number(json, evidence.group);
            });
        });
    });
}

void store(db::Transaction& tx, AccountId who, DomainId domain, bool offered, const Gathered& gathered)
{
    tx.run("DELETE FROM interests WHERE account_id = $1", who);
    if (gathered.empty()) return;
    tx.run(
        tx.pick(
            "INSERT INTO interests (account_id, domain_id, offered, subject, label, weight, said, follows_tag, own, followed_id, group_id) "
            "SELECT $1, $2, $3, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), "
            "json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]'), "
            "json_extract(value, '$[6]'), json_extract(value, '$[7]') FROM json_each($4)",
            "INSERT INTO interests (account_id, domain_id, offered, subject, label, weight, said, follows_tag, own, followed_id, group_id) "
            "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), value ->> 0, value ->> 1, "
            "CAST(value ->> 2 AS BIGINT), CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT), CAST(value ->> 5 AS BIGINT), "
            "CAST(value ->> 6 AS BIGINT), CAST(value ->> 7 AS BIGINT) FROM jsonb_array_elements(CAST($4 AS JSONB)) AS rows_of (value)"),
        who, domain, offered, rows_of(gathered));
}

}  // namespace

double weight_of_evidence(double evidence) { return 1 - std::exp(-evidence / 3); }

double rarity(std::int64_t holders, std::int64_t people)
{
    auto all = static_cast<double>(std::max<std::int64_t>(people, 1)) + 1;
    return std::clamp(std::log(all / static_cast<double>(std::max<std::int64_t>(holders, 1))) / std::log(all), 0.0, 1.0);
}

void weigh(db::Transaction& tx, AccountId who, Time now)
{
    auto profile = tx.row("SELECT domain_id, kept, offered, forgotten_at FROM interest_profiles WHERE account_id = $1", who);
    if (!profile) return;
    Gathered gathered;
    if (profile->get<bool>(1)) {
        auto since = std::max(now - remembered, profile->get<std::optional<Time>>(3).value_or(Time{}));
        gather_said(tx, gathered, who, since, now);
        gather_followed_tags(tx, gathered, who);
        gather_followed_accounts(tx, gathered, who);
        gather_groups(tx, gathered, who);
    }
    correct(tx, gathered, who);
    store(tx, who, profile->get<DomainId>(0), profile->get<bool>(2), gathered);
    tx.run("UPDATE interest_profiles SET stale = 0, weighed_at = $2 WHERE account_id = $1", who, now);
}

bool weigh_due(db::Database& database, Time now)
{
    auto due = database.read([&](db::Reader& reader) {
        std::vector<AccountId> people;
        auto add = [&](const db::Rows& rows) {
            for (const auto& row : rows)
                if (std::ranges::find(people, row.get<AccountId>(0)) == people.end()) people.push_back(row.get<AccountId>(0));
        };
        add(reader.rows("SELECT account_id FROM interest_profiles WHERE stale = 1 ORDER BY account_id LIMIT $1",
                        most_weighed_at_once));
        add(reader.rows("SELECT account_id FROM interest_profiles WHERE weighed_at < $1 ORDER BY weighed_at LIMIT $2",
                        now - weighed_for, most_weighed_at_once));
        return people;
    });
    // Each in a transaction of its own: nobody who writes waits for all of them.
    for (auto who : due) database.write([&](db::Transaction& tx) { weigh(tx, who, now); });
    return !due.empty();
}

}  // namespace favilla::community
