// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/canonical_json.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::activitypub;

namespace {

std::string canonical(std::string_view text) { return canonical_json(*parse_json(text)); }

}  // namespace

TEST_CASE("the example of RFC 8785, 3.2.2, is written as its 3.2.4 says")
{
    CHECK(canonical("{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
                    " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                    " \"literals\": [null, true, false]}")
          == "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
             "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST_CASE("members stand in the order of UTF-16 (RFC 8785, 3.2.3)")
{
    CHECK(canonical("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}")
          == "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}");
}

TEST_CASE("numbers are written as ECMAScript writes them (RFC 8785, appendix B)")
{
    for (auto [text, expected] : {std::pair{"[-0.0]", "[0]"},
                                  {"[5e-324]", "[5e-324]"},
                                  {"[1.7976931348623157e308]", "[1.7976931348623157e+308]"},
                                  {"[9007199254740992]", "[9007199254740992]"},
                                  {"[295147905179352830000.0]", "[295147905179352830000]"},
                                  {"[1e21]", "[1e+21]"},
                                  {"[9.999999999999997e22]", "[9.999999999999997e+22]"},
                                  {"[0.000001]", "[0.000001]"},
                                  {"[1e-7]", "[1e-7]"},
                                  {"[333333333.3333332]", "[333333333.3333332]"},
                                  {"[-1.5]", "[-1.5]"},
                                  {"[100.0]", "[100]"}})
        CHECK(canonical(text) == expected);
}

TEST_CASE("there and back is the same text")
{
    std::string text = R"({"a":{"b":[1,"è",{}],"c":[]},"d":""})";
    CHECK(canonical(text) == text);
}
