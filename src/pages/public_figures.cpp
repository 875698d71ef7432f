// SPDX-License-Identifier: AGPL-3.0-or-later
// What came of a page, for everybody: /@NAME/figures, and the same as data beside it. There only where an administrator said so; else, and at
// once when they take it back, it is answered as if it had never been. strategy/public_figures.h says what is told of how few.
#include "strategy/public_figures.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "social/accounts.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

using strategy::PublicFigures;
using strategy::PublicWeek;
using strategy::Told;

constexpr double chart_width = 640, chart_height = 130, foot = 110, most_height = 92;
constexpr std::string_view methods[] = {"public-figures", "scope-measures", "growth", "authentic-figures"};

struct Shown {
    social::Account account;
    PublicFigures figures;
};

std::optional<Shown> find_shown(Visit& visit)
{
    return visit.site.database.read([&](db::Reader& reader) -> std::optional<Shown> {
        auto account = social::find_local_account(reader, visit.request.param("name"), visit.domain.id);
        if (!account || account->kind != social::AccountKind::Page) return std::nullopt;
        auto figures = strategy::public_figures_of(reader, visit.domain.id, account->id, visit.now);
        return figures ? std::optional{Shown{*std::move(account), *std::move(figures)}} : std::nullopt;
    });
}

Time start_of(const PublicWeek& week) { return Time{} + days(week.first_day); }

class FiguresPage {
public:
    FiguresPage(Html& html, const Frame& frame, const Shown& shown)
        : html_(html), frame_(frame), words_(frame.words), shown_(shown), weeks_(shown.figures.weeks)
    {}

    void write()
    {
        html_.element("h1", words_("pages.figures", {{"page", social::shown_name(shown_.account)}}));
        html_.element("p", {{"class", "soft"}}, words_("pages.figures.span", {{"from", words_.date(start_of(weeks_.front()))}}));
        html_.element("p", {{"class", "lead"}}, words_("pages.figures.lead", {{"organisation", frame_.organisation}}));
        html_.element("p", {{"class", "note"}},
                      words_("pages.figures.few", {{"least", words_.number(strategy::least_people_told)}}));
        if (!shown_.figures.is_complete) html_.element("p", {{"class", "note"}}, words_("pages.figures.incomplete"));
        section("pages.figures.conversations", [&] { conversations(); });
        section("pages.figures.answers", [&] { answers(); });
        section("pages.figures.people", [&] { html_.element("p", people()); });
        if (shown_.figures.tells_followers) section("pages.figures.followers", [&] { followers(); });
        section("pages.figures.method", [&] { method(); });
    }

private:
    template <class Body>
    void section(std::string_view title, Body body)
    {
        html_.element("section", {{"class", "report-part"}}, [&] {
            html_.element("h2", words_(title));
            body();
        });
    }

    std::string say(std::optional<std::int64_t> number) const { return number ? words_.number(*number) : "–"; }

    void conversations()
    {
        chart([](const PublicWeek& week) { return Told{.all = week.conversations, .authentic = {}}; });
        table("pages.figures.conversations", {"pages.figures.begun"},
              [&](const PublicWeek& week) { return std::vector{say(week.conversations)}; });
    }
    void answers()
    {
        key();
        chart([](const PublicWeek& week) { return week.answers; });
        table("pages.figures.answers", {"pages.figures.all", "pages.figures.authentic"},
              [&](const PublicWeek& week) { return std::vector{say(week.answers.all), say(week.answers.authentic)}; });
    }
    void followers()
    {
        html_.element("p", {{"class", "soft"}}, words_("pages.figures.followers_lead"));
        key();
        chart([](const PublicWeek& week) { return week.followers; });
        table("pages.figures.followers", {"pages.figures.all", "pages.figures.authentic"},
              [&](const PublicWeek& week) { return std::vector{say(week.followers.all), say(week.followers.authentic)}; });
    }
    std::string people() const
    {
        const auto& people = shown_.figures.people;
        if (!people.all) return words_("pages.figures.few_people", {{"least", words_.number(strategy::least_people_told)}});
        auto all = words_.count("pages.figures.wrote", *people.all);
        return people.authentic ? all + " " + words_("pages.figures.of_them", {{"authentic", words_.number(*people.authentic)}})
                                : all;
    }

    void key() { html_.element("p", {{"class", "soft"}}, words_("pages.figures.key")); }

    // What is authentic stands before all of it. Where a number is not told, a stroke.
    template <class Of>
    void chart(Of&& of)
    {
        std::int64_t most = 1;
        for (const auto& week : weeks_) most = std::max(most, of(week).all.value_or(0));
        auto step = chart_width / static_cast<double>(weeks_.size());
        html_.element(
            "svg", {{"class", "weeks-chart"}, {"viewBox", "0 0 640 130"}, {"aria-hidden", "true"}, {"focusable", "false"}}, [&] {
                for (std::size_t n = 0; n < weeks_.size(); ++n) {
                    auto told = of(weeks_[n]);
                    auto x = static_cast<double>(n) * step + 2;
                    auto height = [&](std::int64_t number) {
                        return most_height * static_cast<double>(number) / static_cast<double>(most);
                    };
                    if (told.all) bar("weeks-all", x, step - 4, height(*told.all));
                    if (told.authentic) bar("weeks-authentic", x, step - 4, height(*told.authentic));
                    if (!told.all) bar("weeks-hidden", x, step - 4, 2);
                }
                label(0, "start", words_.date(start_of(weeks_.front())));
                label(chart_width, "end", words_.date(start_of(weeks_.back())));
                html_.element("text", {{"x", "0"}, {"y", "13"}}, words_.number(most));
            });
    }
    void bar(std::string_view css_class, double x, double width, double height)
    {
        html_.element("rect",
                      {{"class", css_class},
                       {"x", fmt::format("{:.1f}", x)},
                       {"y", fmt::format("{:.1f}", foot - height)},
                       {"width", fmt::format("{:.1f}", width)},
                       {"height", fmt::format("{:.1f}", height)}},
                      "");
    }
    void label(double x, std::string_view anchor, const std::string& text)
    {
        html_.element("text",
                      {{"x", fmt::format("{:.0f}", x)}, {"y", fmt::format("{:.0f}", chart_height - 4)}, {"text-anchor", anchor}},
                      text);
    }

