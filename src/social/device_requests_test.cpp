// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/device_requests.h"

#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/domains.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    ApplicationId app = add("Television");

    ApplicationId add(std::string name)
    {
        return house
            .write([&](db::Transaction& tx) {
                return register_application(
                    tx, system_random(),
                    {.name = std::move(name), .redirect_uris = {std::string{out_of_band}}, .scopes = "read offline_access"},
                    house.now);
            })
            ->id;
    }
    DeviceCodes open(std::string_view scopes = "read", std::optional<DomainId> at = {})
    {
        return house.write([&](db::Transaction& tx) {
            return open_device_request(tx, system_random(), {at.value_or(house.domain()), app, *parse_asked_scopes(scopes)},
                                       house.now);
        });
    }
    Result<DeviceRequest> find(std::string_view typed)
    {
        return house.read([&](db::Reader& reader) { return find_device_request(reader, house.domain(), typed, house.now); });
    }
    Result<void> allow(std::string_view typed)
    {
        return house.write([&](db::Transaction& tx) { return allow_device(tx, house.domain(), typed, ada, {}, house.now); });
    }
    Result<void> refuse(std::string_view typed)
    {
        return house.write([&](db::Transaction& tx) { return refuse_device(tx, house.domain(), typed, house.now); });
    }
    GrantOutcome ask(std::string code, std::optional<ApplicationId> by = {})
    {
        return house.write([&](db::Transaction& tx) {
            return ask_for_device(tx, system_random(), {by.value_or(app), std::move(code)}, {}, house.now);
        });
    }
    void wait(Duration time) { house.now = house.now + time; }
};

bool is(const GrantOutcome& outcome, GrantRefusal refusal)
{
    const auto* found = std::get_if<GrantRefusal>(&outcome);
    return found && *found == refusal;
}

std::string key_of(const auto& result) { return result ? "" : result.error().key; }

}  // namespace

TEST_CASE("a device waits until its person has said yes, and its code is good once")
{
    Scene scene;
    auto codes = scene.open("read offline_access");
    CHECK(is(scene.ask(codes.device_code), GrantRefusal::Pending));
    scene.wait(seconds(5));
    CHECK(is(scene.ask(codes.device_code), GrantRefusal::Pending));
    auto asked = scene.find(codes.user_code);
    REQUIRE(asked);
    CHECK(asked->application.name == "Television");
    CHECK(to_string(asked->scopes) == "read offline_access");
    CHECK(scene.allow(codes.user_code));
    auto outcome = scene.ask(codes.device_code);
    REQUIRE(std::holds_alternative<Granted>(outcome));
    const auto& granted = std::get<Granted>(outcome);
    CHECK(!granted.refresh_token.empty());
    auto token = scene.house.read([&](db::Reader& reader) { return find_bearer(reader, granted.token.secret, scene.house.now); });
    REQUIRE(token);
    CHECK(token->account == scene.ada);
    CHECK(token->application == scene.app);
    CHECK(to_string(token->scopes) == "read");
    CHECK(is(scene.ask(codes.device_code), GrantRefusal::Grant));
}

