// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/past_imports.h"

#include <algorithm>
#include <memory>
#include <system_error>

#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/moves.h"
#include "social/past_files.h"
#include "social/past_posting.h"
#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view queue = "past";
constexpr std::string_view columns =
    "i.id, i.account_id, i.actor_uri, i.handle, i.followers, i.file, i.total, i.done, i.brought, i.withheld, i.without_media, "
    "i.alone, i.undoing, i.created_at, i.finished_at, i.media, i.polls, i.boosts";
// Short, so that others who write have their turn, and people see how far it is.
constexpr std::size_t items_at_once = 50, media_at_once = 16;
constexpr auto until_media_again = minutes(1);  // where no worker is free, or the store does not answer

struct PastWork {
    static constexpr std::string_view name = "PastWork";
    PastImportId import;
};
BOOST_DESCRIBE_STRUCT(PastWork, (), (import))

PastImport read_import(const db::Row& row)
{
    return {.id = row.get<PastImportId>(0),
            .account = row.get<AccountId>(1),
            .source = {row.get<std::string>(2), row.get<std::string>(3), row.get<std::string>(4)},
            .file = row.get<std::string>(5),
            .total = row.get<std::int64_t>(6),
            .done = row.get<std::int64_t>(7),
            .brought = row.get<std::int64_t>(8),
            .withheld = row.get<std::int64_t>(9),
            .without_media = row.get<std::int64_t>(10),
            .alone = row.get<std::int64_t>(11),
            .media = row.get<std::int64_t>(15),
            .polls = row.get<std::int64_t>(16),
            .boosts = row.get<std::int64_t>(17),
            .undoing = row.get<bool>(12),
            .created_at = row.get<Time>(13),
            .finished_at = row.get<std::optional<Time>>(14)};
}

std::optional<PastImport> find(db::Reader& reader, PastImportId id)
{
    auto row = reader.row("SELECT " + std::string{columns} + " FROM past_imports i WHERE i.id = $1", id);
    return row ? std::optional{read_import(*row)} : std::nullopt;
}

void leave_work(db::Transaction& tx, PastImportId id, Time now, Duration pause)
{
    jobs::enqueue(tx, queue, PastWork::name, jobs::encode(PastWork{id}), now, now + pause);
}

void forget(db::Transaction& tx, PastImportId id)
{
    for (auto sql : {"DELETE FROM past_statuses WHERE import_id = $1", "DELETE FROM past_left_out WHERE import_id = $1",
                     "DELETE FROM past_media_left_out WHERE import_id = $1", "DELETE FROM past_imports WHERE id = $1"})
        tx.run(sql, id);
}

void leave_out(db::Transaction& tx, PastImportId id, std::string_view reason, std::int64_t items = 1)
{
    tx.run("INSERT INTO past_left_out (import_id, reason, items) VALUES ($1, $2, $3) "
           "ON CONFLICT (import_id, reason) DO UPDATE SET items = past_left_out.items + excluded.items",
           id, reason, items);
}

void leave_media_out(db::Transaction& tx, PastImportId id, const std::string& reason)
{
    tx.run("INSERT INTO past_media_left_out (import_id, reason, files) VALUES ($1, $2, 1) "
           "ON CONFLICT (import_id, reason) DO UPDATE SET files = past_media_left_out.files + 1",
           id, reason);
}

std::string why_left_out(const Error& error)
{
    if (error.key.starts_with("past.")) return error.key;
    if (error.key == "media.too_large" || error.key == "media.too_many_pixels") return "past.media_too_large";
    if (error.key == "media.unsupported" || error.key == "media.codec") return "past.media_unsupported";
    return "past.media_broken";
}

// An item that was read, with what came of its media.
struct PastItem {
    Result<PastWords> words;
    TakenMedia taken = {};
};

class Bringer {
public:
    Bringer(jobs::Workers& workers, db::Database& database, Clock clock, fs::path data_folder, PastReading reading)
        : workers_(workers),
          database_(database),
          clock_(std::move(clock)),
          data_folder_(std::move(data_folder)),
          reading_(std::move(reading))
    {}

