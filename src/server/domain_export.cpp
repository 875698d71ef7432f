// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/domain_export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "base/embedded_files.h"
#include "base/keys.h"
#include "db/migrations.h"
#include "moving/carve.h"
#include "moving/copy_rows.h"
#include "server/backup.h"
#include "server/box_key.h"
#include "server/choose.h"
#include "server/media_places.h"
#include "server/work_folder.h"

namespace favilla::server {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_of(const DomainExportCommand& command)
{
    auto names = command.also;
    names.insert(names.begin(), command.name);
    return names;
}

Result<std::vector<DomainId>> chosen_domains(db::Reader& reader, const DomainExportCommand& command)
{
    std::vector<DomainId> chosen;
    for (const auto& name : names_of(command)) {
        TRY(auto domain, choose_domain(reader, name));
        if (std::ranges::find(chosen, domain.id) == chosen.end()) chosen.push_back(domain.id);
    }
    if (chosen.size() == social::domains(reader).size()) return refuse(ErrorCode::Conflict, "domain.nothing_stays");
    return chosen;
}

// A line for each stage, and for a long one each tenth of it.
class Teller {
public:
    explicit Teller(const CommandTools& tools) : tools_(tools) {}

    void tell(std::string_view key, std::int64_t done, std::int64_t of)
    {
        auto tenth = of > 0 ? done * 10 / of : 0;
        if (key == key_ && tenth == tenth_) return;
        key_ = key;
        tenth_ = tenth;
        std::puts(tools_.locale.text(tools_.language, key_, {{"percent", std::to_string(tenth * 10)}}).c_str());
        std::fflush(stdout);
    }

private:
    const CommandTools& tools_;
    std::string key_;
    std::int64_t tenth_ = 0;
};

struct Export {
    moving::Carved carved;
    std::size_t files = 0;
    std::vector<std::string> missing;
};

Result<std::unique_ptr<db::Database>> open_migrated(const std::string& file, Time now)
{
    auto database = db::open_sqlite({.file = file, .readers = 2});
    CHECKED(db::migrate(*database, db::migrations_in(embedded_files()), now));
    return database;
}

Result<void> write_file(const fs::path& file, std::string_view bytes)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream out{file, std::ios::binary};
    out << bytes;
    out.close();
    if (!out) return refuse(ErrorCode::Unavailable, "backup.io", {{"file", file.string()}, {"reason", "could not be written"}});
    return {};
}

class Exporter {
public:
    Exporter(const DomainExportCommand& command, const StorePlace& place, const CommandTools& tools)
        : command_(command), place_(place), tools_(tools), teller_(tools)
    {}

    void tell(std::string_view key) { teller_.tell(key, 0, 1); }

    Result<FilledBackup> fill(const fs::path& folder, const std::string& whole)
    {
        auto now = tools_.clock();
        Store source{.place = place_, .lock = {}, .database = {}, .media = {}};
        TRY(source.database, open_migrated(whole, now));
        CHECKED(place_media(source));
        TRY(auto domains, source.database->read([&](db::Reader& reader) { return chosen_domains(reader, command_); }));
        auto key = box_key(folder.string(), tools_.random);
        TRY(auto target, open_migrated((folder / backup_database).string(), now));
        result_.carved =
            moving::carve(*target,
                          {.source = whole,
                           .domains = domains,
                           .keys = {.before = box_key(place_.folder, tools_.random), .after = key, .random = tools_.random},
                           .now = now},
                          [&](std::string_view what, std::int64_t done, std::int64_t of) { teller_.tell(what, done, of); });
        CHECKED(copy_media(*source.media, folder, target->read([](db::Reader& reader) { return moving::files_of(reader); })));
        tell("moving.packing");
        return FilledBackup{.schema = db::schema_number(*target)};
    }

    const Export& result() const { return result_; }

private:
    Result<void> place_media(Store& source)
    {
        CHECKED(use_media_places_of(source, command_.config_file, tools_));
        auto there =
            source.database->read([](db::Reader& reader) { return social::files_in(reader, social::MediaHome::Bucket); });
        if (!source.media->bucket() && there.files > 0)
            return refuse(ErrorCode::Conflict, "media.bucket_not_set", {{"count", std::to_string(there.files)}});
        return {};
    }

    // Out of the folder, or out of the bucket: what goes along lies in the folder of where it arrives.
    Result<void> copy_media(const social::MediaStore& media, const fs::path& folder, const std::vector<moving::CarvedFile>& files)
    {
        for (const auto& file : files) {
            teller_.tell("moving.media", static_cast<std::int64_t>(result_.files), std::ssize(files));
            TRY(auto bytes, media.read(file.name, 0, file.bytes + 1));
            ++result_.files;
            if (!bytes) {
                result_.missing.push_back(file.name);
                continue;
            }
            CHECKED(write_file(folder / "media" / file.name.substr(0, 2) / file.name, *bytes));
        }
        return {};
    }

    const DomainExportCommand& command_;
    const StorePlace& place_;
    const CommandTools& tools_;
    Teller teller_;
    Export result_;
};

CommandOutcome told(const DomainExportCommand& command, const Export& done, const CommandTools& tools)
{
    CommandOutcome outcome{done.missing.empty() ? 0 : 1, {}, {}};
    for (const auto& name : done.missing) outcome.err += "media " + name + ": it is not there\n";
    outcome.out = tools.locale.text(tools.language, "domain.exported",
                                    {{"domain", command.name},
                                     {"file", command.target},
                                     {"accounts", std::to_string(done.carved.people)},
                                     {"posts", std::to_string(done.carved.statuses)},
                                     {"others", std::to_string(done.carved.others)},
                                     {"files", std::to_string(done.files - done.missing.size())}})
                + "\n";
    return outcome;
}

}  // namespace

CommandOutcome run(const DomainExportCommand& command, Store& store, const CommandTools& tools)
{
    auto chosen = store.database->read([&](db::Reader& reader) { return chosen_domains(reader, command); });
    if (!chosen) return refused(tools, chosen.error());
    if (store.database->engine() == db::Engine::Sqlite) {
        store.database->backup_to(command.copy_to);
        return {};
    }
    auto copy = open_migrated(command.copy_to, tools.clock());
    if (!copy) return refused(tools, copy.error());
    moving::copy_rows(*store.database, **copy);
    return {};
}

CommandOutcome export_domain(const DomainExportCommand& typed, const StorePlace& place, const CommandTools& tools,
                             const std::function<CommandOutcome(const DomainExportCommand&)>& copy)
{
    auto command = typed;
    command.target = fs::absolute(typed.target).string();
    WorkFolder work{command.target + ".work"};
    command.copy_to = (work.path() / "whole.sqlite3").string();
    Exporter exporter{command, place, tools};
    std::optional<CommandOutcome> refusal;
    auto done = write_backup(
        command.target,
        [&](const fs::path& folder) -> Result<FilledBackup> {
            CHECKED(work.make());
            exporter.tell("moving.copying");
            auto copied = copy(command);
            if (copied.exit_code == 0) return exporter.fill(folder, (work.path() / "whole.sqlite3").string());
            refusal = std::move(copied);
            return refuse(ErrorCode::Unavailable, "backup.io");
        },
        tools.clock());
    if (refusal) return *refusal;
    return done ? told(command, exporter.result(), tools) : refused(tools, done.error());
}

std::vector<std::string> words_of_copy(const DomainExportCommand& command)
{
    std::vector<std::string> words{"domain", "export", command.name, command.target, "--copy-to", command.copy_to};
    for (const auto& name : command.also) words.insert(words.end(), {"--also", name});
    return words;
}

}  // namespace favilla::server
