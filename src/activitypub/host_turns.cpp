// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/host_turns.h"

#include <algorithm>

namespace favilla::activitypub {

namespace {

constexpr Duration between_two = milliseconds(100);

}  // namespace

std::optional<Duration> HostTurns::begin(std::string_view host)
{
    std::lock_guard lock{mutex_};
    auto& turn = turns_[std::string{host}];
    if (turn.busy < at_once) {
        ++turn.busy;
        turn.put_off = std::max(turn.put_off - 1, 0);
        return std::nullopt;
    }
    ++turn.put_off;
    return std::clamp(milliseconds(between_two.milliseconds * turn.put_off), shortest_wait, longest_wait);
}

void HostTurns::end(std::string_view host)
{
    std::lock_guard lock{mutex_};
    auto found = turns_.find(host);
    if (found != turns_.end() && --found->second.busy == 0) turns_.erase(found);
}

}  // namespace favilla::activitypub
