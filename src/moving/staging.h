// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/staging.h — the rows that arrive, beside the database that takes them: each table as a temporary one of its name with "in_" before,
// and which number becomes which in `moved`.
#pragma once
#include <functional>
#include <set>
#include <span>
#include <string>

#include "base/result.h"
#include "moving/facts.h"

namespace favilla::moving {

void stage(db::Transaction&, db::Reader& source, std::span<const TableFacts>);
void drop_staged(db::Transaction&, std::span<const TableFacts>);

// Fills `moved (kind, old_id, new_id, known)`: what is known here, and what has to take another number because its own is taken. Refuses
// Conflict "moving.collides" for what stands under a hash with its number.
Result<void> number(db::Transaction&, std::span<const TableFacts>);

// SQL for what becomes of a column of the staged row `t`; `renumbered` are the tables of which any row has another number.
std::string moved_value(const ColumnFacts&, const std::set<std::string>& renumbered);
std::set<std::string> renumbered(db::Reader&);
std::int64_t number_of(db::Reader&, std::string_view kind, std::int64_t before);

// Ids that stand in texts.
void renumber_texts(db::Transaction&, const std::set<std::string>& renumbered);

}  // namespace favilla::moving
