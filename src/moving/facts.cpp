// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/facts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "moving/rules.h"
#include "moving/told_ids.h"

namespace favilla::moving {

namespace {

// What belongs to the installation: that of where it arrives stands.
constexpr std::string_view of_the_installation[] = {"id_marks", "schedules", "host_rules", "allowed_hosts", "media_files"};

struct Reference {
    std::string table, column;
};
using References = std::map<std::string, std::map<std::string, Reference>>;  // by table and column

bool comes(const Rule& rule)
{
    return (rule.goes == Goes::Rows || rule.goes == Goes::Needed)
        && std::ranges::find(of_the_installation, rule.table) == std::end(of_the_installation);
}

References read_references(db::Reader& source)
{
    References references;
    for (const auto& rule : rules())
        for (const auto& row : source.rows("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1)", rule.table))
            references[std::string{rule.table}][row.get<std::string>(0)] = {row.get<std::string>(1), row.get<std::string>(2)};
    return references;
}

// A key may be the id of something else: that of a group is its account's.
std::string whose(const References& references, Reference reference)
{
    while (reference.column != "id") {
        auto table = references.find(reference.table);
        if (table == references.end()) break;
        auto next = table->second.find(reference.column);
        if (next == table->second.end()) break;
        reference = next->second;
    }
    return reference.table;
}

TableFacts read_facts(db::Reader& source, const References& references, std::string_view name)
{
    TableFacts table{.name = std::string{name}, .columns = {}, .key = {}};
    std::map<int, std::string> key;
    auto pointing = references.find(table.name);
    for (const auto& row : source.rows("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", name)) {
        auto type = row.get<std::string>(1);
        ColumnFacts column{.name = row.get<std::string>(0),
                           .is_integer = type == "INTEGER" || type == "BIGINT" || type == "INT",
                           .is_real = type == "REAL" || type.starts_with("DOUBLE"),
                           .ids = {}};
        if (auto place = row.get<int>(2); place > 0) key[place] = column.name;
        if (pointing != references.end())
            if (auto found = pointing->second.find(column.name); found != pointing->second.end())
                column.ids.push_back({whose(references, found->second), {}});
        for (const auto& told : told_ids())
            if (told.table == name && told.column == column.name)
                column.ids.push_back({std::string{told.of}, std::string{told.when}});
        table.columns.push_back(std::move(column));
    }
    for (auto& [_, column] : key) table.key.push_back(column);
    if (table.has_own_ids())
        for (auto& column : table.columns)
            if (column.name == "id" && column.ids.empty()) column.ids.push_back({table.name, {}});
    return table;
}

}  // namespace

std::vector<TableFacts> tables_that_come(db::Reader& source)
{
    auto references = read_references(source);
    std::vector<TableFacts> tables;
    std::set<std::string, std::less<>> begun;
    auto add = [&](auto& self, std::string_view name) -> void {
        auto rule = std::ranges::find(rules(), name, &Rule::table);
        if (rule == rules().end() || !comes(*rule) || !begun.insert(std::string{name}).second) return;
        if (auto found = references.find(std::string{name}); found != references.end())
            for (const auto& [_, reference] : found->second) self(self, reference.table);
        tables.push_back(read_facts(source, references, name));
    };
    for (const auto& rule : rules()) add(add, rule.table);
    return tables;
}

}  // namespace favilla::moving
