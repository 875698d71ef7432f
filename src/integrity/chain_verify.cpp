// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether the log, what its commitments stand for, its heads and what stands in the tables fit one another.
#include <map>
#include <set>

#include "integrity/chain.h"

namespace favilla::integrity {

namespace {

constexpr int entries_at_once = 1000;

class Verifier {
public:
    Verifier(db::Reader& reader, DomainId domain, std::string_view name) : reader_(reader), domain_(domain), name_(name) {}

    Verified run()
    {
        for (auto entries = log_entries(reader_, domain_, 0, entries_at_once); !entries.empty();
             entries = log_entries(reader_, domain_, entries.back().number, entries_at_once)) {
            read_openings(entries);
            for (const auto& entry : entries) check(entry);
        }
        check_heads();
        check_findings();
        check_standings();
        return std::move(verified_);
    }

private:
    struct Opening {
        std::optional<AccountId> account;
        std::string text, salt;
    };

    void complain(std::string key, std::int64_t number)
    {
        verified_.problems.push_back({"integrity.verify." + std::move(key), number});
    }

    void read_openings(const std::vector<LogEntry>& entries)
    {
        openings_.clear();
        for (const auto& row : reader_.rows("SELECT number, part, account_id, text, salt FROM integrity_openings WHERE "
                                            "domain_id = $1 AND number >= $2 AND number <= $3",
                                            domain_, entries.front().number, entries.back().number))
            openings_[{row.get<std::int64_t>(0), row.get<std::string>(1)}] = {row.get<std::optional<AccountId>>(2),
                                                                              row.get<std::string>(3), row.get<std::string>(4)};
    }

    // None: there is no commitment, it was erased, or it does not fit, which is said.
    const Opening* opening(const LogEntry& entry, const std::string& part, std::string_view commitment)
    {
        auto found = openings_.find({entry.number, part});
        if (found == openings_.end()) return nullptr;
        const auto& opened = found->second;
        auto content = opened.account ? to_string(*opened.account) : opened.text;
        if (commitment_to(opened.salt, content) == commitment) return &opened;
        complain("opening", entry.number);
        return nullptr;
    }

    void check(const LogEntry& entry)
    {
        ++verified_.entries;
        if (entry.number != last_.number + 1) complain("gap", entry.number);
        if (entry.previous != last_.hash) complain("previous", entry.number);
        if (to_hex(sha256(canonical_bytes(domain_, entry))) != entry.hash) complain("hash", entry.number);
        hashes_[entry.number] = entry.hash;
        opening(entry, "actor", entry.actor);
        opening(entry, "words", entry.words);
        const auto* subject = opening(entry, "subject", entry.subject);
        if (subject && subject->account) standings_[{entry.finding, *subject->account}] = entry.state;
        if (entry.subject.empty() && entry.finding.value != 0) states_[entry.finding] = entry.state;
        if (!entry.digest.empty()) digests_[entry.finding] = entry.digest;
        last_ = entry;
    }

    void check_heads()
    {
        constexpr int all = 1'000'000;
        for (const auto& head : latest_heads(reader_, domain_, all)) {
            ++verified_.heads;
            auto entry = hashes_.find(head.number);
            if (entry == hashes_.end() || entry->second != head.hash) complain("head", head.day);
            auto key = PublicKey::from_multibase(head.public_key);
            auto signature = from_base64(head.signature);
            if (!key || !signature || !key->verifies(head_bytes(name_, head), *signature)) complain("signature", head.day);
        }
    }

    void check_findings()
    {
        std::set<FindingId> there;
        for (const auto& row : reader_.rows("SELECT id, state, evidence FROM integrity_findings WHERE domain_id = $1", domain_)) {
            auto id = row.get<FindingId>(0);
            there.insert(id);
            auto state = states_.find(id);
            if (state == states_.end() || state->second != row.get<std::string_view>(1)) complain("state", id.value);
            auto digest = digests_.find(id);
            if (digest == digests_.end() || digest->second != to_hex(sha256(row.get<std::string_view>(2))))
                complain("evidence", id.value);
        }
        for (const auto& [id, state] : states_)
            if (!there.contains(id)) complain("missing", id.value);
    }

    void check_standings()
    {
        std::map<std::pair<FindingId, AccountId>, std::string> there;
        for (const auto& row : reader_.rows("SELECT m.finding_id, m.account_id, m.standing FROM integrity_findings f JOIN "
                                            "integrity_members m ON m.finding_id = f.id WHERE f.domain_id = $1",
                                            domain_))
            there[{row.get<FindingId>(0), row.get<AccountId>(1)}] = row.get<std::string>(2);
        std::erase_if(standings_, [](const auto& one) { return one.second == "left"; });
        for (const auto& [who, standing] : there) {
            auto logged = standings_.find(who);
            if (logged == standings_.end() || logged->second != standing) complain("standing", who.first.value);
        }
        for (const auto& [who, standing] : standings_)
            if (!there.contains(who)) complain("standing", who.first.value);
    }

    db::Reader& reader_;
    DomainId domain_;
    std::string_view name_;
    LogEntry last_;
    std::map<std::int64_t, std::string> hashes_;
    std::map<std::pair<std::int64_t, std::string>, Opening> openings_;
    std::map<FindingId, std::string> states_, digests_;
    std::map<std::pair<FindingId, AccountId>, std::string> standings_;
    Verified verified_;
};

}  // namespace

Verified verify_log(db::Reader& reader, DomainId domain, std::string_view name) { return Verifier{reader, domain, name}.run(); }

}  // namespace favilla::integrity
