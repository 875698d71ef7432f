// SPDX-License-Identifier: AGPL-3.0-or-later
// The record of what became of ideas, and who is told of it.
#include <fmt/format.h>

#include "community/idea_acts.h"
#include "community/pages.h"
#include "social/notifications.h"
#include "social/statuses.h"

namespace favilla::community {

namespace {

constexpr int told_at_once = 100;  // people in a transaction
constexpr std::string_view columns =
    "id, idea_id, kind, by_id, from_state, to_state, other_id, word, answer_id, created_at FROM idea_changes";

std::optional<IdeaState> read_state(const db::Row& row, int column)
{
    auto name = row.get<std::optional<std::string>>(column);
    return name ? parse_idea_state(*name) : std::nullopt;
}

IdeaChange read_change(const db::Row& row)
{
    return {.id = row.get<IdeaChangeId>(0),
            .idea = row.get<StatusId>(1),
            .kind = row.get<std::string>(2),
            .by = row.get<AccountId>(3),
            .from = read_state(row, 4),
            .to = read_state(row, 5),
            .other = row.get<std::optional<StatusId>>(6),
            .word = row.get<std::string>(7),
            .answer = row.get<std::optional<StatusId>>(8),
            .created_at = row.get<Time>(9)};
}

std::optional<std::string_view> name_of(std::optional<IdeaState> state)
{
    return state ? std::optional{community::name_of(*state)} : std::nullopt;
}

// Who of its team did it is the page's own affair: others are told that the page did.
AccountId teller_of(db::Reader& reader, const Idea& idea, AccountId by)
{
    bool is_pages_word = idea.space && by != idea.proposer && find_page(reader, *idea.space);
    return is_pages_word ? *idea.space : by;
}

// The next of those of this server who are told, by their ids.
std::vector<AccountId> people_behind(db::Reader& reader, const IdeaChange& change, AccountId after)
{
    std::vector<AccountId> people;
    // That a post became an idea concerns its author alone.
    auto others = change.kind == "proposed"
                    ? std::string{}
                    : fmt::format("UNION SELECT v.account_id FROM idea_votes v JOIN tree t ON v.idea_id = t.id "
                                  "WHERE v.remote = 0 UNION SELECT a.account_id FROM {} a",
                                  idea_answers);
    for (const auto& row : reader.rows(
             fmt::format("{} SELECT p.id FROM (SELECT i.proposer_id AS id FROM ideas i JOIN tree t ON i.status_id = t.id {}) p "
                         "WHERE p.id > $2 ORDER BY p.id LIMIT $3",
                         idea_tree, others),
             change.idea, after, told_at_once))
        people.push_back(row.get<AccountId>(0));
    return people;
}

std::vector<AccountId> tell_next(db::Transaction& tx, IdeaChangeId id, AccountId after, Time now)
{
    auto row = tx.row(fmt::format("SELECT {} WHERE id = $1", columns), id);
    auto change = row ? std::optional{read_change(*row)} : std::nullopt;
    auto idea = change ? find_idea(tx, change->idea) : std::nullopt;
    if (!idea) return {};
    auto from = teller_of(tx, *idea, change->by);
    auto people = people_behind(tx, *change, after);
    for (auto person : people) {
        auto post = person == change->by ? std::nullopt : social::find_status(tx, idea->id, person);
        if (!post) continue;
        social::notify(tx,
                       {.to = person,
                        .kind = social::NotificationKind::Update,
                        .from = from,
                        .status = idea->id,
                        .conversation = post->conversation,
                        .idea_change = id},
                       now);
    }
    return people;
}

}  // namespace

IdeaChangeId note_change(db::Transaction& tx, const ChangeNote& note, Time now)
{
    auto id = tx.new_id<IdeaChangeId>(now);
    tx.run("INSERT INTO idea_changes (id, idea_id, kind, by_id, from_state, to_state, other_id, word, answer_id, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
           id, note.idea, note.kind, note.by, name_of(note.from), name_of(note.to), note.other, note.word, note.answer, now);
    return id;
}

std::vector<IdeaChange> changes_of(db::Reader& reader, StatusId id)
{
    auto idea = find_idea(reader, id);
    std::vector<IdeaChange> changes;
    if (!idea) return changes;
    for (const auto& row : reader.rows(fmt::format("SELECT {} WHERE idea_id = $1 ORDER BY id", columns), id)) {
        changes.push_back(read_change(row));
        changes.back().by = teller_of(reader, *idea, changes.back().by);
    }
    return changes;
}

std::vector<IdeaChange> find_changes(db::Reader& reader, std::span<const IdeaChangeId> ids)
{
    std::vector<IdeaChange> changes;
    if (ids.empty()) return changes;
    for (const auto& row : reader.rows(fmt::format("SELECT {} WHERE id IN LIST($1)", columns), db::list_of(ids)))
        changes.push_back(read_change(row));
    return changes;
}

void tell_of_change(db::Database& database, IdeaChangeId id, Time now)
{
    AccountId last;
    for (auto told = database.write([&](db::Transaction& tx) { return tell_next(tx, id, last, now); }); !told.empty();
         told = database.write([&](db::Transaction& tx) { return tell_next(tx, id, last, now); }))
        last = told.back();
}

}  // namespace favilla::community
