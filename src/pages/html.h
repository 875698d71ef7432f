// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/html.h — pages are written as functions, into one growing string:
//
//     html.element("article", {{"class", "post"}, {"id", anchor}}, [&] {
//         html.element("h2", title);                        // text: escaped
//         html.link(Url::local("/@ada"), {}, "Ada");
//         html.safe(post.content);                          // SafeHtml: the one way markup gets in
//     });
//
// Names of elements and attributes are literals. An attribute that a browser follows takes a Url and no
// other does; there is no way to write a style or an event handler: all three are refused when compiling.
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/html.h"
#include "pages/url.h"

namespace favilla::pages {

constexpr bool takes_url(std::string_view name)
{
    return name == "href" || name == "src" || name == "action" || name == "formaction" || name == "poster" || name == "cite";
}

// A lower-case name that stands in the source.
struct Name {
    template <std::size_t size>
    consteval Name(const char (&literal)[size]) : text(literal, size - 1)
    {
        for (char c : text)
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':'))
                throw "not a name";
    }
    std::string_view text;
};

struct PlainName : Name {
    template <std::size_t size>
    consteval PlainName(const char (&literal)[size]) : Name(literal)
    {
        if (takes_url(text)) throw "this attribute takes a Url";
        if (text == "style" || text == "srcdoc" || text.starts_with("on")) throw "this attribute is not written here";
    }
};

struct UrlName : Name {
    template <std::size_t size>
    consteval UrlName(const char (&literal)[size]) : Name(literal)
    {
        if (!takes_url(text) && text != "content") throw "this attribute takes no Url";
    }
};

// Lives as long as the call it is written in.
class Attribute {
public:
    Attribute(PlainName name, std::string_view value) : name_(name.text), value_(value), kind_(Kind::Text) {}
    Attribute(PlainName name, const char* value) : Attribute(name, std::string_view{value}) {}
    Attribute(PlainName name, const std::string& value) : Attribute(name, std::string_view{value}) {}
    Attribute(PlainName name, const std::optional<std::string_view>& value)
        : name_(name.text), value_(value.value_or("")), kind_(value ? Kind::Text : Kind::Absent)
    {}
    Attribute(UrlName name, const Url& url) : name_(name.text), value_(url.text()), kind_(Kind::Text) {}
    template <std::same_as<bool> Flag>
    Attribute(PlainName name, Flag set) : name_(name.text), kind_(set ? Kind::Flag : Kind::Absent)
    {}
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    Attribute(PlainName name, Number number) : name_(name.text), number_(number), kind_(Kind::Number)
    {}

private:
    friend class Html;
    enum class Kind : std::uint8_t { Text, Number, Flag, Absent };
    std::string_view name_;
    std::string_view value_;
    std::int64_t number_ = 0;
    Kind kind_ = Kind::Text;
};

using Attributes = std::initializer_list<Attribute>;

class Html {
public:
    explicit Html(std::size_t expected_size = 4096) { out_.reserve(expected_size); }

    void text(std::string_view words) { append_escaped(out_, words); }
    void safe(const SafeHtml& markup) { out_ += markup.text; }
    void append(const Html& other) { out_ += other.out_; }

    void element(Name name, Attributes attributes, std::invocable auto&& body)
    {
        open(name, attributes);
        body();
        close(name);
    }
    void element(Name name, std::invocable auto&& body) { element(name, {}, body); }
    void element(Name name, Attributes attributes, std::string_view words)
    {
        open(name, attributes);
        text(words);
        close(name);
    }
    void element(Name name, std::string_view words) { element(name, {}, words); }
    void void_element(Name name, Attributes attributes = {}) { open(name, attributes); }  // br, img, input, link, meta

    void link(const Url& to, Attributes attributes, std::string_view words)
    {
        link(to, attributes, [&] { text(words); });
    }
    void link(const Url& to, Attributes attributes, std::invocable auto&& body)
    {
        open_link(to, attributes);
        body();
        close("a");
    }

    // A data block for search engines: JSON in a script element that no browser runs (HTML, 4.12.1: "data block").
    void json_ld(std::string_view json);

    const std::string& str() const { return out_; }
    std::string take() { return std::move(out_); }

private:
    friend Html document(std::size_t expected_size);
    void open(Name, Attributes);
    void open_link(const Url&, Attributes);
    void close(Name);
    void append_attributes(Attributes);
    std::string out_;
};

Html document(std::size_t expected_size);  // begins with <!doctype html>

}  // namespace favilla::pages
