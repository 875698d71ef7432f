// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/keys.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>

#include "base/bytes_of.h"

namespace favilla {

namespace {

constexpr std::string_view base58_alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view ed25519_codec{"\xed\x01", 2};
constexpr std::size_t max_pem_size = 8192;
constexpr std::size_t max_base58_size = 128;  // its arithmetic is quadratic

EVP_PKEY* evp(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

std::shared_ptr<void> shared_key(EVP_PKEY* key)
{
    return {key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
}

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;
Context new_context() { return {EVP_MD_CTX_new(), EVP_MD_CTX_free}; }

std::string contents(const Bio& bio)
{
    char* data = nullptr;
    auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

bool is_usable_rsa(EVP_PKEY* key)
{
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= 2048 && EVP_PKEY_get_bits(key) <= 8192;
}

// SubjectPublicKeyInfo or PKCS #1; nothing is ever asked for on the terminal.
EVP_PKEY* read_public_pem(std::string_view pem)
{
    EVP_PKEY* key = nullptr;
    auto* decoder = OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", nullptr, nullptr, EVP_PKEY_PUBLIC_KEY, nullptr, nullptr);
    const auto* data = bytes_of(pem);
    auto size = pem.size();
    if (OSSL_DECODER_from_data(decoder, &data, &size) != 1) key = nullptr;
    OSSL_DECODER_CTX_free(decoder);
    return key;
}

}  // namespace

std::optional<PublicKey> PublicKey::from_pem(std::string_view pem)
{
    if (pem.size() > max_pem_size) return std::nullopt;
    auto held = shared_key(read_public_pem(pem));
    auto* key = evp(held);
    if (!key) return std::nullopt;
    PublicKey found;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) {
        std::string raw(crypto_sign_PUBLICKEYBYTES, '\0');
        auto size = raw.size();
        if (EVP_PKEY_get_raw_public_key(key, bytes_of(raw), &size) != 1) return std::nullopt;
        return ed25519(std::move(raw));
    }
    if (!is_usable_rsa(key)) return std::nullopt;
    found.rsa_ = std::move(held);
    return found;
}

std::optional<PublicKey> PublicKey::from_multibase(std::string_view text)
{
    if (!text.starts_with('z')) return std::nullopt;
    auto bytes = from_base58(text.substr(1));
    if (!bytes || !bytes->starts_with(ed25519_codec) || bytes->size() != ed25519_codec.size() + crypto_sign_PUBLICKEYBYTES)
        return std::nullopt;
    return ed25519(bytes->substr(ed25519_codec.size()));
}

std::optional<PublicKey> PublicKey::rsa(std::string_view modulus, std::string_view exponent)
{
    if (modulus.size() > max_pem_size || exponent.size() > sizeof(std::uint64_t)) return std::nullopt;
    auto number = [](std::string_view bytes) { return BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr); };
    std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> n{number(modulus), BN_free}, e{number(exponent), BN_free};
    std::unique_ptr<OSSL_PARAM_BLD, void (*)(OSSL_PARAM_BLD*)> builder{OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free};
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    std::unique_ptr<OSSL_PARAM, void (*)(OSSL_PARAM*)> parameters{OSSL_PARAM_BLD_to_param(builder.get()), OSSL_PARAM_free};
    std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr),
                                                                   EVP_PKEY_CTX_free};
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return std::nullopt;
    auto held = shared_key(made);
    if (!BN_is_odd(e.get()) || BN_is_one(e.get()) || !is_usable_rsa(made)) return std::nullopt;
    PublicKey key;
    key.rsa_ = std::move(held);
    return key;
}

PublicKey PublicKey::ed25519(std::string raw)
{
    PublicKey key;
    key.kind_ = Kind::Ed25519;
    key.ed25519_ = std::move(raw);
    return key;
}

bool PublicKey::verifies(std::string_view message, std::string_view signature) const
{
    if (kind_ == Kind::Ed25519)
        return signature.size() == crypto_sign_BYTES && ed25519_.size() == crypto_sign_PUBLICKEYBYTES
            && crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(ed25519_)) == 0;
    auto context = new_context();
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, evp(rsa_)) == 1
        && EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

std::string PublicKey::pem() const
{
    auto key = kind_ == Kind::Rsa
                 ? rsa_
                 : shared_key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(ed25519_), ed25519_.size()));
    Bio bio{BIO_new(BIO_s_mem()), BIO_free};
    if (PEM_write_bio_PUBKEY(bio.get(), evp(key)) != 1) throw std::runtime_error("a public key could not be written");
    return contents(bio);
}

std::string PublicKey::multibase() const
{
    if (kind_ != Kind::Ed25519) return {};
    return "z" + to_base58(std::string{ed25519_codec} + ed25519_);
}

PrivateKey PrivateKey::make_rsa()
{
    auto* made = EVP_RSA_gen(2048);
    if (!made) throw std::runtime_error("no RSA key could be made");
    PrivateKey key;
    key.rsa_ = shared_key(made);
    return key;
}

