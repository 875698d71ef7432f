// SPDX-License-Identifier: AGPL-3.0-or-later
// community/attention_events.h — what is announced about what pages owe, in the transaction that made it so.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "jobs/events.h"

namespace favilla::community {

struct AttentionChanged {  // some page owes more or less in that conversation than before
    static constexpr std::string_view name = "AttentionChanged";
    ConversationId conversation;
    Time at;
    std::optional<StatusId> added;  // all that changed is that this post waits, too
};
BOOST_DESCRIBE_STRUCT(AttentionChanged, (), (conversation, at, added))

// Somebody looks after that group, or after pages, otherwise than before: other topics wait for a page.
struct CareChanged {
    static constexpr std::string_view name = "CareChanged";
    std::optional<AccountId> group;  // none: all that they look after
    AccountId person;
};
BOOST_DESCRIBE_STRUCT(CareChanged, (), (group, person))

}  // namespace favilla::community
