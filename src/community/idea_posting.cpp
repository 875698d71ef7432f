// SPDX-License-Identifier: AGPL-3.0-or-later
// How an idea begins, and how it is taken back.
#include <algorithm>

#include "base/text.h"
#include "base/trimmed.h"
#include "community/group_members.h"
#include "community/groups.h"
#include "community/idea_acts.h"
#include "community/idea_events.h"
#include "community/ideas.h"
#include "community/ledger_watch.h"
#include "community/similar_ideas.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/statuses.h"
#include "social/users.h"

namespace favilla::community {

namespace {

std::unexpected<Error> not_yours() { return refuse(ErrorCode::Forbidden, "idea.not_yours_to_make"); }

Result<std::string> checked_title(std::string_view title)
{
    std::string bare{trimmed(title)};
    std::ranges::replace(bare, '\n', ' ');
    if (bare.empty()) return refuse(ErrorCode::Invalid, "idea.title_missing");
    if (grapheme_count(bare) > max_idea_title)
        return refuse(ErrorCode::Invalid, "idea.title_too_long", {{"max", std::to_string(max_idea_title)}});
    return bare;
}

// Members of this place in good standing; in a group, who may begin topics in it.
bool may_propose(db::Reader& reader, DomainId domain, const Space& space, AccountId who)
{
    auto account = social::find_account(reader, who);
    auto user = social::find_user(reader, who);
    if (!account || !user || user->domain != domain || !account->is_known() || account->suspended_at || user->disabled_at)
        return false;
    if (space.kind == SpaceKind::House) return true;
    if (space.kind == SpaceKind::Page)
        return !reader.row("SELECT 1 FROM blocks WHERE account_id = $1 AND target_id = $2", *space.account, who);
    auto standing = standing_in(reader, *space.account, who);
    if (standing.membership == Membership::Banned) return false;
    if (standing.membership == Membership::Member || standing.role) return true;
    return !space.hidden && find_group(reader, *space.account)->posting == Posting::Everybody;
}

// What comes to the page or the group is named in it, at the end: the title is what it begins with.
social::StatusDraft post_of(db::Reader& reader, const Space& space, const IdeaDraft& draft, std::string_view title)
{
    social::StatusDraft post{.text = std::string{title}, .visibility = social::Visibility::Public, .language = draft.language};
    if (auto body = trimmed(draft.text); !body.empty()) post.text.append("\n\n").append(body);
    if (space.hidden)
        post.audience = space.account;
    else if (space.account)
        post.text += "\n\n@" + social::find_account(reader, *space.account)->username;
    return post;
}

Idea store(db::Transaction& tx, DomainId domain, const Space& space, const social::Status& status, std::string_view title,
           AccountId by, Time now)
{
    tx.run("INSERT INTO ideas (status_id, domain_id, space_id, hidden, proposer_id, title, state, votes_count, remote_votes, "
           "authentic_votes, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, 'new', 0, 0, 0, $7, $7)",
           status.id, domain, space.account, space.hidden, status.author, title, now);
    auto change = note_change(tx, {.idea = status.id, .kind = "proposed", .by = by}, now);
    if (by != status.author) jobs::publish(tx, IdeaChanged{status.id, change});
    note_idea_words(tx, status.id);
    return *find_idea(tx, status.id);
}

// The favourites that were there before.
void count_given(db::Transaction& tx, StatusId id)
{
    for (const auto& row : tx.rows("SELECT account_id FROM favourites WHERE status_id = $1 ORDER BY id", id))
        count_vote(tx, row.get<AccountId>(0), id);
}

bool names_somebody_here(db::Reader& reader, StatusId id, DomainId domain)
{
    return reader
        .row(
            "SELECT 1 FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id = $1 AND a.domain_id = $2 LIMIT 1",
            id, domain)
        .has_value();
}

bool is_fit(db::Reader& reader, DomainId domain, const Space& space, const social::Status& status, bool is_own)
{
    if (status.boost_of) return false;
    if (space.kind == SpaceKind::Group) {
        auto place = place_in_group(reader, status.id);
        if (!place || place->group != *space.account) return false;
    }
    if (space.hidden) return status.audience == space.account;
    // What somebody said in a low voice, they alone put on a list.
    if (status.audience || status.visibility > (is_own ? social::Visibility::Unlisted : social::Visibility::Public)) return false;
    return status.domain || names_somebody_here(reader, status.id, domain);
}

}  // namespace

Result<Idea> propose_idea(db::Transaction& tx, DomainId domain, AccountId by, const IdeaDraft& draft, Time now)
{
    TRY(auto title, checked_title(draft.title));
    TRY(auto space, find_space(tx, domain, draft.space, by));
    if (!may_propose(tx, domain, space, by)) return not_yours();
    TRY(auto status, social::post_status(tx, by, post_of(tx, space, draft, title), now));
    if (space.kind == SpaceKind::Group && !is_fit(tx, domain, space, status, true))
        return refuse(ErrorCode::Conflict, place_in_group(tx, status.id) ? "idea.other_group" : "idea.group_waits");
    auto idea = store(tx, domain, space, status, title, by, now);
    ledger_idea_began(tx, idea.id);
    return idea;
}

Result<Idea> turn_into_idea(db::Transaction& tx, DomainId domain, AccountId by, StatusId id, const IdeaDraft& draft, Time now)
{
    TRY(auto title, checked_title(draft.title));
    TRY(auto space, find_space(tx, domain, draft.space, by));
    auto status = social::find_status(tx, id, by);
    if (!status) return refuse(ErrorCode::NotFound, "idea.post_missing");
    bool is_own = status->author == by;
    if (!(is_own ? may_propose(tx, domain, space, by) : tends(tx, domain, space.account, by))) return not_yours();
    if (find_idea(tx, id)) return refuse(ErrorCode::Conflict, "idea.already");
    if (!is_fit(tx, domain, space, *status, is_own)) return refuse(ErrorCode::Invalid, "idea.not_this_post");
    store(tx, domain, space, *status, title, by, now);
    count_given(tx, id);
    ledger_idea_began(tx, id);
    return *find_idea(tx, id);
}

Result<void> withdraw_idea(db::Transaction& tx, const Idea& idea, AccountId by)
{
    if (idea.proposer != by) return refuse(ErrorCode::Forbidden, "idea.not_yours");
    forget_idea(tx, idea.id);
    return {};
}

void forget_idea(db::Transaction& tx, StatusId id)
{
    tx.run("DELETE FROM idea_marks WHERE status_id = $1", id);
    auto idea = find_idea(tx, id);
    if (!idea) return;
    auto marks = tx.rows("SELECT author_id, status_id FROM idea_marks WHERE idea_id = $1", id);
    auto root = root_of(tx, id);
    std::vector<StatusId> freed;
    for (const auto& row : tx.rows("SELECT status_id FROM ideas WHERE merged_into = $1", id))
        freed.push_back(row.get<StatusId>(0));
    tx.run("UPDATE ideas SET merged_into = NULL WHERE merged_into = $1", id);
    tx.run("DELETE FROM idea_votes WHERE idea_id = $1", id);
    tx.run("DELETE FROM idea_marks WHERE idea_id = $1", id);
    tx.run("DELETE FROM idea_changes WHERE idea_id = $1", id);
    tx.run("DELETE FROM idea_uncredited WHERE idea_id = $1", id);
    tx.run("DELETE FROM idea_vote_codes WHERE idea_id = $1", id);
    forget_idea_words(tx, id);
    tx.run("DELETE FROM ideas WHERE status_id = $1", id);
    for (auto one : freed) recount_votes(tx, one);
    if (root != id) recount_votes(tx, root);
    ledger_idea_ended(tx, id);
    for (auto one : freed) ledger_idea_changed(tx, one);
    for (const auto& mark : marks) ledger_credited(tx, mark.get<AccountId>(0), mark.get<StatusId>(1));
}

}  // namespace favilla::community
