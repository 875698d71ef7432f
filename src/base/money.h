// SPDX-License-Identifier: AGPL-3.0-or-later
// base/money.h — amounts of money: whole numbers of a currency's minor unit (cents), never fractions of one in binary. What has to be
// rounded is rounded to the nearest, halves to the even one, so that many roundings do not all go up.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

struct Currency {
    std::string_view code;  // ISO 4217
    int digits = 2;         // of the minor unit behind the point
};

std::optional<Currency> find_currency(std::string_view code);

// "1234.5" or "1234,5" in units of 10^-digits; none: no amount, more digits than there are, or beyond 10^15 of these units.
std::optional<std::int64_t> parse_amount(std::string_view text, int digits);
// "-12.345" to the nearest, halves to the even one, by its digits as they are written; none: no number, or beyond 10^15.
std::optional<std::int64_t> round_amount(std::string_view text, int digits);
std::string amount_text(std::int64_t amount, int digits);  // "1234.50"

// To the nearest, halves to the even one; the denominator is positive.
std::int64_t divide_half_even(std::int64_t numerator, std::int64_t denominator);

}  // namespace favilla
