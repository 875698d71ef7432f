// SPDX-License-Identifier: AGPL-3.0-or-later
// sqlite.org/vtab.html, 1.1.2 (eponymous-only virtual tables), and sqlite.org/bindptr.html.
#include "db/sqlite_ids.h"

#include <new>

#include <sqlite3.h>

namespace favilla::db {

namespace {

using Numbers = std::span<const std::int64_t>;

constexpr const char* pointer_type = "favilla-ids";  // what else may be bound as a pointer is not taken for a list
enum Column { ValueColumn, ListColumn };

struct Cursor : sqlite3_vtab_cursor {  // which is all that SQLite knows of it
    Numbers numbers;
    std::size_t at = 0;
};

Cursor& cursor_of(sqlite3_vtab_cursor* base) { return static_cast<Cursor&>(*base); }

int connect(sqlite3* handle, void*, int, const char* const*, sqlite3_vtab** table, char**)
{
    if (int code = sqlite3_declare_vtab(handle, "CREATE TABLE ids (value INTEGER NOT NULL, list HIDDEN)"); code != SQLITE_OK)
        return code;
    *table = new (std::nothrow) sqlite3_vtab{};
    if (!*table) return SQLITE_NOMEM;
    return sqlite3_vtab_config(handle, SQLITE_VTAB_INNOCUOUS);
}

int disconnect(sqlite3_vtab* table)
{
    delete table;
    return SQLITE_OK;
}

// Without its list there is no such table.
int best_index(sqlite3_vtab*, sqlite3_index_info* plan)
{
    constexpr int usual_length = 20;
    for (int n = 0; n < plan->nConstraint; ++n) {
        const auto& constraint = plan->aConstraint[n];
        if (constraint.iColumn != ListColumn || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (!constraint.usable) return SQLITE_CONSTRAINT;
        plan->aConstraintUsage[n] = {.argvIndex = 1, .omit = 1};
        plan->estimatedCost = usual_length;
        plan->estimatedRows = usual_length;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** opened)
{
    auto* cursor = new (std::nothrow) Cursor{};
    if (!cursor) return SQLITE_NOMEM;
    *opened = cursor;
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* base)
{
    delete &cursor_of(base);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value** arguments)
{
    const auto* numbers = static_cast<const Numbers*>(sqlite3_value_pointer(arguments[0], pointer_type));
    cursor_of(base).numbers = numbers ? *numbers : Numbers{};
    cursor_of(base).at = 0;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base)
{
    ++cursor_of(base).at;
    return SQLITE_OK;
}

int is_at_end(sqlite3_vtab_cursor* base) { return cursor_of(base).at >= cursor_of(base).numbers.size() ? 1 : 0; }

int column(sqlite3_vtab_cursor* base, sqlite3_context* result, int column)
{
    if (column == ValueColumn) sqlite3_result_int64(result, cursor_of(base).numbers[cursor_of(base).at]);
    return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* id)
{
    *id = static_cast<sqlite3_int64>(cursor_of(base).at);
    return SQLITE_OK;
}

constexpr sqlite3_module module_of_ids()
{
    sqlite3_module module{};
    module.xConnect = connect;
    module.xBestIndex = best_index;
    module.xDisconnect = disconnect;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = is_at_end;
    module.xColumn = column;
    module.xRowid = row_id;
    return module;
}

}  // namespace

int add_ids_table(sqlite3* handle)
{
    static constexpr auto module = module_of_ids();
    return sqlite3_create_module_v2(handle, "ids", &module, nullptr, nullptr);
}

int bind_ids(sqlite3_stmt* statement, int position, const Numbers& numbers)
{
    // SQLite hands the pointer on and never writes through it.
    return sqlite3_bind_pointer(statement, position, const_cast<Numbers*>(&numbers), pointer_type, nullptr);
}

}  // namespace favilla::db
