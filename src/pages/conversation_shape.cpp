// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/conversation_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace favilla::pages {

namespace {

constexpr double margin = 16;
constexpr double widest_angle = 80 * std::numbers::pi / 180;  // to either side of straight up

// Leaves share the fan in reading order, from 0 to 1; who was answered stands in the middle of their answers.
std::vector<double> places_in_fan(std::span<const ShapeNode> nodes)
{
    struct Span {
        double first = 2, last = -1;
    };
    std::vector<Span> children(nodes.size());
    std::vector<bool> is_leaf(nodes.size(), true);
    for (const auto& node : nodes)
        if (node.parent >= 0) is_leaf[static_cast<std::size_t>(node.parent)] = false;
    auto leaves = std::max<std::ptrdiff_t>(1, std::ranges::count(is_leaf, true));

    std::vector<double> places(nodes.size());
    auto left = leaves;
    for (std::size_t i = nodes.size(); i-- > 0;) {  // children stand behind their parent
        if (is_leaf[i])
            places[i] = (static_cast<double>(--left) + 0.5) / static_cast<double>(leaves);
        else
            places[i] = (children[i].first + children[i].last) / 2;
        if (nodes[i].parent < 0) continue;
        auto& span = children[static_cast<std::size_t>(nodes[i].parent)];
        span.first = std::min(span.first, places[i]);
        span.last = std::max(span.last, places[i]);
    }
    return places;
}

std::string heat_class(int depth) { return "heat" + std::to_string(std::clamp(depth, 1, heat_levels)); }

std::string point(ShapePoint p) { return std::to_string(p.x) + " " + std::to_string(p.y); }

// From the parent upwards first, and then over to the child.
std::string branch(ShapePoint from, ShapePoint to)
{
    auto bend = ShapePoint{from.x + (to.x - from.x) / 4, from.y + (to.y - from.y) * 3 / 4};
    return "M" + point(from) + "Q" + point(bend) + " " + point(to);
}

}  // namespace

std::vector<ShapePoint> lay_out(std::span<const ShapeNode> nodes)
{
    auto places = places_in_fan(nodes);
    int deepest = 1;
    for (const auto& node : nodes) deepest = std::max(deepest, node.depth);
    auto leaves = std::ranges::count_if(nodes, [&](const auto& node) { return node.depth > 0; });
    // A few branches stay close together; many take the whole fan.
    auto angle = widest_angle * std::min(1.0, 0.25 + static_cast<double>(leaves) / 40.0);
    auto reach_up = shape_height - 2 * margin;
    auto reach_aside = shape_width / 2.0 - margin;

    std::vector<ShapePoint> points(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto turn = (places[i] * 2 - 1) * angle;
        // The first levels hold most answers and get more room than their share.
        auto radius = std::pow(static_cast<double>(nodes[i].depth) / deepest, 0.7);
        points[i] = {static_cast<int>(std::lround(shape_width / 2.0 + reach_aside * radius * std::sin(turn))),
                     static_cast<int>(std::lround(shape_height - margin - reach_up * radius * std::cos(turn)))};
    }
    return points;
}

void draw_conversation(Html& html, std::span<const ShapeNode> nodes, std::string_view description)
{
    nodes = nodes.first(std::min(nodes.size(), max_drawn_nodes));
    auto points = lay_out(nodes);
    html.element("svg", {{"class", "shape"}, {"viewBox", "0 0 640 360"}, {"role", "img"}, {"aria-label", description}}, [&] {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].parent < 0) continue;
            html.element("path",
                         {{"class", heat_class(nodes[i].depth)},
                          {"d", branch(points[static_cast<std::size_t>(nodes[i].parent)], points[i])}},
                         [] {});
        }
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            auto root = nodes[i].parent < 0;
            html.element("circle",
                         {{"class", root ? "spark" : heat_class(nodes[i].depth)},
                          {"cx", points[i].x},
                          {"cy", points[i].y},
                          {"r", root ? 10 : 5}},
                         [] {});
        }
    });
}

}  // namespace favilla::pages