TEST_CASE("a device that does not wait is told to, for five seconds longer each time")
{
    Scene scene;
    auto codes = scene.open();
    auto after = [&](Duration time) {
        scene.wait(time + milliseconds(-1'000));  // house.write() itself lets a second go by
        return scene.ask(codes.device_code);
    };
    CHECK(is(after(seconds(1)), GrantRefusal::Pending));
    CHECK(is(after(seconds(2)), GrantRefusal::TooFast));
    CHECK(is(after(seconds(6)), GrantRefusal::TooFast));
    CHECK(is(after(seconds(15)), GrantRefusal::Pending));
    CHECK(is(after(milliseconds(14'200)), GrantRefusal::Pending));  // by a clock that is a little fast
    CHECK(is(after(seconds(13)), GrantRefusal::TooFast));
    CHECK(scene.allow(codes.user_code));
    CHECK_MESSAGE(std::holds_alternative<Granted>(after(seconds(1))), "once there is an answer it is given at once");
}

TEST_CASE("a device that was refused, or whose code is too old, is told so")
{
    Scene scene;
    auto refused = scene.open();
    auto old = scene.open();
    auto late = scene.open();
    CHECK(scene.refuse(refused.user_code));
    CHECK(is(scene.ask(refused.device_code), GrantRefusal::Denied));
    CHECK(scene.allow(late.user_code));
    scene.wait(device_code_lasts);
    CHECK(is(scene.ask(old.device_code), GrantRefusal::Expired));
    CHECK(is(scene.ask(late.device_code), GrantRefusal::Expired));
    CHECK(key_of(scene.find(old.user_code)) == "device.code_unknown");
    CHECK(key_of(scene.allow(old.user_code)) == "device.code_unknown");
    scene.wait(hours(2));
    scene.house.write([&](db::Transaction& tx) { forget_old_device_requests(tx, scene.house.now); });
    CHECK(is(scene.ask(old.device_code), GrantRefusal::Grant));
}

TEST_CASE("oauth: a device's code is its application's alone, and answered once")
{
    Scene scene;
    auto other = scene.add("Other");
    auto codes = scene.open();
    CHECK(is(scene.ask(codes.device_code, other), GrantRefusal::Grant));
    CHECK(is(scene.ask(codes.user_code), GrantRefusal::Grant));
    CHECK(scene.allow(codes.user_code));
    CHECK(key_of(scene.refuse(codes.user_code)) == "device.code_unknown");
    CHECK(key_of(scene.find(codes.user_code)) == "device.code_unknown");
    CHECK(is(scene.ask(codes.device_code, other), GrantRefusal::Grant));
    CHECK(std::holds_alternative<Granted>(scene.ask(codes.device_code)));
}

TEST_CASE("a code is read however it was typed, and has no letter that is taken for another")
{
    Scene scene;
    auto codes = scene.open();
    CHECK(codes.user_code.size() == 9);
    CHECK(codes.user_code[4] == '-');
    CHECK(codes.user_code.find_first_of("AEIOUY0123456789") == std::string::npos);
    auto small = codes.user_code;
    for (char& c : small) c = static_cast<char>(c == '-' ? ' ' : c - 'A' + 'a');
    CHECK(scene.find(small));
    CHECK(scene.find("  " + codes.user_code.substr(0, 4) + codes.user_code.substr(5) + "\n"));
    CHECK(!scene.find(codes.user_code.substr(0, 8)));
    CHECK(!scene.find(codes.user_code + "B"));
    CHECK(!scene.find(""));
    std::set<std::string> drawn;
    for (int i = 0; i < 200; ++i) drawn.insert(scene.open().user_code);
    CHECK(drawn.size() == 200);
}

TEST_CASE("a device is let in by the people of the organisation it asked, and keeps none from being removed")
{
    Scene scene;
    auto elsewhere = scene.house.write([&](db::Transaction& tx) {
        return add_domain(tx, {.name = "elsewhere.test", .origin = "https://elsewhere.test"}, scene.house.now);
    });
    REQUIRE(elsewhere);
    auto codes = scene.open("read", elsewhere->id);
    CHECK(key_of(scene.find(codes.user_code)) == "device.code_unknown");
    CHECK(key_of(scene.allow(codes.user_code)) == "device.code_unknown");
    CHECK(scene.house.read([&](db::Reader& reader) {
        return find_device_request(reader, elsewhere->id, codes.user_code, scene.house.now).has_value();
    }));
    CHECK(scene.house.write([&](db::Transaction& tx) { return remove_domain(tx, elsewhere->id); }));
    CHECK(is(scene.ask(codes.device_code), GrantRefusal::Grant));
}

TEST_CASE("what somebody allowed ends with all else that speaks for them")
{
    Scene scene;
    auto codes = scene.open();
    CHECK(scene.allow(codes.user_code));
    scene.house.write([&](db::Transaction& tx) { revoke_tokens_of(tx, scene.ada); });
    CHECK(is(scene.ask(codes.device_code), GrantRefusal::Grant));
}

TEST_CASE("oauth: codes may be tried so often by one account, and by one address")
{
    Scene scene;
    net::RateLimiter limiter;
    auto allowed = [&](AccountId who, std::string_view from) {
        int times = 0;
        while (times < 100 && count_user_code(limiter, who, from, scene.house.now)) ++times;
        return times;
    };
    CHECK(allowed(scene.ada, "192.0.2.1") == user_code_by_account.limit);
    CHECK(key_of(count_user_code(limiter, scene.ada, "192.0.2.2", scene.house.now)) == "device.too_many_codes");
    std::vector<AccountId> people{scene.house.person("bob"), scene.house.person("cleo"), scene.house.person("dora")};
    int others = 0;  // nobody for themselves too often
    for (std::size_t i = 0; i < 60; ++i)
        if (count_user_code(limiter, people[i % 3], "192.0.2.3", scene.house.now)) ++others;
    CHECK(others == user_code_by_address.limit);
    scene.wait(user_code_by_account.window);
    CHECK(count_user_code(limiter, scene.ada, "192.0.2.1", scene.house.now));
}
