// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/filters.h"

#include <chrono>

#include <doctest/doctest.h>

#include "base/text.h"
#include "social/administration.h"
#include "social/filter_events.h"
#include "social/filter_matching.h"
#include "social/status_marks.h"
#include "social/status_views.h"
#include "support/house.h"

using namespace favilla;

namespace {

using Words = std::vector<std::string>;

bool meets(std::string keyword, std::string_view text, bool whole_word = true)
{
    return social::KeywordSearch{{.id = {}, .filter = {}, .keyword = std::move(keyword), .whole_word = whole_word}}.matches(
        fold(text));
}

struct Reading {
    test::House house = test::house();
    AccountId ada = house.person("ada");

    static social::KeywordChange word(std::string keyword, bool whole_word = true)
    {
        return {.id = {}, .keyword = std::move(keyword), .whole_word = whole_word, .removed = false};
    }
    static social::FilterChange draft(std::vector<social::KeywordChange> keywords = {}, std::string title = "Quiet")
    {
        return {.title = std::move(title),
                .contexts = std::vector{social::FilterContext::Public, social::FilterContext::Home},
                .action = {},
                .lasts = {},
                .keywords = std::move(keywords)};
    }
    Result<social::Filter> try_make(const social::FilterChange& change)
    {
        return house.write([&](db::Transaction& tx) { return social::make_filter(tx, ada, change, house.now); });
    }
    Result<social::Filter> change(FilterId id, const social::FilterChange& change, std::optional<AccountId> who = {})
    {
        return house.write(
            [&](db::Transaction& tx) { return social::change_filter(tx, who.value_or(ada), id, change, house.now); });
    }
    social::StatusViews views(std::vector<social::Status> statuses, std::string_view viewer = "ada")
    {
        auto who = house.viewer(viewer);
        return house.read([&](db::Reader& reader) { return social::load_views(reader, std::move(statuses), who); });
    }
    // The keywords that the status meets, "(status)" where it was itself named.
    Words met(const social::Status& status, std::string_view viewer = "ada")
    {
        auto shown = views({status}, viewer);
        const auto* boosted = shown.boosted_by(shown.items.front());
        Words words;
        for (const auto& match : (boosted ? *boosted : shown.items.front()).filtered) {
            words.insert(words.end(), match.keywords.begin(), match.keywords.end());
            if (match.status) words.emplace_back("(status)");
        }
        return words;
    }
    template <class T>
    static std::string said(const Result<T>& result)
    {
        return result ? "" : result.error().key;
    }
};

}  // namespace

