// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/archives.h"

#include <chrono>
#include <memory>
#include <system_error>

#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/users.h"
#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view queue = "archives";
constexpr std::string_view columns =
    "a.id, a.account_id, a.posts, a.posts_done, a.files, a.files_done, a.bytes, a.created_at, a.finished_at, a.removed_at";
constexpr std::string_view data_path = "/app/settings/data";
constexpr auto between_notes = std::chrono::milliseconds(400);  // people look once a second

struct ArchiveWork {
    static constexpr std::string_view name = "ArchiveWork";
    ArchiveId archive;
};
BOOST_DESCRIBE_STRUCT(ArchiveWork, (), (archive))

Archive read_archive(const db::Row& row)
{
    return {.id = row.get<ArchiveId>(0),
            .account = row.get<AccountId>(1),
            .posts = row.get<std::int64_t>(2),
            .posts_done = row.get<std::int64_t>(3),
            .files = row.get<std::int64_t>(4),
            .files_done = row.get<std::int64_t>(5),
            .bytes = row.get<std::int64_t>(6),
            .created_at = row.get<Time>(7),
            .finished_at = row.get<std::optional<Time>>(8),
            .removed = !row.is_null(9)};
}

std::optional<Archive> find(db::Reader& reader, ArchiveId id)
{
    auto row = reader.row("SELECT " + std::string{columns} + " FROM archives a WHERE a.id = $1", id);
    return row ? std::optional{read_archive(*row)} : std::nullopt;
}

void leave_work(db::Transaction& tx, ArchiveId id, Time now, Duration pause)
{
    jobs::enqueue(tx, queue, ArchiveWork::name, jobs::encode(ArchiveWork{id}), now, now + pause);
}

void forget(db::Transaction& tx, ArchiveId id) { tx.run("DELETE FROM archives WHERE id = $1", id); }

void tell_owner(db::Transaction& tx, AccountId account, Time now)
{
    auto owner = find_account(tx, account);
    auto user = find_user(tx, account);
    auto domain = user ? find_domain(tx, user->domain) : std::nullopt;
    if (!owner || !domain || !user->confirmed_at) return;
    enqueue_mail(tx, *domain,
                 {.kind = MailKind::ArchiveReady,
                  .to = user->email,
                  .locale = user->locale,
                  .path = std::string{data_path},
                  .username = owner->username,
                  .reason = std::to_string(archive_kept_for.milliseconds / days(1).milliseconds)},
                 now);
}

class Maker {
public:
    Maker(jobs::Workers& workers, db::Database& database, Clock clock, fs::path data_folder, WriteArchive write)
        : workers_(workers),
          database_(database),
          clock_(std::move(clock)),
          data_folder_(std::move(data_folder)),
          write_(std::move(write))
    {}

    void make(ArchiveId id)
    {
        auto archive = database_.read([&](db::Reader& reader) { return find(reader, id); });
        if (!archive || archive->finished_at) return;
        auto owner = database_.read([&](db::Reader& reader) { return find_account(reader, archive->account); });
        if (!owner || !owner->is_known() || owner->suspended_at)
            return database_.write([&](db::Transaction& tx) { forget(tx, id); });
        fs::create_directories(archives_folder(data_folder_));
        auto file = archive_file(data_folder_, id);
        auto unfinished = fs::path{file}.replace_extension("unfinished");
        if (write_whole(*archive, unfinished)) return keep(id, unfinished, file);
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        // Somebody stops the server: it is begun anew when that starts again.
        database_.write([&](db::Transaction& tx) {
            if (find(tx, id)) leave_work(tx, id, clock_(), seconds(1));
        });
    }

