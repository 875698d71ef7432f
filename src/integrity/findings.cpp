// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/findings.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace favilla::integrity {

namespace {

constexpr std::string_view finding_columns =
    "id, domain_id, state, is_strict, nights, seen_day, evidence, reviewer_id, reason, noticed_at, settled_at, found_at";

FindingState state_named(std::string_view name)
{
    for (auto state : {FindingState::InReview, FindingState::Dismissed, FindingState::Noticed})
        if (name_of(state) == name) return state;
    return FindingState::Found;
}

Standing standing_named(std::string_view name)
{
    for (auto standing : {Standing::Affiliated, Standing::Noticed, Standing::Explained, Standing::Appealed, Standing::Labelled,
                          Standing::Cleared, Standing::Lifted})
        if (name_of(standing) == name) return standing;
    return Standing::Found;
}

Finding read_finding(const db::Row& row)
{
    return {.id = row.get<FindingId>(0),
            .domain = row.get<DomainId>(1),
            .state = state_named(row.get<std::string_view>(2)),
            .is_strict = row.get<bool>(3),
            .nights = row.get<int>(4),
            .seen_day = row.get<std::int64_t>(5),
            .evidence = read_evidence(row.get<std::string_view>(6)),
            .reviewer = row.get<std::optional<AccountId>>(7),
            .reason = row.get<std::string>(8),
            .noticed_at = row.get<std::optional<Time>>(9),
            .settled_at = row.get<std::optional<Time>>(10),
            .found_at = row.get<Time>(11),
            .members = {}};
}

FindingMember read_member(const db::Row& row)
{
    return {.account = row.get<AccountId>(1),
            .standing = standing_named(row.get<std::string_view>(2)),
            .signals = read_signals(row.get<std::string_view>(3)),
            .answer = row.get<std::string>(4),
            .answered_at = row.get<std::optional<Time>>(5),
            .decided_by = row.get<std::optional<AccountId>>(6),
            .reason = row.get<std::string>(7),
            .changed_at = row.get<Time>(8)};
}

std::vector<Finding> with_members(db::Reader& reader, const db::Rows& rows)
{
    std::vector<Finding> findings;
    std::map<FindingId, std::size_t> places;
    std::vector<FindingId> ids;
    for (const auto& row : rows) {
        findings.push_back(read_finding(row));
        places[findings.back().id] = findings.size() - 1;
        ids.push_back(findings.back().id);
    }
    if (ids.empty()) return findings;
    for (const auto& row :
         reader.rows("SELECT finding_id, account_id, standing, signals, answer, answered_at, decided_by, reason, "
                     "changed_at FROM integrity_members WHERE finding_id IN LIST($1) ORDER BY finding_id, account_id",
                     db::list_of(ids)))
        findings[places.at(row.get<FindingId>(0))].members.push_back(read_member(row));
    return findings;
}

}  // namespace

std::string_view name_of(FindingState state)
{
    switch (state) {
    case FindingState::InReview: return "in_review";
    case FindingState::Dismissed: return "dismissed";
    case FindingState::Noticed: return "noticed";
    case FindingState::Found: break;
    }
    return "found";
}

std::string_view name_of(Standing standing)
{
    switch (standing) {
    case Standing::Affiliated: return "affiliated";
    case Standing::Noticed: return "noticed";
    case Standing::Explained: return "explained";
    case Standing::Appealed: return "appealed";
    case Standing::Labelled: return "labelled";
    case Standing::Cleared: return "cleared";
    case Standing::Lifted: return "lifted";
    case Standing::Found: break;
    }
    return "found";
}

const FindingMember* Finding::member(AccountId account) const
{
    auto found = std::ranges::lower_bound(members, account, {}, &FindingMember::account);
    return found != members.end() && found->account == account ? &*found : nullptr;
}

std::optional<Time> due_at(const Finding& finding)
{
    return finding.noticed_at ? std::optional{*finding.noticed_at + notice_time} : std::nullopt;
}

