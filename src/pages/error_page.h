// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/error_page.h — what a page says when it cannot show what was asked for: what happened and what to do now.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "pages/layout.h"

namespace favilla::pages {

int http_status(ErrorCode);

// `request_id` is shown where the fault is ours, so that it can be found in the log.
std::string error_page(const Frame&, int status, std::string_view request_id = {});

}  // namespace favilla::pages
