// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/totp.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {
constexpr std::string_view rfc_secret = "12345678901234567890";
}  // namespace

TEST_CASE("base32 is that of RFC 4648, without padding")
{
    CHECK(to_base32("") == "");
    CHECK(to_base32("f") == "MY");
    CHECK(to_base32("fo") == "MZXQ");
    CHECK(to_base32("foo") == "MZXW6");
    CHECK(to_base32("foob") == "MZXW6YQ");
    CHECK(to_base32("fooba") == "MZXW6YTB");
    CHECK(to_base32("foobar") == "MZXW6YTBOI");
    CHECK(to_base32("\xff\xff\xff\xff\xff") == "77777777");
}

TEST_CASE("codes by counter are those of RFC 4226, appendix D")
{
    constexpr const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                                     "254676", "287922", "162583", "399871", "520489"};
    for (int counter = 0; counter < 10; ++counter) CHECK(hotp(rfc_secret, counter) == codes[counter]);
}

TEST_CASE("codes by time are those of RFC 6238, appendix B")
{
    auto at = [](std::int64_t second) { return hotp(rfc_secret, totp_step(Time{} + seconds(second)), 8); };
    CHECK(at(59) == "94287082");
    CHECK(at(1111111109) == "07081804");
    CHECK(at(1111111111) == "14050471");
    CHECK(at(1234567890) == "89005924");
    CHECK(at(2000000000) == "69279037");
    CHECK(at(20000000000) == "65353130");
}

TEST_CASE("a clock may be one step wrong, and no more")
{
    auto now = Time{} + seconds(1234567890);
    auto step = totp_step(now);
    for (int off = -3; off <= 3; ++off) {
        auto found = matching_totp_step(rfc_secret, hotp(rfc_secret, step + off), now);
        CHECK(found == (off >= -1 && off <= 1 ? std::optional{step + off} : std::nullopt));
    }
    CHECK_FALSE(matching_totp_step(rfc_secret, "", now));
    CHECK_FALSE(matching_totp_step(rfc_secret, "00000", now));
    CHECK_FALSE(matching_totp_step(rfc_secret, hotp(rfc_secret, step) + "0", now));
    CHECK_FALSE(matching_totp_step("another secret of 20", hotp(rfc_secret, step), now));
}