TEST_CASE("a keyword is met folded, whole or as a part, and is never a pattern")
{
    CHECK(meets("Straße", "in der STRASSE"));
    CHECK(meets("PERCHÉ", "perché no"));
    CHECK_FALSE(meets("perche", "perché no"));
    CHECK(meets("cat", "The cat."));
    CHECK_FALSE(meets("cat", "concatenate, cats, cat_ and cat9"));
    CHECK(meets("cat", "cats cat"));
    CHECK(meets("cat", "concatenate", false));
    CHECK(meets("#spoiler", "no#spoiler here"));  // begins with no letter, so nothing need stand apart before it
    CHECK_FALSE(meets("#spoiler", "#spoilers"));
    CHECK(meets("two words", "here two words stand"));
    CHECK(meets("日本", "私は日本語", false));
    CHECK_FALSE(meets("日本", "私は日本語"));
    CHECK(meets("🔥", "🔥🔥"));
    CHECK_FALSE(meets("c.t", "cat", false));
    CHECK_FALSE(meets("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false));
    CHECK(meets("(a+)+$", "what is (a+)+$ for", false));
    CHECK(meets("aab", "aaaab", false));
    CHECK(meets("abab", "abaabab", false));
    CHECK_FALSE(meets("", "anything"));
}

TEST_CASE("how long a keyword is does not make looking for it slower, whatever it and the text are made of")
{
    auto took = [text = std::string(200'000, 'a')](std::size_t length) {
        social::KeywordSearch search{{.id = {}, .filter = {}, .keyword = std::string(length, 'a') + "b", .whole_word = true}};
        auto best = std::chrono::steady_clock::duration::max();
        for (int round = 0; round < 7; ++round) {
            auto start = std::chrono::steady_clock::now();
            CHECK_FALSE(search.matches(text));
            best = std::min(best, std::chrono::steady_clock::now() - start);
        }
        return std::chrono::duration<double, std::micro>(best).count();
    };
    // Comparing at every place anew would make the long one a hundred times slower.
    CHECK(took(500) < 15 * took(4));
}

TEST_CASE("a filter is made, changed and deleted, and is its owner's secret")
{
    Reading at;
    int told = 0;
    at.house.subscriptions->inside<social::FiltersChanged>(
        "test", [&](db::Transaction&, const social::FiltersChanged& event) { told += event.account == at.ada; });
    auto made = at.try_make(at.draft({at.word("spoiler"), at.word("final", false)}));
    REQUIRE(made);
    CHECK(told >= 1);
    CHECK(made->contexts == std::vector{social::FilterContext::Home, social::FilterContext::Public});
    CHECK(made->action == social::FilterAction::Warn);
    CHECK(made->keywords.size() == 2);

    auto first = made->keywords[0].id, second = made->keywords[1].id;
    auto changed = at.change(made->id, {.title = "Loud",
                                        .contexts = {},
                                        .action = social::FilterAction::Blur,
                                        .lasts = std::optional{std::optional{hours(1)}},
                                        .keywords = {{.id = first, .keyword = "ending", .whole_word = {}, .removed = false},
                                                     {.id = second, .keyword = {}, .whole_word = {}, .removed = true},
                                                     at.word("new")}});
    REQUIRE(changed);
    CHECK(changed->title == "Loud");
    CHECK(changed->action == social::FilterAction::Blur);
    CHECK(changed->expires_at == at.house.now + hours(1));
    CHECK(changed->keywords[0].keyword == "ending");
    CHECK(changed->keywords[0].whole_word);
    CHECK(changed->keywords[1].keyword == "new");
    CHECK(
        at.change(made->id,
                  {.title = {}, .contexts = {}, .action = {}, .lasts = std::optional{std::optional<Duration>{}}, .keywords = {}})
            ->expires_at
        == std::nullopt);

    auto bob = at.house.person("bob");
    CHECK(at.said(at.change(made->id, {}, bob)) == "filter.missing");
    at.house.read([&](db::Reader& reader) {
        CHECK_FALSE(social::find_filter(reader, bob, made->id));
        CHECK_FALSE(social::find_filter_keyword(reader, bob, first));
        CHECK(social::filters_of(reader, bob).empty());
        CHECK(social::filters_of(reader, at.ada).size() == 1);
    });
    auto gone = [&](AccountId who) {
        return at.said(at.house.write([&](db::Transaction& tx) { return social::delete_filter(tx, who, made->id); }));
    };
    CHECK(gone(bob) == "filter.missing");
    CHECK(gone(at.ada) == "");
    CHECK(gone(at.ada) == "filter.missing");
    CHECK(at.house.scans() == Words{});
}

TEST_CASE("names, words and numbers of filters have bounds, and what is refused changes nothing")
{
    Reading at;
    CHECK(at.said(at.try_make(at.draft({}, " "))) == "filter.title_blank");
    CHECK(at.said(at.try_make(at.draft({}, std::string(257, 'x')))) == "filter.title_too_long");
    CHECK(at.said(at.try_make(at.draft({}, std::string(1'000'000, 'x')))) == "filter.title_too_long");
    CHECK(at.said(at.try_make(at.draft({}, std::string("a\0b", 3)))) == "filter.not_text");
    CHECK(at.said(at.try_make(at.draft({at.word("")}))) == "filter.keyword_blank");
    CHECK(at.said(at.try_make(at.draft({at.word(std::string(513, 'x'))}))) == "filter.keyword_too_long");
    CHECK(at.said(at.try_make(at.draft({at.word(std::string(512, 'x'))}))) == "");
    CHECK(at.said(at.try_make(
              {.title = "No place", .contexts = std::vector<social::FilterContext>{}, .action = {}, .lasts = {}, .keywords = {}}))
          == "filter.contexts_blank");
    std::vector<social::KeywordChange> many(social::max_filter_keywords, at.word("x"));
    CHECK(at.said(at.try_make(at.draft(many))) == "filter.too_many_keywords");
    auto count = [&] { return at.house.read([&](db::Reader& reader) { return social::filters_of(reader, at.ada).size(); }); };
    CHECK(count() == 1);
    while (count() < social::max_filters) REQUIRE(at.try_make(at.draft()));
    CHECK(at.said(at.try_make(at.draft())) == "filter.too_many");
}

TEST_CASE("a status tells which filters it meets: by words, warning, poll, and by itself; a boost by what it shows")
{
    Reading at;
    auto filter = *at.try_make(at.draft({at.word("finale"), at.word("tea")}));
    auto plain = at.house.post("bob", "The Finale was great");
    auto warned = at.house.post("bob", "Look inside", {.content_warning = "finale"});
    auto poll = at.house.post("bob", "Which?", {.poll = social::PollDraft{{"Tea", "Coffee"}, hours(1)}});
    auto clean = at.house.post("bob", "Finales and teapots");
    CHECK(at.met(plain) == Words{"finale"});
    CHECK(at.met(warned) == Words{"finale"});
    CHECK(at.met(poll) == Words{"tea"});
    CHECK(at.met(clean) == Words{});
    CHECK(at.met(plain, "bob") == Words{});
    CHECK(at.met(plain, "") == Words{});

    auto cleo = at.house.person("cleo");
    auto boost = *at.house.write([&](db::Transaction& tx) { return social::boost(tx, cleo, clean.id, {}, at.house.now); });
    auto add = [&](StatusId status) {
        return at.house.write(
            [&](db::Transaction& tx) { return social::add_filter_status(tx, at.ada, filter.id, status, at.house.now); });
    };
    auto added = add(boost.id);
    REQUIRE(added);
    CHECK(added->status == clean.id);
    CHECK(add(clean.id)->id == added->id);
    CHECK(at.met(clean) == Words{"(status)"});
    CHECK(at.met(boost) == Words{"(status)"});
    auto secret = at.house.post("bob", "Not for ada", {.visibility = social::Visibility::Private});
    CHECK(at.said(add(secret.id)) == "status.missing");
    CHECK(at.said(at.house.write([&](db::Transaction& tx) { return social::delete_filter_status(tx, at.ada, added->id); }))
          == "");
    CHECK(at.met(boost) == Words{});

    REQUIRE(add(clean.id));
    at.house.remove(clean);
    auto left =
        at.house.read([&](db::Reader& reader) { return social::find_filter(reader, at.ada, filter.id)->statuses.size(); });
    CHECK(left == 0);
    CHECK(at.house.scans() == Words{});
}

TEST_CASE(
    "every status of a page is told, also where it stands there twice, and what was loaded for nobody can be filtered later")
{
    Reading at;
    std::vector<social::Status> page;
    for (int i = 0; i < 20; ++i) page.push_back(at.house.post("bob", "Post " + std::to_string(i)));
    auto cleo = at.house.person("cleo");
    page.push_back(*at.house.write([&](db::Transaction& tx) { return social::boost(tx, cleo, page[0].id, {}, at.house.now); }));
    REQUIRE(at.try_make(at.draft({at.word("post")})));
    auto check = [](const social::StatusViews& shown) {
        for (std::size_t i = 0; i < 20; ++i) CHECK(shown.items[i].filtered.size() == 1);
        REQUIRE(shown.boosted_by(shown.items[20]));
        CHECK(shown.boosted_by(shown.items[20])->filtered.size() == 1);
    };
    check(at.views(page));
    auto later = at.views(page, "");
    at.house.read([&](db::Reader& reader) {
        CHECK(social::filtering_among(reader, std::vector{cleo, at.ada}) == std::vector{at.ada});
        CHECK_FALSE(social::apply_filters(reader, later, cleo));
        CHECK(social::apply_filters(reader, later, at.ada));
    });
    check(later);
}

TEST_CASE("with an account its filters end")
{
    Reading at;
    at.house.person("bob");
    auto filter = *at.try_make(at.draft({at.word("x")}));
    auto status = at.house.post("bob", "x");
    REQUIRE(at.house.write(
        [&](db::Transaction& tx) { return social::add_filter_status(tx, at.ada, filter.id, status.id, at.house.now); }));
    REQUIRE(at.house.write([&](db::Transaction& tx) { return social::delete_account(tx, at.ada, at.house.now); }));
    at.house.read([&](db::Reader& reader) {
        CHECK(social::filters_of(reader, at.ada).empty());
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM filter_keywords") == 0);
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM filter_statuses") == 0);
    });
}
