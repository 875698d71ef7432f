// SPDX-License-Identifier: AGPL-3.0-or-later
// The roadmap and the page of an idea: what becomes of what people asked for, and who asked.
#include "community/ideas.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

Url place_of(StatusId id) { return Url::local("/ideas/" + to_string(id)); }

std::string state_words(const Words& words, std::string_view state) { return words("app.ideas.state." + std::string{state}); }

void write_state(Html& html, const Words& words, std::string_view state)
{
    html.element("span", {{"class", "state " + std::string{state}}}, state_words(words, state));
}

void write_people(Html& html, const std::vector<AuthorView>& people)
{
    html.element("ul", {{"class", "people"}}, [&] {
        for (const auto& person : people)
            html.element("li", [&] { html.link(person.profile, {}, [&] { html.element("bdi", person.name); }); });
    });
}

// Empty where all of them are.
std::string authentic_votes_of(const Words& words, const IdeaLine& idea)
{
    if (idea.authentic_votes == idea.votes) return {};
    return words("pages.parts.authentic", {{"value", words.number(idea.authentic_votes)}});
}

void write_line(Html& html, const Words& words, const IdeaLine& idea)
{
    html.element("li", {{"class", "idea"}}, [&] {
        html.element("p", {{"class", "votes"}}, [&] {
            html.text(words.count("app.ideas.votes", idea.votes));
            if (auto authentic = authentic_votes_of(words, idea); !authentic.empty())
                html.element("span", {{"class", "soft"}}, authentic);
        });
        html.element("div", [&] {
            html.link(place_of(idea.id), {{"class", "opening"}}, [&] { html.element("bdi", idea.title); });
            if (!idea.word.empty()) html.element("p", {{"class", "said"}}, idea.word);
            html.element("p", {{"class", "meta"}}, [&] {
                html.text(words("app.ideas.proposed_by", {{"name", idea.proposer.name}}));
                if (idea.space) html.text(" · " + idea.space->name);
                if (idea.answers > 0) html.text(" · " + words.count("pages.answers", idea.answers));
                html.text(" · ");
                write_time(html, words, idea.changed_at);
            });
        });
    });
}

void write_column(Html& html, const Words& words, const RoadmapView& view, const RoadmapView::Column& column)
{
    html.element("section", {{"class", "alive roadmap"}, {"aria-labelledby", column.state}}, [&] {
        html.element("h2", {{"id", column.state}}, state_words(words, column.state));
        html.element("p", {{"class", "soft"}}, words("app.ideas.state." + column.state + ".means"));
        if (column.ideas.empty()) html.element("p", {{"class", "soft"}}, words("pages.roadmap.none_more"));
        html.element("ul", [&] {
            for (const auto& idea : column.ideas) write_line(html, words, idea);
        });
        if (!column.next) return;
        auto more = Url::local("/roadmap").with("state", column.state);
        html.element("p", [&] {
            html.link(view.state.empty() ? more : more.with("after", to_string(*column.next)), {{"rel", "next"}},
                      words(view.state.empty() ? "pages.roadmap.all" : "pages.older"));
        });
    });
}

void write_change(Html& html, const Words& words, const IdeaChangeView& change)
{
    html.element("li", [&] {
        html.element("p", [&] {
            if (change.kind == "state")
                write_state(html, words, change.state);
            else
                html.text(words("app.ideas.change." + change.kind));
            if (change.other) {
                html.text(" ");
                html.link(place_of(change.other->id), {}, change.other->title);
            }
        });
        if (!change.word.empty()) html.element("p", {{"class", "said"}}, change.word);
        html.element("p", {{"class", "meta"}}, [&] {
            html.text(change.by.name + " · ");
            write_time(html, words, change.at);
        });
    });
}

void write_changes(Html& html, const Words& words, const IdeaView& view)
{
    html.element("section", {{"class", "alive"}, {"aria-labelledby", "changes"}}, [&] {
        html.element("h2", {{"id", "changes"}}, words("app.ideas.changes"));
        html.element("ol", {{"class", "changes"}}, [&] {
            for (const auto& change : view.changes) write_change(html, words, change);
        });
    });
}

void write_credit(Html& html, const Words& words, std::string_view key, const std::vector<AuthorView>& people)
{
    if (people.empty()) return;
    html.element("h3", words(key));
    write_people(html, people);
}

