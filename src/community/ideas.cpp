// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding ideas, and the spaces they belong to. What becomes of them stands in idea_*.cpp.
#include "community/ideas.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "community/group_members.h"
#include "community/groups.h"
#include "community/pages.h"
#include "social/accounts.h"
#include "social/statuses.h"
#include "social/users.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 6> states = {"new", "discussing", "planned", "in_progress", "shipped", "declined"};
constexpr std::array<std::string_view, 3> spaces = {"house", "page", "group"};

constexpr std::string_view columns = "status_id, domain_id, space_id, hidden, proposer_id, title, state, word, merged_into, "
                                     "votes_count, remote_votes, created_at, changed_at, authentic_votes";

Idea read_idea(const db::Row& row)
{
    return {.id = row.get<StatusId>(0),
            .domain = row.get<DomainId>(1),
            .space = row.get<std::optional<AccountId>>(2),
            .hidden = row.get<bool>(3),
            .proposer = row.get<AccountId>(4),
            .title = row.get<std::string>(5),
            .state = parse_idea_state(row.get<std::string_view>(6)).value_or(IdeaState::New),
            .word = row.get<std::string>(7),
            .merged_into = row.get<std::optional<StatusId>>(8),
            .votes = row.get<std::int64_t>(9),
            .remote_votes = row.get<std::int64_t>(10),
            .authentic_votes = row.get<std::optional<std::int64_t>>(13).value_or(0),
            .created_at = row.get<Time>(11),
            .changed_at = row.get<Time>(12)};
}

std::vector<Idea> look_up(db::Reader& reader, const IdeaQuery& query)
{
    auto last = query.after ? find_idea(reader, *query.after) : std::nullopt;
    auto votes = last ? last->authentic_votes : std::numeric_limits<std::int64_t>::max();
    auto id = last ? last->id : StatusId{std::numeric_limits<std::int64_t>::max()};
    std::string where = query.space ? "space_id = $1" : "domain_id = $1 AND hidden = 0";
    if (query.state) where += " AND state = $5";
    bool by_votes = query.order == IdeaOrder::Votes;
    auto sql = fmt::format("SELECT {} FROM ideas WHERE {} AND merged_into IS NULL AND {} ORDER BY {} LIMIT $4", columns, where,
                           by_votes ? "(authentic_votes, status_id) < ($2, $3)" : "status_id < $3 AND $2 >= 0",
                           by_votes ? "authentic_votes DESC, status_id DESC" : "status_id DESC");
    auto whose = query.space ? query.space->value : query.domain.value;
    auto rows = query.state ? reader.rows(sql, whose, votes, id, query.limit, name_of(*query.state))
                            : reader.rows(sql, whose, votes, id, query.limit);
    std::vector<Idea> found;
    for (const auto& row : rows) found.push_back(read_idea(row));
    return found;
}

// What a space is to who looks; asked once, however many ideas of it there are.
enum class Standing { Closed, Group, Page };

Standing standing_of(db::Reader& reader, AccountId space, social::Viewer viewer)
{
    if (auto group = find_group(reader, space)) return may_read(reader, *group, viewer) ? Standing::Group : Standing::Closed;
    return find_page(reader, space) ? Standing::Page : Standing::Closed;
}

// Of a whole page at once. A topic that was taken out of its group, or whose group is gone, is no idea of it any more.
void leave_out_unseen(db::Reader& reader, std::vector<Idea>& ideas, social::Viewer viewer)
{
    std::vector<StatusId> ids;
    std::unordered_map<AccountId, Standing> spaces;
    for (const auto& idea : ideas) {
        ids.push_back(idea.id);
        if (idea.space && !spaces.contains(*idea.space)) spaces.emplace(*idea.space, standing_of(reader, *idea.space, viewer));
    }
    std::unordered_set<StatusId> seen;
    for (const auto& status : social::find_statuses(reader, ids, viewer)) seen.insert(status.id);
    auto groups = groups_of_posts(reader, ids);
    std::erase_if(ideas, [&](const Idea& idea) {
        if (!seen.contains(idea.id)) return true;
        if (!idea.space) return false;
        auto standing = spaces.at(*idea.space);
        auto place = groups.find(idea.id);
        if (standing == Standing::Group) return place == groups.end() || place->second != *idea.space;
        return standing == Standing::Closed;
    });
}

}  // namespace

std::string_view name_of(IdeaState state) { return states[static_cast<std::size_t>(state)]; }

