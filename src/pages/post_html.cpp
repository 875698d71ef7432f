// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/post_html.h"

#include <algorithm>

#include "base/text.h"

namespace favilla::pages {

namespace {

constexpr std::uint64_t avatar_tones = 6;

std::string percent(std::int64_t part, std::int64_t whole)
{
    return std::to_string(whole > 0 ? (part * 100 + whole / 2) / whole : 0) + "%";
}

std::string of_all(const Words& words, std::string_view key, std::int64_t authentic, std::int64_t raw)
{
    return words(key, {{"authentic", words.number(authentic)}, {"raw", words.number(raw)}});
}

void write_poll_option(Html& html, const Words& words, const PollView& poll, const PollOptionView& option, std::int64_t votes)
{
    html.element("li", [&] {
        html.element("span", option.title);
        if (poll.counts_hidden) return;
        auto share = percent(poll.authentic_voters ? option.authentic : option.votes, votes);
        auto cast = poll.authentic_voters ? of_all(words, "pages.poll.of_votes", option.authentic, option.votes)
                                          : words.count("pages.poll.votes", option.votes);
        html.element("span", {{"class", "share"}}, words("pages.poll.share", {{"percent", share}, {"votes", cast}}));
        html.element(
            "svg", {{"class", "bar"}, {"width", "100%"}, {"height", "6"}, {"aria-hidden", "true"}, {"focusable", "false"}}, [&] {
                html.element("rect", {{"class", "whole"}, {"width", "100%"}, {"height", "6"}, {"rx", "3"}}, [] {});
                html.element("rect", {{"class", "part"}, {"width", share}, {"height", "6"}, {"rx", "3"}}, [] {});
            });
    });
}

void write_poll(Html& html, const Words& words, const PostView& post)
{
    const auto& poll = *post.poll;
    std::int64_t votes = 0;
    for (const auto& option : poll.options) votes += poll.authentic_voters ? option.authentic : option.votes;
    html.element("ul", {{"class", "poll"}, {"aria-label", words("pages.poll.label")}}, [&] {
        for (const auto& option : poll.options) write_poll_option(html, words, poll, option, votes);
    });
    html.element("p", {{"class", "meta"}}, [&] {
        html.text(words.count("pages.poll.voters", poll.voters));
        if (!poll.ends_at) return;
        html.text(" · ");
        html.text(words(poll.ended ? "pages.poll.ended" : "pages.poll.ends", {{"date", words.date_time(*poll.ends_at)}}));
        if (!post.first_published.empty()) html.text(" · " + std::string{words("pages.poll.stated")});
    });
    if (poll.authentic_voters)
        html.element("p", {{"class", "meta"}}, of_all(words, "pages.poll.left_out", *poll.authentic_voters, poll.voters));
}

// What a page says about itself are its words, not the author's: they stand apart, and their own language is said.
void write_preview(Html& html, const Words& words, const PreviewView& preview)
{
    auto language = preview.language ? std::optional<std::string_view>{*preview.language} : std::nullopt;
    html.element("div", {{"class", "preview"}, {"role", "group"}, {"aria-label", words("pages.preview")}}, [&] {
        if (preview.picture)
            html.void_element("img", {{"src", *preview.picture},
                                      {"alt", preview.picture_description},
                                      {"lang", language},
                                      {"width", preview.width},
                                      {"height", preview.height},
                                      {"loading", "lazy"}});
        html.link(preview.page, {{"class", "title"}, {"rel", "nofollow noopener noreferrer"}, {"lang", language}},
                  [&] { html.element("bdi", preview.title); });
        if (!preview.description.empty())
            html.element("p", {{"class", "about"}, {"lang", language}}, [&] { html.element("bdi", preview.description); });
        html.element("p", {{"class", "meta"}}, [&] {
            html.text(preview.host);
            if (preview.author.empty()) return;
            html.text(" · ");
            html.element("bdi", preview.author);
        });
    });
}

void write_words(Html& html, const PostView& post)
{
    auto language = post.language ? std::optional<std::string_view>{*post.language} : std::nullopt;
    html.element("div", {{"class", "words e-content"}, {"lang", language}}, [&] { html.safe(post.content); });
}

void write_attached(Html& html, const Words& words, const MediaView& media)
{
    auto width = media.width > 0 ? std::optional{std::to_string(media.width)} : std::nullopt;
    auto height = media.height > 0 ? std::optional{std::to_string(media.height)} : std::nullopt;
    switch (media.kind) {
    case social::MediaKind::Image:
    case social::MediaKind::Gifv:
        html.link(media.whole, {{"class", "u-photo"}}, [&] {
            html.void_element("img", {{"src", media.preview.value_or(media.whole)},
                                      {"alt", media.description.empty() ? words("pages.media.undescribed") : media.description},
                                      {"width", width},
                                      {"height", height},
                                      {"loading", "lazy"}});
        });
        return;
    case social::MediaKind::Video:
        html.element("video", {{"src", media.whole}, {"controls", true}, {"preload", "none"}, {"aria-label", media.description}},
                     [] {});
        return;
    case social::MediaKind::Audio:
        html.element("audio", {{"src", media.whole}, {"controls", true}, {"preload", "none"}, {"aria-label", media.description}},
                     [] {});
        return;
    case social::MediaKind::Unknown: break;
    }
    html.link(media.whole, {{"rel", "nofollow noopener"}},
              media.description.empty() ? words("pages.media.elsewhere") : media.description);
}

// On a page of its own the answers stand below, and are counted there.
void write_counts(Html& html, const Words& words, const PostView& post, PostSize size)
{
    auto answers = size == PostSize::Alone ? 0 : post.answers;
    if (answers == 0 && post.boosts == 0 && post.favourites == 0) return;
    html.element("footer", {{"class", "counts meta"}}, [&] {
        html.element("ul", [&] {
            if (answers > 0)
                html.element("li",
                             [&] { html.link(post.permalink, {{"class", "answers"}}, words.count("pages.answers", answers)); });
            if (post.boosts > 0) html.element("li", words.count("pages.boosts", post.boosts));
            if (post.favourites > 0) html.element("li", words.count("pages.favourites", post.favourites));
        });
    });
}

void write_context(Html& html, const Words& words, const PostView& post)
{
    if (post.boosted_by)
        html.element("p", {{"class", "meta context"}}, [&] {
            html.text(words("pages.boosted_by", {{"name", post.boosted_by->name}}));
            if (post.boosted_first_by.empty()) return;
            html.text(" · ");
            html.text(words("pages.past.boost", {{"name", "@" + post.boosted_first_by}}));
        });
    if (post.answers_to)
        html.element("p", {{"class", "meta context"}}, words("pages.answers_to", {{"name", post.answers_to->name}}));
}

}  // namespace

std::string anchor_of(StatusId id) { return "p" + to_string(id); }

std::string excerpt_of(const PostView& post, std::size_t graphemes)
{
    auto plain = post.content_warning.empty() ? html_to_text(post.content.text) : post.content_warning;
    std::ranges::replace(plain, '\n', ' ');
    auto start = truncated(plain, graphemes);
    return start.size() == plain.size() ? plain : std::string{start} + "…";
}

void write_time(Html& html, const Words& words, Time time)
{
    html.element("time", {{"class", "dt-published"}, {"datetime", iso8601(time)}}, words.date_time(time));
}

void write_avatar(Html& html, const AuthorView& author)
{
    if (!author.avatar.empty()) {
        html.void_element("img", {{"class", "avatar"},
                                  {"src", Url::local(author.avatar)},
                                  {"alt", ""},
                                  {"width", 44},
                                  {"height", 44},
                                  {"loading", "lazy"}});
        return;
    }
    // Ids sort by time, and what was made together would look alike: the bits are mixed first (Knuth's multiplier).
    auto mixed = (static_cast<std::uint64_t>(author.id.value) * 0x9E3779B97F4A7C15U) >> 32;
    auto tone = "avatar tone" + std::to_string(mixed % avatar_tones);
    html.element("span", {{"class", tone}, {"aria-hidden", "true"}}, truncated(author.name, 1));
}

void write_byline(Html& html, const Words& words, const PostView& post)
{
    html.element("header", {{"class", "byline"}}, [&] {
        html.link(post.author.profile, {{"class", "who p-author h-card"}}, [&] {
            write_avatar(html, post.author);
            html.element("span", {{"class", "names"}}, [&] {
                html.element("bdi", {{"class", "name p-name"}}, post.author.name);
                html.text(" ");
                html.element("span", {{"class", "handle"}}, post.author.handle);
            });
        });
        if (post.author.automated) html.element("span", {{"class", "badge"}}, words("pages.automated"));
        if (post.signed_by)
            html.link(post.signed_by->profile, {{"class", "meta signed"}},
                      words("pages.signed_by", {{"name", post.signed_by->name}}));
        if (post.tied_to)
            html.link(post.tied_to->profile, {{"class", "meta signed"}},
                      words("app.integrity.relation." + post.tie, {{"page", post.tied_to->name}}));
        if (!post.first_published.empty())
            html.link(Url::foreign(post.first_published), {{"class", "meta signed"}, {"rel", "nofollow noopener noreferrer"}},
                      words("pages.past", {{"name", "@" + post.first_by}}));
        html.link(post.permalink, {{"class", "when u-url"}}, [&] { write_time(html, words, post.created_at); });
    });
}

namespace {

// What is quoted says whose it is, and leads there.
void write_quoted(Html& html, const Words& words, const PostView& post)
{
    if (post.quotes_hidden) html.element("p", {{"class", "meta"}}, words("pages.quote.hidden"));
    for (const auto& quoted : post.quoted)
        html.element("blockquote", {{"class", "quoted h-cite"}}, [&] {
            html.element("p", {{"class", "meta"}}, [&] {
                html.link(quoted.author.profile, {{"class", "p-author h-card"}}, quoted.author.name);
                html.text(" " + quoted.author.handle + " · ");
                html.link(quoted.permalink, {{"class", "u-url"}}, [&] { write_time(html, words, quoted.created_at); });
            });
            write_post_body(html, words, quoted);
        });
}

void write_what_it_says(Html& html, const Words& words, const PostView& post)
{
    write_words(html, post);
    // Behind a warning nothing has to be hidden once more.
    write_media_list(html, words, post.media, post.sensitive && post.content_warning.empty());
    if (post.poll) write_poll(html, words, post);
    if (post.preview) write_preview(html, words, *post.preview);
    write_quoted(html, words, post);
}

}  // namespace

void write_media_list(Html& html, const Words& words, std::span<const MediaView> all, bool is_hidden)
{
    if (all.empty()) return;
    auto write_list = [&] {
        html.element("ul", {{"class", "media"}}, [&] {
            for (const auto& media : all) html.element("li", [&] { write_attached(html, words, media); });
        });
    };
    if (!is_hidden) return write_list();
    html.element("details", {{"class", "warned"}}, [&] {
        html.element("summary", words("pages.media.sensitive"));
        write_list();
    });
}

void write_post_body(Html& html, const Words& words, const PostView& post)
{
    if (post.removed) {
        html.element("p", {{"class", "removed"}}, words("pages.removed_post"));
        return;
    }
    if (post.content_warning.empty()) return write_what_it_says(html, words, post);
    html.element("details", {{"class", "warned"}}, [&] {
        html.element("summary", [&] {
            html.element("span", {{"class", "p-summary"}}, post.content_warning);
            html.element("span", {{"class", "meta"}}, words("pages.show_post"));
        });
        write_what_it_says(html, words, post);
    });
}

void write_post(Html& html, const Words& words, const PostView& post, PostSize size)
{
    html.element(
        "article", {{"class", size == PostSize::Alone ? "post alone h-entry" : "post h-entry"}, {"id", anchor_of(post.id)}}, [&] {
            write_context(html, words, post);
            if (!post.removed) write_byline(html, words, post);
            write_post_body(html, words, post);
            if (post.edited_at && !post.removed)
                html.element("p", {{"class", "meta"}}, words("pages.edited", {{"date", words.date_time(*post.edited_at)}}));
            write_counts(html, words, post, size);
        });
}

void write_post_list(Html& html, const Words& words, const PostList& list, const Url& here)
{
    html.element("div", {{"class", "posts h-feed"}}, [&] {
        for (const auto& post : list.posts) write_post(html, words, post);
    });
    if (!list.newer_than && !list.older_than) return;
    html.element("nav", {{"class", "pager"}, {"aria-label", words("pages.pager")}}, [&] {
        if (list.newer_than)
            html.link(here.with("min_id", std::to_string(*list.newer_than)), {{"rel", "prev"}, {"class", "button second"}},
                      words("pages.newer"));
        if (list.older_than)
            html.link(here.with("max_id", std::to_string(*list.older_than)), {{"rel", "next"}, {"class", "button second"}},
                      words("pages.older"));
    });
}

}  // namespace favilla::pages
