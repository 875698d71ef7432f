// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/known_keys.h"

#include <mutex>
#include <unordered_map>

namespace favilla::activitypub {

namespace {

constexpr std::size_t most_remembered = 10'000;

}  // namespace

std::optional<PublicKey> parsed_key(const std::string& pem)
{
    static std::mutex mutex;
    static std::unordered_map<std::string, PublicKey> known;
    std::lock_guard lock{mutex};
    if (auto found = known.find(pem); found != known.end()) return found->second;
    auto key = PublicKey::from_pem(pem);
    if (!key) return std::nullopt;
    if (known.size() >= most_remembered) known.clear();
    known.emplace(pem, *key);
    return key;
}

namespace {

struct Remembered {
    std::mutex mutex;
    std::unordered_map<std::string, distribution::KnownKey> keys;
};

Remembered& remembered()
{
    static Remembered one;
    return one;
}

}  // namespace

void remember_key(const std::string& key_id, const distribution::KnownKey& key)
{
    auto& all = remembered();
    std::lock_guard lock{all.mutex};
    if (all.keys.size() >= most_remembered) all.keys.clear();
    all.keys.insert_or_assign(key_id, key);
}

std::optional<distribution::KnownKey> remembered_key(const std::string& key_id)
{
    auto& all = remembered();
    std::lock_guard lock{all.mutex};
    auto found = all.keys.find(key_id);
    return found == all.keys.end() ? std::nullopt : std::optional{found->second};
}

bool fits(const distribution::KnownKey& key, std::string_view text, std::string_view signature)
{
    auto parsed = parsed_key(key.pem);
    return parsed && parsed->verifies(text, signature);
}

}  // namespace favilla::activitypub
