// SPDX-License-Identifier: AGPL-3.0-or-later
// community/invitation_mails.h — an invitation of one place that goes to a friend by e-mail, with the words of who invites. Bounded: a
// person sends so many a day and a month, an address hears of us once in half a year, from whomever.
#pragma once
#include "community/invitations.h"

namespace favilla::community {

inline constexpr int mails_a_day = 5, mails_a_month = 30;
inline constexpr Duration address_rests = days(180);

struct MailedInvitation {
    Invitation invitation;
    bool goes_out = true;  // false: the address heard of us lately; its inviter is not told, for that would tell of the address
};
// `address_mark`: what stands for the address (social::MailKey). Refuses Invalid "invitation.word_missing", "invitation.word_link", TooMany
// "invitation.too_many_mails", Conflict "invitation.mailed_already" (by the same person), and as make_invitation does.
Result<MailedInvitation> mail_invitation(db::Transaction&, const InvitationKey&, AccountId by, const InvitationDraft&,
                                         std::string_view address_mark, Time now);

}  // namespace favilla::community
