// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/public_pages.h — what a guest reads, each a function from what it shows to a whole HTML document.
#pragma once
#include <string>
#include <vector>

#include "pages/idea_views.h"
#include "pages/layout.h"
#include "pages/views.h"
#include "social/terms.h"

namespace favilla::pages {

std::string front_page(const Frame&, const FrontView&);
std::string profile_page(const Frame&, const ProfileView&, const Url& here);
std::string conversation_page(const Frame&, const ConversationView&);
std::string tag_page(const Frame&, const TagView&, const Url& here);
std::string groups_page(const Frame&, const std::vector<GroupLine>&);
std::string group_page(const Frame&, const GroupView&, const Url& here);
std::string roadmap_page(const Frame&, const RoadmapView&);
std::string idea_page(const Frame&, const IdeaView&);
std::string events_page(const Frame&, const std::vector<EventView>&);
std::string event_page(const Frame&, const EventView&);
std::string group_events_page(const Frame&, const GroupEventsView&);
void write_event_lines(Html&, const Frame&, const std::vector<EventView>&);
std::string search_page(const Frame&, const SearchView&, const Url& here);
std::string about_page(const Frame&, const OrganisationView&);
std::string rules_page(const Frame&, const OrganisationView&);
std::string privacy_page(const Frame&, const OrganisationView&);
std::string terms_page(const Frame&, const std::vector<social::Terms>&, const social::Terms& shown);

inline constexpr std::size_t answers_per_page = 250;

}  // namespace favilla::pages
