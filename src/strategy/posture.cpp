// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/posture.h"

#include <algorithm>
#include <cmath>

#include "analytics/generator.h"
#include "analytics/portable_math.h"

namespace favilla::strategy {

namespace {

using analytics::Generator;

constexpr std::size_t index_of(Part part) { return static_cast<std::size_t>(part); }

// Weeks in which something happened: those that are drawn again.
std::vector<WeekFacts> lived(std::span<const WeekFacts> weeks)
{
    std::vector<WeekFacts> found;
    for (const auto& week : weeks)
        if (week.posts > 0 || std::ranges::any_of(week.parts, [](const Cases& cases) { return cases.of > 0; }))
            found.push_back(week);
    return found;
}

using Sums = std::array<Cases, part_count>;

void add(Sums& sums, const WeekFacts& week)
{
    for (std::size_t n = 0; n < part_count; ++n) {
        sums[n].counted += week.parts[n].counted;
        sums[n].of += week.parts[n].of;
    }
}

// A number on this side of the middle as far out as a normal one: the two halves of the interval need not be alike.
double drawn_around(const Figure& figure, Generator& random)
{
    constexpr double quantile = 1.959963984540054;
    auto z = random.normal();
    auto reach = z < 0 ? figure.value - figure.lower : figure.upper - figure.value;
    return std::clamp(figure.value + z / quantile * reach, 0.0, 1.0);
}

using Values = std::array<double, part_count>;

// What a window tells, ready to be drawn from again and again.
class Drawing {
public:
    explicit Drawing(const Window& window) : weeks_(lived(window.weeks))
    {
        for (const auto& week : weeks_) add(sums_, week);
        each_other_ = window.each_other;
        for (std::size_t n = 0; n < part_count; ++n) {
            told_[n] = sums_[n].of >= least_cases;
            if (told_[n]) point_[n] = sums_[n].counted / static_cast<double>(sums_[n].of);
        }
        auto pull = index_of(Part::EachOther);
        told_[pull] = each_other_.has_value();
        if (each_other_) point_[pull] = each_other_->figure.value;
    }

    bool tells(Part part) const { return told_[index_of(part)]; }
    double point(Part part) const { return point_[index_of(part)]; }
    const Cases& cases(Part part) const { return sums_[index_of(part)]; }
    int weeks() const { return static_cast<int>(weeks_.size()); }

