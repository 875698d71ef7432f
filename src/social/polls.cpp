// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/polls.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "jobs/events.h"
#include "social/notifications.h"
#include "social/poll_parts.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

constexpr std::string_view poll_columns = "id, status_id, account_id, multiple, hide_totals, expires_at, voters_count";

Poll read_poll(const db::Row& row)
{
    return {.id = row.get<PollId>(0),
            .status = row.get<StatusId>(1),
            .author = row.get<AccountId>(2),
            .multiple = row.get<bool>(3),
            .hide_totals = row.get<bool>(4),
            .expires_at = row.get<std::optional<Time>>(5),
            .voters_count = row.get<std::int64_t>(6)};
}

void add_options(db::Transaction& tx, PollId id, const PollDraft& draft)
{
    int position = 0;
    for (const auto& title : draft.options)
        tx.run("INSERT INTO poll_options (poll_id, position, title, votes_count) VALUES ($1, $2, $3, 0)", id, position++, title);
}

Result<std::set<int>> check_choices(const Poll& poll, std::span<const int> choices, AccountId voter, Time now)
{
    if (has_ended(poll, now)) return refuse(ErrorCode::Invalid, "poll.ended");
    if (poll.author == voter) return refuse(ErrorCode::Invalid, "poll.own");
    if (!poll.own_votes.empty()) return refuse(ErrorCode::Invalid, "poll.voted_already");
    std::set<int> chosen(choices.begin(), choices.end());
    if (chosen.empty()) return refuse(ErrorCode::Invalid, "poll.nothing_chosen");
    if (chosen.size() > 1 && !poll.multiple) return refuse(ErrorCode::Invalid, "poll.one_choice");
    if (*chosen.begin() < 0 || *chosen.rbegin() >= static_cast<int>(poll.options.size()))
        return refuse(ErrorCode::Invalid, "poll.no_such_option");
    return chosen;
}

}  // namespace

bool has_ended(const Poll& poll, Time now) { return poll.expires_at && *poll.expires_at <= now; }

Result<void> check_poll(const PollDraft& draft)
{
    if (draft.options.size() < min_poll_options || draft.options.size() > max_poll_options)
        return refuse(ErrorCode::Invalid, "poll.options_count",
                      {{"min", std::to_string(min_poll_options)}, {"max", std::to_string(max_poll_options)}});
    std::set<std::string> titles;
    for (const auto& title : draft.options) {
        if (title.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, "poll.option_empty");
        if (title.size() > 16 * max_poll_option_length || grapheme_count(title) > max_poll_option_length)
            return refuse(ErrorCode::Invalid, "poll.option_too_long", {{"max", std::to_string(max_poll_option_length)}});
        if (!is_valid_utf8(title) || std::ranges::any_of(title, [](unsigned char c) { return c < ' '; }))
            return refuse(ErrorCode::Invalid, "poll.option_not_text");
        if (!titles.insert(title).second) return refuse(ErrorCode::Invalid, "poll.option_twice");
    }
    if (draft.lasts < min_poll_duration) return refuse(ErrorCode::Invalid, "poll.too_short");
    if (draft.lasts > max_poll_duration) return refuse(ErrorCode::Invalid, "poll.too_long");
    return {};
}

PollId add_poll(db::Transaction& tx, StatusId status, AccountId author, const PollDraft& draft, Time now)
{
    auto id = tx.new_id<PollId>(now);
    tx.run("INSERT INTO polls (id, status_id, account_id, multiple, hide_totals, expires_at, voters_count, closed_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, 0, NULL)",
           id, status, author, draft.multiple, draft.hide_totals, now + draft.lasts);
    add_options(tx, id, draft);
    return id;
}

void replace_poll(db::Transaction& tx, PollId id, const PollDraft& draft, Time now)
{
    tx.run("DELETE FROM poll_votes WHERE poll_id = $1", id);
    forget_poll_parts(tx, id);
    tx.run("DELETE FROM poll_options WHERE poll_id = $1", id);
    tx.run("UPDATE polls SET multiple = $2, hide_totals = $3, expires_at = $4, voters_count = 0, closed_at = NULL WHERE id = $1",
           id, draft.multiple, draft.hide_totals, now + draft.lasts);
    add_options(tx, id, draft);
}

void remove_poll(db::Transaction& tx, PollId id)
{
    tx.run("DELETE FROM poll_votes WHERE poll_id = $1", id);
    forget_poll_parts(tx, id);
    tx.run("DELETE FROM poll_options WHERE poll_id = $1", id);
    tx.run("DELETE FROM polls WHERE id = $1", id);
}

