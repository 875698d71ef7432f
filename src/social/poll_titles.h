// SPDX-License-Identifier: AGPL-3.0-or-later
// social/poll_titles.h — what a poll offers, as one column holds it where the poll itself is not there: in a version of before, or before its
// time. One a line; a title has no line breaks.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace favilla::social {

std::string stored_titles(const std::vector<std::string>&);
std::vector<std::string> titles_in(std::string_view stored);

}  // namespace favilla::social
