// SPDX-License-Identifier: AGPL-3.0-or-later
// social/voices.h — who may speak for an account that is not their own: the team of a page. No password is shared: each signs in as
// themselves, and whether they may is looked up on every request, so that who is removed is out in the same moment.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

enum class PageRole { Analyst, Contributor, Moderator, Editor, Owner };
std::string_view name_of(PageRole);  // "analyst", …
std::optional<PageRole> parse_page_role(std::string_view);
// An analyst looks on and speaks for nobody.
inline bool may_speak(PageRole role) { return role != PageRole::Analyst; }

struct Voice {
    AccountId page, person;
    PageRole role = PageRole::Analyst;
    Time since;
};

// None also when the page is suspended or gone.
std::optional<PageRole> role_for_page(db::Reader&, AccountId page, AccountId person);
std::vector<Voice> voices_of(db::Reader&, AccountId person);       // by the age of the page
std::vector<Voice> team_of_page(db::Reader&, AccountId page);      // by age
bool has_other_owner(db::Reader&, AccountId page, AccountId but);  // who may still sign in

void set_voice(db::Transaction&, AccountId page, AccountId person, PageRole, Time now);
// What they let in to speak as the page is out, and what they have open closes. Publishes VoiceEnded.
void end_voice(db::Transaction&, AccountId page, AccountId person);

}  // namespace favilla::social
