// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is accepted is a tree: each thread has figures within their bounds, and each is printed on a line of its own.
#include "conversations/tree_file.h"

#include <algorithm>
#include <cstdlib>

using namespace favilla::conversations;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto text = std::string_view{reinterpret_cast<const char*>(data), size};
    auto threads = read_threads(text);
    auto measured = measure_file(text);
    if (threads.has_value() != measured.has_value()) std::abort();
    if (!threads) return threads.error().key.starts_with("measure.") ? 0 : (std::abort(), 0);

    if (std::ranges::count(*measured, '\n') != static_cast<std::ptrdiff_t>(threads->size()) + 1) std::abort();
    for (const auto& thread : *threads) {
        auto state = count_tree(thread.nodes);
        if (!state) std::abort();
        auto n = state->nodes;
        if (n < 2 || state->wiener_index < (n - 1) * (n - 1) || state->wiener_index > (n * n * n - n) / 6) std::abort();
        if (state->one_way + state->reactive + state->interactive != n) std::abort();
        if (state->mutual_edges > state->reply_edges || state->authors > n - 1 || state->h_index > state->max_depth) std::abort();
    }
    return 0;
}
