// SPDX-License-Identifier: AGPL-3.0-or-later
// The answer is written from the allow-list alone, well nested and escaped, whatever the input was taken for: a
// browser that cuts the input differently than we do meets only our own tags. Idempotence asks that no rule which closes
// an element (p in p, li in li, a in a, …) ever applies to what we wrote.
#include <algorithm>
#include <charconv>
#include <vector>

#include "base/html.h"
#include "base/html_tokens.h"

namespace favilla {

namespace {

constexpr std::size_t max_depth = 32;

struct Element {
    std::string_view name;
    enum class Kind { Inline, Block, Heading, List, Item } kind = Kind::Inline;
};

constexpr Element allowed[] = {
    {"a"},
    {"abbr"},
    {"b"},
    {"blockquote", Element::Kind::Block},
    {"br"},
    {"code"},
    {"del"},
    {"em"},
    {"h1", Element::Kind::Heading},
    {"h2", Element::Kind::Heading},
    {"h3", Element::Kind::Heading},
    {"h4", Element::Kind::Heading},
    {"h5", Element::Kind::Heading},
    {"i"},
    {"li", Element::Kind::Item},
    {"ol", Element::Kind::List},
    {"p", Element::Kind::Block},
    {"pre", Element::Kind::Block},
    {"rp"},
    {"rt"},
    {"ruby"},
    {"s"},
    {"span"},
    {"strong"},
    {"sub"},
    {"sup"},
    {"u"},
    {"ul", Element::Kind::List},
};

const Element* find_element(std::string_view name)
{
    auto found = std::ranges::find(allowed, name, &Element::name);
    return found == std::end(allowed) ? nullptr : found;
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::string_view (&names)[N])
{
    return std::ranges::find(names, name) != std::end(names);
}

// Their text was never meant to be read.
bool is_dropped_whole(std::string_view name)
{
    constexpr std::string_view names[] = {"iframe", "math",  "noembed", "noframes", "noscript", "plaintext",
                                          "script", "style", "svg",     "template", "title",    "xmp"};
    return is_one_of(name, names);
}

// Not allowed, but they part words: a blank takes their place.
bool is_foreign_block(std::string_view name)
{
    constexpr std::string_view names[] = {"address",    "article", "aside",  "caption", "dd",    "div",    "dl", "dt",
                                          "figcaption", "figure",  "footer", "form",    "h6",    "header", "hr", "li",
                                          "main",       "nav",     "option", "section", "table", "td",     "th", "tr"};
    return is_one_of(name, names);
}

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

template <class Visit>
void each_word(std::string_view text, Visit visit)
{
    while (true) {
        auto start = text.find_first_not_of(" \t\n\f\r");
        if (start == std::string_view::npos) return;
        auto end = std::min(text.find_first_of(" \t\n\f\r", start), text.size());
        visit(text.substr(start, end - start));
        text.remove_prefix(end);
    }
}

// Microformats and the classes by which apps know a mention, a hashtag, the hidden part of a link and the link to what is quoted.
bool is_allowed_class(std::string_view name)
{
    constexpr std::string_view known[] = {"mention", "hashtag", "ellipsis", "invisible", "quote-inline"};
    if (is_one_of(name, known)) return true;
    bool microformat = name.starts_with("h-") || name.starts_with("p-") || name.starts_with("u-") || name.starts_with("dt-")
                    || name.starts_with("e-");
    return microformat && std::ranges::all_of(name, is_word_character);
}

std::string allowed_classes(std::string_view classes)
{
    std::string out;
    each_word(classes, [&](std::string_view name) {
        if (!is_allowed_class(name)) return;
        if (!out.empty()) out += ' ';
        out += name;
    });
    return out;
}

bool has_word(std::string_view text, std::string_view wanted)
{
    bool found = false;
    each_word(text, [&](std::string_view word) { found = found || word == wanted; });
    return found;
}

bool is_integer(std::string_view text)
{
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_language(std::string_view tag)
{
    return !tag.empty() && tag.size() <= 35 && std::ranges::all_of(tag, [](char c) { return c != '_' && is_word_character(c); });
}

class Sanitiser {
public:
    SafeHtml run(std::string_view html)
    {
        out_.reserve(html.size() + html.size() / 4);
        HtmlTokens tokens{html};
        while (const auto* token = tokens.next()) {
            if (!dropping_.empty())
                drop(*token);
            else if (token->kind == HtmlToken::Kind::Text)
                text(token->text);
            else if (token->kind == HtmlToken::Kind::Start)
                start(*token);
            else
                end(token->name);
        }
        close_down_to(0);
        return {std::move(out_)};
    }

private:
    void text(std::string_view words)
    {
        if (words.empty()) return;
        flush_gap();
        append_escaped(out_, words);
        at_edge_ = false;
    }

    void flush_gap()
    {
        if (gap_ && !at_edge_ && !out_.empty() && out_.back() != ' ' && out_.back() != '\n') out_ += ' ';
        gap_ = false;
    }

    void start(const HtmlToken& token)
    {
        if (is_dropped_whole(token.name)) return begin_dropping(token);
        if (token.name == "img" || token.name == "image") return image(token);
        if (token.name == "br") return line_break();
        auto* element = find_element(token.name);
        if (element && element->kind == Element::Kind::Item && !inside_list()) element = nullptr;
        if (!element) {
            gap_ = gap_ || is_foreign_block(token.name);
            return;
        }
        make_room_for(*element);
        auto href = element->name == "a" ? safe_url(token.attribute("href")) : std::nullopt;
        if (element->name == "a" && !href) return;
        if (open_.size() >= max_depth) return;
        open(*element, token, href);
    }

    void open(const Element& element, const HtmlToken& token, const std::optional<std::string>& href)
    {
        if (element.kind == Element::Kind::Inline) flush_gap();
        out_.append("<").append(element.name);
        if (href) attribute("href", *href);
        if (element.name == "a") link_attributes(token);
        if (element.name == "span") classes(token);
        if (element.name == "p" && has_word(token.attribute("class"), "quote-inline")) attribute("class", "quote-inline");
        if (element.name == "ol") {
            if (is_integer(token.attribute("start"))) attribute("start", token.attribute("start"));
            if (token.has_attribute("reversed")) attribute("reversed", "reversed");
        }
        if (element.name == "li" && is_integer(token.attribute("value"))) attribute("value", token.attribute("value"));
        if (is_language(token.attribute("lang"))) attribute("lang", token.attribute("lang"));
        out_ += '>';
        open_.push_back(&element);
        if (element.kind != Element::Kind::Inline) mark_edge();
    }

    void link_attributes(const HtmlToken& token)
    {
        classes(token);
        if (auto title = token.attribute("title"); !title.empty()) attribute("title", title);
        if (auto translate = token.attribute("translate"); translate == "no" || translate == "yes")
            attribute("translate", translate);
        bool tag = has_word(token.attribute("rel"), "tag");
        attribute("rel", tag ? "tag nofollow noopener noreferrer" : "nofollow noopener noreferrer");
        attribute("target", "_blank");
    }

    void classes(const HtmlToken& token)
    {
        if (auto kept = allowed_classes(token.attribute("class")); !kept.empty()) attribute("class", kept);
    }

    void attribute(std::string_view name, std::string_view value)
    {
        out_.append(" ").append(name).append("=\"");
        append_escaped(out_, value);
        out_ += '"';
    }

    // Closes what HTML says cannot hold the new element.
    void make_room_for(const Element& element)
    {
        using enum Element::Kind;
        if (element.kind != Inline && element.kind != Item) close_nearest([](const Element& e) { return e.name == "p"; });
        if (element.name == "a") close_nearest([](const Element& e) { return e.name == "a"; });
        if (element.kind == Item) {
            close_nearest([](const Element& e) { return e.name == "p"; });
            close_item();
        }
        auto top_is = [&](auto matches) { return !open_.empty() && matches(*open_.back()); };
        if (element.kind == Heading && top_is([](const Element& e) { return e.kind == Heading; }))
            close_down_to(open_.size() - 1);
        bool annotation = element.name == "rt" || element.name == "rp";
        if (annotation && top_is([](const Element& e) { return e.name == "rt" || e.name == "rp"; }))
            close_down_to(open_.size() - 1);
    }

    template <class Matches>
    void close_nearest(Matches matches)
    {
        for (auto i = open_.size(); i-- > 0;)
            if (matches(*open_[i])) return close_down_to(i);
    }

    void close_item()
    {
        for (auto i = open_.size(); i-- > 0;) {
            if (open_[i]->kind == Element::Kind::List) return;
            if (open_[i]->kind == Element::Kind::Item) return close_down_to(i);
        }
    }

    bool inside_list() const
    {
        return std::ranges::any_of(open_, [](const Element* e) { return e->kind == Element::Kind::List; });
    }

    void end(std::string_view name)
    {
        if (name == "br") return line_break();
        auto* element = find_element(name);
        if (!element) {
            gap_ = gap_ || is_foreign_block(name);
            return;
        }
        // An inline end tag does not reach out of its block, nor that of an item out of its list.
        for (auto i = open_.size(); i-- > 0;) {
            if (open_[i] == element) return close_down_to(i);
            if (element->kind == Element::Kind::Inline && open_[i]->kind != Element::Kind::Inline) return;
            if (element->kind == Element::Kind::Item && open_[i]->kind == Element::Kind::List) return;
        }
    }

    void close_down_to(std::size_t depth)
    {
        while (open_.size() > depth) {
            out_.append("</").append(open_.back()->name).append(">");
            if (open_.back()->kind != Element::Kind::Inline) mark_edge();
            open_.pop_back();
        }
    }

    void line_break()
    {
        out_ += "<br />";
        mark_edge();
    }

    void mark_edge()
    {
        at_edge_ = true;
        gap_ = false;
    }

    void image(const HtmlToken& token)
    {
        auto source = safe_web_url(token.attribute("src"));
        auto words = token.attribute("alt");
        bool inside_link = std::ranges::any_of(open_, [](const Element* e) { return e->name == "a"; });
        if (!source || inside_link || open_.size() >= max_depth) return text(words);
        HtmlToken link;
        open(*find_element("a"), link, source);
        text(words.empty() ? std::string_view{*source} : words);
        close_down_to(open_.size() - 1);
    }

    void begin_dropping(const HtmlToken& token)
    {
        if (token.self_closing && (token.name == "svg" || token.name == "math")) return;
        dropping_ = token.name;
        dropping_depth_ = 1;
        formula_.clear();
        in_annotation_ = false;
        formula_fence_ = token.attribute("display") == "block" ? "$$" : "$";
    }

    // Of MathML the TeX that it was made from is kept, as text.
    void drop(const HtmlToken& token)
    {
        using enum HtmlToken::Kind;
        if (token.kind == Text && in_annotation_) formula_ += token.text;
        if (dropping_ == "math" && token.name == "annotation" && token.kind != Text)
            in_annotation_ = token.kind == Start && token.attribute("encoding") == "application/x-tex";
        if (token.kind == Text || token.name != dropping_) return;
        if (token.kind == Start)
            dropping_depth_ += token.self_closing ? 0 : 1;
        else
            --dropping_depth_;
        if (dropping_depth_ > 0) return;
        dropping_.clear();
        if (!formula_.empty()) text(formula_fence_ + formula_ + formula_fence_);
    }

    std::string out_;
    std::vector<const Element*> open_;
    bool gap_ = false;      // a dropped block parted what came from what comes
    bool at_edge_ = true;   // nothing since the last tag that parts words itself
    std::string dropping_;  // the element that is being left out
    std::size_t dropping_depth_ = 0;
    bool in_annotation_ = false;
    std::string formula_, formula_fence_;
};

}  // namespace

SafeHtml sanitise_html(std::string_view foreign) { return Sanitiser{}.run(foreign); }

}  // namespace favilla
