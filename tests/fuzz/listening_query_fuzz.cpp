// SPDX-License-Identifier: AGPL-3.0-or-later
// What is refused is refused for one of the parser's own reasons; what is accepted has something that must be met and keys to be found by, and a
// post made of the same text that meets it has one of those keys.
#include "conversations/listening_query.h"

#include <algorithm>
#include <cstdlib>

#include "base/search_text.h"
#include "base/text.h"

using namespace favilla;
using namespace favilla::conversations;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto text = std::string_view{reinterpret_cast<const char*>(data), size};
    if (!is_valid_utf8(text)) return 0;
    auto query = parse_listening(text);
    if (!query) return query.error().key.starts_with("listening.") ? 0 : (std::abort(), 0);
    auto keys = keys_of(*query);
    if (query->needs.empty() || keys.empty()) std::abort();
    Heard heard;
    heard.stems = index_terms(text, "it");
    heard.plain = index_terms(text, "");
    for (const auto& any : query->needs)
        for (const auto& need : any) {
            if (need.kind == ListeningQuery::Kind::Tag) heard.tags.push_back(need.what);
            if (need.kind == ListeningQuery::Kind::Name) heard.names.push_back({need.what, need.where});
            if (need.kind == ListeningQuery::Kind::Link) heard.links.push_back({need.what, need.where});
        }
    auto has = keys_of(heard);
    bool is_found = std::ranges::any_of(keys, [&](const std::string& key) { return std::ranges::find(has, key) != has.end(); });
    if (meets(heard, *query) && !is_found) std::abort();
    return 0;
}
