// SPDX-License-Identifier: AGPL-3.0-or-later
// server/store.h — where the data lies: a folder with a SQLite file (and media), or a PostgreSQL database. A folder
// belongs to one process at a time, which holds its lock.
#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/media_store.h"

namespace favilla::server {

struct StorePlace {
    std::string folder;        // --data
    std::string database_uri;  // --database; empty: SQLite in the folder
    int connections = 16;
    db::PlanObserver on_plan;

    bool is_sqlite() const { return database_uri.empty(); }
    std::string file() const { return folder + "/favilla.sqlite3"; }
    std::string lock_file() const { return folder + "/favilla.lock"; }
    std::string mail_folder() const { return folder + "/mail"; }  // of mails that no mail server took
    std::string control_socket() const { return folder + "/favilla.sock"; }
};

// An advisory lock (flock) that ends with the process, whatever ends it.
class FolderLock {
public:
    FolderLock() = default;
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    int descriptor_ = -1;
};

struct Store {
    StorePlace place;
    FolderLock lock;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<social::MediaStore> media;  // of the folder alone, until the settings are known (server/media_places.h)
};

// True when another process holds the folder.
bool is_in_use(const StorePlace&);

// Makes the folder when it is missing, takes its lock and opens the database without touching its schema.
// Refuses: Unavailable "store.in_use", "store.folder" (params: folder, reason), "store.database" (reason).
Result<Store> open_store(StorePlace);

// open_store, then the migrations this program carries; refuses as db::migrate.
Result<Store> open_migrated_store(StorePlace, Time now);

}  // namespace favilla::server