namespace {

using AllParts = std::unordered_map<PollId, PollParts>;

std::unordered_map<PollId, Poll> read_with_parts(db::Reader& reader, std::span<const PollId> ids, Viewer viewer,
                                                 const AllParts& all_parts)
{
    static const std::string query = "SELECT " + std::string{poll_columns} + " FROM polls WHERE id IN EACH($1)";
    std::unordered_map<PollId, Poll> polls;
    auto list = db::list_of(ids);
    for (const auto& row : reader.rows(query, list)) polls.emplace(row.get<PollId>(0), read_poll(row));
    for (const auto& row : reader.rows(
             "SELECT poll_id, title, votes_count FROM poll_options WHERE poll_id IN EACH($1) ORDER BY poll_id, position", list))
        if (auto poll = polls.find(row.get<PollId>(0)); poll != polls.end())
            poll->second.options.push_back({.title = row.get<std::string>(1), .votes_count = row.get<std::int64_t>(2)});
    for (const auto& [id, parts] : all_parts) {
        auto poll = polls.find(id);
        if (poll == polls.end() || parts.is_whole()) continue;
        poll->second.authentic_voters = parts.voters.authentic;
        for (std::size_t n = 0; n < parts.options.size(); ++n) poll->second.options.at(n).authentic = parts.options[n].authentic;
    }
    if (!viewer.account) return polls;
    for (const auto& row :
         reader.rows("SELECT poll_id, position FROM poll_votes WHERE account_id = $1 AND poll_id IN EACH($2) ORDER BY position",
                     *viewer.account, list))
        if (auto poll = polls.find(row.get<PollId>(0)); poll != polls.end()) poll->second.own_votes.push_back(row.get<int>(1));
    for (auto& [id, poll] : polls) poll.voted = !poll.own_votes.empty() || poll.author == viewer.account;
    return polls;
}

std::optional<Poll> first_seen(db::Reader& reader, std::unordered_map<PollId, Poll> polls, Viewer viewer)
{
    if (polls.empty() || !find_status(reader, polls.begin()->second.status, viewer)) return std::nullopt;
    return std::move(polls.begin()->second);
}

}  // namespace

std::unordered_map<PollId, Poll> polls_among(db::Reader& reader, std::span<const PollId> ids, Viewer viewer)
{
    if (ids.empty()) return {};
    return read_with_parts(reader, ids, viewer, parts_of_polls(reader, ids));
}

std::optional<Poll> find_poll(db::Reader& reader, PollId id, Viewer viewer)
{
    return first_seen(reader, polls_among(reader, {&id, 1}, viewer), viewer);
}

std::optional<PartedPoll> find_parted_poll(db::Reader& reader, PollId id, Viewer viewer)
{
    auto parts = parts_of_poll(reader, id);
    if (!parts) return std::nullopt;
    auto poll = first_seen(reader, read_with_parts(reader, {&id, 1}, viewer, {{id, *parts}}), viewer);
    if (!poll) return std::nullopt;
    return PartedPoll{*std::move(poll), *std::move(parts)};
}

namespace {

void count_choice(db::Transaction& tx, PollId poll, AccountId voter, int position, Time now)
{
    tx.run("INSERT INTO poll_votes (poll_id, account_id, position, created_at) VALUES ($1, $2, $3, $4)", poll, voter, position,
           now);
    tx.run("UPDATE poll_options SET votes_count = votes_count + 1 WHERE poll_id = $1 AND position = $2", poll, position);
    count_in_parts(tx, poll, voter, position);
}

void count_voter(db::Transaction& tx, const Poll& poll, AccountId voter)
{
    tx.run("UPDATE polls SET voters_count = voters_count + 1 WHERE id = $1", poll.id);
    count_in_parts(tx, poll.id, voter, any_option);
    jobs::publish(tx, PollVoted{poll.id, poll.status, voter});
}

}  // namespace

Result<Poll> vote(db::Transaction& tx, PollId id, AccountId voter, std::span<const int> choices, Time now)
{
    auto poll = find_poll(tx, id, voter);
    if (!poll) return refuse(ErrorCode::NotFound, "poll.missing");
    TRY(auto chosen, check_choices(*poll, choices, voter, now));
    for (int position : chosen) count_choice(tx, id, voter, position, now);
    count_voter(tx, *poll, voter);
    return *find_poll(tx, id, voter);
}

Result<void> vote_from_elsewhere(db::Transaction& tx, PollId id, AccountId voter, std::string_view option, Time now)
{
    auto poll = find_poll(tx, id, voter);
    if (!poll) return refuse(ErrorCode::NotFound, "poll.missing");
    auto chosen = std::ranges::find(poll->options, option, &PollOption::title);
    if (chosen == poll->options.end()) return refuse(ErrorCode::Invalid, "poll.no_such_option");
    auto position = static_cast<int>(chosen - poll->options.begin());
    if (std::ranges::find(poll->own_votes, position) != poll->own_votes.end()) return {};
    // The second choice of a voter who may make several: the rules of the first hold, but for having voted.
    bool first = poll->own_votes.empty();
    auto ruled = *poll;
    if (poll->multiple) ruled.own_votes.clear();
    CHECKED(check_choices(ruled, {&position, 1}, voter, now));
    count_choice(tx, id, voter, position, now);
    if (first) count_voter(tx, *poll, voter);
    return {};
}

int announce_ended_polls(db::Transaction& tx, Time now, int at_most)
{
    auto ended = tx.rows(
        "SELECT id, status_id, account_id FROM polls WHERE closed_at IS NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        now, at_most);
    for (const auto& row : ended) {
        auto id = row.get<PollId>(0);
        auto status = row.get<StatusId>(1);
        auto author = row.get<AccountId>(2);
        tx.run("UPDATE polls SET closed_at = $2 WHERE id = $1", id, now);
        notify(tx, {.to = author, .kind = NotificationKind::Poll, .from = author, .status = status}, now);
        for (const auto& voter : tx.rows("SELECT DISTINCT account_id FROM poll_votes WHERE poll_id = $1", id))
            notify(tx, {.to = voter.get<AccountId>(0), .kind = NotificationKind::Poll, .from = author, .status = status}, now);
    }
    return static_cast<int>(ended.size());
}

}  // namespace favilla::social
