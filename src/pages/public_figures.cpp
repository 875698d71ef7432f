// SPDX-License-Identifier: AGPL-3.0-or-later
// What came of a page, for everybody: /@NAME/figures, and the same as data beside it. There only where an administrator said so; else, and at
// once when they take it back, it is answered as if it had never been. strategy/public_figures.h says what is told of how few.
#include "strategy/public_figures.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/weeks_figure.h"
#include "social/accounts.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

using strategy::PublicFigures;
using strategy::PublicWeek;
using strategy::Told;

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

template <class Of>
std::vector<ToldWeek> told_weeks(const PublicFigures& figures, Of&& of)
{
    std::vector<ToldWeek> weeks;
    for (const auto& week : figures.weeks) weeks.push_back({start_of(week), of(week)});
    return weeks;
}

void write_figures(Html& html, const Frame& frame, const Shown& shown)
{
    const auto& words = frame.words;
    const auto& [account, figures] = shown;
    auto name = social::shown_name(account);
    auto here = "/@" + url_segment(account.username);
    html.element("h1", words("pages.figures", {{"page", name}}));
    html.element("p", {{"class", "soft"}}, words("pages.figures.span", {{"from", words.date(start_of(figures.weeks.front()))}}));
    html.element("p", {{"class", "lead"}}, words("pages.figures.lead", {{"organisation", frame.organisation}}));
    html.element("p", {{"class", "note"}}, words("pages.figures.few", {{"least", words.number(strategy::least_people_told)}}));
    if (!figures.is_complete) html.element("p", {{"class", "note"}}, words("pages.figures.incomplete"));
    write_figure_part(html, words, "pages.figures.conversations", [&] {
        auto begun = told_weeks(figures, [](const PublicWeek& week) { return Told{.all = week.conversations, .authentic = {}}; });
        write_weeks_chart(html, words, begun);
        write_weeks_table(html, words, "pages.figures.conversations", begun, "pages.figures.begun");
    });
    write_figure_part(html, words, "pages.figures.answers", [&] {
        html.element("p", {{"class", "soft"}}, words("pages.figures.key"));
        auto answers = told_weeks(figures, [](const PublicWeek& week) { return week.answers; });
        write_weeks_chart(html, words, answers);
        write_weeks_table(html, words, "pages.figures.answers", answers);
    });
    write_figure_part(html, words, "pages.figures.people", [&] { write_told_people(html, words, figures.people); });
    if (figures.tells_followers)
        write_figure_part(html, words, "pages.figures.followers", [&] {
            html.element("p", {{"class", "soft"}}, words("pages.figures.followers_lead"));
            html.element("p", {{"class", "soft"}}, words("pages.figures.key"));
            auto followers = told_weeks(figures, [](const PublicWeek& week) { return week.followers; });
            write_weeks_chart(html, words, followers);
            write_weeks_table(html, words, "pages.figures.followers", followers);
        });
    write_figure_part(html, words, "pages.figures.method", [&] {
        write_figure_methods(html, words);
        write_figure_data(html, words, here + "/figures", Url::local(here), words("pages.figures.back", {{"page", name}}));
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
            write_method_addresses(json, visit.domain.origin);
        });
    });
}

std::string figures_csv(const PublicFigures& figures)
{
    std::string text = "week,conversations,answers,answers_authentic,followers,followers_authentic\r\n";
    for (const auto& week : figures.weeks)
        text += fmt::format("{},{},{},{},{},{}\r\n", iso_date(start_of(week)), cell(week.conversations), cell(week.answers.all),
                            cell(week.answers.authentic), cell(week.followers.all), cell(week.followers.authentic));
    return text;
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
    return html_response(visit, page(frame, head, [&](Html& html) { write_figures(html, frame, *shown); }));
}

net::Response give_figures_json(Visit& visit)
{
    auto shown = find_shown(visit);
    return shown ? figure_data_response(visit, "application/json; charset=utf-8", figures_json(visit, *shown))
                 : error_response(visit, 404);
}

net::Response give_figures_csv(Visit& visit)
{
    auto shown = find_shown(visit);
    return shown ? figure_data_response(visit, "text/csv; charset=utf-8", figures_csv(shown->figures))
                 : error_response(visit, 404);
}

}  // namespace favilla::pages
