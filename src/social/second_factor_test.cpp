// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/second_factor.h"

#include <cctype>
#include <stdexcept>

#include <doctest/doctest.h>

#include "base/totp.h"
#include "social/administration.h"
#include "social/sign_in.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();
    Random random = system_random();
    FactorKey key{"a key of tests", system_random()};
    net::RateLimiter limiter;
    AccountId ada = house.person("ada");
    std::string secret;
    std::vector<std::string> codes;

    // Each code is of a step of its own, so that none was used before.
    std::string next_code()
    {
        house.now = house.now + totp_period;
        return hotp(secret, totp_step(house.now));
    }
    std::string begin()
    {
        auto begun = house.write([&](db::Transaction& tx) { return begin_second_factor(tx, key, random, ada, house.now); });
        if (!begun) return begun.error().key;
        secret = *begun;
        return "begun";
    }
    std::string confirm(std::string code)
    {
        auto confirmed =
            house.write([&](db::Transaction& tx) { return confirm_second_factor(tx, key, random, ada, code, house.now); });
        if (!confirmed) return confirmed.error().key;
        codes = *confirmed;
        return "confirmed";
    }
    void switch_on()
    {
        REQUIRE(begin() == "begun");
        REQUIRE(confirm(next_code()) == "confirmed");
    }
    std::string end(std::string code)
    {
        auto ended = house.write([&](db::Transaction& tx) { return end_second_factor(tx, key, ada, code, house.now); });
        return ended ? "ended" : ended.error().key;
    }
    std::string proof()
    {
        return house.read([&](db::Reader& reader) { return prove_password(reader, key, ada, house.now); });
    }
    std::string enter(std::string proof, std::string code, std::string address = "192.0.2.1", std::string device = "")
    {
        auto user = authenticate_code(*house.database, key, limiter,
                                      {house.domain(), std::move(proof), std::move(code), std::move(address), std::move(device)},
                                      house.now);
        return user ? "welcome" : user.error().key;
    }
    SecondFactor state()
    {
        return house.read([&](db::Reader& reader) { return second_factor_of(reader, ada); });
    }
    std::vector<std::string> subjects()
    {
        auto address = house.read([&](db::Reader& reader) { return find_user(reader, ada)->email; });
        std::vector<std::string> all;
        for (const auto& mail : test::mails_to(house, address)) all.push_back(mail.subject);
        return all;
    }
};

}  // namespace

TEST_CASE("a second factor is in force once a code of it was given, and not before")
{
    Scene scene;
    CHECK(scene.confirm("123456") == "second_factor.begin_again");
    REQUIRE(scene.begin() == "begun");
    CHECK_FALSE(scene.state().since);
    auto first = scene.secret;
    REQUIRE(scene.begin() == "begun");
    CHECK(scene.secret != first);
    CHECK(scene.confirm(hotp(first, totp_step(scene.house.now))) == "second_factor.wrong");
    CHECK_FALSE(scene.state().since);
    CHECK(scene.confirm(scene.next_code()) == "confirmed");
    CHECK(scene.state().since == scene.house.now);
    CHECK(scene.state().recovery_codes == recovery_code_count);
    CHECK(scene.begin() == "second_factor.on");
    CHECK(scene.confirm(scene.next_code()) == "second_factor.on");
    CHECK(scene.subjects().back().find("takes a code") != std::string::npos);
}

TEST_CASE("what was begun and not confirmed within an hour is begun again")
{
    Scene scene;
    REQUIRE(scene.begin() == "begun");
    scene.house.now = scene.house.now + setting_up_lasts + seconds(1);
    CHECK(scene.confirm(scene.next_code()) == "second_factor.begin_again");
}

TEST_CASE("a code works once, for clocks that are one step wrong, and not for two")
{
    Scene scene;
    scene.switch_on();
    auto used = hotp(scene.secret, totp_step(scene.house.now));
    CHECK(scene.enter(scene.proof(), used) == "second_factor.wrong");  // it confirmed the factor
    scene.house.now = scene.house.now + 10 * totp_period;
    auto at = [&](int off) { return hotp(scene.secret, totp_step(scene.house.now) + off); };
    CHECK(scene.enter(scene.proof(), at(-2)) == "second_factor.wrong");
    CHECK(scene.enter(scene.proof(), at(2)) == "second_factor.wrong");
    CHECK(scene.enter(scene.proof(), at(-1)) == "welcome");
    CHECK(scene.enter(scene.proof(), at(-1)) == "second_factor.wrong");
    auto spaced = at(1);
    spaced.insert(3, " ");
    CHECK(scene.enter(scene.proof(), spaced) == "welcome");
    CHECK(scene.enter(scene.proof(), at(0)) == "second_factor.wrong");  // of before the last one that was taken
}

