// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/quotes.h"

#include <doctest/doctest.h>

#include "social/checks.h"
#include "social/remote_statuses.h"
#include "social/status_views.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

RemoteStatus remote_status(test::House& house, std::string_view author, std::string uri)
{
    RemoteStatus remote{.uri = std::move(uri), .author = house.person(author)};
    remote.html = sanitise_html("<p>From elsewhere</p>");
    return remote;
}

Status receive(test::House& house, const RemoteStatus& remote)
{
    return house.write([&](db::Transaction& tx) { return receive_status(tx, remote, house.now).value(); });
}

std::optional<Quote> quote_of(test::House& house, StatusId quoting)
{
    return house.read([&](db::Reader& reader) { return find_quote(reader, quoting); });
}

QuoteState state_of(test::House& house, StatusId quoting) { return quote_of(house, quoting)->state; }

std::int64_t count_of(test::House& house, const Status& status) { return house.find(status.id)->quotes_count; }

QuoteView seen_by(test::House& house, const Status& quoting, std::string_view who)
{
    auto viewer = house.viewer(who);
    return house.read([&](db::Reader& reader) { return *load_views(reader, {quoting}, viewer).items[0].quote; });
}

constexpr auto open = QuotePolicy{QuotePolicy::Public, 0};

}  // namespace

TEST_CASE("a policy is kept as bits and told by its name")
{
    for (auto name : {"public", "followers", "nobody"}) {
        auto policy = parse_quote_policy(name);
        REQUIRE(policy);
        CHECK(name_of(*policy) == name);
        CHECK(QuotePolicy::from(policy->stored()) == *policy);
    }
    CHECK(!parse_quote_policy("everyone"));
    QuotePolicy mixed{QuotePolicy::Followers, QuotePolicy::Public | QuotePolicy::Unsupported};
    CHECK(QuotePolicy::from(mixed.stored()) == mixed);
}

TEST_CASE("what a policy lets each reader do")
{
    auto house = test::house();
    house.follow("bob", "ada");
    auto right = [&](const Status& status, std::string_view who) {
        auto account = house.person(who);
        return house.read([&](db::Reader& reader) { return right_to_quote(reader, status, account); });
    };
    using enum QuoteRight;
    auto post = [&](QuotePolicy policy, Visibility visibility = Visibility::Public) {
        return house.post("ada", "Words", {.visibility = visibility, .quote_policy = policy});
    };
    auto everybody = post(open), followers = post(quotable_by_followers), nobody = post(quotable_by_nobody);
    auto asked = post({0, QuotePolicy::Public}), unclear = post({QuotePolicy::Unsupported, 0});
    auto kept_close = post(open, Visibility::Private);
    for (const auto& status : {everybody, followers, nobody, asked, unclear, kept_close})
        CHECK(right(status, "ada") == Automatic);
    CHECK(right(everybody, "cleo") == Automatic);
    CHECK(right(followers, "bob") == Automatic);
    CHECK(right(followers, "cleo") == Denied);
    CHECK(right(nobody, "bob") == Denied);
    CHECK(right(asked, "cleo") == Manual);
    CHECK(right(unclear, "cleo") == Unknown);
    CHECK(right(kept_close, "bob") == Denied);
}

TEST_CASE("a quote is counted once, and no more when it or its consent is gone")
{
    auto house = test::house();
    auto ada = house.post("ada", "To be quoted", {.quote_policy = open});
    auto one = house.post("bob", "One", {.quotes = ada.id}), two = house.post("cleo", "Two", {.quotes = ada.id});
    CHECK(count_of(house, ada) == 2);
    auto revoke = [&](std::string_view who, StatusId quoting) {
        auto account = house.person(who);
        return house.write(
            [&](db::Transaction& tx) { return revoke_quote(tx, account, ada.id, quoting, house.now).has_value(); });
    };
    CHECK(!revoke("bob", one.id));
    CHECK(revoke("ada", one.id));
    CHECK(revoke("ada", one.id));
    CHECK(count_of(house, ada) == 1);
    house.remove(two);
    CHECK(count_of(house, ada) == 0);
    CHECK(!quote_of(house, two.id));
    house.post("cleo", "Among us", {.visibility = Visibility::Private, .quotes = ada.id});
    CHECK(count_of(house, ada) == 0);
    CHECK(house.read([](db::Reader& reader) { return find_problems(reader, 10); }) == std::vector<std::string>{});
    CHECK(house.notifications("ada") == std::vector<std::string>{"quote from bob", "quote from cleo"});
}

