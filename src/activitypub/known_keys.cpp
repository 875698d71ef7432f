// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/known_keys.h"

#include <mutex>
#include <unordered_map>

namespace favilla::activitypub {

std::optional<PublicKey> parsed_key(const std::string& pem)
{
    static std::mutex mutex;
    static std::unordered_map<std::string, PublicKey> known;
    std::lock_guard lock{mutex};
    if (auto found = known.find(pem); found != known.end()) return found->second;
    auto key = PublicKey::from_pem(pem);
    if (!key) return std::nullopt;
    if (known.size() >= 10'000) known.clear();
    known.emplace(pem, *key);
    return key;
}

bool fits(const distribution::KnownKey& key, std::string_view text, std::string_view signature)
{
    auto parsed = parsed_key(key.pem);
    return parsed && parsed->verifies(text, signature);
}

}  // namespace favilla::activitypub
