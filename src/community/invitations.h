// SPDX-License-Identifier: AGPL-3.0-or-later
// community/invitations.h — members bring friends in. An invitation has a code, so many places, an end, a word of who invites and
// maybe a group; whoever takes a place of it follows the inviter, is in the group, and stands in the tree below them
// (community/invitation_tree.h). It works for as long as its inviter may invite and is in good standing, and no longer.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "community/invitation_codes.h"
#include "db/database.h"
#include "net/rate_limit.h"
#include "social/paging.h"

namespace favilla::community {

// The organisation's choice; unless it chose, everybody where everybody may join, and else its team.
enum class WhoInvites { Everybody, Team, Nobody };
std::string_view name_of(WhoInvites);  // "everybody", "team", "nobody"
std::optional<WhoInvites> parse_who_invites(std::string_view);
WhoInvites who_invites(db::Reader&, DomainId);
void choose_who_invites(db::Transaction&, DomainId, WhoInvites);
// A member in good standing to whom the organisation leaves it: neither limited nor suspended.
bool may_invite(db::Reader&, AccountId);

struct Invitation {
    InvitationId id;
    DomainId domain;
    AccountId by;
    int max_uses = 1, uses = 0;
    Time expires_at;
    std::optional<AccountId> group;
    std::string word;  // plain text
    Time created_at;
    std::optional<Time> revoked_at;
};

enum class InvitationState { Open, UsedUp, Expired, Revoked };
std::string_view name_of(InvitationState);  // "open", "used_up", "expired", "revoked"
InvitationState state_of(const Invitation&, Time now);

struct InvitationDraft {
    std::int64_t max_uses = 1;
    Duration lasts = days(7);
    std::optional<AccountId> group;
    std::string word;
};
inline constexpr std::int64_t max_invitation_uses = 100;
inline constexpr Duration longest_invitation = days(90);
inline constexpr std::size_t max_word_length = 500;  // graphemes
inline constexpr std::int64_t max_open_invitations = 50;

// Refuses Forbidden "invitation.not_yours_to_make" and "invitation.group_not_yours" (into a group that asks first, whoever is in charge of it
// invites; into an open one, its members), NotFound "group.missing", Invalid "invitation.uses", "invitation.lasts",
// "invitation.word_too_long", TooMany "invitation.too_many_open".
Result<Invitation> make_invitation(db::Transaction&, const InvitationKey&, AccountId by, const InvitationDraft&, Time now);
std::optional<Invitation> find_invitation(db::Reader&, InvitationId);
std::optional<Invitation> find_invitation(db::Reader&, const InvitationKey&, DomainId, std::string_view typed_code);
// Refuses NotFound "invitation.unknown" (also revoked, and of whoever may not invite any more), Gone "invitation.expired", "invitation.used_up".
Result<void> check_works(db::Reader&, const Invitation&, Time now);
// The same of what somebody typed, for whom it works.
Result<Invitation> find_working(db::Reader&, const InvitationKey&, DomainId, std::string_view typed_code, Time now);
void revoke_invitation(db::Transaction&, InvitationId, Time now);
social::Page<Invitation> invitations_by(db::Reader&, AccountId, const social::PageRequest&);
social::Page<Invitation> invitations_of(db::Reader&, DomainId, const social::PageRequest&);

// Whoever tries codes that are none. In pages/ and in the client API alike.
inline constexpr net::RateRule guesses_by_address{"invitation_guess", 20, minutes(10)};
// What `find` answers, for whoever asks from there (net::address_key); too many that it does not know, and they have to wait. Refuses
// besides TooMany "invitation.too_many_guesses".
template <class Find>
auto guess(net::RateLimiter& limiter, bool throttled, std::string_view address, Time now, Find&& find) -> decltype(find())
{
    if (throttled && !limiter.look(guesses_by_address, address, now).allowed)
        return refuse(ErrorCode::TooMany, "invitation.too_many_guesses");
    auto found = find();
    if (!found && found.error().code == ErrorCode::NotFound) limiter.hit(guesses_by_address, address, now);
    return found;
}

// A new account takes a place; of the last one, one of all who want it at once. Refuses as check_works.
Result<void> take_place(db::Transaction&, InvitationId, AccountId newcomer, Time now);
// Others see the newcomer from now on: they follow who invited them and are in the group, where the inviter may still invite.
// For whoever subscribes to AccountAdmitted, inside.
void welcome_invited(db::Transaction&, AccountId newcomer);
// Whose account was deleted invites no more, and their words go. For AccountSuspended, inside.
void forget_words_of_deleted(db::Transaction&, AccountId);
// The sign-up came to nothing: the place is free again. For SignUpForgotten, inside.
void give_place_back(db::Transaction&, AccountId);
// Somebody who is here already: follows and joins. Taking it twice is taking it once. Refuses besides Invalid "invitation.own".
Result<void> follow_invitation(db::Transaction&, InvitationId, AccountId who, Time now);

struct Arrival {
    AccountId account;
    InvitationId invitation;
    Time joined_at;
};
std::optional<AccountId> inviter_of(db::Reader&, AccountId);
social::Page<Arrival> came_through(db::Reader&, AccountId inviter, const social::PageRequest&);  // admitted ones

}  // namespace favilla::community
