// SPDX-License-Identifier: AGPL-3.0-or-later
// Tables of a community, and of shares, from anybody: read or refused, and what was read is judged.
#include <cstdint>
#include <string_view>

#include "integrity/judgement.h"
#include "integrity/share_file.h"

using namespace favilla::integrity;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(bytes), size};
    if (auto shares = read_shares(text)) {
        auto pairs = coordinated_pairs(shares->shares, {.window = 100, .min_participation = 1});
        (void)coordination_network(pairs, 0.9);
    }
    // Four tables, one behind the other.
    std::string_view tables[4];
    for (auto& table : tables) {
        auto end = text.find('\f');
        table = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    if (auto community = read_community({tables[0], tables[1], tables[2], tables[3]})) (void)judge(*community, 0.05);
    return 0;
}
