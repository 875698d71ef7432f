// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/idea_acts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "community/idea_events.h"
#include "community/ledger_watch.h"
#include "community/pages.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 5> acts = {"state", "merge", "unmerge", "mark", "unmark"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "idea.missing"); }

Result<void> check_state(const Idea& idea, const IdeaAct& act)
{
    if (idea.merged_into) return refuse(ErrorCode::Conflict, "idea.merged");
    if (act.from && *act.from != idea.state) return refuse(ErrorCode::Conflict, "idea.changed");
    if (act.state == idea.state) return refuse(ErrorCode::Conflict, "idea.state_same");
    if (grapheme_count(act.word) > max_idea_word)
        return refuse(ErrorCode::Invalid, "idea.word_too_long", {{"max", std::to_string(max_idea_word)}});
    if (act.word.empty() && act.state == IdeaState::Declined) return refuse(ErrorCode::Invalid, "idea.declined_why");
    if (act.word.empty() && act.answers) return refuse(ErrorCode::Invalid, "idea.word_missing");
    return {};
}

// Said to who proposed it, by name, so that it reaches them wherever they are; for a page in its voice.
Result<StatusId> answer_in_conversation(db::Transaction& tx, const Idea& idea, const IdeaAct& act, Time now)
{
    auto proposer = social::find_account(tx, idea.proposer);
    auto page = idea.space ? find_page(tx, *idea.space) : std::nullopt;
    auto by = social::find_account(tx, act.by);
    if (!proposer || !by) return missing();
    auto post = social::find_status(tx, idea.id, act.by);
    if (!post) return missing();
    social::StatusDraft draft{.text = act.word, .in_reply_to = idea.id, .visibility = post->visibility};
    if (idea.proposer != act.by) draft.text = "@" + social::acct(*proposer, by->host) + " " + act.word;
    if (page) {
        draft.person = act.by;
        draft.is_signed = page->signs;
    }
    TRY(auto said, social::post_status(tx, page ? page->id : act.by, draft, now));
    if (page) note_page_act(tx, {.page = page->id, .by = act.by, .act = "post", .object = to_string(said.id)}, now);
    return said.id;
}

Result<void> set_state(db::Transaction& tx, const Idea& idea, const IdeaAct& act, Time now)
{
    CHECKED(check_state(idea, act));
    std::optional<StatusId> answer;
    if (act.answers) {
        TRY(auto said, answer_in_conversation(tx, idea, act, now));
        answer = said;
    }
    tx.run("UPDATE ideas SET state = $2, word = $3, changed_at = $4 WHERE status_id = $1", idea.id, name_of(act.state), act.word,
           now);
    auto change = note_change(
        tx,
        {.idea = idea.id, .kind = "state", .by = act.by, .from = idea.state, .to = act.state, .word = act.word, .answer = answer},
        now);
    jobs::publish(tx, IdeaChanged{idea.id, change});
    ledger_idea_changed(tx, idea.id);
    return {};
}

Result<void> merge(db::Transaction& tx, DomainId domain, const Idea& idea, const IdeaAct& act, Time now)
{
    if (idea.merged_into) return refuse(ErrorCode::Conflict, "idea.merged_already");
    auto into = act.object ? find_idea_for(tx, domain, *act.object, act.by) : std::nullopt;
    if (!into) return missing();
    if (into->id == idea.id) return refuse(ErrorCode::Invalid, "idea.merge_itself");
    if (!tends(tx, domain, into->space, act.by)) return refuse(ErrorCode::Forbidden, "idea.not_allowed");
    if (into->merged_into) return refuse(ErrorCode::Conflict, "idea.merged_already");
    // Nothing of a hidden group counts or shows outside of it.
    if ((idea.hidden || into->hidden) && idea.space != into->space) return refuse(ErrorCode::Conflict, "idea.merge_hidden");
    tx.run("UPDATE ideas SET merged_into = $2, changed_at = $3 WHERE status_id = $1", idea.id, into->id, now);
    recount_votes(tx, into->id);
    auto change = note_change(tx, {.idea = idea.id, .kind = "merged", .by = act.by, .other = into->id, .word = act.word}, now);
    note_change(tx, {.idea = into->id, .kind = "absorbed", .by = act.by, .other = idea.id}, now);
    jobs::publish(tx, IdeaChanged{idea.id, change});
    ledger_idea_changed(tx, idea.id);
    return {};
}

Result<void> unmerge(db::Transaction& tx, const Idea& idea, const IdeaAct& act, Time now)
{
    if (!idea.merged_into) return refuse(ErrorCode::Conflict, "idea.not_merged");
    auto from = *idea.merged_into;
    tx.run("UPDATE ideas SET merged_into = NULL, changed_at = $2 WHERE status_id = $1", idea.id, now);
    recount_votes(tx, idea.id);
    recount_votes(tx, root_of(tx, from));
    note_change(tx, {.idea = idea.id, .kind = "unmerged", .by = act.by, .other = from}, now);
    note_change(tx, {.idea = from, .kind = "released", .by = act.by, .other = idea.id}, now);
    ledger_idea_changed(tx, idea.id);
    return {};
}

Result<void> mark(db::Transaction& tx, const Idea& idea, const IdeaAct& act, Time now)
{
    auto answer = act.object ? social::find_status(tx, *act.object, act.by) : std::nullopt;
    if (!answer) return missing();
    if (act.kind == IdeaActKind::Unmark) {
        tx.run("DELETE FROM idea_marks WHERE status_id = $1 AND idea_id IN LIST($2)", answer->id,
               db::list_of(tree_of(tx, idea.id)));
        ledger_credited(tx, answer->author, answer->id);
        return {};
    }
    auto post = social::find_status(tx, idea.id, act.by);
    if (!post || !answer->in_reply_to || answer->conversation != post->conversation)
        return refuse(ErrorCode::Invalid, "idea.not_an_answer");
    tx.run("INSERT INTO idea_marks (status_id, idea_id, author_id, by_id, created_at) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT DO NOTHING",
           answer->id, idea.id, answer->author, act.by, now);
    ledger_credited(tx, answer->author, answer->id);
    return {};
}

}  // namespace

std::optional<IdeaActKind> parse_idea_act(std::string_view name)
{
    auto found = std::ranges::find(acts, name);
    return found == acts.end() ? std::nullopt : std::optional{static_cast<IdeaActKind>(found - acts.begin())};
}

Result<void> act_on_idea(db::Transaction& tx, DomainId domain, const IdeaAct& act, Time now)
{
    auto idea = find_idea_for(tx, domain, act.idea, act.by);
    if (!idea) return missing();
    if (!tends(tx, domain, idea->space, act.by)) return refuse(ErrorCode::Forbidden, "idea.not_allowed");
    switch (act.kind) {
    case IdeaActKind::State: return set_state(tx, *idea, act, now);
    case IdeaActKind::Merge: return merge(tx, domain, *idea, act, now);
    case IdeaActKind::Unmerge: return unmerge(tx, *idea, act, now);
    default: return mark(tx, *idea, act, now);
    }
}

}  // namespace favilla::community
