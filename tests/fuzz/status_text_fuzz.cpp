// SPDX-License-Identifier: AGPL-3.0-or-later
// Entities stand in order and inside the text, and neither renderer ever writes what a browser would run.
#include "base/status_text.h"

#include <cstdlib>

#include "../support/html_oracle.h"
#include "base/search_text.h"
#include "base/text.h"

using namespace favilla;

namespace {

StatusLinks links()
{
    return {.mention = [](std::string_view user, std::string_view host) -> std::optional<MentionTarget> {
                return MentionTarget{"https://here.example/@" + std::string{user}, std::string{user},
                                     std::string{user}.append(host)};
            },
            .tag_url = [](std::string_view tag) { return "https://here.example/tags/" + std::string{tag}; }};
}

void must(bool truth)
{
    if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    if (!is_valid_utf8(text)) return 0;
    std::size_t at = 0;
    for (const auto& entity : find_entities(text)) {
        must(entity.start >= at && entity.end > entity.start && entity.end <= text.size() && !entity.name.empty());
        at = entity.end;
    }
    counted_length(text);
    // Our own renderer writes rel="tag" and the like; the sanitiser brings it to the form that the oracle knows.
    must(test::find_foreign(sanitise_html(render_status(text, links()).text).text).empty());
    must(html_to_text(render_status("x" + std::string{text}, links()).text).starts_with('x'));
    must(test::find_foreign(render_markdown(text, links()).text).empty());
    for (const auto& term : index_terms(text, "it")) {
        must(!term.empty() && term.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos);
        // What begins with a digit and is no number is a mark of the index, never a word.
        must(term[0] > '9' || term.find_first_not_of("0123456789") == std::string::npos);
    }
    auto query = parse_query(text);
    must(fts5_query(query).empty() == tsquery(query).empty());
    return 0;
}
