// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/answering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace favilla::conversations {

namespace {

constexpr double drop_of_interval = 1.920729410347062;  // half of χ²(1) at 95 %
constexpr double largest_pull = 1e6, smallest_pull = 1e-6, nearest_to_one = 1e-6;
constexpr int most_steps = 200, most_halvings = 30;

// What a comment chose, and between what.
struct Choice {
    double answers = 0;      // that its parent had
    double is_opener = 0;    // its parent
    double returns = 0;      // its parent answers its author
    double age = 0;          // of its parent, in messages, from 1
    double messages = 0;     // t
    double all_returns = 0;  // messages that answer its author
};

struct Pulls {
    double popularity = 0, opener = 0, reciprocity = 0, novelty = 0;
};

void add_choices(const std::vector<TreeNode>& messages, std::vector<Choice>& choices)
{
    std::vector<double> answers(messages.size());
    std::map<std::int64_t, double> answered;  // by who is answered: how many messages answer them
    for (std::size_t n = 1; n < messages.size(); ++n) {
        const auto& comment = messages[n];
        auto parent = comment.parent;
        auto author_of_parent_of = [&](std::size_t k) { return messages[messages[k].parent].author; };
        if (n > 1) {
            auto known = answered.find(comment.author);
            choices.push_back({.answers = answers[parent],
                               .is_opener = parent == 0 ? 1.0 : 0.0,
                               .returns = parent != 0 && author_of_parent_of(parent) == comment.author ? 1.0 : 0.0,
                               .age = static_cast<double>(n - parent),
                               .messages = static_cast<double>(n),
                               .all_returns = known == answered.end() ? 0 : known->second});
        }
        ++answers[parent];
        ++answered[messages[parent].author];
    }
}

// 1·τ + 2·… : the sum of τ^a for a from 1 to t, and its derivative by τ.
struct Ages {
    double sum = 0, slope = 0;
};

Ages ages_of(double novelty, double messages)
{
    double power = std::pow(novelty, messages), left = 1 - novelty;
    return {novelty * (1 - power) / left, ((1 - power) - messages * power * left) / (left * left)};
}

using Vector = std::array<double, 4>;
using Matrix = std::array<Vector, 4>;

// The log-likelihood, and its gradient by α, β, κ, τ for each choice when it is asked for.
template <class Each>
double walk(const std::vector<Choice>& choices, const Pulls& pulls, Each each)
{
    double sum = 0;
    for (const auto& choice : choices) {
        double newness = std::pow(pulls.novelty, choice.age);
        double chosen =
            pulls.popularity * choice.answers + pulls.opener * choice.is_opener + pulls.reciprocity * choice.returns + newness;
        auto ages = ages_of(pulls.novelty, choice.messages);
        double all = pulls.popularity * (choice.messages - 1) + pulls.opener + pulls.reciprocity * choice.all_returns + ages.sum;
        sum += std::log(chosen / all);
        each(Vector{choice.answers / chosen - (choice.messages - 1) / all, choice.is_opener / chosen - 1 / all,
                    choice.returns / chosen - choice.all_returns / all,
                    choice.age * newness / pulls.novelty / chosen - ages.slope / all});
    }
    return sum;
}

double likelihood(const std::vector<Choice>& choices, const Pulls& pulls)
{
    return walk(choices, pulls, [](const Vector&) {});
}

// Coordinates without bounds. Either log α, log β, log κ, logit τ; or log α, log (β + κ), logit (β / (β + κ)), logit τ.
enum class Coordinates { Each, Share };

double logistic(double u) { return 1 / (1 + std::exp(-u)); }
double logit(double p) { return std::log(p / (1 - p)); }

Pulls pulls_at(const Vector& u, Coordinates coordinates)
{
    Pulls pulls{.popularity = std::exp(u[0]), .novelty = logistic(u[3])};
    if (coordinates == Coordinates::Each) {
        pulls.opener = std::exp(u[1]);
        pulls.reciprocity = std::exp(u[2]);
    } else {
        double share = logistic(u[2]);
        pulls.opener = std::exp(u[1]) * share;
        pulls.reciprocity = std::exp(u[1]) * (1 - share);
    }
    return pulls;
}

Vector coordinates_of(const Pulls& pulls, Coordinates coordinates)
{
    Vector u{std::log(pulls.popularity), std::log(pulls.opener), std::log(pulls.reciprocity), logit(pulls.novelty)};
    if (coordinates == Coordinates::Share) {
        u[1] = std::log(pulls.opener + pulls.reciprocity);
        u[2] = std::log(pulls.opener / pulls.reciprocity);
    }
    return u;
}

Vector within_bounds(Vector u)
{
    for (std::size_t n = 0; n < 3; ++n) u[n] = std::clamp(u[n], std::log(smallest_pull), std::log(largest_pull));
    u[3] = std::clamp(u[3], logit(nearest_to_one), logit(1 - nearest_to_one));
    return u;
}

Vector chained(const Vector& by_pull, const Pulls& pulls, Coordinates coordinates)
{
    Vector by_u{by_pull[0] * pulls.popularity, by_pull[1] * pulls.opener, by_pull[2] * pulls.reciprocity,
                by_pull[3] * pulls.novelty * (1 - pulls.novelty)};
    if (coordinates == Coordinates::Share) {
        double both = by_u[1] + by_u[2];
        by_u[2] = (by_pull[1] - by_pull[2]) * pulls.opener * pulls.reciprocity / (pulls.opener + pulls.reciprocity);
        by_u[1] = both;
    }
    return by_u;
}

// Gauss with the largest pivot; a direction in which nothing changes is left alone.
Vector solved(Matrix a, Vector b)
{
    for (std::size_t n = 0; n < 4; ++n) {
        auto pivot = n;
        for (auto row = n + 1; row < 4; ++row)
            if (std::abs(a[row][n]) > std::abs(a[pivot][n])) pivot = row;
        std::swap(a[n], a[pivot]);
        std::swap(b[n], b[pivot]);
        if (std::abs(a[n][n]) < 1e-12) {
            a[n] = {};
            a[n][n] = 1;
            b[n] = 0;
        }
        for (std::size_t row = 0; row < 4; ++row) {
            if (row == n) continue;
            double factor = a[row][n] / a[n][n];
            for (auto column = n; column < 4; ++column) a[row][column] -= factor * a[n][column];
            b[row] -= factor * b[n];
        }
    }
    for (std::size_t n = 0; n < 4; ++n) b[n] /= a[n][n];
    return b;
}

struct Optimum {
    Vector u{};
    double likelihood = 0;
};

// Uphill by the outer product of the gradients (Berndt, Hall, Hall & Hausman 1974), halving a step that goes too far. `fixed`: a
// coordinate that stays. `enough`: no need to go higher than that.
Optimum climb(const std::vector<Choice>& choices, Vector u, Coordinates coordinates, std::optional<std::size_t> fixed,
              double enough = std::numeric_limits<double>::infinity())
{
    u = within_bounds(u);
    Optimum best{u, likelihood(choices, pulls_at(u, coordinates))};
    for (int step = 0; step < most_steps; ++step) {
        Matrix information{};
        Vector gradient{};
        auto pulls = pulls_at(best.u, coordinates);
        walk(choices, pulls, [&](const Vector& by_pull) {
            auto g = chained(by_pull, pulls, coordinates);
            if (fixed) g[*fixed] = 0;
            for (std::size_t n = 0; n < 4; ++n) {
                gradient[n] += g[n];
                for (std::size_t m = 0; m < 4; ++m) information[n][m] += g[n] * g[m];
            }
        });
        for (std::size_t n = 0; n < 4; ++n) information[n][n] += 1e-9 + (fixed == n ? 1.0 : 0.0);
        auto way = solved(information, gradient);
        double gained = 0, length = 1;
        for (int halving = 0; halving < most_halvings && gained <= 0; ++halving, length /= 2) {
            auto tried = best.u;
            for (std::size_t n = 0; n < 4; ++n) tried[n] += std::clamp(length * way[n], -3.0, 3.0);
            tried = within_bounds(tried);
            double there = likelihood(choices, pulls_at(tried, coordinates));
            if (there > best.likelihood) {
                gained = there - best.likelihood;
                best = {tried, there};
            }
        }
        if (gained < 1e-9 * (1 + std::abs(best.likelihood) * 1e-3) || best.likelihood >= enough) break;
    }
    return best;
}

// How near to an edge of an interval is near enough. Coarsely: to what is shown of a share.
enum class Search { Finely, Coarsely };

// Where the best that the others can do falls by so much, on one side; where it never does, the bound.
double edge_of(const std::vector<Choice>& choices, const Optimum& best, Coordinates coordinates, std::size_t which,
               double direction, Search search)
{
    auto near = search == Search::Finely ? 1e-5 : 2e-3;
    auto enough = search == Search::Finely ? std::numeric_limits<double>::infinity() : best.likelihood - drop_of_interval;
    auto wanted = best.likelihood - drop_of_interval;
    auto at = [&](double value, const Vector& start) {
        auto u = start;
        u[which] = value;
        return climb(choices, u, coordinates, which, enough);
    };
    double inside = best.u[which], reach = 0.25;
    auto start = best.u;
    double outside = inside;
    for (;;) {
        Vector bounded = best.u;
        bounded[which] = inside + direction * reach;
        bounded = within_bounds(bounded);
        auto there = at(bounded[which], start);
        outside = bounded[which];
        if (there.likelihood < wanted) break;
        bool is_bound = bounded[which] != inside + direction * reach;
        inside = outside;
        start = there.u;
        if (is_bound) return outside;
        reach *= 2;
    }
    for (int halving = 0; halving < 40 && std::abs(outside - inside) > near; ++halving) {
        double middle = (inside + outside) / 2;
        auto there = at(middle, start);
        if (there.likelihood < wanted)
            outside = middle;
        else
            inside = middle;
    }
    return (inside + outside) / 2;
}

Pull pull_of(const std::vector<Choice>& choices, const Optimum& best, Coordinates coordinates, std::size_t which,
             double (*shown)(double), Search search = Search::Finely)
{
    return {shown(best.u[which]),
            {shown(edge_of(choices, best, coordinates, which, -1, search)),
             shown(edge_of(choices, best, coordinates, which, 1, search))}};
}

// The likelihood may have more than one hill: the highest of those reached from three places.
Optimum highest(const std::vector<Choice>& choices)
{
    Optimum best{.u = {}, .likelihood = -std::numeric_limits<double>::infinity()};
    for (auto start : {Pulls{0.1, 1, 1, 0.9}, Pulls{0.01, 10, 0.5, 0.98}, Pulls{0.5, 0.5, 5, 0.5}})
        if (auto top = climb(choices, coordinates_of(start, Coordinates::Each), Coordinates::Each, {});
            top.likelihood > best.likelihood)
            best = top;
    return best;
}

Optimum in_shares(const std::vector<Choice>& choices, const Optimum& best)
{
    return climb(choices, coordinates_of(pulls_at(best.u, Coordinates::Each), Coordinates::Share), Coordinates::Share, {});
}

std::vector<Choice> choices_of(std::span<const std::vector<TreeNode>> conversations)
{
    std::vector<Choice> choices;
    for (const auto& messages : conversations) add_choices(messages, choices);
    return choices;
}

}  // namespace

