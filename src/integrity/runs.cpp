// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/runs.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "community/ideas.h"
#include "integrity/action_log.h"
#include "integrity/alerts.h"
#include "integrity/disclosures.h"
#include "integrity/findings.h"
#include "integrity/process.h"
#include "integrity/quarter_notes.h"
#include "integrity/sorting.h"
#include "social/poll_parts.h"
#include "social/tags.h"

namespace favilla::integrity {

namespace {

using RunId = Id<struct RunTag>;
constexpr double same_group = 0.5;  // of the people of both together

struct FoundGroup {
    std::vector<std::uint32_t> members;  // sorted
    std::map<std::uint32_t, std::vector<SignalFigure>> signals;
    bool is_strict = false;
};

struct StoredGroup {
    std::map<AccountId, std::string> signals;  // of its people, JSON
    std::string evidence;
    bool is_strict = false;
};

std::vector<FoundGroup> groups_in(const std::vector<Flagged>& flagged)
{
    std::map<std::uint32_t, FoundGroup> groups;
    for (const auto& one : flagged) {
        auto& group = groups[one.group];
        group.members.push_back(one.account);
        group.signals[one.account] = one.signals;
    }
    std::vector<FoundGroup> found;
    for (auto& [number, group] : groups) {
        std::ranges::sort(group.members);
        found.push_back(std::move(group));
    }
    return found;
}

// Those at q 0.01, and those at 0.05 who have nobody in one of them: whoever is drawn in by the weaker level alone is not put beside the others.
std::vector<FoundGroup> find_groups(const Community& community, const Tested& tested)
{
    auto groups = groups_in(judge(community, tested, strict_at));
    std::set<std::uint32_t> taken;
    for (auto& group : groups) {
        group.is_strict = true;
        taken.insert(group.members.begin(), group.members.end());
    }
    for (auto& group : groups_in(judge(community, tested, watched_at)))
        if (std::ranges::none_of(group.members, [&](auto account) { return taken.contains(account); }))
            groups.push_back(std::move(group));
    return groups;
}

std::vector<SignalFigure> least_of(const FoundGroup& group)
{
    std::map<Signal, SignalFigure> least;
    for (const auto& [account, figures] : group.signals)
        for (const auto& figure : figures) {
            auto [known, is_new] = least.try_emplace(figure.signal, figure);
            if (!is_new && figure.p < known->second.p) known->second = figure;
        }
    std::vector<SignalFigure> signals;
    for (const auto& [signal, figure] : least) signals.push_back(figure);
    return signals;
}

std::vector<StoredGroup> judged(const ActionLog& log)
{
    std::vector<StoredGroup> stored;
    auto tested = test_pairs(log.community);
    auto groups = find_groups(log.community, tested);
    for (const auto& group : groups) {
        auto evidence = evidence_of(log.community, log.posts, log.accounts, tested.synchrony, group.members);
        evidence.signals = least_of(group);
        StoredGroup one{.signals = {}, .evidence = write_evidence(evidence), .is_strict = group.is_strict};
        for (auto account : group.members) one.signals[log.accounts[account]] = write_signals(group.signals.at(account));
        stored.push_back(std::move(one));
    }
    return stored;
}

double likeness(const Finding& finding, const StoredGroup& group)
{
    auto shared =
        std::ranges::count_if(finding.members, [&](const auto& member) { return group.signals.contains(member.account); });
    auto all = std::ssize(finding.members) + std::ssize(group.signals) - shared;
    return static_cast<double>(shared) / static_cast<double>(all);
}

// Settled long enough ago that all of what is looked at now was done since.
bool is_past(const Finding& finding, Time now)
{
    if (finding.state == FindingState::Dismissed) return finding.settled_at && *finding.settled_at <= now - judged_over;
    if (finding.state != FindingState::Noticed || *finding.noticed_at > now - judged_over) return false;
    return std::ranges::none_of(finding.members, [](const FindingMember& member) {
        return member.standing == Standing::Labelled || member.standing == Standing::Noticed
            || member.standing == Standing::Appealed || member.standing == Standing::Explained;
    });
}

class Keeper {
public:
    Keeper(db::Transaction& tx, const Random& random, DomainId domain, Time now)
        : tx_(tx),
          random_(random),
          domain_(domain),
          now_(now),
          today_(social::day_of(now)),
          affiliated_(affiliated_accounts(tx, domain)),
          findings_(findings_of(tx, domain))
    {
        last_day_ =
            tx.value<std::int64_t>("SELECT max(day) FROM integrity_runs WHERE domain_id = $1 AND day < $2", domain, today_)
                .value_or(0);
        std::ranges::reverse(findings_);
        std::erase_if(findings_, [&](const Finding& finding) { return is_past(finding, now); });
    }

