// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/p256.h"

#include <memory>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/bytes_of.h"

namespace favilla {

namespace {

template <auto free>
struct Freed {
    void operator()(auto* held) const { free(held); }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

int size_of(std::string_view text) { return static_cast<int>(text.size()); }
Number number_of(std::string_view bytes) { return Number{BN_bin2bn(bytes_of(bytes), size_of(bytes), nullptr)}; }

// Made once and then only read: making it takes as long as a multiplication on it.
const EC_GROUP* curve()
{
    static const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    return group.get();
}

bool looks_like_point(std::string_view point) { return point.size() == p256_point_size && point.front() == '\x04'; }

// None when it is not on the curve. Of this curve's points all but that at infinity, which has no such form, are of the group's order.
Point read_point(std::string_view bytes)
{
    Point point{EC_POINT_new(curve())};
    if (!looks_like_point(bytes) || EC_POINT_oct2point(curve(), point.get(), bytes_of(bytes), bytes.size(), nullptr) != 1)
        return nullptr;
    return point;
}

// scalar: null for a public key. None when the point is not on the curve.
Key import_key(std::string_view point, const BIGNUM* scalar)
{
    Builder builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    if (scalar) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar);
    Parameters parameters{OSSL_PARAM_BLD_to_param(builder.get())};
    KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* key = nullptr;
    auto wanted = scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 || EVP_PKEY_fromdata(context.get(), &key, wanted, parameters.get()) != 1)
        return nullptr;
    return Key{key};
}

Key import_point(std::string_view point) { return looks_like_point(point) ? import_key(point, nullptr) : nullptr; }

std::string point_of(const BIGNUM* scalar)
{
    const auto* group = curve();
    Point point{EC_POINT_new(group)};
    std::string bytes(p256_point_size, '\0');
    if (EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr) != 1
        || EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes_of(bytes), bytes.size(), nullptr)
               != bytes.size())
        throw std::runtime_error("a point of P-256 could not be computed");
    return bytes;
}

}  // namespace

P256Key P256Key::make(const Random& random)
{
    while (true)  // all but one of 2^32 are below the group's order
        if (auto key = from_scalar(random_bytes(random, p256_scalar_size))) return *key;
}

std::optional<P256Key> P256Key::from_scalar(std::string_view scalar)
{
    if (scalar.size() != p256_scalar_size) return std::nullopt;
    auto number = number_of(scalar);
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(curve())) >= 0) return std::nullopt;
    P256Key made;
    made.scalar_ = scalar;
    made.point_ = point_of(number.get());
    return made;
}

std::optional<std::string> P256Key::agree(std::string_view other_point) const
{
    auto other = read_point(other_point);
    if (!other) return std::nullopt;
    auto scalar = number_of(scalar_);
    Number x{BN_new()};
    Point shared{EC_POINT_new(curve())};
    std::string secret(p256_scalar_size, '\0');
    if (EC_POINT_mul(curve(), shared.get(), nullptr, other.get(), scalar.get(), nullptr) != 1
        || EC_POINT_get_affine_coordinates(curve(), shared.get(), x.get(), nullptr, nullptr) != 1
        || BN_bn2binpad(x.get(), bytes_of(secret), size_of(secret)) != size_of(secret))
        return std::nullopt;
    return secret;
}

std::string P256Key::sign(std::string_view message) const
{
    auto key = import_key(point_, number_of(scalar_).get());
    DigestContext context{EVP_MD_CTX_new()};
    std::size_t size = 0;
    if (!key || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1
        || EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) != 1)
        throw std::runtime_error("a message could not be signed");
    std::string der(size, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(der), &size, bytes_of(message), message.size()) != 1)
        throw std::runtime_error("a message could not be signed");
    const auto* from = bytes_of(std::string_view{der});
    Signature signature{d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(size))};
    std::string raw(2 * p256_scalar_size, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), p256_scalar_size);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + p256_scalar_size, p256_scalar_size);
    return raw;
}

bool is_p256_point(std::string_view point) { return read_point(point) != nullptr; }

bool p256_verifies(std::string_view point, std::string_view message, std::string_view raw)
{
    auto key = import_point(point);
    if (!key || raw.size() != 2 * p256_scalar_size) return false;
    Signature signature{ECDSA_SIG_new()};
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes_of(raw), p256_scalar_size, nullptr),
                   BN_bin2bn(bytes_of(raw) + p256_scalar_size, p256_scalar_size, nullptr));
    unsigned char* bytes = nullptr;
    auto size = i2d_ECDSA_SIG(signature.get(), &bytes);
    std::unique_ptr<unsigned char, void (*)(unsigned char*)> der{bytes, [](unsigned char* held) { OPENSSL_free(held); }};
    DigestContext context{EVP_MD_CTX_new()};
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1
        && EVP_DigestVerify(context.get(), der.get(), static_cast<std::size_t>(size), bytes_of(message), message.size()) == 1;
}

}  // namespace favilla
