// SPDX-License-Identifier: AGPL-3.0-or-later
// A post with its conversation. Answers are one flat list in reading order: how deep each stands is said by its indent and
// the heat of its rail, which never use up a narrow screen, and in words for those who do not see them.
#include <algorithm>

#include "pages/conversation_shape.h"
#include "pages/json_ld.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

// On this host, or on that of media.
std::string absolute(const Frame& frame, const Url& url)
{
    return url.text().starts_with('/') ? frame.origin + url.text() : url.text();
}

constexpr int deepest_indent = 14;  // classes d1 to d14 of the style sheet; beyond it the words tell
constexpr std::size_t description_length = 180;

std::string summary_of(const Words& words, const MeasuresView& measures)
{
    return words("pages.conversation.summary", {{"answers", words.count("pages.answers", measures.answers)},
                                                {"people", words.count("pages.people", measures.people)},
                                                {"levels", words.count("pages.levels", measures.depth)}});
}

struct Figure {
    std::string value;
    std::string_view name;  // pages.measure.NAME and pages.measure.NAME.means
};

std::vector<Figure> figures_of(const Words& words, const MeasuresView& m)
{
    std::vector<Figure> figures = {{words.number(m.answers), "answers"},
                                   {words.number(m.people), "people"},
                                   {words.number(m.depth), "depth"},
                                   {words.number(m.width), "width"},
                                   {words.number(m.mean_depth, 2), "mean_depth"},
                                   {words.number(m.h_index), "h_index"}};
    if (m.structural_virality) figures.push_back({words.number(*m.structural_virality, 2), "virality"});
    if (m.effective_authors) figures.push_back({words.number(*m.effective_authors, 1), "effective_authors"});
    if (m.interactive_share) figures.push_back({words.number(*m.interactive_share * 100, 0) + " %", "interactive"});
    return figures;
}

std::string authentic_value(const std::vector<Figure>& counted, const Figure& figure)
{
    auto found = std::ranges::find(counted, figure.name, &Figure::name);
    return found == counted.end() || found->value == figure.value ? std::string{} : found->value;
}

// Where nothing is left out, nothing is said.
void write_parts(Html& html, const Words& words, const PartsView& parts)
{
    html.element("ul", {{"class", "soft"}, {"aria-label", words("pages.parts.title")}}, [&] {
        auto counted = words("pages.parts.count", {{"authentic", words.number(parts.counted)}, {"raw", words.number(parts.raw)}});
        if (parts.high > parts.counted)
            counted +=
                " " + words("pages.parts.band", {{"low", words.number(parts.counted)}, {"high", words.number(parts.high)}});
        html.element("li", counted);
        if (parts.affiliated > 0) html.element("li", words.count("pages.parts.affiliated", parts.affiliated));
        if (parts.coordinated > 0) html.element("li", words.count("pages.parts.coordinated", parts.coordinated));
        if (parts.machine > 0) html.element("li", words.count("pages.parts.machine", parts.machine));
        html.element("li", words("pages.parts.means"));
    });
}

void write_measures(Html& html, const Words& words, const ConversationView& view)
{
    auto figures = figures_of(words, view.measures);
    auto counted = view.parts ? figures_of(words, view.parts->authentic) : std::vector<Figure>{};
    auto key = [](std::string_view name) { return std::string{"pages.measure."}.append(name); };
    html.element("section", {{"class", "measures"}, {"aria-labelledby", "measures"}}, [&] {
        html.element("h2", {{"id", "measures"}}, words("pages.conversation.title"));
        html.element("p", {{"class", "soft"}}, summary_of(words, view.measures));
        if (view.shape.size() > 2)
            draw_conversation(html, view.shape,
                              words("pages.conversation.shape", {{"summary", summary_of(words, view.measures)}}));
        html.element("dl", {{"class", "strip"}}, [&] {
            for (const auto& figure : figures)
                html.element("div", [&] {
                    html.element("dt", words(key(figure.name)));
                    html.element("dd", figure.value);
                    if (auto value = authentic_value(counted, figure); !value.empty())
                        html.element("dd", {{"class", "soft"}}, words("pages.parts.authentic", {{"value", value}}));
                });
        });
        if (view.parts) write_parts(html, words, *view.parts);
        html.element("details", [&] {
            html.element("summary", words("pages.measure.explain"));
            html.element("dl", {{"class", "meanings"}}, [&] {
                for (const auto& figure : figures) {
                    html.element("dt", words(key(figure.name)));
                    html.element("dd", words(key(figure.name) + ".means"));
                }
            });
        });
    });
}

// Whom an answer answers is said when it is not the post right above it, where anybody would look first.
void write_answered(Html& html, const Words& words, const ConversationView& view, std::size_t i)
{
    const auto& answer = view.answers[i];
    auto level = words("pages.level", {{"level", std::to_string(answer.depth)}});
    if (!answer.parent) {
        html.element("p", {{"class", "hidden"}}, level);
        return;
    }
    const auto& parent = view.answers[*answer.parent].post;
    html.element("p", {{"class", *answer.parent + 1 == i ? "hidden" : "meta answered"}}, [&] {
        html.element("span", {{"class", "hidden"}}, level + " ");
        html.link(Url::local("#" + anchor_of(parent.id)), {},
                  words("pages.answers_to", {{"name", parent.removed ? words("pages.removed_name") : parent.author.name}}));
    });
}

