// SPDX-License-Identifier: AGPL-3.0-or-later
// db/one_writer.h — what an engine offers whose writes have a thread of their own: doing in one transaction what reads and writes through the
// database piece by piece, and writing without waiting for the disk.
#pragma once
#include <exception>
#include <functional>

#include "db/database.h"

namespace favilla::db {

// SQLite is one. On PostgreSQL, where other processes write as well, each piece stays a transaction that is run again by itself
// (docs/decisions/0080).
class OneWriter {
public:
    virtual ~OneWriter() = default;

    // What `act` does through the database, on this thread and until it returns. Each piece is a part of the transaction: it sees what
    // those before it wrote, a write that refuses is undone alone, and what is to follow a commit follows that of the whole. When `act`
    // throws, all of it is undone, and the transaction goes on. It may be run more than once, as the body of a write may.
    virtual void within(Transaction&, const std::function<void()>& act) = 0;

    // A write that nobody waits for. `ended` is told once, when it is durable or undone (by a body that answers false), or what broke; on
    // the committing thread, so it must be quick and must not throw.
    using Body = std::function<bool(Transaction&)>;
    using Ended = std::move_only_function<void(std::exception_ptr)>;
    virtual void write_later(Body, Ended ended) = 0;

    // From now on many write at once, each a little: what one would have to take back alone is kept in memory, not in a file.
    virtual void expect_many() = 0;
};

// Null where the engine is none.
inline OneWriter* one_writer(Database& database) { return dynamic_cast<OneWriter*>(&database); }

}  // namespace favilla::db
