// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/previews.h"

#include <doctest/doctest.h>

#include "jobs/queue.h"
#include "social/page_events.h"
#include "social/profile_links.h"
#include "social/remote_statuses.h"
#include "social/status_views.h"
#include "support/house.h"

using namespace favilla;

namespace {

struct Place {
    test::House house = test::house();
    std::vector<StatusId> told;

    Place()
    {
        house.subscriptions->inside<social::PreviewChanged>(
            "test", [&](db::Transaction&, const social::PreviewChanged& event) { told.push_back(event.status); });
    }

    void choose(const social::Status& status)
    {
        house.write([&](db::Transaction& tx) { social::choose_preview(tx, status.id, house.now, {}); });
    }
    social::Status post(std::string text, social::StatusDraft draft = {})
    {
        auto status = house.post("ada", std::move(text), std::move(draft));
        choose(status);
        return status;
    }
    // The pages that somebody is to ask for, each taken once.
    std::vector<social::PreviewId> asked_for()
    {
        std::vector<social::PreviewId> pages;
        house.write([&](db::Transaction& tx) {
            for (const auto& job : jobs::claim(tx, social::pages_queue, house.now + minutes(2), 100)) {
                if (job.kind == social::PreviewWork::name)
                    pages.push_back(jobs::decode<social::PreviewWork>(job.payload).preview);
                jobs::finish(tx, job.id);
            }
        });
        return pages;
    }
    std::string awaited(social::PreviewId page)
    {
        return house.read([&](db::Reader& reader) { return social::awaited_page(reader, page).value_or("nothing"); });
    }
    void answer(social::PreviewId page, std::string title)
    {
        house.write([&](db::Transaction& tx) {
            social::keep_preview(tx, page, title.empty() ? std::nullopt : std::optional{social::Preview{.title = title}},
                                 house.now);
        });
    }
    std::string title(StatusId id)
    {
        return house.read([&](db::Reader& reader) {
            auto views = social::load_views(reader, {*social::find_status(reader, id, {})}, {});
            return views.items.front().preview ? views.items.front().preview->title : "none";
        });
    }
};

}  // namespace

TEST_CASE("a page is asked for once for all who link to it, and again after a week")
{
    Place place;
    auto first = place.post("See https://site.net/page"), second = place.post("Also https://Site.net/page#part");
    auto pages = place.asked_for();
    REQUIRE(pages.size() == 1);
    CHECK(place.awaited(pages[0]) == "https://site.net/page");
    CHECK(place.title(first.id) == "none");
    place.answer(pages[0], "A page");
    CHECK(place.title(first.id) == "A page");
    CHECK(place.title(second.id) == "A page");
    CHECK(place.told == std::vector{second.id, first.id});
    CHECK(place.awaited(pages[0]) == "nothing");

    auto third = place.post("And https://site.net/page");
    CHECK(place.asked_for().empty());
    CHECK(place.title(third.id) == "A page");
    CHECK(place.told.back() == third.id);

    place.house.now = place.house.now + social::preview_stays;
    auto fourth = place.post("Still https://site.net/page");
    CHECK(place.asked_for() == pages);
    place.house.write([&](db::Transaction& tx) { social::miss_page(tx, pages[0], place.house.now); });
    CHECK(place.title(fourth.id) == "A page");  // nobody at home: what is known stays
    CHECK(place.house.scans().empty());
}

TEST_CASE("that a page has no preview is remembered as long")
{
    Place place;
    auto status = place.post("https://site.net/empty");
    place.answer(place.asked_for().at(0), "");
    place.post("https://site.net/empty");
    CHECK(place.asked_for().empty());
    CHECK(place.title(status.id) == "none");
    CHECK(place.told.empty());
}

TEST_CASE("only what everybody may read is looked through, and only for pages of others")
{
    Place place;
    using enum social::Visibility;
    place.post("https://site.net/1", {.visibility = Private});
    place.post("https://site.net/2", {.visibility = Direct});
    place.post("@bob #tag http://house.test/@bob https://house.test/about");
    place.post("No link at all");
    CHECK(place.asked_for().empty());
    place.post("@bob #tag https://site.net/3 https://site.net/4", {.visibility = Unlisted});
    auto pages = place.asked_for();
    REQUIRE(pages.size() == 1);
    CHECK(place.awaited(pages[0]) == "https://site.net/3");
}

TEST_CASE("what an author supplies is theirs alone, and goes with the status")
{
    Place place;
    auto theirs = place.post("https://site.net/page");
    auto page = place.asked_for().at(0);
    auto attach = [&](std::optional<social::AttachedLink> link) {
        place.house.write([&](db::Transaction& tx) { social::attach_link(tx, theirs.id, link, place.house.now); });
        place.choose(theirs);
    };
    attach(social::AttachedLink{"https://site.net/page", "Mine", "My words"});
    place.answer(page, "The page's");
    auto other = place.post("https://site.net/page");
    CHECK(place.title(theirs.id) == "Mine");
    CHECK(place.title(other.id) == "The page's");
    attach(social::AttachedLink{"https://site.net/other", "", ""});
    CHECK(place.awaited(place.asked_for().at(0)) == "https://site.net/other");
    attach(std::nullopt);
    CHECK(place.title(theirs.id) == "The page's");
    attach(social::AttachedLink{"https://site.net/page", "Mine", "My words"});
    place.house.remove(theirs);
    auto left = place.house.read([](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT count(*) FROM previews WHERE supplied_for IS NOT NULL");
    });
    CHECK(left == 0);
}

