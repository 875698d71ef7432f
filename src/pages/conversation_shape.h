// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/conversation_shape.h — the tree of a conversation as a drawing: the opening post is the spark at the bottom, answers
// rise from it. A broadcast that many answered once is a burst; people who talk to each other are a flame.
#pragma once
#include <span>
#include <vector>

#include "pages/html.h"
#include "pages/views.h"

namespace favilla::pages {

struct ShapePoint {
    int x = 0, y = 0;  // in a box of shape_width by shape_height, y downwards
};

inline constexpr int shape_width = 640;
inline constexpr int shape_height = 360;
inline constexpr std::size_t max_drawn_nodes = 600;
inline constexpr int heat_levels = 8;  // classes heat1 to heat8 of the style sheet

// Nodes are in reading order: a parent stands before its children.
std::vector<ShapePoint> lay_out(std::span<const ShapeNode>);
// Draws at most max_drawn_nodes. `description` is read aloud instead.
void draw_conversation(Html&, std::span<const ShapeNode>, std::string_view description);

}  // namespace favilla::pages
