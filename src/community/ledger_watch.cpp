// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/ledger_watch.h"

#include "community/attention.h"
#include "community/attention_events.h"
#include "community/event_rows.h"
#include "community/invitations.h"

namespace favilla::community {

namespace {

constexpr int attended_at_once = 20;

struct Said {
    AccountId author;
    bool by_page = false, is_idea = false;
    std::optional<StatusId> parent;
    std::optional<AccountId> answered;
    std::optional<ConversationId> conversation;
    bool has_mentions = false;
};

std::optional<Said> find_said(db::Reader& reader, StatusId id)
{
    auto row = reader.row(
        "SELECT s.account_id, CASE WHEN a.kind = 'page' THEN 1 ELSE 0 END, CASE WHEN i.status_id IS NULL THEN 0 ELSE 1 END, "
        "s.in_reply_to_id, s.in_reply_to_account_id, s.conversation_id, s.has_mentions "
        "FROM statuses s JOIN accounts a ON a.id = s.account_id LEFT JOIN ideas i ON i.status_id = s.id WHERE s.id = $1",
        id);
    if (!row) return std::nullopt;
    return Said{row->get<AccountId>(0),
                row->get<bool>(1),
                row->get<bool>(2),
                row->get<std::optional<StatusId>>(3),
                row->get<std::optional<AccountId>>(4),
                row->get<std::optional<ConversationId>>(5),
                row->get<bool>(6)};
}

bool is_page(db::Reader& reader, AccountId who)
{
    return reader.row("SELECT 1 FROM accounts WHERE id = $1 AND kind = 'page'", who).has_value();
}

void count_said(db::Transaction& tx, const Said& said, StatusId id)
{
    count_entries(tx, said.parent ? LedgerKind::Answer : LedgerKind::Topic, said.author, id.value);
    if (said.by_page && said.answered) count_entries(tx, LedgerKind::Answered, *said.answered, id.value);
}

void count_likes(db::Transaction& tx, StatusId id)
{
    for (const auto& row : tx.rows("SELECT account_id FROM favourites WHERE status_id = $1", id))
        count_entries(tx, LedgerKind::Like, row.get<AccountId>(0), id.value);
}

}  // namespace

void ledger_posted(db::Transaction& tx, StatusId id)
{
    auto said = find_said(tx, id);
    // Most posts speak to nobody in particular.
    if (!said || !said->conversation || (!said->parent && !said->has_mentions)) return;
    note_debts_of_new(tx, {.id = id,
                           .author = said->author,
                           .conversation = *said->conversation,
                           .parent = said->parent,
                           .answered = said->answered});
    count_said(tx, *said, id);
}

void ledger_edited(db::Transaction& tx, StatusId id)
{
    auto said = find_said(tx, id);
    if (!said) return;
    weigh_debts(tx, id);
    count_said(tx, *said, id);
    // A poll with other options begins anew.
    for (const auto& row : tx.rows("SELECT account_id FROM ledger_entries WHERE object_id = $1 AND kind = 'vote'", id))
        count_entries(tx, LedgerKind::Vote, row.get<AccountId>(0), id.value);
}

void ledger_deleted(db::Transaction& tx, StatusId id, AccountId author, std::optional<StatusId> boost_of)
{
    if (boost_of) return ledger_boosted(tx, author, *boost_of);
    drop_entries(tx, id.value);
    tx.run("DELETE FROM ledger_settled WHERE status_id = $1", id);
    weigh_debts(tx, id);  // without words nothing waits
    auto said = find_said(tx, id);
    if (!said) return;
    for (const auto& row : tx.rows("SELECT r.id FROM statuses r JOIN accounts p ON p.id = r.account_id "
                                   "WHERE r.in_reply_to_id = $1 AND p.kind = 'page'",
                                   id))
        count_entries(tx, LedgerKind::Answered, author, row.get<std::int64_t>(0));
    // What hung on a page's post that is gone waits no longer.
    if (said->by_page && said->conversation) return weigh_debts_in(tx, *said->conversation, std::nullopt);
    if (said->answered && said->conversation) weigh_debts_in(tx, *said->conversation, said->answered);
}

void ledger_boosted(db::Transaction& tx, AccountId by, StatusId id)
{
    auto said = find_said(tx, id);
    if (!said) return;
    if (said->by_page) count_entries(tx, LedgerKind::Boost, by, id.value);
    if (is_page(tx, by)) count_entries(tx, LedgerKind::Shared, said->author, id.value);
}

void ledger_marked(db::Transaction& tx, AccountId by, StatusId id, MarkChange change)
{
    auto said = find_said(tx, id);
    if (!said) return;
    if (said->is_idea)
        count_entries(tx, LedgerKind::IdeaVote, by, id.value);
    else if (said->by_page)
        count_entries(tx, LedgerKind::Like, by, id.value);
    if (is_page(tx, by)) count_entries(tx, LedgerKind::Liked, said->author, id.value);
    if (change == MarkChange::Added)
        settle_by_mark(tx, id, by);
    else
        weigh_debts(tx, id);
}

void ledger_voted(db::Transaction& tx, AccountId by, StatusId id) { count_entries(tx, LedgerKind::Vote, by, id.value); }

void ledger_arrived(db::Transaction& tx, AccountId who)
{
    if (auto inviter = inviter_of(tx, who)) count_entries(tx, LedgerKind::Invitation, *inviter, who.value);
}

void ledger_reshaped(db::Transaction& tx, ConversationId id)
{
    weigh_debts_in(tx, id, std::nullopt);
    for (const auto& row :
         tx.rows("SELECT id, account_id FROM statuses WHERE conversation_id = $1 AND in_reply_to_id IS NOT NULL "
                 "AND domain_id IS NOT NULL AND deleted_at IS NULL",
                 id))
        count_entries(tx, LedgerKind::Answer, row.get<AccountId>(1), row.get<std::int64_t>(0));
}

void ledger_idea_began(db::Transaction& tx, StatusId id)
{
    auto said = find_said(tx, id);
    if (!said) return;
    count_entries(tx, LedgerKind::Topic, said->author, id.value);
    count_entries(tx, LedgerKind::Idea, said->author, id.value);
    for (const auto& row : tx.rows("SELECT account_id FROM idea_votes WHERE idea_id = $1", id))
        count_entries(tx, LedgerKind::IdeaVote, row.get<AccountId>(0), id.value);
    if (said->by_page) count_likes(tx, id);
    // Nothing else is owed than before, but what waits is an idea now.
    if (said->conversation) jobs::publish(tx, AttentionChanged{*said->conversation, time_of_id(id.value), {}});
}

void ledger_idea_changed(db::Transaction& tx, StatusId id)
{
    if (auto said = find_said(tx, id)) count_entries(tx, LedgerKind::Shipped, said->author, id.value);
}

void ledger_idea_ended(db::Transaction& tx, StatusId id)
{
    auto said = find_said(tx, id);
    if (!said) return;
    for (auto kind : {LedgerKind::Topic, LedgerKind::Idea, LedgerKind::Shipped}) count_entries(tx, kind, said->author, id.value);
    for (const auto& row : tx.rows("SELECT account_id FROM ledger_entries WHERE object_id = $1 AND kind = 'idea_vote'", id))
        count_entries(tx, LedgerKind::IdeaVote, row.get<AccountId>(0), id.value);
    if (said->by_page) count_likes(tx, id);
}

void ledger_credited(db::Transaction& tx, AccountId author, StatusId answer)
{
    count_entries(tx, LedgerKind::Credited, author, answer.value);
}

void note_attendance(db::Transaction& tx, const Event& event)
{
    bool counts = tx.row("SELECT 1 FROM community_events e JOIN statuses s ON s.id = e.status_id "
                         "WHERE e.id = $1 AND e.cancelled_at IS NULL AND s.visibility <= 1",
                         event.id)
                      .has_value();
    if (!counts) return;
    tx.run(
        "INSERT INTO event_attendances (event_id, account_id, ends_at, lasted) SELECT w.event_id, w.account_id, $2, $3 FROM event_answers w "
        "WHERE w.event_id = $1 AND w.answer = 'yes' AND w.state = 'given' AND "
            + holds_at("$4") + " ON CONFLICT DO NOTHING",
        event.id, event.next_end, (event.next_end - event.next_at).milliseconds, event.next_called());
    for (const auto& who :
         tx.rows("SELECT account_id FROM event_attendances WHERE event_id = $1 AND ends_at = $2", event.id, event.next_end))
        count_entries(tx, LedgerKind::Event, who.get<AccountId>(0), event.id.value);
}

int note_last_attendance(db::Transaction& tx, Time now)
{
    auto over =
        tx.rows("SELECT e.id FROM community_events e WHERE e.attended_until IS NULL AND e.repeats = 0 AND e.next_end <= $1 "
                "ORDER BY e.next_end LIMIT $2",
                now, attended_at_once);
    for (const auto& row : over) {
        tx.run("UPDATE community_events SET attended_until = next_end WHERE id = $1", row.get<std::int64_t>(0));
        if (auto event = find_in_care(tx, row.get<EventId>(0))) note_attendance(tx, *event);
    }
    return static_cast<int>(over.size());
}

}  // namespace favilla::community
