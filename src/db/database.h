// SPDX-License-Identifier: AGPL-3.0-or-later
// db/database.h — one Database over SQLite or PostgreSQL. The type tells the truth: a function that takes
// Reader& cannot write. SQL is one text for both engines; where they truly differ, pick() chooses.
// On SQLite one writer thread commits closures in groups: one fsync for many, each in its savepoint, each
// answered only after its group is on disk. On PostgreSQL each closure is its own transaction, run again
// on a serialization failure. Breakage is an exception of the kinds below.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "db/row.h"
#include "db/value.h"

namespace favilla::db {

class Failure : public std::runtime_error {
    using runtime_error::runtime_error;
};
class StorageFull : public Failure {
    using Failure::Failure;
};  // no room on disk: reads go on
class Conflict : public Failure {
    using Failure::Failure;
};  // a UNIQUE, CHECK or FOREIGN KEY said no

enum class Engine { Sqlite, Postgresql };

// One connection of an engine: the seam between this header and the two implementations.
class Session {
public:
    virtual ~Session() = default;
    virtual Rows query(std::string_view sql, std::span<const Value> args) = 0;
    virtual std::int64_t execute(std::string_view sql, std::span<const Value> args) = 0;  // rows changed
    virtual Engine engine() const = 0;
    virtual std::int64_t next_id(Time now) = 0;
};

class Reader {
public:
    explicit Reader(Session& session) : session_(session) {}
    template <class... Args>
    Rows rows(std::string_view sql, const Args&... args)
    {
        std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return session_.query(sql, values);
    }
    template <class... Args>
    std::optional<Row> row(std::string_view sql, const Args&... args)
    {
        auto found = rows(sql, args...);
        if (found.empty()) return std::nullopt;
        return found[0];
    }
    // The first column of the first row; None when there is no row, or it holds NULL.
    template <class T, class... Args>
    std::optional<T> value(std::string_view sql, const Args&... args)
    {
        auto found = row(sql, args...);
        if (!found || found->is_null(0)) return std::nullopt;
        return found->template get<T>(0);
    }
    Engine engine() const { return session_.engine(); }
    std::string_view pick(std::string_view sqlite, std::string_view postgresql) const
    {
        return engine() == Engine::Sqlite ? sqlite : postgresql;
    }

protected:
    Session& session_;
};

class EventSink;

class Transaction : public Reader {
public:
    Transaction(Session& session, EventSink* events) : Reader(session), events_(events) {}
    template <class... Args>
    std::int64_t run(std::string_view sql, const Args&... args)  // rows changed
    {
        std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return session_.execute(sql, values);
    }
    template <class AnyId>
    AnyId new_id(Time now)
    {
        return AnyId{session_.next_id(now)};
    }
    // Done in this transaction at its end, in the order in which it was asked for: what is cheaper for many at once than for each. What is
    // committed together ends together (SQLite); until then nobody sees it, this transaction neither. It asks for nothing more of the kind.
    using Action = std::function<void(Transaction&)>;
    void before_commit(Action action) { before_commit_.push_back(std::move(action)); }
    std::vector<Action> take_before_commit() { return std::exchange(before_commit_, {}); }
    // Done once the transaction is durable, on the committing thread: it must be quick and must not throw.
    void after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }
    std::vector<std::function<void()>> take_after_commit() { return std::move(after_commit_); }
    EventSink* events() const { return events_; }

private:
    EventSink* events_;
    std::vector<Action> before_commit_;
    std::vector<std::function<void()>> after_commit_;
};

// Where jobs::publish() hands its events; the jobs module stands behind it.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void publish(Transaction&, std::string_view name, std::string_view payload) = 0;
    // A job was left in this queue: who does it is to be woken once the transaction is durable.
    virtual void job_left(Transaction&, std::string_view) {}
};

class Database {
public:
    virtual ~Database() = default;
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // F(Reader&), on one snapshot.
    template <class F>
    auto read(F&& f)
    {
        using R = std::invoke_result_t<F&, Reader&>;
        if constexpr (std::is_void_v<R>) {
            run_read([&](Reader& reader) { f(reader); });
        } else {
            std::optional<R> result;
            run_read([&](Reader& reader) { result.emplace(f(reader)); });
            return std::move(*result);
        }
    }

    // F(Transaction&), durable when this returns. A refusal (an unexpected Result) or an exception rolls back.
    // F may run more than once on PostgreSQL, so it must have no effect outside the transaction.
    template <class F>
    auto write(F&& f)
    {
        using R = std::invoke_result_t<F&, Transaction&>;
        if constexpr (std::is_void_v<R>) {
            run_write([&](Transaction& tx) {
                f(tx);
                return true;
            });
        } else {
            std::optional<R> result;
            run_write([&](Transaction& tx) {
                result.reset();
                result.emplace(f(tx));
                if constexpr (requires {
                                  result->has_value();
                                  result->error();
                              })
                    return result->has_value();
                return true;
            });
            return std::move(*result);
        }
    }

    // For what is noted beside a reading, which goes on without it: false when there was no room on disk.
    bool write_if_room(const std::function<void(Transaction&)>&);

    virtual Engine engine() const = 0;
    // Copies a consistent state into a new file while writing goes on (SQLite only; PostgreSQL: pg_dump).
    virtual void backup_to(const std::string& file) = 0;
    // What the engine itself finds wrong, a line each; empty when all is well.
    virtual std::vector<std::string> integrity_problems() = 0;
    // What idle connections remember of the file is given up, and read again when it is needed (SQLite only). For after work that reads much.
    virtual void forget_pages() {}
    void set_event_sink(EventSink* sink) { events_ = sink; }

protected:
    using ReadBody = std::function<void(Reader&)>;
    using WriteBody = std::function<bool(Transaction&)>;  // false: roll back
    virtual void run_read(const ReadBody&) = 0;
    virtual void run_write(const WriteBody&) = 0;
    EventSink* events_ = nullptr;
};

// Called for every distinct statement as it is prepared, with the engine's plan for it: the test that no
// query scans a table stands on this.
using PlanObserver = std::function<void(std::string_view sql, std::string_view plan)>;

struct SqliteOptions {
    std::string file;  // ":memory:" for a database of one connection
    int readers = 8;   // connections for reading, opened as needed
    PlanObserver on_plan;
};
std::unique_ptr<Database> open_sqlite(SqliteOptions);

struct PostgresqlOptions {
    std::string uri;  // postgresql://…
    int connections = 16;
    PlanObserver on_plan;
};
std::unique_ptr<Database> open_postgresql(PostgresqlOptions);

}  // namespace favilla::db
