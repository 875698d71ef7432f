// SPDX-License-Identifier: AGPL-3.0-or-later
// The report of a page's posture, for its team: to be read, and to be printed or saved as PDF by the browser (docs/decisions/0027-printed-by-the-browser.md).
// Its figures and sentences are those of the screen.
#include <fmt/format.h>

#include "community/pages.h"
#include "desk/settings.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/post_html.h"
#include "social/mail_parts.h"
#include "strategy/posture_words.h"
#include "strategy/reports.h"

namespace favilla::pages {

namespace {

using namespace strategy;

constexpr double scale_width = 640, scale_edge = 20;

std::string place(double share) { return fmt::format("{:.1f}", scale_edge + share * (scale_width - 2 * scale_edge)); }
std::string length(double share) { return fmt::format("{:.1f}", share * (scale_width - 2 * scale_edge)); }

class Report {
public:
    Report(Html& html, const Words& words, const PostureView& view)
        : html_(html), words_(words), view_(view), posture_(view.posture), say_(words.locale(), words.language())
    {}

    void write()
    {
        html_.element("h1", words_("pages.posture_report", {{"page", social::shown_name(view_.account)}}));
        html_.element("p", {{"class", "soft"}},
                      words_("pages.posture_report.span", {{"from", words_.date(start_of_week(posture_.first_week()))},
                                                           {"through", say_.last_day(posture_.until)}}));
        html_.element("p", {{"class", "lead"}}, say_.verdict(posture_));
        scale();
        auto beside = say_.beside(posture_);
        html_.element("p", beside.empty() ? say_.declared(posture_) : say_.declared(posture_) + " " + beside);
        section("pages.posture_report.advice", [&] { advice(); });
        section("pages.posture_report.parts", [&] { parts(); });
        section("pages.posture_report.trend", [&] { trend(); });
        section("pages.posture_report.gains", [&] { gains(); });
        section("pages.posture_report.restated", [&] { restated(); });
        section("pages.posture_report.method", [&] { method(); });
        others();
    }

private:
    template <class Body>
    void section(const char* title, Body body)
    {
        html_.element("section", {{"class", "report-part"}}, [&] {
            html_.element("h2", words_(title));
            body();
        });
    }

    void scale()
    {
        html_.element(
            "svg", {{"class", "posture-scale"}, {"viewBox", "0 0 640 70"}, {"aria-hidden", "true"}, {"focusable", "false"}}, [&] {
                rectangle("scale-line", place(0), length(1));
                if (const auto& score = posture_.now.score) {
                    rectangle("scale-interval", place(score->lower), length(score->upper - score->lower));
                    html_.element("circle", {{"class", "scale-now"}, {"cx", place(score->value)}, {"cy", "22"}, {"r", "9"}}, "");
                }
                if (posture_.declared) declared_mark();
                html_.element("text", {{"x", place(0)}, {"y", "56"}}, "0 · " + say_.say("posture.end.megaphone"));
                html_.element("text", {{"x", place(1)}, {"y", "56"}, {"text-anchor", "end"}},
                              "1 · " + say_.say("posture.end.round_table"));
            });
    }
    void declared_mark()
    {
        auto share = *posture_.declared == social::Posture::Megaphone ? 0 : *posture_.declared == social::Posture::Both ? 0.5 : 1;
        html_.element("path", {{"class", "scale-declared"}, {"d", fmt::format("M{} 13 l-7 -11 h14 z", place(share))}}, "");
    }
    void rectangle(const char* css_class, const std::string& x, const std::string& width)
    {
        html_.element("rect", {{"class", css_class}, {"x", x}, {"y", "15"}, {"width", width}, {"height", "14"}, {"rx", "7"}}, "");
    }

    void advice()
    {
        if (posture_.advice.empty()) return html_.element("p", words_("pages.posture_report.no_advice"));
        html_.element("ol", [&] {
            for (const auto& one : posture_.advice) {
                auto counsel = say_.counsel(posture_, one);
                html_.element("li", [&] {
                    html_.element("p", [&] { html_.element("strong", counsel.text); });
                    html_.element("p", counsel.evidence);
                    html_.element("p", {{"class", "soft"}}, counsel.change);
                });
            }
        });
    }

