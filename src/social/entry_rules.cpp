// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/entry_rules.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/host_names.h"
#include "base/text.h"
#include "base/web_url.h"
#include "social/read_page.h"
#include "social/sign_up.h"
#include "social/users.h"

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 3> severities = {"sign_up_requires_approval", "sign_up_block", "no_access"};
constexpr std::string_view ip_columns = "id, network, severity, comment, created_at, expires_at";

IpBlock read_ip_block(const db::Row& row)
{
    return {.id = row.get<EntryRuleId>(0),
            .network = net::parse_network(row.get<std::string_view>(1)).value(),
            .severity = parse_ip_severity(row.get<std::string_view>(2)).value(),
            .comment = row.get<std::string>(3),
            .created_at = row.get<Time>(4),
            .expires_at = row.get<std::optional<Time>>(5)};
}

EmailDomainBlock read_email_domain(const db::Row& row)
{
    return {.id = row.get<EntryRuleId>(0),
            .name = row.get<std::string>(1),
            .allow_with_approval = row.get<bool>(2),
            .created_at = row.get<Time>(3),
            .history = {}};
}

CanonicalEmailBlock read_email_block(const db::Row& row)
{
    return {.id = row.get<EntryRuleId>(0), .hash = row.get<std::string>(1)};
}

template <class Item>
Page<Item> page_of_rules(db::Reader& reader, DomainId domain, std::string_view columns, std::string_view table,
                         Item (*read)(const db::Row&), const PageRequest& request)
{
    auto sql = fmt::format("SELECT {} FROM {} WHERE domain_id = $1 AND id > $2 AND id < $3 ORDER BY id {} LIMIT $4", columns,
                           table, request.forwards() ? "ASC" : "DESC");
    return read_page<Item>(reader.rows(sql, domain, request.after(), request.before(), request.limit), request, read);
}

Result<void> put(IpBlock& block, const IpBlockChange& change, std::string_view asking)
{
    if (change.network) {
        auto network = net::parse_network(*change.network);
        if (!network) return refuse(ErrorCode::Invalid, "entry.network", {{"network", *change.network}, {"field", "ip"}});
        block.network = net::masked(*network);
    }
    if (change.severity) {
        auto severity = parse_ip_severity(*change.severity);
        if (!severity)
            return refuse(ErrorCode::Invalid, "entry.severity", {{"severity", *change.severity}, {"field", "severity"}});
        block.severity = *severity;
    }
    block.comment = change.comment.value_or(block.comment);
    if (block.comment.size() > max_ip_comment_length)
        return refuse(ErrorCode::Invalid, "entry.comment_too_long", {{"count", std::to_string(max_ip_comment_length)}});
    if (change.expires_at) block.expires_at = *change.expires_at;
    auto own = net::parse_address(asking);
    if (own && block.severity == IpSeverity::NoAccess && block.network.contains(*own))
        return refuse(ErrorCode::Invalid, "entry.own_address", {{"address", std::string{asking}}, {"field", "ip"}});
    return {};
}

bool is_known(db::Reader& reader, DomainId domain, const IpBlock& block)
{
    return reader
        .row("SELECT 1 FROM ip_blocks WHERE domain_id = $1 AND network = $2 AND id <> $3", domain, net::to_string(block.network),
             block.id)
        .has_value();
}

// Counted backwards from today, with what nobody tried as nothing.
void add_histories(db::Reader& reader, std::span<EmailDomainBlock> blocks, Time now)
{
    auto today = day_of(now);
    for (auto& block : blocks) {
        for (std::int64_t back = 0; back < tag_history_days; ++back) block.history.push_back({.day = today - back});
        for (const auto& row : reader.rows("SELECT day, attempts FROM email_domain_attempts WHERE block_id = $1 AND day > $2",
                                           block.id, today - tag_history_days))
            if (auto back = today - row.get<std::int64_t>(0); back >= 0)
                block.history.at(static_cast<std::size_t>(back)).accounts = row.get<std::int64_t>(1);
        for (auto& day : block.history) day.uses = day.accounts;
    }
}

