// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitations.h"

#include <array>

#include "base/text.h"
#include "community/group_members.h"
#include "social/accounts.h"
#include "social/read_page.h"
#include "social/relations.h"
#include "social/users.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 3> who_names = {"everybody", "team", "nobody"};
constexpr std::array<std::string_view, 4> state_names = {"open", "used_up", "expired", "revoked"};

constexpr std::string_view columns =
    "id, domain_id, account_id, max_uses, uses, expires_at, group_id, word, created_at, revoked_at";

Invitation read_invitation(const db::Row& row)
{
    return {.id = row.get<InvitationId>(0),
            .domain = row.get<DomainId>(1),
            .by = row.get<AccountId>(2),
            .max_uses = row.get<int>(3),
            .uses = row.get<int>(4),
            .expires_at = row.get<Time>(5),
            .group = row.get<std::optional<AccountId>>(6),
            .word = row.get<std::string>(7),
            .created_at = row.get<Time>(8),
            .revoked_at = row.get<std::optional<Time>>(9)};
}

std::unexpected<Error> unknown() { return refuse(ErrorCode::NotFound, "invitation.unknown"); }

// Whether `by` may bring others into the group, as it stands now.
Result<void> check_group(db::Reader& reader, AccountId id, AccountId by)
{
    auto group = find_group(reader, id);
    if (!group || !is_known_to(reader, *group, by)) return refuse(ErrorCode::NotFound, "group.missing");
    auto standing = standing_in(reader, id, by);
    bool may = standing.role || (group->joining == Joining::Open && standing.membership == Membership::Member);
    if (!may) return refuse(ErrorCode::Forbidden, "invitation.group_not_yours");
    return {};
}

Result<void> check_draft(db::Reader& reader, AccountId by, const InvitationDraft& draft, Time now)
{
    if (!may_invite(reader, by)) return refuse(ErrorCode::Forbidden, "invitation.not_yours_to_make");
    if (draft.max_uses < 1 || draft.max_uses > max_invitation_uses)
        return refuse(ErrorCode::Invalid, "invitation.uses", {{"max", std::to_string(max_invitation_uses)}});
    if (draft.lasts < minutes(5) || draft.lasts > longest_invitation) return refuse(ErrorCode::Invalid, "invitation.lasts");
    if (grapheme_count(draft.word) > max_word_length)
        return refuse(ErrorCode::Invalid, "invitation.word_too_long", {{"max", std::to_string(max_word_length)}});
    if (draft.group) CHECKED(check_group(reader, *draft.group, by));
    auto open = reader.value<std::int64_t>("SELECT count(*) FROM invitations WHERE account_id = $1 AND revoked_at IS NULL "
                                           "AND expires_at > $2 AND uses < max_uses",
                                           by, now);
    if (open.value_or(0) >= max_open_invitations)
        return refuse(ErrorCode::TooMany, "invitation.too_many_open", {{"max", std::to_string(max_open_invitations)}});
    return {};
}

// The row decides: of many who ask for the last place at once, one finds it.
bool take_one(db::Transaction& tx, InvitationId id)
{
    return tx.run("UPDATE invitations SET uses = uses + 1 WHERE id = $1 AND uses < max_uses", id) > 0;
}

std::unexpected<Error> used_up() { return refuse(ErrorCode::Gone, "invitation.used_up"); }

void bring_together(db::Transaction& tx, const Invitation& invitation, AccountId who, Time now)
{
    (void)social::let_follow(tx, who, invitation.by, now);
    if (!invitation.group || !check_group(tx, *invitation.group, invitation.by)) return;
    auto group = find_group(tx, *invitation.group);
    // Refused where they are banned, or in already; then they stand as they stood.
    if (invite(tx, *group, invitation.by, who, now)) (void)join_group(tx, group->id, who, now);
}

std::string page_end(const social::PageRequest& request, std::string_view key)
{
    return std::string{" AND "} + std::string{key} + " > $2 AND " + std::string{key} + " < $3 ORDER BY " + std::string{key}
         + (request.forwards() ? " ASC" : " DESC") + " LIMIT $4";
}

