// SPDX-License-Identifier: AGPL-3.0-or-later
// social/moderation.h — what those who look after an organisation do to accounts. Each act is one transaction with its line in
// the log, its warning and its mail. Moderators act on members and on people of other servers, administrators on moderators too;
// nobody on themselves, and nobody on people of another organisation of this installation.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/users.h"

namespace favilla::social {

struct Moderator {
    AccountId account;
    DomainId domain;
};

// None tells a person something and does nothing else.
enum class AccountAct { None, Sensitive, Disable, Silence, Suspend };
std::string_view name_of(AccountAct);  // as clients say it
std::optional<AccountAct> parse_account_act(std::string_view);

struct ActDraft {
    AccountAct act = AccountAct::None;
    std::string text;                // told to the person, and kept in the log
    std::optional<ReportId> report;  // because of which; then it is resolved, and by anything but None every open one about them
    bool mail = false;               // the person is written to besides
};
inline constexpr std::size_t max_act_text_length = 2000;  // graphemes

// All refuse NotFound, Forbidden "moderation.outranked", "moderation.oneself", "user.last_admin".
// Besides Conflict "report.resolved_already", Invalid "moderation.not_a_user" and "moderation.text_too_long".
Result<void> act_on_account(db::Transaction&, const Moderator&, AccountId, const ActDraft&, Time now);

enum class Relief { Enable, Unsensitive, Unsilence, Unsuspend };
std::string_view name_of(Relief);
Result<void> relieve_account(db::Transaction&, const Moderator&, AccountId, Relief, Time now);

// Of a sign-up that waits. Refuse Forbidden "moderation.not_waiting". Who is turned down is forgotten, name and all.
Result<void> approve_sign_up(db::Transaction&, const Moderator&, AccountId, Time now);
Result<void> reject_sign_up(db::Transaction&, const Moderator&, AccountId, Time now);

// For administrators, and only of an account that is suspended: there is no way back.
// Refuse Forbidden "moderation.administrators_only", "moderation.not_suspended".
Result<void> delete_suspended(db::Transaction&, const Moderator&, AccountId, Time now);
Result<void> change_role_of(db::Transaction&, const Moderator&, AccountId, Role, Time now);

// What is done to many at once, by whoever decides it and writes it down. True when it was not so before; false too for the team, whom
// nothing is done to this way. `release` undoes what has stood since that very moment, and nothing that was done before or after.
enum class Restraint { Silence, Suspend };
bool restrain(db::Transaction&, AccountId, Restraint, Time now);
bool release(db::Transaction&, AccountId, Restraint, Time since);
// Those who may act at all. Refuses Forbidden "moderation.team_only".
Result<void> check_team(db::Reader&, const Moderator&);

// Whom a moderator may look at: everybody but the people of another organisation of this installation.
bool is_in_reach(const Account&, DomainId);

}  // namespace favilla::social
