// SPDX-License-Identifier: AGPL-3.0-or-later
// There only where an administrator said so; else, and at once when they take it back, it is answered as if it had never been. strategy/house_figures.h
// says what is told of how few.
#include "pages/house_figures.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "net/rate_limit.h"
#include "pages/error_page.h"
#include "pages/weeks_figure.h"
#include "strategy/house_figures.h"

namespace favilla::pages {

namespace {

using strategy::HouseFigures;
using strategy::HouseWeek;
using strategy::Told;

const std::string here = "/about/figures";

// Counted for whoever asks, a stranger without a name: the whole place is more to count than a page.
constexpr net::RateRule counted_by_address{"house_figures", 30, minutes(5)};

Result<HouseFigures> find_shown(Visit& visit)
{
    auto is_shown = [&](db::Reader& reader) { return strategy::has_house_figures(reader, visit.domain.id); };
    if (!visit.site.database.read(is_shown)) return refuse(ErrorCode::NotFound, "record.not_found");
    auto who = net::address_key(visit.request.client_address);
    if (visit.site.throttled && !visit.site.limiter.hit(counted_by_address, who, visit.now).allowed)
        return refuse(ErrorCode::TooMany, "request.too_many");
    auto figures = visit.site.database.read(
        [&](db::Reader& reader) { return strategy::house_figures_of(reader, visit.domain.id, visit.now); });
    return figures ? Result<HouseFigures>{*std::move(figures)} : refuse(ErrorCode::NotFound, "record.not_found");
}

Time start_of(const HouseWeek& week) { return Time{} + days(week.first_day); }

class HousePage {
public:
    HousePage(Html& html, const Frame& frame, const HouseFigures& figures)
        : html_(html), frame_(frame), words_(frame.words), figures_(figures)
    {}

    void write()
    {
        html_.element("h1", words_("pages.figures", {{"page", frame_.organisation}}));
        html_.element("p", {{"class", "soft"}},
                      words_("pages.figures.span", {{"from", words_.date(start_of(figures_.weeks.front()))}}));
        html_.element("p", {{"class", "lead"}}, words_("pages.figures.house_lead", {{"organisation", frame_.organisation}}));
        html_.element("p", {{"class", "note"}},
                      words_("pages.figures.few", {{"least", words_.number(strategy::least_people_told)}}));
        if (!figures_.is_complete) html_.element("p", {{"class", "note"}}, words_("pages.figures.incomplete"));
        write_figure_part(html_, words_, "pages.figures.conversations", [&] {
            html_.element("p", {{"class", "soft"}}, words_("pages.figures.house_conversations_lead"));
            auto begun = told_weeks([](const HouseWeek& week) { return Told{.all = week.conversations, .authentic = {}}; });
            write_weeks_chart(html_, words_, begun);
            write_weeks_table(html_, words_, "pages.figures.conversations", begun, "pages.figures.begun_here");
        });
        part("pages.figures.answers", "pages.figures.house_answers_lead", [](const HouseWeek& week) { return week.answers; });
        write_figure_part(html_, words_, "pages.figures.people", [&] { write_told_people(html_, words_, figures_.people); });
        part("pages.figures.members", "pages.figures.members_lead", [](const HouseWeek& week) { return week.members; });
        part("pages.figures.elsewhere", "pages.figures.elsewhere_lead", [](const HouseWeek& week) { return week.followers; });
        write_figure_part(html_, words_, "pages.figures.method", [&] {
            write_figure_methods(html_, words_);
            write_figure_data(html_, words_, here, Url::local("/about"), words_("pages.about"));
        });
    }

private:
    template <class Of>
    std::vector<ToldWeek> told_weeks(Of&& of) const
    {
        std::vector<ToldWeek> weeks;
        for (const auto& week : figures_.weeks) weeks.push_back({start_of(week), of(week)});
        return weeks;
    }
    template <class Of>
    void part(std::string_view title, std::string_view lead, Of&& of)
    {
        write_figure_part(html_, words_, title, [&] {
            html_.element("p", {{"class", "soft"}}, words_(lead));
            html_.element("p", {{"class", "soft"}}, words_("pages.figures.key"));
            auto weeks = told_weeks(of);
            write_weeks_chart(html_, words_, weeks);
            write_weeks_table(html_, words_, title, weeks);
        });
    }

    Html& html_;
    const Frame& frame_;
    const Words& words_;
    const HouseFigures& figures_;
};

std::string figures_json(const Visit& visit, const HouseFigures& figures)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("organisation", visit.domain.title.empty() ? visit.domain.name : visit.domain.title);
            json.field("url", visit.domain.origin + "/about");
            json.field("least_people", strategy::least_people_told);
            json.field("complete", figures.is_complete);
            write_told(json, "people", figures.people);
            json.key("weeks").array(figures.weeks, [&](const HouseWeek& week) {
                json.object([&] {
                    json.field("week", iso_date(start_of(week)));
                    json.field("conversations", week.conversations);
                    write_told(json, "answers", week.answers);
                    write_told(json, "members", week.members);
                    write_told(json, "followers_elsewhere", week.followers);
                });
            });
            write_method_addresses(json, visit.domain.origin);
        });
    });
}

std::string figures_csv(const HouseFigures& figures)
{
    std::string text = "week,conversations,answers,answers_authentic,members,members_authentic,followers_elsewhere,"
                       "followers_elsewhere_authentic\r\n";
    for (const auto& week : figures.weeks)
        text += fmt::format("{},{},{},{},{},{},{},{}\r\n", iso_date(start_of(week)), cell(week.conversations),
                            cell(week.answers.all), cell(week.answers.authentic), cell(week.members.all),
                            cell(week.members.authentic), cell(week.followers.all), cell(week.followers.authentic));
    return text;
}

}  // namespace

net::Response show_house_figures(Visit& visit)
{
    auto figures = find_shown(visit);
    if (!figures) return error_response(visit, http_status(figures.error().code));
    auto frame = frame_of(visit);
    PageHead head{.title = frame.words("pages.figures", {{"page", frame.organisation}}),
                  .description = frame.words("pages.figures.house_lead", {{"organisation", frame.organisation}}),
                  .canonical = frame.origin + here,
                  .width = "wide",
                  .sheet = "figures.css"};
    head.alternates = {{"application/json", here + ".json", ""}, {"text/csv", here + ".csv", ""}};
    return html_response(visit, page(frame, head, [&](Html& html) { HousePage{html, frame, *figures}.write(); }));
}

net::Response give_house_figures_json(Visit& visit)
{
    auto figures = find_shown(visit);
    return figures ? figure_data_response(visit, "application/json; charset=utf-8", figures_json(visit, *figures))
                   : error_response(visit, http_status(figures.error().code));
}

net::Response give_house_figures_csv(Visit& visit)
{
    auto figures = find_shown(visit);
    return figures ? figure_data_response(visit, "text/csv; charset=utf-8", figures_csv(*figures))
                   : error_response(visit, http_status(figures.error().code));
}

}  // namespace favilla::pages
