// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/load.h — what a page shows, read from social/ and conversations/ in a bounded number of queries. Always with the
// eyes of somebody who has not signed in: what is private is on no page, whoever asks for it.
#pragma once
#include <optional>
#include <span>

#include "db/database.h"
#include "pages/idea_views.h"
#include "pages/views.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/paging.h"
#include "social/status_views.h"

namespace favilla::pages {

inline constexpr int posts_per_page = 20;

AuthorView author_view(const social::Account&, const social::Domain&);
MediaView media_view(const social::Media&, const social::Domain&);
std::vector<PostView> post_views(const social::StatusViews&, const social::Domain&, Time now);
PostList post_list(db::Reader&, social::Page<social::Status>, const social::PageRequest&, const social::Domain&, Time now);

OrganisationView load_organisation(db::Reader&, const social::Domain&);
OrganisationView load_organisation_at_length(db::Reader&, const social::Domain&);  // for pages about the organisation itself
FrontView load_front(db::Reader&, const social::Domain&, const social::PageRequest&, Time now);
ProfileView load_profile(db::Reader&, const social::Account&, const social::Domain&, const social::PageRequest&, Time now);
TagView load_tag(db::Reader&, std::string_view name, const social::Domain&, const social::PageRequest&, Time now);
// Hidden ones are in no list, and there is no such group for the reader of a page.
std::vector<GroupLine> load_groups(db::Reader&, const social::Domain&);
std::optional<GroupView> load_group(db::Reader&, std::string_view name, const social::Domain&, const social::PageRequest&,
                                    Time now);
// Ideas of every space but the hidden groups. `state` empty: the first few of each.
RoadmapView load_roadmap(db::Reader&, std::string_view state, std::optional<StatusId> after, const social::Domain&);
std::optional<IdeaView> load_idea(db::Reader&, StatusId, const social::Domain&, Time now);
std::vector<EventView> load_events(db::Reader&, const social::Domain&, Time now);  // to come
struct EventList {                                                                 // whose, and of which
    std::optional<AccountId> host, group;
    bool is_over = false;
    int limit = 100;
};
std::vector<EventView> load_events_of(db::Reader&, const EventList&, const social::Domain&, Time now);
std::optional<GroupEventsView> load_group_events(db::Reader&, std::string_view name, const social::Domain&, Time now);
std::optional<EventView> load_event(db::Reader&, community::EventId, const social::Domain&, Time now);
// Of this organisation only: what its people wrote and let be searched, its people, tags.
SearchView load_search(db::Reader&, std::string query, const social::Domain&, const social::PageRequest&, Time now);
std::optional<PostView> load_post(db::Reader&, const social::Status&, const social::Domain&, Time now);
// `from` is the first of the answers to show.
ConversationView load_conversation(db::Reader&, const social::Status&, const social::Domain&, std::size_t from, Time now);

}  // namespace favilla::pages
