// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/sign_in.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "social/account_events.h"
#include "social/accounts.h"
#include "social/email_links.h"
#include "social/sign_up.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace {

constexpr PasswordCost cheap{8, 1};

struct Scene {
    test::House house = test::house();
    PasswordHasher hasher{system_random(), {2, 16}, cheap};
    net::RateLimiter limiter;

    AccountId add(std::string username, std::string password = "correct horse", Role role = Role::User)
    {
        auto hash = hasher.hash(password);
        REQUIRE(hash);
        auto account = house.write([&](db::Transaction& tx) {
            return create_user(tx, house.domain(),
                               {.username = username, .email = username + "@mail.example", .password_hash = *hash, .role = role},
                               house.now);
        });
        REQUIRE(account);
        return account->id;
    }
    std::string sign_in(std::string login, std::string password, std::string address = "192.0.2.1", std::string device = "")
    {
        auto user = authenticate(*house.database, hasher, limiter,
                                 {house.domain(), std::move(login), std::move(password), std::move(address), std::move(device)},
                                 house.now);
        return user ? "welcome" : user.error().key;
    }
    BrowserSession open(AccountId id, std::string_view device = "")
    {
        return house.write([&](db::Transaction& tx) {
            return open_browser_session(tx, system_random(), id, {.device = device, .user_agent = {}}, house.now);
        });
    }
    bool is_open(std::string_view secret)
    {
        return house.read([&](db::Reader& reader) { return find_token(reader, secret).has_value(); });
    }
    std::string ask_for_reset(std::string email)
    {
        house.write([&](db::Transaction& tx) { request_reset(tx, system_random(), house.domain(), email, house.now); });
        auto mails = test::mails_to(house, email);
        return mails.empty() ? std::string{} : test::secret_in(mails.back());
    }
    std::string reset(std::string_view secret, std::string_view password = "another horse")
    {
        auto done = reset_password(*house.database, hasher, secret, password, house.now);
        return done ? "changed" : done.error().key;
    }
};

}  // namespace

TEST_CASE("people sign in by name or address, in any case")
{
    Scene scene;
    scene.add("ada");
    CHECK(scene.sign_in("ada", "correct horse") == "welcome");
    CHECK(scene.sign_in("ADA@mail.example", "correct horse") == "welcome");
    CHECK(scene.sign_in("ada", "Correct horse") == "sign_in.wrong");
    CHECK(scene.sign_in("ada", "") == "sign_in.wrong");
    CHECK(scene.sign_in("", "") == "sign_in.wrong");
}

TEST_CASE("why somebody is not let in is told only to whoever knows the password")
{
    Scene scene;
    auto ada = scene.add("ada");
    scene.house.write([&](db::Transaction& tx) { return disable_user(tx, ada, scene.house.now); });
    CHECK(scene.sign_in("ada", "wrong horse") == "sign_in.wrong");
    CHECK(scene.sign_in("ada", "correct horse") == "sign_in.disabled");
    auto bob = scene.add("bob");
    scene.house.write([&](db::Transaction& tx) { return suspend_account(tx, bob, scene.house.now); });
    CHECK(scene.sign_in("bob", "correct horse") == "sign_in.suspended");
}

TEST_CASE("login-throttle: guessing is slowed by account and by address, and a known device still enters")
{
    Scene scene;
    auto ada = scene.add("ada");
    auto device = scene.open(ada).device;
    REQUIRE(device);
    // One account, every attempt from another network.
    int answered = 0;
    for (int i = 0; i < 60; ++i) {
        auto address = "2001:db8:" + std::to_string(i) + "::1";
        if (scene.sign_in("ada", "guess", address) == "sign_in.wrong") ++answered;
    }
    CHECK(answered == sign_in_by_account.limit);
    CHECK(scene.sign_in("ada@mail.example", "guess", "203.0.113.9") == "sign_in.too_many");  // by its other name as well
    CHECK(scene.sign_in("ada", "correct horse", "203.0.113.7") == "sign_in.too_many");
    CHECK(scene.sign_in("ada", "correct horse", "203.0.113.7", device->secret) == "welcome");
    CHECK(scene.sign_in("ada", "correct horse", "203.0.113.7", "a made-up device") == "sign_in.too_many");

    // One network, every attempt at another account; rotating within a /64 changes nothing.
    answered = 0;
    for (int i = 0; i < 60; ++i) {
        auto address = "2001:db8:ffff:1::" + std::to_string(i + 1);
        if (scene.sign_in("member" + std::to_string(i), "guess", address) == "sign_in.wrong") ++answered;
    }
    CHECK(answered == sign_in_by_address.limit);
    scene.house.now = scene.house.now + hours(2);
    CHECK(scene.sign_in("ada", "correct horse", "203.0.113.7") == "welcome");
}