std::optional<EmailDomainBlock> email_domain_holding(db::Reader& reader, DomainId domain, std::string_view email)
{
    auto at = email.rfind('@');
    auto host = at == std::string_view::npos ? std::nullopt : normal_host(email.substr(at + 1));
    if (!host) return std::nullopt;
    auto row =
        reader.row("SELECT id, name, allow_with_approval, created_at FROM email_domain_blocks WHERE domain_id = $1 AND name "
                   "IN TEXTS($2) ORDER BY length(name) DESC LIMIT 1",
                   domain, db::list_of_texts(names_above(*host)));
    return row ? std::optional{read_email_domain(*row)} : std::nullopt;
}

std::optional<IpSeverity> severity_for(db::Reader& reader, DomainId domain, std::string_view address, Time now)
{
    auto from = net::parse_address(address);
    std::optional<IpSeverity> strictest;
    if (!from) return strictest;
    for (const auto& row : reader.rows(fmt::format("SELECT {} FROM ip_blocks WHERE domain_id = $1", ip_columns), domain)) {
        auto block = read_ip_block(row);
        if (block.expires_at && *block.expires_at <= now) continue;
        if (block.network.contains(*from)) strictest = std::max(strictest.value_or(block.severity), block.severity);
    }
    return strictest;
}

Result<CanonicalEmailBlock> add_email_block(db::Transaction& tx, DomainId domain, const std::string& hash,
                                            std::optional<AccountId> account, Time now)
{
    tx.run("INSERT INTO canonical_email_blocks (id, domain_id, hash, account_id, created_at) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (domain_id, hash) DO NOTHING",
           tx.new_id<EntryRuleId>(now), domain, hash, account, now);
    return read_email_block(
        tx.row("SELECT id, hash FROM canonical_email_blocks WHERE domain_id = $1 AND hash = $2", domain, hash).value());
}

}  // namespace

std::string_view name_of(IpSeverity severity) { return severities.at(static_cast<std::size_t>(severity)); }

std::optional<IpSeverity> parse_ip_severity(std::string_view name)
{
    auto found = std::ranges::find(severities, name);
    if (found == severities.end()) return std::nullopt;
    return static_cast<IpSeverity>(found - severities.begin());
}

Result<IpBlock> add_ip_block(db::Transaction& tx, DomainId domain, const IpBlockChange& change, std::string_view asking, Time now)
{
    IpBlock block{.id = tx.new_id<EntryRuleId>(now), .network = {}, .comment = {}, .created_at = now, .expires_at = {}};
    auto whole = change;
    whole.network = change.network.value_or("");
    whole.severity = change.severity.value_or("");
    CHECKED(put(block, whole, asking));
    if (is_known(tx, domain, block))
        return refuse(ErrorCode::Conflict, "entry.network_known", {{"network", net::to_string(block.network)}});
    tx.run(
        "INSERT INTO ip_blocks (id, domain_id, network, severity, comment, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7)",
        block.id, domain, net::to_string(block.network), name_of(block.severity), block.comment, now, block.expires_at);
    return block;
}

Result<IpBlock> change_ip_block(db::Transaction& tx, DomainId domain, EntryRuleId id, const IpBlockChange& change,
                                std::string_view asking)
{
    auto block = find_ip_block(tx, domain, id);
    if (!block) return refuse(ErrorCode::NotFound, "entry.missing");
    CHECKED(put(*block, change, asking));
    if (is_known(tx, domain, *block))
        return refuse(ErrorCode::Conflict, "entry.network_known", {{"network", net::to_string(block->network)}});
    tx.run("UPDATE ip_blocks SET network = $2, severity = $3, comment = $4, expires_at = $5 WHERE id = $1", id,
           net::to_string(block->network), name_of(block->severity), block->comment, block->expires_at);
    return *block;
}

Result<IpBlock> remove_ip_block(db::Transaction& tx, DomainId domain, EntryRuleId id)
{
    auto block = find_ip_block(tx, domain, id);
    if (!block) return refuse(ErrorCode::NotFound, "entry.missing");
    tx.run("DELETE FROM ip_blocks WHERE id = $1", id);
    return *block;
}

std::optional<IpBlock> find_ip_block(db::Reader& reader, DomainId domain, EntryRuleId id)
{
    auto row = reader.row(fmt::format("SELECT {} FROM ip_blocks WHERE id = $1 AND domain_id = $2", ip_columns), id, domain);
    return row ? std::optional{read_ip_block(*row)} : std::nullopt;
}

