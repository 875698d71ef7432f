// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a page holds, in whatever encoding it says: what is shown of it is plain text, bounded, and what is taken for a proven link
// is one that another parser reads the same way.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/charset.h"
#include "base/text.h"
#include "base/web_page.h"
#include "base/web_url.h"

using namespace favilla;

namespace {

void check_text(const std::string& text, std::size_t graphemes)
{
    auto line = one_line(text, graphemes);
    if (!is_valid_utf8(line) || line.find('\n') != std::string::npos || line.size() > graphemes * 4 + 8) std::abort();
    if (line.find("<script") != std::string::npos) std::abort();
}

}  // namespace

// The first line is a Content-Type's charset, the rest the page.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input{reinterpret_cast<const char*>(data), size};
    auto end = std::min(input.find('\n'), input.size());
    auto charset = input.substr(0, end), bytes = input.substr(std::min(end + 1, input.size()));
    auto html = html_to_utf8(bytes, charset);
    auto facts = read_page(html);
    check_text(facts.title, 200);
    check_text(facts.description, 500);
    check_text(facts.author, 100);
    check_text(facts.site, 100);
    check_text(facts.picture_description, 1500);
    if (facts.picture.find('\0') != std::string::npos) std::abort();
    for (const auto& link : links_in(html, 50))
        if (link.href.find('\0') != std::string::npos) std::abort();
    if (me_links(html, 50).size() > 50) std::abort();
    me_links_in_header(bytes);
    if (robots_tag_refuses(bytes) && !robots_tag_hides_picture(bytes)) std::abort();
    if (auto link = plain_link(html))
        if (!parse_web_url(*link) || parse_web_url(*link)->host.starts_with("xn--")) std::abort();
    return 0;
}