PrivateKey PrivateKey::make_ed25519(const Random& random)
{
    PrivateKey key;
    key.kind_ = PublicKey::Kind::Ed25519;
    key.seed_ = random_bytes(random, crypto_sign_SEEDBYTES);
    return key;
}

std::string PrivateKey::bytes() const
{
    if (kind_ == PublicKey::Kind::Ed25519) return "e" + seed_;
    Bio bio{BIO_new(BIO_s_mem()), BIO_free};
    if (i2d_PrivateKey_bio(bio.get(), evp(rsa_)) != 1) throw std::runtime_error("a private key could not be written");
    return "r" + contents(bio);
}

std::optional<PrivateKey> PrivateKey::from_bytes(std::string_view bytes)
{
    if (bytes.empty()) return std::nullopt;
    auto rest = bytes.substr(1);
    PrivateKey key;
    if (bytes.front() == 'e') {
        if (rest.size() != crypto_sign_SEEDBYTES) return std::nullopt;
        key.kind_ = PublicKey::Kind::Ed25519;
        key.seed_ = rest;
        return key;
    }
    const auto* data = bytes_of(rest);
    key.rsa_ = shared_key(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &data, static_cast<long>(rest.size())));
    if (!key.rsa_) return std::nullopt;
    return key;
}

std::string PrivateKey::sign(std::string_view message) const
{
    if (kind_ == PublicKey::Kind::Ed25519) {
        std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0'), secret(crypto_sign_SECRETKEYBYTES, '\0');
        crypto_sign_seed_keypair(bytes_of(public_key), bytes_of(secret), bytes_of(seed_));
        std::string signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(), bytes_of(secret));
        sodium_memzero(secret.data(), secret.size());
        return signature;
    }
    auto context = new_context();
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, evp(rsa_)) != 1
        || EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) != 1)
        throw std::runtime_error("a signature could not be made");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) != 1)
        throw std::runtime_error("a signature could not be made");
    signature.resize(size);
    return signature;
}

PublicKey PrivateKey::public_key() const
{
    if (kind_ == PublicKey::Kind::Ed25519) {
        std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0'), secret(crypto_sign_SECRETKEYBYTES, '\0');
        crypto_sign_seed_keypair(bytes_of(public_key), bytes_of(secret), bytes_of(seed_));
        sodium_memzero(secret.data(), secret.size());
        return PublicKey::ed25519(std::move(public_key));
    }
    Bio bio{BIO_new(BIO_s_mem()), BIO_free};
    if (PEM_write_bio_PUBKEY(bio.get(), evp(rsa_)) != 1) throw std::runtime_error("a public key could not be written");
    return PublicKey::from_pem(contents(bio)).value();
}

std::string seal(const Random& random, std::string_view box_key, std::string_view secret)
{
    auto sealed = random_bytes(random, crypto_secretbox_NONCEBYTES);
    sealed.resize(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size());
    crypto_secretbox_easy(bytes_of(sealed) + crypto_secretbox_NONCEBYTES, bytes_of(secret), secret.size(), bytes_of(sealed),
                          bytes_of(box_key));
    return sealed;
}

std::optional<std::string> unseal(std::string_view box_key, std::string_view sealed)
{
    constexpr auto overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (sealed.size() < overhead || box_key.size() != box_key_size) return std::nullopt;
    std::string secret(sealed.size() - overhead, '\0');
    auto box = sealed.substr(crypto_secretbox_NONCEBYTES);
    if (crypto_secretbox_open_easy(bytes_of(secret), bytes_of(box), box.size(), bytes_of(sealed), bytes_of(box_key)) != 0)
        return std::nullopt;
    return secret;
}

std::string to_base58(std::string_view bytes)
{
    std::vector<unsigned char> digits;  // base 58, least first
    for (unsigned char byte : bytes) {
        unsigned carry = byte;
        for (auto& digit : digits) {
            carry += static_cast<unsigned>(digit) << 8;
            digit = static_cast<unsigned char>(carry % 58);
            carry /= 58;
        }
        for (; carry > 0; carry /= 58) digits.push_back(static_cast<unsigned char>(carry % 58));
    }
    std::string text;
    for (auto byte = bytes.begin(); byte != bytes.end() && *byte == '\0'; ++byte) text += '1';
    std::ranges::for_each(digits.rbegin(), digits.rend(), [&](unsigned char digit) { text += base58_alphabet[digit]; });
    return text;
}

std::optional<std::string> from_base58(std::string_view text)
{
    if (text.size() > max_base58_size) return std::nullopt;
    std::string bytes;  // base 256, least first
    for (char c : text) {
        auto value = base58_alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        auto carry = static_cast<unsigned>(value);
        for (auto& byte : bytes) {
            carry += static_cast<unsigned char>(byte) * 58U;
            byte = static_cast<char>(carry & 0xff);
            carry >>= 8;
        }
        for (; carry > 0; carry >>= 8) bytes += static_cast<char>(carry & 0xff);
    }
    for (auto c = text.begin(); c != text.end() && *c == '1'; ++c) bytes += '\0';
    std::ranges::reverse(bytes);
    return bytes;
}

}  // namespace favilla
