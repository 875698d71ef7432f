// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/one_writer.h"

#include <future>
#include <latch>
#include <thread>

#include <doctest/doctest.h>

#include "support/databases.h"

using namespace favilla;

namespace {

struct Scene {
    explicit Scene(const test::Place& place) : database(place.open()), writer(db::one_writer(*database))
    {
        database->write([](db::Transaction& tx) { tx.run("CREATE TABLE notes (id BIGINT PRIMARY KEY)"); });
    }
    void add(std::int64_t id)
    {
        database->write([&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES ($1)", id);
            tx.after_commit([this, id] { followed.push_back(id); });
        });
    }
    std::vector<std::int64_t> ids()
    {
        return database->read([](db::Reader& reader) {
            std::vector<std::int64_t> found;
            for (const auto& row : reader.rows("SELECT id FROM notes ORDER BY id")) found.push_back(row.get<std::int64_t>(0));
            return found;
        });
    }

    std::unique_ptr<db::Database> database;
    db::OneWriter* writer;
    std::vector<std::int64_t> followed;  // the commit
};

using Ids = std::vector<std::int64_t>;

// A write that nobody waits for, waited for by a test.
std::future<void> write_later(Scene& scene, db::OneWriter::Body body)
{
    auto promise = std::make_shared<std::promise<void>>();
    auto future = promise->get_future();
    scene.writer->write_later(std::move(body), [promise](std::exception_ptr failure) {
        if (failure) return promise->set_exception(std::move(failure));
        promise->set_value();
    });
    return future;
}

void for_each_sqlite(const std::function<void(const test::Place&)>& act)
{
    for (auto kind : {test::Kind::Memory, test::Kind::File}) {
        test::Place place{kind};
        act(place);
    }
}

}  // namespace

TEST_CASE("SQLite offers to work within a transaction, PostgreSQL does not")
{
    test::for_each_engine([](const test::Place& place) {
        CHECK((db::one_writer(*place.open()) != nullptr) == (place.kind() != test::Kind::Postgresql));
    });
}

TEST_CASE("what is done within sees what was written before, and is there with the rest")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        scene.database->write([&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES (1)");
            scene.writer->within(tx, [&] {
                CHECK(scene.ids() == Ids{1});
                scene.add(2);
                CHECK(scene.ids() == Ids{1, 2});
                CHECK(scene.followed.empty());
            });
            tx.after_commit([&] { scene.followed.push_back(1); });
        });
        CHECK(scene.ids() == Ids{1, 2});
        CHECK(scene.followed == Ids{2, 1});
    });
}

TEST_CASE("a write within that refuses or breaks is undone alone, and what was to follow it does not")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        scene.database->write([&](db::Transaction& tx) {
            scene.writer->within(tx, [&] {
                scene.add(1);
                auto refused = scene.database->write([&](db::Transaction& part) -> Result<void> {
                    part.run("INSERT INTO notes (id) VALUES (2)");
                    part.after_commit([&] { scene.followed.push_back(2); });
                    return refuse(ErrorCode::Invalid, "no");
                });
                CHECK_FALSE(refused);
                CHECK_THROWS_AS(scene.add(1), db::Conflict);
                CHECK(scene.ids() == Ids{1});
                scene.add(3);
            });
        });
        CHECK(scene.ids() == Ids{1, 3});
        CHECK(scene.followed == Ids{1, 3});
    });
}

TEST_CASE("what breaks within is undone whole, and the transaction goes on")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        scene.database->write([&](db::Transaction& tx) {
            auto act = [&] {
                scene.add(1);
                scene.database->write([&](db::Transaction&) { scene.add(2); });
                throw std::runtime_error("it broke");
            };
            CHECK_THROWS_AS(scene.writer->within(tx, act), std::runtime_error);
            CHECK(scene.database->read([](db::Reader&) { return true; }));
            tx.run("INSERT INTO notes (id) VALUES (4)");
        });
        CHECK(scene.ids() == Ids{4});
        CHECK(scene.followed.empty());
        scene.add(5);
        CHECK(scene.ids() == Ids{4, 5});
    });
}

TEST_CASE("what is left for the end comes after all that is within, unless its part was undone")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        auto leave = [](std::int64_t id) {
            return [id](db::Transaction& end) { end.run("INSERT INTO notes (id) VALUES ($1)", id); };
        };
        scene.database->write([&](db::Transaction& tx) {
            scene.writer->within(tx, [&] {
                scene.database->write([&](db::Transaction& part) { part.before_commit(leave(1)); });
                CHECK_FALSE(scene.database->write([&](db::Transaction& part) -> Result<void> {
                    part.before_commit(leave(2));
                    return refuse(ErrorCode::Invalid, "no");
                }));
                CHECK(scene.ids().empty());
            });
            auto act = [&] {
                scene.database->write([&](db::Transaction& part) { part.before_commit(leave(3)); });
                throw std::runtime_error("it broke");
            };
            CHECK_THROWS_AS(scene.writer->within(tx, act), std::runtime_error);
        });
        CHECK(scene.ids() == Ids{1});
    });
}

