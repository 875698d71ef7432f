// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/stream.h"

#include <algorithm>
#include <cmath>

namespace favilla::integrity {

namespace {

constexpr std::int64_t day = 86'400, half_life = 30 * day;
constexpr std::int64_t moved_by = 30;  // half-lives, after which all is counted from another origin
constexpr int near_bit = 63;           // of the key of a pair, in the filter

}  // namespace

Stream::Stream(const StreamLimits& limits) : limits_(limits), seen_(std::size_t{1} << 20) {}

// Forward decay (Cormode et al. 2009): what is new weighs more, what is there is left alone.
double Stream::weight_at(std::int64_t at)
{
    if (at <= weighed_at_) return weight_;
    if (weighed_at_ == 0) origin_ = at;
    weighed_at_ = at;
    auto half_lives = (at - origin_) / half_life;
    auto moved = half_lives / moved_by * moved_by;
    origin_ += moved * half_life;
    weight_ = std::exp2(static_cast<double>(at - origin_) / half_life);
    if (moved == 0) return weight_;
    auto lighten = [scale = std::exp2(-static_cast<double>(moved))](double& sum) { sum *= scale; };
    for (auto& account : accounts_)
        for (auto* sum : {&account.met, &account.near}) lighten(*sum);
    for (auto& [key, pair] : pairs_)
        for (auto* sum : {&pair.met, &pair.near, &pair.a_first}) lighten(*sum);
    for (auto* sum : {&met_, &near_}) lighten(*sum);
    return weight_;
}

Stream::Slot Stream::slot_of(std::int64_t account)
{
    if (auto known = slots_.find(account); known != slots_.end()) return known->second;
    if (slots_.size() >= limits_.accounts) drop_old_accounts();
    auto slot = static_cast<Slot>(accounts_.size());
    if (free_.empty()) {
        accounts_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    accounts_[slot].name = account;
    slots_.emplace(account, slot);
    return slot;
}

void Stream::take(const StreamAct& act)
{
    weight_at(act.at);
    auto who = slot_of(act.account);
    accounts_[who].last_at = std::max(accounts_[who].last_at, act.at);
    if (objects_.size() >= limits_.objects && !objects_.contains(act.object)) drop_old_objects();
    auto& thing = objects_[act.object];
    thing.last_at = std::max(thing.last_at, act.at);
    std::size_t around = 0;
    auto earliest = act.published_at + meeting_window;
    auto is_around = [&](const Actor& actor) {
        return actor.at >= earliest && std::abs(act.at - actor.at) <= meeting_window
            && (act.told_by == 0 || act.told_by != actor.told_by);
    };
    for (const auto& actor : thing.ring) {
        if (actor.who == who) return;
        around += is_around(actor) ? 1 : 0;
    }
    if (act.at < earliest) around = 0;
    if (around >= limits_.actors)
        rushed_ += static_cast<std::int64_t>(around);
    else if (around > 0)
        for (const auto& actor : thing.ring)
            if (is_around(actor)) {
                bool is_first = actor.at <= act.at;
                meet({.first = is_first ? actor.who : who,
                      .second = is_first ? who : actor.who,
                      .object = act.object,
                      .at = act.at,
                      .is_near = std::abs(act.at - actor.at) <= near_window});
            }
    if (thing.ring.size() < limits_.actors) {
        thing.ring.push_back({who, act.at, act.told_by});
        return;
    }
    thing.ring[thing.next] = {who, act.at, act.told_by};
    thing.next = (thing.next + 1) % limits_.actors;
}

void Stream::meet(const Meeting& meeting)
{
    ++meetings_;
    double near = meeting.is_near ? weight_ : 0;
    for (auto slot : {meeting.first, meeting.second}) {
        accounts_[slot].met += weight_;
        accounts_[slot].near += near;
    }
    met_ += weight_;
    near_ += near;
    auto key = key_of(meeting.first, meeting.second);
    auto known = pairs_.find(key);
    bool was_near = false;
    if (known == pairs_.end()) {
        // By names, since slots are given again.
        auto a = static_cast<std::uint64_t>(accounts_[meeting.first].name),
             b = static_cast<std::uint64_t>(accounts_[meeting.second].name);
        auto names = (std::min(a, b) * 0x9e3779b97f4a7c15 ^ std::max(a, b)) & ~(std::uint64_t{1} << near_bit);
        bool is_again = seen_.holds(names);
        was_near = is_again && seen_.holds(names | std::uint64_t{1} << near_bit);
        seen_.add(names);
        if (meeting.is_near) seen_.add(names | std::uint64_t{1} << near_bit);
        if (!is_again) return;
        known = follow(meeting.first, meeting.second);
        known->second.met = weight_;
        known->second.near = was_near ? weight_ : 0;
        known->second.a_first = weight_ / 2;  // of the first meeting nothing is known
    }
    auto& pair = known->second;
    auto today = meeting.at / day;
    pair.met += weight_;
    pair.near += near;
    if (meeting.first < meeting.second) pair.a_first += weight_;
    if (pair.days == 0 || today > pair.last_day) {
        ++pair.days;
        pair.last_day = today;
    }
    pair.last_at = std::max(pair.last_at, meeting.at);
    pair.objects[static_cast<std::size_t>(pair.number++) % objects_kept] = meeting.object;
}

Stream::Pairs::iterator Stream::follow(Slot one, Slot other)
{
    if (pairs_.size() >= limits_.pairs) drop_old_pairs();
    for (auto slot : {one, other})
        if (accounts_[slot].edges.size() >= limits_.edges) drop(key_of(slot, accounts_[slot].edges.front()));
    accounts_[one].edges.push_back(other);
    accounts_[other].edges.push_back(one);
    return pairs_.try_emplace(key_of(one, other)).first;
}

void Stream::drop(std::uint64_t key)
{
    auto a = static_cast<Slot>(key >> 32), b = static_cast<Slot>(key);
    std::erase(accounts_[a].edges, b);
    std::erase(accounts_[b].edges, a);
    pairs_.erase(key);
}

namespace {

// The keys of the older part of a table, in an order that does not hang on how it lies in memory.
template <class Key, class Table, class LastAt>
std::vector<Key> oldest_of(const Table& table, std::size_t number, LastAt last_at)
{
    std::vector<std::pair<std::int64_t, Key>> all;
    for (const auto& [key, one] : table) all.emplace_back(last_at(one), key);
    std::ranges::sort(all);
    all.resize(std::min(number, all.size()));
    std::vector<Key> keys;
    for (const auto& [at, key] : all) keys.push_back(key);
    return keys;
}

}  // namespace

void Stream::drop_old_pairs()
{
    auto number = limits_.pairs / 4 + 1;
    for (auto key : oldest_of<std::uint64_t>(pairs_, number, [](const Pair& pair) { return pair.last_at; })) drop(key);
}

void Stream::drop_old_objects()
{
    auto number = limits_.objects / 4 + 1;
    for (auto name : oldest_of<std::int64_t>(objects_, number, [](const Thing& thing) { return thing.last_at; }))
        objects_.erase(name);
}

void Stream::drop_old_accounts()
{
    auto number = limits_.accounts / 4 + 1;
    std::vector<char> gone(accounts_.size());
    for (auto name : oldest_of<std::int64_t>(slots_, number, [&](Slot slot) { return accounts_[slot].last_at; })) {
        auto slot = slots_.at(name);
        gone[slot] = 1;
        while (!accounts_[slot].edges.empty()) drop(key_of(slot, accounts_[slot].edges.front()));
        accounts_[slot] = {};
        slots_.erase(name);
        free_.push_back(slot);
    }
    for (auto& [name, thing] : objects_) {
        std::erase_if(thing.ring, [&](const Actor& actor) { return gone[actor.who] != 0; });
        thing.next = 0;
    }
}

std::size_t Stream::edges_of(std::int64_t account) const
{
    auto slot = slots_.find(account);
    return slot == slots_.end() ? 0 : accounts_[slot->second].edges.size();
}

}  // namespace favilla::integrity