void write_answers(Html& html, const Words& words, const ConversationView& view)
{
    html.element("ol", {{"class", "thread"}}, [&] {
        for (std::size_t i = 0; i < view.answers.size(); ++i) {
            const auto& answer = view.answers[i];
            auto depth = std::max(answer.depth, 1);
            auto classes = "answer d" + std::to_string(std::min(depth, deepest_indent)) + " heat"
                         + std::to_string(std::min(depth, heat_levels));
            html.element("li", {{"class", classes}}, [&] {
                write_answered(html, words, view, i);
                write_post(html, words, answer.post);
            });
        }
    });
}

// What answered, and where branches of it went on.
void write_outcome(Html& html, const Words& words, const ConversationView& view)
{
    auto name = [](const PostView& post) { return TextParams{{"name", post.author.name}, {"excerpt", excerpt_of(post, 60)}}; };
    if (view.answer)
        html.element("p", {{"class", "note"}},
                     [&] { html.link(view.answer->permalink, {}, words("pages.conversation.answered", name(*view.answer))); });
    if (view.split_off.empty()) return;
    html.element("p", {{"class", "note"}}, words("pages.conversation.went_on"));
    html.element("ul", [&] {
        for (const auto& split : view.split_off)
            html.element("li", [&] { html.link(split.permalink, {}, words("pages.conversation.branch", name(split))); });
    });
}

void write_pager(Html& html, const Words& words, const ConversationView& view)
{
    auto last = view.first + view.answers.size();
    if (view.first == 0 && last >= view.total) return;
    html.element("nav", {{"class", "pager"}, {"aria-label", words("pages.pager")}}, [&] {
        if (view.first > 0) {
            auto before = view.first > answers_per_page ? view.first - answers_per_page : 0;
            html.link(view.post.permalink.with("from", std::to_string(before)), {{"rel", "prev"}, {"class", "button second"}},
                      words("pages.answers_before"));
        }
        html.element("span", {{"class", "meta"}},
                     words("pages.answers_shown", {{"first", words.number(static_cast<std::int64_t>(view.first) + 1)},
                                                   {"last", words.number(static_cast<std::int64_t>(last))},
                                                   {"total", words.number(static_cast<std::int64_t>(view.total))}}));
        if (last < view.total)
            html.link(view.post.permalink.with("from", std::to_string(last)), {{"rel", "next"}, {"class", "button second"}},
                      words("pages.answers_after"));
    });
}

void write_ancestors(Html& html, const Words& words, const ConversationView& view)
{
    if (view.ancestors.empty()) return;
    html.element("section", {{"class", "ancestors"}, {"aria-label", words("pages.ancestors")}}, [&] {
        const auto& opening = view.ancestors.front();
        if (!opening.removed) html.link(opening.permalink, {{"class", "whole"}}, words("pages.whole_conversation"));
        for (const auto& ancestor : view.ancestors) write_post(html, words, ancestor);
    });
}

PageHead head_of(const Frame& frame, const ConversationView& view)
{
    const auto& post = view.post;
    auto canonical = frame.origin + post.permalink.text();
    auto head =
        PageHead{.title = frame.words("pages.post_title", {{"name", post.author.name}, {"excerpt", excerpt_of(post, 60)}}),
                 .description = excerpt_of(post, description_length),
                 .canonical = canonical,
                 .kind = "article",
                 .author_handle = post.author.handle,
                 .json_ld = discussion_json_ld(frame, view),
                 .indexed = post.author.indexed};
    head.alternates = {{"application/activity+json", post.uri, ""}};
    if (!post.removed && post.permalink.text().starts_with("/@")) {  // those of other servers are shown by theirs
        auto description = Url::local("/api/oembed").with("format", "json").with("url", canonical);
        head.alternates.push_back({"application/json+oembed", frame.origin + description.text(), ""});
    }
    // What is hidden on the page is not shown by those who link to it.
    auto picture = std::ranges::find(post.media, social::MediaKind::Image, &MediaView::kind);
    if (picture != post.media.end() && !post.sensitive) {
        head.image = absolute(frame, picture->whole);
        head.image_description = picture->description;
    }
    if (post.removed) head.indexed = false;
    return head;
}

}  // namespace

std::string conversation_page(const Frame& frame, const ConversationView& view)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, view), [&](Html& html) {
        html.element("h1", {{"class", "hidden"}}, words("pages.post_by", {{"name", view.post.author.name}}));
        write_ancestors(html, words, view);
        write_post(html, words, view.post, PostSize::Alone);
        if (view.measures.answers > 0) write_measures(html, words, view);
        html.element("section", {{"class", "answers"}, {"aria-labelledby", "answers"}}, [&] {
            html.element("h2", {{"id", "answers"}},
                         view.total == 0 ? words("pages.no_answers")
                                         : words.count("pages.answers", static_cast<std::int64_t>(view.total)));
            if (view.closed) html.element("p", {{"class", "note"}}, words("pages.conversation.closed"));
            if (!view.summary.empty())
                html.element("p", {{"class", "note"}}, [&] {
                    html.element("strong", words("pages.group.summary"));
                    html.text(" " + view.summary);
                });
            write_outcome(html, words, view);
            write_answers(html, words, view);
            write_pager(html, words, view);
            if (view.closed) return;
            // The same address below /app: who is not signed in is asked to, and comes back there.
            html.element("p", {{"class", "actions"}}, [&] {
                html.link(Url::local("/app" + frame.target), {{"class", "button"}, {"rel", "nofollow"}},
                          words("pages.answer_here"));
            });
            html.element("p", {{"class", "soft invitation"}}, words("pages.how_to_answer"));
        });
    });
}

}  // namespace favilla::pages
