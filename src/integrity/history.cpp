// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/history.h"

#include <algorithm>
#include <tuple>

namespace favilla::integrity {

History::History(std::span<const Action> actions, std::span<const Object> objects, std::uint32_t accounts)
    : objects_(objects.begin(), objects.end()), account_begin_(accounts + 1), object_begin_(objects.size() + 1)
{
    std::vector<Action> first(actions.begin(), actions.end());
    std::ranges::sort(first, {}, [](const Action& action) { return std::tuple{action.account, action.object, action.at}; });
    first.erase(
        std::ranges::unique(first, {}, [](const Action& action) { return std::pair{action.account, action.object}; }).begin(),
        first.end());
    by_account_.reserve(first.size());
    for (const auto& action : first) {
        by_account_.push_back({action.object, action.at});
        ++account_begin_[action.account + 1];
        ++object_begin_[action.object + 1];
    }
    for (std::size_t n = 1; n < account_begin_.size(); ++n) account_begin_[n] += account_begin_[n - 1];
    for (std::size_t n = 1; n < object_begin_.size(); ++n) object_begin_[n] += object_begin_[n - 1];
    by_object_.resize(first.size());
    auto place = object_begin_;
    for (const auto& action : first) by_object_[place[action.object]++] = {action.account, action.at};
}

std::span<const History::Act> History::of_account(std::uint32_t id) const
{
    return std::span{by_account_}.subspan(account_begin_[id], account_begin_[id + 1] - account_begin_[id]);
}

std::span<const History::Act> History::of_object(std::uint32_t id) const
{
    return std::span{by_object_}.subspan(object_begin_[id], object_begin_[id + 1] - object_begin_[id]);
}

std::int64_t History::eligible() const
{
    std::int64_t number = 0;
    for (std::uint32_t account = 0; account < accounts(); ++account) number += is_eligible(account);
    return number;
}

std::vector<SharedObject> shared_objects(const History& history, std::uint32_t a, std::uint32_t b)
{
    std::vector<SharedObject> shared;
    auto theirs = history.of_account(b);
    auto other = theirs.begin();
    for (const auto& mine : history.of_account(a)) {
        while (other != theirs.end() && other->other < mine.other) ++other;
        if (other == theirs.end()) break;
        if (other->other == mine.other) shared.push_back({mine.other, mine.at, other->at});
    }
    return shared;
}

void order_by_p(PairTest& test)
{
    std::ranges::sort(test.pairs, {}, [](const PairFinding& pair) { return std::tuple{pair.p, pair.a, pair.b}; });
}

std::size_t accepted_at(const PairTest& test, double q)
{
    std::size_t accepted = 0;
    for (std::size_t rank = 1; rank <= test.pairs.size(); ++rank)
        if (test.pairs[rank - 1].p <= q * static_cast<double>(rank) / static_cast<double>(test.tests)) accepted = rank;
    return accepted;
}

std::vector<double> q_values(std::span<const double> p, std::int64_t tests)
{
    std::vector<double> q(p.size());
    double least = 1;
    for (std::size_t rank = q.size(); rank > 0; --rank) {
        least = std::min(least, p[rank - 1] * static_cast<double>(tests) / static_cast<double>(rank));
        q[rank - 1] = least;
    }
    return q;
}

std::vector<double> q_values(const PairTest& test)
{
    std::vector<double> p;
    for (const auto& pair : test.pairs) p.push_back(pair.p);
    return q_values(p, test.tests);
}

}  // namespace favilla::integrity
