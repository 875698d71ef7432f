// SPDX-License-Identifier: AGPL-3.0-or-later
// db/postgresql_ids.h — the ids of one process among several on one PostgreSQL: it holds a node number by an advisory
// lock on a connection of its own, and reserves ids on disk ahead of handing them out, so that whoever has the number
// next goes on behind them. For db/postgresql.cpp alone.
#pragma once
#include <memory>
#include <mutex>

#include "db/postgresql_session.h"

namespace favilla::db {

class PostgresqlIds {
public:
    explicit PostgresqlIds(const PostgresqlOptions&);
    ~PostgresqlIds();
    PostgresqlIds(const PostgresqlIds&) = delete;
    PostgresqlIds& operator=(const PostgresqlIds&) = delete;
    std::int64_t next(Time now);

private:
    void claim_node();
    bool reserve(std::int64_t id);

    PostgresqlOptions options_;
    std::mutex mutex_;
    std::unique_ptr<PostgresqlSession> session_;
    int node_ = 0;
    IdSource ids_;
    std::int64_t last_ = 0;
    std::int64_t reserved_ = 0;
};

}  // namespace favilla::db
