// SPDX-License-Identifier: AGPL-3.0-or-later
// social/entry_rules.h — from where and with which addresses somebody may come to an organisation
// (docs.joinmastodon.org/methods/admin/ip_blocks, /email_domain_blocks, /canonical_email_blocks). Where several networks hold an
// address, the strictest of them counts.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "net/address.h"
#include "social/paging.h"
#include "social/tags.h"

namespace favilla::social {

using EntryRuleId = Id<struct EntryRuleTag>;

enum class IpSeverity { SignUpRequiresApproval, SignUpBlock, NoAccess };  // from mild to strict
std::string_view name_of(IpSeverity);                                     // "sign_up_requires_approval"
std::optional<IpSeverity> parse_ip_severity(std::string_view);

struct IpBlock {
    EntryRuleId id;
    net::Network network;
    IpSeverity severity = IpSeverity::SignUpRequiresApproval;
    std::string comment;
    Time created_at;
    std::optional<Time> expires_at;
};

struct IpBlockChange {  // what is not given stays as it is
    std::optional<std::string> network, severity, comment;
    std::optional<std::optional<Time>> expires_at;
};
inline constexpr std::size_t max_ip_comment_length = 2000;  // bytes

// `asking`: from where it is asked, so that nobody shuts themselves out. Refuses: Invalid "entry.network", "entry.severity",
// "entry.comment_too_long", "entry.own_address"; Conflict "entry.network_known"; NotFound "entry.missing".
Result<IpBlock> add_ip_block(db::Transaction&, DomainId, const IpBlockChange&, std::string_view asking, Time now);
Result<IpBlock> change_ip_block(db::Transaction&, DomainId, EntryRuleId, const IpBlockChange&, std::string_view asking);
Result<IpBlock> remove_ip_block(db::Transaction&, DomainId, EntryRuleId);
std::optional<IpBlock> find_ip_block(db::Reader&, DomainId, EntryRuleId);
Page<IpBlock> ip_blocks(db::Reader&, DomainId, const PageRequest&);  // newest first
void forget_ended_ip_blocks(db::Transaction&, Time now);

struct EmailDomainBlock {
    EntryRuleId id;
    std::string name;
    bool allow_with_approval = false;
    Time created_at;
    std::vector<TagDay> history;  // attempts to sign up, this day first, seven of them; from where is not kept
};
// Refuses: Invalid "entry.email_domain"; Conflict "entry.email_domain_known"; NotFound "entry.missing".
Result<EmailDomainBlock> add_email_domain_block(db::Transaction&, DomainId, std::string_view name, bool allow_with_approval,
                                                Time now);
Result<EmailDomainBlock> remove_email_domain_block(db::Transaction&, DomainId, EntryRuleId, Time now);
std::optional<EmailDomainBlock> find_email_domain_block(db::Reader&, DomainId, EntryRuleId, Time now);
Page<EmailDomainBlock> email_domain_blocks(db::Reader&, DomainId, const PageRequest&, Time now);

struct CanonicalEmailBlock {
    EntryRuleId id;
    std::string hash;  // hexadecimal
};
// "Ada.L+news@Example.org" and "adal@example.org" are the same mailbox with many who keep mailboxes: lower case, without dots and
// without what follows a plus, as Mastodon reckons it. The SHA-256 of that.
std::string canonical_email_hash(std::string_view email);
// Known already: the one there is. Refuses: Invalid "user.email_invalid", "entry.email_hash"; NotFound "entry.missing".
Result<CanonicalEmailBlock> block_email(db::Transaction&, DomainId, std::string_view email, Time now);
Result<CanonicalEmailBlock> block_email_hash(db::Transaction&, DomainId, std::string_view hash, Time now);
Result<CanonicalEmailBlock> remove_email_block(db::Transaction&, DomainId, EntryRuleId);
std::optional<CanonicalEmailBlock> find_email_block(db::Reader&, DomainId, EntryRuleId);
std::vector<CanonicalEmailBlock> email_blocks_holding(db::Reader&, DomainId, std::string_view email);
Page<CanonicalEmailBlock> email_blocks(db::Reader&, DomainId, const PageRequest&);
// With the suspension of somebody who signs in here, and with its end.
void block_email_of(db::Transaction&, AccountId, Time now);
void unblock_email_of(db::Transaction&, AccountId);
// The account is erased: the block stays, and no longer says whose it was.
void loosen_email_block_of(db::Transaction&, AccountId);

// Of an organisation that goes.
void forget_entry_rules_of(db::Transaction&, DomainId);

// What holds for somebody who signs up.
bool is_email_refused(db::Reader&, DomainId, std::string_view email);
enum class Entry { Free, WithApproval, EmailRefused, Refused };
Entry entry_of(db::Reader&, DomainId, std::string_view email, std::string_view address, Time now);
// Counts that somebody tried with an address of a blocked domain.
void note_email_attempt(db::Transaction&, DomainId, std::string_view email, Time now);

// Who is not even answered: asked for each request, from any thread. What it knows is read again when told to.
class Gate {
public:
    explicit Gate(db::Database&);
    std::vector<DomainId> shut_for(std::string_view address, Time now) const;  // which organisations are
    void reread();

private:
    struct Shut {
        DomainId domain;
        net::Network network;
        std::optional<Time> until;
    };
    using All = std::vector<Shut>;
    db::Database& database_;
    std::atomic<bool> any_ = false;
    mutable std::mutex mutex_;
    std::shared_ptr<const All> shut_;
};

}  // namespace favilla::social
