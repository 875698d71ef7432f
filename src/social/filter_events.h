// SPDX-License-Identifier: AGPL-3.0-or-later
// social/filter_events.h — what is announced about filters.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::social {

struct FiltersChanged {  // who has them open asks for them anew
    static constexpr std::string_view name = "FiltersChanged";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(FiltersChanged, (), (account))

}  // namespace favilla::social
