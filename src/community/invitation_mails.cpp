// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitation_mails.h"

#include <algorithm>

#include "base/status_text.h"
#include "base/trimmed.h"

namespace favilla::community {

namespace {

int count_since(db::Reader& reader, AccountId by, Time since)
{
    return reader.value<int>("SELECT count(*) FROM invitation_mails WHERE account_id = $1 AND created_at > $2", by, since)
        .value_or(0);
}

}  // namespace

Result<MailedInvitation> mail_invitation(db::Transaction& tx, const InvitationKey& key, AccountId by,
                                         const InvitationDraft& asked, std::string_view address_mark, Time now)
{
    auto draft = asked;
    draft.max_uses = 1;
    draft.word = trimmed(draft.word);
    if (draft.word.empty()) return refuse(ErrorCode::Invalid, "invitation.word_missing");
    // What strangers get from us leads here and nowhere else.
    if (std::ranges::any_of(find_entities(draft.word),
                            [](const TextEntity& entity) { return entity.kind == TextEntity::Kind::Link; }))
        return refuse(ErrorCode::Invalid, "invitation.word_link");
    if (count_since(tx, by, now - days(1)) >= mails_a_day || count_since(tx, by, now - days(30)) >= mails_a_month)
        return refuse(ErrorCode::TooMany, "invitation.too_many_mails",
                      {{"day", std::to_string(mails_a_day)}, {"month", std::to_string(mails_a_month)}});
    tx.run("DELETE FROM invitation_mails WHERE account_id = $1 AND created_at <= $2", by, now - address_rests);
    bool heard = false;
    for (const auto& row : tx.rows("SELECT account_id FROM invitation_mails WHERE address_mark = $1 AND created_at > $2",
                                   address_mark, now - address_rests)) {
        if (row.get<AccountId>(0) == by) return refuse(ErrorCode::Conflict, "invitation.mailed_already");
        heard = true;
    }
    TRY(auto invitation, make_invitation(tx, key, by, draft, now));
    tx.run("INSERT INTO invitation_mails (invitation_id, account_id, address_mark, created_at) VALUES ($1, $2, $3, $4)",
           invitation.id, by, address_mark, now);
    return MailedInvitation{std::move(invitation), !heard};
}

}  // namespace favilla::community
