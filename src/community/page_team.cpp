// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is in the team of a page, who was asked, and what it is set to.
#include <functional>

#include "community/attention_events.h"
#include "community/ideas.h"
#include "community/pages.h"
#include "community/team_events.h"
#include "jobs/events.h"
#include "social/users.h"

namespace favilla::community {

namespace {

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "page.missing"); }

std::string_view name_of(const TeamAct& act)
{
    switch (act.kind) {
    case TeamActKind::Invite: return "invite";
    case TeamActKind::Withdraw: return "withdraw";
    case TeamActKind::Assign: return "assign";
    case TeamActKind::Remove: break;
    }
    return "remove";
}

// An act that is refused is written down all the same: the refusal rolls back nothing but what was tried.
Result<void> logged(db::Database& database, const PageNote& note, Time now, const std::function<bool(PageRole)>& may_do_so,
                    const std::function<Result<void>(db::Transaction&)>& carry_out)
{
    auto allowed = database.write([&](db::Transaction& tx) -> Result<bool> {
        auto role = find_page(tx, note.page) ? social::role_for_page(tx, note.page, note.by) : std::nullopt;
        if (!role) return missing();
        auto noted = note;
        noted.allowed = may_do_so(*role);
        note_page_act(tx, noted, now);
        if (noted.allowed) CHECKED(carry_out(tx));
        return noted.allowed;
    });
    if (!allowed) return std::unexpected(allowed.error());
    if (!*allowed) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    return {};
}

// People of the same organisation, who sign in here.
Result<void> check_person(db::Reader& reader, AccountId page, AccountId whom)
{
    auto account = social::find_account(reader, page);
    auto person = social::find_account(reader, whom);
    bool may_be = account && person && person->domain == account->domain && person->kind == social::AccountKind::Person
               && person->is_known() && !person->suspended_at && social::find_user(reader, whom);
    if (!may_be) return refuse(ErrorCode::NotFound, "page.person_missing");
    return {};
}

Result<void> check_not_last_owner(db::Reader& reader, AccountId page, AccountId whom)
{
    if (social::role_for_page(reader, page, whom) != PageRole::Owner || social::has_other_owner(reader, page, whom)) return {};
    return refuse(ErrorCode::Conflict, "page.last_owner");
}

Result<void> invite(db::Transaction& tx, const TeamAct& act, Time now)
{
    CHECKED(check_person(tx, act.page, act.whom));
    if (social::role_for_page(tx, act.page, act.whom)) return refuse(ErrorCode::Conflict, "page.in_team_already");
    tx.run("INSERT INTO page_invitations (page_id, account_id, role, invited_by, created_at) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (page_id, account_id) DO UPDATE SET role = excluded.role, invited_by = excluded.invited_by",
           act.page, act.whom, social::name_of(act.role), act.by, now);
    jobs::publish(tx, TeamChanged{act.page, act.whom});
    return {};
}

Result<void> forget_invitation(db::Transaction& tx, AccountId page, AccountId whom)
{
    if (tx.run("DELETE FROM page_invitations WHERE page_id = $1 AND account_id = $2", page, whom) == 0)
        return refuse(ErrorCode::NotFound, "page.not_invited");
    jobs::publish(tx, TeamChanged{page, whom});
    return {};
}

Result<void> carry_out(db::Transaction& tx, const TeamAct& act, Time now)
{
    if (act.kind == TeamActKind::Invite) return invite(tx, act, now);
    if (act.kind == TeamActKind::Withdraw) return forget_invitation(tx, act.page, act.whom);
    if (!social::role_for_page(tx, act.page, act.whom)) return refuse(ErrorCode::NotFound, "page.person_missing");
    return put_in_team(tx, act.page, act.whom, act.kind == TeamActKind::Assign ? std::optional{act.role} : std::nullopt, now);
}

PageInvitation read_invitation(const db::Row& row)
{
    return {row.get<AccountId>(0), row.get<AccountId>(1), row.get<AccountId>(2),
            social::parse_page_role(row.get<std::string_view>(3)).value_or(PageRole::Analyst), row.get<Time>(4)};
}

std::vector<PageInvitation> read_invitations(const db::Rows& rows)
{
    std::vector<PageInvitation> invitations;
    for (const auto& row : rows) invitations.push_back(read_invitation(row));
    return invitations;
}

std::string names_of(const PageChange& change)
{
    std::string names;
    auto add = [&](bool given, std::string_view name) {
        if (given) names.append(names.empty() ? "" : " ").append(name);
    };
    add(change.title.has_value(), "title");
    add(change.description.has_value(), "description");
    add(change.posture.has_value(), "posture");
    add(change.reviews.has_value(), "reviews");
    add(change.signs.has_value(), "signs");
    add(change.preferences.visibility.has_value(), "default_visibility");
    add(change.preferences.language.has_value(), "default_language");
    return names;
}

}  // namespace

