// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/layout.h"

#include "pages/look.h"

namespace favilla::pages {

namespace {

constexpr std::size_t usual_size = 32 * 1024;

std::string_view title_of(const Frame& frame)
{
    return frame.organisation.empty() ? "Favilla" : std::string_view{frame.organisation};
}

void meta(Html& html, std::string_view property, std::string_view content)
{
    if (content.empty()) return;
    html.void_element("meta", {{"property", property}, {"content", content}});
}

void named_meta(Html& html, std::string_view name, std::string_view content)
{
    if (content.empty()) return;
    html.void_element("meta", {{"name", name}, {"content", content}});
}

void open_graph(Html& html, const Frame& frame, const PageHead& head)
{
    meta(html, "og:site_name", title_of(frame));
    meta(html, "og:type", head.kind);
    meta(html, "og:title", head.title.empty() ? title_of(frame) : head.title);
    meta(html, "og:description", head.description);
    meta(html, "og:url", head.canonical);
    auto card = frame.banner.empty() ? frame.assets.named("card.png").url : frame.banner;
    meta(html, "og:image", head.image.empty() ? frame.origin + card : head.image);
    meta(html, "og:image:alt", head.image_description);
    named_meta(html, "twitter:card", head.image.empty() ? "summary" : "summary_large_image");
    named_meta(html, "fediverse:creator", head.author_handle);
}

void links(Html& html, const PageHead& head)
{
    if (!head.canonical.empty()) html.void_element("link", {{"rel", "canonical"}, {"href", Url::local(head.canonical)}});
    for (const auto& alternate : head.alternates)
        html.void_element("link",
                          {{"rel", "alternate"},
                           {"type", alternate.type},
                           {"href", Url::local(alternate.url)},
                           {"title", alternate.title.empty() ? std::nullopt : std::optional<std::string_view>{alternate.title}}});
    if (!head.previous.empty()) html.void_element("link", {{"rel", "prev"}, {"href", Url::local(head.previous)}});
    if (!head.next.empty()) html.void_element("link", {{"rel", "next"}, {"href", Url::local(head.next)}});
}

void write_head(Html& html, const Frame& frame, const PageHead& head)
{
    html.void_element("meta", {{"charset", "utf-8"}});
    html.void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    auto title = std::string{title_of(frame)};
    html.element("title", head.title.empty() ? title : head.title + " · " + title);
    named_meta(html, "description", head.description);
    named_meta(html, "color-scheme", "light dark");
    html.void_element("meta", {{"name", "theme-color"}, {"content", "#faf5ee"}, {"media", "(prefers-color-scheme: light)"}});
    html.void_element("meta", {{"name", "theme-color"}, {"content", "#17110d"}, {"media", "(prefers-color-scheme: dark)"}});
    if (!head.indexed) html.void_element("meta", {{"name", "robots"}, {"content", "noindex"}});
    html.void_element("link", {{"rel", "stylesheet"}, {"href", frame.assets.url("favilla.css")}});
    if (!head.sheet.empty()) html.void_element("link", {{"rel", "stylesheet"}, {"href", frame.assets.url(head.sheet)}});
    if (frame.colour) html.void_element("link", {{"rel", "stylesheet"}, {"href", Url::local(look_path(*frame.colour))}});
    if (frame.logo.empty())
        html.void_element("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", frame.assets.url("icon.svg")}});
    else
        html.void_element("link", {{"rel", "icon"}, {"href", Url::local(frame.logo)}});
    html.void_element("link", {{"rel", "apple-touch-icon"}, {"href", Url::local(icon_path(frame))}});
    links(html, head);
    open_graph(html, frame, head);
    if (!head.json_ld.empty()) html.json_ld(head.json_ld);
}

// Each language in its own name; the one being read is said and is no link.
void language_switch(Html& html, const Frame& frame)
{
    const auto& words = frame.words;
    html.element("nav", {{"class", "languages"}, {"aria-label", words("pages.language_switch")}}, [&] {
        html.element("ul", [&] {
            for (auto language : words.locale().languages()) {
                auto tag = words.locale().tag(language), name = words.locale().name(language);
                html.element("li", [&] {
                    if (language == words.language()) {
                        html.element("span", {{"aria-current", "true"}}, name);
                        return;
                    }
                    auto there = Url::local("/language").with("lang", tag).with("back", frame.target);
                    html.link(there, {{"lang", tag}, {"hreflang", tag}, {"rel", "nofollow"}}, name);
                });
            }
        });
    });
}

void sign_out_form(Html& html, const Frame& frame)
{
    html.element("form", {{"method", "post"}, {"action", Url::local("/auth/sign_out")}, {"class", "inline"}}, [&] {
        html.void_element("input", {{"type", "hidden"}, {"name", "form_token"}, {"value", frame.form_token}});
        html.element("button", {{"type", "submit"}, {"class", "quiet"}}, frame.words("pages.sign_out"));
    });
}

