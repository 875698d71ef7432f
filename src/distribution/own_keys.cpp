// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/own_keys.h"

#include <stdexcept>

#include "base/ids.h"

namespace favilla::distribution {

namespace {

using OwnKeysId = Id<struct OwnKeysTag>;
constexpr std::size_t opened_at_most = 10'000;

PrivateKey opened(const SecretBox& box, std::string_view sealed)
{
    auto key = PrivateKey::from_bytes(box.open(sealed));
    if (!key) throw std::runtime_error("what lies sealed as a private key is none");
    return *key;
}

}  // namespace

KeyRing::KeyRing(db::Database& database, const SecretBox& box, Clock clock, int spare)
    : database_(database), box_(box), clock_(std::move(clock)), spare_(spare)
{}

std::shared_ptr<const OwnKeys> KeyRing::find(const std::string& actor)
{
    auto row = database_.read([&](db::Reader& reader) {
        return reader.row("SELECT rsa_sealed, rsa_pem, ed25519_sealed, ed25519_multibase FROM own_keys WHERE owner = $1", actor);
    });
    if (!row) return nullptr;
    return std::make_shared<const OwnKeys>(OwnKeys{.rsa = opened(box_, row->get<std::string_view>(0)),
                                                   .ed25519 = opened(box_, row->get<std::string_view>(2)),
                                                   .rsa_pem = row->get<std::string>(1),
                                                   .ed25519_multibase = row->get<std::string>(3)});
}

// Two that make keys for one actor at the same time: the first is kept.
void KeyRing::add(std::optional<std::string> owner)
{
    auto rsa = PrivateKey::make_rsa();
    auto ed25519 = PrivateKey::make_ed25519(box_.random());
    auto sealed = [&](const PrivateKey& key) { return box_.close(key.bytes()); };
    auto now = clock_();
    database_.write([&](db::Transaction& tx) {
        if (owner && tx.row("SELECT 1 FROM own_keys WHERE owner = $1", *owner)) return;
        tx.run("INSERT INTO own_keys (id, owner, rsa_sealed, rsa_pem, ed25519_sealed, ed25519_multibase, created_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
               tx.new_id<OwnKeysId>(now), owner, sealed(rsa), rsa.public_key().pem(), sealed(ed25519),
               ed25519.public_key().multibase(), now);
    });
}

std::shared_ptr<const OwnKeys> KeyRing::keys_of(const std::string& actor)
{
    {
        std::lock_guard lock{mutex_};
        if (auto known = opened_.find(actor); known != opened_.end()) return known->second;
    }
    auto keys = find(actor);
    if (!keys) {
        bool taken = database_.write([&](db::Transaction& tx) {
            if (tx.row("SELECT 1 FROM own_keys WHERE owner = $1", actor)) return true;
            return tx.run("UPDATE own_keys SET owner = $1 WHERE id = (SELECT min(id) FROM own_keys WHERE owner IS NULL)", actor)
                 > 0;
        });
        if (!taken) add(actor);
        keys = find(actor);
    }
    std::lock_guard lock{mutex_};
    if (opened_.size() >= opened_at_most) opened_.clear();
    return opened_.emplace(actor, std::move(keys)).first->second;
}

void KeyRing::make_a_spare_pair()
{
    auto there = database_.read([&](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT count(*) FROM own_keys WHERE owner IS NULL").value_or(0);
    });
    if (there < spare_) add(std::nullopt);
}

}  // namespace favilla::distribution