TEST_CASE("enumeration: whoever is not here is refused in the same words after the same work")
{
    Scene scene;
    scene.add("ada");
    PasswordHasher real{system_random()};
    auto hash = real.hash("correct horse");
    REQUIRE(hash);
    auto refused = [&](std::string login) {
        auto user = authenticate(*scene.house.database, scene.hasher, scene.limiter,
                                 {scene.house.domain(), std::move(login), "guess", "192.0.2.1", ""}, scene.house.now);
        REQUIRE(!user);
        return std::pair{user.error().code, user.error().key};
    };
    CHECK(refused("ada") == refused("nobody"));
    CHECK(refused("ada@mail.example") == refused("nobody@mail.example"));

    // The hash is what takes time: with an account and without one it is done, at the same cost.
    auto time_of = [&](const std::optional<std::string>& phc) {
        auto best = std::chrono::nanoseconds::max();
        for (int i = 0; i < 5; ++i) {
            auto start = std::chrono::steady_clock::now();
            auto checked = real.check(phc, "guess");
            CHECK(checked);
            best = std::min(best, std::chrono::nanoseconds{std::chrono::steady_clock::now() - start});
        }
        return static_cast<double>(best.count());
    };
    auto here = time_of(*hash), absent = time_of(std::nullopt);
    CHECK(absent > here / 2);
    CHECK(absent < here * 2);

    // A reset is written down for both, and the mail to nobody is a job too.
    auto rows = [&] {
        return scene.house.read([](db::Reader& reader) {
            return std::pair{*reader.value<std::int64_t>("SELECT count(*) FROM email_tokens"),
                             *reader.value<std::int64_t>("SELECT count(*) FROM jobs")};
        });
    };
    auto before = rows();
    scene.ask_for_reset("ada@mail.example");
    auto between = rows();
    scene.ask_for_reset("nobody@mail.example");
    auto after = rows();
    CHECK(between.first - before.first == after.first - between.first);
    CHECK(between.second - before.second == after.second - between.second);
    CHECK(test::mails_to(scene.house, "nobody@mail.example").empty());
}

TEST_CASE("hash-dos: of 200 sign-ins at once a few are worked on, some wait, the others are turned away")
{
    PasswordHasher hasher{system_random(), {2, 8}, PasswordCost{4096, 1}};
    auto hash = hasher.hash("correct horse");
    REQUIRE(hash);
    std::string megabyte(1'000'000, 'x');
    std::atomic<int> answered = 0, turned_away = 0, matched = 0;
    std::vector<std::thread> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.emplace_back([&] {
            auto checked = hasher.check(*hash, megabyte);
            if (!checked) {
                if (checked.error().code == ErrorCode::TooMany) ++turned_away;
                return;
            }
            ++answered;
            if (checked->matches) ++matched;
        });
    }
    for (auto& one : crowd) one.join();
    CHECK(answered + turned_away == 200);
    CHECK(answered >= 1);
    CHECK(matched == 0);
    CHECK(hasher.most_at_once() <= 2);
    CHECK(hasher.check(*hash, "correct horse")->matches);  // afterwards there is room again
}

TEST_CASE("reset-link: the newest link alone works, once, for an hour, and not for another address")
{
    Scene scene;
    auto ada = scene.add("ada");
    auto first = scene.ask_for_reset("ada@mail.example");
    auto second = scene.ask_for_reset("ada@mail.example");
    REQUIRE(first != second);
    CHECK(scene.reset(first) == "user.link_spent");
    CHECK(scene.reset(second, "short") == "user.password_too_short");
    CHECK(scene.reset(second) == "changed");  // what was refused for its password did not spend it
    CHECK(scene.reset(second) == "user.link_spent");
    CHECK(scene.sign_in("ada", "another horse") == "welcome");
    CHECK(scene.sign_in("ada", "correct horse") == "sign_in.wrong");

    auto late = scene.ask_for_reset("ada@mail.example");
    scene.house.now = scene.house.now + minutes(61);
    CHECK(scene.reset(late) == "user.link_spent");

    auto moved = scene.ask_for_reset("ada@mail.example");
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE users SET email = 'new@mail.example', email_key = 'new@mail.example' WHERE account_id = $1", ada);
    });
    CHECK(scene.reset(moved) == "user.link_spent");
    CHECK(scene.reset("") == "user.link_spent");
}

