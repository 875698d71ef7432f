// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/databases.h — databases for tests: SQLite in memory, SQLite in a file, and PostgreSQL when
// FAVILLA_TEST_POSTGRESQL holds the URL of a throw-away cluster (tests/support/postgres.py); there every place is a
// database of its own, gone at the end.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include "db/database.h"

namespace favilla::test {

enum class Kind { Memory, File, Postgresql };

inline const char* cluster()
{
    const char* url = std::getenv("FAVILLA_TEST_POSTGRESQL");
    return url && *url ? url : nullptr;
}

// Where a database is; opened again, it is the same one (except in memory).
class Place {
public:
    explicit Place(Kind kind) : kind_(kind), name_(new_name())
    {
        if (kind == Kind::File) std::filesystem::create_directories(folder());
        if (kind == Kind::Postgresql) on_cluster("CREATE DATABASE " + name_ + " TEMPLATE template0");
    }
    // With what lies in the other, which nobody has open.
    static std::unique_ptr<Place> copy_of(const Place& other) { return std::unique_ptr<Place>{new Place{other, 0}}; }
    ~Place()
    {
        if (kind_ == Kind::File) std::filesystem::remove_all(folder());
        if (kind_ == Kind::Postgresql) on_cluster("DROP DATABASE " + name_ + " WITH (FORCE)");
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    Kind kind() const { return kind_; }
    std::string folder() const { return folder_of_all() / name_; }
    std::string file() const { return folder() + "/favilla.db"; }
    std::string url() const
    {
        std::string url = cluster();
        auto end = std::min(url.find('?'), url.size());
        return url.substr(0, url.rfind('/', end) + 1) + name_ + url.substr(end);
    }
    std::unique_ptr<db::Database> open(db::PlanObserver on_plan = nullptr) const
    {
        if (kind_ == Kind::Postgresql) return db::open_postgresql({.uri = url(), .on_plan = std::move(on_plan)});
        return db::open_sqlite({.file = kind_ == Kind::Memory ? ":memory:" : file(), .on_plan = std::move(on_plan)});
    }

private:
    Place(const Place& other, int) : kind_(other.kind_), name_(new_name())
    {
        if (kind_ == Kind::Memory) throw std::runtime_error("what is in memory is not copied");
        if (kind_ == Kind::File) std::filesystem::copy(other.folder(), folder());
        if (kind_ == Kind::Postgresql)
            on_cluster("CREATE DATABASE " + name_ + " TEMPLATE " + other.name_ + " STRATEGY file_copy");
    }
    static std::string new_name() { return "favilla_" + std::to_string(std::random_device{}()); }
    // In memory where the machine has the room, as tests/support/scratch.py: nobody pulls the plug of these.
    static std::filesystem::path folder_of_all()
    {
        std::filesystem::path shared = "/dev/shm";
        constexpr std::uintmax_t enough = std::uintmax_t{4} << 30;
        bool has_room = std::filesystem::is_directory(shared) && std::filesystem::space(shared).available > enough;
        return has_room ? shared : std::filesystem::temp_directory_path();
    }
    static void on_cluster(const std::string& sql)
    {
        std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(cluster()), PQfinish};
        PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
        std::unique_ptr<PGresult, decltype(&PQclear)> done{PQexec(connection.get(), sql.c_str()), PQclear};
        if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) FAIL_CHECK(PQerrorMessage(connection.get()));
    }

    Kind kind_;
    std::string name_;
};

// Calls `test` with a place of each kind.
template <class Test>
void for_each_engine(Test test)
{
    for (auto kind : {Kind::Memory, Kind::File, Kind::Postgresql}) {
        if (kind == Kind::Postgresql && !cluster()) continue;
        const char* name = kind == Kind::Memory ? "SQLite in memory" : kind == Kind::File ? "SQLite in a file" : "PostgreSQL";
        INFO(name);
        Place place{kind};
        test(place);
    }
}

}  // namespace favilla::test
