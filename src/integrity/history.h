// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/history.h — what the tests look at: who did something to what, when. Of several acts of an account on an object the first
// counts. Accounts, objects and kinds are numbers, places in tables of the caller's.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

namespace favilla::integrity {

struct Action {
    std::uint32_t account = 0, object = 0;
    std::int64_t at = 0;  // seconds UTC
};

struct Object {
    std::uint32_t kind =
        0;  // what is of one kind is compared with each other: a post of the page, of a group, an option of a poll
    std::int64_t published_at = 0;
};

inline constexpr int eligible_from = 3;  // objects

class History {
public:
    struct Act {
        std::uint32_t other = 0;  // the object, in a list of an account's acts; the account, in one of an object's
        std::int64_t at = 0;
    };

    History(std::span<const Action>, std::span<const Object>, std::uint32_t accounts);

    std::uint32_t accounts() const { return static_cast<std::uint32_t>(account_begin_.size() - 1); }
    std::uint32_t objects() const { return static_cast<std::uint32_t>(objects_.size()); }
    const Object& object(std::uint32_t id) const { return objects_[id]; }
    std::span<const Act> of_account(std::uint32_t id) const;  // by object
    std::span<const Act> of_object(std::uint32_t id) const;   // by account
    bool is_eligible(std::uint32_t account) const { return of_account(account).size() >= std::size_t(eligible_from); }
    std::int64_t eligible() const;

private:
    std::vector<Object> objects_;
    std::vector<Act> by_account_, by_object_;
    std::vector<std::size_t> account_begin_, object_begin_;
};

struct SharedObject {
    std::uint32_t object = 0;
    std::int64_t a_at = 0, b_at = 0;
};
// What two accounts both acted on, by object.
std::vector<SharedObject> shared_objects(const History&, std::uint32_t a, std::uint32_t b);

// Tells `found` of every pair of accounts that share `eligible_from` objects or more: (a, b, how many, on how many of them they acted no
// further apart than each of the windows); a is the smaller number.
template <std::size_t number, class Found>
void each_pair_sharing(const History& history, const std::array<std::int64_t, number>& windows, Found found)
{
    struct Met {
        int shared = 0;
        std::array<int, number> near{};
    };
    std::vector<Met> with(history.accounts());
    std::vector<std::uint32_t> met;
    for (std::uint32_t a = 0; a < history.accounts(); ++a) {
        if (!history.is_eligible(a)) continue;
        for (const auto& mine : history.of_account(a)) {
            auto all = history.of_object(mine.other);
            // By account: those before it were told of already.
            auto others = std::ranges::subrange(std::ranges::upper_bound(all, a, {}, &History::Act::other), all.end());
            for (const auto& theirs : others) {
                auto& pair = with[theirs.other];
                if (pair.shared++ == 0) met.push_back(theirs.other);
                auto apart = std::abs(theirs.at - mine.at);
                for (std::size_t n = 0; n < number; ++n) pair.near[n] += apart <= windows[n];
            }
        }
        for (auto b : met) {
            auto pair = std::exchange(with[b], {});
            if (pair.shared >= eligible_from) found(a, b, pair.shared, pair.near);
        }
        met.clear();
    }
}

// Two accounts, the smaller number first, and what a test says of them.
struct PairFinding {
    std::uint32_t a = 0, b = 0;
    int together = 0;     // C: objects shared; S: days on which they met
    double expected = 0;  // by chance
    double p = 1;
};

struct PairTest {
    std::vector<PairFinding> pairs;  // those that could be found, by p, then by accounts
    std::int64_t tests = 0;          // M: how many were asked, found or not
};

// Brings them in that order.
void order_by_p(PairTest&);

// How many of them are accepted at a false discovery rate of q (Benjamini & Hochberg 1995), the others of the M counting as 1.
std::size_t accepted_at(const PairTest&, double q);
// The least q at which each is accepted, in their order; `p` ascending.
std::vector<double> q_values(std::span<const double> p, std::int64_t tests);
std::vector<double> q_values(const PairTest&);

}  // namespace favilla::integrity
