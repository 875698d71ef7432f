// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/chain.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "integrity/alerts.h"
#include "integrity/evidence.h"
#include "integrity/sorting.h"
#include "social/accounts.h"
#include "social/status_ties.h"
#include "social/tags.h"

namespace favilla::integrity {

namespace {

constexpr std::string_view entry_columns =
    "number, act, finding_id, state, actor, subject, words, digest, counts, logged_at, previous, hash";
constexpr std::size_t salt_bytes = 16;

LogEntry read_entry(const db::Row& row)
{
    return {.number = row.get<std::int64_t>(0),
            .act = row.get<std::string>(1),
            .finding = row.get<FindingId>(2),
            .state = row.get<std::string>(3),
            .actor = row.get<std::string>(4),
            .subject = row.get<std::string>(5),
            .words = row.get<std::string>(6),
            .digest = row.get<std::string>(7),
            .counts = row.get<std::string>(8),
            .at = row.get<Time>(9),
            .previous = row.get<std::string>(10),
            .hash = row.get<std::string>(11)};
}

std::vector<LogEntry> read_entries(const db::Rows& rows)
{
    std::vector<LogEntry> entries;
    for (const auto& row : rows) entries.push_back(read_entry(row));
    return entries;
}

// The length stands before each field, so that no two rows of fields give the same bytes.
void append_field(std::string& bytes, std::string_view field) { bytes += fmt::format("{}:{}\n", field.size(), field); }

void commit_to(db::Transaction& tx, const Random& random, DomainId domain, std::int64_t number, std::string_view part,
               std::optional<AccountId> account, std::string_view text, std::string& commitment)
{
    auto salt = to_hex(random_bytes(random, salt_bytes));
    commitment = commitment_to(salt, account ? to_string(*account) : std::string{text});
    tx.run("INSERT INTO integrity_openings (domain_id, number, part, account_id, text, salt) VALUES ($1, $2, $3, $4, $5, $6)",
           domain, number, part, account, text, salt);
}

}  // namespace

std::string commitment_to(std::string_view salt, std::string_view content)
{
    return to_hex(sha256(std::string{salt} + ":" + std::string{content}));
}

std::string canonical_bytes(DomainId domain, const LogEntry& entry)
{
    std::string bytes = "favilla integrity log 1\n";
    for (const auto& field :
         {to_string(domain), std::to_string(entry.number), entry.act, to_string(entry.finding), entry.state, entry.actor,
          entry.subject, entry.words, entry.digest, entry.counts, std::to_string(entry.at.milliseconds), entry.previous})
        append_field(bytes, field);
    return bytes;
}

void log_act(db::Transaction& tx, const Random& random, const LogDraft& draft, Time now)
{
    auto last = tx.row("SELECT number, hash FROM integrity_log WHERE domain_id = $1 ORDER BY number DESC LIMIT 1", draft.domain);
    LogEntry entry{.number = last ? last->get<std::int64_t>(0) + 1 : 1,
                   .act = std::string{draft.act},
                   .finding = draft.finding,
                   .state = std::string{draft.state},
                   .actor = {},
                   .subject = {},
                   .words = {},
                   .digest = draft.evidence.empty() ? std::string{} : to_hex(sha256(draft.evidence)),
                   .counts = std::string{draft.counts},
                   .at = now,
                   .previous = last ? last->get<std::string>(1) : std::string{},
                   .hash = {}};
    if (draft.actor) commit_to(tx, random, draft.domain, entry.number, "actor", draft.actor, "", entry.actor);
    if (draft.subject) commit_to(tx, random, draft.domain, entry.number, "subject", draft.subject, "", entry.subject);
    if (!draft.words.empty()) commit_to(tx, random, draft.domain, entry.number, "words", {}, draft.words, entry.words);
    entry.hash = to_hex(sha256(canonical_bytes(draft.domain, entry)));
    tx.run("INSERT INTO integrity_log (domain_id, number, act, finding_id, state, actor, subject, words, digest, counts, "
           "logged_at, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
           draft.domain, entry.number, entry.act, entry.finding, entry.state, entry.actor, entry.subject, entry.words,
           entry.digest, entry.counts, entry.at, entry.previous, entry.hash);
}

std::vector<LogEntry> log_entries(db::Reader& reader, DomainId domain, std::int64_t after, int limit)
{
    return read_entries(reader.rows(
        fmt::format("SELECT {} FROM integrity_log WHERE domain_id = $1 AND number > $2 ORDER BY number LIMIT $3", entry_columns),
        domain, after, limit));
}

std::vector<LogEntry> latest_entries(db::Reader& reader, DomainId domain, std::int64_t before, int limit)
{
    return read_entries(
        reader.rows(fmt::format("SELECT {} FROM integrity_log WHERE domain_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
                                entry_columns),
                    domain, before, limit));
}

std::vector<OpenedEntry> entries_of_finding(db::Reader& reader, DomainId domain, FindingId finding)
{
    std::vector<OpenedEntry> opened;
    for (auto& entry : read_entries(reader.rows(
             fmt::format("SELECT {} FROM integrity_log WHERE domain_id = $1 AND finding_id = $2 ORDER BY number", entry_columns),
             domain, finding)))
        opened.push_back({.entry = std::move(entry), .actor = {}, .subject = {}, .words = {}});
    if (opened.empty()) return opened;
    std::vector<std::int64_t> numbers;
    for (const auto& one : opened) numbers.push_back(one.entry.number);
    for (const auto& row : reader.rows("SELECT number, part, account_id, text FROM integrity_openings WHERE domain_id = $1 AND "
                                       "number IN LIST($2)",
                                       domain, db::list_of(numbers))) {
        auto& one = *std::ranges::lower_bound(opened, row.get<std::int64_t>(0), {},
                                              [](const OpenedEntry& candidate) { return candidate.entry.number; });
        auto part = row.get<std::string_view>(1);
        if (part == "actor") one.actor = row.get<std::optional<AccountId>>(2);
        if (part == "subject") one.subject = row.get<std::optional<AccountId>>(2);
        if (part == "words") one.words = row.get<std::string>(3);
    }
    return opened;
}

std::vector<OwnEntry> entries_about(db::Reader& reader, AccountId account)
{
    std::vector<OwnEntry> own;
    for (
        const auto& row : reader.rows(
            "SELECT DISTINCT l.number, l.act, l.finding_id, l.state, l.actor, l.subject, l.words, l.digest, l.counts, l.logged_at, "
            "l.previous, l.hash, o.part, o.salt, o.text FROM integrity_openings n JOIN integrity_openings o ON "
            "o.domain_id = n.domain_id AND o.number = n.number AND (o.account_id = n.account_id OR (o.part = 'words' AND "
            "n.part = 'actor')) JOIN integrity_log l ON l.domain_id = n.domain_id AND l.number = n.number WHERE n.account_id = $1 "
            "AND (n.part = 'actor' OR EXISTS (SELECT 1 FROM integrity_members m JOIN integrity_findings f ON f.id = m.finding_id "
            "WHERE m.account_id = n.account_id AND m.finding_id = l.finding_id AND m.standing <> 'found' AND f.state = 'noticed')) "
            "ORDER BY l.number, o.part",
            account))
        own.push_back({.entry = read_entry(row),
                       .part = row.get<std::string>(12),
                       .salt = row.get<std::string>(13),
                       .words = row.get<std::string>(14)});
    return own;
}

std::string head_bytes(std::string_view domain, const Head& head)
{
    std::string bytes = "favilla integrity head 1\n";
    append_field(bytes, domain);
    append_field(bytes, iso_date(Time{} + days(head.day)));
    append_field(bytes, std::to_string(head.number));
    append_field(bytes, head.hash);
    return bytes;
}

void sign_head(db::Transaction& tx, DomainId domain, std::string_view name, const PrivateKey& key, Time now)
{
    Head head{.day = social::day_of(now), .number = 0, .hash = {}, .public_key = {}, .signature = {}};
    if (tx.row("SELECT 1 FROM integrity_heads WHERE domain_id = $1 AND day = $2", domain, head.day)) return;
    auto last = tx.row("SELECT number, hash FROM integrity_log WHERE domain_id = $1 ORDER BY number DESC LIMIT 1", domain);
    if (!last) return;
    head.number = last->get<std::int64_t>(0);
    head.hash = last->get<std::string>(1);
    tx.run("INSERT INTO integrity_heads (domain_id, day, number, hash, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6)",
           domain, head.day, head.number, head.hash, key.public_key().multibase(), to_base64(key.sign(head_bytes(name, head))));
}

std::vector<Head> latest_heads(db::Reader& reader, DomainId domain, int limit)
{
    std::vector<Head> heads;
    for (const auto& row :
         reader.rows("SELECT day, number, hash, public_key, signature FROM integrity_heads WHERE domain_id = $1 "
                     "ORDER BY day DESC LIMIT $2",
                     domain, limit))
        heads.push_back({.day = row.get<std::int64_t>(0),
                         .number = row.get<std::int64_t>(1),
                         .hash = row.get<std::string>(2),
                         .public_key = row.get<std::string>(3),
                         .signature = row.get<std::string>(4)});
    return heads;
}

void forget_integrity_of_deleted(db::Transaction& tx, const Random& random, AccountId account, Time now)
{
    auto gone = social::find_account(tx, account);
    if (!gone || !gone->deleted_at) return;
    tx.run("DELETE FROM disclosures WHERE account_id = $1", account);
    social::forget_status_ties(tx, account);
    for (const auto& row : tx.rows("SELECT m.finding_id, f.domain_id, f.evidence, f.state FROM integrity_members m JOIN "
                                   "integrity_findings f ON f.id = m.finding_id WHERE m.account_id = $1",
                                   account)) {
        auto finding = row.get<FindingId>(0);
        auto evidence = write_evidence(without_account(read_evidence(row.get<std::string_view>(2)), account));
        tx.run("UPDATE integrity_findings SET evidence = $2 WHERE id = $1", finding, evidence);
        tx.run("DELETE FROM integrity_members WHERE finding_id = $1 AND account_id = $2", finding, account);
        sort_finding(tx, finding);
        log_act(tx, random,
                {.domain = row.get<DomainId>(1),
                 .act = "forget",
                 .finding = finding,
                 .state = row.get<std::string_view>(3),
                 .evidence = evidence},
                now);
    }
    forget_alerts_of_deleted(tx, account);
    sort_account(tx, account);
    // Words are theirs, or about them.
    for (const auto& row : tx.rows("SELECT domain_id, number FROM integrity_openings WHERE account_id = $1", account))
        tx.run("DELETE FROM integrity_openings WHERE domain_id = $1 AND number = $2 AND (part = 'words' OR account_id = $3)",
               row.get<DomainId>(0), row.get<std::int64_t>(1), account);
}

}  // namespace favilla::integrity
