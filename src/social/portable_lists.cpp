// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/portable_lists.h"

#include <algorithm>

#include "base/csv.h"
#include "base/parts.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "base/web_url.h"

namespace favilla::social {

namespace {

constexpr std::size_t longest_username = 2048;  // bytes, as of what other servers send
constexpr std::size_t longest_shown = 60;       // graphemes of what a refusal repeats

enum class Column { Account, ShowBoosts, Notify, Languages, HideNotifications, ListName, Host, Address };

struct NamedColumn {
    Column column;
    std::string_view name;
};
constexpr NamedColumn column_names[] = {{Column::Account, "Account address"},
                                        {Column::ShowBoosts, "Show boosts"},
                                        {Column::Notify, "Notify on new posts"},
                                        {Column::Languages, "Languages"},
                                        {Column::HideNotifications, "Hide notifications"},
                                        {Column::ListName, "List name"},
                                        {Column::Host, "#domain"},
                                        {Column::Address, "#uri"}};

struct KindOfFile {
    PortableKind kind;
    std::string_view name, file;
    bool has_header;               // as Mastodon writes it
    std::vector<Column> columns;   // as they stand where no line names them
    std::vector<Column> required;  // the others may be missing
};

const std::vector<KindOfFile>& kinds()
{
    using enum Column;
    static const std::vector<KindOfFile> all{
        {PortableKind::Follows, "following", "following_accounts.csv", true, {Account, ShowBoosts, Notify, Languages}, {Account}},
        {PortableKind::Lists, "lists", "lists.csv", false, {ListName, Account}, {ListName, Account}},
        {PortableKind::Mutes, "muting", "muted_accounts.csv", true, {Account, HideNotifications}, {Account}},
        {PortableKind::Blocks, "blocking", "blocked_accounts.csv", false, {Account}, {Account}},
        {PortableKind::HostBlocks, "domain_blocking", "blocked_domains.csv", false, {Host}, {Host}},
        {PortableKind::Bookmarks, "bookmarks", "bookmarks.csv", false, {Address}, {Address}}};
    return all;
}

const KindOfFile& file_of(PortableKind kind) { return *std::ranges::find(kinds(), kind, &KindOfFile::kind); }

std::string_view name_of(Column column) { return std::ranges::find(column_names, column, &NamedColumn::column)->name; }

std::optional<Column> parse_column(std::string_view text)
{
    auto wanted = lower_ascii(trimmed(text));
    for (const auto& [column, name] : column_names)
        if (lower_ascii(name) == wanted) return column;
    return std::nullopt;
}

std::unexpected<Error> refuse_line(std::string key, int line, std::vector<std::pair<std::string, std::string>> others = {})
{
    others.emplace_back("line", std::to_string(line));
    return refuse(ErrorCode::Invalid, std::move(key), std::move(others));
}

std::unexpected<Error> refuse_value(std::string key, int line, std::string_view value)
{
    auto shown = std::string{truncated(value, longest_shown)};
    if (shown.size() < value.size()) shown += "…";
    return refuse_line(std::move(key), line, {{"value", std::move(shown)}});
}

using Columns = std::vector<std::optional<Column>>;

bool has(const Columns& columns, Column column) { return std::ranges::find(columns, std::optional{column}) != columns.end(); }

bool requires_column(const KindOfFile& file, const std::optional<Column>& column)
{
    return column && std::ranges::find(file.required, *column) != file.required.end();
}

// A first line that names what rows are about names columns; a list may be called "Languages".
bool names_columns(const Columns& columns)
{
    return has(columns, Column::Account) || has(columns, Column::ListName) || has(columns, Column::Host)
        || has(columns, Column::Address);
}

// What the columns of a file say it is; none where several kinds have them.
std::optional<PortableKind> told_by(const Columns& columns)
{
    if (has(columns, Column::ListName)) return PortableKind::Lists;
    if (has(columns, Column::HideNotifications)) return PortableKind::Mutes;
    if (has(columns, Column::ShowBoosts) || has(columns, Column::Notify)) return PortableKind::Follows;
    if (has(columns, Column::Host)) return PortableKind::HostBlocks;
    if (has(columns, Column::Address)) return PortableKind::Bookmarks;
    return std::nullopt;
}

// Which column stands where; and whether the first row said so, and is none itself.
struct Layout {
    Columns columns;
    bool named = false;
};

Result<Layout> layout_of(const KindOfFile& file, const CsvRow& first)
{
    Columns columns;
    for (const auto& field : first.fields) columns.push_back(parse_column(field));
    if (!names_columns(columns)) return Layout{{file.columns.begin(), file.columns.end()}, false};
    if (auto told = told_by(columns); told && *told != file.kind)
        return refuse_line("portable.other_file", first.line, {{"file", std::string{file_name_of(*told)}}});
    for (auto required : file.required)
        if (!has(columns, required))
            return refuse_line("portable.missing_column", first.line, {{"name", std::string{name_of(required)}}});
    return Layout{std::move(columns), true};
}

Result<std::string> read_account(std::string_view text, int line)
{
    auto handle = text;
    if (handle.starts_with("acct:")) handle.remove_prefix(5);
    if (handle.starts_with('@')) handle.remove_prefix(1);
    auto at = handle.rfind('@');
    auto name = handle.substr(0, std::min(at, handle.size()));
    auto host = at == std::string_view::npos ? std::nullopt : normal_host(handle.substr(at + 1));
    if (!host || name.empty() || name.size() > longest_username || name.find_first_of(" \t/@:?#") != std::string_view::npos)
        return refuse_value("portable.not_an_account", line, text);
    return std::string{name} + "@" + *host;
}

Result<std::optional<bool>> read_truth(std::string_view text, int line)
{
    auto said = lower_ascii(text);
    if (said.empty()) return std::nullopt;
    if (said == "true" || said == "t" || said == "1") return true;
    if (said == "false" || said == "f" || said == "0") return false;
    return refuse_value("portable.not_true_or_false", line, text);
}

Result<void> read_field(PortableRow& row, Column column, std::string_view text)
{
    switch (column) {
    case Column::Account: {
        TRY(row.target, read_account(text, row.line));
        return {};
    }
    case Column::ShowBoosts: {
        TRY(row.show_boosts, read_truth(text, row.line));
        return {};
    }
    case Column::Notify: {
        TRY(row.notify, read_truth(text, row.line));
        return {};
    }
    case Column::HideNotifications: {
        TRY(row.hide_notifications, read_truth(text, row.line));
        return {};
    }
    case Column::Languages:
        if (text.empty()) return {};
        row.languages.emplace();
        for (const auto& language : parts_of(text, ',')) row.languages->emplace_back(trimmed(language));
        return {};
    case Column::ListName:
        if (text.empty()) return refuse_line("portable.no_list", row.line);
        row.list = text;
        return {};
    case Column::Host: {
        auto host = normal_host(text);
        if (!host) return refuse_value("portable.not_a_server", row.line, text);
        row.target = *host;
        return {};
    }
    case Column::Address: break;
    }
    if (!parse_web_url(text)) return refuse_value("portable.not_an_address", row.line, text);
    row.target = text;
    return {};
}

Result<PortableRow> read_row(const KindOfFile& file, const Layout& layout, const CsvRow& csv)
{
    PortableRow row{};
    row.line = csv.line;
    for (std::size_t i = 0; i < csv.fields.size(); ++i) {
        const auto& field = csv.fields[i];
        auto has_nul = field.find('\0') != std::string::npos;
        if (has_nul || !is_valid_utf8(field))
            return refuse_line(has_nul ? "csv.nul" : "csv.invalid_utf8", csv.line, {{"column", std::to_string(i + 1)}});
        if (i < layout.columns.size() && layout.columns[i]) CHECKED(read_field(row, *layout.columns[i], trimmed(field)));
    }
    for (std::size_t i = csv.fields.size(); i < layout.columns.size(); ++i)
        if (requires_column(file, layout.columns[i]))
            return refuse_line("portable.few_columns", csv.line, {{"name", std::string{name_of(*layout.columns[i])}}});
    return row;
}

std::string truth(const std::optional<bool>& value) { return value ? (*value ? "true" : "false") : ""; }

std::string spoken(const std::optional<std::vector<std::string>>& languages)
{
    std::string text;
    for (const auto& language : languages.value_or(std::vector<std::string>{})) text += (text.empty() ? "" : ", ") + language;
    return text;
}

std::string field_of(const PortableRow& row, Column column)
{
    switch (column) {
    case Column::ShowBoosts: return truth(row.show_boosts);
    case Column::Notify: return truth(row.notify);
    case Column::Languages: return spoken(row.languages);
    case Column::HideNotifications: return truth(row.hide_notifications);
    case Column::ListName: return row.list;
    case Column::Account:
    case Column::Host:
    case Column::Address: break;
    }
    return row.target;
}

constexpr std::string_view still_there = " AND a.deleted_at IS NULL";

// What is selected is: the target's id, its name and its host (or the whole target), then what the kind has besides.
std::string query_of(PortableKind kind)
{
    std::string there{still_there};
    switch (kind) {
    case PortableKind::Follows:  // but for hidden groups, whose names are nobody else's affair
        return "SELECT a.id, a.username, a.host, r.show_boosts, r.notify, r.languages FROM follows r JOIN accounts a ON a.id = r.target_id "
               "WHERE r.account_id = $1 AND a.admitted_at IS NOT NULL"
             + there + " ORDER BY r.id";
    case PortableKind::Lists:
        return "SELECT a.id, a.username, a.host, l.title FROM lists l JOIN list_accounts r ON r.list_id = l.id "
               "JOIN accounts a ON a.id = r.account_id WHERE l.account_id = $1"
             + there + " ORDER BY l.id, r.id";
    case PortableKind::Mutes:
        return "SELECT a.id, a.username, a.host, r.hide_notifications FROM mutes r JOIN accounts a ON a.id = r.target_id "
               "WHERE r.account_id = $1 AND (r.expires_at IS NULL OR r.expires_at > $2)"
             + there + " ORDER BY r.id";
    case PortableKind::Blocks:
        return "SELECT a.id, a.username, a.host FROM blocks r JOIN accounts a ON a.id = r.target_id WHERE r.account_id = $1"
             + there + " ORDER BY r.id";
    case PortableKind::HostBlocks: return "SELECT 0, r.host FROM account_domain_blocks r WHERE r.account_id = $1 ORDER BY r.id";
    case PortableKind::Bookmarks: break;
    }
    return "SELECT s.id, s.uri FROM bookmarks r JOIN statuses s ON s.id = r.status_id WHERE r.account_id = $1 AND s.deleted_at IS NULL "
           "ORDER BY r.id";
}

db::Rows ask(db::Reader& reader, PortableKind kind, const std::string& sql, AccountId account, Time now)
{
    return kind == PortableKind::Mutes ? reader.rows(sql, account, now) : reader.rows(sql, account);
}

PortableRow read_stored(PortableKind kind, const db::Row& row)
{
    PortableRow read{};
    read.id = row.get<std::int64_t>(0);
    read.target = row.get<std::string>(1);
    if (kind == PortableKind::HostBlocks || kind == PortableKind::Bookmarks) return read;
    read.target += "@" + row.get<std::string>(2);
    if (kind == PortableKind::Lists) read.list = row.get<std::string>(3);
    if (kind == PortableKind::Mutes) read.hide_notifications = row.get<bool>(3);
    if (kind == PortableKind::Follows) {
        read.show_boosts = row.get<bool>(3);
        read.notify = row.get<bool>(4);
        read.languages = parts_of(row.get<std::string_view>(5), ',');
    }
    return read;
}

}  // namespace

std::string_view name_of(PortableKind kind) { return file_of(kind).name; }
std::string_view file_name_of(PortableKind kind) { return file_of(kind).file; }

std::optional<PortableKind> parse_portable_kind(std::string_view name)
{
    auto found = std::ranges::find(kinds(), name, &KindOfFile::name);
    return found == kinds().end() ? std::nullopt : std::optional{found->kind};
}

std::optional<PortableKind> kind_of_file(std::string_view file_name)
{
    auto found = std::ranges::find(kinds(), file_name, &KindOfFile::file);
    return found == kinds().end() ? std::nullopt : std::optional{found->kind};
}

Result<std::vector<PortableRow>> read_portable(PortableKind kind, std::string_view csv)
{
    if (csv.size() > max_portable_bytes)
        return refuse(ErrorCode::Invalid, "portable.too_large", {{"max", std::to_string(max_portable_bytes / 1000)}});
    TRY(auto rows, parse_csv(csv));
    if (rows.empty()) return refuse(ErrorCode::Invalid, "portable.empty");
    const auto& file = file_of(kind);
    TRY(auto layout, layout_of(file, rows.front()));
    auto first = rows.begin() + (layout.named ? 1 : 0);
    if (first == rows.end()) return refuse(ErrorCode::Invalid, "portable.empty");
    if (static_cast<std::size_t>(rows.end() - first) > max_portable_rows)
        return refuse(ErrorCode::Invalid, "portable.too_many_lines", {{"max", std::to_string(max_portable_rows)}});
    std::vector<PortableRow> read;
    for (; first != rows.end(); ++first) {
        TRY(auto row, read_row(file, layout, *first));
        read.push_back(std::move(row));
    }
    return read;
}

std::string portable_header(PortableKind kind, Header header)
{
    const auto& file = file_of(kind);
    if (!file.has_header && header == Header::AsMastodon) return {};
    std::string line;
    for (auto column : file.columns) append_csv_field(line, name_of(column));
    return line + "\n";
}

std::string portable_line(PortableKind kind, const PortableRow& row)
{
    std::string line;
    for (auto column : file_of(kind).columns) append_csv_field(line, field_of(row, column));
    return line + "\n";
}

Result<PortableRow> read_portable_line(PortableKind kind, std::string_view line)
{
    TRY(auto rows, parse_csv(line));
    if (rows.empty()) return refuse(ErrorCode::Invalid, "portable.empty");
    const auto& file = file_of(kind);
    return read_row(file, {{file.columns.begin(), file.columns.end()}, false}, rows.front());
}

std::vector<PortableRow> portable_rows(db::Reader& reader, PortableKind kind, AccountId account, Time now)
{
    std::vector<PortableRow> rows;
    for (const auto& row : ask(reader, kind, query_of(kind), account, now)) rows.push_back(read_stored(kind, row));
    return rows;
}

std::int64_t count_portable(db::Reader& reader, PortableKind kind, AccountId account, Time now)
{
    auto sql = query_of(kind);
    auto counted = "SELECT count(*) " + sql.substr(sql.find("FROM"), sql.rfind("ORDER BY") - sql.find("FROM"));
    return ask(reader, kind, counted, account, now)[0].get<std::int64_t>(0);
}

}  // namespace favilla::social
