// SPDX-License-Identifier: AGPL-3.0-or-later
// db/postgresql_session.h — one PostgreSQL connection with its prepared statements. Arguments travel in binary with
// their types declared, so that `$1 - 1000` is reckoned in 64 bits; answers come back as text.
// For db/postgresql.cpp alone.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/database.h"

struct pg_conn;
struct pg_result;

namespace favilla::db {

class PostgresqlIds;

// The engine could not fit this transaction between the others: it has done nothing and may be run again.
class TryAgain : public Failure {
    using Failure::Failure;
};
// The connection is gone and the transaction with it, not committed.
class ConnectionLost : public Failure {
    using Failure::Failure;
};

class PostgresqlSession final : public Session {
public:
    PostgresqlSession(const PostgresqlOptions&, PostgresqlIds*);
    ~PostgresqlSession() override;
    PostgresqlSession(const PostgresqlSession&) = delete;
    PostgresqlSession& operator=(const PostgresqlSession&) = delete;

    Rows query(std::string_view sql, std::span<const Value> args) override;
    std::int64_t execute(std::string_view sql, std::span<const Value> args) override;
    Engine engine() const override { return Engine::Postgresql; }
    std::int64_t next_id(Time now) override;

    void begin_read();
    void begin_write();
    void commit();
    void roll_back() noexcept;
    // A statement was refused because of other transactions: whatever was thrown since, the remedy is to run again.
    bool must_try_again() const { return must_try_again_; }
    bool lost() const;
    int process() const;  // the number of the engine's process that serves this connection

private:
    struct Clear {
        void operator()(pg_result*) const;
    };
    using Answer = std::unique_ptr<pg_result, Clear>;
    struct Statement {
        std::vector<unsigned> types;  // declared, by argument; 0: left to the engine
        std::string name;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    Answer run(std::string_view sql, std::span<const Value> args);
    void control(const char* sql);
    const Statement& prepared(std::string_view sql, std::span<const Value> args);
    void observe_plan(std::string_view sql, const Statement&);
    void check(const pg_result*, std::string_view sql);

    pg_conn* handle_ = nullptr;
    PostgresqlIds* ids_;
    PlanObserver on_plan_;
    bool must_try_again_ = false;
    std::unordered_map<std::string, std::vector<Statement>, Hash, std::equal_to<>> statements_;
    int prepared_ = 0;
};

}  // namespace favilla::db
