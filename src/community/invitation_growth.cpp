// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitation_growth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace favilla::community {

namespace {

constexpr double prior = 0.5;  // Jeffreys', of a rate and of a share
constexpr std::size_t nodes = 1024;

// How much more the members differ in what they offer than by a Poisson law of one rate: Pearson's χ² over its degrees of freedom.
double dispersion_of_members(const std::vector<std::int64_t>& places, double mean)
{
    if (places.size() < 2 || mean <= 0) return 1;
    double squares = 0;
    for (auto n : places) squares += (static_cast<double>(n) - mean) * (static_cast<double>(n) - mean);
    return std::max(1.0, squares / mean / static_cast<double>(places.size() - 1));
}

// The same of invitations, against a binomial law of one share.
double dispersion_of_offers(const std::vector<Offer>& offers, double share)
{
    if (offers.size() < 2 || share <= 0 || share >= 1) return 1;
    double squares = 0;
    for (const auto& offer : offers) {
        auto n = static_cast<double>(offer.places);
        auto off = static_cast<double>(offer.taken) - n * share;
        squares += off * off / (n * share * (1 - share));
    }
    return std::max(1.0, squares / static_cast<double>(offers.size() - 1));
}

// The posterior of i·c: c is run through at equal steps of its probability, and i is integrated in closed form.
class Product {
public:
    Product(double shape, double rate, double a, double b) : shape_(shape), rate_(rate)
    {
        for (std::size_t j = 0; j < nodes; ++j) shares_[j] = boost::math::ibeta_inv(a, b, (static_cast<double>(j) + 0.5) / nodes);
    }
    double above(double x) const
    {
        double sum = 0;
        for (auto share : shares_) sum += share > 0 ? boost::math::gamma_q(shape_, rate_ * x / share) : 0;
        return sum / nodes;
    }
    double quantile(double p, double mean) const
    {
        double low = 0, high = std::max(mean, 1e-9);
        while (1 - above(high) < p) high *= 2;
        for (int step = 0; step < 50; ++step) {
            auto middle = (low + high) / 2;
            (1 - above(middle) < p ? low : high) = middle;
        }
        return (low + high) / 2;
    }

private:
    double shape_, rate_;
    std::array<double, nodes> shares_{};
};

}  // namespace

std::optional<GrowthCoefficient> growth_coefficient(const GrowthInput& input)
{
    GrowthCoefficient found{.members = static_cast<std::int64_t>(input.places_of_members.size())};
    auto offered = std::accumulate(input.places_of_members.begin(), input.places_of_members.end(), std::int64_t{0});
    for (const auto& offer : input.offers) {
        found.places += offer.places;
        found.taken += offer.taken;
    }
    if (found.members == 0 || found.places == 0) return std::nullopt;
    auto members = static_cast<double>(found.members), places = static_cast<double>(found.places),
         taken = static_cast<double>(found.taken), all = static_cast<double>(offered);
    auto among_members = dispersion_of_members(input.places_of_members, all / members);
    auto among_offers = dispersion_of_offers(input.offers, taken / places);
    Product product{(all + prior) / among_members, members / among_members, (taken + prior) / among_offers,
                    (places - taken + prior) / among_offers};
    found.places_per_member = (all + prior) / members;
    found.acceptance = (taken + prior) / (places + 2 * prior);
    found.k = found.places_per_member * found.acceptance;
    found.low = product.quantile(0.025, found.k);
    found.high = product.quantile(0.975, found.k);
    found.above_one = product.above(1);
    return found;
}

double poisson_tail(std::int64_t observed, double expected)
{
    return observed <= 0 ? 1 : boost::math::gamma_p(static_cast<double>(observed), expected);
}

std::vector<Burst> find_bursts(std::span<const ArrivalThrough> arrivals)
{
    std::unordered_map<AccountId, std::vector<Time>> by_inviter;
    for (const auto& arrival : arrivals) by_inviter[arrival.inviter].push_back(arrival.at);
    auto all = static_cast<double>(arrivals.size());
    auto others = std::max<double>(1, static_cast<double>(by_inviter.size()) - 1);
    auto memory = static_cast<double>(burst_memory.milliseconds / days(1).milliseconds);
    std::vector<Burst> found;
    for (auto& [inviter, times] : by_inviter) {
        std::ranges::sort(times);
        Burst strongest{.inviter = inviter};
        for (std::size_t first = 0, end = 0; first < times.size(); ++first) {
            while (end < times.size() && times[end] < times[first] + days(1)) ++end;
            if (auto n = static_cast<std::int64_t>(end - first); n > strongest.observed)
                strongest = {.inviter = inviter, .from = times[first], .until = times[end - 1], .observed = n};
        }
        // What one inviter brings on one day, as the others do; half a person more, so that nobody is compared with nothing.
        strongest.expected = (all - static_cast<double>(times.size()) + prior) / (others * memory);
        strongest.p = std::min(1.0, poisson_tail(strongest.observed, strongest.expected) * all);
        if (strongest.observed >= smallest_burst && strongest.p <= burst_level) found.push_back(strongest);
    }
    std::ranges::sort(found, {}, [](const Burst& burst) { return std::pair{burst.p, burst.inviter}; });
    return found;
}