std::optional<IdeaState> parse_idea_state(std::string_view name)
{
    auto found = std::ranges::find(states, name);
    return found == states.end() ? std::nullopt : std::optional{static_cast<IdeaState>(found - states.begin())};
}

std::string_view name_of(SpaceKind kind) { return spaces[static_cast<std::size_t>(kind)]; }

Result<Space> find_space(db::Reader& reader, DomainId domain, std::optional<AccountId> id, social::Viewer viewer)
{
    if (!id) return Space{};
    auto account = social::find_account(reader, *id);
    if (account && account->domain == domain) {
        if (auto group = find_group(reader, *id); group && is_known_to(reader, *group, viewer))
            return Space{SpaceKind::Group, id, group->is_hidden()};
        if (find_page(reader, *id)) return Space{SpaceKind::Page, id, false};
    }
    return refuse(ErrorCode::NotFound, "idea.space_missing");
}

bool tends(db::Reader& reader, DomainId domain, std::optional<AccountId> space, AccountId who)
{
    auto user = social::find_user(reader, who);
    if (!user || user->domain != domain) return false;
    if (!space) return user->role != social::Role::User;
    if (find_group(reader, *space)) return role_in(reader, *space, who).has_value();
    auto role = social::role_for_page(reader, *space, who);
    return role && *role >= PageRole::Moderator;
}

std::optional<Idea> find_idea(db::Reader& reader, StatusId id)
{
    auto row = reader.row(fmt::format("SELECT {} FROM ideas WHERE status_id = $1", columns), id);
    return row ? std::optional{read_idea(*row)} : std::nullopt;
}

std::vector<Idea> find_ideas(db::Reader& reader, std::span<const StatusId> ids)
{
    std::vector<Idea> found;
    if (ids.empty()) return found;
    for (const auto& row :
         reader.rows(fmt::format("SELECT {} FROM ideas WHERE status_id IN EACH($1)", columns), db::list_of(ids)))
        found.push_back(read_idea(row));
    return found;
}

std::vector<Idea> find_ideas_for(db::Reader& reader, DomainId domain, std::span<const StatusId> ids, social::Viewer viewer)
{
    auto found = find_ideas(reader, ids);
    std::erase_if(found, [&](const Idea& idea) { return idea.domain != domain; });
    leave_out_unseen(reader, found, viewer);
    return found;
}

std::optional<Idea> find_idea_for(db::Reader& reader, DomainId domain, StatusId id, social::Viewer viewer)
{
    auto found = find_ideas_for(reader, domain, {&id, 1}, viewer);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

IdeaPage ideas_of(db::Reader& reader, const IdeaQuery& query, social::Viewer viewer)
{
    IdeaPage page{.items = look_up(reader, query), .next = {}};
    if (static_cast<int>(page.items.size()) == query.limit) page.next = page.items.back().id;
    leave_out_unseen(reader, page.items, viewer);
    return page;
}

std::unordered_map<StatusId, IdeaAside> asides_of(db::Reader& reader, std::span<const StatusId> ids, social::Viewer viewer)
{
    std::unordered_map<StatusId, IdeaAside> asides;
    if (ids.empty()) return asides;
    for (const auto& row :
         reader.rows("WITH RECURSIVE tree (root, id) AS (SELECT status_id, status_id FROM ideas WHERE status_id IN EACH($1) "
                     "UNION ALL SELECT t.root, i.status_id FROM ideas i JOIN tree t ON i.merged_into = t.id) "
                     "SELECT t.root, count(*), count(v.account_id) FROM tree t "
                     "LEFT JOIN idea_votes v ON v.idea_id = t.id AND v.account_id = $2 GROUP BY t.root",
                     db::list_of(ids), viewer.account.value_or(AccountId{})))
        asides[row.get<StatusId>(0)] = {row.get<std::int64_t>(1) - 1, row.get<std::int64_t>(2) > 0};
    return asides;
}

std::vector<StatusId> tree_of(db::Reader& reader, StatusId id)
{
    std::vector<StatusId> found;
    for (const auto& row : reader.rows(std::string{idea_tree} + "SELECT id FROM tree", id)) found.push_back(row.get<StatusId>(0));
    return found;
}

StatusId root_of(db::Reader& reader, StatusId id)
{
    while (auto above = reader.value<StatusId>("SELECT merged_into FROM ideas WHERE status_id = $1", id)) id = *above;
    return id;
}

}  // namespace favilla::community