social::Page<Invitation> invitations_where(db::Reader& reader, std::string_view whose, std::int64_t id,
                                           const social::PageRequest& request)
{
    auto sql =
        "SELECT " + std::string{columns} + " FROM invitations WHERE " + std::string{whose} + " = $1" + page_end(request, "id");
    auto rows = reader.rows(sql, id, request.after(), request.before(), request.limit);
    return social::read_page<Invitation>(rows, request, read_invitation);
}

}  // namespace

std::string_view name_of(WhoInvites who) { return who_names[static_cast<std::size_t>(who)]; }

std::optional<WhoInvites> parse_who_invites(std::string_view name)
{
    for (std::size_t i = 0; i < who_names.size(); ++i)
        if (who_names[i] == name) return static_cast<WhoInvites>(i);
    return std::nullopt;
}

std::string_view name_of(InvitationState state) { return state_names[static_cast<std::size_t>(state)]; }

WhoInvites who_invites(db::Reader& reader, DomainId id)
{
    if (auto chosen = reader.value<std::string>("SELECT who FROM invitation_policies WHERE domain_id = $1", id))
        return parse_who_invites(*chosen).value_or(WhoInvites::Nobody);
    auto domain = social::find_domain(reader, id);
    return domain && domain->registrations == social::Registrations::Open ? WhoInvites::Everybody : WhoInvites::Team;
}

void choose_who_invites(db::Transaction& tx, DomainId domain, WhoInvites who)
{
    tx.run(
        "INSERT INTO invitation_policies (domain_id, who) VALUES ($1, $2) ON CONFLICT (domain_id) DO UPDATE SET who = excluded.who",
        domain, name_of(who));
}

bool may_invite(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    auto user = social::find_user(reader, id);
    if (!account || !user || !account->is_known() || account->suspended_at || account->silenced_at || user->disabled_at)
        return false;
    switch (who_invites(reader, user->domain)) {
    case WhoInvites::Everybody: return true;
    case WhoInvites::Team: return user->role != social::Role::User;
    case WhoInvites::Nobody: break;
    }
    return false;
}

InvitationState state_of(const Invitation& invitation, Time now)
{
    if (invitation.revoked_at) return InvitationState::Revoked;
    if (invitation.uses >= invitation.max_uses) return InvitationState::UsedUp;
    return invitation.expires_at <= now ? InvitationState::Expired : InvitationState::Open;
}

Result<Invitation> make_invitation(db::Transaction& tx, const InvitationKey& key, AccountId by, const InvitationDraft& draft,
                                   Time now)
{
    CHECKED(check_draft(tx, by, draft, now));
    auto user = social::find_user(tx, by);
    auto id = tx.new_id<InvitationId>(now);
    tx.run("INSERT INTO invitations (id, domain_id, account_id, code_mark, max_uses, expires_at, group_id, word, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           id, user->domain, by, key.mark_of(*normal_code(key.code_of(id))), draft.max_uses, now + draft.lasts, draft.group,
           draft.word, now);
    return *find_invitation(tx, id);
}

std::optional<Invitation> find_invitation(db::Reader& reader, InvitationId id)
{
    auto row = reader.row("SELECT " + std::string{columns} + " FROM invitations WHERE id = $1", id);
    if (!row) return std::nullopt;
    return read_invitation(*row);
}

std::optional<Invitation> find_invitation(db::Reader& reader, const InvitationKey& key, DomainId domain, std::string_view typed)
{
    auto code = normal_code(typed);
    if (!code) return std::nullopt;
    auto row = reader.row("SELECT " + std::string{columns} + " FROM invitations WHERE code_mark = $1 AND domain_id = $2",
                          key.mark_of(*code), domain);
    if (!row) return std::nullopt;
    return read_invitation(*row);
}

Result<void> check_works(db::Reader& reader, const Invitation& invitation, Time now)
{
    if (invitation.revoked_at || !may_invite(reader, invitation.by)) return unknown();
    auto state = state_of(invitation, now);
    if (state == InvitationState::UsedUp) return used_up();
    if (state == InvitationState::Expired) return refuse(ErrorCode::Gone, "invitation.expired");
    return {};
}

Result<Invitation> find_working(db::Reader& reader, const InvitationKey& key, DomainId domain, std::string_view typed, Time now)
{
    auto invitation = find_invitation(reader, key, domain, typed);
    if (!invitation) return unknown();
    CHECKED(check_works(reader, *invitation, now));
    return *std::move(invitation);
}

