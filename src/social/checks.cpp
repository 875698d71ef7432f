// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/checks.h"

#include <fmt/format.h>

#include "social/past_ids.h"
#include "social/search_index.h"

namespace favilla::social {

namespace {

struct Check {
    std::string_view what;  // of which id, kept, counted
    std::string_view sql;   // id, kept value, counted value; $1 bounds the rows
};

// These read every row on purpose: they are asked for by hand, never by a request.
constexpr Check checks[] = {
    {"account {}: {} posts are counted, {} are there",
     "SELECT a.id, a.statuses_count, count(s.id) FROM accounts a LEFT JOIN statuses s ON s.account_id = a.id AND s.deleted_at IS NULL AND s.visibility < 3 AND s.audience_id IS NULL AND s.id >= 281474976710656 "
     "WHERE a.domain_id IS NOT NULL GROUP BY a.id, a.statuses_count HAVING a.statuses_count <> count(s.id) LIMIT $1"},
    {"account {}: {} followers are counted, {} are there",
     "SELECT a.id, a.followers_count, count(f.id) FROM accounts a LEFT JOIN follows f ON f.target_id = a.id "
     "WHERE a.domain_id IS NOT NULL GROUP BY a.id, a.followers_count HAVING a.followers_count <> count(f.id) LIMIT $1"},
    {"account {}: {} followed are counted, {} are there",
     "SELECT a.id, a.following_count, count(f.id) FROM accounts a LEFT JOIN follows f ON f.account_id = a.id "
     "WHERE a.domain_id IS NOT NULL GROUP BY a.id, a.following_count HAVING a.following_count <> count(f.id) LIMIT $1"},
    {"status {}: {} favourites are counted, {} are there",
     "SELECT s.id, s.favourites_count, count(f.id) FROM statuses s LEFT JOIN favourites f ON f.status_id = s.id "
     "GROUP BY s.id, s.favourites_count HAVING s.favourites_count <> count(f.id) LIMIT $1"},
    {"status {}: {} boosts are counted, {} are there",
     "SELECT s.id, s.boosts_count, count(b.id) FROM statuses s LEFT JOIN statuses b ON b.boost_of_id = s.id AND b.deleted_at IS NULL AND b.id >= 281474976710656 "
     "GROUP BY s.id, s.boosts_count HAVING s.boosts_count <> count(b.id) LIMIT $1"},
    {"status {}: {} answers are counted, {} are there",
     "SELECT s.id, s.replies_count, count(r.id) FROM statuses s LEFT JOIN statuses r ON r.in_reply_to_id = s.id AND r.deleted_at IS NULL AND r.visibility <= 1 "
     "GROUP BY s.id, s.replies_count HAVING s.replies_count <> count(r.id) LIMIT $1"},
    {"status {}: {} quotes are counted, {} are there",
     "SELECT s.id, s.quotes_count, count(x.status_id) FROM statuses s LEFT JOIN (SELECT q.quoted_id, q.status_id FROM quotes q "
     "JOIN statuses t ON t.id = q.status_id WHERE q.state = 'accepted' AND t.visibility <= 1) x ON x.quoted_id = s.id "
     "GROUP BY s.id, s.quotes_count HAVING s.quotes_count <> count(x.status_id) LIMIT $1"},
    {"poll option of poll {}: {} votes are counted, {} are there",
     "SELECT o.poll_id, o.votes_count, count(v.account_id) FROM poll_options o JOIN polls q ON q.id = o.poll_id "
     "JOIN accounts a ON a.id = q.account_id LEFT JOIN poll_votes v ON v.poll_id = o.poll_id AND v.position = o.position "
     // The numbers of others are those that their server told.
     "WHERE a.domain_id IS NOT NULL AND q.status_id >= 281474976710656 GROUP BY o.poll_id, o.position, o.votes_count HAVING o.votes_count <> count(v.account_id) LIMIT $1"},
    {"poll option of poll {}: {} votes are told apart, {} are counted",
     "SELECT o.poll_id, CAST(coalesce(sum(c.votes), 0) AS BIGINT), o.votes_count FROM poll_options o JOIN polls q ON q.id = o.poll_id "
     "JOIN accounts a ON a.id = q.account_id LEFT JOIN poll_vote_codes c ON c.poll_id = o.poll_id AND c.position = o.position "
     "WHERE a.domain_id IS NOT NULL AND q.status_id >= 281474976710656 GROUP BY o.poll_id, o.position, o.votes_count "
     "HAVING coalesce(sum(c.votes), 0) <> o.votes_count LIMIT $1"},
    {"status {}: it stands in conversation {}, its parent in {}",
     "SELECT s.id, s.conversation_id, p.conversation_id FROM statuses s JOIN statuses p ON p.id = s.in_reply_to_id "
     "WHERE s.conversation_id <> p.conversation_id AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.root_id = s.id) LIMIT $1"},
};

}  // namespace

std::vector<std::string> find_problems(db::Reader& reader, int at_most)
{
    std::vector<std::string> problems;
    for (const auto& check : checks)
        for (auto row : reader.rows(check.sql, at_most))
            problems.push_back(fmt::format(fmt::runtime(check.what), row.get<std::int64_t>(0), row.get<std::int64_t>(1),
                                           row.get<std::int64_t>(2)));
    for (auto status : unindexed_statuses(reader, at_most))
        problems.push_back(fmt::format("status {}: search does not know it; favilla reindex reads all in anew", status.value));
    return problems;
}

}  // namespace favilla::social