    // Files without a row, of what is over and of what broke off for good.
    void tend(Time now)
    {
        database_.write([&](db::Transaction& tx) {
            tx.run("DELETE FROM archive_links WHERE expires_at <= $1", now);
            tx.run("DELETE FROM archives WHERE created_at < $1 AND coalesce(finished_at, created_at) < $2",
                   now - between_archives, now - archive_kept_for);
        });
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{archives_folder(data_folder_), none}) {
            auto id = parse_id<ArchiveId>(entry.path().stem().string());
            auto archive = id ? database_.read([&](db::Reader& reader) { return find(reader, *id); }) : std::nullopt;
            if (!archive || archive->removed) fs::remove(entry.path(), none);
        }
    }

private:
    bool write_whole(const Archive& archive, const fs::path& unfinished)
    {
        ZipFile zip{unfinished, clock_()};
        auto noted = std::chrono::steady_clock::time_point{};
        auto last = archive;
        auto progress = [&](const Archive& now) {
            auto moment = std::chrono::steady_clock::now();
            last = now;
            if (workers_.stopping()) return false;
            if (moment - noted < between_notes) return true;
            noted = moment;
            return note(now);
        };
        if (!write_(archive, zip, progress)) return false;
        zip.finish();
        return note(last);  // the last of them may have come too soon after the one before
    }

    // False: it was ended.
    bool note(const Archive& now)
    {
        return database_.write([&](db::Transaction& tx) {
            return tx.run("UPDATE archives SET posts = $2, posts_done = $3, files = $4, files_done = $5 WHERE id = $1", now.id,
                          now.posts, now.posts_done, now.files, now.files_done)
                 > 0;
        });
    }

    void keep(ArchiveId id, const fs::path& unfinished, const fs::path& file)
    {
        fs::rename(unfinished, file);
        flush_folder(file.parent_path());
        auto bytes = static_cast<std::int64_t>(fs::file_size(file));
        bool kept = database_.write([&](db::Transaction& tx) {
            auto now = clock_();
            auto archive = find(tx, id);
            if (!archive) return false;
            tx.run("UPDATE archives SET posts_done = posts, files_done = files, bytes = $2, finished_at = $3 WHERE id = $1", id,
                   bytes, now);
            tell_owner(tx, archive->account, now);
            return true;
        });
        std::error_code ignored;
        if (!kept) fs::remove(file, ignored);
    }

    jobs::Workers& workers_;
    db::Database& database_;
    Clock clock_;
    fs::path data_folder_;
    WriteArchive write_;
};

}  // namespace

std::optional<Time> next_archive_at(db::Reader& reader, AccountId account, Time now)
{
    auto last = reader.value<Time>("SELECT created_at FROM archives WHERE account_id = $1 ORDER BY id DESC LIMIT 1", account);
    if (!last || *last + between_archives <= now) return std::nullopt;
    return *last + between_archives;
}

Result<Archive> begin_archive(db::Transaction& tx, AccountId account, Time now)
{
    if (tx.row("SELECT 1 FROM archives WHERE account_id = $1 AND finished_at IS NULL", account))
        return refuse(ErrorCode::Conflict, "archive.goes_on");
    if (auto next = next_archive_at(tx, account, now)) {
        auto day = days(1).milliseconds;
        return refuse(ErrorCode::TooMany, "archive.too_soon",
                      {{"days", std::to_string(((*next - now).milliseconds + day - 1) / day)}});
    }
    Archive archive{.id = tx.new_id<ArchiveId>(now), .account = account, .created_at = now, .finished_at = {}};
    archive.posts =
        tx.value<std::int64_t>("SELECT count(*) FROM statuses WHERE account_id = $1 AND deleted_at IS NULL", account).value_or(0);
    // The index of those that go on holds one of an account.
    auto begun = tx.run("INSERT INTO archives (id, account_id, posts, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                        archive.id, account, archive.posts, now);
    if (begun == 0) return refuse(ErrorCode::Conflict, "archive.goes_on");
    leave_work(tx, archive.id, now, {});
    return archive;
}

std::optional<Archive> find_archive(db::Reader& reader, AccountId account, ArchiveId id)
{
    auto archive = find(reader, id);
    return archive && archive->account == account && !archive->removed ? archive : std::nullopt;
}

std::vector<Archive> archives_of(db::Reader& reader, AccountId account)
{
    std::vector<Archive> archives;
    for (const auto& row :
         reader.rows("SELECT " + std::string{columns}
                         + " FROM archives a WHERE a.account_id = $1 AND a.removed_at IS NULL ORDER BY a.id DESC",
                     account))
        archives.push_back(read_archive(row));
    return archives;
}

Result<void> end_archive(db::Transaction& tx, AccountId account, ArchiveId id, Time now)
{
    auto archive = find_archive(tx, account, id);
    if (!archive) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!archive->finished_at) {
        forget(tx, id);
        return {};
    }
    tx.run("UPDATE archives SET removed_at = $2 WHERE id = $1", id, now);
    tx.run("DELETE FROM archive_links WHERE archive_id = $1", id);
    return {};
}

