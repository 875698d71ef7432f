// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/facts.h — the tables of an export as its database describes them: in which order their rows can be laid down, and whose id stands
// in which column.
#pragma once
#include <string>
#include <vector>

#include "db/database.h"

namespace favilla::moving {

struct IdsOf {
    std::string table, when;  // a condition about the row `t`; empty: always
};

struct ColumnFacts {
    std::string name;
    bool is_integer = false, is_real = false;
    std::vector<IdsOf> ids;  // whose they are
};

struct TableFacts {
    std::string name;
    std::vector<ColumnFacts> columns;
    std::vector<std::string> key;  // its primary key
    bool has_own_ids() const { return key.size() == 1 && key[0] == "id"; }
};

// Of all tables whose rows come along, each after those that it points to. `source` is a SQLite database.
std::vector<TableFacts> tables_that_come(db::Reader& source);

}  // namespace favilla::moving
