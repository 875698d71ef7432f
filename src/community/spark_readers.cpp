// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/spark_readers.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "base/search_text.h"
#include "base/status_text.h"
#include "base/text.h"
#include "social/accounts.h"
#include "social/relations.h"
#include "social/voices.h"

namespace favilla::community {

namespace {

constexpr double of_tag = 2, of_word = 1;
constexpr double least_share = 0.15;  // of the first one's score: whoever has less in common is not suggested
constexpr std::size_t shown_reasons = 6;

using Weights = std::unordered_map<std::string, double>;

// A word of the post also meets who follows it as a tag.
Weights weights_of(const std::vector<Subject>& subjects)
{
    Weights weights;
    for (const auto& subject : subjects) {
        weights[subject.key] = subject.is_tag() ? of_tag : of_word;
        if (!subject.is_tag()) weights.try_emplace(subject_of_tag(subject.label).key, of_word);
    }
    return weights;
}

struct Holder {
    AccountId account;
    double weight = 0;
};

std::unordered_map<std::string, std::vector<Holder>> holders_of(db::Reader& reader, DomainId domain, const Weights& weights)
{
    std::vector<std::string> subjects;
    for (const auto& [subject, weight] : weights) subjects.push_back(subject);
    std::unordered_map<std::string, std::vector<Holder>> holders;
    for (const auto& row : reader.rows(
             "SELECT subject, account_id, weight FROM interests WHERE offered = 1 AND domain_id = $1 AND subject IN TEXTS($2)",
             domain, db::list_of_texts(subjects)))
        holders[row.get<std::string>(0)].push_back({row.get<AccountId>(1), static_cast<double>(row.get<std::int64_t>(2)) / 1000});
    return holders;
}

std::vector<SparkReader> ranked(const std::unordered_map<std::string, std::vector<Holder>>& holders, const Weights& weights,
                                std::int64_t agreed)
{
    std::unordered_map<AccountId, double> scores;
    for (const auto& [subject, people] : holders) {
        auto each = weights.at(subject) * rarity(static_cast<std::int64_t>(people.size()), agreed);
        for (const auto& holder : people) scores[holder.account] += each * holder.weight;
    }
    std::vector<SparkReader> readers;
    for (const auto& [account, score] : scores)
        if (score > 0) readers.push_back({account, score, {}});
    std::ranges::sort(readers, {}, [](const SparkReader& one) { return std::pair{-one.score, one.account}; });
    return readers;
}

bool may_be_suggested(db::Reader& reader, const Spark& spark, AccountId who)
{
    if (who == spark.by || who == spark.author) return false;
    auto account = social::find_account(reader, who);
    if (!account || !account->is_known() || account->suspended_at || account->silenced_at) return false;
    if (spark.page
        && (social::role_for_page(reader, *spark.page, who) || social::is_blocked_either_way(reader, who, *spark.page)))
        return false;
    return !social::is_blocked_either_way(reader, who, spark.by);
}

std::vector<Interest> reasons_of(db::Reader& reader, AccountId who, const Weights& weights)
{
    std::vector<std::string> subjects;
    for (const auto& [subject, weight] : weights) subjects.push_back(subject);
    auto reasons = interests_among(reader, who, subjects);
    reasons.resize(std::min(reasons.size(), shown_reasons));
    return reasons;
}

}  // namespace

SparkReaders readers_of_spark(db::Reader& reader, const Spark& spark, int limit)
{
    SparkReaders found{.subjects = subjects_of(spark.text, spark.language), .never = is_about_never_inferred(spark.text)};
    found.agreed =
        reader.value<std::int64_t>("SELECT count(*) FROM interest_profiles WHERE domain_id = $1 AND offered = 1", spark.domain)
            .value_or(0);
    auto weights = weights_of(found.subjects);
    for (auto& candidate : ranked(holders_of(reader, spark.domain, weights), weights, found.agreed)) {
        if (std::cmp_greater_equal(found.readers.size(), limit)) break;
        if (!found.readers.empty() && candidate.score < found.readers.front().score * least_share) break;
        if (!may_be_suggested(reader, spark, candidate.account)) continue;
        candidate.reasons = reasons_of(reader, candidate.account, weights);
        found.readers.push_back(std::move(candidate));
    }
    return found;
}

void note_suggested(db::Transaction& tx, const Spark& spark, std::optional<StatusId> status, const SparkReaders& found, Time now)
{
    for (const auto& suggested : found.readers) {
        std::vector<std::string> labels;
        for (const auto& reason : suggested.reasons) labels.push_back(reason.label);
        tx.run(
            "INSERT INTO interest_uses (id, account_id, by_id, page_id, status_id, labels, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tx.new_id<InterestUseId>(now), suggested.account, spark.by, spark.page, status, labels_to_json(labels), now);
    }
}

std::vector<InterestUse> uses_of(db::Reader& reader, AccountId who, int limit)
{
    std::vector<InterestUse> uses;
    for (
        const auto& row : reader.rows(
            "SELECT by_id, page_id, status_id, labels, created_at FROM interest_uses WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
            who, limit))
        uses.push_back({row.get<AccountId>(0), row.get<std::optional<AccountId>>(1), row.get<std::optional<StatusId>>(2),
                        labels_from_json(row.get<std::string_view>(3)), row.get<Time>(4)});
    return uses;
}

std::string labels_to_json(const std::vector<std::string>& labels) { return db::list_of_texts(labels).json; }

std::vector<std::string> labels_from_json(std::string_view json)
{
    std::vector<std::string> labels;
    auto parsed = parse_json(json);
    if (!parsed || !parsed->is_array()) return labels;
    for (const auto& label : parsed->get_array())
        if (label.is_string()) labels.emplace_back(label.get_string());
    return labels;
}

}  // namespace favilla::community
