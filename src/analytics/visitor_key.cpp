// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visitor_key.h"

#include <cstring>
#include <stdexcept>

#include <sodium.h>

namespace favilla::analytics {

static_assert(visitor_key_bytes == crypto_shorthash_KEYBYTES);

std::uint64_t visitor_key(std::string_view day_key, std::string_view visitor)
{
    if (day_key.size() != visitor_key_bytes) throw std::logic_error("a visitor's key has 16 bytes");
    auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
    unsigned char out[crypto_shorthash_BYTES];
    crypto_shorthash(out, bytes(visitor), visitor.size(), bytes(day_key));
    std::uint64_t key = 0;
    std::memcpy(&key, out, sizeof key);
    return key;
}

}  // namespace favilla::analytics
