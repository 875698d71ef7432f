// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/html.h"

#include <algorithm>

#include "base/html_tokens.h"

namespace favilla {

namespace {

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// What the URL standard strips before it looks at the scheme: C0 controls and blanks around, tabs and line ends anywhere.
std::string as_browsers_read(std::string_view url)
{
    auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
    while (!url.empty() && is_blank(url.front())) url.remove_prefix(1);
    while (!url.empty() && is_blank(url.back())) url.remove_suffix(1);
    std::string out;
    out.reserve(url.size());
    for (char c : url)
        if (c != '\t' && c != '\n' && c != '\r') out += c;
    return out;
}

// Lower case; empty when the URL has none.
std::string scheme_of(std::string_view url)
{
    auto colon = url.find(':');
    if (colon > 16) return {};  // also npos
    std::string scheme;
    for (char c : url.substr(0, colon)) {
        if (!is_alnum(c) && std::string_view{"+-."}.find(c) == std::string_view::npos) return {};
        scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return scheme;
}

bool is_web(std::string_view scheme) { return scheme == "http" || scheme == "https"; }

// Block elements that leave words apart.
bool parts_words(std::string_view name)
{
    constexpr std::string_view names[] = {"p",  "div", "blockquote", "pre", "h1", "h2",    "h3",      "h4",     "h5",
                                          "h6", "ul",  "ol",         "hr",  "dl", "table", "section", "article"};
    return std::ranges::find(names, name) != std::end(names);
}

bool is_unread(std::string_view name)
{
    constexpr std::string_view names[] = {"script", "style", "iframe", "noembed", "noframes", "noscript", "template", "title"};
    return std::ranges::find(names, name) != std::end(names);
}

void end_line(std::string& out, std::size_t line_ends)
{
    if (out.empty()) return;
    auto last = out.find_last_not_of('\n');
    auto present = out.size() - (last == std::string::npos ? 0 : last + 1);
    if (present < line_ends) out.append(line_ends - present, '\n');
}

}  // namespace

void append_escaped(std::string& out, std::string_view text)
{
    std::size_t run = 0;
    for (std::size_t i = text.find_first_of("&<>\"'"); i != std::string_view::npos; i = text.find_first_of("&<>\"'", run)) {
        out.append(text, run, i - run);
        switch (text[i]) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += "&#39;";
        }
        run = i + 1;
    }
    out.append(text, run);
}

std::string escape_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return out;
}

std::string escape_attribute(std::string_view text) { return escape_text(text); }

std::optional<std::string> safe_url(std::string_view url)
{
    constexpr std::string_view open_protocols[] = {"mailto", "dat",    "dweb", "ipfs",   "ipns",
                                                   "ssb",    "gopher", "xmpp", "magnet", "gemini"};
    auto clean = as_browsers_read(url);
    auto scheme = scheme_of(clean);
    bool allowed = is_web(scheme) || std::ranges::find(open_protocols, scheme) != std::end(open_protocols);
    auto behind = std::string_view{clean}.substr(scheme.size());
    if (!allowed || behind.size() < 2 || (is_web(scheme) && !behind.starts_with("://"))) return std::nullopt;
    return clean;
}

std::optional<std::string> safe_web_url(std::string_view url)
{
    auto clean = as_browsers_read(url);
    auto scheme = scheme_of(clean);
    if (!is_web(scheme) || !std::string_view{clean}.substr(scheme.size()).starts_with("://")) return std::nullopt;
    return clean;
}

std::string html_to_text(std::string_view html)
{
    std::string out;
    std::string unread;  // the element whose content is being left out
    HtmlTokens tokens{html};
    while (const auto* token = tokens.next()) {
        bool start = token->kind == HtmlToken::Kind::Start;
        if (!unread.empty()) {
            if (token->kind == HtmlToken::Kind::End && token->name == unread) unread.clear();
        } else if (token->kind == HtmlToken::Kind::Text) {
            out += token->text;
        } else if (start && is_unread(token->name)) {
            unread = token->name;
        } else if (token->name == "br") {
            out += '\n';
        } else if (parts_words(token->name)) {
            end_line(out, 2);
        } else if (token->name == "li" || token->name == "tr" || token->name == "dd" || token->name == "dt") {
            end_line(out, 1);
        }
    }
    auto first = out.find_first_not_of(" \n\t");
    if (first == std::string::npos) return {};
    return out.substr(first, out.find_last_not_of(" \n\t") + 1 - first);
}

}  // namespace favilla