    void work(PastImportId id)
    {
        auto import = database_.read([&](db::Reader& reader) { return find(reader, id); });
        if (!import || import->finished_at) return;
        if (import->undoing) return take_back(*import);
        PastFiles files{data_folder_, import->file};
        auto outbox = files.read_outbox();
        auto items = outbox ? reading_.cut(*outbox) : std::vector<std::string_view>{};
        auto order = outbox ? from_the_oldest(items, *import) : std::vector<std::size_t>{};
        // A backup that was restored has no files of what went on.
        if (!outbox || order.size() != static_cast<std::size_t>(import->total)) return end_without_file(id);
        LaidMedia media{files.media};
        for (auto at = static_cast<std::size_t>(import->done);;) {
            std::vector<PastItem> slice;
            for (std::size_t taken = 0; at < order.size() && slice.size() < items_at_once && taken < media_at_once; ++at) {
                if (workers_.stopping()) return leave(id, seconds(1));
                auto item = read_item(*import, items[order[at]], media);
                if (!item) return leave(id, until_media_again);
                taken += item->taken.media.size();
                slice.push_back(*std::move(item));
            }
            if (workers_.stopping()) return leave(id, seconds(1));
            if (!take_slice(id, slice)) return;
        }
    }

    // Files that nobody goes over any more.
    void tend()
    {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{past_folder(data_folder_), none}) {
            bool is_young = entry.last_write_time(none) > fs::file_time_type::clock::now() - std::chrono::hours{1};
            auto name = entry.path().stem().string() + ".json";
            bool wanted = database_.read([&](db::Reader& reader) {
                return reader.row("SELECT 1 FROM past_imports WHERE file = $1 AND finished_at IS NULL", name).has_value();
            });
            if (!wanted && !is_young) fs::remove(entry.path(), none);
        }
    }

private:
    // None: its media cannot be taken now.
    std::optional<PastItem> read_item(const PastImport& import, std::string_view item, const LaidMedia& laid) const
    {
        PastItem read{reading_.read(item, import.source)};
        if (!read.words || read.words->media.empty()) return read;
        bool known = database_.read([&](db::Reader& reader) { return is_past_known(reader, import.account, read.words->uri); });
        if (known) return read;
        auto& [ready, left_out] = read.taken;
        for (const auto& one : read.words->media) {
            auto media = ready.size() < max_remote_media ? take(one, laid)
                                                         : Result<Media>{refuse(ErrorCode::Invalid, "past.media_too_many")};
            if (!media && media.error().code == ErrorCode::Unavailable) return std::nullopt;
            if (media)
                ready.push_back(*std::move(media));
            else
                left_out.push_back(why_left_out(media.error()));
        }
        return read;
    }

    Result<Media> take(const PastMedia& words, const LaidMedia& laid) const
    {
        auto bytes = laid.read(words.file);
        if (!bytes) return refuse(ErrorCode::Invalid, "past.media_not_there");
        if (bytes->empty()) return refuse(ErrorCode::Invalid, "past.media_too_large");
        TRY(auto media, reading_.take_media(*bytes));
        media.description = words.description;
        media.focus = words.focus;
        return media;
    }

    // What is answered comes before its answer, whatever the order in the outbox; the same at each beginning.
    std::vector<std::size_t> from_the_oldest(const std::vector<std::string_view>& items, const PastImport& import) const
    {
        std::vector<std::pair<Time, std::size_t>> times;
        for (std::size_t n = 0; n < items.size(); ++n) {
            auto words = reading_.read(items[n], import.source);
            times.emplace_back(words ? words->written : Time{}, n);
        }
        std::ranges::sort(times);
        std::vector<std::size_t> order;
        for (const auto& [time, n] : times) order.push_back(n);
        return order;
    }

    // False: there is no more to do.
    bool take_slice(PastImportId id, const std::vector<PastItem>& slice)
    {
        auto now = clock_();
        bool goes_on = database_.write([&](db::Transaction& tx) {
            auto import = find(tx, id);
            if (!import || import->finished_at) return false;
            if (import->undoing) {
                leave_work(tx, id, now, {});
                return false;
            }
            auto writer = find_writer(tx, import->account);
            // Who may not act, does not act through a file.
            if (!writer || slice.empty()) {
                tx.run("UPDATE past_imports SET finished_at = $2 WHERE id = $1", id, now);
                return false;
            }
            for (const auto& item : slice) take_item(tx, *import, *writer, item, now);
            tx.run("UPDATE past_imports SET done = done + $2, brought = $3, withheld = $4, without_media = $5, alone = $6, "
                   "media = $7, polls = $8, boosts = $9 WHERE id = $1",
                   id, static_cast<std::int64_t>(slice.size()), import->brought, import->withheld, import->without_media,
                   import->alone, import->media, import->polls, import->boosts);
            return true;
        });
        if (!goes_on) tidy(id);
        return goes_on;
    }

    void take_item(db::Transaction& tx, PastImport& import, const Writer& writer, const PastItem& item, Time now) const
    {
        const auto& [words, taken] = item;
        auto brought = words ? bring_past_in(tx, import, writer, *words, taken, now) : std::unexpected(words.error());
        for (const auto& reason : taken.left_out) leave_media_out(tx, import.id, reason);
        if (!brought) return leave_out(tx, import.id, brought.error().key);
        if (words->boosts.empty()) reading_.kept(tx, *brought);
    }

    void take_back(const PastImport& import)
    {
        static const std::string there =
            "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.id = $1 AND s.deleted_at IS NULL";
        for (;;) {
            if (workers_.stopping()) return leave(import.id, seconds(1));
            bool more = database_.write([&](db::Transaction& tx) {
                auto rows = tx.rows("SELECT status_id FROM past_statuses WHERE import_id = $1 ORDER BY status_id DESC LIMIT $2",
                                    import.id, static_cast<std::int64_t>(items_at_once));
                for (const auto& row : rows) {
                    auto id = row.get<StatusId>(0);
                    // Also one that its author may not see any more, as a boost of somebody who blocked them.
                    if (auto status = tx.row(there, id)) remove_status(tx, read_status(*status), clock_());
                    tx.run("DELETE FROM past_statuses WHERE status_id = $1", id);
                }
                if (rows.empty()) forget(tx, import.id);
                return !rows.empty();
            });
            if (!more) break;
        }
        PastFiles{data_folder_, import.file}.remove();
    }

    void end_without_file(PastImportId id)
    {
        database_.write([&](db::Transaction& tx) {
            auto import = find(tx, id);
            if (!import || import->finished_at || import->undoing) return;
            if (import->total > import->done) leave_out(tx, id, "past.file_gone", import->total - import->done);
            tx.run("UPDATE past_imports SET done = total, finished_at = $2 WHERE id = $1", id, clock_());
        });
    }

    // Somebody stops the server: it goes on when that starts again.
    void leave(PastImportId id, Duration pause)
    {
        database_.write([&](db::Transaction& tx) {
            if (find(tx, id)) leave_work(tx, id, clock_(), pause);
        });
    }

    void tidy(PastImportId id)
    {
        auto import = database_.read([&](db::Reader& reader) { return find(reader, id); });
        if (import && import->finished_at) PastFiles{data_folder_, import->file}.remove();
    }

    jobs::Workers& workers_;
    db::Database& database_;
    Clock clock_;
    fs::path data_folder_;
    PastReading reading_;
};

