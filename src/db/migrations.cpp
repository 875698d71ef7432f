// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/migrations.h"

#include <algorithm>
#include <charconv>

#include "db/sql_text.h"

namespace favilla::db {

namespace {

// FNV-1a: enough to notice that a text was edited; kept here so that an applied file can be recognised for ever.
std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return std::to_string(hash);
}

bool has_schema_table(Reader& reader)
{
    return reader
        .value<std::int64_t>(reader.pick("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
                                         "SELECT 1::bigint FROM pg_tables WHERE schemaname = current_schema() "
                                         "AND tablename = 'schema_migrations'"))
        .has_value();
}

void create_schema_table(Transaction& tx)
{
    if (has_schema_table(tx)) return;
    for (const auto& statement :
         migration_for(tx.engine(), "CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                                    "fingerprint TEXT NOT NULL, applied_at BIGINT NOT NULL);\n"))
        tx.run(statement);
}

Result<void> check_applied(Reader& reader, std::span<const Migration> known)
{
    if (!has_schema_table(reader)) return {};
    for (auto row : reader.rows("SELECT number, name, fingerprint FROM schema_migrations ORDER BY number")) {
        auto number = row.get<int>(0);
        auto same = std::ranges::find(known, number, &Migration::number);
        if (same == known.end()) return refuse(ErrorCode::Unsupported, "schema.newer", {{"migration", row.get<std::string>(1)}});
        if (fingerprint(same->sql) != row.get<std::string_view>(2))
            return refuse(ErrorCode::Conflict, "schema.changed", {{"migration", row.get<std::string>(1)}});
    }
    return {};
}

}  // namespace

std::vector<Migration> migrations_in(std::span<const EmbeddedFile> files)
{
    static constexpr std::string_view folder = "migrations/";
    std::vector<Migration> found;
    for (const auto& file : files) {
        if (!file.name.starts_with(folder) || !file.name.ends_with(".sql")) continue;
        auto name = file.name.substr(folder.size());
        name.remove_suffix(4);
        int number = 0;
        std::from_chars(name.data(), name.data() + name.size(), number);
        if (number > 0) found.push_back({number, name, file.content});
    }
    std::ranges::sort(found, {}, &Migration::number);
    if (std::ranges::adjacent_find(found, {}, &Migration::number) != found.end())
        throw std::logic_error("two migrations have one number");
    return found;
}

int schema_number(Database& database)
{
    return database.read([](Reader& reader) {
        if (!has_schema_table(reader)) return 0;
        return reader.value<int>("SELECT number FROM schema_migrations ORDER BY number DESC LIMIT 1").value_or(0);
    });
}

Result<std::vector<std::string>> migrate(Database& database, std::span<const Migration> known, Time now)
{
    CHECKED(database.read([&](Reader& reader) { return check_applied(reader, known); }));
    std::vector<std::string> applied;
    for (const auto& migration : known) {
        bool done = database.write([&](Transaction& tx) {
            create_schema_table(tx);
            if (tx.row("SELECT number FROM schema_migrations WHERE number = $1", migration.number)) return false;
            for (const auto& statement : migration_for(tx.engine(), migration.sql)) tx.run(statement);
            tx.run("INSERT INTO schema_migrations (number, name, fingerprint, applied_at) VALUES ($1, $2, $3, $4)",
                   migration.number, migration.name, fingerprint(migration.sql), now);
            return true;
        });
        if (done) applied.emplace_back(migration.name);
    }
    return applied;
}

}  // namespace favilla::db
