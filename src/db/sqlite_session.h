// SPDX-License-Identifier: AGPL-3.0-or-later
// db/sqlite_session.h — one SQLite connection with its prepared statements, which are kept: preparing each
// time costs four times as much. For db/sqlite.cpp alone.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace favilla::db {

class SqliteSession final : public Session {
public:
    enum class Mode { Read, Write };
    SqliteSession(const SqliteOptions&, Mode);
    ~SqliteSession() override;

    Rows query(std::string_view sql, std::span<const Value> args) override;
    std::int64_t execute(std::string_view sql, std::span<const Value> args) override;
    Engine engine() const override { return Engine::Sqlite; }
    std::int64_t next_id(Time now) override { return last_id_ = ids_.next(now); }

    std::int64_t last_id() const { return last_id_; }
    bool in_transaction() const;
    void roll_back() noexcept;  // leaves the transaction, if there is one, whatever state it is in
    // What a savepoint would undo, the pages changed since, stays in memory whatever its size. By itself SQLite moves more than 64 KB, which
    // is less than a post changes, to a file of its own.
    void undo_in_memory();
    void forget_pages() noexcept;  // those that nothing needs just now
    void copy_to(const std::string& file);

private:
    struct Statement {
        sqlite3_stmt* handle;
        std::vector<int> positions;  // $n → the engine's index of it; 0: not in the text
    };
    // They differ in how they end, or in length: to hash all of a long one takes longer than the rest of finding it.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text.substr(text.size() - std::min<std::size_t>(text.size(), 48))) + text.size();
        }
    };
    Statement& prepared(std::string_view sql);
    void observe_plan(std::string_view sql, const std::string& text);
    void bind(Statement&, std::span<const Value>);
    [[noreturn]] void fail(int code, std::string_view sql);
    void load_ids();

    sqlite3* handle_ = nullptr;
    PlanObserver on_plan_;
    IdSource ids_;
    std::int64_t last_id_ = 0;
    std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
};

}  // namespace favilla::db