namespace {

// Who is leaving by their own will is restrained by nobody (social/grace.h).
const std::string suspended_by_team = "CASE WHEN l.account_id IS NULL THEN a.suspended_at ELSE l.suspended_at END";

struct Person {
    bool is_restrained = false;
};

struct Facts {
    std::unordered_map<AccountId, Person> members;
    struct Made {
        AccountId by;
        std::int64_t places = 0, taken = 0, taken_by_restrained = 0;
    };
    std::unordered_map<std::int64_t, Made> ended;  // invitations
};

void read_members(db::Reader& reader, Facts& facts, DomainId domain, Time now)
{
    for (const auto& row : reader.rows(
             "SELECT u.account_id, a.silenced_at, " + suspended_by_team
                 + " FROM users u "
                   "JOIN accounts a ON a.id = u.account_id LEFT JOIN leavings l ON l.account_id = a.id WHERE u.domain_id = $1 "
                   "AND a.admitted_at IS NOT NULL AND a.created_at <= $2 AND a.deleted_at IS NULL",
             domain, now - growth_after))
        facts.members[row.get<AccountId>(0)] = {!row.is_null(1) || !row.is_null(2)};
}

void read_ended(db::Reader& reader, Facts& facts, DomainId domain, Time now)
{
    for (const auto& row : reader.rows("SELECT v.id, v.account_id, v.max_uses - (SELECT count(*) FROM invitation_guests g "
                                       "WHERE g.invitation_id = v.id) FROM invitations v WHERE v.domain_id = $1 "
                                       "AND (v.revoked_at IS NOT NULL OR v.uses >= v.max_uses OR v.expires_at <= $2)",
                                       domain, now))
        facts.ended[row.get<std::int64_t>(0)] = {.by = row.get<AccountId>(1), .places = row.get<std::int64_t>(2)};
}

void read_taken(db::Reader& reader, Facts& facts, Growth& growth, DomainId domain)
{
    for (
        const auto& row : reader.rows(
            "SELECT i.invitation_id, i.generation, a.silenced_at, " + suspended_by_team
                + " FROM invited i "
                  "JOIN accounts a ON a.id = i.account_id LEFT JOIN leavings l ON l.account_id = a.id WHERE i.domain_id = $1 AND a.admitted_at IS NOT NULL",
            domain)) {
        auto generation = row.get<std::size_t>(1);
        if (growth.generations.size() < generation) growth.generations.resize(generation);
        ++growth.generations[generation - 1];
        auto ended = facts.ended.find(row.get<std::int64_t>(0));
        if (ended == facts.ended.end()) continue;
        ++ended->second.taken;
        if (!row.is_null(2) || !row.is_null(3)) ++ended->second.taken_by_restrained;
    }
}

enum class Counted { Everybody, InGoodStanding };

GrowthInput input_of(const Facts& facts, Counted counted)
{
    std::unordered_map<AccountId, std::int64_t> places;
    for (const auto& [id, person] : facts.members)
        if (counted == Counted::Everybody || !person.is_restrained) places[id] = 0;
    GrowthInput input;
    for (const auto& [id, made] : facts.ended) {
        auto by = places.find(made.by);
        auto left_out = counted == Counted::Everybody ? 0 : made.taken_by_restrained;
        if (by == places.end() || made.places <= left_out) continue;
        by->second += made.places - left_out;
        input.offers.push_back({made.places - left_out, made.taken - left_out});
    }
    for (const auto& [id, offered] : places) input.places_of_members.push_back(offered);
    // Sums of doubles in one order, so that the same facts print the same figure everywhere.
    std::ranges::sort(input.places_of_members);
    std::ranges::sort(input.offers, {}, [](const Offer& offer) { return std::pair{offer.places, offer.taken}; });
    return input;
}

}  // namespace

Growth growth_of(db::Reader& reader, DomainId domain, Time now)
{
    Growth growth;
    Facts facts;
    read_members(reader, facts, domain, now);
    read_ended(reader, facts, domain, now);
    read_taken(reader, facts, growth, domain);
    growth.raw = growth_coefficient(input_of(facts, Counted::Everybody));
    growth.authentic = growth_coefficient(input_of(facts, Counted::InGoodStanding));
    return growth;
}

std::vector<Burst> bursts_of(db::Reader& reader, DomainId domain, Time now)
{
    std::vector<ArrivalThrough> arrivals;
    for (const auto& row : reader.rows("SELECT inviter_id, joined_at FROM invited WHERE domain_id = $1 AND joined_at > $2",
                                       domain, now - burst_memory))
        arrivals.push_back({row.get<AccountId>(0), row.get<Time>(1)});
    return find_bursts(arrivals);
}

}  // namespace favilla::community
