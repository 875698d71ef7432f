// SPDX-License-Identifier: AGPL-3.0-or-later
// social/search_index.h — what search looks into, kept in the transactions that change it: of a status its words (text,
// content warning, options of its poll) and marks (whose it is, at which hosted domain, its tags, language, poll, links); of an account the
// words of its names. What was there before the index is read in by a job, a batch a transaction.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"
#include "jobs/workers.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::social {

// Marks are terms that no word becomes: a word's term never begins with a digit unless it is a number.
std::string author_mark(AccountId);
std::string domain_mark(DomainId);
std::string tag_mark(std::string_view folded_name);
std::string language_mark(std::string_view tag);  // of a language whatever its region
std::string group_mark(AccountId);
inline constexpr std::string_view poll_mark = "0p", link_mark = "0l";

// The words a status is found by: of its text, its content warning, the options of its poll.
std::string searched_words(db::Reader&, const Status&);

// Its tags and its poll must be there already. Boosts have no words of their own and are not indexed.
void index_status(db::Transaction&, const Status&);  // a new one
void reindex_status(db::Transaction&, const Status&);
void unindex_status(db::Transaction&, StatusId);
// It is said in this group, or in none any more.
void mark_group(db::Transaction&, StatusId, std::optional<AccountId> group);
void index_account(db::Transaction&, const Account&);  // also again, after its names changed
void unindex_account(db::Transaction&, AccountId);

// Beside the words of its names, what an account is found by.
std::string handle_term(std::string_view username);

// SQL that is true of a status `s` by an account `a` whose words strangers may find: it is public, and its author agreed to that.
inline constexpr std::string_view found_by_strangers = "s.visibility = 0 AND COALESCE(s.searchable, a.indexable) = 1";

inline constexpr std::string_view search_queue = "search";
inline constexpr std::string_view rebuild_job = "search.rebuild";
// Reads in the next of what was there before; false when nothing remains.
bool index_remaining(db::Transaction&);
// Everything is to be read in anew; meanwhile the old is searched.
void begin_reindexing(db::Transaction&);
// Statuses that stand in no index though nothing remains to be read in: there is something wrong.
std::vector<StatusId> unindexed_statuses(db::Reader&, int at_most);
// The job, and the first of it when something remains.
void add_search_work(jobs::Workers&, db::Database&, const Clock&);

}  // namespace favilla::social
