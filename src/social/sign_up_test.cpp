// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/sign_up.h"

#include <doctest/doctest.h>

#include "social/account_events.h"
#include "social/sign_in.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();
    PasswordHasher hasher{system_random(), {2, 16}, {8, 1}};

    std::expected<SignedUp, SignUpRefusal> try_sign_up(SignUpDraft draft)
    {
        house.tick();
        return sign_up(*house.database, hasher, house.domain(), draft, house.now);
    }
    Account come_in(std::string username, std::string email)
    {
        auto signed_up = try_sign_up(
            {.username = std::move(username), .email = std::move(email), .password = "correct horse", .agreement = true});
        REQUIRE(signed_up);
        return signed_up->account;
    }
    Result<AccountId> confirm(std::string_view secret)
    {
        return house.write([&](db::Transaction& tx) { return confirm_email(tx, secret, house.now); });
    }
    std::optional<Account> find(std::string_view username)
    {
        return house.read([&](db::Reader& reader) { return find_local_account(reader, username, house.domain()); });
    }
    void set_registrations(Registrations registrations)
    {
        REQUIRE(house.write(
            [&](db::Transaction& tx) { return change_domain(tx, house.domain(), {.registrations = registrations}, house.now); }));
    }
    AccountId add_admin(std::string username)
    {
        auto admin = house.write([&](db::Transaction& tx) {
            return create_user(
                tx, house.domain(),
                {.username = username, .email = username + "@house.test", .password_hash = "", .role = Role::Admin}, house.now);
        });
        REQUIRE(admin);
        return admin->id;
    }
};

std::string codes(const std::expected<SignedUp, SignUpRefusal>& result)
{
    std::string text;
    if (result) return "signed up";
    for (const auto& problem : result.error().problems) text += problem.field + ":" + std::string{problem.code} + " ";
    return text.empty() ? result.error().error.key : text;
}

}  // namespace

TEST_CASE("somebody who signs up is seen once the address is confirmed, and the link works once")
{
    Scene scene;
    int admitted = 0;
    scene.house.subscriptions->inside<AccountAdmitted>("count", [&](db::Transaction&, const AccountAdmitted&) { ++admitted; });
    scene.come_in("ada", "ada@mail.example");
    CHECK(!scene.find("ada")->is_known());
    auto mails = test::mails_to(scene.house, "ada@mail.example");
    REQUIRE(mails.size() == 1);
    auto secret = test::secret_in(mails[0]);
    REQUIRE(!secret.empty());
    CHECK(scene.confirm(secret));
    CHECK(scene.find("ada")->is_known());
    CHECK(admitted == 1);
    auto again = scene.confirm(secret);
    REQUIRE(!again);
    CHECK(again.error().code == ErrorCode::Gone);
}

TEST_CASE("a draft is refused with everything that is wrong, in Mastodon's codes")
{
    Scene scene;
    scene.house.person("ada");
    CHECK(codes(scene.try_sign_up({})) == "username:ERR_BLANK email:ERR_BLANK password:ERR_BLANK agreement:ERR_ACCEPTED ");
    auto draft = SignUpDraft{.username = "eve", .email = "eve@mail.example", .password = "correct horse", .agreement = true};
    auto with = [&](auto change) {
        auto other = draft;
        change(other);
        return codes(scene.try_sign_up(other));
    };
    CHECK(with([](SignUpDraft& d) { d.username = "ADA"; }) == "username:ERR_TAKEN ");
    CHECK(with([](SignUpDraft& d) { d.username = "e-ve"; }) == "username:ERR_INVALID ");
    CHECK(with([](SignUpDraft& d) { d.username = std::string(31, 'e'); }) == "username:ERR_TOO_LONG ");
    CHECK(with([](SignUpDraft& d) { d.username = "Admin"; }) == "username:ERR_RESERVED ");
    CHECK(with([](SignUpDraft& d) { d.email = "eve@"; }) == "email:ERR_INVALID ");
    CHECK(with([](SignUpDraft& d) { d.email = "eve@mail.example\r\nBcc: all@mail.example"; }) == "email:ERR_INVALID ");
    CHECK(with([](SignUpDraft& d) { d.password = "short"; }) == "password:ERR_TOO_SHORT ");
    CHECK(with([](SignUpDraft& d) { d.password = std::string(257, 'x'); }) == "password:ERR_TOO_LONG ");
    CHECK(with([](SignUpDraft& d) { d.reason = std::string(421, 'x'); }) == "reason:ERR_TOO_LONG ");
    CHECK(with([](SignUpDraft&) {}) == "signed up");
}

TEST_CASE("enumeration: a known address is answered as a new one, and only its owner is told")
{
    Scene scene;
    scene.come_in("ada", "ada@mail.example");
    REQUIRE(scene.confirm(test::secret_in(test::mails_to(scene.house, "ada@mail.example")[0])));

    auto impostor = scene.come_in("eve", "Ada@mail.example");
    auto mails = test::mails_to(scene.house, "ada@mail.example");
    REQUIRE(mails.size() == 2);
    CHECK(test::secret_in(mails[1]).empty());
    CHECK(mails[1].text.find("@ada") != std::string::npos);
    CHECK(mails[1].text.find("@eve") == std::string::npos);
    CHECK(!scene.find("eve")->is_known());

    // Another mail may be asked for, with the same outcome.
    auto resent = scene.house.write([&](db::Transaction& tx) {
        return resend_confirmation(tx, system_random(), impostor.id, std::nullopt, scene.house.now);
    });
    CHECK(resent);
    CHECK(test::secret_in(test::mails_to(scene.house, "ada@mail.example").back()).empty());
}

