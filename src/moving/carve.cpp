// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/carve.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "conversations/write_path.h"
#include "distribution/actors.h"
#include "integrity/sorting.h"
#include "moving/rules.h"
#include "moving/seen.h"
#include "social/search_index.h"

namespace favilla::moving {

namespace {

constexpr int conversations_at_once = 200;

struct Column {
    std::string name;
    bool may_be_null = true;
};

struct Reference {
    std::string column, table, key;
};

struct Table {
    std::vector<Column> columns;
    std::vector<Reference> references;
};

const Rule* rule_of(std::string_view table)
{
    auto found = std::ranges::find(rules(), table, &Rule::table);
    return found == rules().end() ? nullptr : &*found;
}

Table read_table(db::Reader& reader, std::string_view name)
{
    Table table;
    for (const auto& row : reader.rows("SELECT name, \"notnull\", pk FROM pragma_table_info($1, 'main')", name))
        table.columns.push_back({row.get<std::string>(0), row.get<int>(1) == 0 && row.get<int>(2) == 0});
    for (const auto& row :
         reader.rows("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1, 'main') ORDER BY id, seq", name))
        table.references.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return table;
}

// Whose rows are chosen by what points to them bind nobody.
bool is_needed(std::string_view table)
{
    const auto* rule = rule_of(table);
    return rule && rule->goes == Goes::Needed;
}

// The rows that a reference of this table may point to; itself: those of its own that go.
std::string reachable(const std::string& table, const Reference& reference, const std::string& condition)
{
    if (reference.table == "statuses") return "seen";
    if (reference.table == table) return fmt::format("(SELECT {} FROM source.{} WHERE {})", reference.key, table, condition);
    return fmt::format("(SELECT {} FROM main.{})", reference.key, reference.table);
}

std::string changed(std::string_view table, const std::string& column)
{
    for (const auto& change : changes())
        if (change.table == table && change.column == column) return std::string{change.value};
    return "t." + column;
}

class Carver {
public:
    Carver(db::Transaction& tx, const Progress& progress) : tx_(tx), progress_(progress) {}

    void copy_rows()
    {
        for (const auto& rule : rules())
            if (rule.goes == Goes::Rows) copy_after_what_it_points_to(rule);
        for (const auto& rule : rules()) {
            if (rule.goes != Goes::Needed) continue;
            if (rule.table == "accounts") collect_accounts();
            if (rule.table == "remote_pictures") collect_pictures();
            copy(rule);
        }
    }

private:
    void copy_after_what_it_points_to(const Rule& rule)
    {
        if (!begun_.insert(rule.table).second) return;
        for (const auto& reference : read_table(tx_, rule.table).references) {
            const auto* other = rule_of(reference.table);
            if (other && other->goes == Goes::Rows && other->table != "statuses") copy_after_what_it_points_to(*other);
        }
        copy(rule);
    }

    void copy(const Rule& rule)
    {
        std::string name{rule.table};
        auto table = read_table(tx_, name);
        auto condition = fmt::format("({})", rule.which);
        auto binding = [&](const Column& column) {
            return std::ranges::find_if(table.references,
                                        [&](const Reference& one) { return one.column == column.name && !is_needed(one.table); });
        };
        for (const auto& column : table.columns) {
            auto reference = binding(column);
            if (reference == table.references.end() || column.may_be_null) continue;
            if (reference->table != name)
                condition += fmt::format(" AND +{} IN {}", column.name, reachable(name, *reference, ""));
        }
        std::string columns, values;
        for (const auto& column : table.columns) {
            auto value = changed(name, column.name);
            auto reference = binding(column);
            if (reference != table.references.end() && column.may_be_null)
                value = fmt::format("CASE WHEN ({0}) IN {1} THEN ({0}) END", value, reachable(name, *reference, condition));
            columns += (columns.empty() ? "" : ", ") + column.name;
            values += (values.empty() ? "" : ", ") + value;
        }
        progress_("moving.tables", static_cast<std::int64_t>(++copied_), static_cast<std::int64_t>(rules().size()));
        tx_.run(fmt::format("INSERT OR REPLACE INTO {} ({}) SELECT {} FROM source.{} t WHERE {}", "main." + name, columns, values,
                            name, condition));
    }

    void collect(std::string_view table, std::string_view column)
    {
        tx_.run(fmt::format("INSERT OR IGNORE INTO needed_accounts SELECT {0} FROM main.{1} WHERE {0} IN (SELECT id FROM "
                            "source.accounts)",
                            column, table));
    }

    void collect_accounts()
    {
        tx_.run("CREATE TEMP TABLE needed_accounts (id INTEGER PRIMARY KEY)");
        for (const auto& rule : rules()) {
            if (rule.goes != Goes::Rows && rule.goes != Goes::Needed) continue;
            for (const auto& reference : read_table(tx_, rule.table).references)
                if (reference.table == "accounts") collect(rule.table, reference.column);
        }
        for (const auto& pointer : pointers_to_accounts()) collect(pointer.table, pointer.column);
    }

