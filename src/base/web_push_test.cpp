// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_push.h"

#include <doctest/doctest.h>

#include "base/json.h"

using namespace favilla;

namespace {

std::string raw(std::string_view base64url) { return from_base64url(base64url).value(); }

std::string between(const std::string& text, std::string_view before, std::string_view after)
{
    auto begin = text.find(before) + before.size();
    return text.substr(begin, text.find(after, begin) - begin);
}

}  // namespace

TEST_CASE("the message of RFC 8291, appendix A")
{
    auto sender = P256Key::from_scalar(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    REQUIRE(sender);
    CHECK(to_base64url(sender->point())
          == "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    PushReceiver receiver{.point = raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                          .auth = raw("BTBZMqHH6r4Tts7J_aSIgg")};
    auto message = encrypt_push(receiver, "When I grow up, I want to be a watermelon", *sender, raw("DGv6ra1nlYgDCS1FRnbzlw"));
    REQUIRE(message);
    CHECK(
        to_base64url(*message)
        == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95"
           "bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST_CASE("a receiver agrees on the same secret, and a point off the curve is refused")
{
    auto receiver = P256Key::from_scalar(raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"));
    auto sender = P256Key::from_scalar(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    REQUIRE((receiver && sender));
    CHECK(receiver->agree(sender->point()) == sender->agree(receiver->point()));
    CHECK(to_base64url(*receiver->agree(sender->point())) == "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");

    auto off = receiver->point();
    off.back() = static_cast<char>(off.back() ^ 1);
    for (const auto& point : {off, std::string(65, '\x04'), std::string(65, '\0'), std::string{}, receiver->point().substr(1)}) {
        CHECK_FALSE(is_p256_point(point));
        CHECK_FALSE(sender->agree(point));
    }
    CHECK_FALSE(P256Key::from_scalar(std::string(32, '\0')));
    CHECK_FALSE(P256Key::from_scalar(std::string(32, '\xff')));
    CHECK_FALSE(P256Key::from_scalar("short"));
}

TEST_CASE("the token of RFC 8292, 2.4, is verified by its key, and so is one of ours")
{
    auto point = raw("BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs");
    std::string text =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haW"
        "x0bzpwdXNoQGV4YW1wbGUuY29tIn0";
    auto signature = raw("i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA");
    CHECK(p256_verifies(point, text, signature));
    CHECK_FALSE(p256_verifies(point, text + "x", signature));

    auto key = P256Key::make(system_random());
    auto token = vapid_token(
        key,
        {.audience = "https://push.example.net", .subject = "mailto:push@example.com", .expires_at = Time{1'453'523'768'000}});
    auto end = token.rfind('.');
    CHECK(token.substr(0, end) == text);  // the very claims of the RFC, in its order
    CHECK(p256_verifies(key.point(), token.substr(0, end), raw(token.substr(end + 1))));
}

TEST_CASE("each message has a key and a salt of its own, and says how it is encoded and who sends it")
{
    auto random = system_random();
    auto browser = P256Key::make(random);
    auto vapid = P256Key::make(random);
    PushReceiver receiver{.point = browser.point(), .auth = random_bytes(random, push_auth_size)};
    auto known_as = to_base64url(vapid.point());
    auto first = make_push_message(random, PushEncoding::Aes128gcm, receiver, "a spark", "a.token.signed", known_as);
    auto second = make_push_message(random, PushEncoding::Aes128gcm, receiver, "a spark", "a.token.signed", known_as);
    REQUIRE((first && second));
    CHECK(first->body != second->body);
    CHECK(first->headers.front() == std::pair<std::string, std::string>{"Content-Encoding", "aes128gcm"});
    CHECK(first->headers.at(1).second == "vapid t=a.token.signed, k=" + known_as);
    CHECK(
        make_push_message(random, PushEncoding::Aes128gcm, receiver, std::string(max_push_text, 'x'), "t", known_as)->body.size()
        <= 4096);

    auto older = make_push_message(random, PushEncoding::Aesgcm, receiver, "a spark", "a.token.signed", known_as);
    REQUIRE(older);
    CHECK(older->headers.front().second == "aesgcm");
    CHECK(older->body.size() == 2 + 7 + 16);
    receiver.point.back() = static_cast<char>(receiver.point.back() ^ 1);
    CHECK_FALSE(make_push_message(random, PushEncoding::Aesgcm, receiver, "a spark", "a.token.signed", known_as));
}

TEST_CASE("a token is signed once for each service and each house, and again before it ends or when the clock was set back")
{
    auto key = P256Key::make(system_random());
    VapidSender sender{key};
    CHECK(sender.known_as() == to_base64url(key.point()));
    Time now{1'453'523'768'000};
    auto ask = [&](Duration later, const std::string& service = "https://push.example",
                   const std::string& house = "https://a.test") { return sender.token(service, house, now + later); };
    auto expiry = [&](const std::string& token) {
        auto end = token.rfind('.');
        REQUIRE(p256_verifies(key.point(), token.substr(0, end), raw(token.substr(end + 1))));
        auto claims = raw(between(token, ".", "."));
        return Time{parse_json(claims)->at("exp").as_int64() * 1000} - now;
    };
    auto first = ask(seconds(0));
    CHECK(expiry(first) == vapid_token_lasts);
    CHECK(ask(hours(10)) == first);
    CHECK(ask(seconds(0), "https://other.example") != first);
    CHECK(ask(seconds(0), "https://push.example", "https://b.test") != first);
    CHECK(ask(hours(1)) == first);

    auto next = ask(hours(11));  // an hour before its end
    CHECK(next != first);
    CHECK(expiry(next) == vapid_token_lasts + hours(11));
    CHECK(expiry(ask(seconds(0))) == vapid_token_lasts);  // none is good for more than it should be

    for (std::size_t n = 0; n < 2 * max_vapid_tokens; ++n) ask(seconds(0), "https://" + std::to_string(n) + ".example");
    CHECK(expiry(ask(seconds(0))) == vapid_token_lasts);
}