void forget_archives_of(db::Transaction& tx, AccountId account) { tx.run("DELETE FROM archives WHERE account_id = $1", account); }

Result<std::string> open_archive(db::Transaction& tx, const Archive& archive, const Random& random, Time now)
{
    if (!archive.finished_at || archive.removed || *archive.finished_at + archive_kept_for <= now)
        return refuse(ErrorCode::NotFound, "archive.not_there");
    auto key = random_token(random);
    tx.run("INSERT INTO archive_links (key_hash, archive_id, expires_at) VALUES ($1, $2, $3)", to_hex(sha256(key)), archive.id,
           now + archive_link_lasts);
    return key;
}

std::optional<Archive> opened_archive(db::Reader& reader, ArchiveId id, std::string_view key, Time now)
{
    auto row =
        reader.row("SELECT " + std::string{columns}
                       + " FROM archive_links l JOIN archives a ON a.id = l.archive_id WHERE l.key_hash = $1 AND a.id = $2 "
                         "AND l.expires_at > $3 AND a.removed_at IS NULL",
                   to_hex(sha256(key)), id, now);
    return row ? std::optional{read_archive(*row)} : std::nullopt;
}

fs::path archives_folder(const fs::path& data_folder) { return data_folder / "archives"; }

fs::path archive_file(const fs::path& data_folder, ArchiveId id)
{
    return archives_folder(data_folder) / (to_string(id) + ".zip");
}

std::vector<Status> own_statuses_after(db::Reader& reader, AccountId account, StatusId after, int at_most)
{
    static const std::string query =
        "SELECT " + std::string{status_columns}
        + " FROM statuses s WHERE s.account_id = $1 AND s.deleted_at IS NULL AND s.id > $2 ORDER BY s.id LIMIT $3";
    std::vector<Status> statuses;
    for (const auto& row : reader.rows(query, account, after, at_most)) statuses.push_back(read_status(row));
    return statuses;
}

std::vector<FavouredUri> favoured_uris_after(db::Reader& reader, AccountId account, std::int64_t after, int at_most)
{
    std::vector<FavouredUri> uris;
    for (const auto& row : reader.rows("SELECT f.id, s.uri FROM favourites f JOIN statuses s ON s.id = f.status_id "
                                       "WHERE f.account_id = $1 AND f.id > $2 AND s.deleted_at IS NULL ORDER BY f.id LIMIT $3",
                                       account, after, at_most))
        uris.push_back({row.get<std::int64_t>(0), row.get<std::string>(1)});
    return uris;
}

void add_archive_work(jobs::Workers& workers, db::Database& database, Clock clock, fs::path data_folder, WriteArchive write)
{
    auto maker = std::make_shared<Maker>(workers, database, std::move(clock), std::move(data_folder), std::move(write));
    workers.handle(std::string{queue}, std::string{ArchiveWork::name},
                   [maker](std::string_view payload) { maker->make(jobs::decode<ArchiveWork>(payload).archive); });
    workers.every(hours(1), "archives.tend", [maker](Time now) { maker->tend(now); });
}

}  // namespace favilla::social
