// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/page_preferences.h"

#include <doctest/doctest.h>

#include "social/accounts.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Library {
    test::House house = test::house();
    AccountId page = make();

    AccountId make()
    {
        auto ada = house.person("ada");
        auto domain = house.read([&](db::Reader& reader) { return find_account(reader, ada)->domain.value(); });
        return house
            .write([&](db::Transaction& tx) {
                return create_account(
                    tx, domain, {.username = "library", .display_name = {}, .kind = AccountKind::Page, .id = {}}, house.now);
            })
            .value()
            .id;
    }
    Result<void> prefer(const PagePreferenceChange& change)
    {
        return house.write([&](db::Transaction& tx) { return change_page_preferences(tx, page, change); });
    }
    PagePreferences kept()
    {
        return house.read([&](db::Reader& reader) { return page_preferences(reader, page); });
    }
    Status post(const StatusDraft& draft)
    {
        return house.write([&](db::Transaction& tx) { return post_status(tx, page, draft, house.now); }).value();
    }
};

}  // namespace

TEST_CASE("what a page posts is as its team chose, unless who writes says otherwise")
{
    Library at;
    CHECK(at.post({.text = "1, 2, 3"}).visibility == Visibility::Public);
    CHECK(!at.post({.text = "1, 2, 3"}).language);

    REQUIRE(at.prefer({.visibility = Visibility::Unlisted, .language = "IT"}));
    auto usual = at.post({.text = "1, 2, 3"});
    CHECK(usual.visibility == Visibility::Unlisted);
    CHECK(usual.language == "it");
    auto other = at.post({.text = "1, 2, 3", .visibility = Visibility::Private, .language = "en"});
    CHECK(other.visibility == Visibility::Private);
    CHECK(other.language == "en");
}

TEST_CASE("what is not given of a page's preferences stays, and what they cannot be is refused")
{
    Library at;
    REQUIRE(at.prefer({.visibility = Visibility::Private, .language = "de"}));
    REQUIRE(at.prefer({}));
    REQUIRE(at.prefer({.visibility = {}, .language = ""}));
    CHECK(at.kept().visibility == Visibility::Private);
    CHECK(!at.kept().language);

    CHECK(at.prefer({.visibility = Visibility::Direct, .language = {}}).error().key == "user.visibility_invalid");
    CHECK(at.prefer({.visibility = Visibility::Public, .language = "not a language"}).error().key == "user.language_unknown");
    CHECK(at.kept().visibility == Visibility::Private);
}
