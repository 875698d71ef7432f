// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever an outbox holds, its items lie in it, in order and apart; and what strict JSON calls an outbox is cut into the same items.
#include "activitypub/past_archive.h"

#include <cstdlib>

using namespace favilla;

namespace {

void must(bool is_so)
{
    if (!is_so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    activitypub::PastActor actor{"https://old.example/users/ada", "ada", "https://old.example/users/ada/followers"};
    auto items = activitypub::outbox_items(text);
    if (items) {
        const char* end = text.data();
        for (auto item : *items) {
            must(!item.empty() && item.data() >= end && item.data() + item.size() <= text.data() + text.size());
            end = item.data() + item.size();
            if (auto post = activitypub::read_past_item(item, actor, Time{})) must(post->note.author == actor.uri);
        }
    }
    auto document = parse_json(text);
    const auto* listed = document ? find_array(*document, "orderedItems") : nullptr;
    // A key may be written with escapes: such a one is no outbox to the cutter.
    if (listed && text.find('\\') == std::string_view::npos) {
        must(items && items->size() == listed->size());
        for (std::size_t n = 0; n < items->size(); ++n) must(parse_json((*items)[n])->kind() == (*listed)[n].kind());
    }
    return 0;
}
