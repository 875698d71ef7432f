// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/sqlite_session.h"

#include <sqlite3.h>

#include "db/sql_text.h"
#include "db/sqlite_ids.h"

namespace favilla::db {

namespace {

constexpr int page_cache_kib = 8 * 1024;

// Binds one argument; text is not copied: arguments live until the call returns.
int bind_one(sqlite3_stmt* statement, int position, const Value& value)
{
    struct Visitor {
        sqlite3_stmt* statement;
        int position;
        int operator()(Null) const { return sqlite3_bind_null(statement, position); }
        int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, position, number); }
        int operator()(double number) const { return sqlite3_bind_double(statement, position, number); }
        int operator()(std::string_view text) const
        {
            return sqlite3_bind_text64(statement, position, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
        }
        int operator()(Bytes bytes) const
        {
            return sqlite3_bind_blob64(statement, position, bytes.data.data() ? bytes.data.data() : "", bytes.data.size(),
                                       SQLITE_STATIC);
        }
        int operator()(const std::span<const std::int64_t>& numbers) const { return bind_ids(statement, position, numbers); }
    };
    return std::visit(Visitor{statement, position}, value);
}

void add_cell(Table& table, sqlite3_stmt* statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return table.add_null();
    case SQLITE_INTEGER: return table.add(std::int64_t{sqlite3_column_int64(statement, column)});
    case SQLITE_FLOAT: return table.add(sqlite3_column_double(statement, column));
    default: break;
    }
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
    auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    table.add(std::string_view{data ? data : "", size});
}

// A statement must be reset on every way out, or its lock stays.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset()
    {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

}  // namespace

SqliteSession::SqliteSession(const SqliteOptions& options, Mode mode) : on_plan_(options.on_plan)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::Write ? SQLITE_OPEN_CREATE : 0);
    if (int code = sqlite3_open_v2(options.file.c_str(), &handle_, flags, nullptr); code != SQLITE_OK) {
        std::string reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(handle_);
        throw Failure{options.file + ": " + reason};
    }
    sqlite3_busy_timeout(handle_, 10'000);
    add_ids_table(handle_);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    query("PRAGMA cache_size = -" + std::to_string(page_cache_kib), {});
    if (mode == Mode::Read) {
        query("PRAGMA wal_autocheckpoint = 0", {});
        query("PRAGMA query_only = ON", {});
        return;
    }
    query("PRAGMA journal_mode = WAL", {});
    query("PRAGMA synchronous = FULL", {});
    query("PRAGMA secure_delete = ON", {});  // as Debian builds it: what was deleted is not left in the file
    load_ids();
}

SqliteSession::~SqliteSession()
{
    for (auto& [text, statement] : statements_) sqlite3_finalize(statement.handle);
    sqlite3_close(handle_);
}

void SqliteSession::load_ids()
{
    execute("CREATE TABLE IF NOT EXISTS id_marks (node INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT", {});
    execute("INSERT INTO id_marks (node, last) VALUES (0, 0) ON CONFLICT DO NOTHING", {});
    last_id_ = query("SELECT last FROM id_marks WHERE node = 0", {})[0].get<std::int64_t>(0);
    ids_ = IdSource{last_id_};
}

void SqliteSession::fail(int code, std::string_view sql)
{
    std::string message = std::string{sqlite3_errmsg(handle_)} + " in: " + std::string{sql};
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: throw Conflict{message};
    case SQLITE_FULL: throw StorageFull{message};
    case SQLITE_IOERR:
        // A write that the disk refused for want of room may be reported as an I/O error.
        if (int why = sqlite3_extended_errcode(handle_); why == SQLITE_IOERR_WRITE || why == SQLITE_IOERR_SHMSIZE)
            throw StorageFull{message};
        [[fallthrough]];
    default: throw Failure{message};
    }
}

SqliteSession::Statement& SqliteSession::prepared(std::string_view sql)
{
    if (auto known = statements_.find(sql); known != statements_.end()) return known->second;
    auto text = statement_for(Engine::Sqlite, sql);
    sqlite3_stmt* handle = nullptr;
    int code =
        sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) fail(code, sql);
    Statement statement{handle, {}};
    int parameters = sqlite3_bind_parameter_count(handle);
    for (int n = 1; n <= parameters + 8; ++n)
        statement.positions.push_back(sqlite3_bind_parameter_index(handle, ("$" + std::to_string(n)).c_str()));
    if (on_plan_) observe_plan(sql, text);
    return statements_.emplace(std::string{sql}, std::move(statement)).first->second;
}

void SqliteSession::observe_plan(std::string_view sql, const std::string& text)
{
    sqlite3_stmt* explain = nullptr;
    auto question = "EXPLAIN QUERY PLAN " + text;
    if (sqlite3_prepare_v2(handle_, question.c_str(), -1, &explain, nullptr) != SQLITE_OK) return;
    std::string plan;
    while (sqlite3_step(explain) == SQLITE_ROW) {
        plan += reinterpret_cast<const char*>(sqlite3_column_text(explain, 3));
        plan += '\n';
    }
    sqlite3_finalize(explain);
    on_plan_(sql, plan);
}

void SqliteSession::bind(Statement& statement, std::span<const Value> args)
{
    for (std::size_t n = 0; n < args.size(); ++n) {
        int position = n < statement.positions.size() ? statement.positions[n] : 0;
        if (position == 0) throw std::logic_error("$" + std::to_string(n + 1) + " does not stand in the statement");
        if (int code = bind_one(statement.handle, position, args[n]); code != SQLITE_OK) fail(code, "bind");
    }
}

Rows SqliteSession::query(std::string_view sql, std::span<const Value> args)
{
    auto& statement = prepared(sql);
    Reset reset{statement.handle};
    bind(statement, args);
    int columns = sqlite3_column_count(statement.handle);
    auto table = std::make_shared<Table>(columns);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement.handle)) == SQLITE_ROW)
        for (int column = 0; column < columns; ++column) add_cell(*table, statement.handle, column);
    if (code != SQLITE_DONE) fail(code, sql);
    return Rows{std::move(table)};
}

std::int64_t SqliteSession::execute(std::string_view sql, std::span<const Value> args)
{
    auto& statement = prepared(sql);
    Reset reset{statement.handle};
    bind(statement, args);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement.handle)) == SQLITE_ROW) {}
    if (code != SQLITE_DONE) fail(code, sql);
    return sqlite3_changes64(handle_);
}

bool SqliteSession::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void SqliteSession::roll_back() noexcept
{
    if (!in_transaction()) return;
    try {
        execute("ROLLBACK", {});  // kept like every statement: it ends each reading
    } catch (const Failure&) {
        sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void SqliteSession::undo_in_memory() { query("PRAGMA temp_store = MEMORY", {}); }

void SqliteSession::forget_pages() noexcept { sqlite3_db_release_memory(handle_); }

void SqliteSession::copy_to(const std::string& file)
{
    sqlite3* target = nullptr;
    if (sqlite3_open_v2(file.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK) {
        std::string reason = target ? sqlite3_errmsg(target) : "out of memory";
        sqlite3_close(target);
        throw Failure{file + ": " + reason};
    }
    auto* copy = sqlite3_backup_init(target, "main", handle_, "main");
    int code = copy ? sqlite3_backup_step(copy, -1) : sqlite3_errcode(target);
    if (copy) sqlite3_backup_finish(copy);
    std::string reason = sqlite3_errmsg(target);
    sqlite3_close(target);
    if (code == SQLITE_FULL) throw StorageFull{file + ": " + reason};
    if (code != SQLITE_DONE) throw Failure{file + ": " + reason};
}

}  // namespace favilla::db