Result<void> check_beginning(db::Reader& reader, AccountId account, const PastSource& source)
{
    CHECKED(check_past_source(reader, account, source));
    auto imports = past_imports_of(reader, account);
    if (imports.size() >= past_imports_kept)
        return refuse(ErrorCode::TooMany, "past.too_many_imports", {{"max", std::to_string(past_imports_kept)}});
    if (std::ranges::any_of(imports, [](const PastImport& one) { return !one.finished_at; }))
        return refuse(ErrorCode::Conflict, "past.goes_on");
    return {};
}

// What is laid down stays only where it begins.
class LaidDown {
public:
    explicit LaidDown(PastFiles files) : files_(std::move(files)) {}
    ~LaidDown()
    {
        if (!kept_) files_.remove();
    }
    LaidDown(const LaidDown&) = delete;
    LaidDown& operator=(const LaidDown&) = delete;

    Result<void> lay(const PastArchive& archive) const
    {
        fs::create_directories(files_.outbox.parent_path());
        if (archive.open_media) {
            MediaLaying laying{files_.media};
            CHECKED(archive.open_media([&](std::string_view name, std::string_view bytes) { laying.lay(name, bytes); }));
            laying.finish();
        }
        write_whole_file(files_.outbox, archive.outbox);
        flush_folder(files_.outbox.parent_path());
        return {};
    }
    void keep() { kept_ = true; }

private:
    PastFiles files_;
    bool kept_ = false;
};

