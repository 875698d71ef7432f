// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_visits.h"

#include <array>
#include <random>
#include <stdexcept>

#include <fmt/format.h>

#include "analytics/goal_worth.h"
#include "analytics/visit_sites.h"
#include "analytics/visits.h"

namespace favilla::server {

namespace {

using namespace analytics;

constexpr std::int64_t days_told = 730;
constexpr std::array<std::string_view, 3> agents{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                                                 "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
                                                 "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/26.0 Mobile Safari/604.1"};
constexpr std::string_view robot = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)";
constexpr std::array<std::string_view, 7> pages{"/",          "/catalogo", "/catalogo/il-faro", "/incontri", "/catalogo/brace",
                                                "/chi-siamo", "/ordina"};
constexpr std::array<std::string_view, 8> referrers{"",
                                                    "https://www.google.com",
                                                    "https://duckduckgo.com",
                                                    "",
                                                    "https://mastodon.uno",
                                                    "https://www.facebook.com",
                                                    "https://librerie.example",
                                                    "https://mail.google.com"};

// Of a fixed engine, in our own way: distributions differ between libraries.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    // The earlier, the more likely.
    template <class Range>
    std::string_view early(const Range& range)
    {
        return range[std::min(below(range.size()), below(range.size()))];
    }

private:
    std::mt19937_64 engine_;
};

// Readers come in the evening and at noon.
int hour_of_day(Chance& chance)
{
    constexpr std::array<int, 24> weights{2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 9, 11, 10, 8, 7, 8, 9, 10, 12, 15, 16, 11, 5};
    auto left = static_cast<int>(chance.below(170));
    int hour = 0;
    while (hour < 23 && left >= weights[static_cast<std::size_t>(hour)]) left -= weights[static_cast<std::size_t>(hour++)];
    return hour;
}

struct Telling {
    VisitCounter& counter;
    Chance& chance;

    // Some of the links that lead here at the fair say so.
    void visit(Time day, bool is_fair)
    {
        auto at = day + hours(hour_of_day(chance)) + seconds(static_cast<std::int64_t>(chance.below(1800)));
        auto address = fmt::format("192.0.2.{}", chance.below(250));
        auto agent = chance.below(12) == 0 ? robot : chance.early(agents);
        auto referrer = referrers[chance.below(referrers.size())];
        auto is_marked = is_fair && chance.below(5) < 2;
        for (auto left = 1 + chance.below(2) * (1 + chance.below(5)); left > 0; --left) {
            auto target = std::string{chance.early(pages)} + (is_marked ? "?utm_campaign=salone" : "");
            PageRequest page{.at = at,
                             .day = (day - Time{}).milliseconds / days(1).milliseconds,
                             .hour = static_cast<int>((at - day).milliseconds / hours(1).milliseconds),
                             .address = address,
                             .agent = agent,
                             .method = "GET",
                             .target = target,
                             .referrer = referrer,
                             .answer = 200};
            tell(page);
            at = at + seconds(20 + static_cast<std::int64_t>(chance.below(180)));
        }
    }

    void tell(const PageRequest& page)
    {
        auto& day = *counter.note(page);
        if (auto step = dropped_by(page, nature_of_agent(page.agent).kind)) return counter.drop(day, *step);
        counter.view(day, page);
        if (page.target.starts_with("/ordina") && chance.below(3) == 0)
            counter.act(day, page, ActKind::Goal, "ordine", {"EUR", static_cast<std::int64_t>(12 + chance.below(30)) * 100});
        if (page.target.starts_with("/incontri") && chance.below(4) == 0)
            counter.act(day, page, ActKind::Outgoing, "librerie.example/incontri", {});
    }
};

// A site lives by its week, by what people like on that day wherever they are, and by its own chance.
struct Habits {
    std::string_view host;
    std::int64_t usual, weekend, weekday;
    bool is_at_fair;
};
constexpr std::array<Habits, 2> sites{{{demo_site, 24, -8, 6, true}, {demo_prize_site, 16, -5, 4, false}}};

// What moves both sites on a day. In two weeks of the year before the fair a film after one of the books was on television: everybody
// looked at everything, whatever the publisher did.
std::vector<std::int64_t> moods(std::uint64_t seed)
{
    Chance chance{seed + 1};
    std::vector<std::int64_t> moods;
    for (auto ago = days_told; ago > 0; --ago)
        moods.push_back(static_cast<std::int64_t>(chance.below(31)) + (demo_film.has(ago) ? 13 : 0));
    return moods;
}

std::int64_t tell_of(const Habits& site, db::Database& database, DomainId domain, const Random& random, Chance& chance,
                     const std::vector<std::int64_t>& moods, Time today)
{
    VisitCounter counter{random, {.own = {std::string{site.host}}, .fediverse = {"mastodon.uno"}}};
    Telling telling{counter, chance};
    for (auto ago = days_told; ago > 0; --ago) {
        auto day = today - days(ago);
        auto day_of_week = ((day - Time{}).milliseconds / days(1).milliseconds + 4) % 7;  // 0: Sunday
        auto is_fair = site.is_at_fair && demo_fair.has(ago);
        auto visits = site.usual + (days_told - ago) / 40 + (day_of_week == 0 || day_of_week == 6 ? site.weekend : site.weekday)
                    + moods[static_cast<std::size_t>(days_told - ago)] + (is_fair ? 22 : 0)
                    + static_cast<std::int64_t>(chance.below(3));
        for (; visits > 0; --visits) telling.visit(day, is_fair);
    }
    return database.write([&](db::Transaction& tx) {
        auto begin = today - days(days_told);
        auto named = name_visit_site(tx, domain, site.host, "Europe/Rome", begin);
        if (!named) throw std::runtime_error("the demo's site was refused: " + named.error().key);
        if (auto said = set_goal_worth(tx, named->id, {.goal = "ordine", .currency = "EUR", .each = {}}); !said)
            throw std::runtime_error("the demo's goal was refused: " + said.error().key);
        std::int64_t views = 0;
        for (const auto& [number, day] : counter.days()) {
            add_counted(tx, named->id.value, day, today);
            views += day.views;
        }
        return views;
    });
}

}  // namespace

std::int64_t count_demo_visits(db::Database& database, DomainId domain, const Random& random, std::uint64_t seed, Time today)
{
    Chance chance{seed};
    auto moved = moods(seed);
    std::int64_t views = 0;
    for (const auto& site : sites) views += tell_of(site, database, domain, random, chance, moved, today);
    return views;
}

}  // namespace favilla::server
