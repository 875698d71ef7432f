// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scope_measures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "conversations/authentic.h"

namespace favilla::strategy {

namespace {

using conversations::no_parent;
using conversations::TreeNode;

constexpr double hour = 3'600'000, day = 24 * hour;

// A conversation as it is counted: its tree, and when each node was written.
struct Tree {
    std::vector<TreeNode> nodes;
    std::vector<Time> times;
};

bool is_counted(const ScopeMessage& message, Counting counting)
{
    return counting == Counting::Raw || message.parent == no_parent
        || social::part_of(message.code) == social::ActPart::Authentic;
}

Tree tree_of(const ScopeConversation& conversation, Counting counting)
{
    Tree tree;
    std::vector<conversations::SortedNode> sorted;
    for (const auto& message : conversation.messages) {
        bool counts = is_counted(message, counting);
        sorted.push_back({{message.parent, message.author}, counts});
        if (counts) tree.times.push_back(time_of_id(message.id.value));
    }
    tree.nodes = conversations::contracted(sorted);
    return tree;
}

ResponseFigures figures_of(std::span<const analytics::Waiting> waiting)
{
    ResponseFigures figures;
    if (waiting.empty()) return figures;
    auto curve = analytics::survival_curve(waiting);
    figures.n = curve.n;
    figures.happened = curve.events;
    figures.median = curve.median;
    figures.median_lower = curve.median_lower;
    figures.median_upper = curve.median_upper;
    double waits = 1;
    for (const auto& step : curve.steps) {
        if (!figures.p90 && step.survival <= 0.1) figures.p90 = step.time;
        if (step.time <= static_cast<double>(answered_within.milliseconds) / hour) waits = step.survival;
    }
    figures.within = 1 - waits;
    return figures;
}

double hours_between(Time from, Time to)
{
    return static_cast<double>(std::max<std::int64_t>(0, (to - from).milliseconds)) / hour;
}

// Until somebody else than who opened it answered, in whatever place.
analytics::Waiting first_answer(const Tree& tree, Time now)
{
    std::optional<Time> first;
    for (std::size_t n = 1; n < tree.nodes.size(); ++n)
        if (tree.nodes[n].author != tree.nodes[0].author && (!first || tree.times[n] < *first)) first = tree.times[n];
    return {.time = hours_between(tree.times[0], first.value_or(now)), .happened = first.has_value()};
}

// From the first word to the last; one in which somebody wrote lately goes on.
analytics::Waiting life_of(const Tree& tree, Time now)
{
    auto last = *std::ranges::max_element(tree.times);
    bool is_over = now - last >= silence_that_ends;
    return {.time = hours_between(tree.times[0], is_over ? last : now), .happened = is_over};
}

Rhythm rhythm_of(std::vector<Time> opened)
{
    Rhythm rhythm;
    std::ranges::sort(opened);
    std::int64_t run = 0, before = -2;
    double sum = 0, squares = 0;
    for (std::size_t n = 0; n < opened.size(); ++n) {
        auto week = (opened[n].milliseconds / days(1).milliseconds + 3) / 7;
        if (week != before) run = week == before + 1 ? run + 1 : 1;
        before = week;
        rhythm.weeks_in_a_row = std::max(rhythm.weeks_in_a_row, run);
        if (n == 0) continue;
        auto gap = hours_between(opened[n - 1], opened[n]) * hour / day;
        rhythm.worst_gap = std::max(rhythm.worst_gap.value_or(0), gap);
        sum += gap;
        squares += gap * gap;
    }
    if (opened.size() < 3) return rhythm;
    auto gaps = static_cast<double>(opened.size() - 1);
    auto mean = sum / gaps, deviation = std::sqrt(std::max(0.0, squares / gaps - mean * mean));
    if (mean + deviation > 0) rhythm.burstiness = (deviation - mean) / (deviation + mean);
    return rhythm;
}

// What adds up over conversations.
struct Sums {
    std::map<std::int64_t, std::int64_t> comments_of;
    std::set<std::int64_t> week, month;
    std::int64_t depth_sum = 0;
    double virality = 0;
    std::vector<ReplyPair> pairs;
    std::vector<Time> opened;
    std::vector<analytics::Waiting> answers, lives;
    std::vector<std::vector<TreeNode>> weighed;
    std::size_t weighed_comments = 0;
};

void add_shape(ScopeFigures& figures, Sums& sums, const Tree& tree)
{
    auto state = conversations::count_tree(tree.nodes);
    if (!state) return;
    figures.max_depth = std::max(figures.max_depth, state->max_depth);
    figures.max_width = std::max(figures.max_width, state->max_width);
    figures.h_index = std::max(figures.h_index, state->h_index);
    figures.one_way += state->one_way;
    figures.reactive += state->reactive;
    figures.interactive += state->interactive;
    sums.depth_sum += state->depth_sum;
    if (state->nodes < virality_from) return;
    ++figures.viral_conversations;
    sums.virality += conversations::measures_of(*state).structural_virality;
}

void add_people(Sums& sums, const Tree& tree, Time until)
{
    for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
        auto author = tree.nodes[n].author;
        if (tree.times[n] < until && until - tree.times[n] <= days(7)) sums.week.insert(author);
        if (tree.times[n] < until && until - tree.times[n] <= days(28)) sums.month.insert(author);
        if (n == 0) continue;
        ++sums.comments_of[author];
        sums.pairs.emplace_back(author, tree.nodes[tree.nodes[n].parent].author);
    }
}

void add(ScopeFigures& figures, Sums& sums, const Tree& tree, Time until, Time now)
{
    ++figures.conversations;
    figures.messages += static_cast<std::int64_t>(tree.nodes.size());
    add_shape(figures, sums, tree);
    add_people(sums, tree, until);
    sums.opened.push_back(tree.times[0]);
    sums.answers.push_back(first_answer(tree, now));
    sums.lives.push_back(life_of(tree, now));
    if (sums.answers.back().happened) ++figures.answered;
    if (tree.nodes.size() < 2 || sums.weighed_comments + tree.nodes.size() > most_comments_weighed) return;
    sums.weighed_comments += tree.nodes.size() - 1;
    sums.weighed.push_back(tree.nodes);
}

}  // namespace