TEST_CASE("a recovery code works once, however it is typed, and its person is told how many are left")
{
    Scene scene;
    scene.switch_on();
    REQUIRE(scene.codes.size() == 10);
    CHECK(scene.codes[0].size() == 29);
    auto typed = scene.codes[0];
    for (auto& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    CHECK(scene.enter(scene.proof(), typed) == "welcome");
    CHECK(scene.enter(scene.proof(), scene.codes[0]) == "second_factor.wrong");
    CHECK(scene.state().recovery_codes == 9);
    CHECK(scene.subjects().back().find("recovery code was used") != std::string::npos);
    auto renewed = scene.house.write([&](db::Transaction& tx) {
        return renew_recovery_codes(tx, scene.key, scene.random, scene.ada, scene.codes[1], scene.house.now);
    });
    REQUIRE(renewed);
    CHECK(scene.enter(scene.proof(), scene.codes[2]) == "second_factor.wrong");
    CHECK(scene.enter(scene.proof(), renewed->at(0)) == "welcome");
    auto stored = scene.house.read([&](db::Reader& reader) {
        return reader.value<std::string>("SELECT code_hash FROM recovery_codes WHERE account_id = $1 LIMIT 1", scene.ada);
    });
    CHECK(stored.value().size() == 43);
}

TEST_CASE("guesses are counted by account and by address, and a browser that was here before on its own")
{
    Scene scene;
    scene.switch_on();
    auto device =
        scene.house
            .write([&](db::Transaction& tx) {
                return open_browser_session(tx, scene.random, scene.ada, {.device = {}, .user_agent = {}}, scene.house.now);
            })
            .device.value();
    scene.house.now = scene.house.now + hours(1);
    int answered = 0;
    for (int n = 0; n < 30; ++n)
        if (scene.enter(scene.proof(), "abcdef", "2001:db8:" + std::to_string(n) + "::1") == "second_factor.wrong") ++answered;
    CHECK(answered == code_by_account.limit);
    auto code = hotp(scene.secret, totp_step(scene.house.now));
    CHECK(scene.enter(scene.proof(), code, "203.0.113.9") == "second_factor.too_many");
    CHECK(scene.enter(scene.proof(), code, "203.0.113.9", device.secret) == "welcome");
    auto refused = count_code(scene.limiter, code_by_account, to_string(scene.ada), scene.house.now);
    REQUIRE_FALSE(refused);
    auto minutes_left = std::stoi(refused.error().params.at(0).second);
    CHECK(minutes_left >= 1);
    CHECK(minutes_left <= 60);
}

TEST_CASE("what the password proved lasts five minutes, in this place, while the password stays and the person may come in")
{
    Scene scene;
    scene.switch_on();
    auto proof = scene.proof();
    CHECK(scene.enter("", "x") == "second_factor.again");
    CHECK(scene.enter(proof.substr(1), "x") == "second_factor.again");
    CHECK(scene.enter(FactorKey{"another", scene.random}.seal_proof({scene.ada, scene.house.now, ""}), "x")
          == "second_factor.again");
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) {
        return user_of_proof(reader, scene.key, DomainId{12345}, proof, scene.house.now).has_value();
    }));
    scene.house.write([&](db::Transaction& tx) { return disable_user(tx, scene.ada, scene.house.now); });
    CHECK(scene.enter(proof, scene.next_code()) == "sign_in.disabled");
    scene.house.write([&](db::Transaction& tx) { return enable_user(tx, scene.ada); });
    CHECK(scene.enter(proof, scene.next_code()) == "welcome");
    scene.house.write([&](db::Transaction& tx) { return set_password(tx, scene.ada, "another hash", scene.house.now); });
    CHECK(scene.enter(proof, scene.next_code()) == "second_factor.again");
    proof = scene.proof();
    scene.house.now = scene.house.now + proof_lasts + seconds(1);
    CHECK(scene.enter(proof, scene.next_code()) == "second_factor.again");
}

TEST_CASE("it is switched off with a code, by hand without one, and goes with the account")
{
    Scene scene;
    scene.switch_on();
    CHECK(scene.end("123") == "second_factor.wrong");
    CHECK(scene.end(scene.next_code()) == "ended");
    CHECK(scene.end(scene.next_code()) == "second_factor.off");
    CHECK(scene.subjects().back().find("no code") != std::string::npos);
    CHECK(scene.enter(scene.proof(), scene.next_code()) == "second_factor.again");

    scene.switch_on();
    CHECK(scene.house.write([&](db::Transaction& tx) { return lift_second_factor(tx, scene.ada, scene.house.now); }));
    CHECK_FALSE(scene.house.write([&](db::Transaction& tx) { return lift_second_factor(tx, scene.ada, scene.house.now); }));
    CHECK_FALSE(scene.state().since);

    scene.switch_on();
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return delete_account(tx, scene.ada, scene.house.now); }));
    for (auto table : {"second_factors", "recovery_codes"}) {
        auto left =
            scene.house.read([&](db::Reader& reader) { return reader.value<int>(std::string{"SELECT count(*) FROM "} + table); });
        CHECK(left == 0);
    }
}

TEST_CASE("the secret is sealed, and opens with its key in the row of its account alone")
{
    Scene scene;
    scene.switch_on();
    auto sealed = scene.house.read([&](db::Reader& reader) {
        return reader.value<std::string>("SELECT secret FROM second_factors WHERE account_id = $1", scene.ada).value();
    });
    CHECK(scene.key.open(scene.ada, sealed) == scene.secret);
    CHECK(sealed.find(to_base64(scene.secret).substr(0, 8)) == std::string::npos);
    CHECK_THROWS_AS(scene.key.open(scene.house.person("bob"), sealed), std::runtime_error);
    CHECK_THROWS_AS((FactorKey{"another", scene.random}.open(scene.ada, sealed)), std::runtime_error);
}

TEST_CASE("what apps read names the place and the person, each without a colon")
{
    CHECK(otpauth_uri("La Lanterna: qui", "ada@example.org:8080", std::string(20, '\0'))
          == "otpauth://totp/La%20Lanterna%20%20qui:ada%40example.org%208080?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
             "&issuer=La%20Lanterna%20%20qui&algorithm=SHA1&digits=6&period=30");
}
