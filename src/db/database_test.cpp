// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/database.h"

#include <atomic>
#include <latch>
#include <limits>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "db/migrations.h"
#include "db/sql_text.h"
#include "support/databases.h"
#include "support/own_memory.h"

using namespace favilla;

namespace {

void create(db::Database& database, std::string_view table)
{
    database.write([&](db::Transaction& tx) {
        for (const auto& statement : db::migration_for(tx.engine(), table)) tx.run(statement);
    });
}

std::unique_ptr<db::Database> notes(const test::Place& place)
{
    auto database = place.open();
    create(*database, "CREATE TABLE notes (id BIGINT PRIMARY KEY, words TEXT, weight DOUBLE PRECISION, picture BYTEA);\n");
    return database;
}

std::int64_t count_notes(db::Database& database)
{
    return *database.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM notes"); });
}

void at_once(int threads, const std::function<void(int)>& act)
{
    std::latch start{threads};
    std::vector<std::jthread> all;
    for (int n = 0; n < threads; ++n)
        all.emplace_back([&, n] {
            start.arrive_and_wait();
            act(n);
        });
}

}  // namespace

TEST_CASE("what is written is read back, also 64-bit numbers, bytes, nothing and odd text")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        std::int64_t large = 9'007'199'254'740'993;
        std::string odd = "a\tb 'quoted' \\ $1 é 🔥", bytes{"\0\xff\\x\0", 5};
        database->write([&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id, words, weight, picture) VALUES ($1, $2, $3, $4)", large, odd, 0.1, db::Bytes{bytes});
            tx.run("INSERT INTO notes (id, words, weight) VALUES ($1, $2, $3)", -2, std::nullopt, std::optional<double>{});
            tx.run("INSERT INTO notes (id, words, weight) VALUES ($1, $2, $3)", 3, "", 2.0);
        });
        database->read([&](db::Reader& reader) {
            auto row = reader.row("SELECT id, words, weight, picture FROM notes WHERE id = $1", large);
            REQUIRE(row);
            CHECK(row->get<std::int64_t>(0) == large);
            CHECK(row->get<std::string>(1) == odd);
            CHECK(row->get<double>(2) == 0.1);
            CHECK(row->get<std::string>(3) == bytes);
            auto empty = reader.row("SELECT words, weight, picture FROM notes WHERE id = -2");
            for (int column = 0; column < 3; ++column) CHECK(empty->is_null(column));
            CHECK(reader.value<std::string>("SELECT words FROM notes WHERE id = 3") == "");
            CHECK(!reader.row("SELECT id FROM notes WHERE id = 4"));
        });
    });
}

TEST_CASE("arguments are what they are, whatever stands around them")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        std::int64_t large = 1'790'000'000'000;
        database->write([&](db::Transaction& tx) { tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", large, "x"); });
        database->read([&](db::Reader& reader) {
            CHECK(reader.rows("SELECT id FROM notes WHERE id > $1 - 1000", large).size() == 1);
            CHECK(reader.value<std::int64_t>("SELECT $1 * 2", large) == 2 * large);
            CHECK(reader.value<std::int64_t>("SELECT sum(id) FROM notes") == large);
            CHECK(reader.value<bool>("SELECT EXISTS (SELECT 1 FROM notes WHERE id = $1)", large) == true);
            for (auto before :
                 {std::optional<std::int64_t>{}, std::optional<std::int64_t>{large + 1}, std::optional<std::int64_t>{5}})
                CHECK(reader.rows("SELECT id FROM notes WHERE ($1 IS NULL OR id < $1)", before).size() == (before == 5 ? 0 : 1));
            CHECK(reader.value<std::string>("SELECT $1 || words FROM notes", std::string{"a"}) == "ax");
            CHECK(reader.value<double>("SELECT avg(id) FROM notes") == static_cast<double>(large));
        });
    });
}

TEST_CASE("a refusal and an exception undo their own write and no other")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        auto refused = database->write([](db::Transaction& tx) -> Result<int> {
            tx.run("INSERT INTO notes (id) VALUES (1)");
            return refuse(ErrorCode::Invalid, "test.refused");
        });
        CHECK(!refused);
        CHECK_THROWS_AS(database->write([](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES (2)");
            throw std::runtime_error("broken");
        }),
                        std::runtime_error);
        database->write([](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES (3)"); });
        CHECK(count_notes(*database) == 1);
    });
}