Result<PastImport> begin(db::Transaction& tx, PastImport import)
{
    CHECKED(check_beginning(tx, import.account, import.source));
    import.id = tx.new_id<PastImportId>(import.created_at);
    // The index of those that go on holds one of an account.
    auto begun = tx.run("INSERT INTO past_imports (id, account_id, actor_uri, handle, followers, file, total, created_at) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
                        import.id, import.account, import.source.actor, import.source.handle, import.source.followers,
                        import.file, import.total, import.created_at);
    if (begun == 0) return refuse(ErrorCode::Conflict, "past.goes_on");
    leave_work(tx, import.id, import.created_at, {});
    return import;
}

}  // namespace

Result<void> check_past_source(db::Reader& reader, AccountId account, const PastSource& source)
{
    auto me = find_account(reader, account);
    auto aliases = aliases_of(reader, account);
    if (me && (me->uri == source.actor || std::ranges::find(aliases, source.actor) != aliases.end())) return {};
    return refuse(ErrorCode::Forbidden, "past.not_yours", {{"uri", source.actor}, {"name", source.handle}});
}

Result<PastImport> begin_past_import(db::Database& database, const fs::path& data_folder, AccountId account,
                                     const PastArchive& archive, Time now)
{
    // Before anything is laid down, and again when it is.
    CHECKED(database.read([&](db::Reader& reader) { return check_beginning(reader, account, archive.source); }));
    auto number = database.write([&](db::Transaction& tx) { return tx.new_id<PastImportId>(now); });
    PastImport import{.account = account,
                      .source = archive.source,
                      .file = to_string(number) + ".json",
                      .total = archive.items,
                      .created_at = now,
                      .finished_at = {}};
    LaidDown laid{PastFiles{data_folder, import.file}};
    CHECKED(laid.lay(archive));
    TRY(auto begun, database.write([&](db::Transaction& tx) { return begin(tx, import); }));
    laid.keep();
    return begun;
}

std::optional<PastImport> find_past_import(db::Reader& reader, AccountId account, PastImportId id)
{
    auto import = find(reader, id);
    return import && import->account == account ? import : std::nullopt;
}

std::vector<PastImport> past_imports_of(db::Reader& reader, AccountId account)
{
    std::vector<PastImport> imports;
    for (const auto& row : reader.rows(
             "SELECT " + std::string{columns} + " FROM past_imports i WHERE i.account_id = $1 ORDER BY i.id DESC", account))
        imports.push_back(read_import(row));
    return imports;
}

namespace {

std::vector<PastLeftOut> read_left_out(const db::Rows& rows)
{
    std::vector<PastLeftOut> reasons;
    for (const auto& row : rows) reasons.push_back({row.get<std::string>(0), row.get<std::int64_t>(1)});
    return reasons;
}

}  // namespace

std::vector<PastLeftOut> past_left_out(db::Reader& reader, PastImportId id)
{
    return read_left_out(
        reader.rows("SELECT reason, items FROM past_left_out WHERE import_id = $1 ORDER BY items DESC, reason", id));
}

std::vector<PastLeftOut> past_media_left_out(db::Reader& reader, PastImportId id)
{
    return read_left_out(
        reader.rows("SELECT reason, files FROM past_media_left_out WHERE import_id = $1 ORDER BY files DESC, reason", id));
}

Result<void> undo_past_import(db::Transaction& tx, AccountId account, PastImportId id, Time now)
{
    auto import = find_past_import(tx, account, id);
    if (!import) return refuse(ErrorCode::NotFound, "record.not_found");
    if (import->undoing) return {};
    if (import->finished_at) {
        if (tx.row("SELECT 1 FROM past_imports WHERE account_id = $1 AND finished_at IS NULL", account))
            return refuse(ErrorCode::Conflict, "past.goes_on");
        leave_work(tx, id, now, {});  // one that goes on has its job, which turns back
    }
    tx.run("UPDATE past_imports SET undoing = 1, finished_at = NULL WHERE id = $1", id);
    return {};
}

void forget_past_of(db::Transaction& tx, AccountId account)
{
    for (const auto& import : past_imports_of(tx, account)) forget(tx, import.id);
}

void add_past_work(jobs::Workers& workers, db::Database& database, Clock clock, fs::path data_folder, PastReading reading)
{
    auto bringer = std::make_shared<Bringer>(workers, database, std::move(clock), std::move(data_folder), std::move(reading));
    workers.handle(std::string{queue}, std::string{PastWork::name},
                   [bringer](std::string_view payload) { bringer->work(jobs::decode<PastWork>(payload).import); });
    workers.every(hours(6), "past.tend", [bringer](Time) { bringer->tend(); });
}

}  // namespace favilla::social
