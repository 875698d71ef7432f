// SPDX-License-Identifier: AGPL-3.0-or-later
// A pool of connections; every closure is one serializable transaction (docs/decisions/0006), run again when the
// engine could not fit it between the others or the connection was lost before COMMIT.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/connection_pool.h"
#include "db/database.h"
#include "db/postgresql_ids.h"
#include "db/postgresql_session.h"

namespace favilla::db {

namespace {

constexpr int most_attempts = 20;
constexpr int attempts_in_a_crowd = 3;
constexpr int most_connections_lost = 3;

// Writers go in together, unless one has lost too often: it waits until it is alone and goes then, so that nobody is
// refused for ever on a row that everybody writes.
class Gate {
public:
    void enter(bool alone)
    {
        std::unique_lock lock{mutex_};
        if (!alone) {
            changed_.wait(lock, [&] { return waiting_alone_ == 0 && !alone_; });
            ++inside_;
            return;
        }
        ++waiting_alone_;
        changed_.wait(lock, [&] { return inside_ == 0 && !alone_; });
        --waiting_alone_;
        alone_ = true;
    }
    void leave(bool alone)
    {
        {
            std::lock_guard lock{mutex_};
            if (alone)
                alone_ = false;
            else
                --inside_;
        }
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int inside_ = 0;
    int waiting_alone_ = 0;
    bool alone_ = false;
};

class PostgresqlDatabase final : public Database {
public:
    explicit PostgresqlDatabase(PostgresqlOptions options)
        : options_(std::move(options)),
          ids_(options_),
          sessions_(options_.connections, [this] { return std::make_unique<PostgresqlSession>(options_, &ids_); })
    {}

    Engine engine() const override { return Engine::Postgresql; }
    void backup_to(const std::string&) override
    {
        throw Failure{
            "A PostgreSQL database is copied by its own tools: pg_dump --format=custom writes a consistent state while we serve."};
    }
    std::vector<std::string> integrity_problems() override;

protected:
    void run_read(const ReadBody& body) override;
    void run_write(const WriteBody& body) override;

private:
    enum class Outcome { Done, TryAgain, ConnectionLost };
    Outcome try_write(const WriteBody&);

    PostgresqlOptions options_;
    PostgresqlIds ids_;
    Gate gate_;
    using Sessions = ConnectionPool<PostgresqlSession>;
    Sessions sessions_;
};

void PostgresqlDatabase::run_read(const ReadBody& body)
{
    for (int lost = 0;;) {
        Sessions::Borrowed session{sessions_};
        try {
            (*session).begin_read();
            Reader reader{*session};
            return body(reader);
        } catch (const ConnectionLost&) {
            if (++lost == most_connections_lost) throw;
        }
    }
}

PostgresqlDatabase::Outcome PostgresqlDatabase::try_write(const WriteBody& body)
{
    std::vector<std::function<void()>> after_commit;
    {
        Sessions::Borrowed borrowed{sessions_};
        auto& session = *borrowed;
        try {
            session.begin_write();
            Transaction tx{session, events_};
            if (!body(tx)) {
                if (session.must_try_again()) return Outcome::TryAgain;
                return Outcome::Done;
            }
            for (const auto& action : tx.take_before_commit()) action(tx);
            session.commit();
            after_commit = tx.take_after_commit();
        } catch (const ConnectionLost&) {
            return Outcome::ConnectionLost;
        } catch (...) {
            if (session.must_try_again()) return Outcome::TryAgain;
            throw;
        }
    }
    for (const auto& action : after_commit) action();
    return Outcome::Done;
}

void PostgresqlDatabase::run_write(const WriteBody& body)
{
    int lost = 0;
    for (int attempt = 1;; ++attempt) {
        struct Inside {
            Gate& gate;
            bool alone;
            Inside(Gate& g, bool a) : gate(g), alone(a) { gate.enter(alone); }
            ~Inside() { gate.leave(alone); }
        };
        Outcome outcome{};
        {
            Inside inside{gate_, attempt > attempts_in_a_crowd};
            outcome = try_write(body);
        }
        if (outcome == Outcome::Done) return;
        if (outcome == Outcome::ConnectionLost && ++lost == most_connections_lost)
            throw Failure{"the connection to the database is lost again and again"};
        if (attempt == most_attempts) throw Failure{"other transactions were in the way of this one too often"};
        // Alone in this process, it can only be other processes: let them pass. Their threads differ, so do the pauses, of a second in the
        // end: what a process that was killed has begun lives on until the database finds out, which takes a while where much else is done.
        auto spread = std::hash<std::thread::id>{}(std::this_thread::get_id()) * 2654435761U >> 8;
        if (attempt > 1) std::this_thread::sleep_for(std::chrono::microseconds{spread % (500U << std::min(attempt, 11))});
    }
}

std::vector<std::string> PostgresqlDatabase::integrity_problems()
{
    std::vector<std::string> problems;
    read([&](Reader& reader) {
        for (auto row : reader.rows("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
            problems.push_back("the index " + row.get<std::string>(0) + " is not valid");
        for (auto row : reader.rows("SELECT conname::text FROM pg_constraint WHERE NOT convalidated"))
            problems.push_back("the constraint " + row.get<std::string>(0) + " has not been checked");
    });
    return problems;
}

}  // namespace

std::unique_ptr<Database> open_postgresql(PostgresqlOptions options)
{
    return std::make_unique<PostgresqlDatabase>(std::move(options));
}

}  // namespace favilla::db