TEST_CASE("refusals and exceptions amid many writers undo theirs alone")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        std::atomic<int> refused = 0, broken = 0, conflicts = 0;
        at_once(24, [&](int n) {
            try {
                auto done = database->write([&](db::Transaction& tx) -> Result<void> {
                    tx.run("INSERT INTO notes (id) VALUES ($1)", n % 4 == 3 ? -1 : n);
                    if (n % 4 == 1) return refuse(ErrorCode::Invalid, "test.refused");
                    if (n % 4 == 2) throw std::runtime_error("broken");
                    return {};
                });
                if (!done) ++refused;
            } catch (const db::Conflict&) {
                ++conflicts;
            } catch (const std::runtime_error&) {
                ++broken;
            }
        });
        CHECK(refused == 6);
        CHECK(broken == 6);
        CHECK(conflicts == 5);
        CHECK(count_notes(*database) == 7);
    });
}

TEST_CASE("where nothing is asked nothing is done, and what fails at once leaves nothing behind")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        auto insert = [](db::Transaction& tx) { tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", 1, "once"); };
        database->write([](db::Transaction&) {});
        database->read([](db::Reader&) {});
        database->write(insert);
        for (int n = 0; n < 3; ++n) {
            CHECK_THROWS_AS(database->write(insert), db::Conflict);
            CHECK_THROWS_AS(database->read([](db::Reader& reader) { reader.rows("SELECT words FROM nowhere"); }), db::Failure);
            CHECK_THROWS_AS(database->read([](db::Reader& reader) {
                reader.rows("SELECT words FROM notes");
                throw db::Failure{"of our own"};
            }),
                            db::Failure);
            CHECK(count_notes(*database) == 1);
        }
    });
}

TEST_CASE("connections that were lost while they lay idle are missed by nobody")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        if (database->engine() == db::Engine::Sqlite) return;
        auto look = [&](int) { CHECK(count_notes(*database) == 0); };
        at_once(6, look);
        database->read([](db::Reader& reader) {
            reader.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE pid <> pg_backend_pid() AND datname = current_database()");
        });
        at_once(6, look);
        at_once(6,
                [&](int n) { database->write([&](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES ($1)", n); }); });
        CHECK(count_notes(*database) == 6);
    });
}

TEST_CASE("a second row of the same key is a conflict and the database goes on")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        create(*database,
               "CREATE TABLE leaves (id BIGINT PRIMARY KEY, note BIGINT NOT NULL REFERENCES notes (id), CHECK (id > 0));\n");
        auto insert = [](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES (1)"); };
        database->write(insert);
        CHECK_THROWS_AS(database->write(insert), db::Conflict);
        CHECK_THROWS_AS(database->write([](db::Transaction& tx) { tx.run("INSERT INTO leaves (id, note) VALUES (1, 7)"); }),
                        db::Conflict);
        CHECK_THROWS_AS(database->write([](db::Transaction& tx) { tx.run("INSERT INTO leaves (id, note) VALUES (0, 1)"); }),
                        db::Conflict);
        CHECK_THROWS_AS(database->write([](db::Transaction& tx) { tx.run("NO STATEMENT"); }), db::Failure);
        CHECK_THROWS_AS(database->read([](db::Reader& reader) { reader.rows("SELECT nothing FROM notes"); }), db::Failure);
        CHECK(count_notes(*database) == 1);
    });
}

TEST_CASE("what waits for a commit is done after it, and not after a refusal")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        int done = 0;
        database->write([&](db::Transaction& tx) { tx.after_commit([&] { ++done; }); });
        CHECK(done == 1);
        (void)database->write([&](db::Transaction& tx) -> Result<int> {
            tx.after_commit([&] { ++done; });
            return refuse(ErrorCode::Invalid, "test.refused");
        });
        CHECK(done == 1);
    });
}

