// SPDX-License-Identifier: AGPL-3.0-or-later
// social/page_events.h — what is announced, and asked for, about pages that statuses and profiles link to.
#pragma once
#include <string_view>

#include "jobs/events.h"
#include "social/previews.h"

namespace favilla::social {

// Work that waits for other people's web servers.
inline constexpr std::string_view pages_queue = "pages";

struct PreviewWork {
    static constexpr std::string_view name = "PreviewWork";
    PreviewId preview;
};
BOOST_DESCRIBE_STRUCT(PreviewWork, (), (preview))

struct LinkCheckWork {
    static constexpr std::string_view name = "LinkCheckWork";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(LinkCheckWork, (), (account))

struct PreviewChanged {  // the status has another preview than before, or one at last
    static constexpr std::string_view name = "PreviewChanged";
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(PreviewChanged, (), (status))

}  // namespace favilla::social
