// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/store.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/embedded_files.h"
#include "db/migrations.h"

namespace favilla::server {

namespace {

std::unexpected<Error> folder_refused(const StorePlace& place, std::string reason)
{
    return refuse(ErrorCode::Unavailable, "store.folder", {{"folder", place.folder}, {"reason", std::move(reason)}});
}

Result<FolderLock> lock_folder(const StorePlace& place)
{
    int descriptor = ::open(place.lock_file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return folder_refused(place, std::strerror(errno));
    FolderLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return refuse(ErrorCode::Unavailable, "store.in_use", {{"folder", place.folder}});
    return lock;
}

Result<void> make_folder(const StorePlace& place)
{
    if (place.folder.empty()) return {};
    std::error_code error;
    std::filesystem::create_directories(place.folder, error);
    if (error) return folder_refused(place, error.message());
    std::filesystem::permissions(place.folder, std::filesystem::perms::owner_all, error);
    return {};
}

std::unique_ptr<db::Database> open_database(const StorePlace& place)
{
    if (place.is_sqlite()) return db::open_sqlite({.file = place.file(), .readers = place.connections, .on_plan = place.on_plan});
    return db::open_postgresql({.uri = place.database_uri, .connections = place.connections, .on_plan = place.on_plan});
}

}  // namespace

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FolderLock::~FolderLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool is_in_use(const StorePlace& place)
{
    if (place.folder.empty() || !std::filesystem::exists(place.lock_file())) return false;
    auto lock = lock_folder(place);
    return !lock && lock.error().key == "store.in_use";
}

Result<Store> open_store(StorePlace place)
{
    CHECKED(make_folder(place));
    Store store{.place = std::move(place), .lock = {}, .database = {}, .media = {}};
    if (!store.place.folder.empty()) { TRY(store.lock, lock_folder(store.place)); }
    try {
        store.database = open_database(store.place);
    } catch (const db::Failure& failure) {
        return refuse(ErrorCode::Unavailable, "store.database", {{"reason", failure.what()}});
    }
    store.media = std::make_unique<social::MediaStore>(*store.database, social::MediaPlaces{.data_folder = store.place.folder},
                                                       system_random());
    return store;
}

Result<Store> open_migrated_store(StorePlace place, Time now)
{
    TRY(auto store, open_store(std::move(place)));
    CHECKED(db::migrate(*store.database, db::migrations_in(embedded_files()), now));
    return store;
}

}  // namespace favilla::server
