// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/quarter_page.h — what came of coordinated support in a quarter.
#pragma once
#include <string>

#include "integrity/quarter_notes.h"
#include "pages/layout.h"

namespace favilla::pages {

std::string quarter_page(const Frame&, const integrity::QuarterNote&);

}  // namespace favilla::pages