bool may_explain(const FindingMember& member) { return member.standing == Standing::Noticed; }

bool may_appeal(const FindingMember& member)
{
    return member.standing == Standing::Noticed || (member.standing == Standing::Labelled && !member.answered_at);
}

bool is_eligible(const Finding& finding)
{
    return finding.is_strict && finding.nights >= least_nights && finding.evidence.days >= least_finding_days
        && finding.evidence.posts >= least_finding_posts;
}

std::optional<Finding> find_finding(db::Reader& reader, DomainId domain, FindingId id)
{
    auto found = with_members(
        reader, reader.rows(fmt::format("SELECT {} FROM integrity_findings WHERE id = $1 AND domain_id = $2", finding_columns),
                            id, domain));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<Finding> findings_of(db::Reader& reader, DomainId domain)
{
    return with_members(reader, reader.rows(fmt::format("SELECT {} FROM integrity_findings WHERE domain_id = $1 ORDER BY id DESC",
                                                        finding_columns),
                                            domain));
}

social::Page<Finding> findings_of(db::Reader& reader, DomainId domain, const social::PageRequest& request)
{
    social::Page<Finding> page;
    page.items = with_members(
        reader,
        reader.rows(
            fmt::format("SELECT {} FROM integrity_findings WHERE domain_id = $1 AND id < $2 AND id > $3 ORDER BY id {} LIMIT $4",
                        finding_columns, request.forwards() ? "ASC" : "DESC"),
            domain, request.before(), request.after(), request.limit));
    if (request.forwards()) std::ranges::reverse(page.items);
    if (page.items.empty()) return page;
    page.newest = page.items.front().id.value;
    if (std::ssize(page.items) == request.limit || !request.reads_to_the_end()) page.oldest = page.items.back().id.value;
    return page;
}

std::vector<Finding> findings_about(db::Reader& reader, AccountId account)
{
    std::vector<FindingId> ids;
    for (const auto& row :
         reader.rows("SELECT finding_id FROM integrity_members WHERE account_id = $1 AND standing <> 'found'", account))
        ids.push_back(row.get<FindingId>(0));
    if (ids.empty()) return {};
    return with_members(reader,
                        reader.rows(fmt::format("SELECT {} FROM integrity_findings WHERE id IN LIST($1) AND state = 'noticed' "
                                                "ORDER BY id DESC",
                                                finding_columns),
                                    db::list_of(ids)));
}

PublicLabel public_label_of(db::Reader& reader, AccountId account)
{
    PublicLabel label;
    for (auto& finding : findings_about(reader, account)) {
        auto standing = finding.member(account)->standing;
        if (standing == Standing::Affiliated) label.is_affiliated = true;
        if (standing == Standing::Labelled && !label.coordinated) label.coordinated = std::move(finding);
    }
    return label;
}

Tally tally_of(db::Reader& reader, DomainId domain)
{
    Tally tally;
    std::map<std::string, std::int64_t, std::less<>> acts;
    for (const auto& row :
         reader.rows("SELECT act, state, COUNT(*) FROM integrity_log WHERE domain_id = $1 GROUP BY act, state", domain))
        acts[row.get<std::string>(0) + " " + row.get<std::string>(1)] += row.get<std::int64_t>(2);
    auto count = [&](std::string_view act) {
        auto found = acts.find(act);
        return found == acts.end() ? 0 : found->second;
    };
    tally.runs = count("run ");
    tally.findings = count("open found");
    tally.dismissed = count("dismiss dismissed");
    tally.notices = count("tell noticed");
    tally.affiliated = count("disclose affiliated");
    tally.labels = count("publish labelled") + count("refuse labelled");
    tally.lifted = count("lift lifted");
    tally.appeals = count("appeal appealed");
    tally.upheld = count("uphold cleared") + count("lapse cleared");
    tally.refused = count("refuse labelled");
    return tally;
}

}  // namespace favilla::integrity
