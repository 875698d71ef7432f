// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/push_subscriptions.h"

#include <doctest/doctest.h>

#include "social/tokens.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::distribution;

namespace {

struct Pushes {
    test::House house = test::house();
    Random random = system_random();
    SecretBox box{random_bytes(random, 32), random};
    P256Key browser = P256Key::make(random);

    TokenId token(std::string_view name)
    {
        auto account = house.person(name);
        return house.write(
            [&](db::Transaction& tx) { return social::issue_token(tx, random, {.account = account}, house.now).id; });
    }
    PushDraft draft(std::string endpoint) const
    {
        return {.endpoint = std::move(endpoint),
                .point = to_base64url(browser.point()),
                .auth = to_base64url(std::string(push_auth_size, 'a')),
                .encoding = PushEncoding::Aes128gcm,
                .alerts = {"mention", "follow"}};
    }
    Result<PushSubscription> subscribe(TokenId token, std::string_view name, const PushDraft& draft,
                                       Schemes schemes = Schemes::Https)
    {
        auto account = house.person(name);
        return house.write(
            [&](db::Transaction& tx) { return subscribe_push(tx, box, token, account, draft, schemes, house.now); });
    }
    std::optional<PushSubscription> find(TokenId token)
    {
        return house.read([&](db::Reader& reader) { return find_push(reader, box, token); });
    }
};

}  // namespace

TEST_CASE("a subscription is found by its token as it was made, and its secret lies sealed")
{
    Pushes at;
    auto token = at.token("ada");
    REQUIRE(at.subscribe(token, "ada", at.draft("https://push.example/1")));
    auto found = at.find(token);
    REQUIRE(found);
    CHECK(found->endpoint == "https://push.example/1");
    CHECK(found->receiver.point == at.browser.point());
    CHECK(found->receiver.auth == std::string(push_auth_size, 'a'));
    CHECK(found->asks_for("follow"));
    CHECK_FALSE(found->asks_for("favourite"));
    auto stored =
        at.house.read([](db::Reader& reader) { return reader.value<std::string>("SELECT auth_sealed FROM push_subscriptions"); });
    CHECK(from_base64(*stored)->find(found->receiver.auth) == std::string::npos);
    SecretBox wrong{random_bytes(at.random, 32), at.random};
    CHECK_THROWS(at.house.read([&](db::Reader& reader) { return find_push(reader, wrong, token); }));
}

TEST_CASE("http is refused but while testing, and so is what is no key")
{
    Pushes at;
    auto token = at.token("ada");
    CHECK(at.subscribe(token, "ada", at.draft("http://127.0.0.1/1")).error().key == "push.endpoint_invalid");
    CHECK(at.subscribe(token, "ada", at.draft("http://127.0.0.1/1"), Schemes::Any));
    auto draft = at.draft("https://push.example/1");
    draft.auth = "YQ";
    CHECK(at.subscribe(token, "ada", draft).error().key == "push.keys_invalid");
    draft = at.draft("https://push.example/1");
    draft.point = to_base64url(std::string(65, '\x04'));
    CHECK(at.subscribe(token, "ada", draft).error().key == "push.keys_invalid");
}

TEST_CASE("one for each token and each browser, and only so many for one person")
{
    Pushes at;
    auto [first, second] = std::pair{at.token("ada"), at.token("bob")};
    REQUIRE(at.subscribe(first, "ada", at.draft("https://push.example/1")));
    REQUIRE(at.subscribe(first, "ada", at.draft("https://push.example/2")));
    CHECK(at.find(first)->endpoint == "https://push.example/2");
    REQUIRE(at.subscribe(second, "bob", at.draft("https://push.example/2")));
    CHECK_FALSE(at.find(first));
    std::vector<TokenId> tokens;
    for (int n = 0; n <= max_push_subscriptions; ++n) {
        tokens.push_back(at.token("ada"));
        REQUIRE(at.subscribe(tokens.back(), "ada", at.draft("https://push.example/many/" + std::to_string(n))));
    }
    CHECK_FALSE(at.find(tokens.front()));
    CHECK(at.find(tokens.at(1)));
    CHECK(at.find(second));
}

TEST_CASE("the installation's key is made once and opened again")
{
    Pushes at;
    auto& database = *at.house.database;
    auto key = vapid_key(database, at.box, at.house.now);
    CHECK(vapid_key(database, at.box, at.house.now).point() == key.point());
    CHECK(is_p256_point(key.point()));
}
