// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/findings.h — a group that a run found, the people in it, and how it stands with each of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/chain.h"
#include "integrity/evidence.h"
#include "social/paging.h"

namespace favilla::integrity {

enum class FindingState { Found, InReview, Dismissed, Noticed };
std::string_view name_of(FindingState);  // as stored: "in_review"

enum class Standing {
    Found,       // known to the team alone; people of other servers stay so
    Affiliated,  // they said what they are tied to, or are in a page's team: nothing is held against them
    Noticed,     // told, and not answered yet
    Explained,   // they say that it was organised openly, and where
    Appealed,    // they say that it is wrong
    Labelled,    // said publicly
    Cleared,     // what they answered was accepted
    Lifted       // the label was taken back
};
std::string_view name_of(Standing);

struct FindingMember {
    AccountId account;
    Standing standing = Standing::Found;
    std::vector<SignalFigure> signals;
    std::string answer;  // what they wrote
    std::optional<Time> answered_at;
    std::optional<AccountId> decided_by;  // who published the label, or decided what they answered
    std::string reason;
    Time changed_at;
};

struct Finding {
    FindingId id;
    DomainId domain;
    FindingState state = FindingState::Found;
    bool is_strict = false;     // found at q 0.01, not at 0.05 alone
    int nights = 0;             // days in a row whose run found it at q 0.01
    std::int64_t seen_day = 0;  // UTC, since 1970
    Evidence evidence;
    std::optional<AccountId> reviewer;
    std::string reason;
    std::optional<Time> noticed_at, settled_at;
    Time found_at;
    std::vector<FindingMember> members;  // by account

    const FindingMember* member(AccountId) const;
};

inline constexpr double watched_at = 0.05, strict_at = 0.01;
inline constexpr int least_nights = 2, least_finding_days = 2, least_finding_posts = 3;
inline constexpr Duration notice_time = hours(72), appeal_time = days(14);

// When those who were told may no longer answer before anything is said publicly.
std::optional<Time> due_at(const Finding&);
// What those in it can still do: say that it was organised openly, and that it is wrong, once, also against a label.
bool may_explain(const FindingMember&);
bool may_appeal(const FindingMember&);

// Whether people may be asked to look at it: strict, on two days and three posts, in two runs on end.
bool is_eligible(const Finding&);

std::optional<Finding> find_finding(db::Reader&, DomainId, FindingId);
std::vector<Finding> findings_of(db::Reader&, DomainId);  // newest first
social::Page<Finding> findings_of(db::Reader&, DomainId, const social::PageRequest&);
// Those in which an account was told something, newest first.
std::vector<Finding> findings_about(db::Reader&, AccountId);

// What everybody is told of somebody. A label only while none of it is appealed against.
struct PublicLabel {
    std::optional<Finding> coordinated;
    bool is_affiliated = false;  // found acting together with others, and tied to the organisation
};
PublicLabel public_label_of(db::Reader&, AccountId);

// For the public page: how often each came about.
struct Tally {
    std::int64_t runs = 0, findings = 0, dismissed = 0, notices = 0, affiliated = 0, labels = 0, lifted = 0, appeals = 0,
                 upheld = 0, refused = 0;
};
Tally tally_of(db::Reader&, DomainId);

}  // namespace favilla::integrity
