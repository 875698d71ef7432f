// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/idea_views.h — what the roadmap and the pages of ideas show.
#pragma once
#include "pages/views.h"

namespace favilla::pages {

struct IdeaLine {  // on the roadmap
    StatusId id;
    std::string title;
    std::string state;  // "planned", as community::name_of says it
    std::string word;   // said to the state
    AuthorView proposer;
    std::optional<AuthorView> space;  // a page or a group; none: the house
    std::int64_t votes = 0, authentic_votes = 0, answers = 0;
    Time changed_at;
};

struct RoadmapView {
    std::string state;  // only of this one; empty: the first few of each
    struct Column {
        std::string state;
        std::vector<IdeaLine> ideas;
        std::optional<StatusId> next;  // behind which there are more
    };
    std::vector<Column> columns;
};

struct IdeaChangeView {
    std::string kind, state;  // as community::IdeaChange
    AuthorView by;
    std::string word;
    std::optional<IdeaLine> other;
    Time at;
};

struct IdeaView {
    IdeaLine line;
    PostView post;
    std::optional<StatusId> merged_into;
    std::vector<IdeaChangeView> changes;  // oldest first
    std::vector<AuthorView> proposed, answered, voted;
    bool has_more_voters = false;
};

}  // namespace favilla::pages
