// SPDX-License-Identifier: AGPL-3.0-or-later
// db/sql_text.h — one text for both engines: the few words that differ are rewritten when a statement is
// prepared or a migration applied. In statements: `IN LIST($n)`, `IN TEXTS($n)` and, where it is one of the conditions
// that all must hold of the nearest SELECT … FROM before it, `IN EACH($n)`: the same, but on SQLite each of the list is
// looked up in its turn instead of being put into a table first, which costs half or a third as much. One to a FROM.
// In migrations: the types BIGINT, BYTEA, DOUBLE PRECISION; CREATE TABLE becomes STRICT on SQLite; and a line
// `-- engine: sqlite`, `-- engine: postgresql` or `-- engine: both` says for whom what follows is meant.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace favilla::db {

std::string statement_for(Engine, std::string_view sql);
// The migration's statements for this engine, in order, without the comments.
std::vector<std::string> migration_for(Engine, std::string_view sql);

}  // namespace favilla::db
