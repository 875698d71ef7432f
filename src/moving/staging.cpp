// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/staging.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "moving/told_ids.h"

namespace favilla::moving {

namespace {

constexpr int rows_at_once = 500;

std::string joined(const TableFacts& table, const std::function<std::string(const ColumnFacts&)>& each)
{
    std::string text;
    for (const auto& column : table.columns) text += (text.empty() ? "" : ", ") + each(column);
    return text;
}

std::string_view type_of(const ColumnFacts& column)
{
    if (column.is_integer) return "BIGINT";
    return column.is_real ? "DOUBLE PRECISION" : "TEXT";
}

std::string names_of(const TableFacts& table)
{
    return joined(table, [](const ColumnFacts& column) { return column.name; });
}

// A row travels as a JSON array; SQLite would write numbers with a point in fewer digits than they have.
std::string row_as_json(const TableFacts& table)
{
    return "json_array("
         + joined(table,
                  [](const ColumnFacts& column) {
                      return column.is_real ? fmt::format("CASE WHEN {0} IS NOT NULL THEN printf('%!.17g', {0}) END", column.name)
                                            : column.name;
                  })
         + ")";
}

std::string insertion(const db::Reader& target, const TableFacts& table)
{
    int at = 0;
    auto values = joined(table, [&](const ColumnFacts& column) {
        auto place = at++;
        if (target.engine() == db::Engine::Sqlite) {
            auto value = fmt::format("json_extract(value, '$[{}]')", place);
            return column.is_real ? fmt::format("CAST({} AS REAL)", value) : value;
        }
        return fmt::format("CAST(value ->> {} AS {})", place, type_of(column));
    });
    return fmt::format("INSERT INTO in_{} ({}) SELECT {} FROM {}", table.name, names_of(table), values,
                       target.pick("json_each($1)", "json_array_elements(CAST($1 AS json)) AS rows_of (value)"));
}

void stage_table(db::Transaction& tx, db::Reader& source, const TableFacts& table)
{
    std::string key;
    for (const auto& column : table.key) key += (key.empty() ? "" : ", ") + column;
    tx.run(
        fmt::format("CREATE TEMP TABLE in_{} ({}{})", table.name,
                    joined(table, [](const ColumnFacts& column) { return fmt::format("{} {}", column.name, type_of(column)); }),
                    key.empty() ? "" : fmt::format(", PRIMARY KEY ({})", key)));
    auto insert = insertion(tx, table);
    auto rows = source.rows(fmt::format("SELECT {} FROM {}", row_as_json(table), table.name));
    std::string page;
    int in_page = 0;
    auto write = [&] {
        if (in_page > 0) tx.run(insert, "[" + page + "]");
        page.clear();
        in_page = 0;
    };
    for (const auto& row : rows) {
        page.append(in_page > 0 ? "," : "").append(row.get<std::string_view>(0));
        if (++in_page == rows_at_once) write();
    }
    write();
    if (tx.engine() == db::Engine::Postgresql) tx.run("ANALYZE in_" + table.name);
}

constexpr std::string_view moved_of = "(SELECT m.new_id FROM moved m WHERE m.kind = '{}' AND m.old_id = {})";

std::string moved_id(std::string_view kind, std::string_view column) { return fmt::format(fmt::runtime(moved_of), kind, column); }

// By what a row is known on both sides: a query of the number there and the number here.
struct Known {
    std::string_view kind, query;
};

constexpr Known known_rows[] = {
    {"tags", "SELECT t.id AS old_id, h.id AS new_id FROM in_tags t JOIN tags h ON h.name = t.name"},
    {"publishers", "SELECT t.id AS old_id, h.id AS new_id FROM in_publishers t JOIN publishers h ON h.host = t.host"},
    {"applications",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_applications t JOIN applications h ON h.client_id = t.client_id"},
    {"remote_pictures",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_remote_pictures t JOIN remote_pictures h ON h.url = t.url"},
    {"accounts", "SELECT t.id AS old_id, h.id AS new_id FROM in_accounts t JOIN accounts h ON h.uri = t.uri"},
    {"statuses", "SELECT t.id AS old_id, h.id AS new_id FROM in_statuses t JOIN statuses h ON h.uri = t.uri"},
    {"statuses",
     "SELECT t.id AS old_id, min(h.id) AS new_id FROM in_statuses t JOIN moved a ON a.kind = 'accounts' AND a.old_id = t.account_id AND a.known = 1 "
     "JOIN moved b ON b.kind = 'statuses' AND b.old_id = t.boost_of_id AND b.known = 1 JOIN statuses h ON h.boost_of_id = "
     "b.new_id AND h.account_id = a.new_id AND h.deleted_at IS NULL WHERE t.deleted_at IS NULL GROUP BY t.id"},
    {"conversations",
     "SELECT t.conversation_id AS old_id, min(h.conversation_id) AS new_id FROM in_statuses t JOIN moved m ON m.kind = 'statuses' AND m.old_id = t.id "
     "JOIN statuses h ON h.id = m.new_id WHERE t.conversation_id IS NOT NULL AND h.conversation_id IS NOT NULL GROUP BY "
     "t.conversation_id"},
    {"polls",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_polls t JOIN moved m ON m.kind = 'statuses' AND m.old_id = t.status_id JOIN polls h ON h.status_id "
     "= m.new_id"},
    {"community_events",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_community_events t JOIN moved m ON m.kind = 'statuses' AND m.old_id = t.status_id JOIN "
     "community_events h ON h.status_id = m.new_id"},
    {"previews",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_previews t JOIN previews h ON h.url = t.url WHERE t.supplied_for IS NULL AND h.supplied_for IS "
     "NULL"},
    {"previews",
     "SELECT t.id AS old_id, h.id AS new_id FROM in_previews t JOIN moved m ON m.kind = 'statuses' AND m.old_id = t.supplied_for JOIN previews h ON "
     "h.supplied_for = m.new_id"},
};

// Another number near its own, so that it stays in its place in time.
std::int64_t next_free(db::Reader& reader, std::string_view kind, std::int64_t after)
{
    auto is_taken = fmt::format("SELECT 1 WHERE EXISTS (SELECT 1 FROM {0} h WHERE h.id = $1) OR EXISTS (SELECT 1 FROM in_{0} t "
                                "WHERE t.id = $1) OR EXISTS (SELECT 1 FROM moved m WHERE m.kind = '{0}' AND m.new_id = $1)",
                                kind);
    auto id = after + 1;
    while (reader.row(is_taken, id)) ++id;
    return id;
}

// Under the hashes of the log of what was found stand these numbers.
bool is_under_a_hash(std::string_view kind) { return kind == "domains" || kind == "integrity_findings"; }

Result<void> renumber_taken(db::Transaction& tx, const TableFacts& table)
{
    auto taken =
        tx.rows(fmt::format("SELECT t.id FROM in_{0} t JOIN {0} h ON h.id = t.id WHERE NOT EXISTS (SELECT 1 FROM moved m WHERE "
                            "m.kind = '{0}' AND m.old_id = t.id)",
                            table.name));
    if (!taken.empty() && is_under_a_hash(table.name))
        return refuse(ErrorCode::Conflict, "moving.collides", {{"table", table.name}, {"count", std::to_string(taken.size())}});
    for (const auto& row : taken) {
        auto id = row.get<std::int64_t>(0);
        tx.run("INSERT INTO moved (kind, old_id, new_id, known) VALUES ($1, $2, $3, 0)", table.name, id,
               next_free(tx, table.name, id));
    }
    return {};
}

// Each number in the text that became another one.
std::string with_new_numbers(std::string_view text, const std::map<std::int64_t, std::int64_t>& moved)
{
    std::string written;
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        if (end == at) {
            written += text[at++];
            continue;
        }
        std::int64_t id = 0;
        std::from_chars(text.data() + at, text.data() + end, id);
        auto found = moved.find(id);
        written += found == moved.end() ? std::string{text.substr(at, end - at)} : std::to_string(found->second);
        at = end;
    }
    return written;
}

// ",1,2," in the order of the numbers, as social/direct_conversations.cpp compares it.
std::string in_order(std::string_view people)
{
    std::vector<std::int64_t> ids;
    for (std::size_t at = 0; at < people.size(); ++at) {
        std::int64_t id = 0;
        auto read = std::from_chars(people.data() + at, people.data() + people.size(), id);
        if (read.ec == std::errc{}) {
            ids.push_back(id);
            at = static_cast<std::size_t>(read.ptr - people.data());
        }
    }
    std::ranges::sort(ids);
    std::string written = ",";
    for (auto id : ids) written += std::to_string(id) + ",";
    return written;
}

std::map<std::int64_t, std::int64_t> moved_ids(db::Reader& reader, std::string_view kind)
{
    std::map<std::int64_t, std::int64_t> moved;
    for (const auto& row : reader.rows("SELECT old_id, new_id FROM moved WHERE kind = $1 AND old_id <> new_id", kind))
        moved.emplace(row.get<std::int64_t>(0), row.get<std::int64_t>(1));
    return moved;
}

}  // namespace

void stage(db::Transaction& tx, db::Reader& source, std::span<const TableFacts> tables)
{
    tx.run("CREATE TEMP TABLE moved (kind TEXT NOT NULL, old_id BIGINT NOT NULL, new_id BIGINT NOT NULL, known BIGINT NOT NULL, "
           "PRIMARY KEY (kind, old_id), UNIQUE (kind, new_id, old_id))");
    for (const auto& table : tables) stage_table(tx, source, table);
}

void drop_staged(db::Transaction& tx, std::span<const TableFacts> tables)
{
    tx.run("DROP TABLE moved");
    for (const auto& table : tables) tx.run("DROP TABLE in_" + table.name);
}

Result<void> number(db::Transaction& tx, std::span<const TableFacts> tables)
{
    // Two conversations there may be one here.
    for (const auto& known : known_rows)
        tx.run(fmt::format("INSERT INTO moved (kind, old_id, new_id, known) SELECT '{}', q.old_id, q.new_id, 1 FROM ({}) q "
                           "WHERE TRUE ON CONFLICT DO NOTHING",
                           known.kind, known.query));
    for (const auto& table : tables)
        if (table.has_own_ids()) CHECKED(renumber_taken(tx, table));
    if (tx.engine() == db::Engine::Postgresql) tx.run("ANALYZE moved");
    return {};
}

std::string moved_value(const ColumnFacts& column, const std::set<std::string>& renumbered)
{
    auto value = "t." + column.name;
    std::string cases;
    for (const auto& ids : column.ids) {
        if (!renumbered.contains(ids.table)) continue;
        auto moved = fmt::format("COALESCE({}, {})", moved_id(ids.table, value), value);
        if (ids.when.empty()) return moved;
        cases += fmt::format(" WHEN {} THEN {}", ids.when, moved);
    }
    return cases.empty() ? value : fmt::format("CASE{} ELSE {} END", cases, value);
}

std::set<std::string> renumbered(db::Reader& reader)
{
    std::set<std::string> kinds;
    for (const auto& row : reader.rows("SELECT DISTINCT kind FROM moved WHERE old_id <> new_id"))
        kinds.insert(row.get<std::string>(0));
    return kinds;
}

std::int64_t number_of(db::Reader& reader, std::string_view kind, std::int64_t before)
{
    return reader.value<std::int64_t>("SELECT new_id FROM moved WHERE kind = $1 AND old_id = $2", kind, before).value_or(before);
}

void renumber_texts(db::Transaction& tx, const std::set<std::string>& renumbered)
{
    for (const auto& text : ids_in_text()) {
        if (!renumbered.contains(std::string{text.of})) continue;
        auto moved = moved_ids(tx, text.of);
        auto update = fmt::format("UPDATE in_{0} SET {1} = $2 WHERE {1} = $1", text.table, text.column);
        for (const auto& row : tx.rows(fmt::format("SELECT DISTINCT {1} FROM in_{0} WHERE {1} <> ''", text.table, text.column))) {
            auto before = row.get<std::string>(0);
            auto after = with_new_numbers(before, moved);
            if (text.column == "people" && after != before) after = in_order(after);
            if (after != before) tx.run(update, before, after);
        }
    }
}

}  // namespace favilla::moving
