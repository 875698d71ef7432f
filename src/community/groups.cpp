// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/groups.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "community/group_acts.h"
#include "jobs/events.h"
#include "social/read_page.h"
#include "social/relations.h"
#include "social/search.h"

namespace favilla::community {

std::string_view name_of(Posting posting) { return posting == Posting::Everybody ? "everybody" : "members"; }

std::optional<Posting> parse_posting(std::string_view name)
{
    for (auto posting : {Posting::Everybody, Posting::Members})
        if (name == name_of(posting)) return posting;
    return std::nullopt;
}

namespace {
constexpr std::array<std::string_view, 4> ways_in = {"open", "request", "invitation", "hidden"};
}  // namespace

std::string_view name_of(Joining joining) { return ways_in[static_cast<std::size_t>(joining)]; }

std::optional<Joining> parse_joining(std::string_view name)
{
    auto found = std::ranges::find(ways_in, name);
    return found == ways_in.end() ? std::nullopt : std::optional{static_cast<Joining>(found - ways_in.begin())};
}

std::string_view name_of(GroupRole role) { return role == GroupRole::Owner ? "owner" : "moderator"; }

std::optional<GroupRole> parse_group_role(std::string_view name)
{
    for (auto role : {GroupRole::Owner, GroupRole::Moderator})
        if (name == name_of(role)) return role;
    return std::nullopt;
}

Result<Group> make_group(db::Transaction& tx, DomainId domain, const GroupDraft& draft, Time now)
{
    auto owner = social::find_account(tx, draft.owner);
    if (!owner || owner->domain != domain || !owner->is_known()) return refuse(ErrorCode::NotFound, "account.missing");
    TRY(auto account, social::create_account(tx, domain,
                                             {.username = draft.name,
                                              .display_name = draft.title,
                                              .kind = social::AccountKind::Group,
                                              .admitted = draft.joining != Joining::Hidden,
                                              .id = {}},
                                             now));
    CHECKED(social::update_profile(tx, account.id,
                                   {.display_name = {},
                                    .note = draft.description,
                                    .fields = {},
                                    .locked = draft.joining != Joining::Open,
                                    .bot = {},
                                    .discoverable = draft.joining != Joining::Hidden,
                                    .indexable = {},
                                    .hide_collections = {}}));
    tx.run("INSERT INTO groups (account_id, joining, posting, created_at) VALUES ($1, $2, $3, $4)", account.id,
           name_of(draft.joining), name_of(draft.posting), now);
    tx.run("INSERT INTO group_roles (group_id, account_id, role, created_at) VALUES ($1, $2, 'owner', $3)", account.id,
           draft.owner, now);
    CHECKED(social::let_follow(tx, draft.owner, account.id, now));
    return Group{.id = account.id, .joining = draft.joining, .posting = draft.posting, .created_at = now};
}

std::optional<Group> find_group(db::Reader& reader, AccountId id)
{
    auto row = reader.row(
        "SELECT g.account_id, g.posting, g.created_at, g.joining, g.first_topics, g.first_answers FROM groups g JOIN accounts a ON a.id = g.account_id "
        "WHERE g.account_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL",
        id);
    if (!row) return std::nullopt;
    return Group{.id = row->get<AccountId>(0),
                 .joining = parse_joining(row->get<std::string_view>(3)).value_or(Joining::Hidden),
                 .posting = parse_posting(row->get<std::string_view>(1)).value_or(Posting::Members),
                 .first_topics = row->get<int>(4),
                 .first_answers = row->get<int>(5),
                 .created_at = row->get<Time>(2)};
}

std::vector<AccountId> groups_of_domain(db::Reader& reader, DomainId domain, AccountId after, int limit, Hidden hidden)
{
    std::vector<AccountId> found;
    for (const auto& row : reader.rows(
             "SELECT g.account_id FROM groups g JOIN accounts a ON a.id = g.account_id WHERE g.account_id > $2 "
             "AND a.domain_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL AND ($4 = 1 OR g.joining <> 'hidden') "
             "ORDER BY g.account_id LIMIT $3",
             domain, after, limit, hidden == Hidden::Included))
        found.push_back(row.get<AccountId>(0));
    return found;
}

std::vector<AccountId> search_groups(db::Reader& reader, DomainId domain, std::string_view words, int limit)
{
    social::AccountSearch search{.text = std::string{words}, .limit = limit, .groups_of = domain};
    return social::search_accounts(reader, search, {.viewer = {}, .domain = domain, .now = {}});
}

std::vector<std::string> rules_of(db::Reader& reader, AccountId group)
{
    std::vector<std::string> rules;
    for (const auto& row : reader.rows("SELECT text FROM group_rules WHERE group_id = $1 ORDER BY position", group))
        rules.push_back(row.get<std::string>(0));
    return rules;
}

std::optional<GroupRole> role_in(db::Reader& reader, AccountId group, AccountId account)
{
    auto row = reader.row("SELECT role FROM group_roles WHERE group_id = $1 AND account_id = $2", group, account);
    return row ? parse_group_role(row->get<std::string_view>(0)) : std::nullopt;
}

std::vector<GroupPerson> people_in_charge(db::Reader& reader, AccountId group)
{
    std::vector<GroupPerson> people;
    for (const auto& row :
         reader.rows("SELECT account_id, role FROM group_roles WHERE group_id = $1 ORDER BY created_at, account_id", group))
        people.push_back({row.get<AccountId>(0), parse_group_role(row.get<std::string_view>(1)).value_or(GroupRole::Moderator)});
    return people;
}

bool is_banned(db::Reader& reader, AccountId group, AccountId account)
{
    return reader.row("SELECT 1 FROM group_bans WHERE group_id = $1 AND account_id = $2", group, account).has_value();
}

social::Page<GroupLogEntry> group_log(db::Reader& reader, AccountId group, const social::PageRequest& request)
{
    auto rows = reader.rows(
        fmt::format("SELECT id, account_id, act, object, allowed, created_at, text FROM group_log WHERE group_id = $1 "
                    "AND id > $2 AND id < $3 ORDER BY id {} LIMIT $4",
                    request.forwards() ? "ASC" : "DESC"),
        group, request.after(), request.before(), request.limit);
    return social::read_page<GroupLogEntry>(rows, request, [](const db::Row& row) {
        return GroupLogEntry{.id = row.get<std::int64_t>(0),
                             .by = row.get<AccountId>(1),
                             .act = row.get<std::string>(2),
                             .object = row.get<std::string>(3),
                             .allowed = row.get<bool>(4),
                             .text = row.get<std::string>(6),
                             .created_at = row.get<Time>(5)};
    });
}

}  // namespace favilla::community