Page<IpBlock> ip_blocks(db::Reader& reader, DomainId domain, const PageRequest& request)
{
    return page_of_rules<IpBlock>(reader, domain, ip_columns, "ip_blocks", read_ip_block, request);
}

void forget_ended_ip_blocks(db::Transaction& tx, Time now) { tx.run("DELETE FROM ip_blocks WHERE expires_at <= $1", now); }

Result<EmailDomainBlock> add_email_domain_block(db::Transaction& tx, DomainId domain, std::string_view name,
                                                bool allow_with_approval, Time now)
{
    auto host = normal_host(name);
    if (!host || host->contains(':'))
        return refuse(ErrorCode::Invalid, "entry.email_domain", {{"domain", std::string{name}}, {"field", "domain"}});
    if (tx.row("SELECT 1 FROM email_domain_blocks WHERE domain_id = $1 AND name = $2", domain, *host))
        return refuse(ErrorCode::Conflict, "entry.email_domain_known", {{"domain", *host}});
    auto id = tx.new_id<EntryRuleId>(now);
    tx.run("INSERT INTO email_domain_blocks (id, domain_id, name, allow_with_approval, created_at) VALUES ($1, $2, $3, $4, $5)",
           id, domain, *host, allow_with_approval, now);
    return find_email_domain_block(tx, domain, id, now).value();
}

Result<EmailDomainBlock> remove_email_domain_block(db::Transaction& tx, DomainId domain, EntryRuleId id, Time now)
{
    auto block = find_email_domain_block(tx, domain, id, now);
    if (!block) return refuse(ErrorCode::NotFound, "entry.missing");
    tx.run("DELETE FROM email_domain_attempts WHERE block_id = $1", id);
    tx.run("DELETE FROM email_domain_blocks WHERE id = $1", id);
    return *block;
}

std::optional<EmailDomainBlock> find_email_domain_block(db::Reader& reader, DomainId domain, EntryRuleId id, Time now)
{
    auto row = reader.row(
        "SELECT id, name, allow_with_approval, created_at FROM email_domain_blocks WHERE id = $1 AND domain_id = $2", id, domain);
    if (!row) return std::nullopt;
    auto block = read_email_domain(*row);
    add_histories(reader, {&block, 1}, now);
    return block;
}

Page<EmailDomainBlock> email_domain_blocks(db::Reader& reader, DomainId domain, const PageRequest& request, Time now)
{
    auto page = page_of_rules<EmailDomainBlock>(reader, domain, "id, name, allow_with_approval, created_at",
                                                "email_domain_blocks", read_email_domain, request);
    add_histories(reader, page.items, now);
    return page;
}

std::string canonical_email_hash(std::string_view email)
{
    auto folded = fold(email);
    auto at = folded.rfind('@');
    auto local = folded.substr(0, std::min(at, folded.find('+')));
    std::erase(local, '.');
    return to_hex(sha256(at == std::string::npos ? local : local + folded.substr(at)));
}

Result<CanonicalEmailBlock> block_email(db::Transaction& tx, DomainId domain, std::string_view email, Time now)
{
    if (!is_email(email)) return refuse(ErrorCode::Invalid, "user.email_invalid", {{"field", "email"}});
    return add_email_block(tx, domain, canonical_email_hash(email), {}, now);
}

Result<CanonicalEmailBlock> block_email_hash(db::Transaction& tx, DomainId domain, std::string_view hash, Time now)
{
    auto bytes = from_hex(hash);
    if (!bytes || bytes->size() != 32) return refuse(ErrorCode::Invalid, "entry.email_hash", {{"field", "canonical_email_hash"}});
    return add_email_block(tx, domain, to_hex(*bytes), {}, now);
}

Result<CanonicalEmailBlock> remove_email_block(db::Transaction& tx, DomainId domain, EntryRuleId id)
{
    auto block = find_email_block(tx, domain, id);
    if (!block) return refuse(ErrorCode::NotFound, "entry.missing");
    tx.run("DELETE FROM canonical_email_blocks WHERE id = $1", id);
    return *block;
}

