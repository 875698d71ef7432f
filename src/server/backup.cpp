// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/backup.h"

#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "analytics/day_keys.h"
#include "base/embedded_files.h"
#include "db/migrations.h"
#include "server/archive.h"
#include "server/checks.h"
#include "server/digest_file.h"
#include "server/media_places.h"
#include "server/version.h"

namespace favilla::server {

namespace fs = std::filesystem;

namespace {

constexpr const char* manifest_name = "MANIFEST";

// They stay where they are: a copy of them is the bucket's affair.
social::FileTotal files_in_bucket(Store& store)
{
    return store.database->read([](db::Reader& reader) { return social::files_in(reader, social::MediaHome::Bucket); });
}

std::unexpected<Error> refused_target(const std::string& target, std::string reason)
{
    return refuse(ErrorCode::Unavailable, "backup.io", {{"file", target}, {"reason", std::move(reason)}});
}

Result<void> write_manifest(const fs::path& folder, const FilledBackup& filled, Time now)
{
    std::string text = fmt::format("favilla {}\nschema {}\ntaken {}\n", version, filled.schema, iso8601(now));
    if (filled.in_bucket.files > 0)
        text += fmt::format("in-bucket {} files {} bytes\n", filled.in_bucket.files, filled.in_bucket.bytes);
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        TRY(auto digest, sha256_of_file(entry.path().string()));
        text += fmt::format("sha256 {} {}\n", digest, fs::relative(entry.path(), folder).string());
    }
    std::ofstream out{folder / manifest_name, std::ios::binary};
    out << text;
    out.close();
    if (!out) return refused_target((folder / manifest_name).string(), "could not be written");
    return {};
}

// Who was seen on a site, or followed a short link, goes with the day: a copy that is kept holds neither them nor what they are known by.
void leave_out_visitors(const std::string& file)
{
    auto copy = db::open_sqlite({.file = file});
    copy->write([](db::Transaction& tx) { analytics::forget_all_days(tx); });
}

Result<FilledBackup> fill_backup(const fs::path& folder, Store& store)
{
    std::error_code error;
    auto file = (folder / backup_database).string();
    store.database->backup_to(file);
    leave_out_visitors(file);
    auto secret = fs::path{store.place.folder} / backup_secret;
    if (fs::exists(secret)) fs::copy_file(secret, folder / backup_secret, error);
    if (error) return refused_target(secret.string(), error.message());
    auto media = fs::path{store.place.folder} / "media";
    if (fs::exists(media)) fs::copy(media, folder / "media", fs::copy_options::recursive, error);
    if (error) return refused_target(media.string(), error.message());
    return FilledBackup{.schema = db::schema_number(*store.database), .in_bucket = files_in_bucket(store)};
}

Result<void> write_backup_into(const fs::path& folder, const FillBackup& fill, Time now)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return refused_target(folder.string(), error.message());
    if (!fs::is_empty(folder)) return refuse(ErrorCode::Conflict, "backup.target_exists", {{"file", folder.string()}});
    fs::permissions(folder, fs::perms::owner_all, error);
    TRY(auto filled, fill(folder));
    return write_manifest(folder, filled, now);
}

// Every file the manifest names is there and has its digest.
Result<void> verify_manifest(const fs::path& folder)
{
    std::ifstream in{folder / manifest_name};
    if (!in) return refuse(ErrorCode::Invalid, "backup.no_manifest", {{"file", folder.string()}});
    bool names_database = false;
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("sha256 ") || line.size() < 73) continue;
        auto name = line.substr(72);
        TRY(auto digest, sha256_of_file((folder / name).string()));
        if (digest != line.substr(7, 64)) return refuse(ErrorCode::Invalid, "backup.damaged", {{"file", name}});
        names_database |= name == backup_database;
    }
    if (!names_database) return refuse(ErrorCode::Invalid, "backup.no_manifest", {{"file", folder.string()}});
    return {};
}

