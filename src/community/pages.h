// SPDX-License-Identifier: AGPL-3.0-or-later
// community/pages.h — a page is an account that several people run, without a shared password: each speaks for it as themselves
// (social/voices.h), may do what their role says, and what they do is written down. docs/pages.md says who may do what.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/page_preferences.h"
#include "social/paging.h"
#include "social/voices.h"

namespace favilla::community {

using social::PageRole;

struct Page {
    AccountId id;          // its account
    bool reviews = false;  // what begins something is seen by two before it goes out
    bool signs = false;    // everybody is told who wrote a post
    Time created_at;
};

struct PageDraft {
    std::string name;         // as a user name
    std::string title;        // shown; empty: the name
    std::string description;  // plain text, as an account's note
    std::optional<social::Posture> posture;
    bool reviews = false, signs = false;
    AccountId owner;
};

// Refuses as create_account and update_profile do; NotFound for an owner who is not of this hosted domain.
Result<Page> make_page(db::Transaction&, DomainId, const PageDraft&, Time now);
std::optional<Page> find_page(db::Reader&, AccountId);                                      // not of one suspended or gone
std::vector<AccountId> pages_of_domain(db::Reader&, DomainId, AccountId after, int limit);  // by age

// What is done in a page's voice.
enum class PageAct {
    Read,    // what the page reads: home, notifications, messages
    Upload,  // pictures
    Begin,   // something new, now or at a set time
    Answer,
    Tend,    // mark, follow, let follow, report, mute, block
    Keep,    // edit, delete, boost, pin, profile
    Found,   // its other names, its moving away
    Nothing  // a person does it, never a page
};
// `is_sole_judge`: nobody else could approve what they begin.
bool may(PageRole, PageAct, bool reviews, bool is_sole_judge);
bool may(db::Reader&, const Page&, const social::Voice&, PageAct);
// Whether they are the one person who may let drafts out.
bool is_sole_judge(db::Reader&, AccountId page, AccountId person);

// Of its team, in whatever role; and a page that signs in by itself is of its own.
bool is_of_page(db::Reader&, AccountId page, AccountId person);

// What is done to its team; each is written down, whether it was allowed or not.
enum class TeamActKind { Invite, Withdraw, Assign, Remove };
struct TeamAct {
    AccountId page, by;
    TeamActKind kind = TeamActKind::Invite;
    AccountId whom;
    PageRole role = PageRole::Contributor;  // of Invite and Assign
};
// By an owner. Who is removed is out at once, with every app they let in. Refuses: Forbidden "page.not_allowed", NotFound
// "page.missing", "page.person_missing" (people of this server alone), Conflict "page.last_owner", "page.in_team_already".
Result<void> act_on_team(db::Database&, const TeamAct&, Time now);
// The same by an administrator's hand, without an invitation; none takes the role away.
Result<void> put_in_team(db::Transaction&, AccountId page, AccountId whom, std::optional<PageRole>, Time now);
Result<void> accept_page_invitation(db::Transaction&, AccountId page, AccountId who, Time now);  // NotFound
// Leaves the team or declines the invitation. Refuses NotFound, Conflict "page.last_owner".
Result<void> leave_page(db::Transaction&, AccountId page, AccountId who, Time now);

struct PageInvitation {
    AccountId page, whom, by;
    PageRole role = PageRole::Contributor;
    Time created_at;
};
std::vector<PageInvitation> page_invitations(db::Reader&, AccountId page);
std::vector<PageInvitation> page_invitations_for(db::Reader&, AccountId person);
std::optional<PageInvitation> page_invitation_for(db::Reader&, AccountId page, AccountId person);

struct PageChange {  // what is not given stays as it is
    std::optional<std::string> title, description;
    std::optional<social::Posture> posture;
    std::optional<bool> reviews, signs;
    social::PagePreferenceChange preferences;
};
// Its words by an owner or editor, the rest by an owner; written down. Refuses as act_on_team, update_profile and
// change_page_preferences do.
Result<void> change_page(db::Database&, AccountId page, AccountId by, const PageChange&, Time now);

struct PageLogEntry {
    std::int64_t id = 0;
    AccountId by;
    std::string act;
    std::string object;  // the id of what it was done to
    bool allowed = false;
    std::string text;
    Time created_at;
};
struct PageNote {
    AccountId page, by;
    std::string_view act, object;
    bool allowed = true;
    std::string_view text = {};
};
std::int64_t note_page_act(db::Transaction&, const PageNote&, Time now);
void note_not_done(db::Transaction&, std::int64_t entry);  // what was about to be done was refused
social::Page<PageLogEntry> page_log(db::Reader&, AccountId page, const social::PageRequest&);

}  // namespace favilla::community
