// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/stream.h — who comes to the same objects within moments, act by act, in bounded memory: what is worth a look before the exact tests
// of the night (judgement.h) decide. It decides nothing. The same acts in the same order give the same groups.
//
// Two accounts meet where both act on an object within ten minutes, and no sooner than that after it was published: who is told at once
// comes at once. How many of their meetings are within half a minute is held against how many it would be by what each of them does with
// everybody else. What lies back thirty days counts half.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "integrity/pair_filter.h"

namespace favilla::integrity {

struct StreamAct {  // numbers of the caller's
    std::int64_t account = 0, object = 0;
    std::int64_t at = 0, published_at = 0;  // seconds UTC
    std::int64_t told_by = 0;               // not 0: acts that came from there say when they came, and do not meet each other
};

// What is more is dropped, the oldest first.
struct StreamLimits {
    std::size_t actors = 200;  // remembered of an object; as many within ten minutes are a rush, in which nobody meets
    std::size_t edges = 200;   // others that an account is followed with
    std::size_t pairs = 200'000, objects = 20'000, accounts = 200'000;
};

inline constexpr std::int64_t meeting_window = 600, near_window = 30;  // seconds

struct CloseGroup {
    std::vector<std::int64_t> accounts;      // sorted
    double met = 0, near = 0, expected = 0;  // of two who are tied, on average: meetings, those within half a minute, as expected
    double p = 1;                            // the greatest of those that tie them, times the number of tests
    int days = 0;                            // UTC; the most of two of them
    std::int64_t last_at = 0;
    std::vector<std::int64_t> objects;  // on which they met last, the newest first
};

class Stream {
public:
    explicit Stream(const StreamLimits& = {});

    // In the order in which they came. Of several acts of an account on an object the first counts.
    void take(const StreamAct&);

    // Three accounts or more, each of them close to two others; of which some met since then. By their accounts.
    std::vector<CloseGroup> groups(std::int64_t since) const;

    std::size_t pairs() const { return pairs_.size(); }
    std::size_t objects() const { return objects_.size(); }
    std::size_t accounts() const { return slots_.size(); }
    std::int64_t meetings() const { return meetings_; }
    std::int64_t rushed() const { return rushed_; }  // meetings that a rush left out
    std::size_t edges_of(std::int64_t account) const;

private:
    using Slot = std::uint32_t;
    static constexpr std::size_t objects_kept = 6;

    struct Account {
        std::int64_t name = 0, last_at = 0;
        double met = 0, near = 0;  // with everybody
        std::vector<Slot> edges;   // the oldest first
    };
    struct Actor {
        Slot who = 0;
        std::int64_t at = 0, told_by = 0;
    };
    struct Thing {
        std::vector<Actor> ring;
        std::size_t next = 0;  // to be written over, once it is full
        std::int64_t last_at = 0;
    };
    struct Pair {  // the smaller slot is a
        double met = 0, near = 0, a_first = 0;
        std::int64_t last_at = 0, last_day = 0;
        std::int32_t days = 0, number = 0;  // objects kept
        std::array<std::int64_t, objects_kept> objects{};
    };
    using Pairs = std::unordered_map<std::uint64_t, Pair>;
    struct Meeting {
        Slot first = 0, second = 0;
        std::int64_t object = 0, at = 0;
        bool is_near = false;
    };
    struct Tie {
        Slot a = 0, b = 0;
        const Pair* pair = nullptr;
        double expected = 0, p = 1;
        bool is_followed = false;  // one of them, by the other
    };

    static std::uint64_t key_of(Slot a, Slot b) { return a < b ? std::uint64_t{a} << 32 | b : std::uint64_t{b} << 32 | a; }

    double weight_at(std::int64_t at);
    Slot slot_of(std::int64_t account);
    void meet(const Meeting&);
    Pairs::iterator follow(Slot, Slot);
    void drop(std::uint64_t key);
    void drop_old_pairs();
    void drop_old_objects();
    void drop_old_accounts();

    double usual_share(const std::vector<Tie>& without) const;
    std::vector<Tie> candidates() const;
    std::vector<Tie> tested(std::span<const Slot> members, const std::vector<Tie>&) const;
    CloseGroup described(std::span<const Slot> members, const std::vector<Tie>&) const;

    StreamLimits limits_;
    PairFilter seen_;
    std::unordered_map<std::int64_t, Slot> slots_;
    std::vector<Account> accounts_;  // by slot
    std::vector<Slot> free_;
    std::unordered_map<std::int64_t, Thing> objects_;
    Pairs pairs_;
    double met_ = 0, near_ = 0, weight_ = 1;  // an act now weighs so much beside those at origin_
    std::int64_t origin_ = 0, weighed_at_ = 0;
    std::int64_t meetings_ = 0, rushed_ = 0;
};

}  // namespace favilla::integrity
