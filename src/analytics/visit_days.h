// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visit_days.h — page views become visits, visits figures of a day. A visitor is an address with a program on a day, known by a key
// (analytics/visitor_key.h) that is made for the day and forgotten with it; a visit of theirs ends with 30 minutes without a view,
// or with the day. Memory is bounded: so many visitors, names and days are told apart, the others are counted together.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analytics/ingest.h"
#include "base/crypto.h"

namespace favilla::analytics {

inline constexpr Duration visit_gap = minutes(30);

struct Named {
    std::int64_t views = 0;
    std::int64_t visits = 0;  // that began so
    friend bool operator==(const Named&, const Named&) = default;
};
using NamedFigures = std::map<std::string, Named, std::less<>>;  // under the empty name: all others together

enum class FigureKind { Page, Source, Channel, Campaign, Hour, Drop };
inline constexpr std::array<std::string_view, 6> figure_kinds{"page", "source", "channel", "campaign", "hour", "drop"};

// What pages tell beside being looked at: that something was done which counts, or that a link led away.
enum class ActKind { Goal, Outgoing };
inline constexpr std::array<std::string_view, 2> act_kinds{"goal", "outgoing"};
struct Acts {
    std::int64_t times = 0;
    std::int64_t visitors = 0;     // each once a day
    std::int64_t thousandths = 0;  // of the values that were said without a currency
    friend bool operator==(const Acts&, const Acts&) = default;
};
using NamedActs = std::map<std::string, Acts, std::less<>>;

// What a page said that something was worth: minor units of a currency, or without one thousandths of a number.
struct SaidValue {
    std::string_view currency;
    std::int64_t amount = 0;
};
// Goals by the channel of the visit that reached them (empty: of who had looked at no page) and by the currency of what was said.
struct GoalPlace {
    std::string name, channel, currency;
    friend auto operator<=>(const GoalPlace&, const GoalPlace&) = default;
};
struct GoalSum {
    std::int64_t times = 0, amount = 0;
    friend bool operator==(const GoalSum&, const GoalSum&) = default;
};
using GoalSums = std::map<GoalPlace, GoalSum>;

struct VisitDay {
    std::int64_t day = 0;  // since 1970-01-01
    Time first_at, last_at;
    std::int64_t lines = 0;
    std::uint64_t digest = 0;  // of the lines so far, in their order
    std::int64_t views = 0, visits = 0, visitors = 0, bounces = 0, seconds = 0;
    std::array<NamedFigures, figure_kinds.size()> named;
    std::array<NamedActs, act_kinds.size()> acts;
    GoalSums goals;

    NamedFigures& operator[](FigureKind kind) { return named[static_cast<std::size_t>(kind)]; }
    const NamedFigures& operator[](FigureKind kind) const { return named[static_cast<std::size_t>(kind)]; }
};

struct VisitLimits {
    std::size_t visitors = 4'000'000;  // remembered at once
    std::size_t names = 500'000;       // in all days together
    std::size_t names_a_day = 5'000;   // of one kind
    std::size_t days = 4'000;
    std::size_t acts_a_day = 1'000;  // names of one kind
    std::size_t goal_places_a_day = 5'000;
};

// Adds what was counted of the same day.
void add(VisitDay& into, const VisitDay&);

// What is known of somebody on a day.
struct Visitor {
    std::int64_t last = 0;  // milliseconds
    bool looked_twice = false;
    Channel channel = Channel::Direct;  // by which their visit began
};
// Counts a look of somebody, known or not, and what is known of them then. True: a visit begins with it, whose channel is for the caller to say.
bool count_look(VisitDay&, std::optional<Visitor>&, Time at);

struct ToldAct {
    ActKind kind = ActKind::Goal;
    std::string_view name;     // within the day's bounds,
    std::string_view goal;     // and of a goal within those of its channels and currencies
    std::string_view channel;  // of their visit; empty: of who had looked at no page
    SaidValue value = {};
    bool is_first = false;  // of theirs on that day
};
void count_act(VisitDay&, const ToldAct&);

// What stands for a visitor before a key is laid over it: never kept.
std::string who(const PageRequest&);
std::string who_did(const PageRequest&, ActKind, std::string_view name);

class VisitCounter {
public:
    VisitCounter(Random, KnownHosts, VisitLimits = {});

    void know(KnownHosts known) { known_ = std::move(known); }  // from now on
    // The day of a request, made when it is new; the request is one of its lines. None: there are too many days.
    VisitDay* note(const PageRequest&);
    // What was dropped, and for which reason; else it is a view.
    void drop(VisitDay&, Step);
    void drop(VisitDay&, std::string_view reason);
    void view(VisitDay&, const PageRequest&);
    // Begins no visit: who looked at no page is not known to be there.
    void act(VisitDay&, const PageRequest&, ActKind, std::string_view name, SaidValue);
    Source source(const PageRequest& request) const { return source_of(request.target, request.referrer, known_); }
    // What it is counted under: itself, or as one of all others where the day has too many.
    std::string_view name_within(VisitDay&, FigureKind, std::string_view name);
    std::string_view name_within(VisitDay&, ActKind, std::string_view name);
    std::string_view goal_within(VisitDay&, std::string_view name, std::string_view channel, std::string_view currency);

    // What was counted since the last time; who was seen, and which names there are, stays known.
    std::map<std::int64_t, VisitDay> take_days();
    // Earlier days are over: their keys and visitors are forgotten. What was not taken of them is lost.
    void forget_before(std::int64_t day);

    const std::map<std::int64_t, VisitDay>& days() const { return days_; }
    std::int64_t beyond_days() const { return beyond_days_; }  // requests that no day was made for

private:
    struct OpenDay {
        std::string key;
        std::unordered_map<std::uint64_t, Visitor> visitors;
        std::unordered_set<std::uint64_t> acted;
        std::int64_t used = 0;
    };
    OpenDay& open(std::int64_t day);
    Named& named(NamedFigures&, std::string_view name);

    Random random_;
    KnownHosts known_;
    VisitLimits limits_;
    std::map<std::int64_t, VisitDay> days_;
    std::map<std::int64_t, OpenDay> open_;
    std::size_t remembered_ = 0, names_ = 0;
    std::int64_t uses_ = 0, beyond_days_ = 0;
};

}  // namespace favilla::analytics
