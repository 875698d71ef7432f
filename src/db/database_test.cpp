// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/database.h"

#include <doctest/doctest.h>

#include "db/migrations.h"
#include "db/sql_text.h"

using namespace favilla;

namespace {

std::unique_ptr<db::Database> notes()
{
    auto database = db::open_sqlite({.file = ":memory:"});
    database->write(
        [](db::Transaction& tx) { tx.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT, weight REAL) STRICT"); });
    return database;
}

std::int64_t count_notes(db::Database& database)
{
    return *database.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM notes"); });
}

}  // namespace

TEST_CASE("what is written is read back, also 64-bit numbers, nothing and odd text")
{
    auto database = notes();
    std::int64_t large = 9'007'199'254'740'993;
    std::string odd{"a\0b 'quoted' é", 15};
    database->write([&](db::Transaction& tx) {
        tx.run("INSERT INTO notes (id, words, weight) VALUES ($1, $2, $3)", large, odd, 0.5);
        tx.run("INSERT INTO notes (id, words, weight) VALUES ($1, $2, $3)", 2, std::nullopt, std::optional<double>{});
    });
    database->read([&](db::Reader& reader) {
        auto row = reader.row("SELECT id, words, weight FROM notes WHERE id = $1", large);
        REQUIRE(row);
        CHECK(row->get<std::int64_t>(0) == large);
        CHECK(row->get<std::string>(1) == odd);
        CHECK(row->get<double>(2) == 0.5);
        auto empty = reader.row("SELECT words FROM notes WHERE id = 2");
        CHECK(!empty->get<std::optional<std::string>>(0));
        CHECK(!reader.row("SELECT id FROM notes WHERE id = 3"));
    });
}

TEST_CASE("a refusal and an exception undo their own write and no other")
{
    auto database = notes();
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
}

TEST_CASE("a second row of the same key is a conflict and the database goes on")
{
    auto database = notes();
    auto insert = [](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES (1)"); };
    database->write(insert);
    CHECK_THROWS_AS(database->write(insert), db::Conflict);
    CHECK(count_notes(*database) == 1);
}

TEST_CASE("what waits for a commit is done after it, and not after a refusal")
{
    auto database = notes();
    int done = 0;
    database->write([&](db::Transaction& tx) { tx.after_commit([&] { ++done; }); });
    CHECK(done == 1);
    (void)database->write([&](db::Transaction& tx) -> Result<int> {
        tx.after_commit([&] { ++done; });
        return refuse(ErrorCode::Invalid, "test.refused");
    });
    CHECK(done == 1);
}

TEST_CASE("many writers at once lose nothing and double nothing")
{
    auto database = notes();
    std::vector<std::thread> writers;
    for (int w = 0; w < 8; ++w)
        writers.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                database->write(
                    [](db::Transaction& tx) { tx.run("INSERT INTO notes (id) VALUES ($1)", tx.new_id<StatusId>(Time{1})); });
        });
    for (auto& writer : writers) writer.join();
    CHECK(count_notes(*database) == 800);
}

TEST_CASE("a list is one argument")
{
    auto database = notes();
    database->write([](db::Transaction& tx) {
        for (int id = 1; id <= 5; ++id) tx.run("INSERT INTO notes (id, words) VALUES ($1, $2)", id, "n\"" + std::to_string(id));
    });
    std::vector<StatusId> wanted{{2}, {4}, {9}};
    std::vector<std::string> words{"n\"1", "n\"5"};
    database->read([&](db::Reader& reader) {
        CHECK(reader.rows("SELECT id FROM notes WHERE id IN LIST($1) ORDER BY id", db::list_of(wanted)).size() == 2);
        CHECK(reader.rows("SELECT id FROM notes WHERE words IN TEXTS($1)", db::list_of_texts(words)).size() == 2);
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
    auto database = db::open_sqlite({.file = ":memory:"});
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
}
