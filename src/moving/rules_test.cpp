// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/rules.h"

#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "moving/told_ids.h"
#include "support/migrated.h"

using namespace favilla;

namespace {

struct Schema {
    std::map<std::string, std::set<std::string>> columns;                   // by table
    std::map<std::pair<std::string, std::string>, std::string> references;  // of a column
    std::set<std::pair<std::string, std::string>> numbers;
};

Schema read_schema()
{
    auto place = test::migrated(test::Kind::File);
    auto database = place->open();
    return database->read([](db::Reader& reader) {
        Schema schema;
        // The tables that FTS5 keeps its index in are of the index.
        for (const auto& row :
             reader.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT "
                         "LIKE 'status_search_%'")) {
            auto table = row.get<std::string>(0);
            for (const auto& column : reader.rows("SELECT name, type FROM pragma_table_info($1)", table)) {
                schema.columns[table].insert(column.get<std::string>(0));
                if (column.get<std::string_view>(1) == "INTEGER") schema.numbers.emplace(table, column.get<std::string>(0));
            }
            for (const auto& one : reader.rows("SELECT \"from\", \"table\" FROM pragma_foreign_key_list($1)", table))
                schema.references[{table, one.get<std::string>(0)}] = one.get<std::string>(1);
        }
        return schema;
    });
}

}  // namespace

TEST_CASE("of every table it is written what goes along when an organisation moves, and of nothing else")
{
    auto schema = read_schema();
    std::set<std::string> ruled;
    for (const auto& rule : moving::rules()) {
        std::string table{rule.table};
        CAPTURE(table);
        CHECK(ruled.insert(table).second);
        CHECK(schema.columns.contains(table));
        CHECK(!rule.which.empty());
    }
    for (const auto& [table, columns] : schema.columns) {
        CAPTURE(table);
        CHECK_MESSAGE(ruled.contains(table), "src/moving/rules.cpp has no rule for it: say what of it goes along");
    }
}

TEST_CASE("what is changed of a row, and what points to accounts, are columns that are there")
{
    auto schema = read_schema();
    std::set<std::pair<std::string, std::string>> changed;
    for (const auto& change : moving::changes()) {
        std::pair column{std::string{change.table}, std::string{change.column}};
        CAPTURE(column.first);
        CAPTURE(column.second);
        CHECK(schema.columns[column.first].contains(column.second));
        CHECK(changed.insert(column).second);
    }
    for (const auto& pointer : moving::pointers_to_accounts())
        CHECK(schema.columns[std::string{pointer.table}].contains(std::string{pointer.column}));
}

// A rule that names no set lets rows of everybody through: those that may are named here.
TEST_CASE("every condition speaks of the organisation, but for what belongs to the installation")
{
    std::set<std::string_view> of_everybody{"id_marks",      "schedules",        "host_rules",
                                            "allowed_hosts", "direct_remaining", "ledger_remaining"};
    for (const auto& rule : moving::rules()) {
        if (rule.goes != moving::Goes::Rows && rule.goes != moving::Goes::Needed) continue;
        CAPTURE(rule.table);
        bool speaks = false;
        for (std::string_view set :
             {"kept_domains", "ours", "own_statuses", "seen", "kept_conversations", "needed_accounts", "main."})
            speaks |= rule.which.contains(set);
        CHECK(speaks != of_everybody.contains(rule.table));
    }
}

// What is sealed with the installation's key must be sealed anew. A column of that name is looked at by whoever adds it.
TEST_CASE("no column that is sealed goes as it is")
{
    auto schema = read_schema();
    std::set<std::pair<std::string_view, std::string_view>> changed;
    for (const auto& change : moving::changes()) changed.emplace(change.table, change.column);
    for (const auto& rule : moving::rules()) {
        if (rule.goes != moving::Goes::Rows && rule.goes != moving::Goes::Needed) continue;
        for (const auto& column : schema.columns[std::string{rule.table}])
            if (column.ends_with("_sealed") || column == "secret" || column == "signature" || column == "code_mark") {
                if (rule.table == "integrity_heads") continue;  // signed with the organisation's own key, for others to verify
                CAPTURE(rule.table);
                CAPTURE(column);
                CHECK(changed.contains({rule.table, column}));
            }
    }
}

// What both installations know gets one number: whatever names it has to follow.
TEST_CASE("of every column that looks like an id it is said whose it is")
{
    auto schema = read_schema();
    std::set<std::pair<std::string, std::string>> told;
    auto tell = [&](std::string_view table, std::string_view column) {
        CAPTURE(table);
        CAPTURE(column);
        CHECK(schema.columns[std::string{table}].contains(std::string{column}));
        told.emplace(table, column);
    };
    for (const auto& one : moving::told_ids()) {
        tell(one.table, one.column);
        CHECK(schema.columns.contains(std::string{one.of}));
    }
    for (const auto& one : moving::ids_in_text()) tell(one.table, one.column);
    for (const auto& one : moving::kept_numbers()) tell(one.table, one.column);
    for (const auto& rule : moving::rules()) {
        if (rule.goes != moving::Goes::Rows && rule.goes != moving::Goes::Needed) continue;
        std::string table{rule.table};
        for (const auto& column : schema.columns[table]) {
            if (!schema.numbers.contains({table, column}) || (!column.ends_with("_id") && !column.ends_with("_by"))) continue;
            CAPTURE(table);
            CAPTURE(column);
            CHECK_MESSAGE((schema.references.contains({table, column}) || told.contains({table, column})),
                          "src/moving/told_ids.cpp does not say whose id it is");
        }
    }
}
