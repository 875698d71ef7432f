// SPDX-License-Identifier: AGPL-3.0-or-later
// controls DATABASE FOLDER — what the machine can do at best, in the same minute: CPU milliseconds of a bare query for a home
// page, of a signature and a verification with RSA-2048, and the wall time of an fsync. Prints one JSON object.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "base/keys.h"

using namespace favilla;

namespace {

double cpu_ms()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double wall_ms()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Act>
double each(double (*clock)(), int times, Act&& act)
{
    act();
    auto before = clock();
    for (int n = 0; n < times; ++n) act();
    return (clock() - before) / times;
}

// The twenty newest of somebody's home with their words and authors: what no server over this schema can do without.
double home_query(const char* file)
{
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(file, &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) return -1;
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(
        database,
        "SELECT s.*, a.* FROM home_timeline t JOIN statuses s ON s.id = t.status_id JOIN accounts a ON a.id = s.account_id "
        "WHERE t.account_id = ?1 ORDER BY t.status_id DESC LIMIT 20",
        -1, &statement, nullptr);
    sqlite3_stmt* owner = nullptr;
    sqlite3_prepare_v2(database, "SELECT account_id FROM homes ORDER BY account_id LIMIT 200", -1, &owner, nullptr);
    std::vector<sqlite3_int64> owners;
    while (sqlite3_step(owner) == SQLITE_ROW) owners.push_back(sqlite3_column_int64(owner, 0));
    sqlite3_finalize(owner);
    std::size_t at = 0;
    auto taken = each(cpu_ms, 3000, [&] {
        sqlite3_bind_int64(statement, 1, owners.empty() ? 0 : owners[at++ % owners.size()]);
        while (sqlite3_step(statement) == SQLITE_ROW)
            for (int column = 0; column < sqlite3_column_count(statement); ++column) sqlite3_column_text(statement, column);
        sqlite3_reset(statement);
    });
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return taken;
}

double fsync_time(const std::string& folder)
{
    auto file = folder + "/fsync.tmp";
    int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0600);
    std::string page(4096, 'x');
    auto taken = each(wall_ms, 100, [&] {
        [[maybe_unused]] auto written = ::pwrite(descriptor, page.data(), page.size(), 0);
        ::fsync(descriptor);
    });
    ::close(descriptor);
    ::unlink(file.c_str());
    return taken;
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 3) return 2;
    auto key = PrivateKey::make_rsa();
    auto open = key.public_key();
    auto signature = key.sign("a spark");
    auto made = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("home_query_ms", home_query(arguments[1]));
            json.field("rsa_sign_ms", each(cpu_ms, 300, [&] { (void)key.sign("a spark"); }));
            json.field("rsa_verify_ms", each(cpu_ms, 3000, [&] { (void)open.verifies("a spark", signature); }));
            json.field("fsync_ms", fsync_time(arguments[2]));
        });
    });
    std::puts(made.c_str());
    return 0;
}