    // A line for each: its name and "/media/pictures/ID/…" (social/remote_emojis.cpp).
    void collect_pictures()
    {
        static constexpr std::string_view place = "/media/pictures/";
        tx_.run("CREATE TEMP TABLE needed_pictures (id INTEGER PRIMARY KEY)");
        for (auto sql : {"SELECT DISTINCT emojis FROM main.statuses WHERE emojis <> ''",
                         "SELECT DISTINCT emojis FROM main.accounts WHERE emojis <> ''"})
            for (const auto& row : tx_.rows(sql)) {
                auto text = row.get<std::string_view>(0);
                for (auto at = text.find(place); at != std::string_view::npos; at = text.find(place, at)) {
                    at += place.size();
                    if (auto id = parse_id<Id<struct PictureTag>>(text.substr(at, text.find('/', at) - at)))
                        tx_.run("INSERT OR IGNORE INTO needed_pictures (id) VALUES ($1)", id->value);
                }
            }
    }

    db::Transaction& tx_;
    const Progress& progress_;
    std::set<std::string_view> begun_;
    std::size_t copied_ = 0;
};

// Who stays is from now on somebody of another server, and this is how that server is reached.
void tell_of_who_stays(db::Transaction& tx, Time now)
{
    for (const auto& row : tx.rows(
             "SELECT a.id, a.uri, d.origin, (SELECT k.rsa_pem FROM source.own_keys k WHERE k.owner = a.uri) FROM main.accounts a "
             "JOIN source.accounts b ON b.id = a.id JOIN source.domains d ON d.id = b.domain_id WHERE a.id NOT IN ours")) {
        auto uri = row.get<std::string>(1);
        std::vector<distribution::ActorKey> keys;
        if (auto pem = row.get<std::optional<std::string>>(3)) keys.push_back({uri + "#main-key", *pem});
        distribution::keep_actor(tx, row.get<AccountId>(0),
                                 {.inbox = uri + "/inbox",
                                  .shared_inbox = row.get<std::string>(2) + "/inbox",
                                  .followers = uri + "/followers",
                                  .featured = uri + "/collections/featured",
                                  .featured_tags = uri + "/collections/tags"},
                                 keys, now);
    }
}

// Every reference is looked at once more: a rule that was forgotten shall end here, not where the organisation arrives.
void check_references(db::Transaction& tx)
{
    for (const auto& row : tx.rows("SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1"))
        throw std::logic_error("a row of " + row.get<std::string>(0) + " that went points to one of " + row.get<std::string>(1)
                               + " that did not");
}

Carved copy_all(db::Transaction& tx, const Carving& carving, const Progress& progress)
{
    tx.run("ATTACH DATABASE $1 AS source", carving.source);
    tx.run("PRAGMA defer_foreign_keys = ON");
    tx.run("CREATE TEMP TABLE kept_domains (id INTEGER PRIMARY KEY)");
    for (auto domain : carving.domains) tx.run("INSERT INTO kept_domains (id) VALUES ($1)", domain);
    progress("moving.choosing", 0, 1);
    choose_statuses(tx);
    reseal(tx, carving.keys);
    Carver{tx, progress}.copy_rows();
    tell_of_who_stays(tx, carving.now);
    check_references(tx);
    auto row =
        tx.row("SELECT (SELECT count(*) FROM ours), (SELECT count(*) FROM own_statuses), (SELECT count(*) FROM main.accounts "
               "WHERE id NOT IN ours)");
    return {row->get<std::int64_t>(0), row->get<std::int64_t>(1), row->get<std::int64_t>(2)};
}

void measure_conversations(db::Database& target, const Progress& progress)
{
    auto of = target.read(
        [](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM conversations").value_or(0); });
    std::int64_t done = 0;
    ConversationId last{};
    while (done < of) {
        progress("moving.measuring", done, of);
        done += target.write([&](db::Transaction& tx) {
            auto rows = tx.rows("SELECT id FROM conversations WHERE id > $1 ORDER BY id LIMIT $2", last, conversations_at_once);
            for (const auto& row : rows) conversations::measure_anew(tx, last = row.get<ConversationId>(0));
            return rows.empty() ? of : static_cast<std::int64_t>(rows.size());
        });
    }
}

void read_into_search(db::Database& target, const Progress& progress)
{
    progress("moving.searching", 0, 1);
    target.write([](db::Transaction& tx) { social::begin_reindexing(tx); });
    while (target.write([](db::Transaction& tx) { return social::index_remaining(tx); })) {}
}

}  // namespace

Carved carve(db::Database& target, const Carving& carving, const Progress& progress)
{
    auto carved = target.write([&](db::Transaction& tx) { return copy_all(tx, carving, progress); });
    measure_conversations(target, progress);
    target.write([](db::Transaction& tx) { integrity::sort_everybody(tx); });
    read_into_search(target, progress);
    return carved;
}

std::vector<CarvedFile> files_of(db::Reader& reader)
{
    std::vector<CarvedFile> files;
    for (const auto& row : reader.rows("SELECT name, bytes FROM media_files ORDER BY name"))
        files.push_back({row.get<std::string>(0), row.get<std::int64_t>(1)});
    return files;
}

}  // namespace favilla::moving
