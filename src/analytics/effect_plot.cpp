// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/html.h"

namespace favilla::analytics {

namespace {

constexpr double width = 760, left = 78, right = 748;
constexpr double panel_height = 168, panel_gap = 44, first_top = 62;

// Colours that stand out on white and on near-black alike: blue and orange are told apart by all.
constexpr const char* style =
    "<style>"
    "svg{color:#1b1f24;background:#fff;font:12px system-ui,sans-serif}"
    "text{fill:currentColor}.a{stroke:currentColor;fill:none;stroke-width:1.4}"
    ".p{stroke:#1769c2;fill:none;stroke-width:1.6;stroke-dasharray:5 3}.e{stroke:#1769c2;fill:none;stroke-width:1.6}"
    ".b{fill:#1769c2;fill-opacity:.18;stroke:none}.g{stroke:currentColor;stroke-opacity:.18}"
    ".z{stroke:currentColor;stroke-opacity:.55}.t{stroke:#c2570c;stroke-width:1.4;stroke-dasharray:2 3}.o{fill:#c2570c}"
    "@media(prefers-color-scheme:dark){svg{color:#e8eaed;background:#16181c}.p,.e{stroke:#6cb2ff}.b{fill:#6cb2ff;fill-opacity:.24}"
    ".t{stroke:#ff9d57}.o{fill:#ff9d57}}"
    "</style>";

struct Curve {
    std::vector<double> middle, lower, upper, seen;  // NaN: nothing there; `seen` may be empty
    const char* line = "e";
};

// 1, 2 or 5 times a power of ten, so that about four steps span the range.
double tidy_step(double range)
{
    double power = std::pow(10, std::floor(std::log10(range / 4)));
    for (double factor : {1.0, 2.0, 5.0})
        if (power * factor >= range / 4) return power * factor;
    return power * 10;
}

class Panel {
public:
    Panel(std::string& out, double top, std::size_t steps, const Curve& curve) : out_{out}, top_{top}, steps_{steps}
    {
        low_ = std::numeric_limits<double>::infinity();
        high_ = -low_;
        for (const auto* values : {&curve.middle, &curve.lower, &curve.upper, &curve.seen})
            for (double value : *values)
                if (!std::isnan(value)) low_ = std::min(low_, value), high_ = std::max(high_, value);
        if (!(high_ > low_)) low_ -= 1, high_ += 1;
        double margin = (high_ - low_) * 0.06;
        low_ -= margin;
        high_ += margin;
    }

    void frame(const std::string& name, const std::function<std::string(double)>& number)
    {
        out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-weight=\"600\">{}</text>", left, top_ - 8, escape_text(name));
        double step = tidy_step(high_ - low_);
        for (double tick = std::ceil(low_ / step) * step; tick <= high_; tick += step) {
            double value = std::abs(tick) < step / 1e6 ? 0 : tick;
            out_ +=
                fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>", value == 0 ? "z" : "g", left, y(value), right);
            out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", left - 8, y(value) + 4,
                                escape_text(number(value)));
        }
    }
    void draw(const Curve& curve)
    {
        std::string there, back;
        for (std::size_t i = 0; i < steps_; ++i) {
            if (std::isnan(curve.upper[i])) continue;
            there += fmt::format("{}{:.1f} {:.1f}", there.empty() ? "M" : "L", x(i), y(curve.upper[i]));
            back.insert(0, fmt::format("L{:.1f} {:.1f}", x(i), y(curve.lower[i])));
        }
        out_ += fmt::format("<path class=\"b\" d=\"{}{}Z\"/>", there, back);
        line(curve.middle, curve.line);
        line(curve.seen, "a");
    }
    void mark(std::size_t step)
    {
        out_ += fmt::format("<path class=\"t\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/>", x(step), top_, top_ + panel_height);
    }
    double x(std::size_t step) const
    {
        return left + (right - left) * (steps_ > 1 ? static_cast<double>(step) / static_cast<double>(steps_ - 1) : 0.5);
    }

private:
    double y(double value) const { return top_ + panel_height * (high_ - value) / (high_ - low_); }

