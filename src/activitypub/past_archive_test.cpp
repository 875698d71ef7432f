// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/past_archive.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::activitypub;

namespace {

const PastActor ada{"https://old.example/users/ada", "ada", "https://old.example/users/ada/followers"};
constexpr std::string_view everybody = R"(["https://www.w3.org/ns/activitystreams#Public"])";

std::string created(std::string_view to, std::string_view more = "", std::string_view author = ada.uri)
{
    return R"({"id": "https://old.example/1/activity", "type": "Create", "actor": ")" + std::string{author}
         + R"(", "object": {"id": "https://old.example/1", "type": "Note", "attributedTo": ")" + std::string{author}
         + R"(", "published": "2019-05-04T10:00:00Z", "content": "<p onclick='x()'>Hello<script>x()</script></p>", "to": )"
         + std::string{to} + std::string{more} + "}}";
}

std::string why(std::string_view item)
{
    auto read = read_past_item(item, ada, Time{});
    return read ? "" : read.error().key;
}

}  // namespace

TEST_CASE("an outbox is cut into its items as they are written, whatever stands around them")
{
    auto items = outbox_items(
        R"( {"@context": ["x", {"a": "]}"}], "totalItems": 3, "orderedItems" : [ {"a": "}\"]", "b": [1, {}]} , "x", 12 ], "z": null} )");
    REQUIRE(items);
    REQUIRE(items->size() == 3);
    CHECK((*items)[0] == R"({"a": "}\"]", "b": [1, {}]})");
    CHECK((*items)[1] == R"("x")");
    CHECK((*items)[2] == "12");
    CHECK(outbox_items(R"({"orderedItems": []})")->empty());
}

TEST_CASE("what is no outbox is refused with the place where it stops being one")
{
    auto place = [](std::string_view text) {
        auto items = outbox_items(text);
        REQUIRE(!items);
        CHECK(items.error().key == "past.not_outbox");
        return items.error().params.front().second;
    };
    CHECK(place("") == "0");
    CHECK(place("[]") == "0");
    CHECK(place("{}") == "1");
    CHECK(place(R"({"orderedItems": {}})") == "17");
    CHECK(place(R"({"orderedItems": [1,]})") == "20");
    CHECK(place(R"({"orderedItems": [1] x)") == "21");
    CHECK(place(R"({"orderedItems": [{"a": "x}]})") == "29");
    CHECK(place(R"({"orderedItems": [], "orderedItems": []})") == "36");
    CHECK(place(R"({"totalItems": 1})") == "17");
}

TEST_CASE("a post of the past keeps its date and address, and its words as those of other servers are kept")
{
    auto read = read_past_item(created(everybody, R"(, "summary": "Greetings", "sensitive": true)"), ada, Time{});
    REQUIRE(read);
    CHECK(read->note.uri == "https://old.example/1");
    CHECK(iso8601(read->note.status.published).starts_with("2019-05-04T10:00:00"));
    CHECK(read->note.status.html.text == "<p>Hello</p>");
    CHECK(read->note.status.content_warning == "Greetings");
    CHECK(read->visibility == social::Visibility::Public);
    auto kept_close = read_past_item(created(R"([")" + ada.followers + R"("])"), ada, Time{});
    REQUIRE(kept_close);
    CHECK(kept_close->visibility == social::Visibility::Private);
}

TEST_CASE("media of the past are named by their place in the archive, however their address is written")
{
    auto read = read_past_item(created(everybody, R"(, "attachment": [
            {"type": "Document", "url": "/media_attachments/files/1/a.png", "name": "A", "focalPoint": [0.5, -3]},
            {"type": "Document", "url": "media_attachments/files/1/b.png", "summary": "B", "focalPoint": [1]},
            {"type": "Image", "url": "https://files.example/pool/media_attachments/files/c.png?d=1"},
            {"type": "Video", "url": [{"type": "Link", "href": "https://old.example/media/d.mp4"}]},
            {"type": "Document"}, {"type": "Link", "href": "https://b.example/"}, {"type": "PropertyValue"}])"),
                               ada, Time{});
    REQUIRE(read);
    std::vector<std::string> files;
    for (const auto& one : read->media) files.push_back(one.file);
    CHECK(files
          == std::vector<std::string>{"media_attachments/files/1/a.png", "media_attachments/files/1/b.png",
                                      "media_attachments/files/c.png", "media_attachments/files/d.mp4",
                                      "media_attachments/files/"});
    CHECK(read->media[0].description == "A");
    CHECK(read->media[0].focus == social::Focus{0.5, -1});
    CHECK(read->media[1].description == "B");
    CHECK(!read->media[1].focus);
}

TEST_CASE("what is no post of one's own is left out, and says why")
{
    CHECK(why(created(R"(["https://b.example/bob"])")) == "past.to_named");
    CHECK(why(created("[]")) == "past.to_named");
    CHECK(why(created(everybody, "", "https://old.example/users/eve")) == "past.of_another");
    CHECK(why(R"({"type": "Announce", "actor": "https://old.example/users/ada", "object": "https://b.example/2"})")
          == "past.boost");
    auto asked = created(everybody, R"(, "oneOf": [])");
    asked.replace(asked.find("Note"), 4, "Question");
    CHECK(why(asked) == "past.poll");
    CHECK(why(R"({"type": "Like", "object": {"id": "https://old.example/1"}})") == "past.not_post");
    CHECK(why(R"({"type": "Create", "object": "https://old.example/1"})") == "past.not_post");
    CHECK(why(R"({"type": "Create"})") == "past.broken");
    CHECK(why("{") == "past.broken");
    CHECK(why("12") == "past.broken");
}

TEST_CASE("an actor without an address or a name is nobody whose past it could be")
{
    CHECK(read_past_actor(
              R"({"id": "https://old.example/users/ada", "preferredUsername": "ada", "followers": "https://old.example/f"})")
              ->followers
          == "https://old.example/f");
    for (auto text : {"", "[]", R"({"preferredUsername": "ada"})", R"({"id": "https://old.example/users/ada"})"})
        CHECK(read_past_actor(text).error().key == "past.not_actor");
}