TEST_CASE("what is left for the end comes last, in its order, and is a part of the transaction")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        auto leave = [](db::Transaction& tx, std::int64_t id) {
            tx.before_commit(
                [id](db::Transaction& end) { end.run("INSERT INTO notes (id, weight) SELECT $1, count(*) FROM notes", id); });
        };
        bool followed = false;
        database->write([&](db::Transaction& tx) {
            leave(tx, 10);
            leave(tx, 11);
            tx.before_commit([&](db::Transaction& end) { end.after_commit([&] { followed = true; }); });
            CHECK(tx.value<std::int64_t>("SELECT count(*) FROM notes") == 0);
            tx.run("INSERT INTO notes (id) VALUES (1)");
        });
        CHECK(followed);
        auto refused = database->write([&](db::Transaction& tx) -> Result<void> {
            leave(tx, 12);
            return refuse(ErrorCode::Invalid, "test.refused");
        });
        CHECK(!refused);
        auto before = [&](std::int64_t id) {
            return database->read(
                [&](db::Reader& reader) { return reader.value<double>("SELECT weight FROM notes WHERE id = $1", id); });
        };
        CHECK(before(10) == 1);
        CHECK(before(11) == 2);
        CHECK_FALSE(before(12));
    });
}

TEST_CASE("what breaks at the end undoes its own write and no other")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        std::atomic<int> conflicts = 0;
        at_once(12, [&](int n) {
            try {
                database->write([&](db::Transaction& tx) {
                    tx.run("INSERT INTO notes (id) VALUES ($1)", n);
                    tx.before_commit([n](db::Transaction& end) {
                        end.run("INSERT INTO notes (id) VALUES ($1)", n % 3 == 0 ? 100 : 1000 + n);
                    });
                });
            } catch (const db::Conflict&) {
                ++conflicts;
            }
        });
        CHECK(conflicts == 3);
        CHECK(count_notes(*database) == 18);
    });
}

TEST_CASE("many writers at once lose nothing and double no id")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        at_once(8, [&](int) {
            for (int i = 0; i < 50; ++i)
                database->write(
                    [](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES ($1)", tx.new_id<StatusId>(Time{1})); });
        });
        CHECK(count_notes(*database) == 400);
    });
}

TEST_CASE("sixteen writers of one row lose no step")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        database->write([](db::Transaction& tx) { tx.run("INSERT INTO notes (id, weight) VALUES (1, 0)"); });
        at_once(16, [&](int) {
            for (int i = 0; i < 25; ++i)
                database->write([](db::Transaction& tx) {
                    auto before = tx.value<double>("SELECT weight FROM notes WHERE id = 1");
                    tx.run("UPDATE notes SET weight = $1 WHERE id = 1", *before + 1);
                });
        });
        CHECK(database->read([](db::Reader& reader) { return reader.value<double>("SELECT weight FROM notes"); }) == 400.0);
    });
}

TEST_CASE("two who look before they write do not both find the place free")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        at_once(8, [&](int n) {
            database->write([&](db::Transaction& tx) {
                if (tx.row("SELECT id FROM notes WHERE words = 'taken'")) return;
                tx.run("INSERT INTO notes (id, words) VALUES ($1, 'taken')", n);
            });
        });
        CHECK(count_notes(*database) == 1);
    });
}

