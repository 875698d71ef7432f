// SPDX-License-Identifier: AGPL-3.0-or-later
// One connection alone writes, commits and checkpoints (SQLite 3.7.0 to 3.51.2 can corrupt a WAL when two
// connections race a commit and a checkpoint); readers are query-only and never checkpoint.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <semaphore>
#include <thread>

#include <sqlite3.h>

#include "db/connection_pool.h"
#include "db/database.h"
#include "db/one_writer.h"
#include "db/sqlite_session.h"

namespace favilla::db {

namespace {

// Ids up to this far ahead of the last one are reserved on disk at once, so that most commits need not say how far
// they came, and no id is handed out twice after a crash.
constexpr std::int64_t id_reserve = seconds(2).milliseconds << id_time_shift;
constexpr std::size_t largest_group = 256;

struct PendingWrite {
    virtual ~PendingWrite() = default;
    virtual bool run(Transaction&) = 0;
    virtual void end() = 0;  // nothing touches it afterwards

    std::vector<Transaction::Action> before_commit;
    std::vector<std::function<void()>> after_commit;
    std::exception_ptr failure;
    bool committed = false;
};

struct AwaitedWrite final : PendingWrite {
    explicit AwaitedWrite(const std::function<bool(Transaction&)>& act) : body(act) {}
    bool run(Transaction& tx) override { return body(tx); }
    void end() override { done.release(); }

    const std::function<bool(Transaction&)>& body;
    std::binary_semaphore done{0};
};

struct LaterWrite final : PendingWrite {
    LaterWrite(OneWriter::Body act, OneWriter::Ended then) : body(std::move(act)), ended(std::move(then)) {}
    bool run(Transaction& tx) override { return body(tx); }
    void end() override
    {
        std::unique_ptr<LaterWrite> own{this};
        ended(failure);
    }

    OneWriter::Body body;
    OneWriter::Ended ended;
};

class SqliteDatabase final : public Database, public OneWriter {
public:
    explicit SqliteDatabase(SqliteOptions options)
        : options_(std::move(options)),
          in_memory_(options_.file == ":memory:"),
          writer_(options_, SqliteSession::Mode::Write),
          readers_(options_.readers, [this] { return std::make_unique<SqliteSession>(options_, SqliteSession::Mode::Read); })
    {
        thread_ = std::thread{[this] { write_until_stopped(); }};
    }

    ~SqliteDatabase() override
    {
        {
            std::lock_guard lock{queue_mutex_};
            stopping_ = true;
        }
        queue_changed_.notify_one();
        thread_.join();
    }

    Engine engine() const override { return Engine::Sqlite; }
    void backup_to(const std::string& file) override;
    std::vector<std::string> integrity_problems() override;
    void forget_pages() override;
    void within(Transaction& tx, const std::function<void()>& act) override;
    void write_later(Body, Ended) override;
    void expect_many() override { many_expected_ = true; }

protected:
    void run_read(const ReadBody& body) override;
    void run_write(const WriteBody& body) override;

private:
    bool enqueue(PendingWrite&);  // false: the database is closing
    void write_until_stopped();
    void commit_group(std::deque<PendingWrite*>);
    bool commit_together(std::deque<PendingWrite*>& group, std::size_t largest);
    enum class Place { First, BehindOthers };  // of its transaction
    void end_one(PendingWrite&);
    void run_one(PendingWrite&, Place);
    template <class Act>
    void in_savepoint(Transaction& around, Act act);
    std::deque<PendingWrite*> take_queue();
    std::int64_t reserve_ids();

    SqliteOptions options_;
    bool in_memory_;
    SqliteSession writer_;
    std::atomic<bool> many_expected_ = false;
    std::recursive_mutex memory_mutex_;  // one connection for all, in memory only
    std::int64_t reserved_ids_ = 0;
    Transaction* around_ = nullptr;  // what this database's own thread does through it is part of; that thread's alone

    using Readers = ConnectionPool<SqliteSession>;
    Readers readers_;

