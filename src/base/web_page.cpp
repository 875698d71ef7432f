// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_page.h"

#include <algorithm>
#include <array>

#include "base/html.h"
#include "base/html_tokens.h"
#include "base/language.h"
#include "base/text.h"
#include "base/web_url.h"

namespace favilla {

namespace {

constexpr std::size_t longest_value = 4096;  // of what a page says in one place

std::string lower(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return out;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// Unicode's embeddings, overrides and isolates: left open, they turn around what stands behind.
bool turns_direction(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }
bool is_blank(char32_t c) { return c <= 0x20 || c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0x3000; }

// In the order in which it is believed: Open Graph, Twitter's cards, everything else.
enum class Rank { OpenGraph, Twitter, Plain };
struct Said {
    std::array<std::string, 3> by_rank;
    void take(Rank rank, std::string_view value)
    {
        auto& place = by_rank[static_cast<std::size_t>(rank)];
        if (place.empty()) place = one_line(value.substr(0, longest_value), longest_value);
    }
    std::string best() const
    {
        for (const auto& value : by_rank)
            if (!value.empty()) return value;
        return {};
    }
};

using Wish = bool (*)(std::string_view directive);

bool is_refusal(std::string_view directive)
{
    return directive == "noindex" || directive == "nosnippet" || directive == "none" || directive == "max-snippet:0";
}

bool hides_picture(std::string_view directive)
{
    return directive == "noimageindex" || directive == "max-image-preview:none" || is_refusal(directive);
}

bool is_wish(std::string_view directive, Wish wish)
{
    auto bare = lower(trimmed(directive));
    std::erase(bare, ' ');
    return wish(bare);
}

template <class Act>
void each_part(std::string_view text, char separator, Act&& act)
{
    while (!text.empty()) {
        auto end = std::min(text.find(separator), text.size());
        act(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool any_wish(std::string_view content, Wish wish)
{
    bool any = false;
    each_part(content, ',', [&](std::string_view directive) { any = any || is_wish(directive, wish); });
    return any;
}

bool is_web_address(std::string_view text) { return parse_web_url(text).has_value(); }

std::string handle_in(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with("acct:")) text.remove_prefix(5);
    if (text.starts_with('@')) text.remove_prefix(1);
    bool whole = text.size() <= 255 && std::ranges::count(text, '@') == 1
              && std::ranges::none_of(text, [](unsigned char c) { return c <= 0x20 || c >= 0x7F || c == '/' || c == '<'; });
    return whole ? std::string{text} : std::string{};
}

std::optional<Time> moment_in(std::string_view text)
{
    text = trimmed(text);
    if (auto time = parse_iso8601(text)) return time;
    if (text.size() == 10) return parse_iso8601(std::string{text} + "T00:00:00Z");
    return std::nullopt;
}

// "it_IT" is "it".
std::optional<std::string> language_in(std::string_view text)
{
    auto tag = normal_language(trimmed(text));
    if (!tag) return std::nullopt;
    return tag->substr(0, tag->find('-'));
}

class PageReader {
public:
    PageFacts read(std::string_view html)
    {
        HtmlTokens tokens{html};
        while (const auto* token = tokens.next()) {
            if (token->kind == HtmlToken::Kind::Text) {
                if (in_title_ && !title_read_ && text_.size() < longest_value) text_ += token->text;
                continue;
            }
            bool start = token->kind == HtmlToken::Kind::Start;
            if (token->name == "title") {
                // A drawing has titles as well; of a page the first counts.
                if (!start && in_title_) title_read_ = true;
                in_title_ = start && drawings_ == 0 && !title_read_;
            } else if (token->name == "svg" || token->name == "math") {
                if (start && !token->self_closing) ++drawings_;
                if (!start && drawings_ > 0) --drawings_;
            } else if (token->name == "html" && start && !facts_.language) {
                html_language_ = language_in(token->attribute("lang"));
            } else if (token->name == "meta" && start) {
                take_meta(*token);
            }
        }
        facts_.title = title_.best().empty() ? one_line(text_, longest_value) : title_.best();
        facts_.description = description_.best();
        facts_.author = author_.best();
        facts_.site = site_.best();
        if (!hides_picture_) facts_.picture = picture_.best();
        if (!facts_.picture.empty()) facts_.picture_description = picture_description_.best();
        if (!facts_.language) facts_.language = html_language_;
        return std::move(facts_);
    }

private:
    void take_meta(const HtmlToken& token)
    {
        auto content = token.attribute("content");
        // Open Graph says property, some pages say name.
        for (auto key : {"property", "name", "itemprop"})
            if (token.has_attribute(key))
                each_part(token.attribute(key), ' ', [&](std::string_view name) { take(lower(trimmed(name)), content); });
    }

    void take(const std::string& name, std::string_view content)
    {
        if (name == "og:title") return title_.take(Rank::OpenGraph, content);
        if (name == "twitter:title") return title_.take(Rank::Twitter, content);
        if (name == "og:description") return description_.take(Rank::OpenGraph, content);
        if (name == "twitter:description") return description_.take(Rank::Twitter, content);
        if (name == "description") return description_.take(Rank::Plain, content);
        if (name == "og:site_name") return site_.take(Rank::OpenGraph, content);
        if (name == "application-name") return site_.take(Rank::Plain, content);
        if (name == "author") return author_.take(Rank::Plain, content);
        if (name == "article:author" || name == "og:article:author" || name == "og:author") return take_author(content);
        if (name == "fediverse:creator" && facts_.creator.empty()) facts_.creator = handle_in(content);
        if (name == "og:locale" && !facts_.language) facts_.language = language_in(content);
        if (name == "robots" || name == "favilla") take_wishes(content);
        if (name == "og:image" || name == "og:image:url" || name == "og:image:secure_url" || name == "twitter:image"
            || name == "og:image:alt" || name == "twitter:image:alt")
            return take_picture(name, content);
        bool dates = name == "article:published_time" || name == "og:article:published_time" || name == "datepublished"
                  || name == "dc.date" || name == "dcterms.created" || name == "date";
        if (dates && !facts_.published_at) facts_.published_at = moment_in(content);
    }

    void take_wishes(std::string_view content)
    {
        facts_.refuses = facts_.refuses || any_wish(content, is_refusal);
        hides_picture_ = hides_picture_ || any_wish(content, hides_picture);
    }

    // Of several the first; a description stands behind the picture it is about, where there is another one behind that.
    void take_picture(std::string_view name, std::string_view content)
    {
        auto rank = name.starts_with("og:") ? Rank::OpenGraph : Rank::Twitter;
        if (name.ends_with(":alt")) {
            if (rank == Rank::Twitter || pictures_ <= 1) picture_description_.take(rank, content);
            return;
        }
        if (name == "og:image") ++pictures_;
        picture_.take(rank, content);
    }

    // By ogp.me it is an address; many write a name.
    void take_author(std::string_view content)
    {
        if (!is_web_address(trimmed(content))) return author_.take(Rank::OpenGraph, content);
        if (facts_.author_url.empty()) facts_.author_url = trimmed(content);
    }

    PageFacts facts_;
    Said title_, description_, author_, site_, picture_, picture_description_;
    int pictures_ = 0;
    bool hides_picture_ = false;
    std::optional<std::string> html_language_;
    std::string text_;  // of <title>
    bool in_title_ = false, title_read_ = false;
    int drawings_ = 0;
};

}  // namespace

bool has_word(std::string_view words, std::string_view word)
{
    while (!(words = trimmed(words)).empty()) {
        auto end = std::min<std::size_t>(std::ranges::find_if(words, is_space) - words.begin(), words.size());
        if (lower(words.substr(0, end)) == word) return true;
        words.remove_prefix(end);
    }
    return false;
}

std::string one_line(std::string_view text, std::size_t graphemes)
{
    // Most have no markup; where there is some, what it says is meant to be read.
    auto plain = text.find('<') == std::string_view::npos ? std::string{text} : html_to_text(text);
    std::string line;
    bool gap = false;
    for (std::string_view rest = plain; !rest.empty() && line.size() < graphemes * 4;) {
        auto decoded = decode_utf8(rest);
        rest.remove_prefix(decoded.length);
        auto c = decoded.character;
        if (is_blank(c)) {
            gap = !line.empty();
            continue;
        }
        if (turns_direction(c) || (c >= 0x7F && c <= 0x9F)) continue;
        if (gap) line += ' ';
        gap = false;
        append_utf8(line, c);
    }
    if (line.size() <= graphemes) return line;  // no character is shorter than a byte
    auto shown = truncated(line, graphemes);
    bool cut = shown.size() < line.size();
    std::string out{shown};
    if (cut && !out.empty()) out += "…";
    return out;
}

PageFacts read_page(std::string_view html) { return PageReader{}.read(html); }

namespace {

bool header_wishes(std::string_view header, Wish wish)
{
    constexpr std::array<std::string_view, 4> with_value{"max-snippet", "max-image-preview", "max-video-preview",
                                                         "unavailable_after"};
    bool for_us = true, any = false;
    each_part(header, ',', [&](std::string_view directive) {
        auto colon = directive.find(':');
        auto before = colon == std::string_view::npos ? std::string{} : lower(trimmed(directive.substr(0, colon)));
        // "googlebot: noindex, nofollow": everything behind a robot's name is for that one.
        if (!before.empty() && std::ranges::find(with_value, before) == with_value.end()) {
            for_us = before == "*" || before == "favilla";
            directive.remove_prefix(colon + 1);
        }
        if (for_us && is_wish(directive, wish)) any = true;
    });
    return any;
}

}  // namespace

bool robots_tag_refuses(std::string_view header) { return header_wishes(header, is_refusal); }
bool robots_tag_hides_picture(std::string_view header) { return header_wishes(header, hides_picture); }

std::vector<PageLink> links_in(std::string_view html, std::size_t at_most)
{
    std::vector<PageLink> links;
    bool inside = false;
    HtmlTokens tokens{html};
    while (const auto* token = tokens.next()) {
        bool start = token->kind == HtmlToken::Kind::Start;
        if (token->kind == HtmlToken::Kind::Text) {
            if (inside) links.back().text += token->text;
        } else if (token->name == "a" && !start) {
            inside = false;
        } else if (token->name == "a" && !inside && token->has_attribute("href")) {
            if (links.size() == at_most) return links;
            links.push_back({std::string{trimmed(token->attribute("href"))},
                             lower(token->attribute("rel")),
                             std::string{token->attribute("class")},
                             {}});
            inside = true;
        }
    }
    return links;
}

std::vector<std::string> me_links(std::string_view html, std::size_t at_most)
{
    std::vector<std::string> links;
    HtmlTokens tokens{html};
    while (const auto* token = tokens.next()) {
        if (links.size() == at_most) return links;
        bool link = token->kind == HtmlToken::Kind::Start && (token->name == "a" || token->name == "link");
        if (link && has_word(token->attribute("rel"), "me")) links.emplace_back(trimmed(token->attribute("href")));
    }
    return links;
}

std::vector<std::string> me_links_in_header(std::string_view header)
{
    std::vector<std::string> links;
    while (true) {
        auto open = header.find('<');
        auto close = open == std::string_view::npos ? open : header.find('>', open);
        if (close == std::string_view::npos) return links;
        auto target = trimmed(header.substr(open + 1, close - open - 1));
        header.remove_prefix(close + 1);
        auto params = header.substr(0, header.find(",<"));
        if (auto next = header.find('<'); next < params.size()) params = header.substr(0, next);
        each_part(params, ';', [&](std::string_view param) {
            auto equals = param.find('=');
            if (equals == std::string_view::npos || lower(trimmed(param.substr(0, equals))) != "rel") return;
            auto words = trimmed(param.substr(equals + 1));
            while (words.ends_with(',') || (!words.empty() && is_space(words.back()))) words.remove_suffix(1);
            if (words.size() >= 2 && words.front() == '"' && words.back() == '"') words = words.substr(1, words.size() - 2);
            if (has_word(words, "me")) links.emplace_back(target);
        });
    }
}

std::optional<std::string> plain_link(std::string_view html)
{
    auto links = links_in(html, 2);
    if (links.size() != 1) return std::nullopt;
    const auto& link = links.front();
    // All that is to be read is the link, and the link is all that is to be read.
    std::string read;
    HtmlTokens tokens{html};
    while (const auto* token = tokens.next())
        if (token->kind == HtmlToken::Kind::Text) read += token->text;
    if (trimmed(read) != trimmed(link.text)) return std::nullopt;
    auto url = parse_web_url(link.href);
    if (!url || std::ranges::any_of(link.href, [](unsigned char c) { return c <= 0x20 || c >= 0x7F; })) return std::nullopt;
    if (url->host.starts_with("xn--") || url->host.find(".xn--") != std::string::npos) return std::nullopt;
    auto bare = [](std::string_view text) {
        for (std::string_view scheme : {"https://", "http://"})
            if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
        if (text.ends_with('/')) text.remove_suffix(1);
        return text;
    };
    if (bare(trimmed(link.text)) != bare(link.href)) return std::nullopt;
    return link.href;
}

std::string with_rel_me(std::string html)
{
    constexpr std::string_view rel = " rel=\"";
    for (auto at = html.find(rel); at != std::string::npos; at = html.find(rel, at + rel.size()))
        html.insert(at + rel.size(), "me ");
    return html;
}

}  // namespace favilla
