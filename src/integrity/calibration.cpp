// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/calibration.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "integrity/action_log.h"
#include "integrity/chain.h"
#include "integrity/findings.h"
#include "integrity/judgement.h"
#include "integrity/logged_counts.h"
#include "social/domains.h"
#include "social/tags.h"

namespace favilla::integrity {

namespace {

constexpr std::string_view act = "calibrate";
constexpr std::int64_t week = 7 * 24 * 60 * 60;
constexpr int rounds = 10;  // times each act is offered another's place, on average

// Places in which accounts stand, of posts of one kind and week: two of them change places where neither would act twice on a post.
class Stratum {
public:
    void add(std::uint32_t& account, std::uint32_t object)
    {
        places_.push_back({&account, object});
        taken_.emplace(account, object);
    }
    void shuffle(std::mt19937_64& random)
    {
        auto size = places_.size();
        if (size < 2) return;
        for (std::size_t n = 0; n < size * rounds; ++n) exchange(places_[random() % size], places_[random() % size]);
    }

private:
    struct Place {
        std::uint32_t* account;
        std::uint32_t object;
    };
    void exchange(const Place& one, const Place& other)
    {
        auto first = *one.account, second = *other.account;
        if (first == second || one.object == other.object) return;
        if (taken_.contains({first, other.object}) || taken_.contains({second, one.object})) return;
        taken_.erase({first, one.object});
        taken_.erase({second, other.object});
        taken_.emplace(first, other.object);
        taken_.emplace(second, one.object);
        std::swap(*one.account, *other.account);
    }

    std::vector<Place> places_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> taken_;
};

using StratumName = std::pair<std::uint32_t, std::int64_t>;
StratumName stratum_of(const Object& object) { return {object.kind, object.published_at / week}; }

}  // namespace

Community shuffled(const Community& community, std::uint64_t seed)
{
    auto clean = community;
    for (auto& member : clean.members) member = {.created_at = member.created_at, .inviter = {}, .networks = {}};
    std::mt19937_64 random{seed};
    std::map<StratumName, Stratum> acts, texts;
    for (auto& action : clean.actions) acts[stratum_of(clean.things[action.object])].add(action.account, action.object);
    for (auto& text : clean.texts) texts[stratum_of(clean.things[text.object])].add(text.account, text.object);
    for (auto& [stratum, places] : acts) places.shuffle(random);
    for (auto& [stratum, places] : texts) places.shuffle(random);
    return clean;
}

bool calibrate(db::Database& database, const Random& random, DomainId domain, Time now)
{
    bool is_due = database.read([&](db::Reader& reader) {
        return reader.row("SELECT 1 FROM integrity_runs WHERE domain_id = $1 LIMIT 1", domain)
            && !reader.row(
                "SELECT 1 FROM integrity_log WHERE domain_id = $1 AND act = $2 AND state = '' AND logged_at > $3 LIMIT 1", domain,
                act, now - calibrated_every);
    });
    if (!is_due) return false;
    auto log = database.read([&](db::Reader& reader) { return read_action_log(reader, domain, now); });
    if (log.accounts.empty()) return false;
    auto found = judge(shuffled(log.community, static_cast<std::uint64_t>(social::day_of(now))), strict_at);
    auto counts = fmt::format("accounts {}, posts {}, acts {}, found {}", log.accounts.size(), log.posts.size(),
                              log.community.actions.size() + log.community.texts.size(), found.size());
    database.write([&](db::Transaction& tx) { log_act(tx, random, {.domain = domain, .act = act, .counts = counts}, now); });
    return true;
}

void add_calibration_work(jobs::Workers& workers, db::Database& database, const Random& random)
{
    workers.every_aside(hours(24), "integrity.calibrate", [&database, random](Time now) {
        auto domains = database.read([](db::Reader& reader) { return social::domains(reader); });
        for (const auto& domain : domains) calibrate(database, random, domain.id, now);
    });
}

Calibrations calibrations_between(db::Reader& reader, DomainId domain, Time from, Time until)
{
    Calibrations sum;
    for (const auto& row : reader.rows("SELECT counts FROM integrity_log WHERE domain_id = $1 AND act = $2 AND state = '' "
                                       "AND logged_at >= $3 AND logged_at < $4",
                                       domain, act, from, until)) {
        auto counts = read_counts(row.get<std::string>(0));
        ++sum.communities;
        sum.accounts += count_in(counts, "accounts");
        sum.found += count_in(counts, "found");
    }
    return sum;
}

}  // namespace favilla::integrity
