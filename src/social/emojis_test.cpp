// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/emojis.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "social/domains.h"
#include "social/drawn_pictures.h"
#include "social/png.h"
#include "social/remote_emojis.h"
#include "social/remote_pictures.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

std::string key_of(const auto& result) { return result ? "" : result.error().key; }

// A picture with one more chunk before its end.
std::string with_chunk(std::string png, std::string_view name, std::string_view content)
{
    std::string chunk;
    append_png_chunk(chunk, name, content);
    return png.insert(png.size() - 12, chunk);
}

}  // namespace

TEST_CASE("polyglot: of a PNG only what draws is kept")
{
    auto picture = draw_avatar(7);
    CHECK(cleaned_png(picture, 240) == picture);
    CHECK(cleaned_png(with_chunk(picture, "tEXt", "Comment <script>"), 240) == picture);
    CHECK(cleaned_png(with_chunk(picture, "eXIf", "where it was taken"), 240) == picture);
    CHECK(cleaned_png(picture + "PK a zip behind it", 240) == picture);
}

TEST_CASE("what is no PNG, is damaged or too large is refused")
{
    auto picture = draw_avatar(7);
    CHECK(!cleaned_png("", 240));
    CHECK(!cleaned_png("GIF89a", 240));
    CHECK(!cleaned_png(picture, 239));
    for (std::size_t length = 0; length < picture.size(); length += 7) CHECK(!cleaned_png(picture.substr(0, length), 240));
    for (std::size_t place = 0; place < picture.size(); place += 11) {
        auto damaged = picture;
        damaged[place] = static_cast<char>(damaged[place] ^ 0x40);
        CHECK_MESSAGE(!cleaned_png(damaged, 240), place);
    }
}

TEST_CASE("pixel-flood: what claims to be huge is refused from its header, before anything is drawn")
{
    auto claiming = [](std::uint32_t width, std::uint32_t height) {
        std::string header, png{png_signature};
        append_png_number(header, width);
        append_png_number(header, height);
        header += std::string("\x08\x06\0\0\0", 5);
        append_png_chunk(png, "IHDR", header);
        append_png_chunk(png, "IDAT", "");
        append_png_chunk(png, "IEND", "");
        return png;
    };
    CHECK(cleaned_png(claiming(240, 240), 240));
    CHECK(!cleaned_png(claiming(65'000, 65'000), 240));
    CHECK(!cleaned_png(claiming(1, 65'000), 240));
    CHECK(!cleaned_png(claiming(0xffff'ffff, 0xffff'ffff), 240));
    CHECK(!cleaned_png(claiming(0, 240), 240));
    auto house = test::house();
    auto refused = house.write(
        [&](db::Transaction& tx) { return add_emoji(tx, house.domain(), "flood", claiming(65'000, 65'000), "fire", house.now); });
    CHECK(key_of(refused) == "emoji.image");
}

TEST_CASE("xss-corpus: the name of an emoji is letters, digits and underscores, and nothing that could run")
{
    auto house = test::house();
    for (std::string_view name :
         {"<script>alert(1)</script>", "\"onerror=alert(1)", "a' b", "a<b", "a&lt;b", "../../etc", "a:b", "a\nb", "сп"})
        CHECK_MESSAGE(key_of(house.write([&](db::Transaction& tx) {
                          return add_emoji(tx, house.domain(), name, draw_avatar(7), "fire", house.now);
                      })) == "emoji.shortcode",
                      name);
}

TEST_CASE("an emoji belongs to its domain, once by each name")
{
    auto house = test::house();
    auto add = [&](std::string_view shortcode, std::string_view png) {
        return house.write([&](db::Transaction& tx) { return add_emoji(tx, house.domain(), shortcode, png, "fire", house.now); });
    };
    auto spark = add("spark", draw_avatar(7));
    REQUIRE(spark);
    CHECK(key_of(add("spark", draw_avatar(8))) == "emoji.taken");
    CHECK(key_of(add("a spark", draw_avatar(8))) == "emoji.shortcode");
    CHECK(key_of(add("x", draw_avatar(8))) == "emoji.shortcode");
    CHECK(key_of(add("flame", "GIF89a")) == "emoji.image");
    CHECK(key_of(add("flame", std::string(60'000, 'x'))) == "emoji.too_large");
    CHECK(house.read([&](db::Reader& reader) { return find_emoji_image(reader, spark->id); }) == draw_avatar(7));

    auto domain = *house.read([&](db::Reader& reader) { return find_domain(reader, house.domain()); });
    REQUIRE(domain.emojis.size() == 1);
    CHECK(emojis_in("A :spark: and :flame:", domain.emojis).size() == 1);
    CHECK(emojis_in("A spark:", domain.emojis).empty());

    auto remove = [&] { return house.write([&](db::Transaction& tx) { return remove_emoji(tx, house.domain(), "spark"); }); };
    CHECK(remove());
    CHECK(key_of(remove()) == "emoji.missing");
}

TEST_CASE("emojis of another server are kept as pictures of theirs, once by each name, and not given up")
{
    auto house = test::house();
    auto know = [&](std::vector<RemoteEmoji> emojis) {
        return house.write([&](db::Transaction& tx) { return know_emojis(tx, emojis, house.now); });
    };
    std::string blob = "https://pictures.test/blob.png";
    auto stored = know({{"blob", blob}, {"blob", "https://pictures.test/other.png"}, {"a b", blob}, {"wave", blob}});
    auto picture = house.write([&](db::Transaction& tx) { return know_picture(tx, blob, house.now); });
    CHECK(stored == "blob " + picture_path(picture) + "\nwave " + picture_path(picture) + "\n");
    CHECK(know({{"blob", blob}, {"wave", blob}}) == stored);

    auto shown = emojis_in("A :wave:, no blob: and no :x:", stored);
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].shortcode == "wave");
    CHECK(shown[0].path == picture_path(picture));
    CHECK(emojis_in(":wave:", "").empty());

    house.write([&](db::Transaction& tx) { release_picture(tx, picture.id, house.now); });
    CHECK(house.read([&](db::Reader& reader) { return find_picture(reader, picture.id); }) == picture);
    std::vector<RemoteEmoji> many;
    for (std::size_t n = 0; n < max_remote_emojis + 5; ++n) many.push_back({"e" + std::to_string(1000 + n), blob});
    CHECK(std::ranges::count(know(many), '\n') == max_remote_emojis);
}