double answering_log_likelihood(std::span<const std::vector<TreeNode>> conversations, double popularity, double opener,
                                double reciprocity, double novelty)
{
    return likelihood(choices_of(conversations),
                      {.popularity = popularity, .opener = opener, .reciprocity = reciprocity, .novelty = novelty});
}

std::optional<AnsweringFit> fit_answering(std::span<const std::vector<TreeNode>> conversations)
{
    auto choices = choices_of(conversations);
    if (std::ssize(choices) < least_choices) return std::nullopt;
    auto best = highest(choices);
    auto shared = in_shares(choices, best);
    auto exponential = [](double u) { return std::exp(u); };
    return AnsweringFit{.popularity = pull_of(choices, best, Coordinates::Each, 0, exponential),
                        .opener = pull_of(choices, best, Coordinates::Each, 1, exponential),
                        .reciprocity = pull_of(choices, best, Coordinates::Each, 2, exponential),
                        .novelty = pull_of(choices, best, Coordinates::Each, 3, logistic),
                        .towards_us = pull_of(choices, shared, Coordinates::Share, 2, logistic),
                        .log_likelihood = best.likelihood,
                        .comments = std::ssize(choices)};
}

std::optional<TowardsUs> fit_towards_us(std::span<const std::vector<TreeNode>> conversations)
{
    auto choices = choices_of(conversations);
    if (std::ssize(choices) < least_choices) return std::nullopt;
    auto shared = in_shares(choices, highest(choices));
    return TowardsUs{pull_of(choices, shared, Coordinates::Share, 2, logistic, Search::Coarsely), std::ssize(choices)};
}

}  // namespace favilla::conversations
