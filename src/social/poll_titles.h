// SPDX-License-Identifier: AGPL-3.0-or-later
// social/poll_titles.h — what a poll offers, as columns hold it where the poll itself is not there: in a version of before, or before its
// time. One title a line; a title has no line breaks.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "social/polls.h"

namespace favilla::social {

std::string stored_titles(const std::vector<std::string>&);
std::vector<std::string> titles_in(std::string_view stored);
// Of a poll to come, from four columns: titles, how long it lasts in milliseconds, multiple, hide_totals. None: no titles.
std::optional<PollDraft> poll_draft_in(const db::Row&, int first);

}  // namespace favilla::social