TEST_CASE("what is quoted is shown as far as each reader may see it")
{
    auto house = test::house();
    house.follow("bob", "ada");
    auto ada = house.post("ada", "Words", {.quote_policy = open});
    auto quote = house.post("cleo", "Look", {.quotes = ada.id});
    CHECK(seen_by(house, quote, "").quoted == ada.id);
    house.block("ada", "dora");
    CHECK(!seen_by(house, quote, "dora").quoted);
    house.mute("eva", "ada");
    CHECK(seen_by(house, quote, "eva").wish == QuoteView::Wish::Muted);
    house.block("eva", "ada");
    CHECK(seen_by(house, quote, "eva").wish == QuoteView::Wish::Blocked);
    CHECK(seen_by(house, quote, "eva").quoted == ada.id);
    house.suspend("ada");
    CHECK(!seen_by(house, quote, "bob").quoted);
    CHECK(!seen_by(house, quote, "bob").deleted);
}

TEST_CASE("a post of another server waits for its authorization, and one of ours is decided here")
{
    auto house = test::house();
    auto elsewhere = remote_status(house, "carol@elsewhere.test", "https://elsewhere.test/1");
    auto quoted = receive(house, elsewhere);
    auto quoting = remote_status(house, "bob@other.test", "https://other.test/1");
    quoting.quote = RemoteQuote{.uri = elsewhere.uri, .approval = "https://elsewhere.test/yes"};
    auto pending = receive(house, quoting);
    CHECK(state_of(house, pending.id) == QuoteState::Pending);
    CHECK(count_of(house, quoted) == 0);
    house.write([&](db::Transaction& tx) { settle_quote(tx, pending.id, quoted, false, house.now); });
    CHECK(state_of(house, pending.id) == QuoteState::Pending);
    house.write([&](db::Transaction& tx) { settle_quote(tx, pending.id, quoted, true, house.now); });
    CHECK(state_of(house, pending.id) == QuoteState::Accepted);
    CHECK(count_of(house, quoted) == 1);

    auto withdraw = [&](std::string_view who) {
        auto account = house.person(who);
        house.write([&](db::Transaction& tx) {
            for (const auto& quote : find_quotes_by_approval(tx, "https://elsewhere.test/yes", account))
                withdraw_approval(tx, quote, house.now);
        });
    };
    withdraw("bob@other.test");
    CHECK(state_of(house, pending.id) == QuoteState::Accepted);
    withdraw("carol@elsewhere.test");
    CHECK(state_of(house, pending.id) == QuoteState::Revoked);
    house.write(
        [&](db::Transaction& tx) { accept_quote(tx, *find_quote(tx, pending.id), "https://elsewhere.test/2", house.now); });
    CHECK(state_of(house, pending.id) == QuoteState::Revoked);
    CHECK(count_of(house, quoted) == 0);

    for (auto [policy, state] : {std::pair{open, QuoteState::Accepted}, {quotable_by_nobody, QuoteState::Rejected}}) {
        auto ours = house.post("ada", "Ours", {.quote_policy = policy});
        auto theirs = remote_status(house, "bob@other.test", "https://other.test/of/" + to_string(ours.id));
        theirs.quote = RemoteQuote{.uri = ours.uri, .approval = "https://other.test/forged"};
        auto status = receive(house, theirs);
        CHECK(state_of(house, status.id) == state);
        CHECK(quote_of(house, status.id)->approval != "https://other.test/forged");
    }
}

TEST_CASE("an edit from elsewhere brings a quote, another one, or none")
{
    auto house = test::house();
    auto first = receive(house, remote_status(house, "bob@other.test", "https://other.test/a"));
    auto second = receive(house, remote_status(house, "bob@other.test", "https://other.test/b"));
    auto quoting = remote_status(house, "bob@other.test", "https://other.test/c");
    auto status = receive(house, quoting);
    auto edit = [&] {
        house.write([&](db::Transaction& tx) { return receive_edit(tx, quoting, house.now).value(); });
        return std::pair{count_of(house, first), count_of(house, second)};
    };
    quoting.quote = RemoteQuote{.uri = "https://other.test/a", .approval = {}};
    CHECK(edit() == std::pair<std::int64_t, std::int64_t>{1, 0});
    CHECK(edit() == std::pair<std::int64_t, std::int64_t>{1, 0});
    quoting.quote->uri = "https://other.test/b";
    CHECK(edit() == std::pair<std::int64_t, std::int64_t>{0, 1});
    quoting.quote.reset();
    CHECK(edit() == std::pair<std::int64_t, std::int64_t>{0, 0});
    CHECK(!house.find(status.id)->has_quote);
    // The link that stands for the quote is no part of the words.
    quoting.html = sanitise_html(R"(<p class="quote-inline">RE: <a href="https://other.test/a">a</a></p><p>From elsewhere</p>)");
    edit();
    CHECK(!house.find(status.id)->edited_at);
    CHECK(house.find(status.id)->text == "From elsewhere");
}
