// SPDX-License-Identifier: AGPL-3.0-or-later
// community/ideas.h — an idea is a post that people vote for and that somebody answers with a state. It belongs to a space, which is the
// house, a page or a group, and its conversation is that of its post. A vote is a favourite of the post by a person, whatever app or
// server it comes from. What is merged keeps its votes, which count for what it was merged into (docs/ideas.md says who may do what).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/act_parts.h"
#include "social/paging.h"
#include "social/visibility.h"

namespace favilla::community {

enum class IdeaState { New, Discussing, Planned, InProgress, Shipped, Declined };
std::string_view name_of(IdeaState);  // "new", "in_progress", …
std::optional<IdeaState> parse_idea_state(std::string_view);

struct Idea {
    StatusId id;  // that of its post
    DomainId domain;
    std::optional<AccountId> space;  // a page or a group; none: the house
    bool hidden = false;             // of a hidden group
    AccountId proposer;
    std::string title;
    IdeaState state = IdeaState::New;
    std::string word;  // said to the state; of a declined one the reason
    std::optional<StatusId> merged_into;
    std::int64_t votes = 0, remote_votes = 0;  // people, each once; of them those of other servers
    std::int64_t authentic_votes = 0;          // of them those that count: social/act_parts.h
    Time created_at, changed_at;
};

inline constexpr std::size_t max_idea_title = 120;  // graphemes
inline constexpr std::size_t max_idea_word = 500;

enum class SpaceKind { House, Page, Group };
std::string_view name_of(SpaceKind);  // "house", …
struct Space {
    SpaceKind kind = SpaceKind::House;
    std::optional<AccountId> account;
    bool hidden = false;
};
// Refuses NotFound "idea.space_missing": none of this domain, or not to be known by the viewer.
Result<Space> find_space(db::Reader&, DomainId, std::optional<AccountId>, social::Viewer);
// Whether they say what becomes of its ideas: of the house its team, of a page its moderators, editors and owners, of a group who is in charge.
bool tends(db::Reader&, DomainId, std::optional<AccountId> space, AccountId who);

std::optional<Idea> find_idea(db::Reader&, StatusId);  // whoever looks
// None also of one of another domain, of which the viewer may not see the post, or whose topic was taken out of its group.
std::optional<Idea> find_idea_for(db::Reader&, DomainId, StatusId, social::Viewer);
std::vector<Idea> find_ideas_for(db::Reader&, DomainId, std::span<const StatusId>, social::Viewer);  // many at once; in no order
std::vector<Idea> find_ideas(db::Reader&, std::span<const StatusId>);                                // whoever looks; in no order

enum class IdeaOrder { Votes, Newest };  // votes: those that are authentic
struct IdeaQuery {
    DomainId domain;
    std::optional<AccountId> space;  // none: of all spaces that are not hidden
    std::optional<IdeaState> state;
    IdeaOrder order = IdeaOrder::Votes;
    std::optional<StatusId> after;  // behind this one
    int limit = 20;
};
struct IdeaPage {
    std::vector<Idea> items;
    std::optional<StatusId> next;  // `after` of the next page
};
// What was merged into another is on no list. What the viewer may not see is left out.
IdeaPage ideas_of(db::Reader&, const IdeaQuery&, social::Viewer);

struct IdeaDraft {
    std::string title, text;
    std::optional<AccountId> space;
    std::optional<std::string> language;
};
// Written as a post, of a group as a topic of it. Refuses NotFound "idea.space_missing", Forbidden "idea.not_yours_to_make", Conflict
// "idea.group_waits" (whose first topics wait), "idea.other_group" (its words name another group first), Invalid "idea.title_missing", "idea.title_too_long", and as post_status does.
Result<Idea> propose_idea(db::Transaction&, DomainId, AccountId by, const IdeaDraft&, Time now);
// A post becomes one: by its author, or by those who look after the space, of whom its author is told; they of public posts alone, and of
// those of other servers where somebody here is named. Refuses besides NotFound "idea.post_missing", Conflict "idea.already",
// Invalid "idea.not_this_post" (private, a boost, of another group).
Result<Idea> turn_into_idea(db::Transaction&, DomainId, AccountId by, StatusId, const IdeaDraft&, Time now);
// By whoever wrote the post, which stays. Refuses NotFound, Forbidden "idea.not_yours".
Result<void> withdraw_idea(db::Transaction&, const Idea&, AccountId by);

// A vote for what was merged is one for what it was merged into. Voting twice is voting once.
Result<void> vote(db::Transaction&, const Idea&, AccountId, Time now);
Result<void> unvote(db::Transaction&, const Idea&, AccountId, Time now);  // also where it was merged from

// For whoever subscribes to FavouriteAdded, FavouriteRemoved, StatusDeleted, and AccountSuspended of a deleted one; inside.
void count_vote(db::Transaction&, AccountId, StatusId);
void uncount_vote(db::Transaction&, AccountId, StatusId);
void forget_idea(db::Transaction&, StatusId);  // what was merged into it stands for itself again
void forget_votes_of_deleted(db::Transaction&, AccountId);

struct IdeaAside {            // beside an idea in a list
    std::int64_t merged = 0;  // that were merged into it
    bool voted = false;       // by the viewer
};
std::unordered_map<StatusId, IdeaAside> asides_of(db::Reader&, std::span<const StatusId>, social::Viewer);
void recount_votes(db::Transaction&, StatusId);
void recount_votes_of(db::Transaction&, AccountId);  // the ideas that they voted for: their votes count otherwise than before
void recount_all_votes(db::Transaction&);
social::PartCounts parts_of_votes(db::Reader&, StatusId);  // of it and what was merged into it

// An idea and all that was merged into it, for queries of community/: `tree (id)` below $1.
inline constexpr std::string_view idea_tree = "WITH RECURSIVE tree (id) AS (SELECT status_id FROM ideas WHERE status_id = $1 "
                                              "UNION ALL SELECT i.status_id FROM ideas i JOIN tree t ON i.merged_into = t.id) ";
// Behind it, the answers that shaped those ideas: whoever tends them marked the one, and who asked named the other as what answered.
inline constexpr std::string_view idea_answers =
    "(SELECT m.author_id AS account_id, m.status_id AS at FROM idea_marks m WHERE m.idea_id IN (SELECT id FROM tree) UNION "
    "SELECT s.account_id, s.id FROM statuses i JOIN conversations c ON c.id = i.conversation_id AND c.root_id = i.id "
    "JOIN statuses s ON s.id = c.answer_id WHERE i.id IN (SELECT id FROM tree) AND s.deleted_at IS NULL)";
std::vector<StatusId> tree_of(db::Reader&, StatusId);  // itself among them
StatusId root_of(db::Reader&, StatusId);               // what it was merged into in the end

}  // namespace favilla::community
