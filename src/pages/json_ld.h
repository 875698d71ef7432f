// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/json_ld.h — what search engines read: schema.org's DiscussionForumPosting and ProfilePage.
#pragma once
#include <string>

#include "pages/layout.h"
#include "pages/views.h"

namespace favilla::pages {

std::string discussion_json_ld(const Frame&, const ConversationView&);
std::string profile_json_ld(const Frame&, const ProfileView&);
std::string organisation_json_ld(const Frame&, const OrganisationView&);

}  // namespace favilla::pages
