// SPDX-License-Identifier: AGPL-3.0-or-later
// base/questions.h — whether words ask something.
#pragma once
#include <string_view>

namespace favilla {

// A question mark of any script, outside an address of the web.
bool holds_question(std::string_view words);

}  // namespace favilla
