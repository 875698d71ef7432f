// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/backfill.h — the answers to a post of another server that never came here, since nobody here followed who wrote them. They
// are asked for when somebody looks at the conversation: its `context` collection (FEP-7888, FEP-f228) where there is one, else the
// `replies` of each post. Whatever a collection lists is believed only from where its own id stands, and only as an answer to what is known.
#pragma once
#include <boost/describe.hpp>

#include "activitypub/federation.h"

namespace favilla::activitypub {

inline constexpr std::string_view backfill_queue = "backfill";
inline constexpr int backfill_threads = 2;
inline constexpr int max_backfilled = 100;  // documents, of one conversation at a time
inline constexpr int max_collection_pages = 10;
inline constexpr Duration backfill_pause = minutes(15);

struct BackfillWork {
    static constexpr std::string_view name = "backfill";
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(BackfillWork, (), (status))

// What somebody of another server has pinned on their profile, and the tags they show there.
inline constexpr std::size_t max_pins_fetched = 5;
struct FeaturedWork {
    static constexpr std::string_view name = "featured";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(FeaturedWork, (), (account))

void ask_for_featured(Federation&, AccountId);  // leaves a job, unless there is nothing to ask
void fetch_featured(Federation&, AccountId);

// Unless the post is ours, not for everybody, or was asked about a moment ago, complete_conversation (federation.h) leaves a job:
void fetch_replies(Federation&, StatusId);

}  // namespace favilla::activitypub