ResponseFigures response_figures(std::span<const analytics::Waiting> waiting) { return figures_of(waiting); }

analytics::Waiting first_answer(const ScopeConversation& conversation, Counting counting, Time now)
{
    return first_answer(tree_of(conversation, counting), now);
}

ScopeFigures measure_scope(std::span<const ScopeConversation> scope, Counting counting, Time until, Time now)
{
    ScopeFigures figures;
    Sums sums;
    for (const auto& conversation : scope)
        if (!conversation.messages.empty()) add(figures, sums, tree_of(conversation, counting), until, now);
    figures.comments = figures.messages - figures.conversations;
    figures.authors = static_cast<std::int64_t>(sums.comments_of.size());
    double squares = 0;
    for (const auto& [author, comments] : sums.comments_of)
        squares += static_cast<double>(comments) * static_cast<double>(comments);
    auto comments = static_cast<double>(figures.comments);
    if (figures.comments > 0) {
        figures.effective_authors = comments * comments / squares;
        figures.mean_comment_depth = static_cast<double>(sums.depth_sum) / comments;
    }
    if (figures.viral_conversations > 0) figures.virality = sums.virality / static_cast<double>(figures.viral_conversations);
    figures.first_answer = figures_of(sums.answers);
    figures.life = figures_of(sums.lives);
    figures.rhythm = rhythm_of(std::move(sums.opened));
    figures.graph = read_graph(sums.pairs);
    figures.towards_us = conversations::fit_towards_us(sums.weighed);
    figures.people_of_week = static_cast<std::int64_t>(sums.week.size());
    figures.people_of_month = static_cast<std::int64_t>(sums.month.size());
    return figures;
}

social::PartCounts parts_of_answers(std::span<const ScopeConversation> scope)
{
    social::PartCounts parts;
    for (const auto& conversation : scope)
        for (const auto& message : conversation.messages)
            if (message.parent != no_parent) parts.add(message.code, 1);
    return parts;
}

}  // namespace favilla::strategy
