// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "social/media_house.h"
#include "social/redraft.h"
#include "support/house.h"

using namespace favilla;

namespace {

// The bytes of a sound: what is laid down without being opened.
std::string sound(std::string_view words) { return "ID3" + std::string{words}; }

struct Folder {
    Folder() : path(std::filesystem::temp_directory_path() / ("favilla-media-" + random_token(system_random()))) {}
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

std::size_t files_in(const std::filesystem::path& folder)
{
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) count += entry.is_regular_file();
    return count;
}

struct Keeping {
    explicit Keeping(test::House& given, social::MediaLimits limits = {})
        : house(given),
          store(*house.database, {.data_folder = folder.path}, system_random()),
          media(*house.database, store, limits, [this] { return house.now; }, [](const Error&) {})
    {
        store.open_for_writing();
    }
    social::Media bring(std::string_view who, std::string_view words)
    {
        auto made = media.take_as_it_is(sound(words)).value();
        made.account = house.person(who);
        return house.write([&](db::Transaction& tx) { return social::add_media(tx, made, house.now); }).value();
    }
    std::size_t left_after(Duration time)
    {
        house.now = house.now + time;
        media.collect(house.now);
        return files_in(folder.path / "media");
    }
    std::vector<std::string> problems() const { return store.find_problems(social::CheckDepth::Sizes).value(); }
    test::House& house;
    Folder folder;
    social::MediaStore store;
    social::MediaHouse media;
};

}  // namespace

TEST_CASE("what was uploaded and never attached is gone a day later, and its file a day after that")
{
    auto house = test::house();
    Keeping keeping{house};
    auto left = keeping.bring("ada", "left alone"), used = keeping.bring("ada", "used");
    house.post("ada", "Listen", {.media = {used.id}});
    CHECK(keeping.left_after(hours(23)) == 2);
    CHECK(keeping.left_after(hours(2)) == 2);
    CHECK_FALSE(house.read([&](db::Reader& reader) { return social::find_media(reader, left.id); }));
    CHECK(keeping.left_after(hours(25)) == 1);
    CHECK(house.read([&](db::Reader& reader) { return social::find_media(reader, used.id); }));
    CHECK(keeping.problems().empty());
}

TEST_CASE("a file that two brought stays until both are gone")
{
    auto house = test::house();
    Keeping keeping{house};
    auto ada = house.post("ada", "Mine", {.media = {keeping.bring("ada", "the same").id}});
    auto bob = house.post("bob", "Mine too", {.media = {keeping.bring("bob", "the same").id}});
    CHECK(keeping.left_after(hours(1)) == 1);
    house.remove(ada);
    CHECK(keeping.left_after(hours(50)) == 1);
    house.remove(bob);
    CHECK(keeping.left_after(hours(1)) == 1);
    CHECK(keeping.left_after(hours(50)) == 0);
}

TEST_CASE("what a deleted post gives back to its author is kept for a day more, however old it is, and then goes")
{
    auto house = test::house();
    Keeping keeping{house};
    auto picture = keeping.bring("ada", "written again");
    auto post = house.post("ada", "Look", {.media = {picture.id}});
    CHECK(keeping.left_after(days(30)) == 1);
    house.write([&](db::Transaction& tx) { social::release_media_of(tx, post.id, house.now); });
    house.remove(post);
    auto still_there = [&] {
        return house.read([&](db::Reader& reader) { return social::find_unattached(reader, picture.id, house.person("ada")); })
            .has_value();
    };
    CHECK(still_there());
    CHECK(keeping.left_after(hours(23)) == 1);
    CHECK(still_there());
    CHECK(keeping.left_after(hours(2)) == 1);
    CHECK_FALSE(still_there());
    CHECK(keeping.left_after(hours(50)) == 0);
}

TEST_CASE("bytes that were let go and brought again before they went are kept")
{
    auto house = test::house();
    Keeping keeping{house};
    auto first = keeping.bring("ada", "again");
    CHECK(house.write([&](db::Transaction& tx) { return social::delete_media(tx, house.person("ada"), first.id, house.now); }));
    house.now = house.now + hours(25);
    house.post("ada", "Again", {.media = {keeping.bring("ada", "again").id}});
    CHECK(keeping.left_after(hours(1)) == 1);
    CHECK(keeping.left_after(hours(50)) == 1);
}