    std::int64_t keep(const std::vector<StoredGroup>& groups)
    {
        std::int64_t opened = 0;
        for (const auto& group : groups) {
            if (auto* known = same_as(group))
                renew(*known, group);
            else {
                open(group);
                ++opened;
            }
        }
        for (const auto& finding : findings_)
            if (!seen_.contains(finding.id) && finding.state == FindingState::Found)
                tx_.run("UPDATE integrity_findings SET is_strict = 0, nights = 0 WHERE id = $1", finding.id);
        return opened;
    }

private:
    Finding* same_as(const StoredGroup& group)
    {
        Finding* best = nullptr;
        double most = same_group;
        for (auto& finding : findings_) {
            if (seen_.contains(finding.id)) continue;
            auto alike = likeness(finding, group);
            if (alike < most || (best && alike <= most)) continue;
            best = &finding;
            most = alike;
        }
        return best;
    }

    void log(std::string_view act, FindingId finding, std::string_view state, std::optional<AccountId> subject,
             std::string_view evidence)
    {
        log_act(tx_, random_,
                {.domain = domain_, .act = act, .finding = finding, .state = state, .subject = subject, .evidence = evidence},
                now_);
    }

    Standing first_standing(AccountId account) const
    {
        return affiliated_.contains(account) ? Standing::Affiliated : Standing::Found;
    }

    void join(FindingId finding, AccountId account, const std::string& signals)
    {
        auto standing = name_of(first_standing(account));
        tx_.run(
            "INSERT INTO integrity_members (finding_id, account_id, standing, signals, changed_at) VALUES ($1, $2, $3, $4, $5)",
            finding, account, standing, signals, now_);
        log("join", finding, standing, account, {});
    }

    void open(const StoredGroup& group)
    {
        auto id = tx_.new_id<FindingId>(now_);
        tx_.run(
            "INSERT INTO integrity_findings (id, domain_id, state, is_strict, nights, seen_day, evidence, found_at) VALUES ($1, $2, "
            "'found', $3, $4, $5, $6, $7)",
            id, domain_, group.is_strict ? 1 : 0, group.is_strict ? 1 : 0, today_, group.evidence, now_);
        log("open", id, "found", {}, group.evidence);
        for (const auto& [account, signals] : group.signals) join(id, account, signals);
    }

    int nights_of(const Finding& finding, const StoredGroup& group) const
    {
        if (!group.is_strict) return 0;
        if (finding.seen_day == today_) return std::max(finding.nights, 1);
        return finding.is_strict && finding.seen_day == last_day_ ? finding.nights + 1 : 1;
    }

    void renew(Finding& finding, const StoredGroup& group)
    {
        seen_.insert(finding.id);
        tx_.run("UPDATE integrity_findings SET is_strict = $2, nights = $3, seen_day = $4 WHERE id = $1", finding.id,
                group.is_strict ? 1 : 0, nights_of(finding, group), today_);
        if (finding.state != FindingState::Found) return;
        if (write_evidence(finding.evidence) != group.evidence) {
            tx_.run("UPDATE integrity_findings SET evidence = $2 WHERE id = $1", finding.id, group.evidence);
            log("renew", finding.id, "found", {}, group.evidence);
        }
        for (const auto& member : finding.members) {
            if (group.signals.contains(member.account)) continue;
            tx_.run("DELETE FROM integrity_members WHERE finding_id = $1 AND account_id = $2", finding.id, member.account);
            log("leave", finding.id, "left", member.account, {});
        }
        for (const auto& [account, signals] : group.signals) {
            const auto* member = finding.member(account);
            if (!member) {
                join(finding.id, account, signals);
                continue;
            }
            tx_.run("UPDATE integrity_members SET signals = $3 WHERE finding_id = $1 AND account_id = $2", finding.id, account,
                    signals);
            if (member->standing == first_standing(account)) continue;
            auto standing = name_of(first_standing(account));
            tx_.run("UPDATE integrity_members SET standing = $3, changed_at = $4 WHERE finding_id = $1 AND account_id = $2",
                    finding.id, account, standing, now_);
            log("register", finding.id, standing, account, {});
        }
    }

