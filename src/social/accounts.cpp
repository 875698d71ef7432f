// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/accounts.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/grace.h"
#include "social/search_index.h"
#include "social/users.h"

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 24> reserved = {
    "abuse", "about",      "admin", "administrator", "api",       "contact", "everyone", "favilla",
    "help",  "info",       "mail",  "mod",           "moderator", "noreply", "oauth",    "official",
    "owner", "postmaster", "root",  "security",      "staff",     "support", "system",   "webmaster",
};

std::vector<ProfileField> read_fields(std::string_view text)
{
    std::vector<ProfileField> fields;
    if (text == "[]") return fields;  // most have none
    auto parsed = parse_json(text);
    if (!parsed || !parsed->is_array()) return fields;
    for (const auto& item : parsed->get_array()) {
        ProfileField field;
        field.name = find_string(item, "name").value_or("");
        field.value = find_string(item, "value").value_or("");
        field.value_html = find_string(item, "value_html").value_or("");
        if (auto verified = find_integer(item, "verified_at")) field.verified_at = Time{*verified};
        fields.push_back(std::move(field));
    }
    return fields;
}

const std::string& select_account()
{
    static const std::string sql = "SELECT " + std::string{account_columns} + " FROM accounts a ";
    return sql;
}

std::optional<Account> one(const std::optional<db::Row>& row)
{
    if (!row) return std::nullopt;
    return read_account(*row);
}

// Of "@ada@Example.org:443" the name and the host, folded; the host is empty when none was given.
std::pair<std::string, std::string> split_handle(std::string_view handle)
{
    if (handle.starts_with("acct:")) handle.remove_prefix(5);
    if (handle.starts_with('@')) handle.remove_prefix(1);
    auto at = handle.find('@');
    if (at == std::string_view::npos) return {fold(handle), {}};
    return {fold(handle.substr(0, at)), fold(handle.substr(at + 1))};
}

}  // namespace

std::string_view name_of(AccountKind kind)
{
    switch (kind) {
    case AccountKind::Person: return "person";
    case AccountKind::Page: return "page";
    case AccountKind::Group: return "group";
    case AccountKind::Service: return "service";
    case AccountKind::Application: break;
    }
    return "application";
}