TEST_CASE("session-lifecycle: what ends a right ends every session and token, and says so to the streams")
{
    Scene scene;
    scene.add("boss", "correct horse", Role::Admin);
    int revoked = 0;
    scene.house.subscriptions->inside<TokenRevoked>("count", [&](db::Transaction&, const TokenRevoked&) { ++revoked; });
    auto check_ends = [&](std::string name, Role role, auto end) {
        INFO(name);
        auto id = scene.add(name, "correct horse", role);
        auto browser = scene.open(id);
        auto bearer = scene.house.write([&](db::Transaction& tx) {
            return issue_token(tx, system_random(), {.account = id, .scopes = *parse_scopes("read")}, scene.house.now);
        });
        REQUIRE(scene.is_open(browser.session.secret));
        REQUIRE(scene.is_open(bearer.secret));
        revoked = 0;
        end(id);
        CHECK(!scene.is_open(browser.session.secret));
        CHECK(!scene.is_open(bearer.secret));
        CHECK(revoked == 3);  // and the device
    };
    check_ends("ada", Role::User, [&](AccountId id) {
        REQUIRE(change_password(*scene.house.database, scene.hasher, id, "correct horse", "another horse", scene.house.now));
    });
    check_ends("bob", Role::User, [&](AccountId) { CHECK(scene.reset(scene.ask_for_reset("bob@mail.example")) == "changed"); });
    check_ends("cid", Role::User, [&](AccountId id) {
        REQUIRE(scene.house.write(
            [&](db::Transaction& tx) { return set_password(tx, id, *scene.hasher.hash("another horse"), scene.house.now); }));
    });
    check_ends("dan", Role::User, [&](AccountId id) {
        REQUIRE(scene.house.write([&](db::Transaction& tx) { return suspend_account(tx, id, scene.house.now); }));
    });
    check_ends("eva", Role::User, [&](AccountId id) {
        REQUIRE(scene.house.write([&](db::Transaction& tx) { return disable_user(tx, id, scene.house.now); }));
    });
    check_ends("fay", Role::Moderator, [&](AccountId id) {
        REQUIRE(scene.house.write([&](db::Transaction& tx) { return change_role(tx, id, Role::User); }));
    });
    CHECK(test::mails_to(scene.house, "ada@mail.example").size() == 1);  // that it was changed
}

TEST_CASE("a password is changed only by whoever knows the one there is")
{
    Scene scene;
    auto ada = scene.add("ada");
    auto session = scene.open(ada).session;
    auto changed = change_password(*scene.house.database, scene.hasher, ada, "wrong horse", "another horse", scene.house.now);
    REQUIRE(!changed);
    CHECK(changed.error().key == "user.password_wrong");
    CHECK(scene.is_open(session.secret));
}

TEST_CASE("a device is known again, opens nothing, and belongs to one account")
{
    Scene scene;
    auto ada = scene.add("ada"), bob = scene.add("bob");
    auto opened = scene.open(ada);
    REQUIRE(opened.device);
    CHECK(!scene.is_open(opened.device->secret));
    CHECK(!scene.open(ada, opened.device->secret).device);  // it has one already
    CHECK(scene.open(bob, opened.device->secret).device);
}

TEST_CASE("a password made at another cost is hashed anew when it is next known")
{
    Scene scene;
    auto ada = scene.add("ada");
    PasswordHasher dearer{system_random(), {2, 16}, {16, 1}};
    auto stored = [&] {
        return *scene.house.read([&](db::Reader& reader) {
            return reader.value<std::string>("SELECT password_hash FROM users WHERE account_id = $1", ada);
        });
    };
    auto before = stored();
    CHECK(authenticate(*scene.house.database, dearer, scene.limiter,
                       {scene.house.domain(), "ada", "correct horse", "192.0.2.1", ""}, scene.house.now));
    CHECK(stored() != before);
    CHECK(stored().find("m=16,") != std::string::npos);
}

TEST_CASE("links that nobody can use any more are forgotten")
{
    Scene scene;
    scene.add("ada");
    scene.ask_for_reset("ada@mail.example");
    scene.ask_for_reset("nobody@mail.example");
    auto count = [&] {
        return scene.house.read(
            [](db::Reader& reader) { return *reader.value<std::int64_t>("SELECT count(*) FROM email_tokens"); });
    };
    auto forget = [&] { scene.house.write([&](db::Transaction& tx) { forget_old_links(tx, scene.house.now); }); };
    forget();
    CHECK(count() == 2);
    scene.house.now = scene.house.now + days(3);
    forget();
    CHECK(count() == 0);
}
