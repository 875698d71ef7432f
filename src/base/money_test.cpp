// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/money.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("an amount is read and written in whole minor units")
{
    CHECK(parse_amount("12.50", 2) == 1250);
    CHECK(parse_amount("12,5", 2) == 1250);
    CHECK(parse_amount("12", 2) == 1200);
    CHECK(parse_amount("0.07", 2) == 7);
    CHECK(parse_amount("12", 0) == 12);
    CHECK(parse_amount("-3.5", 2) == -350);
    CHECK_FALSE(parse_amount("12.505", 2));
    CHECK_FALSE(parse_amount("12.5", 0));
    for (auto wrong : {"", ".", "1.", ".5", "12 ", "1e3", "1.234.5", "--1", "99999999999999999"})
        CHECK_FALSE(parse_amount(wrong, 2));
    for (auto amount : {0, 7, 1250, -350, 100}) CHECK(parse_amount(amount_text(amount, 2), 2) == amount);
    CHECK(amount_text(7, 2) == "0.07");
    CHECK(amount_text(-5, 3) == "-0.005");
    CHECK(amount_text(1200, 0) == "1200");
}

TEST_CASE("halves go to the even one, on both sides of zero")
{
    CHECK(divide_half_even(5, 2) == 2);
    CHECK(divide_half_even(7, 2) == 4);
    CHECK(divide_half_even(-5, 2) == -2);
    CHECK(divide_half_even(-7, 2) == -4);
    CHECK(divide_half_even(10, 4) == 2);
    CHECK(divide_half_even(11, 4) == 3);
    CHECK(divide_half_even(9, 4) == 2);
    CHECK(divide_half_even(-9, 4) == -2);
    CHECK(divide_half_even(0, 60) == 0);
    // Two thousand half cents are as many cents as they are worth, not a thousand more.
    std::int64_t sum = 0;
    for (std::int64_t n = 0; n < 2000; ++n) sum += divide_half_even(2 * n + 1, 2);
    CHECK(sum == 2000 * 2000 / 2);
}

TEST_CASE("a currency has the digits of its minor unit")
{
    CHECK(find_currency("EUR")->digits == 2);
    CHECK(find_currency("JPY")->digits == 0);
    CHECK(find_currency("TND")->digits == 3);
    CHECK_FALSE(find_currency("eur"));
    CHECK_FALSE(find_currency("XYZ"));
}

TEST_CASE("amounts with more digits than there are go to the nearest, halves to the even one")
{
    CHECK(round_amount("12.345", 2) == 1234);
    CHECK(round_amount("12.3450", 2) == 1234);
    CHECK(round_amount("12.355", 2) == 1236);
    CHECK(round_amount("12.3454", 2) == 1235);  // not first to a thousandth, and then to 12.34
    CHECK(round_amount("12.3449", 2) == 1234);
    CHECK(round_amount("-12.345", 2) == -1234);
    CHECK(round_amount("-0.006", 2) == -1);
    CHECK(round_amount("300.5", 0) == 300);
    CHECK(round_amount("301.5", 0) == 302);
    CHECK(round_amount("7", 2) == 700);
    CHECK(round_amount("7.", 2) == 700);
    for (auto wrong : {"", "-", ".5", "1e3", "1,5", "--1", "1.2.3", "99999999999999999999"}) CHECK_FALSE(round_amount(wrong, 2));
}