namespace {

// Of one post, fetched now.
StatusId bring_three_songs(test::House& house, Keeping& keeping)
{
    auto post = house.post("bob@elsewhere.test", "Three songs");
    std::vector<social::RemoteMedia> songs;
    for (auto name : {"one", "two", "three"})
        songs.push_back({.url = std::string{"https://elsewhere.test/"} + name, .kind = social::MediaKind::Audio});
    house.write([&](db::Transaction& tx) { social::set_remote_media(tx, post.id, post.author, songs, house.now); });
    auto all = house.read([&](db::Reader& reader) { return social::media_of(reader, {&post.id, 1})[post.id]; });
    REQUIRE(all.size() == 3);
    for (auto& song : all) {
        song.original = keeping.media.take_as_it_is(sound(song.remote_url)).value().original;
        house.write([&](db::Transaction& tx) { social::note_fetched(tx, song, 100, house.now); });
    }
    return post.id;
}

}  // namespace

TEST_CASE("of what was fetched from elsewhere the oldest goes when there is too much")
{
    auto house = test::house();
    Keeping keeping{house};
    auto post = bring_three_songs(house, keeping);
    CHECK(keeping.left_after(hours(30)) == 3);
    house.write([&](db::Transaction& tx) { social::bound_fetched(tx, 200, house.now); });
    CHECK(keeping.left_after(hours(1)) == 2);
    auto now = house.read([&](db::Reader& reader) { return social::media_of(reader, {&post, 1})[post]; });
    CHECK(now[0].original.file.empty());
    CHECK_FALSE(now[1].original.file.empty());
}

TEST_CASE("what was fetched from elsewhere goes after its days, where they are set")
{
    auto house = test::house();
    Keeping keeping{house, {.fetched_lasts = days(10)}};
    auto post = bring_three_songs(house, keeping);
    auto own = keeping.bring("ada", "her own");
    house.post("ada", "Listen", {.media = {own.id}});
    CHECK(keeping.left_after(days(9)) == 4);
    CHECK(keeping.left_after(days(2)) == 1);
    auto now = house.read([&](db::Reader& reader) { return social::media_of(reader, {&post, 1})[post]; });
    REQUIRE(now.size() == 3);
    CHECK(now[2].original.file.empty());
}

TEST_CASE("media of others keep what was fetched of them when their post is edited, and stand in their order")
{
    auto house = test::house();
    auto post = house.post("bob@elsewhere.test", "Two");
    auto set = [&](std::vector<social::RemoteMedia> media) {
        bool shows = house.read([&](db::Reader& reader) { return social::shows_other_media(reader, post.id, media); });
        house.write([&](db::Transaction& tx) { social::set_remote_media(tx, post.id, post.author, media, house.now); });
        return shows;
    };
    auto get = [&] { return house.read([&](db::Reader& reader) { return social::media_of(reader, {&post.id, 1})[post.id]; }); };
    social::RemoteMedia a{.url = "https://elsewhere.test/a"}, b{.url = "https://elsewhere.test/b"};
    CHECK(set({a, b}));
    CHECK_FALSE(set({a, b}));
    auto first = get();
    a.description = "Described";
    CHECK(set({b, a}));
    auto second = get();
    REQUIRE(second.size() == 2);
    CHECK(second[0].id == first[1].id);
    CHECK(second[1].id == first[0].id);
    CHECK(second[1].description == "Described");
    CHECK(set({b}));
    CHECK(get().size() == 1);
    CHECK(set(std::vector<social::RemoteMedia>(20, b)));
    CHECK(get().size() == social::max_remote_media);
}

TEST_CASE("a focus is two numbers within the picture")
{
    CHECK(social::parse_focus("-0.42,0.7") == social::Focus{-0.42, 0.7});
    CHECK(social::parse_focus("5, -5") == social::Focus{1, -1});
    for (auto other : {"", ",", "0.5", "a,b", "nan,0", "0,0,0", "1e999,0"}) CHECK_FALSE(social::parse_focus(other));
}