// More than SQLite keeps in memory by itself in order to undo it.
TEST_CASE("very much that breaks within is undone, and very much stays")
{
    auto undoes = [](const test::Place& place, bool many_at_once) {
        Scene scene{place};
        if (many_at_once) scene.writer->expect_many();
        constexpr int many = 2000;
        scene.database->write([](db::Transaction& tx) {
            tx.run("CREATE TABLE leaves (id BIGINT PRIMARY KEY, words TEXT)");
            std::string words(1000, 'a');
            for (int id = 0; id < many; ++id) tx.run("INSERT INTO leaves (id, words) VALUES ($1, $2)", id, words);
        });
        auto changed = [&] {
            return scene.database->read([](db::Reader& reader) {
                return reader.value<std::int64_t>("SELECT count(*) FROM leaves WHERE words LIKE 'b%'").value_or(-1);
            });
        };
        auto change = [&](bool breaks) {
            scene.database->write([](db::Transaction& tx) { tx.run("UPDATE leaves SET words = 'b' || words"); });
            if (breaks) throw std::runtime_error("it broke");
        };
        scene.database->write([&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES (1)");
            CHECK_THROWS_WITH(scene.writer->within(tx, [&] { change(true); }), "it broke");
            CHECK_THROWS_WITH(scene.writer->within(tx, [&] { change(true); }), "it broke");
        });
        CHECK(changed() == 0);
        scene.database->write([&](db::Transaction& tx) { scene.writer->within(tx, [&] { change(false); }); });
        CHECK(changed() == many);
        CHECK(scene.ids() == Ids{1});
    };
    for_each_sqlite([&](const test::Place& place) { undoes(place, false); });
    for_each_sqlite([&](const test::Place& place) { undoes(place, true); });
}

TEST_CASE("a transaction that is undone takes with it what was done within")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        auto act = [&](db::Transaction& tx) {
            scene.writer->within(tx, [&] { scene.add(1); });
            throw std::runtime_error("it broke");
        };
        CHECK_THROWS_AS(scene.database->write(act), std::runtime_error);
        CHECK(scene.ids().empty());
        CHECK(scene.followed.empty());
    });
}

TEST_CASE("others write and read meanwhile, and each part within is of its own transaction")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        constexpr int threads = 6, each = 20;
        std::latch start{threads};
        std::vector<std::jthread> all;
        for (int n = 0; n < threads; ++n)
            all.emplace_back([&, n] {
                start.arrive_and_wait();
                for (int m = 0; m < each; ++m) {
                    auto id = n * each + m;
                    scene.database->write([&](db::Transaction& tx) {
                        if (n % 2 == 0) return (void)tx.run("INSERT INTO notes (id) VALUES ($1)", id);
                        auto act = [&] {
                            scene.database->write(
                                [&](db::Transaction& part) { part.run("INSERT INTO notes (id) VALUES ($1)", id); });
                            if (m % 2 == 1) throw std::runtime_error("it broke");
                        };
                        try {
                            scene.writer->within(tx, act);
                        } catch (const std::runtime_error& broken) {
                            CHECK(std::string_view{broken.what()} == "it broke");
                        }
                    });
                    CHECK_FALSE(scene.ids().empty());
                }
            });
        all.clear();
        CHECK(scene.ids().size() == threads * each * 3 / 4);
    });
}

TEST_CASE("a write that nobody waits for is there when it says so, and what follows the commit has followed")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        auto ended = write_later(scene, [&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES (1)");
            tx.after_commit([&] { scene.followed.push_back(1); });
            return true;
        });
        CHECK_NOTHROW(ended.get());
        CHECK(scene.ids() == Ids{1});
        CHECK(scene.followed == Ids{1});
    });
}

TEST_CASE("of writes that nobody waits for one that refuses or breaks is undone alone, and says which")
{
    for_each_sqlite([](const test::Place& place) {
        Scene scene{place};
        std::vector<std::future<void>> ended;
        // They stand in line behind this one, and are committed together.
        scene.database->write([&](db::Transaction& tx) {
            tx.run("INSERT INTO notes (id) VALUES (1)");
            ended.push_back(write_later(scene, [](db::Transaction& later) {
                later.run("INSERT INTO notes (id) VALUES (2)");
                return true;
            }));
            ended.push_back(write_later(scene, [&](db::Transaction& later) {
                later.run("INSERT INTO notes (id) VALUES (3)");
                later.after_commit([&] { scene.followed.push_back(3); });
                return false;
            }));
            ended.push_back(write_later(scene, [](db::Transaction& later) {
                later.run("INSERT INTO notes (id) VALUES (4)");
                later.run("INSERT INTO notes (id) VALUES (1)");
                return true;
            }));
            ended.push_back(write_later(scene, [](db::Transaction& later) {
                later.run("INSERT INTO notes (id) VALUES (5)");
                return true;
            }));
        });
        CHECK_NOTHROW(ended[0].get());
        CHECK_NOTHROW(ended[1].get());
        CHECK_THROWS_AS(ended[2].get(), db::Conflict);
        CHECK_NOTHROW(ended[3].get());
        CHECK(scene.ids() == Ids{1, 2, 5});
        CHECK(scene.followed.empty());
    });
}

TEST_CASE("a database that closes writes what nobody waits for, and lets what it was given go")
{
    for_each_sqlite([](const test::Place& place) {
        auto held = std::make_shared<int>();
        std::vector<std::future<void>> ended;
        {
            Scene scene{place};
            for (int id = 0; id < 20; ++id)
                ended.push_back(write_later(scene, [id, held](db::Transaction& tx) {
                    tx.run("INSERT INTO notes (id) VALUES ($1)", id);
                    return true;
                }));
        }
        for (auto& one : ended) CHECK_NOTHROW(one.get());
        CHECK(held.use_count() == 1);
    });
}
