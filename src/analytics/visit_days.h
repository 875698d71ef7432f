// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visit_days.h — page views become visits, visits figures of a day. A visitor is an address with a program on a day, known by a key
// (analytics/visitor_key.h) that is made for the day and forgotten with it; a visit of theirs ends with 30 minutes without a view,
// or with the day. Memory is bounded: so many visitors, names and days are told apart, the others are counted together.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analytics/ingest.h"
#include "base/crypto.h"

namespace favilla::analytics {

inline constexpr Duration visit_gap = minutes(30);

struct Named {
    std::int64_t views = 0;
    std::int64_t visits = 0;  // that began so
};
using NamedFigures = std::map<std::string, Named, std::less<>>;  // under the empty name: all others together

enum class FigureKind { Page, Source, Channel, Campaign, Hour, Drop };
inline constexpr std::array<std::string_view, 6> figure_kinds{"page", "source", "channel", "campaign", "hour", "drop"};

struct VisitDay {
    std::int64_t day = 0;  // since 1970-01-01
    Time first_at, last_at;
    std::int64_t lines = 0;
    std::uint64_t digest = 0;  // of the lines so far, in their order
    std::int64_t views = 0, visits = 0, visitors = 0, bounces = 0, seconds = 0;
    std::array<NamedFigures, figure_kinds.size()> named;

    NamedFigures& operator[](FigureKind kind) { return named[static_cast<std::size_t>(kind)]; }
    const NamedFigures& operator[](FigureKind kind) const { return named[static_cast<std::size_t>(kind)]; }
};

struct VisitLimits {
    std::size_t visitors = 4'000'000;  // remembered at once
    std::size_t names = 500'000;       // in all days together
    std::size_t names_a_day = 5'000;   // of one kind
    std::size_t days = 4'000;
};

class VisitCounter {
public:
    VisitCounter(Random, KnownHosts, VisitLimits = {});

    // The day of a request, made when it is new; the request is one of its lines. None: there are too many days.
    VisitDay* note(const PageRequest&);
    // What was dropped, and for which reason; else it is a view.
    void drop(VisitDay&, Step);
    void view(VisitDay&, const PageRequest&);

    const std::map<std::int64_t, VisitDay>& days() const { return days_; }
    std::int64_t beyond_days() const { return beyond_days_; }  // requests that no day was made for

private:
    struct Visit {
        std::int64_t last = 0;  // milliseconds
        bool looked_twice = false;
    };
    struct OpenDay {
        std::string key;
        std::unordered_map<std::uint64_t, Visit> visitors;
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
