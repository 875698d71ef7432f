// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/told_inviters.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "integrity/action_log.h"
#include "social/poll_parts.h"

namespace favilla::integrity {

namespace {

constexpr std::size_t least_brought = 2, least_votes = 2;

bool is_labelled_by_invitation(const FindingMember& member)
{
    return member.standing == Standing::Labelled
        && std::ranges::any_of(member.signals, [](const SignalFigure& one) { return one.signal == Signal::Invitation; });
}

// Who brought them in, nearest first; a ring of invitations, which cannot be, ends the walk.
std::vector<AccountId> above(db::Reader& reader, AccountId account)
{
    std::vector<AccountId> all;
    std::set<AccountId> seen{account};
    for (auto next = account;;) {
        auto inviter = reader.value<AccountId>("SELECT inviter_id FROM invited WHERE account_id = $1", next);
        if (!inviter || !seen.insert(*inviter).second) return all;
        all.push_back(*inviter);
        next = *inviter;
    }
}

// Each with whoever is nearest above them and above one other at least.
std::map<AccountId, std::vector<AccountId>> brought_in(db::Reader& reader, const Finding& finding)
{
    std::map<AccountId, std::vector<AccountId>> lines;
    std::map<AccountId, std::size_t> brought;
    for (const auto& member : finding.members) {
        if (!is_labelled_by_invitation(member)) continue;
        lines[member.account] = above(reader, member.account);
        for (auto inviter : lines[member.account]) ++brought[inviter];
    }
    std::map<AccountId, std::vector<AccountId>> by_inviter;
    for (const auto& [account, line] : lines) {
        auto nearest = std::ranges::find_if(line, [&](AccountId one) { return brought.at(one) >= least_brought; });
        if (nearest != line.end()) by_inviter[*nearest].push_back(account);
    }
    return by_inviter;
}

// Polls of the organisation in which two or more of their votes are left out by a label.
std::vector<StatusId> polls_left_out_of(db::Reader& reader, DomainId domain, const std::vector<AccountId>& people, Time since)
{
    static const auto sql = fmt::format(
        "SELECT status_id, count(*) FROM (SELECT DISTINCT q.status_id, v.account_id, {} AS code FROM poll_votes v JOIN polls q "
        "ON q.id = v.poll_id JOIN statuses s ON s.id = q.status_id WHERE v.account_id IN LIST($1) AND v.created_at >= $2 "
        "AND s.domain_id = $3 AND s.visibility <= 1) votes WHERE code IN (2, 3) GROUP BY status_id HAVING count(*) >= $4 "
        "ORDER BY status_id",
        social::act_code("v.account_id", social::ActKind::Vote, "v.poll_id"));
    std::vector<StatusId> polls;
    for (const auto& row : reader.rows(sql, db::list_of(people), since, domain, static_cast<std::int64_t>(least_votes)))
        polls.push_back(row.get<StatusId>(0));
    return polls;
}

}  // namespace

void tell_inviters(db::Transaction& tx, DomainId domain, FindingId id, Time now)
{
    auto finding = find_finding(tx, domain, id);
    if (!finding) return;
    for (const auto& [inviter, people] : brought_in(tx, *finding)) {
        if (finding->member(inviter)) continue;  // told already, and more
        for (auto poll : polls_left_out_of(tx, domain, people, finding->found_at - judged_over))
            social::tell_of_votes_left_out(tx, inviter, poll, now);
    }
}

}  // namespace favilla::integrity
