// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/json_ld.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

void write_welcome(Html& html, const Frame& frame, const OrganisationView& organisation)
{
    const auto& words = frame.words;
    html.element("section", {{"class", "welcome"}, {"aria-labelledby", "welcome"}}, [&] {
        html.element("h1", {{"id", "welcome"}}, organisation.name.empty() ? organisation.host : organisation.name);
        if (!organisation.description.empty()) html.element("p", {{"class", "lead"}}, organisation.description);
        if (frame.reader) return;
        html.element("p", {{"class", "actions"}}, [&] {
            if (frame.open_to_members)
                html.link(Url::local("/auth/sign_up"), {{"class", "button"}}, words("pages.join_conversation"));
            html.link(Url::local("/auth/sign_in"), {{"class", "button second"}}, words("pages.sign_in"));
        });
    });
}

void write_conversation(Html& html, const Words& words, const LiveConversation& conversation)
{
    html.element("li", [&] {
        html.link(conversation.opening.permalink, {{"class", "opening"}}, conversation.excerpt);
        html.element("p", {{"class", "meta"}}, [&] {
            html.text(words("pages.opened_by", {{"name", conversation.opening.author.name}}));
            html.text(" · ");
            html.text(words.count("pages.answers", conversation.answers));
            html.text(" · ");
            html.text(words.count("pages.people", conversation.people));
        });
        html.element("p", {{"class", "meta"}}, [&] {
            html.text(words("pages.last_answer"));
            html.text(" ");
            write_time(html, words, conversation.last_answer_at);
        });
    });
}

void write_conversations(Html& html, const Words& words, const FrontView& view)
{
    html.element("section", {{"class", "alive"}, {"aria-labelledby", "alive"}}, [&] {
        html.element("h2", {{"id", "alive"}}, words("pages.conversations_alive"));
        if (view.conversations.empty()) html.element("p", {{"class", "soft"}}, words("pages.no_conversations"));
        html.element("ul", [&] {
            for (const auto& conversation : view.conversations) write_conversation(html, words, conversation);
        });
    });
}

void write_ways_to_follow(Html& html, const Words& words, const FrontView& view)
{
    html.element("section", {{"class", "follow"}, {"aria-labelledby", "follow"}}, [&] {
        html.element("h2", {{"id", "follow"}}, words("pages.follow.title"));
        html.element("p", words("pages.follow.how"));
        html.element("ul", {{"class", "voices"}}, [&] {
            for (const auto& voice : view.voices)
                html.element("li", [&] {
                    html.link(voice.profile, {{"class", "who"}}, [&] {
                        write_avatar(html, voice);
                        html.element("span", {{"class", "names"}}, [&] {
                            html.element("bdi", {{"class", "name"}}, voice.name);
                            html.text(" ");
                            html.element("span", {{"class", "handle"}}, voice.handle + "@" + view.organisation.host);
                        });
                    });
                    html.link(Url::local(voice.profile.text() + "/feed.atom"),
                              {{"class", "feed"},
                               {"type", "application/atom+xml"},
                               {"aria-label", words("pages.feed_of", {{"name", voice.name}})}},
                              words("pages.feed"));
                });
        });
    });
}

void write_latest(Html& html, const Words& words, const FrontView& view)
{
    html.element("section", {{"class", "latest"}, {"aria-labelledby", "latest"}}, [&] {
        html.element("h2", {{"id", "latest"}}, words("pages.latest"));
        if (view.latest.posts.empty()) html.element("p", {{"class", "soft"}}, words("pages.no_posts"));
        write_post_list(html, words, view.latest, Url::local("/"));
    });
}

PageHead head_of(const Frame& frame, const FrontView& view)
{
    auto head = PageHead{.description = view.organisation.description,
                         .canonical = frame.origin + "/",
                         .json_ld = organisation_json_ld(frame, view.organisation),
                         .width = "wide"};
    for (const auto& voice : view.voices)
        head.alternates.push_back({"application/atom+xml", voice.profile.text() + "/feed.atom", voice.name});
    return head;
}

}  // namespace

std::string front_page(const Frame& frame, const FrontView& view)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, view), [&](Html& html) {
        if (!frame.banner.empty())
            html.void_element(
                "img",
                {{"class", "vista"}, {"src", Url::local(frame.banner)}, {"alt", ""}, {"width", "1500"}, {"height", "500"}});
        write_welcome(html, frame, view.organisation);
        html.element("div", {{"class", "columns"}}, [&] {
            write_conversations(html, words, view);
            write_latest(html, words, view);
            if (!view.voices.empty()) write_ways_to_follow(html, words, view);
        });
    });
}

}  // namespace favilla::pages