    template <class Cells>
    void table(std::string_view name, std::initializer_list<std::string_view> columns, Cells&& cells)
    {
        html_.element("div",
                      {{"class", "wide-table"},
                       {"role", "region"},
                       {"aria-label", words_("pages.figures.table", {{"name", words_(name)}})},
                       {"tabindex", "0"}},
                      [&] {
                          html_.element("table", [&] {
                              html_.element("thead", [&] {
                                  html_.element("tr", [&] {
                                      html_.element("th", {{"scope", "col"}}, words_("pages.figures.week"));
                                      for (auto column : columns) html_.element("th", {{"scope", "col"}}, words_(column));
                                  });
                              });
                              html_.element("tbody", [&] {
                                  for (const auto& week : weeks_) row(week, cells(week));
                              });
                          });
                      });
    }
    void row(const PublicWeek& week, const std::vector<std::string>& cells)
    {
        html_.element("tr", [&] {
            html_.element("th", {{"scope", "row"}}, words_.date(start_of(week)));
            for (const auto& cell : cells) html_.element("td", cell);
        });
    }

    void method()
    {
        html_.element("ul", [&] {
            for (auto name : methods)
                html_.element("li", [&] {
                    html_.link(Url::local("/about/methods/" + std::string{name}), {},
                               words_("pages.figures.method." + std::string{name}));
                });
        });
        auto here = "/@" + url_segment(shown_.account.username);
        html_.element("p", [&] {
            html_.text(words_("pages.figures.data") + " ");
            html_.link(Url::local(here + "/figures.csv"), {}, "CSV");
            html_.text(" · ");
            html_.link(Url::local(here + "/figures.json"), {}, "JSON");
            html_.text(" · ");
            html_.link(Url::local(here), {}, words_("pages.figures.back", {{"page", social::shown_name(shown_.account)}}));
        });
    }

    Html& html_;
    const Frame& frame_;
    const Words& words_;
    const Shown& shown_;
    const std::vector<PublicWeek>& weeks_;
};

void write_told(JsonWriter& json, std::string_view name, const Told& told)
{
    json.key(name).object([&] {
        json.field("all", told.all);
        json.field("authentic", told.authentic);
    });
}

std::string figures_json(const Visit& visit, const Shown& shown)
{
    const auto& [account, figures] = shown;
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", account.id);
            json.field("page", social::shown_name(account));
            json.field("url", visit.domain.origin + "/@" + url_segment(account.username));
            json.field("least_people", strategy::least_people_told);
            json.field("complete", figures.is_complete);
            write_told(json, "people", figures.people);
            json.key("weeks").array(figures.weeks, [&](const PublicWeek& week) {
                json.object([&] {
                    json.field("week", iso_date(start_of(week)));
                    json.field("conversations", week.conversations);
                    write_told(json, "answers", week.answers);
                    if (figures.tells_followers) write_told(json, "followers", week.followers);
                });
            });
            json.key("methods").array(std::span{methods}, [&](std::string_view name) {
                json.value(visit.domain.origin + "/about/methods/" + std::string{name});
            });
        });
    });
}

std::string cell(std::optional<std::int64_t> number) { return number ? std::to_string(*number) : ""; }

std::string figures_csv(const PublicFigures& figures)
{
    std::string text = "week,conversations,answers,answers_authentic,followers,followers_authentic\r\n";
    for (const auto& week : figures.weeks)
        text += fmt::format("{},{},{},{},{},{}\r\n", iso_date(start_of(week)), cell(week.conversations), cell(week.answers.all),
                            cell(week.answers.authentic), cell(week.followers.all), cell(week.followers.authentic));
    return text;
}

// Asked for anew each time: it may have ended.
net::Response data_response(const Visit& visit, std::string_view type, std::string body)
{
    auto response = with_security_headers(net::response_of_type(200, std::string{type}, std::move(body)));
    response.set_header("Cache-Control", "no-cache");
    return unless_known(visit.request, std::move(response));
}

}  // namespace

net::Response show_public_figures(Visit& visit)
{
    auto shown = find_shown(visit);
    if (!shown) return error_response(visit, 404);
    auto frame = frame_of(visit);
    auto here = "/@" + url_segment(shown->account.username) + "/figures";
    PageHead head{.title = frame.words("pages.figures", {{"page", social::shown_name(shown->account)}}),
                  .description = frame.words("pages.figures.lead", {{"organisation", frame.organisation}}),
                  .canonical = frame.origin + here,
                  .width = "wide",
                  .sheet = "figures.css"};
    head.alternates = {{"application/json", here + ".json", ""}, {"text/csv", here + ".csv", ""}};
    return html_response(visit, page(frame, head, [&](Html& html) { FiguresPage{html, frame, *shown}.write(); }));
}

net::Response give_figures_json(Visit& visit)
{
    auto shown = find_shown(visit);
    return shown ? data_response(visit, "application/json; charset=utf-8", figures_json(visit, *shown))
                 : error_response(visit, 404);
}

net::Response give_figures_csv(Visit& visit)
{
    auto shown = find_shown(visit);
    return shown ? data_response(visit, "text/csv; charset=utf-8", figures_csv(shown->figures)) : error_response(visit, 404);
}

}  // namespace favilla::pages
