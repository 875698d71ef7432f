// SPDX-License-Identifier: AGPL-3.0-or-later
// base/html_tokens.h — cuts HTML into tags and text as the HTML standard does (13.2.5), one pass, no tree.
// Comments, doctypes and processing instructions are skipped; character references are decoded; invalid UTF-8 becomes
// U+FFFD and control characters vanish.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace favilla {

struct HtmlToken {
    enum class Kind { Text, Start, End };
    Kind kind = Kind::Text;
    std::string name;  // of a tag, ASCII lower case
    std::string text;
    bool self_closing = false;                                    // "<svg/>"
    std::vector<std::pair<std::string, std::string>> attributes;  // as written; of two equal names the first counts

    // Empty when absent.
    std::string_view attribute(std::string_view wanted) const;
    bool has_attribute(std::string_view wanted) const;
};

class HtmlTokens {
public:
    explicit HtmlTokens(std::string_view html) : rest_(html) {}
    // Null at the end. The token is valid until the next call.
    const HtmlToken* next();

private:
    bool take_tag();
    bool take_attributes();
    bool take_attribute();
    void take_text(std::size_t end);
    void take_raw_text();
    void skip_comment();

    std::string_view rest_;
    std::string raw_element_;  // inside <script> and the like only its end tag counts
    HtmlToken token_;
};

}  // namespace favilla