std::optional<AccountKind> parse_account_kind(std::string_view name)
{
    for (auto kind : {AccountKind::Person, AccountKind::Page, AccountKind::Group, AccountKind::Service, AccountKind::Application})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

std::string_view name_of(Posture posture)
{
    if (posture == Posture::Both) return "both";
    return posture == Posture::Megaphone ? "megaphone" : "round_table";
}

std::optional<Posture> parse_posture(std::string_view name)
{
    for (auto posture : {Posture::Megaphone, Posture::RoundTable, Posture::Both})
        if (name == name_of(posture)) return posture;
    return std::nullopt;
}

std::string words_of(const Account& account)
{
    auto words = account.display_name + " " + account.note;
    for (const auto& field : account.fields) words += " " + field.name + " " + field.value;
    return words;
}

Account read_account(const db::Row& row, int first)
{
    int column = first;
    Account account;
    account.id = row.get<AccountId>(column++);
    account.domain = row.get<std::optional<DomainId>>(column++);
    account.username = row.get<std::string>(column++);
    account.host = row.get<std::string>(column++);
    account.kind = parse_account_kind(row.get<std::string_view>(column++)).value_or(AccountKind::Person);
    account.display_name = row.get<std::string>(column++);
    account.note = row.get<std::string>(column++);
    account.note_html = row.get<std::string>(column++);
    account.fields = read_fields(row.get<std::string_view>(column++));
    account.avatar = row.get<std::string>(column++);
    account.header = row.get<std::string>(column++);
    account.locked = row.get<bool>(column++);
    account.bot = row.get<bool>(column++);
    account.discoverable = row.get<bool>(column++);
    account.indexable = row.get<bool>(column++);
    account.hide_collections = row.get<bool>(column++);
    account.uri = row.get<std::string>(column++);
    account.url = row.get<std::string>(column++);
    account.statuses_count = row.get<std::int64_t>(column++);
    account.followers_count = row.get<std::int64_t>(column++);
    account.following_count = row.get<std::int64_t>(column++);
    account.last_status_at = row.get<std::optional<Time>>(column++);
    account.created_at = row.get<Time>(column++);
    account.admitted_at = row.get<std::optional<Time>>(column++);
    account.silenced_at = row.get<std::optional<Time>>(column++);
    account.suspended_at = row.get<std::optional<Time>>(column++);
    account.deleted_at = row.get<std::optional<Time>>(column++);
    account.sensitized_at = row.get<std::optional<Time>>(column++);
    account.posture = parse_posture(row.get<std::string_view>(column++));
    account.emojis = row.get<std::string>(column++);
    account.avatar_description = row.get<std::string>(column++);
    account.header_description = row.get<std::string>(column++);
    account.show_media = row.get<bool>(column++);
    account.show_media_replies = row.get<bool>(column++);
    account.show_featured = row.get<bool>(column++);
    return account;
}

std::optional<Account> find_account(db::Reader& reader, AccountId id)
{
    static const auto sql = select_account() + "WHERE a.id = $1";
    return one(reader.row(sql, id));
}

std::vector<Account> find_accounts(db::Reader& reader, std::span<const AccountId> ids)
{
    if (ids.empty()) return {};
    static const auto sql = select_account() + "WHERE a.id IN EACH($1)";
    std::unordered_map<AccountId, Account> found;
    for (auto row : reader.rows(sql, db::list_of(ids))) {
        auto account = read_account(row);
        found.emplace(account.id, std::move(account));
    }
    std::vector<Account> accounts;
    accounts.reserve(found.size());
    for (auto id : ids)
        if (auto place = found.find(id); place != found.end()) accounts.push_back(place->second);
    return accounts;
}

std::optional<Account> find_local_account(db::Reader& reader, std::string_view username, DomainId domain)
{
    static const auto sql = select_account() + "WHERE a.username_key = $1 AND a.host = (SELECT name FROM domains WHERE id = $2)";
    return one(reader.row(sql, fold(username), domain));
}

std::optional<Account> find_account_by_handle(db::Reader& reader, std::string_view handle, DomainId viewers)
{
    auto [username, host] = split_handle(handle);
    if (username.empty()) return std::nullopt;
    if (host.empty()) return find_local_account(reader, username, viewers);
    static const auto sql = select_account() + "WHERE a.username_key = $1 AND a.host = $2";
    return one(reader.row(sql, username, host));
}

std::optional<Account> find_account_by_uri(db::Reader& reader, std::string_view uri)
{
    static const auto sql = select_account() + "WHERE a.uri = $1";
    return one(reader.row(sql, uri));
}

std::string acct(const Account& account, std::string_view readers_host)
{
    if (account.host == readers_host) return account.username;
    return account.username + "@" + account.host;
}

std::optional<std::string> username_problem(std::string_view username)
{
    if (username.empty()) return "account.username_blank";
    auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    if (!std::ranges::all_of(username, fine)) return "account.username_invalid";
    if (username.size() > max_username_length) return "account.username_too_long";
    return std::nullopt;
}

bool is_reserved_username(std::string_view username) { return std::ranges::find(reserved, fold(username)) != reserved.end(); }

Result<Account> create_account(db::Transaction& tx, DomainId domain_id, const AccountDraft& draft, Time now)
{
    if (auto problem = username_problem(draft.username)) return refuse(ErrorCode::Invalid, *problem, {{"field", "username"}});
    auto domain = find_domain(tx, domain_id);
    if (!domain) return refuse(ErrorCode::NotFound, "domain.missing");
    if (find_local_account(tx, draft.username, domain_id))
        return refuse(ErrorCode::Conflict, "account.username_taken", {{"field", "username"}});

    auto id = draft.id ? *draft.id : tx.new_id<AccountId>(now);
    tx.run(
        "INSERT INTO accounts (id, domain_id, username, username_key, host, kind, display_name, note, note_html, fields, avatar, header, "
        "locked, bot, discoverable, indexable, hide_collections, uri, url, statuses_count, followers_count, following_count, "
        "created_at, admitted_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '[]', '', '', 0, $8, 0, 0, 0, $9, $10, 0, 0, 0, $11, $12)",
        id, domain_id, draft.username, fold(draft.username), domain->name, name_of(draft.kind), draft.display_name,
        draft.kind == AccountKind::Service || draft.kind == AccountKind::Application, domain->origin + "/users/" + draft.username,
        domain->origin + "/@" + draft.username, now, draft.admitted ? std::optional{now} : std::nullopt);
    auto account = *find_account(tx, id);
    index_account(tx, account);
    jobs::publish(tx, AccountCreated{id});
    return account;
}

Result<void> suspend_account(db::Transaction& tx, AccountId id, Time now)
{
    auto account = find_account(tx, id);
    if (!account || account->deleted_at) return refuse(ErrorCode::NotFound, "account.missing");
    CHECKED(check_not_last_admin(tx, id));
    if (note_suspension(tx, id, now)) return {};  // they are leaving: out of sight already, and now without a way back
    if (account->suspended_at) return {};
    tx.run("UPDATE accounts SET suspended_at = $2 WHERE id = $1", id, now);
    revoke_tokens_of(tx, id);
    jobs::publish(tx, AccountSuspended{id});
    return {};
}

Result<void> unsuspend_account(db::Transaction& tx, AccountId id)
{
    if (note_suspension(tx, id, std::nullopt)) return {};  // that they leave is theirs to undo
    if (tx.run("UPDATE accounts SET suspended_at = NULL WHERE id = $1 AND deleted_at IS NULL", id) == 0)
        return refuse(ErrorCode::NotFound, "account.missing");
    jobs::publish(tx, ProfileChanged{id});
    return {};
}

std::int64_t count_follow_requests(db::Reader& reader, AccountId id)
{
    return reader.value<std::int64_t>("SELECT count(*) FROM follow_requests WHERE target_id = $1", id).value_or(0);
}

std::vector<std::string> remote_hosts(db::Reader& reader)
{
    std::vector<std::string> hosts;
    for (auto row : reader.rows("SELECT DISTINCT host FROM accounts WHERE domain_id IS NULL ORDER BY host"))
        hosts.push_back(row.get<std::string>(0));
    return hosts;
}

std::int64_t count_remote_hosts(db::Reader& reader)
{
    return reader.value<std::int64_t>("SELECT count(DISTINCT host) FROM accounts WHERE domain_id IS NULL").value_or(0);
}

}  // namespace favilla::social
