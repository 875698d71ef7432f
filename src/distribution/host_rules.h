// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/host_rules.h — what this place has decided about other servers (docs.joinmastodon.org/admin/moderation): from whom
// nothing is taken and nothing goes to, whose people are met only by who looks for them, whose pictures and reports are not taken.
// A rule for example.org holds for social.example.org too; of several the one with the longest name counts.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"

namespace favilla::distribution {

using HostRuleId = Id<struct HostRuleTag>;

enum class Severity { Noop, Silence, Suspend };
std::string_view name_of(Severity);  // "noop", "silence", "suspend"
std::optional<Severity> parse_severity(std::string_view);

struct HostRule {
    HostRuleId id;
    std::string name;
    Severity severity = Severity::Silence;
    bool reject_media = false;
    bool reject_reports = false;
    bool obfuscate = false;
    std::string public_comment, private_comment;
    Time created_at;
};

// Published when a rule came, changed or went.
struct HostRuleChanged {
    static constexpr std::string_view name = "HostRuleChanged";
    std::string host;
    Time stamp;  // its created_at
};
BOOST_DESCRIBE_STRUCT(HostRuleChanged, (), (host, stamp))

struct HostRuleChange {
    std::optional<Severity> severity;
    std::optional<bool> reject_media, reject_reports, obfuscate;
    std::optional<std::string> public_comment, private_comment;
};

inline constexpr std::size_t max_rule_comment_length = 2000;  // bytes

// Refuses: Invalid "host.not_a_host", "host.comment_too_long", "host.own"; Conflict "host.has_rule" with the param "host".
Result<HostRule> add_host_rule(db::Transaction&, std::string_view name, const HostRuleChange&, Time now);
// Refuses: NotFound, Invalid "host.comment_too_long".
Result<HostRule> change_host_rule(db::Transaction&, HostRuleId, const HostRuleChange&);
Result<HostRule> remove_host_rule(db::Transaction&, HostRuleId);

std::optional<HostRule> find_host_rule(db::Reader&, HostRuleId);
std::optional<HostRule> host_rule_named(db::Reader&, std::string_view name);  // of this very name
std::optional<HostRule> rule_for_host(db::Reader&, std::string_view host);    // that holds for it
social::Page<HostRule> host_rules(db::Reader&, const social::PageRequest&);   // newest first
std::vector<HostRule> all_host_rules(db::Reader&);                            // by name

struct AllowedHost {
    HostRuleId id;
    std::string name;
    Time created_at;
};
// Allowing it twice is allowing it. Refuses: Invalid "host.not_a_host".
Result<AllowedHost> allow_host(db::Transaction&, std::string_view name, Time now);
Result<AllowedHost> disallow_host(db::Transaction&, HostRuleId);  // refuses NotFound
std::optional<AllowedHost> find_allowed_host(db::Reader&, HostRuleId);
std::optional<AllowedHost> allowed_host_named(db::Reader&, std::string_view name);
std::vector<AllowedHost> all_allowed_hosts(db::Reader&);  // by name
social::Page<AllowedHost> allowed_hosts(db::Reader&, const social::PageRequest&);

// Nothing is taken from it and nothing goes there: it is suspended, or `only_allowed` and it is not among those.
bool is_refused(db::Reader&, std::string_view host, bool only_allowed);

// Gives the accounts of the servers that a changed rule concerns what now holds for them. Repeating it does no harm.
void apply_host_rule(db::Database&, const HostRuleChanged&);

// Mastodon's list of blocks (#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate).
std::string host_rules_csv(const std::vector<HostRule>&);
struct ImportedRules {
    int added = 0, changed = 0, unchanged = 0;
};
// All of it or nothing. Refuses: Invalid "host.csv_header", "host.csv_line" with the params "line" and "reason".
Result<ImportedRules> import_host_rules(db::Transaction&, std::string_view csv, Time now);

}  // namespace favilla::distribution
