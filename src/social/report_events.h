// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <optional>
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/time.h"

namespace favilla::social {

struct ReportFiled {
    static constexpr std::string_view name = "ReportFiled";
    ReportId report;
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(ReportFiled, (), (report, domain))

struct ReportWorkedOn {  // somebody else has it in hand, or it was resolved or opened again
    static constexpr std::string_view name = "ReportWorkedOn";
    ReportId report;
    std::optional<AccountId> was_with;
    Time at;
};
BOOST_DESCRIBE_STRUCT(ReportWorkedOn, (), (report, was_with, at))

}  // namespace favilla::social
