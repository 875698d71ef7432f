// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/chain.h — the log of what was found and decided. It only grows; each entry holds the SHA-256 of the one before it, and each day
// its head is signed, so that a quiet change shows (docs/methods/integrity.en.md has the bytes). Who and what words were meant stands in an
// entry as a salted commitment: the opening lies beside it and goes with the person.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/keys.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::integrity {

using FindingId = Id<struct FindingTag>;

struct LogDraft {
    DomainId domain;
    std::string_view act;
    FindingId finding = {};
    std::string_view state = {};  // of the finding; with a subject, of the account in it
    std::optional<AccountId> actor = {}, subject = {};
    std::string_view words = {};     // what somebody wrote
    std::string_view evidence = {};  // where it changed
    std::string_view counts = {};    // of a run
};
void log_act(db::Transaction&, const Random&, const LogDraft&, Time now);

struct LogEntry {
    std::int64_t number = 0;
    std::string act;
    FindingId finding;
    std::string state, actor, subject, words, digest, counts;
    Time at;
    std::string previous, hash;
};
// What stands in an entry for an account (its id) or words: SHA-256 of "SALT:CONTENT", hexadecimal.
std::string commitment_to(std::string_view salt, std::string_view content);
// The bytes whose SHA-256 is the entry's hash.
std::string canonical_bytes(DomainId, const LogEntry&);
std::vector<LogEntry> log_entries(db::Reader&, DomainId, std::int64_t after, int limit);      // oldest first
std::vector<LogEntry> latest_entries(db::Reader&, DomainId, std::int64_t before, int limit);  // newest first
// What is told of one finding's entries, to those who may read it: who, and which words; none where it was erased.
struct OpenedEntry {
    LogEntry entry;
    std::optional<AccountId> actor, subject;
    std::optional<std::string> words;
};
std::vector<OpenedEntry> entries_of_finding(db::Reader&, DomainId, FindingId);  // oldest first

// An entry that names somebody, or has words that they wrote, with what proves it: for themselves.
struct OwnEntry {
    LogEntry entry;
    std::string part, salt, words;  // "actor", "subject", "words"
};
// Of cases that they were told of, oldest first.
std::vector<OwnEntry> entries_about(db::Reader&, AccountId);

struct Head {
    std::int64_t day = 0;  // UTC, since 1970
    std::int64_t number = 0;
    std::string hash, public_key, signature;  // hexadecimal, multibase, base64
};
std::string head_bytes(std::string_view domain, const Head&);  // what is signed
// Of the day, once it has an entry and no head yet.
void sign_head(db::Transaction&, DomainId, std::string_view domain, const PrivateKey&, Time now);
std::vector<Head> latest_heads(db::Reader&, DomainId, int limit);  // newest first

// What does not fit, by the key of a sentence ("integrity.verify.…") and its number.
struct ChainProblem {
    std::string key;
    std::int64_t number = 0;  // of the entry, the finding or the day
};
struct Verified {
    std::int64_t entries = 0, heads = 0;
    std::vector<ChainProblem> problems;
};
// Everything: each entry, what its commitments stand for, each head, and whether findings, standings and evidence are what was logged last.
Verified verify_log(db::Reader&, DomainId, std::string_view domain);

// Takes the openings of somebody who is gone, and their place in findings.
void forget_integrity_of_deleted(db::Transaction&, const Random&, AccountId, Time now);

}  // namespace favilla::integrity
