// SPDX-License-Identifier: AGPL-3.0-or-later
// community/team_events.h — what is announced to the teams of pages.
#pragma once
#include <optional>
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"

namespace favilla::community {

// A draft was written, changed or settled, or somebody came, went, was invited or given another role.
struct TeamChanged {
    static constexpr std::string_view name = "TeamChanged";
    AccountId page;
    std::optional<AccountId> person;  // whom it is about besides, who may not be of the team
};
BOOST_DESCRIBE_STRUCT(TeamChanged, (), (page, person))

}  // namespace favilla::community