    void parts()
    {
        html_.element("p", {{"class", "soft"}}, words_("pages.posture_report.parts_lead"));
        html_.element("dl", {{"class", "fields"}}, [&] {
            for (const auto& part : posture_.now.parts)
                html_.element("div", [&] {
                    html_.element("dt", say_.name(part.part));
                    html_.element("dd", [&] {
                        if (part.figure) html_.element("strong", say_.interval(*part.figure));
                        html_.element("p", say_.cases(part));
                        if (part.without) html_.element("p", {{"class", "soft"}}, say_.without(*part.without));
                    });
                });
        });
    }

    void trend()
    {
        html_.element("p", say_.moved(posture_));
        if (posture_.trend.empty()) return;
        html_.element("dl", {{"class", "fields"}}, [&] {
            for (const auto& point : posture_.trend)
                html_.element("div", [&] {
                    html_.element(
                        "dt", words_("pages.posture_report.until", {{"through", say_.last_day(start_of_week(point.week + 1))}}));
                    html_.element("dd", say_.interval(point.score));
                });
        });
    }

    void gains()
    {
        html_.element("dl", {{"class", "fields"}}, [&] {
            for (const auto& gain : posture_.gains)
                html_.element("div", [&] {
                    html_.element("dt", say_.name(gain.gain));
                    html_.element("dd", say_.gained(gain));
                });
        });
        html_.element("p", {{"class", "soft"}}, say_.caution());
    }

    void restated()
    {
        if (view_.months.empty()) return html_.element("p", words_("pages.posture_report.first"));
        if (view_.restated.empty()) return html_.element("p", words_("pages.posture_report.same"));
        html_.element("ul", [&] {
            for (const auto& one : view_.restated)
                html_.element("li", words_("pages.posture_report.restated_line", {{"month", one.month},
                                                                                  {"name", say_.figure_name(one.name)},
                                                                                  {"said", say_.said(one.said)},
                                                                                  {"is", say_.said(one.is)}}));
        });
    }

    void method()
    {
        html_.element("p", [&] {
            html_.link(Url::local("/about/methods/posture"), {}, words_("pages.posture_report.method_link"));
            html_.text(" · ");
            html_.link(Url::local("/about/methods/who-answers-whom"), {}, say_.name(Part::EachOther));
        });
        html_.element("p", {{"class", "soft no-print"}}, words_("pages.posture_report.print"));
    }

    void others()
    {
        if (view_.months.empty()) return;
        auto here = Url::local("/@" + view_.account.username + "/posture");
        html_.element("nav", {{"class", "pager no-print"}, {"aria-label", words_("pages.posture_report.others")}}, [&] {
            html_.link(here, {}, words_("pages.posture_report.now"));
            for (const auto& month : view_.months) html_.link(here.with("month", month), {}, month);
        });
    }

    Html& html_;
    const Words& words_;
    const PostureView& view_;
    const PagePosture& posture_;
    PostureWords say_;
};

}  // namespace

net::Response show_posture_report(Visit& visit)
{
    if (!visit.member) return see_other(Url::local("/auth/sign_in").with("return_to", visit.request.target).text());
    auto account = visit.site.database.read([&](db::Reader& reader) -> std::optional<AccountId> {
        auto found = social::find_local_account(reader, visit.request.param("name"), visit.domain.id);
        return found && community::is_of_page(reader, found->id, visit.member->account) ? std::optional{found->id} : std::nullopt;
    });
    if (!account) return error_response(visit, 404);
    auto view = load_posture(visit.site.database, *account, visit.query_field("month"), visit.now, desk::promise_of);
    if (!view) return error_response(visit, 404);
    auto frame = frame_of(visit);
    PageHead head{.title = frame.words("pages.posture_report", {{"page", social::shown_name(view->account)}}),
                  .indexed = false,
                  .width = "wide",
                  .sheet = "figures.css"};
    return form_response(visit, page(frame, head, [&](Html& html) { Report{html, frame.words, *view}.write(); }));
}

}  // namespace favilla::pages
