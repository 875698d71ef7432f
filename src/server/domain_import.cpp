// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/domain_import.h"

#include <cstdio>
#include <filesystem>

#include "base/embedded_files.h"
#include "db/migrations.h"
#include "moving/arrive.h"
#include "moving/carve.h"
#include "server/backup.h"
#include "server/box_key.h"
#include "server/whole_file.h"
#include "server/work_folder.h"
#include "social/media_links.h"

namespace favilla::server {

namespace fs = std::filesystem;

namespace {

std::string media_file(const fs::path& folder, const std::string& name)
{
    return (folder / "media" / name.substr(0, 2) / name).string();
}

std::unique_ptr<db::Database> open_prepared(const fs::path& folder)
{
    return db::open_sqlite({.file = (folder / backup_database).string(), .readers = 1});
}

// It may have been written by an older program.
Result<void> make_ready(const fs::path& folder, Time now)
{
    if (!fs::exists(folder / backup_secret)) return refuse(ErrorCode::Invalid, "moving.no_key");
    auto database = open_prepared(folder);
    CHECKED(db::migrate(*database, db::migrations_in(embedded_files()), now));
    database->write([](db::Transaction& tx) { moving::settle(tx); });
    return {};
}

// Loose until the rows that name them are there.
Result<std::vector<std::string>> put_media(Store& store, const fs::path& folder, const std::vector<moving::CarvedFile>& files,
                                           Time now)
{
    std::vector<std::string> missing;
    for (const auto& file : files) {
        auto bytes = read_whole_file(media_file(folder, file.name));
        if (!bytes) {
            missing.push_back(file.name);
            continue;
        }
        CHECKED(store.media->put(file.name, *bytes, social::type_of_file(file.name), now));
    }
    return missing;
}

std::string names_in_a_row(const std::vector<std::string>& names)
{
    std::string row;
    for (const auto& name : names) row += (row.empty() ? "" : ", ") + name;
    return row;
}

}  // namespace

CommandOutcome run(const DomainImportCommand& command, Store& store, const CommandTools& tools)
{
    auto now = tools.clock();
    fs::path folder{command.prepared};
    auto source = open_prepared(folder);
    auto here = moving::may_come(*store.database, *source);
    if (!here) return refused(tools, here.error());
    auto files = source->read([](db::Reader& reader) { return moving::files_of(reader); });
    auto missing = put_media(store, folder, files, now);
    if (!missing) return refused(tools, missing.error());
    auto arrived = moving::arrive(*store.database, {.source = *source,
                                                    .keys = {.before = box_key(folder.string(), tools.random),
                                                             .after = box_key(store.place.folder, tools.random),
                                                             .random = tools.random},
                                                    .now = now});
    if (!arrived) return refused(tools, arrived.error());
    CommandOutcome outcome{missing->empty() ? 0 : 1, {}, {}};
    for (const auto& name : *missing) outcome.err += "media " + name + ": it is not there\n";
    outcome.out = tools.locale.text(tools.language, "domain.imported",
                                    {{"domain", names_in_a_row(arrived->domains)},
                                     {"accounts", std::to_string(arrived->people)},
                                     {"posts", std::to_string(arrived->statuses)},
                                     {"known", std::to_string(arrived->known)},
                                     {"files", std::to_string(files.size() - missing->size())}})
                + "\n";
    return outcome;
}

CommandOutcome import_domain(const DomainImportCommand& typed, const StorePlace& place, const CommandTools& tools,
                             const std::function<CommandOutcome(const DomainImportCommand&)>& lay_down)
{
    WorkFolder work{fs::absolute(place.folder) / "arriving"};
    auto tell = [&](std::string_view key) {
        std::puts(tools.locale.text(tools.language, key).c_str());
        std::fflush(stdout);
    };
    auto ready = [&]() -> Result<void> {
        CHECKED(work.make());
        tell("moving.unpacking");
        CHECKED(take_out_backup(fs::absolute(typed.source).string(), work.path()));
        return make_ready(work.path(), tools.clock());
    }();
    if (!ready) return refused(tools, ready.error());
    tell("moving.laying_down");
    auto command = typed;
    command.prepared = work.path().string();
    return lay_down(command);
}

std::vector<std::string> words_of_laying_down(const DomainImportCommand& command)
{
    return {"domain", "import", command.source, "--prepared", command.prepared};
}

}  // namespace favilla::server