    std::mutex queue_mutex_;
    std::condition_variable queue_changed_;
    std::deque<PendingWrite*> queue_;
    bool stopping_ = false;
    bool pages_unwanted_ = false;  // the writer's; it forgets them itself
    std::thread thread_;
};

void SqliteDatabase::run_read(const ReadBody& body)
{
    if (std::this_thread::get_id() == thread_.get_id() && around_) return body(*around_);
    if (in_memory_) {
        std::lock_guard lock{memory_mutex_};
        Reader reader{writer_};
        return body(reader);
    }
    Readers::Borrowed session{readers_};
    (*session).execute("BEGIN", {});
    Reader reader{*session};
    body(reader);
}

void SqliteDatabase::run_write(const WriteBody& body)
{
    if (std::this_thread::get_id() == thread_.get_id()) {
        if (around_) return in_savepoint(*around_, body);
        throw std::logic_error("a write within a write would wait for itself");
    }
    AwaitedWrite pending{body};
    if (!enqueue(pending)) throw Failure{"the database is closing"};
    pending.done.acquire();
    if (pending.failure) std::rethrow_exception(pending.failure);
}

void SqliteDatabase::write_later(Body body, Ended ended)
{
    auto pending = std::make_unique<LaterWrite>(std::move(body), std::move(ended));
    if (enqueue(*pending)) return (void)pending.release();  // its end lets it go
    pending->failure = std::make_exception_ptr(Failure{"the database is closing"});
    pending.release()->end();
}

bool SqliteDatabase::enqueue(PendingWrite& pending)
{
    {
        std::lock_guard lock{queue_mutex_};
        if (stopping_) return false;
        queue_.push_back(&pending);
    }
    queue_changed_.notify_one();
    return true;
}

void SqliteDatabase::forget_pages()
{
    if (in_memory_) return;
    readers_.for_each_idle([](SqliteSession& session) { session.forget_pages(); });
    {
        std::lock_guard lock{queue_mutex_};
        pages_unwanted_ = true;
    }
    queue_changed_.notify_one();
}

std::deque<PendingWrite*> SqliteDatabase::take_queue()
{
    std::lock_guard lock{queue_mutex_};
    return std::exchange(queue_, {});
}

void SqliteDatabase::write_until_stopped()
{
    for (;;) {
        {
            std::unique_lock lock{queue_mutex_};
            queue_changed_.wait(lock, [&] { return stopping_ || !queue_.empty() || pages_unwanted_; });
            if (std::exchange(pages_unwanted_, false)) writer_.forget_pages();
            if (queue_.empty() && stopping_) return;
            if (queue_.empty()) continue;
        }
        if (many_expected_.exchange(false)) writer_.undo_in_memory();
        if (in_memory_) {
            std::lock_guard lock{memory_mutex_};
            commit_group(take_queue());
        } else {
            commit_group(take_queue());
        }
    }
}

// The first of a transaction needs no savepoint: with nothing else in it, all of it is undone. Most writes are alone, and a savepoint has
// every page that is changed after it copied.
void SqliteDatabase::run_one(PendingWrite& pending, Place place)
{
    pending.committed = false;
    if (place == Place::BehindOthers) writer_.execute("SAVEPOINT one", {});
    try {
        Transaction tx{writer_, events_};
        pending.committed = pending.run(tx);
        if (pending.committed) {
            pending.before_commit = tx.take_before_commit();
            pending.after_commit = tx.take_after_commit();
        }
    } catch (...) {
        pending.failure = std::current_exception();
    }
    // A full disk and the like make SQLite undo the whole transaction by itself, the others' part with it.
    if (!writer_.in_transaction()) throw StorageFull{"SQLite gave the whole transaction up"};
    if (place == Place::BehindOthers) {
        if (!pending.committed) writer_.execute("ROLLBACK TO one", {});
        writer_.execute("RELEASE one", {});
    } else if (!pending.committed) {
        writer_.execute("ROLLBACK", {});
        writer_.execute("BEGIN IMMEDIATE", {});
    }
}

// What was left for the end, without a savepoint between one and the next: FTS5 writes what it gathered at each.
void SqliteDatabase::end_one(PendingWrite& pending)
{
    Transaction tx{writer_, events_};
    for (const auto& action : pending.before_commit) action(tx);
    std::ranges::move(tx.take_after_commit(), std::back_inserter(pending.after_commit));
}

// A part of the transaction: what `act` did is undone when it says false or throws, alone.
template <class Act>
void SqliteDatabase::in_savepoint(Transaction& around, Act act)
{
    writer_.execute("SAVEPOINT part", {});
    Transaction part{writer_, events_};
    struct Inside {
        Transaction*& place;
        Transaction* before;
        ~Inside() { place = before; }
    };
    auto undo = [&] {
        if (!writer_.in_transaction()) throw StorageFull{"SQLite gave the whole transaction up"};
        writer_.execute("ROLLBACK TO part", {});
        writer_.execute("RELEASE part", {});
    };
    bool stays = false;
    try {
        Inside inside{around_, std::exchange(around_, &part)};
        stays = act(part);
    } catch (...) {
        undo();
        throw;
    }
    if (!stays) return undo();
    writer_.execute("RELEASE part", {});
    for (auto& action : part.take_before_commit()) around.before_commit(std::move(action));
    for (auto& action : part.take_after_commit()) around.after_commit(std::move(action));
}

void SqliteDatabase::within(Transaction& tx, const std::function<void()>& act)
{
    if (std::this_thread::get_id() != thread_.get_id()) throw std::logic_error("only a write has others within");
    in_savepoint(tx, [&](Transaction&) {
        act();
        return true;
    });
}

// What arrives while the group runs joins it: waiting for the disk is the dear part. False: nothing was written.
bool SqliteDatabase::commit_together(std::deque<PendingWrite*>& group, std::size_t largest)
{
    std::size_t begun = 0;
    try {
        writer_.execute("BEGIN IMMEDIATE", {});
        auto place = Place::First;
        while (begun < group.size()) {
            auto& pending = *group[begun++];
            run_one(pending, place);
            if (pending.committed) place = Place::BehindOthers;
            if (begun < group.size() || group.size() >= largest) continue;
            for (auto* late : take_queue()) group.push_back(late);
        }
        for (auto* pending : group)
            if (pending->committed) end_one(*pending);
        auto reserved = reserve_ids();
        writer_.execute("COMMIT", {});
        reserved_ids_ = reserved;
        return true;
    } catch (...) {
        writer_.roll_back();
        for (auto* pending : group)
            if (!pending->failure) pending->failure = std::current_exception();
        return false;
    }
}

// Where a group breaks, each of it is run again alone: one that asks for too much shall not take the others' writes
// with it, and a failure may have been about a row that is not there any more.
void SqliteDatabase::commit_group(std::deque<PendingWrite*> group)
{
    if (!commit_together(group, largest_group) && group.size() > 1)
        for (auto* pending : group) {
            pending->failure = nullptr;
            std::deque<PendingWrite*> alone{pending};
            commit_together(alone, 1);
        }
    for (auto* pending : group) {
        if (!pending->failure)
            for (const auto& action : pending->after_commit) action();
        pending->end();
    }
}

// What the last id of this group asks to have reserved; known to be on disk once the group is.
std::int64_t SqliteDatabase::reserve_ids()
{
    if (writer_.last_id() <= reserved_ids_) return reserved_ids_;
    auto reserved = writer_.last_id() + id_reserve;
    std::array<Value, 1> mark{to_value(reserved)};
    writer_.execute("UPDATE id_marks SET last = $1 WHERE node = 0", mark);
    return reserved;
}

void SqliteDatabase::backup_to(const std::string& file)
{
    std::unique_lock lock{memory_mutex_, std::defer_lock};
    if (in_memory_) lock.lock();
    SqliteSession source{options_, SqliteSession::Mode::Read};
    (in_memory_ ? writer_ : source).copy_to(file);
}

std::vector<std::string> SqliteDatabase::integrity_problems()
{
    std::vector<std::string> problems;
    read([&](Reader& reader) {
        for (auto row : reader.rows("PRAGMA integrity_check"))
            if (row.get<std::string_view>(0) != "ok") problems.push_back(row.get<std::string>(0));
        for (auto row : reader.rows("PRAGMA foreign_key_check"))
            problems.push_back("a row of " + row.get<std::string>(0) + " points to a missing row of " + row.get<std::string>(2));
    });
    return problems;
}

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options)
{
    // Counting every allocation takes a lock that all connections share; nobody asks for the count.
    static const int without_counts = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)without_counts;
    return std::make_unique<SqliteDatabase>(std::move(options));
}

}  // namespace favilla::db
