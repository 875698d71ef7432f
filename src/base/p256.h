// SPDX-License-Identifier: AGPL-3.0-or-later
// base/p256.h — keys on the curve P-256 (FIPS 186-5), as browsers use them for Web Push: to agree on a secret (ECDH) and to sign
// (ES256, RFC 7518, 3.4).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace favilla {

inline constexpr std::size_t p256_scalar_size = 32;
inline constexpr std::size_t p256_point_size = 65;  // uncompressed: 0x04, x, y

class P256Key {
public:
    static P256Key make(const Random&);
    // The private half as 32 bytes, big-endian; none when it is no key of this curve.
    static std::optional<P256Key> from_scalar(std::string_view);

    const std::string& scalar() const { return scalar_; }  // for the box; nowhere else
    const std::string& point() const { return point_; }    // the public half, uncompressed
    // 32 bytes; none when the other point is not on the curve.
    std::optional<std::string> agree(std::string_view other_point) const;
    std::string sign(std::string_view message) const;  // r and s, 64 bytes

private:
    P256Key() = default;
    std::string scalar_, point_;
};

bool is_p256_point(std::string_view);
// r and s, 64 bytes.
bool p256_verifies(std::string_view point, std::string_view message, std::string_view signature);

}  // namespace favilla
