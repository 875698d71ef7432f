// SPDX-License-Identifier: AGPL-3.0-or-later
// base/ids.h — every kind of thing has its own id type, so that none is taken for another.
// An id is 64 bits and sorts by time: 48 bits of milliseconds UTC, 6 of node, 10 of sequence.
#pragma once
#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla {

template <class Tag>
struct Id {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(Id, Id) = default;
};

using AccountId = Id<struct AccountTag>;
using ApplicationId = Id<struct ApplicationTag>;
using ConversationId = Id<struct ConversationTag>;
using DomainId = Id<struct DomainTag>;
using EmojiId = Id<struct EmojiTag>;
using EventId = Id<struct EventTag>;
using FilterId = Id<struct FilterTag>;
using FilterKeywordId = Id<struct FilterKeywordTag>;
using FilterStatusId = Id<struct FilterStatusTag>;
using IdeaChangeId = Id<struct IdeaChangeTag>;
using InterestUseId = Id<struct InterestUseTag>;
using IntroductionId = Id<struct IntroductionTag>;
using JobClaimId = Id<struct JobClaimTag>;
using JobId = Id<struct JobTag>;
using ListId = Id<struct ListTag>;
using LogEntryId = Id<struct LogEntryTag>;
using NotificationId = Id<struct NotificationTag>;
using PollId = Id<struct PollTag>;
using ReportId = Id<struct ReportTag>;
using RuleId = Id<struct RuleTag>;
using ScheduledStatusId = Id<struct ScheduledStatusTag>;
using StatusEditId = Id<struct StatusEditTag>;
using StatusId = Id<struct StatusTag>;
using TagId = Id<struct TagTag>;
using TokenId = Id<struct TokenTag>;
using WarningId = Id<struct WarningTag>;

template <class Tag>
std::string to_string(Id<Tag> id)
{
    return std::to_string(id.value);
}

// None unless the text is a positive decimal number and nothing else.
template <class AnyId>
std::optional<AnyId> parse_id(std::string_view text)
{
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
    return AnyId{value};
}

inline constexpr int id_time_shift = 16;
inline constexpr int id_node_shift = 10;
inline constexpr std::int64_t id_node_mask = 63;

// The moment an id was made, to the millisecond; and the smallest id of a moment, to page by time.
constexpr Time time_of_id(std::int64_t id) { return {id >> id_time_shift}; }
constexpr std::int64_t first_id_at(Time time) { return time.milliseconds << id_time_shift; }
// The node that made it.
constexpr std::int64_t node_of_id(std::int64_t id) { return (id >> id_node_shift) & id_node_mask; }

// Hands out ids that never repeat and always grow, also when the clock stands still or jumps back:
// it counts on from the last id whenever the clock offers nothing newer. Not thread-safe: a writer owns it.
class IdSource {
public:
    // `last` is the greatest id this node may have handed out before; `node` is 0 to 63.
    explicit IdSource(std::int64_t last = 0, int node = 0) : tick_(tick_of(last)), node_(node) {}
    std::int64_t next(Time now)
    {
        auto from_clock = now.milliseconds << sequence_bits;
        tick_ = from_clock > tick_ ? from_clock : tick_ + 1;
        return ((tick_ >> sequence_bits) << id_time_shift) | (std::int64_t{node_} << sequence_bits) | (tick_ & sequence_mask);
    }

private:
    static constexpr int sequence_bits = id_node_shift;
    static constexpr std::int64_t sequence_mask = (1 << sequence_bits) - 1;
    static constexpr std::int64_t tick_of(std::int64_t id)
    {
        return ((id >> id_time_shift) << sequence_bits) | (id & sequence_mask);
    }
    std::int64_t tick_;
    int node_;
};

}  // namespace favilla

template <class Tag>
struct std::hash<favilla::Id<Tag>> {
    std::size_t operator()(favilla::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