TEST_CASE("a reader sees one snapshot while others write")
{
    test::for_each_engine([](const test::Place& place) {
        if (place.kind() == test::Kind::Memory) return;  // one connection: readers wait for the writer instead
        auto database = notes(place);
        database->read([&](db::Reader& reader) {
            CHECK(reader.rows("SELECT id FROM notes").empty());
            std::jthread{[&] {
                database->write([](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES (1)"); });
            }}.join();
            CHECK(reader.rows("SELECT id FROM notes").empty());
            CHECK_THROWS_AS(reader.rows("INSERT INTO notes (id) VALUES (2) RETURNING id"), db::Failure);
        });
        CHECK(count_notes(*database) == 1);
    });
}

TEST_CASE("pages that nobody needs are forgotten, and read again" * doctest::skip(!test::is_allocator_of_glibc))
{
    test::Place place{test::Kind::File};
    auto database = notes(place);
    database->write([](db::Transaction& tx) {
        for (int n = 0; n < 4000; ++n) tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", n, std::string(1000, 'w'));
    });
    auto letters = [&] {
        return database->read(
            [](db::Reader& reader) { return reader.value<std::int64_t>("SELECT sum(length(words)) FROM notes"); });
    };
    CHECK(letters() == 4'000'000);
    auto before = test::held_bytes();
    database->forget_pages();
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};  // the writer's thread forgets by itself
    while (test::held_bytes() > before - 7'000'000 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    CHECK(test::held_bytes() < before - 7'000'000);
    CHECK(letters() == 4'000'000);
}

TEST_CASE("ids grow across processes that follow one another, also when the clock has jumped back")
{
    test::for_each_engine([](const test::Place& place) {
        if (place.kind() == test::Kind::Memory) return;
        std::set<std::int64_t> seen;
        for (std::int64_t clock : {5'000'000, 10, 0}) {
            auto database = place.open();
            for (int n = 0; n < 3; ++n) {
                auto id = database->write([&](db::Transaction& tx) { return tx.new_id<StatusId>(Time{clock}); });
                CHECK((seen.empty() || id.value > *seen.rbegin()));
                seen.insert(id.value);
            }
        }
        CHECK(seen.size() == 9);
    });
}

// As after a kill: the number of the process before is still held when the next one starts.
TEST_CASE("who starts is behind every id handed out, whichever node number it gets, and not far ahead of the clock")
{
    test::for_each_engine([](const test::Place& place) {
        if (place.kind() != test::Kind::Postgresql) return;
        constexpr Time clock{5'000'000};
        std::vector<std::unique_ptr<db::Database>> alive;
        std::set<std::int64_t> nodes;
        std::int64_t last = 0;
        for (int process = 0; process < 4; ++process) {
            alive.push_back(place.open());
            auto id = alive.back()
                          ->write([&](db::Transaction& tx) { return tx.new_id<StatusId>({clock.milliseconds - process}); })
                          .value;
            CHECK(id > last);
            nodes.insert(node_of_id(id));
            last = id;
        }
        CHECK(nodes.size() == 4);
        CHECK(time_of_id(last) <= clock + seconds(1));
    });
}

TEST_CASE("a list is one argument")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = notes(place);
        database->write([](db::Transaction& tx) {
            for (int id = 1; id <= 5; ++id)
                tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", id, "n\"" + std::to_string(id));
        });
        std::vector<StatusId> wanted{{2}, {4}, {9}};
        std::vector<std::string> words{"n\"1", "n\"5"};
        database->read([&](db::Reader& reader) {
            CHECK(reader.rows("SELECT id FROM notes WHERE id IN LIST($1) ORDER BY id", db::list_of(wanted)).size() == 2);
            CHECK(reader.rows("SELECT id FROM notes WHERE id NOT IN LIST($1)", db::list_of(wanted)).size() == 3);
            CHECK(reader.rows("SELECT id FROM notes WHERE words IN TEXTS($1)", db::list_of_texts(words)).size() == 2);
            CHECK(reader.rows("SELECT id FROM notes WHERE words NOT IN TEXTS($1)", db::list_of_texts(words)).size() == 3);
            CHECK(reader.rows("SELECT id FROM notes WHERE id IN LIST($1)", db::list_of(std::vector<StatusId>{})).empty());
        });
    });
}

