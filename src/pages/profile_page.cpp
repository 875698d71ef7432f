// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/json_ld.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"
#include "pages/subscribe.h"

namespace favilla::pages {

namespace {

void write_fields(Html& html, const Words& words, const ProfileView& profile)
{
    if (profile.fields.empty()) return;
    html.element("dl", {{"class", "fields"}}, [&] {
        for (const auto& field : profile.fields)
            html.element("div", [&] {
                html.element("dt", field.name);
                html.element("dd", [&] {
                    html.safe(field.value);
                    if (field.verified_at)
                        html.element("span", {{"class", "badge verified"}}, [&] {
                            html.element("span", {{"aria-hidden", "true"}}, "✓ ");
                            html.text(words("pages.verified", {{"date", words.date(*field.verified_at)}}));
                        });
                });
            });
    });
}

void write_ties(Html& html, const Words& words, const ProfileView& profile)
{
    for (const auto& tie : profile.ties) html.element("p", {{"class", "posture"}}, words(tie.key, {{"page", tie.page}}));
    if (!profile.label) return;
    const auto& label = *profile.label;
    html.element("p", {{"class", "note"}}, [&] {
        html.text(words("app.integrity.label.coordinated", {{"accounts", words.count("app.integrity.accounts", label.accounts)},
                                                            {"posts", words.count("app.integrity.posts", label.posts)}})
                  + " "
                  + words("app.integrity.sentence",
                          {{"observed", words.number(label.observed, 1)}, {"expected", words.number(label.expected, 1)}})
                  + " " + words("app.integrity.not_why") + " ");
        html.link(Url::local("/about/integrity"), {}, words("app.integrity.label.more"));
    });
}

void write_person(Html& html, const Words& words, const ProfileView& profile)
{
    html.element("header", {{"class", "person h-card"}}, [&] {
        write_avatar(html, profile.author);
        html.element("div", [&] {
            html.element("h1", {{"class", "p-name"}}, profile.author.name);
            html.element("p", {{"class", "address"}}, [&] {
                html.element("span", {{"class", "u-url"}}, profile.address);
                if (profile.author.automated) html.element("span", {{"class", "badge"}}, words("pages.automated"));
            });
        });
        if (!profile.note.text.empty()) html.element("div", {{"class", "words p-note"}}, [&] { html.safe(profile.note); });
        if (profile.posture)
            html.element("p", {{"class", "posture"}}, words("pages.posture." + std::string{name_of(*profile.posture)}));
        write_ties(html, words, profile);
        write_fields(html, words, profile);
        html.element("ul", {{"class", "numbers"}}, [&] {
            html.element("li", words.count("pages.posts", profile.posts_count));
            if (!profile.hides_collections) {
                html.element("li", words.count("pages.followers", profile.followers));
                html.element("li", words.count("pages.following", profile.following));
            }
            html.element("li", words("pages.joined", {{"date", words.date(profile.joined_at)}}));
        });
        html.element("p", {{"class", "note"}}, [&] {
            html.text(words("pages.follow.person", {{"address", profile.address}}));
            html.text(" ");
            html.link(Url::local(profile.author.profile.text() + "/feed.atom"), {{"type", "application/atom+xml"}},
                      words("pages.follow.by_feed"));
        });
        if (profile.has_events)
            html.element("p", {{"class", "note"}}, [&] {
                html.link(Url::local(profile.author.profile.text() + "/calendar.ics"), {{"type", "text/calendar"}},
                          words("pages.events.of_person"));
            });
        if (profile.has_figures)
            html.element("p", {{"class", "note"}}, [&] {
                html.link(Url::local(profile.author.profile.text() + "/figures"), {}, words("pages.figures.of_page"));
            });
    });
}

void write_by_mail(Html& html, const Words& words, const ProfileView& profile)
{
    if (!profile.by_mail) return;
    html.element("details", {{"class", "by-mail"}}, [&] {
        html.element("summary", words("pages.by_mail"));
        html.element("p", words("pages.by_mail.lead"));
        write_subscribe_form(html, words, {.action = subscribe_url(profile.author.profile)}, {});
    });
}

void write_pinned(Html& html, const Words& words, const ProfileView& profile)
{
    if (profile.pinned.empty()) return;
    html.element("section", {{"class", "pinned"}, {"aria-labelledby", "pinned"}}, [&] {
        html.element("h2", {{"id", "pinned"}}, words("pages.pinned"));
        for (const auto& post : profile.pinned) write_post(html, words, post);
    });
}

PageHead head_of(const Frame& frame, const ProfileView& profile, const Url& here)
{
    auto path = profile.author.profile.text();
    auto head = PageHead{.title = profile.author.name + " (" + profile.address + ")",
                         .description = profile.text,
                         .canonical = frame.origin + path,
                         .kind = "profile",
                         .author_handle = profile.address,
                         .json_ld = profile_json_ld(frame, profile),
                         .indexed = profile.author.indexed};
    head.alternates = {
        {"application/atom+xml", path + "/feed.atom", frame.words("pages.feed_of", {{"name", profile.author.name}})},
        {"application/activity+json", path, ""}};
    if (profile.posts.newer_than) head.previous = here.with("min_id", std::to_string(*profile.posts.newer_than)).text();
    if (profile.posts.older_than) head.next = here.with("max_id", std::to_string(*profile.posts.older_than)).text();
    return head;
}

}  // namespace

std::string profile_page(const Frame& frame, const ProfileView& profile, const Url& here)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, profile, here), [&](Html& html) {
        write_person(html, words, profile);
        write_by_mail(html, words, profile);
        write_pinned(html, words, profile);
        html.element("section", {{"aria-labelledby", "posts"}}, [&] {
            html.element("h2", {{"id", "posts"}}, words("pages.posts_title"));
            if (profile.posts.posts.empty()) html.element("p", {{"class", "soft"}}, words("pages.no_posts"));
            write_post_list(html, words, profile.posts, here);
        });
    });
}

std::string tag_page(const Frame& frame, const TagView& tag, const Url& here)
{
    const auto& words = frame.words;
    auto path = "/tags/" + url_segment(tag.name);
    auto head = PageHead{.title = "#" + tag.display,
                         .description = words("pages.tag.about", {{"tag", tag.display}, {"organisation", frame.organisation}}),
                         .canonical = frame.origin + path};
    head.alternates = {{"application/atom+xml", path + "/feed.atom", words("pages.tag_feed", {{"tag", tag.display}})}};
    if (tag.posts.newer_than) head.previous = here.with("min_id", std::to_string(*tag.posts.newer_than)).text();
    if (tag.posts.older_than) head.next = here.with("max_id", std::to_string(*tag.posts.older_than)).text();
    return page(frame, head, [&](Html& html) {
        html.element("h1", "#" + tag.display);
        html.element("p", {{"class", "lead"}}, head.description);
        html.element("p", {{"class", "meta"}}, [&] {
            html.link(Url::local(path + "/feed.atom"), {{"type", "application/atom+xml"}}, words("pages.tag_subscribe"));
        });
        if (tag.posts.posts.empty()) html.element("p", {{"class", "soft"}}, words("pages.no_posts"));
        write_post_list(html, words, tag.posts, here);
    });
}

}  // namespace favilla::pages