Result<void> restore_from(const std::string& source, const StorePlace& place)
{
    fs::path folder{place.folder};
    if (fs::exists(folder) && !fs::is_empty(folder))
        return refuse(ErrorCode::Conflict, "backup.folder_not_empty", {{"folder", place.folder}});
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return refused_target(place.folder, error.message());
    fs::permissions(folder, fs::perms::owner_all, error);
    CHECKED(take_out_backup(source, folder));
    if (fs::exists(folder / backup_secret))
        fs::permissions(folder / backup_secret, fs::perms::owner_read | fs::perms::owner_write, error);
    fs::remove(folder / manifest_name, error);
    return {};
}

}  // namespace

Result<void> take_out_backup(const std::string& source, const fs::path& folder)
{
    std::error_code error;
    if (fs::is_directory(source))
        fs::copy(source, folder, fs::copy_options::recursive, error);
    else
        CHECKED(unpack_archive(source, folder.string()));
    if (error) return refused_target(source, error.message());
    return verify_manifest(folder);
}

Result<void> write_backup(const std::string& target, const FillBackup& fill, Time now)
{
    if (fs::path{target}.extension() != ".tar") return write_backup_into(target, fill, now);
    if (fs::exists(target)) return refuse(ErrorCode::Conflict, "backup.target_exists", {{"file", target}});
    auto folder = fs::path{target + ".folder"};
    auto done = write_backup_into(folder, fill, now);
    if (done) done = pack_folder(folder.string(), target);
    std::error_code ignored;
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write, ignored);
    fs::remove_all(folder, ignored);
    return done;
}

CommandOutcome backup(const BackupCommand& command, Store& store, const CommandTools& tools)
{
    auto done = write_backup(command.target, [&](const fs::path& folder) { return fill_backup(folder, store); }, tools.clock());
    if (!done) return refused(tools, done.error());
    auto said = tools.locale.text(tools.language, "backup.done", {{"file", command.target}}) + "\n";
    if (auto left = files_in_bucket(store).files; left > 0)
        said += tools.locale.text(tools.language, "backup.without_bucket", {{"count", std::to_string(left)}}) + "\n";
    return {0, said, {}};
}

CommandOutcome restore(const RestoreCommand& command, const StorePlace& place, const CommandTools& tools)
{
    if (!place.is_sqlite()) return refused(tools, Error{ErrorCode::Unsupported, "backup.postgresql"});
    if (auto done = restore_from(command.source, place); !done) return refused(tools, done.error());
    auto store = open_migrated_store(place, tools.clock());
    if (!store) return refused(tools, store.error());
    // Where the bucket is, the environment may say; a file of settings is named to favilla check.
    if (auto placed = use_media_places_of(*store, "", tools); !placed) return refused(tools, placed.error());
    auto checked = check({}, *store, tools);
    if (checked.exit_code != 0) return checked;
    return {0, tools.locale.text(tools.language, "backup.restored", {{"folder", place.folder}}) + "\n", {}};
}

CommandOutcome check(const CheckCommand& command, Store& store, const CommandTools& tools)
{
    auto depth = command.read_bucket ? social::CheckDepth::Bytes : social::CheckDepth::Sizes;
    auto problems = find_problems(*store.database, *store.media, depth);
    if (!problems) return refused(tools, problems.error());
    CommandOutcome outcome{problems->empty() ? 0 : 1, {}, {}};
    for (const auto& problem : *problems) outcome.out += problem + "\n";
    outcome.out += tools.locale.text(tools.language, "check.result", {{"count", std::to_string(problems->size())}}) + "\n";
    if (auto there = files_in_bucket(store).files; there > 0 && !store.media->bucket())
        outcome.out += tools.locale.text(tools.language, "check.without_bucket", {{"count", std::to_string(there)}}) + "\n";
    return outcome;
}

CommandOutcome migrate(Store& store, const CommandTools& tools)
{
    auto number = std::to_string(db::schema_number(*store.database));
    return {0, tools.locale.text(tools.language, "migrate.done", {{"number", number}}) + "\n", {}};
}

}  // namespace favilla::server
