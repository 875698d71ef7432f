// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/postgresql_ids.h"

#include "db/nodes.h"

namespace favilla::db {

namespace {

constexpr int most_nodes = id_node_mask;
// A process that is killed leaves the ids of its successor this far ahead of the clock at most: short, or one that is killed over and
// over would hand out ids of minutes to come. Long enough that a busy one writes its mark a few times a second.
constexpr std::int64_t id_reserve = milliseconds(250).milliseconds << id_time_shift;

int claim_free_node(Reader& reader)
{
    for (int node = 1; node <= most_nodes; ++node)
        if (reader.value<bool>("SELECT pg_try_advisory_lock($1)", node_locks + node).value_or(false)) return node;
    throw Failure{"all " + std::to_string(most_nodes) + " node numbers are held by processes working on this database"};
}

}  // namespace

PostgresqlIds::PostgresqlIds(const PostgresqlOptions& options) : options_(options)
{
    options_.on_plan = nullptr;
    claim_node();
}

// Said, not left to the closing of the connection, which the server notices in its own time: whoever follows at once has the same number.
PostgresqlIds::~PostgresqlIds()
{
    if (!session_) return;
    try {
        Transaction each{*session_, nullptr};
        each.rows("SELECT pg_advisory_unlock($1)", node_locks + node_);
    } catch (const std::exception&) {
        session_.reset();  // the connection is gone, and the lock with it
    }
}

void PostgresqlIds::claim_node()
{
    session_.reset();  // gives up the number it may still hold
    auto session = std::make_unique<PostgresqlSession>(options_, nullptr);
    Transaction each{*session, nullptr};  // no BEGIN: every statement is its own transaction
    // Two processes that start at once must not both make the table.
    each.rows("SELECT pg_advisory_lock($1)", node_locks);
    each.run("CREATE TABLE IF NOT EXISTS id_marks (node BIGINT PRIMARY KEY, last BIGINT NOT NULL)");
    each.rows("SELECT pg_advisory_unlock($1)", node_locks);
    node_ = claim_free_node(each);
    each.run("INSERT INTO id_marks (node, last) VALUES ($1, 0) ON CONFLICT DO NOTHING", node_);
    // Behind every number's mark, not only its own: the lock of a killed process stands until the database notices, so that the next has
    // another number, and what it writes is newer all the same.
    reserved_ = each.value<std::int64_t>("SELECT max(last) FROM id_marks").value_or(0);
    ids_ = IdSource{std::max(reserved_, last_), node_};
    session_ = std::move(session);
}

// False when the connection was gone: by now another number may be ours.
bool PostgresqlIds::reserve(std::int64_t id)
{
    if (!session_) {
        claim_node();
        return false;
    }
    try {
        Transaction each{*session_, nullptr};
        each.run("UPDATE id_marks SET last = $2 WHERE node = $1", node_, id + id_reserve);
        reserved_ = id + id_reserve;
        return true;
    } catch (const ConnectionLost&) {
        claim_node();
        return false;
    }
}

std::int64_t PostgresqlIds::next(Time now)
{
    std::lock_guard lock{mutex_};
    for (;;) {
        auto id = ids_.next(now);
        if (id > reserved_ && !reserve(id)) continue;
        return last_ = id;
    }
}

}  // namespace favilla::db
