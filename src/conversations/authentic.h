// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/authentic.h — the figures of a conversation without the answers that are left out (social/act_parts.h). An answer that is
// left out is contracted, not cut: what answers it hangs on the nearest counted message above. The message that opened the conversation stays.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "conversations/measure.h"
#include "db/database.h"
#include "social/act_parts.h"

namespace favilla::conversations {

// Those nodes that stay, each hung on its nearest ancestor that does. A node whose parent comes later, or is none, is a root, and stays.
struct SortedNode {
    TreeNode node;
    bool is_counted = true;
};
std::vector<TreeNode> contracted(std::span<const SortedNode>);  // parents first

struct AuthenticFigures {
    ConversationState state;
    social::PartCounts answers;  // of all that are measured: raw() is nodes − 1 of the raw figures
};
// `raw`: the kept figures of the same conversation.
AuthenticFigures authentic_figures(db::Reader&, ConversationId, const ConversationState& raw);

}  // namespace favilla::conversations