std::optional<CanonicalEmailBlock> find_email_block(db::Reader& reader, DomainId domain, EntryRuleId id)
{
    auto row = reader.row("SELECT id, hash FROM canonical_email_blocks WHERE id = $1 AND domain_id = $2", id, domain);
    return row ? std::optional{read_email_block(*row)} : std::nullopt;
}

std::vector<CanonicalEmailBlock> email_blocks_holding(db::Reader& reader, DomainId domain, std::string_view email)
{
    auto row = reader.row("SELECT id, hash FROM canonical_email_blocks WHERE domain_id = $1 AND hash = $2", domain,
                          canonical_email_hash(email));
    return row ? std::vector{read_email_block(*row)} : std::vector<CanonicalEmailBlock>{};
}

Page<CanonicalEmailBlock> email_blocks(db::Reader& reader, DomainId domain, const PageRequest& request)
{
    return page_of_rules<CanonicalEmailBlock>(reader, domain, "id, hash", "canonical_email_blocks", read_email_block, request);
}

void block_email_of(db::Transaction& tx, AccountId account, Time now)
{
    if (auto user = find_user(tx, account))
        (void)add_email_block(tx, user->domain, canonical_email_hash(user->email), account, now);
}

void unblock_email_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM canonical_email_blocks WHERE account_id = $1", account);
}

void loosen_email_block_of(db::Transaction& tx, AccountId account)
{
    tx.run("UPDATE canonical_email_blocks SET account_id = NULL WHERE account_id = $1", account);
}

void forget_entry_rules_of(db::Transaction& tx, DomainId domain)
{
    tx.run("DELETE FROM ip_blocks WHERE domain_id = $1", domain);
    tx.run("DELETE FROM email_domain_attempts WHERE block_id IN (SELECT id FROM email_domain_blocks WHERE domain_id = $1)",
           domain);
    tx.run("DELETE FROM email_domain_blocks WHERE domain_id = $1", domain);
    tx.run("DELETE FROM canonical_email_blocks WHERE domain_id = $1", domain);
}

bool is_email_refused(db::Reader& reader, DomainId domain, std::string_view email)
{
    if (!email_blocks_holding(reader, domain, email).empty()) return true;
    auto mail = email_domain_holding(reader, domain, email);
    return mail && !mail->allow_with_approval;
}

Entry entry_of(db::Reader& reader, DomainId domain, std::string_view email, std::string_view address, Time now)
{
    auto severity = severity_for(reader, domain, address, now);
    if (severity && *severity != IpSeverity::SignUpRequiresApproval) return Entry::Refused;
    if (is_email_refused(reader, domain, email)) return Entry::EmailRefused;
    return severity || email_domain_holding(reader, domain, email) ? Entry::WithApproval : Entry::Free;
}

void note_email_attempt(db::Transaction& tx, DomainId domain, std::string_view email, Time now)
{
    auto block = email_domain_holding(tx, domain, email);
    if (!block) return;
    tx.run("INSERT INTO email_domain_attempts (block_id, day, attempts) VALUES ($1, $2, 1) "
           "ON CONFLICT (block_id, day) DO UPDATE SET attempts = email_domain_attempts.attempts + 1",
           block->id, day_of(now));
}

Gate::Gate(db::Database& database) : database_(database) { reread(); }

std::vector<DomainId> Gate::shut_for(std::string_view address, Time now) const
{
    std::vector<DomainId> found;
    auto from = any_ ? net::parse_address(address) : std::nullopt;
    if (!from) return found;
    auto all = [&] {
        std::lock_guard lock{mutex_};
        return shut_;
    }();
    for (const auto& one : *all)
        if ((!one.until || *one.until > now) && one.network.contains(*from)) found.push_back(one.domain);
    return found;
}

void Gate::reread()
{
    auto all = database_.read([](db::Reader& reader) {
        All found;
        for (const auto& row : reader.rows("SELECT domain_id, network, expires_at FROM ip_blocks WHERE severity = 'no_access'"))
            found.push_back({row.get<DomainId>(0), net::parse_network(row.get<std::string_view>(1)).value(),
                             row.get<std::optional<Time>>(2)});
        return found;
    });
    std::lock_guard lock{mutex_};
    any_ = !all.empty();
    shut_ = std::make_shared<const All>(std::move(all));
}

}  // namespace favilla::social