TEST_CASE("each of a list is looked up once, in its order")
{
    test::for_each_engine([](const test::Place& place) {
        constexpr auto smallest = std::numeric_limits<std::int64_t>::min(), largest = std::numeric_limits<std::int64_t>::max();
        auto database = notes(place);
        database->write([&](db::Transaction& tx) {
            for (auto id : {smallest, std::int64_t{-1}, std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, largest})
                tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", id, "n" + std::to_string(id % 2));
        });
        std::vector<std::int64_t> some{largest, 3, 1, 3, 7, -1, smallest, 1};
        database->read([&](db::Reader& reader) {
            auto found = [&](std::string_view sql, const auto&... args) {
                std::vector<std::int64_t> ids;
                for (const auto& row : reader.rows(sql, args...)) ids.push_back(row.template get<std::int64_t>(0));
                return ids;
            };
            using Ids = std::vector<std::int64_t>;
            auto list = db::list_of(some);
            CHECK(found("SELECT id FROM notes WHERE id IN EACH($1) ORDER BY id", list) == Ids{smallest, -1, 1, 3, largest});
            CHECK(found("SELECT id FROM notes WHERE words = $2 AND id IN EACH($1) AND id > $3 ORDER BY id DESC", list, "n1", 0)
                  == Ids{largest, 3, 1});
            CHECK(found("SELECT count(*) FROM notes n WHERE n.id IN EACH($1)", list) == Ids{5});
            CHECK(found("SELECT n.id FROM notes n LEFT JOIN notes other ON other.id = n.id WHERE n.id IN EACH($1) "
                        "AND EXISTS (SELECT 1 FROM notes x WHERE x.words = n.words AND x.id <> n.id) ORDER BY n.id",
                        list)
                  == Ids{smallest, 1, 3, largest});
            CHECK(
                found("SELECT id FROM notes WHERE id IN EACH($1) AND id < 0 UNION ALL SELECT id FROM notes WHERE id IN EACH($2) "
                      "ORDER BY 1",
                      list, db::list_of(std::vector{2, 3}))
                == Ids{smallest, -1, 2, 3});
            CHECK(found("SELECT id FROM notes WHERE id IN EACH($1)", db::list_of(Ids{})).empty());
            // What is bound once is not met again.
            CHECK(found("SELECT id FROM notes WHERE id IN EACH($1)", db::list_of(Ids{2})) == Ids{2});
            CHECK(found("SELECT id FROM notes WHERE id IN EACH($1)", std::nullopt).empty());
        });
    });
}

TEST_CASE("the plan of every statement is shown once")
{
    test::for_each_engine([](const test::Place& place) {
        std::vector<std::string> plans;
        auto database = place.open([&](std::string_view sql, std::string_view plan) {
            if (sql.find("FROM notes") != std::string_view::npos) plans.emplace_back(plan);
        });
        create(*database, "CREATE TABLE notes (id BIGINT PRIMARY KEY, words TEXT);\n");
        for (int n = 0; n < 2; ++n)
            database->write([&](db::Transaction& tx) {
                tx.rows("SELECT words FROM notes WHERE id = $1", n);
                tx.rows("SELECT id FROM notes WHERE words = $1", "x");
            });
        REQUIRE(plans.size() == 2);
        auto scan = database->engine() == db::Engine::Sqlite ? "SCAN" : "Seq Scan";
        CHECK(plans[0].find(scan) == std::string::npos);
        CHECK(plans[1].find(scan) != std::string::npos);
    });
}

TEST_CASE("one migration text serves both engines")
{
    std::string_view text = "-- owner: social\nCREATE TABLE t (\n    a BIGINT, b BYTEA -- why\n);\n"
                            "-- engine: postgresql\nCREATE INDEX p ON t (a);\n-- engine: sqlite\nCREATE INDEX s ON t (a);\n";
    auto sqlite = db::migration_for(db::Engine::Sqlite, text);
    REQUIRE(sqlite.size() == 2);
    CHECK(sqlite[0].find("a INTEGER, b BLOB") != std::string::npos);
    CHECK(sqlite[0].ends_with("STRICT"));
    CHECK(sqlite[1].find("INDEX s") != std::string::npos);
    auto postgresql = db::migration_for(db::Engine::Postgresql, text);
    REQUIRE(postgresql.size() == 2);
    CHECK(postgresql[0].find("a BIGINT, b BYTEA") != std::string::npos);
}

TEST_CASE("migrations go forward once, and a newer or edited schema is refused untouched")
{
    test::for_each_engine([](const test::Place& place) {
        auto database = place.open();
        std::vector<db::Migration> known{{1, "0001_a", "CREATE TABLE a (id BIGINT);\n"}};
        CHECK(db::migrate(*database, known, Time{1})->size() == 1);
        CHECK(db::migrate(*database, known, Time{2})->empty());
        known.push_back({2, "0002_b", "CREATE TABLE b (id BIGINT);\n"});
        CHECK(db::migrate(*database, known, Time{3}) == std::vector<std::string>{"0002_b"});
        CHECK(db::schema_number(*database) == 2);

        auto older = std::vector{known[0]};
        CHECK(db::migrate(*database, older, Time{4}).error().key == "schema.newer");
        known[1].sql = "CREATE TABLE c (id BIGINT);\n";
        CHECK(db::migrate(*database, known, Time{5}).error().key == "schema.changed");
    });
}
