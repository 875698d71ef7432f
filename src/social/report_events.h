// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"

namespace favilla::social {

struct ReportFiled {
    static constexpr std::string_view name = "ReportFiled";
    ReportId report;
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(ReportFiled, (), (report, domain))

}  // namespace favilla::social