void draw_mark(Html& html)
{
    html.element(
        "svg",
        {{"class", "mark"},
         {"viewBox", "0 0 64 64"},
         {"width", "32"},
         {"height", "32"},
         {"aria-hidden", "true"},
         {"focusable", "false"}},
        [&] {
            html.element(
                "path",
                {{"class", "flame"},
                 {"d",
                  "M37 3c2 11 19 19 19 38 0 12-8 20-19 20s-19-8-19-19c0-8 4-13 8-17 0 6 3 9 6 9 5 0 6-6 4-13-1-6-1-12 1-18z"}},
                [] {});
            html.element("path", {{"class", "heart"}, {"d", "M38 39c5 4 8 8 7 13-1 4-4 6-8 6s-7-3-7-6c0-6 6-7 8-13z"}}, [] {});
            html.element("circle", {{"class", "spark"}, {"cx", "10"}, {"cy", "55"}, {"r", "5"}}, [] {});
        });
}

// The organisation's own, or the flame and its spark; decoration, not read aloud.
void write_mark(Html& html, const Frame& frame)
{
    if (frame.logo.empty()) return draw_mark(html);
    html.void_element("img",
                      {{"class", "mark"}, {"src", Url::local(frame.logo)}, {"alt", ""}, {"width", "32"}, {"height", "32"}});
}

void write_brand(Html& html, const Frame& frame)
{
    html.link(Url::local("/"), {{"class", "brand"}}, [&] {
        write_mark(html, frame);
        html.element("span", title_of(frame));
    });
}

void header(Html& html, const Frame& frame)
{
    const auto& words = frame.words;
    html.element("header", {{"class", "site"}}, [&] {
        write_brand(html, frame);
        html.element("nav", {{"aria-label", words("pages.main_navigation")}}, [&] {
            html.element("ul", [&] {
                html.element("li", [&] { html.link(Url::local("/about"), {}, words("pages.about")); });
                html.element("li", [&] { html.link(Url::local("/search"), {}, words("pages.search")); });
                if (!frame.reader) {
                    html.element("li", [&] { html.link(Url::local("/auth/sign_in"), {}, words("pages.sign_in")); });
                    if (frame.open_to_members)
                        html.element("li",
                                     [&] { html.link(Url::local("/auth/sign_up"), {{"class", "join"}}, words("pages.join")); });
                    return;
                }
                html.element("li", [&] { html.link(Url::local("/app"), {{"class", "join"}}, words("pages.open_app")); });
                html.element("li", [&] { html.link(Url::local("/@" + *frame.reader), {}, "@" + *frame.reader); });
                html.element("li", [&] { sign_out_form(html, frame); });
            });
        });
    });
}

void footer(Html& html, const Frame& frame)
{
    const auto& words = frame.words;
    html.element("footer", {{"class", "site"}}, [&] {
        language_switch(html, frame);
        html.element("nav", {{"aria-label", words("pages.about_navigation")}}, [&] {
            html.element("ul", [&] {
                html.element("li", [&] { html.link(Url::local("/about"), {}, words("pages.about")); });
                html.element("li", [&] { html.link(Url::local("/groups"), {}, words("pages.groups")); });
                html.element("li", [&] { html.link(Url::local("/roadmap"), {}, words("pages.roadmap")); });
                html.element("li", [&] { html.link(Url::local("/events"), {}, words("pages.events")); });
                html.element("li", [&] { html.link(Url::local("/about/rules"), {}, words("pages.rules")); });
                html.element("li", [&] { html.link(Url::local("/privacy-policy"), {}, words("pages.privacy")); });
            });
        });
        html.element("p", {{"class", "motto"}}, [&] {
            html.element("span", {{"lang", "it"}}, "Poca favilla gran fiamma seconda");
            html.text(" — Dante, ");
            html.element("cite", {{"lang", "it"}}, "Paradiso");
            html.text(" I, 34");
        });
    });
}

}  // namespace

std::string icon_path(const Frame& frame) { return frame.logo.empty() ? frame.assets.named("icon.png").url : frame.logo; }

std::string page(const Frame& frame, const PageHead& head, const std::function<void(Html&)>& main)
{
    auto html = document(usual_size);
    html.element("html", {{"lang", frame.words.tag()}, {"dir", "ltr"}, {"prefix", "og: https://ogp.me/ns#"}}, [&] {
        html.element("head", [&] { write_head(html, frame, head); });
        html.element("body", [&] {
            html.link(Url::local("#main"), {{"class", "skip"}}, frame.words("pages.skip_to_content"));
            header(html, frame);
            html.element("main", {{"id", "main"}, {"class", head.width}, {"tabindex", "-1"}}, [&] { main(html); });
            footer(html, frame);
        });
    });
    return html.take();
}

std::string bare_page(const Frame& frame, const PageHead& head, const std::function<void(Html&)>& main)
{
    auto html = document(usual_size);
    html.element("html", {{"lang", frame.words.tag()}, {"dir", "ltr"}, {"prefix", "og: https://ogp.me/ns#"}}, [&] {
        html.element("head", [&] {
            write_head(html, frame, head);
            html.void_element("base", {{"target", "_blank"}});
        });
        html.element("body", {{"class", "bare"}}, [&] {
            html.element("main", {{"id", "main"}}, [&] { main(html); });
            html.element("footer", [&] { write_brand(html, frame); });
        });
    });
    return html.take();
}

}  // namespace favilla::pages