void write_credits(Html& html, const Words& words, const IdeaView& view)
{
    html.element("section", {{"class", "credits"}, {"aria-labelledby", "credits"}}, [&] {
        html.element("h2", {{"id", "credits"}}, words("app.ideas.credits"));
        write_credit(html, words, "app.ideas.credits.proposed", view.proposed);
        write_credit(html, words, "app.ideas.credits.answered", view.answered);
        write_credit(html, words, "app.ideas.credits.voted", view.voted);
        if (view.has_more_voters) html.element("p", {{"class", "soft"}}, words("app.ideas.credits.more"));
    });
}

void write_answer(Html& html, const Words& words, const IdeaLine& idea)
{
    html.element("p", {{"class", "meta"}}, [&] {
        write_state(html, words, idea.state);
        html.text(" · " + words.count("app.ideas.votes", idea.votes));
        if (auto authentic = authentic_votes_of(words, idea); !authentic.empty()) html.text(" (" + authentic + ")");
        if (!idea.space) return;
        html.text(" · ");
        html.link(idea.space->profile, {}, idea.space->name);
    });
    if (!idea.word.empty()) html.element("blockquote", {{"class", "said"}}, idea.word);
}

}  // namespace

std::string roadmap_page(const Frame& frame, const RoadmapView& view)
{
    const auto& words = frame.words;
    PageHead head{.title = words("pages.roadmap"),
                  .description = words("pages.roadmap.lead"),
                  .canonical = frame.origin + "/roadmap" + (view.state.empty() ? "" : "?state=" + view.state)};
    return page(frame, head, [&](Html& html) {
        html.element("h1", words("pages.roadmap"));
        html.element("p", {{"class", "lead"}}, words("pages.roadmap.lead"));
        html.element("p", {{"class", "actions"}}, [&] {
            html.link(Url::local("/app/ideas/new"), {{"class", "button"}, {"rel", "nofollow"}}, words("app.ideas.propose"));
            if (!view.state.empty()) html.link(Url::local("/roadmap"), {}, words("pages.roadmap.whole"));
        });
        bool is_empty = true;
        for (const auto& column : view.columns) {
            if (column.ideas.empty() && view.state.empty()) continue;
            is_empty = false;
            write_column(html, words, view, column);
        }
        if (is_empty) html.element("p", {{"class", "soft"}}, words("pages.roadmap.none"));
    });
}

std::string idea_page(const Frame& frame, const IdeaView& view)
{
    const auto& words = frame.words;
    PageHead head{.title = view.line.title,
                  .description = excerpt_of(view.post, 200),
                  .canonical = frame.origin + place_of(view.line.id).text(),
                  .kind = "article",
                  .author_handle = view.post.author.handle,
                  .indexed = view.post.author.indexed};
    return page(frame, head, [&](Html& html) {
        html.element("h1", view.line.title);
        write_answer(html, words, view.line);
        write_post(html, words, view.post, PostSize::Alone);
        html.element("p", {{"class", "actions"}}, [&] {
            html.link(Url::local("/app/ideas/" + to_string(view.line.id)), {{"class", "button"}, {"rel", "nofollow"}},
                      words("pages.roadmap.take_part"));
            html.link(view.post.permalink, {}, words.count("pages.answers", view.line.answers));
            html.link(Url::local("/roadmap"), {}, words("pages.roadmap"));
        });
        write_changes(html, words, view);
        write_credits(html, words, view);
    });
}

net::Response show_roadmap(Visit& visit)
{
    std::string state{visit.query_field("state")};
    if (!state.empty() && !community::parse_idea_state(state)) return error_response(visit, 404);
    auto after = parse_id<StatusId>(visit.query_field("after"));
    auto view = visit.site.database.read([&](db::Reader& reader) { return load_roadmap(reader, state, after, visit.domain); });
    return html_response(visit, roadmap_page(frame_of(visit), view));
}

net::Response show_idea(Visit& visit)
{
    auto id = parse_id<StatusId>(visit.request.param("id"));
    auto view = visit.site.database.read([&](db::Reader& reader) -> std::optional<IdeaView> {
        return id ? load_idea(reader, *id, visit.domain, visit.now) : std::nullopt;
    });
    if (!view) return error_response(visit, 404);
    // What was put together may be taken apart again.
    if (view->merged_into) return with_security_headers(net::redirect(302, place_of(*view->merged_into).text()));
    return html_response(visit, idea_page(frame_of(visit), *view));
}

}  // namespace favilla::pages
