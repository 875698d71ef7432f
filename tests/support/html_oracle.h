// SPDX-License-Identifier: AGPL-3.0-or-later
// support/html_oracle.h — says what a browser's parser (gumbo's, which none of our code uses) would find in sanitised
// HTML that the allow-list does not let through. Empty means nothing.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gumbo.h>

namespace favilla::test {

inline const std::map<std::string, std::set<std::string>>& allowed_html()
{
    static const std::map<std::string, std::set<std::string>> allowed = [] {
        std::map<std::string, std::set<std::string>> map;
        for (auto name :
             {"p",   "br", "span", "a",  "abbr", "del", "s",  "pre", "blockquote", "code", "b",  "strong", "u",  "sub",
              "sup", "i",  "em",   "h1", "h2",   "h3",  "h4", "h5",  "ul",         "ol",   "li", "ruby",   "rt", "rp"})
            map[name] = {"lang"};
        map["a"].insert({"href", "rel", "class", "title", "translate", "target"});
        map["span"].insert("class");
        map["p"].insert("class");
        map["ol"].insert({"start", "reversed"});
        map["li"].insert("value");
        return map;
    }();
    return allowed;
}

inline bool is_followable(std::string_view url)
{
    static const std::set<std::string> schemes = {"http", "https", "mailto", "dat",  "dweb",   "ipfs",
                                                  "ipns", "ssb",   "gopher", "xmpp", "magnet", "gemini"};
    std::string scheme{url.substr(0, url.find(':'))};
    for (auto& c : scheme)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return schemes.contains(scheme);
}

inline std::string find_foreign(const GumboNode* node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) return {};
    if (node->type != GUMBO_NODE_ELEMENT) return "a node that is neither element nor text";
    const auto& element = node->v.element;
    std::string name = gumbo_normalized_tagname(element.tag);
    bool frame = name == "html" || name == "head" || name == "body";
    if (element.tag_namespace != GUMBO_NAMESPACE_HTML) return "a foreign namespace";
    if (!frame && !allowed_html().contains(name)) return "the element " + name;
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
        if (frame || !allowed_html().at(name).contains(attribute->name)) return name + " with " + attribute->name;
        std::string_view value = attribute->value, key = attribute->name;
        if (key == "href" && !is_followable(value)) return "the link " + std::string{value};
        if (key == "target" && value != "_blank") return "a target";
        if (key == "rel" && value.find("nofollow noopener noreferrer") == std::string_view::npos) return "a rel";
    }
    for (unsigned i = 0; i < element.children.length; ++i)
        if (auto found = find_foreign(static_cast<const GumboNode*>(element.children.data[i])); !found.empty()) return found;
    return {};
}

inline std::string find_foreign(std::string_view html)
{
    auto* output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
    auto found = find_foreign(output->root);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    return found;
}

}  // namespace favilla::test
