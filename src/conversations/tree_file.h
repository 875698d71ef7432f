// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/tree_file.h — conversations in a table: tab-separated, a header, one line a comment. The columns thread,
// post, parent, user and parent_user are found by name, others are passed over. Post 1 is the root of its thread and has
// no line: who wrote it stands as parent_user in the lines of those who answer it. Lines come in any order; they end in
// LF or CRLF.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "conversations/measure.h"

namespace favilla::conversations {

struct Thread {
    std::int64_t number = 0;
    std::vector<TreeNode> nodes;  // one tree; the root first, then the comments in the order of their lines
};

// In order of appearance. Takes memory in proportion to the text, whatever it says. Refuses: Invalid, with the line:
// measure.empty_file (no comment), .invalid_utf8, .nul, .missing_column, .repeated_column, .wrong_columns, .not_a_number,
// .duplicate_post, .two_roots (a line for post 1), .parent_missing, .parent_author (who wrote a post is said in two ways),
// .cycle, .thread_too_large.
Result<std::vector<Thread>> read_threads(std::string_view text);

// Six decimals, trailing zeros left out but for the first: 2.176471, 0.25, 2.0.
std::string figure(double);

// A header and one line a thread: thread, nodes, max_depth, max_width, mean_comment_depth, wiener_index,
// structural_virality, h_index, distinct_authors, reply_edges, reciprocity.
Result<std::string> measure_file(std::string_view text);

}  // namespace favilla::conversations