Result<void> act_on_team(db::Database& database, const TeamAct& act, Time now)
{
    auto object = to_string(act.whom);
    bool names_role = act.kind == TeamActKind::Invite || act.kind == TeamActKind::Assign;
    return logged(
        database,
        {.page = act.page,
         .by = act.by,
         .act = name_of(act),
         .object = object,
         .text = names_role ? social::name_of(act.role) : std::string_view{}},
        now, [](PageRole role) { return role == PageRole::Owner; }, [&](db::Transaction& tx) { return carry_out(tx, act, now); });
}

bool is_of_page(db::Reader& reader, AccountId page, AccountId person)
{
    if (social::role_for_page(reader, page, person)) return true;
    if (page != person) return false;
    auto account = social::find_account(reader, page);
    return account && account->kind == social::AccountKind::Page && account->domain && !account->suspended_at
        && !account->deleted_at;
}

Result<void> put_in_team(db::Transaction& tx, AccountId page, AccountId whom, std::optional<PageRole> role, Time now)
{
    if (role) CHECKED(check_person(tx, page, whom));
    if (role != PageRole::Owner) CHECKED(check_not_last_owner(tx, page, whom));
    tx.run("DELETE FROM page_invitations WHERE page_id = $1 AND account_id = $2", page, whom);
    if (role)
        social::set_voice(tx, page, whom, *role, now);
    else
        social::end_voice(tx, page, whom);
    recount_votes_of(tx, whom);
    jobs::publish(tx, TeamChanged{page, whom});
    jobs::publish(tx, CareChanged{{}, whom});
    return {};
}

Result<void> accept_page_invitation(db::Transaction& tx, AccountId page, AccountId who, Time now)
{
    auto invitation = find_page(tx, page) ? page_invitation_for(tx, page, who) : std::nullopt;
    if (!invitation) return missing();
    CHECKED(put_in_team(tx, page, who, invitation->role, now));
    note_page_act(tx, {.page = page, .by = who, .act = "join", .object = {}, .text = social::name_of(invitation->role)}, now);
    return {};
}

Result<void> leave_page(db::Transaction& tx, AccountId page, AccountId who, Time now)
{
    if (!find_page(tx, page)) return missing();
    bool was_in = social::role_for_page(tx, page, who).has_value();
    if (!was_in && !page_invitation_for(tx, page, who)) return missing();
    CHECKED(put_in_team(tx, page, who, std::nullopt, now));
    note_page_act(tx, {.page = page, .by = who, .act = was_in ? "leave" : "decline", .object = {}}, now);
    return {};
}

std::vector<PageInvitation> page_invitations(db::Reader& reader, AccountId page)
{
    return read_invitations(reader.rows("SELECT page_id, account_id, invited_by, role, created_at FROM page_invitations "
                                        "WHERE page_id = $1 ORDER BY created_at, account_id",
                                        page));
}

std::vector<PageInvitation> page_invitations_for(db::Reader& reader, AccountId person)
{
    return read_invitations(reader.rows("SELECT page_id, account_id, invited_by, role, created_at FROM page_invitations "
                                        "WHERE account_id = $1 ORDER BY created_at, page_id",
                                        person));
}

std::optional<PageInvitation> page_invitation_for(db::Reader& reader, AccountId page, AccountId person)
{
    auto row = reader.row("SELECT page_id, account_id, invited_by, role, created_at FROM page_invitations "
                          "WHERE page_id = $1 AND account_id = $2",
                          page, person);
    return row ? std::optional{read_invitation(*row)} : std::nullopt;
}

Result<void> change_page(db::Database& database, AccountId page, AccountId by, const PageChange& change, Time now)
{
    auto names = names_of(change);
    bool words_alone =
        !change.posture && !change.reviews && !change.signs && change.preferences == social::PagePreferenceChange{};
    return logged(
        database, {.page = page, .by = by, .act = "change", .object = {}, .text = names}, now,
        [&](PageRole role) { return role == PageRole::Owner || (role == PageRole::Editor && words_alone); },
        [&](db::Transaction& tx) -> Result<void> {
            CHECKED(social::update_profile(tx, page,
                                           {.display_name = change.title,
                                            .note = change.description,
                                            .fields = {},
                                            .locked = {},
                                            .bot = {},
                                            .discoverable = {},
                                            .indexable = {},
                                            .hide_collections = {},
                                            .posture = change.posture}));
            CHECKED(social::change_page_preferences(tx, page, change.preferences));
            auto before = find_page(tx, page).value();
            tx.run("UPDATE pages SET reviews = $2, signs = $3 WHERE account_id = $1", page,
                   change.reviews.value_or(before.reviews), change.signs.value_or(before.signs));
            return {};
        });
}

}  // namespace favilla::community
