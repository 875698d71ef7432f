// SPDX-License-Identifier: AGPL-3.0-or-later
// base/keys.h — keys that sign: RSA (RFC 8017, PKCS #1 v1.5 with SHA-256) and Ed25519 (RFC 8032), and the box that private
// keys are kept in. A parsed key is made once and shared: reading one from PEM costs as much as seventeen verifications.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace favilla {

class PublicKey {
public:
    enum class Kind { Rsa, Ed25519 };
    // "-----BEGIN PUBLIC KEY-----" (SubjectPublicKeyInfo; also PKCS #1's "RSA PUBLIC KEY"), RSA from 2,048 to 8,192 bits or Ed25519.
    static std::optional<PublicKey> from_pem(std::string_view);
    // FEP-521a: multibase base58btc of the multicodec 0xed and 32 bytes ("z6Mk…").
    static std::optional<PublicKey> from_multibase(std::string_view);
    static PublicKey ed25519(std::string raw);  // 32 bytes
    static std::optional<PublicKey> rsa(std::string_view modulus,
                                        std::string_view exponent);  // big-endian; as many bits as in a PEM

    Kind kind() const { return kind_; }
    bool verifies(std::string_view message, std::string_view signature) const;
    std::string pem() const;        // SubjectPublicKeyInfo
    std::string multibase() const;  // Ed25519 only; empty otherwise

private:
    PublicKey() = default;
    Kind kind_ = Kind::Rsa;
    std::shared_ptr<void> rsa_;  // shared: copies of a key use one parsed form, from any thread
    std::string ed25519_;
};

class PrivateKey {
public:
    static PrivateKey make_rsa();  // 2,048 bits; about a tenth of a second
    static PrivateKey make_ed25519(const Random&);
    static std::optional<PrivateKey> from_bytes(std::string_view);  // as bytes() gave them

    PublicKey::Kind kind() const { return kind_; }
    std::string sign(std::string_view message) const;  // raw bytes
    PublicKey public_key() const;
    std::string bytes() const;  // for the box; nowhere else

private:
    PrivateKey() = default;
    PublicKey::Kind kind_ = PublicKey::Kind::Rsa;
    std::shared_ptr<void> rsa_;
    std::string seed_;
};

// XSalsa20-Poly1305 under a 32 byte key that stands outside the database. None when the box was made with another key
// or has been changed.
std::string seal(const Random&, std::string_view box_key, std::string_view secret);
std::optional<std::string> unseal(std::string_view box_key, std::string_view sealed);
inline constexpr std::size_t box_key_size = 32;

std::string to_base58(std::string_view bytes);  // Bitcoin's alphabet
std::optional<std::string> from_base58(std::string_view);

}  // namespace favilla
