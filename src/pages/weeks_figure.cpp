// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/weeks_figure.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

using strategy::Told;

constexpr double height = 130, foot = 110, most_height = 92;
constexpr std::array<std::string_view, 4> methods{"public-figures", "scope-measures", "growth", "authentic-figures"};

// One drawing, so many units wide: about as many pixels where it is shown.
class WeeksChart {
public:
    WeeksChart(Html& html, const Words& words, const std::vector<ToldWeek>& weeks, double width)
        : html_(html), words_(words), weeks_(weeks), width_(width)
    {
        for (const auto& week : weeks_) most_ = std::max(most_, week.told.all.value_or(0));
    }

    void write(std::string_view css_class)
    {
        auto box = fmt::format("0 0 {:.0f} {:.0f}", width_, height);
        html_.element("svg", {{"class", css_class}, {"viewBox", box}, {"aria-hidden", "true"}, {"focusable", "false"}}, [&] {
            auto step = width_ / static_cast<double>(weeks_.size());
            auto gap = step / 6;
            for (std::size_t n = 0; n < weeks_.size(); ++n) {
                const auto& told = weeks_[n].told;
                auto x = static_cast<double>(n) * step + gap / 2;
                if (told.all) bar("weeks-all", x, step - gap, height_of(*told.all));
                if (told.authentic) bar("weeks-authentic", x, step - gap, height_of(*told.authentic));
                if (!told.all) bar("weeks-hidden", x, step - gap, 2);
            }
            label(0, "start", words_.date(weeks_.front().start));
            label(width_, "end", words_.date(weeks_.back().start));
            html_.element("text", {{"x", "0"}, {"y", "13"}}, words_.number(most_));
        });
    }

private:
    double height_of(std::int64_t number) const { return most_height * static_cast<double>(number) / static_cast<double>(most_); }
    void bar(std::string_view css_class, double x, double width, double tall)
    {
        html_.element("rect",
                      {{"class", css_class},
                       {"x", fmt::format("{:.1f}", x)},
                       {"y", fmt::format("{:.1f}", foot - tall)},
                       {"width", fmt::format("{:.1f}", width)},
                       {"height", fmt::format("{:.1f}", tall)}},
                      "");
    }
    void label(double x, std::string_view anchor, const std::string& text)
    {
        html_.element("text",
                      {{"x", fmt::format("{:.0f}", x)}, {"y", fmt::format("{:.0f}", height - 4)}, {"text-anchor", anchor}}, text);
    }

    Html& html_;
    const Words& words_;
    const std::vector<ToldWeek>& weeks_;
    double width_;
    std::int64_t most_ = 1;
};

}  // namespace

std::string say(const Words& words, std::optional<std::int64_t> number) { return number ? words.number(*number) : "–"; }

std::string cell(std::optional<std::int64_t> number) { return number ? std::to_string(*number) : ""; }

void write_figure_part(Html& html, const Words& words, std::string_view title, const std::function<void()>& body)
{
    html.element("section", {{"class", "report-part"}}, [&] {
        html.element("h2", words(title));
        body();
    });
}

void write_weeks_chart(Html& html, const Words& words, const std::vector<ToldWeek>& weeks)
{
    WeeksChart{html, words, weeks, 640}.write("weeks-chart for-desks");
    WeeksChart{html, words, weeks, 320}.write("weeks-chart for-phones");
}

void write_weeks_table(Html& html, const Words& words, std::string_view name, const std::vector<ToldWeek>& weeks,
                       std::string_view only)
{
    auto head = [&](std::string_view key) { html.element("th", {{"scope", "col"}}, words(key)); };
    html.element("div",
                 {{"class", "wide-table"},
                  {"role", "region"},
                  {"aria-label", words("pages.figures.table", {{"name", words(name)}})},
                  {"tabindex", "0"}},
                 [&] {
                     html.element("table", [&] {
                         html.element("thead", [&] {
                             html.element("tr", [&] {
                                 head("pages.figures.week");
                                 head(only.empty() ? "pages.figures.all" : only);
                                 if (only.empty()) head("pages.figures.authentic");
                             });
                         });
                         html.element("tbody", [&] {
                             for (const auto& week : weeks)
                                 html.element("tr", [&] {
                                     html.element("th", {{"scope", "row"}}, words.date(week.start));
                                     html.element("td", say(words, week.told.all));
                                     if (only.empty()) html.element("td", say(words, week.told.authentic));
                                 });
                         });
                     });
                 });
}

void write_told_people(Html& html, const Words& words, const Told& people)
{
    if (!people.all) {
        html.element("p", words("pages.figures.few_people", {{"least", words.number(strategy::least_people_told)}}));
        return;
    }
    auto all = words.count("pages.figures.wrote", *people.all);
    if (people.authentic) all += " " + words("pages.figures.of_them", {{"authentic", words.number(*people.authentic)}});
    html.element("p", all);
}

void write_figure_methods(Html& html, const Words& words)
{
    html.element("ul", [&] {
        for (auto name : methods)
            html.element("li", [&] {
                html.link(Url::local("/about/methods/" + std::string{name}), {},
                          words("pages.figures.method." + std::string{name}));
            });
    });
}

void write_figure_data(Html& html, const Words& words, const std::string& here, const Url& back, const std::string& back_words)
{
    html.element("p", [&] {
        html.text(words("pages.figures.data") + " ");
        html.link(Url::local(here + ".csv"), {}, "CSV");
        html.text(" · ");
        html.link(Url::local(here + ".json"), {}, "JSON");
        html.text(" · ");
        html.link(back, {}, back_words);
    });
}

void write_told(JsonWriter& json, std::string_view name, const Told& told)
{
    json.key(name).object([&] {
        json.field("all", told.all);
        json.field("authentic", told.authentic);
    });
}

void write_method_addresses(JsonWriter& json, std::string_view origin)
{
    json.key("methods").array(std::span{methods}, [&](std::string_view name) {
        json.value(std::string{origin} + "/about/methods/" + std::string{name});
    });
}

net::Response figure_data_response(const Visit& visit, std::string_view type, std::string body)
{
    auto response = with_security_headers(net::response_of_type(200, std::string{type}, std::move(body)));
    response.set_header("Cache-Control", "no-cache");
    return unless_known(visit.request, std::move(response));
}

}  // namespace favilla::pages
