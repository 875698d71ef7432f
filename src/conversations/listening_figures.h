// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening_figures.h — what was said of what a page listens for: how much, when, by whom, when it was loud; and the posts behind
// each figure. Counted are public posts of people who let strangers find their words, as search does, and who have not blocked the page.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "conversations/listening.h"
#include "conversations/listening_bursts.h"
#include "social/act_parts.h"
#include "social/paging.h"

namespace favilla::conversations {

struct ListeningSpan {
    Time from = {}, until = {};  // the end does not belong to it
};

struct VolumePoint {
    Time at = {};
    std::int64_t posts = 0, authentic = 0, people = 0;
};
// One for each day or hour of the span, also where nothing was said.
std::vector<VolumePoint> listening_volume(db::Reader&, const Listening&, const ListeningSpan&, Duration step);

// All of it, told apart as social/act_parts.h does, and the people who wrote it.
struct ListeningTotal {
    social::PartCounts posts;
    std::int64_t people = 0;
};
ListeningTotal listening_total(db::Reader&, const Listening&, const ListeningSpan&);

inline constexpr std::int64_t least_named_speakers = 5;
inline constexpr int most_named_speakers = 50;

struct Speaker {
    AccountId account;
    std::int64_t posts = 0, authentic = 0;
};
struct Speakers {
    std::int64_t people = 0;
    std::optional<double> effective;  // 1/Σ(share²); none where nobody spoke
    std::vector<Speaker> named;       // who wrote most first; empty where fewer than five people wrote
};
Speakers listening_speakers(db::Reader&, const Listening&, const ListeningSpan&);

// Whose posts brought answers of others and boosts, whenever these came. `people` are those whom anybody heard; the named, at most so
// many, whom most authentic ones heard first: they are not told where fewer than least_named_speakers wrote.
struct HeardPerson {
    AccountId account;
    std::int64_t answers = 0, boosts = 0, authentic = 0;  // of both
};
struct HeardPeople {
    std::int64_t people = 0;
    std::optional<double> effective;  // 1/Σ(share²) of what is authentic; none where nothing came
    std::vector<HeardPerson> named;
};
HeardPeople listening_heard(db::Reader&, const Listening&, const ListeningSpan&);

struct ListeningBurst {
    Time first = {}, last = {}, peak = {};  // days
    std::int64_t posts = 0, authentic = 0;
    double expected = 0, p = 1;
};
struct LoudDay {
    Time day = {};
    double expected = 0;
    std::int64_t limit = 0;
    bool is_loud = false;
};
struct Loudness {
    std::vector<LoudDay> days;  // of those that can be judged
    std::vector<ListeningBurst> bursts;
    Time judged_from = {};  // the first day of which it can be said
};
// Looked at from the first day that counts, told of those days that begin in the span.
Loudness listening_bursts(db::Reader&, const Listening&, const ListeningSpan&);

struct ListeningPosts {
    ListeningSpan span;
    std::optional<AccountId> account;  // of this one alone; for spans in which people are named
};
// The posts behind a figure, newest first; with them what is known of how each counts.
social::Page<social::Status> listening_posts(db::Reader&, const Listening&, const ListeningPosts&, const social::PageRequest&);

}  // namespace favilla::conversations