    // Where no case is among the weeks drawn, the part stays what it is.
    Values draw(Generator& random) const
    {
        Sums sums{};
        for (std::size_t n = 0; n < weeks_.size(); ++n) add(sums, weeks_[random.below(weeks_.size())]);
        Values values = point_;
        for (std::size_t n = 0; n < part_count; ++n)
            if (told_[n] && sums[n].of > 0) values[n] = sums[n].counted / static_cast<double>(sums[n].of);
        if (each_other_) values[index_of(Part::EachOther)] = drawn_around(each_other_->figure, random);
        return values;
    }

private:
    std::vector<WeekFacts> weeks_;
    Sums sums_{};
    std::optional<EachOther> each_other_;
    std::array<bool, part_count> told_{};
    Values point_{};
};

double mean_of(const Values& values, std::span<const Part> parts)
{
    double sum = 0;
    for (auto part : parts) sum += values[index_of(part)];
    return sum / static_cast<double>(parts.size());
}

// Between two draws, in proportion.
double at_share(const std::vector<double>& sorted, double share)
{
    auto place = share * static_cast<double>(sorted.size() - 1);
    auto below = static_cast<std::size_t>(place);
    auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// The figure itself is never outside its interval.
Figure figure_of(double value, std::vector<double> draws, int weeks)
{
    std::ranges::sort(draws);
    auto tail = expanded_tail(weeks);
    return {value, std::min(value, at_share(draws, tail)), std::max(value, at_share(draws, 1 - tail))};
}

std::vector<Part> told_by(const Drawing& drawing, const Drawing& and_by)
{
    std::vector<Part> parts;
    for (auto part : all_parts)
        if (drawing.tells(part) && and_by.tells(part)) parts.push_back(part);
    return parts;
}

bool is_enough(const std::vector<Part>& parts)
{
    return parts.size() >= static_cast<std::size_t>(least_parts) && std::ranges::find(parts, Part::Answers) != parts.end();
}

int spoken_weeks(const Window& window)
{
    return static_cast<int>(std::ranges::count_if(window.weeks, [](const WeekFacts& week) { return week.posts > 0; }));
}

void put_figures(Posture& posture, const Drawing& drawing, const std::vector<Part>& parts, std::uint64_t seed)
{
    Generator random{seed};
    std::array<std::vector<double>, part_count> draws;
    std::vector<double> scores;
    bool has_score = posture.weeks_needed == 0 && is_enough(parts);
    for (int n = 0; n < posture_draws; ++n) {
        auto values = drawing.draw(random);
        for (auto part : parts) draws[index_of(part)].push_back(values[index_of(part)]);
        if (has_score) scores.push_back(mean_of(values, parts));
    }
    Values points{};
    for (auto part : parts) {
        points[index_of(part)] = drawing.point(part);
        if (part != Part::EachOther)
            posture.parts[index_of(part)].figure =
                figure_of(drawing.point(part), std::move(draws[index_of(part)]), drawing.weeks());
    }
    if (!has_score) return;
    posture.score = figure_of(mean_of(points, parts), std::move(scores), drawing.weeks());
    for (auto part : parts) {
        auto others = parts;
        std::erase(others, part);
        posture.parts[index_of(part)].without = mean_of(points, others);
    }
}

}  // namespace

std::string_view name_of(Part part)
{
    constexpr std::array<std::string_view, part_count> names{"answers",     "in_time",  "stays", "each_other",
                                                             "reciprocity", "openness", "asks"};
    return names[index_of(part)];
}

std::string_view name_of(Side side)
{
    switch (side) {
    case Side::Megaphone: return "megaphone";
    case Side::RoundTable: return "round_table";
    case Side::Between: break;
    }
    return "between";
}

std::optional<Side> Posture::side() const
{
    if (!score) return std::nullopt;
    if (score->upper < 0.5) return Side::Megaphone;
    return score->lower > 0.5 ? Side::RoundTable : Side::Between;
}

double expanded_tail(int weeks)
{
    // Student's t, 97.5 %, of 1 to 12 degrees of freedom.
    constexpr std::array t{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179};
    auto n = std::clamp(weeks, 2, static_cast<int>(t.size()) + 1);
    return analytics::normal_cdf(-std::sqrt(n / (n - 1.0)) * t[static_cast<std::size_t>(n - 2)]);
}

Posture measure(const Window& window, std::uint64_t seed)
{
    Posture posture;
    posture.weeks = spoken_weeks(window);
    posture.weeks_needed = std::max(0, least_weeks - posture.weeks);
    for (const auto& week : window.weeks) posture.posts += week.posts;
    Drawing drawing{window};
    for (auto part : all_parts) {
        posture.parts[index_of(part)].part = part;
        posture.parts[index_of(part)].cases = drawing.cases(part);
    }
    if (window.each_other) {
        auto& pull = posture.parts[index_of(Part::EachOther)];
        pull.cases = {window.each_other->figure.value * static_cast<double>(window.each_other->comments),
                      window.each_other->comments};
        pull.figure = window.each_other->figure;
    }
    auto parts = told_by(drawing, drawing);
    posture.parts_told = static_cast<int>(parts.size());
    if (drawing.weeks() >= 2) put_figures(posture, drawing, parts, seed);
    return posture;
}

std::optional<Movement> movement(const Window& earlier, const Window& later, std::uint64_t seed)
{
    if (spoken_weeks(earlier) < least_weeks || spoken_weeks(later) < least_weeks) return std::nullopt;
    Drawing before{earlier}, after{later};
    auto parts = told_by(before, after);
    if (!is_enough(parts)) return std::nullopt;
    Values was{}, is{};
    for (auto part : parts) {
        was[index_of(part)] = before.point(part);
        is[index_of(part)] = after.point(part);
    }
    Generator random{seed};
    std::vector<double> differences;
    for (int n = 0; n < posture_draws; ++n) {
        auto then = before.draw(random);  // in this order, so that the same seed gives the same figures
        auto now = after.draw(random);
        differences.push_back(mean_of(now, parts) - mean_of(then, parts));
    }
    return Movement{
        figure_of(mean_of(is, parts) - mean_of(was, parts), std::move(differences), std::min(before.weeks(), after.weeks())),
        std::move(parts)};
}

}  // namespace favilla::strategy
