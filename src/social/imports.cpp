// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/imports.h"

#include "base/csv.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/imports_apply.h"

namespace favilla::social {

namespace {

constexpr std::string_view queue = "imports";
constexpr std::string_view columns =
    "i.id, i.account_id, i.kind, i.mode, i.total, i.done, i.failed, i.removed, i.created_at, i.finished_at";
// A piece is short, so that the server can stop, others have their turn, and people see how far it is.
constexpr int lines_at_once = 100, asked_at_once = 5;

struct ImportPiece {
    static constexpr std::string_view name = "ImportPiece";
    ImportId import;
};
BOOST_DESCRIBE_STRUCT(ImportPiece, (), (import))

Import read_import(const db::Row& row)
{
    return {.id = row.get<ImportId>(0),
            .account = row.get<AccountId>(1),
            .kind = parse_portable_kind(row.get<std::string_view>(2)).value(),
            .mode = parse_import_mode(row.get<std::string_view>(3)).value(),
            .total = row.get<std::int64_t>(4),
            .done = row.get<std::int64_t>(5),
            .failed = row.get<std::int64_t>(6),
            .removed = row.get<std::int64_t>(7),
            .created_at = row.get<Time>(8),
            .finished_at = row.get<std::optional<Time>>(9)};
}

std::optional<Import> find(db::Reader& reader, ImportId id)
{
    auto row = reader.row("SELECT " + std::string{columns} + " FROM imports i WHERE i.id = $1", id);
    return row ? std::optional{read_import(*row)} : std::nullopt;
}

PortableRow read_line(PortableKind kind, const db::Row& row)
{
    auto read = read_portable_line(kind, row.get<std::string_view>(1)).value();  // as portable_line() wrote it
    read.line = row.get<int>(0);
    return read;
}

std::string written(const Error& error)
{
    std::string text;
    append_csv_field(text, error.key);
    for (const auto& [name, value] : error.params) {
        append_csv_field(text, name);
        append_csv_field(text, value);
    }
    return text;
}

Error read_reason(std::string_view text)
{
    Error error{.code = ErrorCode::Invalid, .key = {}};
    auto fields = parse_csv(text).value().front().fields;
    error.key = fields.front();
    for (std::size_t i = 2; i < fields.size(); i += 2) error.params.emplace_back(fields[i - 1], fields[i]);
    return error;
}

void leave_piece(db::Transaction& tx, ImportId id, Time now)
{
    jobs::enqueue(tx, queue, ImportPiece::name, jobs::encode(ImportPiece{id}), now, now);
}

void forget(db::Transaction& tx, ImportId id)
{
    tx.run("DELETE FROM import_lines WHERE import_id = $1", id);
    tx.run("DELETE FROM imports WHERE id = $1", id);
}

std::vector<PortableRow> waiting_lines(db::Reader& reader, const Import& import)
{
    std::vector<PortableRow> rows;
    for (const auto& row :
         reader.rows("SELECT line, fields FROM import_lines WHERE import_id = $1 AND state = 'waiting' ORDER BY line LIMIT $2",
                     import.id, lines_at_once))
        rows.push_back(read_line(import.kind, row));
    return rows;
}

struct FoundLine {
    PortableRow row;
    std::optional<std::int64_t> target;
};

// What the next lines name. Few servers are asked in one piece: the first line that asks one more ends it.
std::vector<FoundLine> look_up(db::Database& database, const Import& import, const BringIn& bring_in)
{
    std::vector<FoundLine> found;
    int asked = 0;
    for (auto& row : database.read([&](db::Reader& reader) { return waiting_lines(reader, import); })) {
        auto target = database.read([&](db::Reader& reader) { return find_target(reader, import, row); });
        if (!target && database.read([&](db::Reader& reader) { return may_be_elsewhere(reader, import, row); })) {
            if (asked == asked_at_once) break;
            ++asked;
            auto words = bring_in(row.target);
            target = database.read([&](db::Reader& reader) { return find_brought(reader, import, words); });
        }
        found.push_back({std::move(row), target});
    }
    return found;
}

// A line that was done in the meantime, by a job that was begun twice, is not counted again.
void settle(db::Transaction& tx, const Import& import, const FoundLine& line, Time now)
{
    if (!tx.row("SELECT 1 FROM import_lines WHERE import_id = $1 AND line = $2 AND state = 'waiting'", import.id, line.row.line))
        return;
    auto done = take_over(tx, import, line.row, line.target, now);
    auto reason = done ? std::nullopt : std::optional{written(done.error())};
    tx.run("UPDATE import_lines SET state = $3, target_id = $4, reason = $5 WHERE import_id = $1 AND line = $2", import.id,
           line.row.line, done ? "done" : "failed", line.target, reason);
    tx.run("UPDATE imports SET done = done + 1, failed = failed + $2 WHERE id = $1", import.id, done ? 0 : 1);
}

void finish(db::Transaction& tx, ImportId id, Time now)
{
    tx.run("DELETE FROM import_lines WHERE import_id = $1 AND state = 'done'", id);
    tx.run("UPDATE imports SET finished_at = $2 WHERE id = $1", id, now);
}

// What the file names, by what it was found to be, and as it was written where it was not found.
Named named_by(db::Reader& reader, const Import& import)
{
    Named named;
    for (const auto& row :
         reader.rows("SELECT line, fields, target_id FROM import_lines WHERE import_id = $1 ORDER BY line", import.id)) {
        auto line = read_line(import.kind, row);
        named.words.insert(key_of(line));
        named.lists.insert(line.list);
        if (!row.is_null(2)) named.targets.emplace(line.list, row.get<std::int64_t>(2));
    }
    return named;
}

// What is not in the file goes, a slice at a time, once every line was looked at.
void end_piece(db::Transaction& tx, const Import& import, Time now)
{
    if (import.mode == ImportMode::Overwrite) {
        auto removed = remove_others(tx, import, named_by(tx, import), lines_at_once, now);
        tx.run("UPDATE imports SET removed = removed + $2 WHERE id = $1", import.id, removed);
        if (removed == lines_at_once) return leave_piece(tx, import.id, now);
    }
    finish(tx, import.id, now);
}

void do_piece(db::Database& database, ImportId id, const BringIn& bring_in, Time now)
{
    auto import = database.read([&](db::Reader& reader) { return find(reader, id); });
    if (!import || import->finished_at) return;
    auto account = database.read([&](db::Reader& reader) { return find_account(reader, import->account); });
    // Who may not act, does not act through a file.
    if (!account || !account->is_known() || account->suspended_at)
        return database.write([&](db::Transaction& tx) { forget(tx, id); });
    auto lines = look_up(database, *import, bring_in);
    database.write([&](db::Transaction& tx) {
        auto current = find(tx, id);
        if (!current || current->finished_at) return;  // stopped in the meantime
        if (lines.empty()) return end_piece(tx, *current, now);
        for (const auto& line : lines) settle(tx, *current, line, now);
        leave_piece(tx, id, now);
    });
}

void forget_old(db::Database& database, Time now)
{
    database.write([&](db::Transaction& tx) {
        for (const auto& row :
             tx.rows("SELECT id FROM imports WHERE finished_at IS NOT NULL AND finished_at < $1", now - imports_kept_for))
            forget(tx, row.get<ImportId>(0));
    });
}

}  // namespace

std::string_view name_of(ImportMode mode) { return mode == ImportMode::Merge ? "merge" : "overwrite"; }

std::optional<ImportMode> parse_import_mode(std::string_view name)
{
    for (auto mode : {ImportMode::Merge, ImportMode::Overwrite})
        if (name == name_of(mode)) return mode;
    return std::nullopt;
}

Result<Import> begin_import(db::Transaction& tx, AccountId account, PortableKind kind, ImportMode mode,
                            const std::vector<PortableRow>& rows, Time now)
{
    Import import{.id = tx.new_id<ImportId>(now),
                  .account = account,
                  .kind = kind,
                  .mode = mode,
                  .total = static_cast<std::int64_t>(rows.size()),
                  .created_at = now,
                  .finished_at = {}};
    // The index of those that go on holds one of an account.
    auto begun = tx.run("INSERT INTO imports (id, account_id, kind, mode, total, created_at) VALUES ($1, $2, $3, $4, $5, $6) "
                        "ON CONFLICT DO NOTHING",
                        import.id, account, name_of(kind), name_of(mode), import.total, now);
    if (begun == 0) return refuse(ErrorCode::Conflict, "import.goes_on");
    for (const auto& row : rows)
        tx.run("INSERT INTO import_lines (import_id, line, fields, state) VALUES ($1, $2, $3, 'waiting')", import.id, row.line,
               portable_line(kind, row));
    leave_piece(tx, import.id, now);
    return import;
}

std::optional<Import> find_import(db::Reader& reader, AccountId account, ImportId id)
{
    auto import = find(reader, id);
    return import && import->account == account ? import : std::nullopt;
}

std::vector<Import> imports_of(db::Reader& reader, AccountId account)
{
    std::vector<Import> imports;
    for (const auto& row :
         reader.rows("SELECT " + std::string{columns} + " FROM imports i WHERE i.account_id = $1 ORDER BY i.id DESC LIMIT $2",
                     account, imports_shown))
        imports.push_back(read_import(row));
    return imports;
}

Result<void> end_import(db::Transaction& tx, AccountId account, ImportId id)
{
    if (!find_import(tx, account, id)) return refuse(ErrorCode::NotFound, "record.not_found");
    forget(tx, id);
    return {};
}

void forget_imports_of(db::Transaction& tx, AccountId account)
{
    for (const auto& row : tx.rows("SELECT id FROM imports WHERE account_id = $1", account)) forget(tx, row.get<ImportId>(0));
}

std::vector<FailedLine> failed_lines(db::Reader& reader, const Import& import)
{
    std::vector<FailedLine> lines;
    for (const auto& row : reader.rows(
             "SELECT line, fields, reason FROM import_lines WHERE import_id = $1 AND state = 'failed' ORDER BY line", import.id))
        lines.push_back({read_line(import.kind, row), read_reason(row.get<std::string_view>(2))});
    return lines;
}

void add_import_work(jobs::Workers& workers, db::Database& database, Clock clock, BringIn bring_in)
{
    workers.threads(std::string{queue}, 2);
    workers.handle(std::string{queue}, std::string{ImportPiece::name},
                   [&database, clock, bring_in = std::move(bring_in)](std::string_view payload) {
                       do_piece(database, jobs::decode<ImportPiece>(payload).import, bring_in, clock());
                   });
    workers.every(days(1), "forget_imports", [&database](Time now) { forget_old(database, now); });
}

}  // namespace favilla::social
