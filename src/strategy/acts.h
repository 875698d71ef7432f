// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/acts.h — what stands in the house of a page and those who spoke with it. For strategy/ alone: history.cpp counts it. Here and nowhere
// else it is decided whose acts are counted.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::strategy {

struct PagePost {
    StatusId id;
    ConversationId conversation;
    bool begins = false;     // it answers nothing
    bool to_people = false;  // it answers somebody outside the team
    bool asks = false;
};

struct SaidToPage {
    StatusId id;
    ConversationId conversation;
    AccountId author;
    bool answers_page = false;  // else it names it
};

struct TeamAnswer {
    StatusId id;
    ConversationId conversation;
    AccountId answered;
};

struct TreePost {
    ConversationId conversation;
    StatusId root, id;
    std::optional<StatusId> parent;
    AccountId author;
    bool counts = false;  // else its answers hang on what is above it
};

enum class Door { Open, Asked, Invited };
struct GroupTopic {
    StatusId id;
    Door door = Door::Open;
    bool of_people = false;
};

struct Acts {
    std::vector<PagePost> posts;  // each list in the order of its ids
    std::vector<SaidToPage> said;
    std::vector<TeamAnswer> answers;
    std::vector<TreePost> trees;  // conversation by conversation, what opened one before its answers
    std::vector<GroupTopic> topics;
    std::vector<std::int64_t> followers;  // ids: they hold when
};

// Between the two moments, the second left out; of conversations that were opened between them.
Acts read_acts(db::Reader&, AccountId page, Time from, Time until);

// The first post of the page that counts. None: it has said nothing.
std::optional<StatusId> first_post(db::Reader&, AccountId page);

// Visits to the sites of its organisation by day since 1970, each site's own. A day of which nothing is known of a site that was counted before
// is missing.
std::map<std::int64_t, double> read_visits(db::Reader&, AccountId page, std::int64_t first_day, std::int64_t last_day, Time now);

}  // namespace favilla::strategy
