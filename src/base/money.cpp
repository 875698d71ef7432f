// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/money.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace favilla {

namespace {

// Those of Europe and a few that travel, with the digits of ISO 4217.
constexpr std::array<Currency, 29> currencies{{{"ALL"},    {"AUD"}, {"BAM"},    {"BGN"}, {"BRL"}, {"CAD"}, {"CHF"},    {"CNY"},
                                               {"CZK"},    {"DKK"}, {"EUR"},    {"GBP"}, {"HUF"}, {"INR"}, {"ISK", 0}, {"JPY", 0},
                                               {"KWD", 3}, {"MAD"}, {"MKD"},    {"MXN"}, {"NOK"}, {"NZD"}, {"PLN"},    {"RON"},
                                               {"RSD"},    {"SEK"}, {"TND", 3}, {"TRY"}, {"USD"}}};

constexpr std::size_t most_digits = 15;

}  // namespace

std::optional<Currency> find_currency(std::string_view code)
{
    auto found = std::ranges::find(currencies, code, &Currency::code);
    return found == currencies.end() ? std::nullopt : std::optional{*found};
}

std::optional<std::int64_t> parse_amount(std::string_view text, int digits)
{
    auto point = text.find_first_of(".,");
    std::string whole{text.substr(0, point)}, part{point == text.npos ? std::string_view{} : text.substr(point + 1)};
    if (whole.empty() || part.size() > static_cast<std::size_t>(digits) || (point != text.npos && part.empty()))
        return std::nullopt;
    part.resize(static_cast<std::size_t>(digits), '0');
    auto all = whole + part;
    std::int64_t amount = 0;
    auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), amount);
    if (error != std::errc{} || end != all.data() + all.size() || all.size() > most_digits + 1) return std::nullopt;
    return amount;
}

std::optional<std::int64_t> round_amount(std::string_view text, int digits)
{
    bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    auto point = text.find('.');
    std::string whole{text.substr(0, point)}, part{point == text.npos ? std::string_view{} : text.substr(point + 1)};
    if ((whole + part).find_first_not_of("0123456789") != whole.npos) return std::nullopt;
    std::string rest = part.size() > static_cast<std::size_t>(digits) ? part.substr(static_cast<std::size_t>(digits)) : "";
    part.resize(static_cast<std::size_t>(digits), '0');
    auto amount = parse_amount(digits > 0 ? whole + "." + part : whole, digits);
    if (!amount) return std::nullopt;
    bool is_half = !rest.empty() && rest.front() == '5' && rest.find_first_not_of('0', 1) == rest.npos;
    if (is_half ? *amount % 2 != 0 : !rest.empty() && rest.front() >= '5') ++*amount;
    return negative ? -*amount : *amount;
}

std::string amount_text(std::int64_t amount, int digits)
{
    auto text = std::to_string(amount < 0 ? -amount : amount);
    auto behind = static_cast<std::size_t>(digits);
    if (text.size() <= behind) text.insert(0, behind + 1 - text.size(), '0');
    if (digits > 0) text.insert(text.size() - behind, ".");
    return (amount < 0 ? "-" : "") + text;
}

std::int64_t divide_half_even(std::int64_t numerator, std::int64_t denominator)
{
    auto quotient = numerator / denominator, rest = numerator % denominator;
    if (rest < 0) rest += denominator, --quotient;
    if (2 * rest > denominator || (2 * rest == denominator && quotient % 2 != 0)) ++quotient;
    return quotient;
}

}  // namespace favilla