TEST_CASE("what nobody links to is forgotten after a while")
{
    Place place;
    auto kept = place.post("https://site.net/kept"), gone = place.post("https://site.net/gone");
    for (auto page : place.asked_for()) place.answer(page, "A page");
    place.house.remove(gone);
    place.house.now = place.house.now + days(40);
    place.house.write([&](db::Transaction& tx) { social::forget_unused_previews(tx, place.house.now); });
    auto urls = place.house.read([](db::Reader& reader) {
        std::vector<std::string> found;
        for (const auto& row : reader.rows("SELECT url FROM previews ORDER BY id")) found.push_back(row.get<std::string>(0));
        return found;
    });
    CHECK(urls == std::vector<std::string>{"https://site.net/kept"});
    CHECK(place.title(kept.id) == "A page");
}

TEST_CASE("a page's picture is kept while a page shows it, and takes part in the bound of what was fetched")
{
    Place place;
    auto& house = place.house;
    auto picture = house.write([&](db::Transaction& tx) {
        social::note_file(tx, "aa.png", 100, house.now);
        auto known = social::know_picture(tx, "https://site.net/embers.png", house.now);
        known.made = {"aa.png", 60, 40};
        social::note_picture(tx, known, 100, house.now);
        return known;
    });
    auto first = place.post("https://site.net/1"), second = place.post("https://site.net/2");
    auto pages = place.asked_for();
    REQUIRE(pages.size() == 2);
    auto show = [&](social::PreviewId page, std::optional<social::RemotePicture> shown) {
        house.write([&](db::Transaction& tx) {
            social::keep_preview(tx, page, social::Preview{.title = "A page", .picture = shown}, house.now);
        });
    };
    auto picture_under = [&](StatusId id) {
        return house.read([&](db::Reader& reader) { return social::previews_among(reader, {&id, 1}).at(id).picture; });
    };
    auto needed = [&] { return house.read([](db::Reader& reader) { return social::is_file_needed(reader, "aa.png"); }); };
    for (auto page : pages) show(page, picture);
    CHECK(picture_under(first.id) == picture);
    CHECK(needed());
    show(pages[0], std::nullopt);
    CHECK_FALSE(picture_under(first.id));
    CHECK(picture_under(second.id) == picture);

    house.write([&](db::Transaction& tx) { social::bound_fetched(tx, 50, house.now); });
    CHECK_FALSE(needed());
    REQUIRE(picture_under(second.id));
    CHECK(picture_under(second.id)->made == social::MediaVariant{"", 60, 40});

    place.house.remove(second);
    house.now = house.now + days(40);
    house.write([&](db::Transaction& tx) { social::forget_unused_previews(tx, house.now); });
    CHECK_FALSE(house.read([&](db::Reader& reader) { return social::find_picture(reader, picture.id); }));
}

TEST_CASE("who may be named by which pages: a host, and those below it")
{
    test::House house = test::house();
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) {
        social::set_attribution_domains(tx, ada, {"Blog.example.", "https://paper.example/path", "not a host", "blog.example"});
    });
    auto allows = [&](std::string_view host) {
        return house.read([&](db::Reader& reader) { return social::allows_attribution(reader, ada, host); });
    };
    CHECK(house.read([&](db::Reader& reader) { return social::attribution_domains(reader, ada); })
          == std::vector<std::string>{"blog.example", "paper.example"});
    CHECK(allows("blog.example"));
    CHECK(allows("ada.blog.example"));
    CHECK(allows("paper.example"));
    CHECK_FALSE(allows("notblog.example"));
    CHECK_FALSE(allows("example"));
    CHECK_FALSE(allows("blog.example.evil.example"));
}

TEST_CASE("links of a profile are looked at when it changes and after a week; one that could not be asked, after a day")
{
    test::House house = test::house();
    auto ada = house.person("ada");
    auto write_field = [&](std::string value) {
        house.write([&](db::Transaction& tx) {
            REQUIRE(
                social::update_profile(tx, ada, {.fields = std::vector<std::pair<std::string, std::string>>{{"Web", value}}}));
            social::plan_link_check(tx, ada, house.now, {});
        });
    };
    auto planned = [&] {
        int found = 0;
        house.write([&](db::Transaction& tx) {
            for (const auto& job : jobs::claim(tx, social::pages_queue, house.now + minutes(1), 100)) {
                ++found;
                jobs::finish(tx, job.id);
            }
        });
        return found;
    };
    auto keep = [&](bool leads_back, bool answered = true) {
        house.write([&](db::Transaction& tx) {
            social::keep_link_checks(tx, ada, {{"https://site.net/ada", leads_back, answered}}, house.now);
        });
    };
    auto verified = [&] { return house.account("ada").fields.at(0).verified_at.has_value(); };
    auto due = [&] {
        return house.read([&](db::Reader& reader) { return social::accounts_to_check(reader, house.now, 10).size(); });
    };

    write_field("no link");
    CHECK(planned() == 0);
    write_field("https://site.net/ada");
    write_field("https://site.net/ada");
    CHECK(planned() == 1);  // however often it is saved
    keep(true);
    CHECK(verified());
    write_field("https://site.net/ada");
    CHECK(verified());
    CHECK(planned() == 1);
    keep(false);
    CHECK_FALSE(verified());
    CHECK(due() == 0);
    house.now = house.now + days(7) + minutes(1);
    CHECK(due() == 1);
    keep(false, false);
    CHECK(due() == 0);
    house.now = house.now + days(1) + minutes(1);
    CHECK(due() == 1);
    // Changed while the page was being asked: the answer was for another link.
    write_field("https://other.net/ada");
    keep(true);
    CHECK_FALSE(verified());
    CHECK(house.scans().empty());
}
