// SPDX-License-Identifier: AGPL-3.0-or-later
// community/spark_readers.h — who would care about a post: members who agreed to be suggested, the likeliest first, each with what they
// and the post have in common. Score: the sum, over common subjects, of weight in the post (a tag 2, a word 1) × weight of the interest ×
// rarity among those who agreed (docs/interests.md). About what is never inferred nobody is suggested.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "community/interests.h"
#include "community/subjects.h"

namespace favilla::community {

struct Spark {
    DomainId domain;
    AccountId by;                   // who asks: never suggested, nor anybody who has blocked them or is blocked
    std::optional<AccountId> page;  // whose post it is or will be: nor its team
    std::optional<AccountId> author;
    std::string text;      // as typed
    std::string language;  // empty: detected
};

struct SparkReader {
    AccountId account;
    double score = 0;
    std::vector<Interest> reasons;  // the strongest first
};

struct SparkReaders {
    std::vector<SparkReader> readers;
    std::vector<Subject> subjects;  // of the post
    bool never = false;             // it touches on what is never inferred
    std::int64_t agreed = 0;        // members who may be suggested
};

inline constexpr int most_spark_readers = 40;
SparkReaders readers_of_spark(db::Reader&, const Spark&, int limit);

// So that each may see that they were suggested, to whom and why.
void note_suggested(db::Transaction&, const Spark&, std::optional<StatusId>, const SparkReaders&, Time now);

struct InterestUse {
    AccountId by;
    std::optional<AccountId> page;
    std::optional<StatusId> status;
    std::vector<std::string> labels;
    Time at;
};
std::vector<InterestUse> uses_of(db::Reader&, AccountId, int limit);  // the newest first

std::string labels_to_json(const std::vector<std::string>&);
std::vector<std::string> labels_from_json(std::string_view);

}  // namespace favilla::community