    db::Transaction& tx_;
    const Random& random_;
    DomainId domain_;
    Time now_;
    std::int64_t today_ = 0, last_day_ = 0;
    std::set<AccountId> affiliated_;
    std::vector<Finding> findings_;  // oldest first
    std::set<FindingId> seen_;
};

void sort_waiting(db::Database& database, const Stopping& stopping)
{
    while (!(stopping && stopping()) && database.read(has_waiting)) database.write(sort_some_waiting);
}

}  // namespace

RunResult run_judgement(db::Database& database, const Random& random, DomainId domain, Time now, const Stopping& stopping)
{
    auto log = database.read([&](db::Reader& reader) { return read_action_log(reader, domain, now); });
    if (log.accounts.empty() && database.read([&](db::Reader& reader) { return findings_of(reader, domain).empty(); })) return {};
    auto groups = judged(log);
    // What is long was done beside what others write; what remains is as long as there are findings.
    auto kept = database.write([&](db::Transaction& tx) {
        RunResult result{.accounts = std::ssize(log.accounts),
                         .objects = std::ssize(log.posts),
                         .acts = std::ssize(log.community.actions) + std::ssize(log.community.texts)};
        clear_unheard(tx, random, domain, now);
        result.opened = Keeper{tx, random, domain, now}.keep(groups);
        end_found_alerts(tx, domain, now);
        for (const auto& finding : findings_of(tx, domain))
            if (finding.state == FindingState::Found) ++(is_eligible(finding) ? result.eligible : result.watched);
        tx.run(
            "INSERT INTO integrity_runs (id, domain_id, day, accounts, objects, acts, ran_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tx.new_id<RunId>(now), domain, social::day_of(now), result.accounts, result.objects, result.acts, now);
        auto counts = fmt::format("accounts {}, posts {}, acts {}, watched {}, eligible {}", result.accounts, result.objects,
                                  result.acts, result.watched, result.eligible);
        log_act(tx, random, {.domain = domain, .act = "run", .counts = counts}, now);
        await_sorting(tx);
        return result;
    });
    sort_waiting(database, stopping);
    database.write([](db::Transaction& tx) { community::recount_all_votes(tx); });
    for (std::optional<PollId> last = PollId{}; last && !(stopping && stopping());)
        last = database.write([&](db::Transaction& tx) { return social::recount_more_polls(tx, *last); });
    return kept;
}

void add_integrity_work(jobs::Workers& workers, db::Database& database, const Random& random,
                        std::function<PrivateKey(const social::Domain&)> key_of)
{
    workers.every_aside(hours(24), "integrity.judge", [&workers, &database, random, key_of = std::move(key_of)](Time now) {
        auto domains = database.read([](db::Reader& reader) { return social::domains(reader); });
        for (const auto& domain : domains) {
            run_judgement(database, random, domain.id, now, [&workers] { return workers.stopping(); });
            if (database.read([&](db::Reader& reader) { return log_entries(reader, domain.id, 0, 1).empty(); })) continue;
            auto key = key_of(domain);
            auto note = database.read([&](db::Reader& reader) { return due_quarter_note(reader, domain.id, now); });
            database.write([&](db::Transaction& tx) {
                if (note) keep_quarter_note(tx, random, domain.id, *note);
                sign_head(tx, domain.id, domain.name, key, now);
            });
        }
    });
    workers.every(minutes(1), "integrity.sort", [&workers, &database](Time) {
        if (database.read(has_unsorted)) database.write(sort_unsorted);
        sort_waiting(database, [&workers] { return workers.stopping(); });  // what a night that was broken off has left
    });
}

}  // namespace favilla::integrity
