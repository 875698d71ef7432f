// SPDX-License-Identifier: AGPL-3.0-or-later
// community/idea_events.h — what is announced about ideas.
#pragma once
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"

namespace favilla::community {

// Something of which those who shaped an idea are told: its state, that it was merged, that a post was made one.
struct IdeaChanged {
    static constexpr std::string_view name = "IdeaChanged";
    StatusId idea;
    IdeaChangeId change;
};
BOOST_DESCRIBE_STRUCT(IdeaChanged, (), (idea, change))

}  // namespace favilla::community