TEST_CASE("an address belongs to whoever proves it first")
{
    Scene scene;
    scene.come_in("mallory", "ada@mail.example");
    scene.come_in("ada", "ada@mail.example");
    auto mails = test::mails_to(scene.house, "ada@mail.example");
    REQUIRE(mails.size() == 2);
    CHECK(scene.confirm(test::secret_in(mails[1])));
    CHECK(!scene.confirm(test::secret_in(mails[0])));
    CHECK(!scene.find("mallory")->is_known());
}

TEST_CASE("where admission is by approval, a reason is asked for, administrators are told, and approval admits")
{
    Scene scene;
    scene.add_admin("boss");
    scene.set_registrations(Registrations::Approval);
    CHECK(
        codes(scene.try_sign_up({.username = "ada", .email = "ada@mail.example", .password = "correct horse", .agreement = true}))
        == "reason:ERR_BLANK ");
    auto signed_up = scene.try_sign_up({.username = "ada",
                                        .email = "ada@mail.example",
                                        .password = "correct horse",
                                        .agreement = true,
                                        .locale = "it",
                                        .reason = "I read <you> daily"});
    REQUIRE(signed_up);
    CHECK(test::mails_to(scene.house, "boss@house.test").empty());
    REQUIRE(scene.confirm(test::secret_in(test::mails_to(scene.house, "ada@mail.example")[0])));
    CHECK(!scene.find("ada")->is_known());
    auto told = test::mails_to(scene.house, "boss@house.test");
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("I read <you> daily") != std::string::npos);
    CHECK(told[0].html.find("I read &lt;you&gt; daily") != std::string::npos);
    CHECK(scene.house.read([&](db::Reader& reader) { return users_awaiting_approval(reader, scene.house.domain(), 10); }).size()
          == 1);

    REQUIRE(scene.house.write([&](db::Transaction& tx) { return approve_user(tx, signed_up->account.id, scene.house.now); }));
    CHECK(scene.find("ada")->is_known());
    CHECK(test::mails_to(scene.house, "ada@mail.example").back().subject.starts_with("Benvenuto su "));
}

TEST_CASE("where nobody is taken in, nobody comes in")
{
    Scene scene;
    scene.set_registrations(Registrations::Closed);
    CHECK(
        codes(scene.try_sign_up({.username = "ada", .email = "ada@mail.example", .password = "correct horse", .agreement = true}))
        == "sign_up.closed");
}

TEST_CASE("a sign-up nobody confirms is forgotten after two days, and its name is free again")
{
    Scene scene;
    auto eve = scene.come_in("eve", "eve@mail.example");
    auto forget = [&] { return scene.house.write([&](db::Transaction& tx) { return forget_unconfirmed(tx, scene.house.now); }); };
    CHECK(forget() == 0);
    scene.house.now = scene.house.now + hours(49);
    auto late = scene.confirm(test::secret_in(test::mails_to(scene.house, "eve@mail.example")[0]));
    CHECK(!late);
    CHECK(forget() == 1);
    CHECK(!scene.find("eve"));
    CHECK(scene.come_in("eve", "eve@mail.example").id != eve.id);
}

TEST_CASE("last-admin: the last administrator can be neither demoted, disabled nor suspended")
{
    Scene scene;
    auto first = scene.add_admin("boss");
    auto act = [&](auto deed) {
        auto done = scene.house.write(deed);
        return done ? std::string{} : done.error().key;
    };
    auto demote = [&](AccountId id) { return act([&](db::Transaction& tx) { return change_role(tx, id, Role::User); }); };
    CHECK(demote(first) == "user.last_admin");
    CHECK(act([&](db::Transaction& tx) { return disable_user(tx, first, scene.house.now); }) == "user.last_admin");
    CHECK(act([&](db::Transaction& tx) { return suspend_account(tx, first, scene.house.now); }) == "user.last_admin");

    auto second = scene.add_admin("deputy");
    CHECK(act([&](db::Transaction& tx) { return disable_user(tx, second, scene.house.now); }).empty());
    CHECK(demote(first) == "user.last_admin");  // the other cannot act
    CHECK(act([&](db::Transaction& tx) { return enable_user(tx, second); }).empty());
    CHECK(demote(first).empty());
    CHECK(demote(second) == "user.last_admin");
}

TEST_CASE("the set-up link makes one administrator, once, and only the newest counts")
{
    Scene scene;
    auto new_link = [&] {
        return scene.house.write([&](db::Transaction& tx) { return new_setup_secret(tx, system_random(), scene.house.now); });
    };
    auto old_secret = new_link();
    auto secret = new_link();
    auto set = [&](std::string_view with, std::string username) {
        return set_up(*scene.house.database, scene.hasher, scene.house.domain(), with,
                      {.organisation = "La Favilla",
                       .username = username,
                       .email = username + "@mail.example",
                       .password = "correct horse",
                       .locale = "it"},
                      scene.house.now);
    };
    CHECK(!set(old_secret, "eve"));
    CHECK(!set("", "eve"));
    auto admin = set(secret, "admin");
    REQUIRE(admin);
    CHECK(scene.house.read([&](db::Reader& reader) { return find_user(reader, admin->id); })->role == Role::Admin);
    auto domain = *scene.house.read([&](db::Reader& reader) { return find_domain(reader, scene.house.domain()); });
    CHECK(domain.title == "La Favilla");
    CHECK(domain.contact == admin->id);
    CHECK(!set(secret, "eve"));
    CHECK(!set(new_link(), "eve"));  // there is an administrator
}
