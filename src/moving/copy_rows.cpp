// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/copy_rows.h"

#include <algorithm>

#include <fmt/format.h>

namespace favilla::moving {

namespace {

constexpr int rows_at_once = 500;

std::vector<std::string> texts(const db::Rows& rows)
{
    std::vector<std::string> found;
    for (const auto& row : rows) found.push_back(row.get<std::string>(0));
    return found;
}

// Those that both have: what one engine keeps for itself has no counterpart.
std::vector<std::string> columns_of(db::Reader& source, db::Reader& target, const std::string& table)
{
    auto there =
        texts(source.rows("SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND "
                          "table_name = $1",
                          table));
    std::vector<std::string> both;
    for (auto& column : texts(target.rows("SELECT name FROM pragma_table_info($1)", table)))
        if (std::ranges::find(there, column) != there.end()) both.push_back(std::move(column));
    return both;
}

// A row travels as a JSON array, which both engines read and write exactly.
void copy_table(db::Reader& source, db::Transaction& target, const std::string& table)
{
    auto columns = columns_of(source, target, table);
    if (columns.empty()) return;
    std::string names, values;
    for (std::size_t n = 0; n < columns.size(); ++n) {
        names += (n > 0 ? ", " : "") + columns[n];
        values += fmt::format("{}json_extract(value, '$[{}]')", n > 0 ? ", " : "", n);
    }
    auto insert = fmt::format("INSERT OR REPLACE INTO {} ({}) SELECT {} FROM json_each($1)", "main." + table, names, values);
    source.rows(
        fmt::format("DECLARE copying_{} NO SCROLL CURSOR FOR SELECT json_build_array({})::text FROM {}", table, names, table));
    auto fetch = fmt::format("FETCH {} FROM copying_{}", rows_at_once, table);
    for (auto rows = source.rows(fetch); !rows.empty(); rows = source.rows(fetch)) {
        std::string page = "[";
        for (const auto& row : rows) page.append(page.size() > 1 ? "," : "").append(row.get<std::string_view>(0));
        target.run(insert, page + "]");
    }
    source.rows(fmt::format("CLOSE copying_{}", table));
}

}  // namespace

void copy_rows(db::Database& postgresql, db::Database& target)
{
    target.write([&](db::Transaction& tx) {
        tx.run("PRAGMA defer_foreign_keys = ON");
        auto tables =
            texts(tx.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'status_search%' AND name NOT "
                          "LIKE 'sqlite_%' AND name NOT IN ('schema_migrations', 'id_marks')"));
        postgresql.read([&](db::Reader& reader) {
            for (const auto& table : tables) copy_table(reader, tx, table);
        });
    });
}

}  // namespace favilla::moving
