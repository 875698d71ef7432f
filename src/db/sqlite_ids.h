// SPDX-License-Identifier: AGPL-3.0-or-later
// db/sqlite_ids.h — the table-valued function ids($1): the numbers of a list that was bound, a row each, in the column
// `value`. They are read where they lie, so that a list is neither written out nor parsed. For db/sqlite_session.cpp alone.
#pragma once
#include <cstdint>
#include <span>

struct sqlite3;
struct sqlite3_stmt;

namespace favilla::db {

// SQLite's codes, as of the calls beside which these stand.
int add_ids_table(sqlite3*);
// What is bound must live until the statement was reset and its bindings cleared.
int bind_ids(sqlite3_stmt*, int position, const std::span<const std::int64_t>&);

}  // namespace favilla::db
