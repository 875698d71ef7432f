// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

void write_line(Html& html, const Words& words, const GroupLine& group)
{
    html.element("li", [&] {
        html.link(group.author.profile, {{"class", "who"}}, [&] {
            write_avatar(html, group.author);
            html.element("span", {{"class", "names"}}, [&] {
                html.element("bdi", {{"class", "name"}}, group.author.name);
                html.text(" ");
                html.element("span", {{"class", "handle"}}, group.author.handle);
            });
        });
        if (!group.text.empty()) html.element("p", group.text);
        html.element("p", {{"class", "meta"}},
                     words.count("pages.group.members", group.members) + " · " + words("pages.group." + group.joining));
    });
}

void write_topic(Html& html, const Words& words, const TopicView& topic)
{
    html.element("li", [&] {
        html.link(topic.opening.permalink, {{"class", "opening"}}, topic.excerpt);
        html.element("p", {{"class", "meta"}}, [&] {
            if (topic.announced) html.text(words("pages.group.announced") + " · ");
            if (topic.pinned) html.text(words("pages.group.pinned") + " · ");
            if (topic.closed) html.text(words("pages.group.closed") + " · ");
            html.text(words("pages.opened_by", {{"name", topic.opening.author.name}}));
            html.text(" · ");
            html.text(words.count("pages.answers", topic.answers));
            html.text(" · ");
            write_time(html, words, topic.last_answer_at);
        });
        if (!topic.summary.empty())
            html.element("p", [&] {
                html.element("strong", words("pages.group.summary"));
                html.text(" " + topic.summary);
            });
    });
}

void write_rules(Html& html, const Words& words, const GroupView& group)
{
    if (group.rules.empty()) return;
    html.element("section", {{"aria-labelledby", "rules"}}, [&] {
        html.element("h2", {{"id", "rules"}}, words("pages.rules"));
        html.element("ol", {{"class", "rules"}}, [&] {
            for (const auto& rule : group.rules) html.element("li", rule);
        });
    });
}

// What is to come, and the ways to what is over and into a calendar.
void write_events(Html& html, const Frame& frame, const GroupView& group, const Url& here)
{
    const auto& words = frame.words;
    if (group.events.empty() && !group.has_past_events) return;
    html.element("section", {{"class", "alive"}, {"aria-labelledby", "events"}}, [&] {
        html.element("h2", {{"id", "events"}}, words("pages.events"));
        if (group.events.empty()) html.element("p", {{"class", "soft"}}, words("pages.events.none"));
        write_event_lines(html, frame, group.events);
        html.element("p", {{"class", "actions"}}, [&] {
            html.link(Url::local(here.text() + "/events"), {},
                      words(group.has_past_events ? "pages.events.all_and_past" : "pages.events.all"));
            html.link(Url::local(here.text() + "/calendar.ics"), {{"type", "text/calendar"}}, words("pages.events.calendar"));
        });
    });
}

void write_topics(Html& html, const Words& words, const GroupView& group, const Url& here)
{
    html.element("section", {{"class", "alive"}, {"aria-labelledby", "topics"}}, [&] {
        html.element("h2", {{"id", "topics"}}, words("pages.group.topics"));
        if (group.topics.empty()) html.element("p", {{"class", "soft"}}, words("pages.group.no_topics"));
        html.element("ul", [&] {
            for (const auto& topic : group.topics) write_topic(html, words, topic);
        });
        if (group.older_than)
            html.element("p", [&] {
                html.link(Url::local(here.text() + "?max_id=" + std::to_string(*group.older_than)), {{"rel", "next"}},
                          words("pages.older"));
            });
    });
}

}  // namespace

std::string groups_page(const Frame& frame, const std::vector<GroupLine>& groups)
{
    const auto& words = frame.words;
    PageHead head{
        .title = words("pages.groups"), .description = words("pages.groups.lead"), .canonical = frame.origin + "/groups"};
    return page(frame, head, [&](Html& html) {
        html.element("h1", words("pages.groups"));
        html.element("p", {{"class", "lead"}}, words("pages.groups.lead"));
        if (groups.empty()) html.element("p", {{"class", "soft"}}, words("pages.groups.none"));
        html.element("ul", {{"class", "voices"}}, [&] {
            for (const auto& group : groups) write_line(html, words, group);
        });
    });
}

std::string group_page(const Frame& frame, const GroupView& group, const Url& here)
{
    const auto& words = frame.words;
    auto feed = here.text() + "/feed.atom";
    PageHead head{.title = group.line.author.name,
                  .description = group.line.text,
                  .canonical = frame.origin + here.text(),
                  .alternates = {{"application/atom+xml", feed, group.line.author.name}}};
    return page(frame, head, [&](Html& html) {
        html.element("header", {{"class", "person"}}, [&] {
            write_avatar(html, group.line.author);
            html.element("div", [&] {
                html.element("h1", group.line.author.name);
                html.element("p", {{"class", "address"}}, group.line.author.handle);
            });
            if (!group.purpose.text.empty()) html.element("div", {{"class", "words"}}, [&] { html.safe(group.purpose); });
            html.element("p", {{"class", "meta"}},
                         words.count("pages.group.members", group.line.members) + " · "
                             + words("pages.group." + group.line.joining) + " · "
                             + words("pages.group." + group.line.joining + ".means"));
            html.element("p", {{"class", "actions"}}, [&] {
                html.link(Url::local("/app/groups/" + to_string(group.line.author.id)), {{"class", "button second"}},
                          words("pages.group.take_part"));
                html.link(Url::local(feed), {{"type", "application/atom+xml"}}, words("pages.feed"));
            });
        });
        write_rules(html, words, group);
        write_events(html, frame, group, here);
        write_topics(html, words, group, here);
    });
}

std::string group_events_page(const Frame& frame, const GroupEventsView& view)
{
    const auto& words = frame.words;
    auto group = view.line.author.profile.text();
    PageHead head{.title = words("pages.events.of_group", {{"name", view.line.author.name}}),
                  .description = words("pages.events.of_group", {{"name", view.line.author.name}}),
                  .canonical = frame.origin + group + "/events"};
    return page(frame, head, [&](Html& html) {
        html.element("h1", head.title);
        html.element("p", {{"class", "lead"}}, [&] { html.link(view.line.author.profile, {}, view.line.author.name); });
        html.element("section", {{"class", "alive"}, {"aria-labelledby", "coming"}}, [&] {
            html.element("h2", {{"id", "coming"}}, words("pages.events.coming"));
            if (view.coming.empty()) html.element("p", {{"class", "soft"}}, words("pages.events.none"));
            write_event_lines(html, frame, view.coming);
            html.element("p", {{"class", "actions"}}, [&] {
                html.link(Url::local(group + "/calendar.ics"), {{"type", "text/calendar"}}, words("pages.events.calendar"));
            });
        });
        if (view.past.empty()) return;
        html.element("section", {{"class", "alive"}, {"aria-labelledby", "past"}}, [&] {
            html.element("h2", {{"id", "past"}}, words("pages.events.past"));
            write_event_lines(html, frame, view.past);
        });
    });
}

}  // namespace favilla::pages
