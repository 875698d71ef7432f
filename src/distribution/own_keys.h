// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/own_keys.h — the keys our own actors sign with, one pair of RSA and one of Ed25519 each. Private keys lie sealed
// in the database; what opens them stands in a file beside it. Making an RSA key takes a quarter of a
// second, so a few are made ahead.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/keys.h"
#include "db/database.h"
#include "distribution/secret_box.h"

namespace favilla::distribution {

struct OwnKeys {
    PrivateKey rsa;
    PrivateKey ed25519;
    std::string rsa_pem;            // the public half
    std::string ed25519_multibase;  // the public half
};

// Remembers opened keys. Any thread.
class KeyRing {
public:
    // Spare: how many pairs are to lie ready. The box outlives it.
    KeyRing(db::Database&, const SecretBox&, Clock, int spare = 0);

    // The actor's keys; made, or taken from the spare ones, when it has none yet. Throws when they cannot be opened:
    // the box key does not fit the database.
    std::shared_ptr<const OwnKeys> keys_of(const std::string& actor);

    void make_a_spare_pair();  // where fewer lie ready than are to; one, so that whoever stops the server waits for no more

private:
    std::shared_ptr<const OwnKeys> find(const std::string& actor);
    void add(std::optional<std::string> owner);

    db::Database& database_;
    const SecretBox& box_;
    Clock clock_;
    int spare_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const OwnKeys>> opened_;
};

}  // namespace favilla::distribution
