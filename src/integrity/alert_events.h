// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/alert_events.h — what is announced about alerts, for those who have their screen open.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::integrity {

struct AlertsChanged {  // one came, stands otherwise than before, or is gone
    static constexpr std::string_view name = "AlertsChanged";
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(AlertsChanged, (), (domain))

}  // namespace favilla::integrity