void revoke_invitation(db::Transaction& tx, InvitationId id, Time now)
{
    tx.run("UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, now);
}

social::Page<Invitation> invitations_by(db::Reader& reader, AccountId by, const social::PageRequest& request)
{
    return invitations_where(reader, "account_id", by.value, request);
}

social::Page<Invitation> invitations_of(db::Reader& reader, DomainId domain, const social::PageRequest& request)
{
    return invitations_where(reader, "domain_id", domain.value, request);
}

Result<void> take_place(db::Transaction& tx, InvitationId id, AccountId newcomer, Time now)
{
    auto invitation = find_invitation(tx, id);
    if (!invitation) return unknown();
    CHECKED(check_works(tx, *invitation, now));
    if (!take_one(tx, id)) return used_up();
    auto above = tx.value<std::int64_t>("SELECT generation FROM invited WHERE account_id = $1", invitation->by).value_or(0);
    tx.run("INSERT INTO invited (account_id, invitation_id, inviter_id, domain_id, generation, joined_at) "
           "VALUES ($1, $2, $3, $4, $5, $6)",
           newcomer, id, invitation->by, invitation->domain, above + 1, now);
    return {};
}

void welcome_invited(db::Transaction& tx, AccountId newcomer)
{
    auto id = tx.value<InvitationId>("SELECT invitation_id FROM invited WHERE account_id = $1", newcomer);
    auto account = social::find_account(tx, newcomer);
    if (!id || !account || !account->admitted_at) return;
    auto invitation = find_invitation(tx, *id);
    // Who may not invite any more brings nobody together, either: the newcomer comes in alone.
    if (may_invite(tx, invitation->by)) bring_together(tx, *invitation, newcomer, *account->admitted_at);
}

void forget_words_of_deleted(db::Transaction& tx, AccountId id)
{
    auto account = social::find_account(tx, id);
    if (!account || !account->deleted_at) return;
    tx.run("UPDATE invitations SET word = '', revoked_at = coalesce(revoked_at, $2) WHERE account_id = $1", id,
           *account->deleted_at);
    tx.run("DELETE FROM invitation_mails WHERE account_id = $1", id);
}

void give_place_back(db::Transaction& tx, AccountId account)
{
    auto id = tx.value<InvitationId>("SELECT invitation_id FROM invited WHERE account_id = $1", account);
    if (!id) return;
    tx.run("DELETE FROM invited WHERE account_id = $1", account);
    tx.run("UPDATE invitations SET uses = uses - 1 WHERE id = $1 AND uses > 0", *id);
}

Result<void> follow_invitation(db::Transaction& tx, InvitationId id, AccountId who, Time now)
{
    auto invitation = find_invitation(tx, id);
    if (!invitation) return unknown();
    if (invitation->by == who) return refuse(ErrorCode::Invalid, "invitation.own");
    bool is_known = tx.row("SELECT 1 FROM invitation_guests WHERE invitation_id = $1 AND account_id = $2", id, who).has_value()
                 || tx.row("SELECT 1 FROM invited WHERE account_id = $1 AND invitation_id = $2", who, id).has_value();
    if (is_known) return {};
    CHECKED(check_works(tx, *invitation, now));
    if (!take_one(tx, id)) return used_up();
    tx.run("INSERT INTO invitation_guests (invitation_id, account_id, created_at) VALUES ($1, $2, $3)", id, who, now);
    bring_together(tx, *invitation, who, now);
    return {};
}

std::optional<AccountId> inviter_of(db::Reader& reader, AccountId who)
{
    return reader.value<AccountId>("SELECT inviter_id FROM invited WHERE account_id = $1", who);
}

social::Page<Arrival> came_through(db::Reader& reader, AccountId inviter, const social::PageRequest& request)
{
    auto rows =
        reader.rows("SELECT i.account_id, i.invitation_id, i.joined_at FROM invited i JOIN accounts a ON a.id = i.account_id "
                    "WHERE i.inviter_id = $1 AND a.admitted_at IS NOT NULL AND a.deleted_at IS NULL"
                        + page_end(request, "i.account_id"),
                    inviter, request.after(), request.before(), request.limit);
    return social::read_page<Arrival>(rows, request, [](const db::Row& row) {
        return Arrival{row.get<AccountId>(0), row.get<InvitationId>(1), row.get<Time>(2)};
    });
}

}  // namespace favilla::community