    // A value alone between two gaps is a dot, which a line of no length with round ends would hide in some viewers.
    void line(const std::vector<double>& values, const char* kind)
    {
        std::string path, dots;
        bool drawing = false;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isnan(values[i])) {
                drawing = false;
                continue;
            }
            bool alone = !drawing && (i + 1 == values.size() || std::isnan(values[i + 1]));
            if (alone)
                dots += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\"/>", kind, x(i), y(values[i]));
            path += fmt::format("{}{:.1f} {:.1f}", drawing ? "L" : "M", x(i), y(values[i]));
            drawing = true;
        }
        if (!path.empty()) out_ += fmt::format("<path class=\"{}\" d=\"{}\"/>", kind, path);
        out_ += dots;
    }

    std::string& out_;
    double top_;
    std::size_t steps_;
    double low_ = 0, high_ = 0;
};

void write_legend(std::string& out, const PlotWords& words)
{
    double x = left;
    auto entry = [&](const std::string& shape, const std::string& word) {
        out += fmt::format("<g transform=\"translate({:.1f} 32)\">{}<text x=\"26\" y=\"4\">{}</text></g>", x, shape,
                           escape_text(word));
        x += 44 + 6.6 * static_cast<double>(word.size());
    };
    entry("<path class=\"a\" d=\"M0 0H20\"/>", words.actual);
    entry("<path class=\"p\" d=\"M0 0H20\"/>", words.predicted);
    entry("<path class=\"b\" d=\"M0 -6H20V6H0Z\"/>", words.interval);
    entry("<path class=\"t\" d=\"M10 -7V7\"/>", words.began);
}

}  // namespace

std::string effect_plot(std::span<const EffectPoint> path, RowRange post, const PlotWords& words)
{
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    Curve original{.line = "p"}, pointwise, cumulative;
    for (const auto& point : path) {
        original.seen.push_back(point.actual);
        original.middle.push_back(point.predicted);
        original.lower.push_back(point.lower);
        original.upper.push_back(point.upper);
        pointwise.middle.push_back(point.actual - point.predicted);
        pointwise.lower.push_back(point.actual - point.upper);
        pointwise.upper.push_back(point.actual - point.lower);
        bool counted = point.row >= post.first;
        cumulative.middle.push_back(counted ? point.cumulative : nothing);
        cumulative.lower.push_back(counted ? point.cumulative_lower : nothing);
        cumulative.upper.push_back(counted ? point.cumulative_upper : nothing);
    }
    double bottom = first_top + 3 * panel_height + 2 * panel_gap;
    auto out =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
                    "aria-labelledby=\"title desc\"><title id=\"title\">{2}</title><desc id=\"desc\">{3}</desc>{4}",
                    width, bottom + 34, escape_text(words.title), escape_text(words.description), style);
    write_legend(out, words);
    double top = first_top;
    auto begin = post.first - path.front().row;
    const std::pair<const Curve*, const std::string*> panels[] = {
        {&original, &words.original}, {&pointwise, &words.pointwise}, {&cumulative, &words.cumulative}};
    for (const auto& [curve, name] : panels) {
        Panel panel{out, top, path.size(), *curve};
        panel.frame(*name, words.number);
        panel.draw(*curve);
        panel.mark(begin);
        top += panel_height + panel_gap;
    }
    for (auto at : {std::size_t{0}, begin, path.size() - 1}) {
        const char* anchor = at == 0 ? "start" : at + 1 == path.size() ? "end" : "middle";
        double x = left + (right - left) * static_cast<double>(at) / std::max(1.0, static_cast<double>(path.size() - 1));
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>", x, bottom + 20, anchor,
                           at == begin && at != 0 ? " class=\"o\"" : "", escape_text(words.step(path[at].row)));
    }
    return out + "</svg>\n";
}

}  // namespace favilla::analytics
