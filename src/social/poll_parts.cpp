// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/poll_parts.h"

#include <fmt/format.h>

#include "jobs/events.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

constexpr std::int64_t polls_at_once = 500;

// With `q` the poll and `o` who asks.
constexpr std::string_view is_counted_here = "o.domain_id IS NOT NULL AND q.status_id >= 281474976710656";

std::vector<PollId> read_polls(const db::Rows& rows)
{
    std::vector<PollId> polls;
    for (const auto& row : rows) polls.push_back(row.get<PollId>(0));
    return polls;
}

}  // namespace

std::optional<PollParts> parts_of_poll(db::Reader& reader, PollId id)
{
    static const auto options = fmt::format("SELECT x.position FROM polls q JOIN accounts o ON o.id = q.account_id JOIN "
                                            "poll_options x ON x.poll_id = q.id WHERE q.id = $1 AND {}",
                                            is_counted_here);
    auto all = reader.rows(options, id).size();
    if (all == 0) return std::nullopt;
    auto parts = std::move(parts_of_polls(reader, {&id, 1})[id]);
    parts.options.resize(all);
    return parts;
}

std::unordered_map<PollId, PollParts> parts_of_polls(db::Reader& reader, std::span<const PollId> ids)
{
    std::unordered_map<PollId, PollParts> all;
    for (const auto& row :
         reader.rows("SELECT poll_id, position, code, votes FROM poll_vote_codes WHERE poll_id IN EACH($1)", db::list_of(ids))) {
        auto& parts = all[row.get<PollId>(0)];
        auto position = row.get<std::int64_t>(1);
        if (position >= std::ssize(parts.options)) parts.options.resize(static_cast<std::size_t>(position + 1));
        auto& counts = position == any_option ? parts.voters : parts.options[static_cast<std::size_t>(position)];
        counts.add(static_cast<ActCode>(row.get<int>(2)), row.get<std::int64_t>(3));
    }
    return all;
}

void count_in_parts(db::Transaction& tx, PollId id, AccountId voter, int position)
{
    static const auto sql =
        fmt::format("INSERT INTO poll_vote_codes (poll_id, position, code, votes) SELECT q.id, CAST($3 AS BIGINT), {}, 1 FROM "
                    "polls q JOIN accounts o ON o.id = q.account_id WHERE q.id = $1 AND {} "
                    "ON CONFLICT (poll_id, position, code) DO UPDATE SET votes = poll_vote_codes.votes + 1",
                    act_code("$2", ActKind::Vote, "q.id"), is_counted_here);
    tx.run(sql, id, voter, position);
}

void recount_polls(db::Transaction& tx, std::span<const PollId> polls)
{
    auto counted = [](std::string_view what) {
        return fmt::format(
            "INSERT INTO poll_vote_codes (poll_id, position, code, votes) SELECT poll_id, position, code, count(*) FROM "
            "(SELECT v.poll_id, v.position, {} AS code FROM (SELECT {} FROM poll_votes p WHERE p.poll_id IN EACH($1)) v "
            "JOIN polls q ON q.id = v.poll_id JOIN accounts o ON o.id = q.account_id WHERE {}) votes "
            "GROUP BY poll_id, position, code",
            act_code("v.account_id", ActKind::Vote, "v.poll_id"), what, is_counted_here);
    };
    static const auto votes = counted("p.poll_id, p.account_id, p.position");
    static const auto voters = counted(fmt::format("DISTINCT p.poll_id, p.account_id, {} AS position", any_option));
    if (polls.empty()) return;
    auto list = db::list_of(polls);
    tx.run("DELETE FROM poll_vote_codes WHERE poll_id IN LIST($1)", list);
    tx.run(votes, list);
    tx.run(voters, list);
}

void recount_polls_of(db::Transaction& tx, AccountId voter)
{
    recount_polls(tx, read_polls(tx.rows("SELECT DISTINCT poll_id FROM poll_votes WHERE account_id = $1", voter)));
}

std::optional<PollId> recount_more_polls(db::Transaction& tx, PollId last)
{
    static const auto sql = fmt::format("SELECT q.id FROM polls q JOIN accounts o ON o.id = q.account_id WHERE q.id > $1 AND {} "
                                        "ORDER BY q.id LIMIT $2",
                                        is_counted_here);
    auto polls = read_polls(tx.rows(sql, last, polls_at_once));
    recount_polls(tx, polls);
    if (polls.empty()) return std::nullopt;
    return polls.back();
}

void recount_all_polls(db::Transaction& tx)
{
    for (auto last = recount_more_polls(tx, PollId{}); last;) last = recount_more_polls(tx, *last);
}

void forget_poll_parts(db::Transaction& tx, PollId id) { tx.run("DELETE FROM poll_vote_codes WHERE poll_id = $1", id); }

void tell_of_votes_left_out(db::Transaction& tx, AccountId to, StatusId poll, Time now)
{
    // It comes from nobody, and so no NotificationKind of what people do to each other.
    constexpr std::string_view kind = "votes_left_out";
    if (tx.row("SELECT 1 FROM notifications WHERE status_id = $1 AND account_id = $2 AND kind = $3", poll, to, kind)) return;
    if (!tx.row("SELECT 1 FROM users WHERE account_id = $1", to)) return;
    auto id = tx.new_id<NotificationId>(now);
    tx.run(
        "INSERT INTO notifications (id, account_id, kind, from_account_id, status_id, created_at) VALUES ($1, $2, $3, $2, $4, $5)",
        id, to, kind, poll, now);
    jobs::publish(tx, NotificationAdded{id, to});
}

}  // namespace favilla::social
