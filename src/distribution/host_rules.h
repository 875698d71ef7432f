// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/host_rules.h — what this place has decided about other servers (docs.joinmastodon.org/admin/moderation): from whom
// nothing is taken and nothing goes to, whose people are met only by who looks for them, whose pictures and reports are not taken.
// A rule for example.org holds for social.example.org too; of several the one with the longest name counts.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
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

// The rule as it would stand. Refuses: Invalid "host.comment_too_long".
Result<HostRule> changed(HostRule, const HostRuleChange&);
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

// What a rule for this name would touch as things stand: the servers of that name and below it for which no longer name has a rule.
struct HostReach {
    std::int64_t hosts = 0;      // met so far
    std::int64_t accounts = 0;   // of their people, known here
    std::int64_t following = 0;  // follows of people here, there
    std::int64_t followers = 0;  // follows of people there, here
    std::int64_t waiting = 0;    // deliveries that have not arrived yet
};
HostReach reach_of_rule(db::Reader&, std::string_view name);
// Of several rules that are set together, in their order.
std::vector<HostReach> reach_of_rules(db::Reader&, const std::vector<std::string>& names);

// For the log of a team, in words of the API: "suspend, reject_media"; and what is new of it: "silence > suspend, -obfuscate,
// public_comment". Private words do not go into the log.
std::string summary_of(const HostRule&);
std::string difference_between(const HostRule& before, const HostRule& after);

// Gives the accounts of the servers that a changed rule concerns what now holds for them. Repeating it does no harm.
void apply_host_rule(db::Database&, const HostRuleChanged&);

// Mastodon's list of blocks (#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate).
std::string host_rules_csv(const std::vector<HostRule>&);
// A line of such a list, beside what holds already. What the list does not name stays as it is.
struct ListedRule {
    int line = 0;
    std::string name;                       // in normal form; as it is written when the line is refused
    std::optional<HostRule> before, after;  // none: there is no rule yet; the line is refused
    HostRuleChange change = {};
    std::string wrong = {};  // what cannot be read, and why
    std::optional<Error> refusal = {};

    bool changes_nothing() const;
};
// Reads all of it and writes nothing. A name that is said twice, otherwise, is refused where it comes again. Refuses: Invalid
// "host.csv_header", "csv.open_quote", "csv.after_quote".
Result<std::vector<ListedRule>> read_host_rules(db::Reader&, std::string_view csv);
struct ImportedRules {
    std::vector<HostRule> added;
    std::vector<ListedRule> changed;
    int unchanged = 0;
};
// All of it, or of the lines that are named, or nothing. Refuses as reading does, and: Invalid "host.csv_line" with the params "line" and
// "reason", "host.csv_no_line".
Result<ImportedRules> import_host_rules(db::Transaction&, std::string_view csv, Time now,
                                        const std::optional<std::set<int>>& lines = {});

}  // namespace favilla::distribution
