// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/read_note.h"

#include <doctest/doctest.h>

#include "activitypub/read_actor.h"

using namespace favilla;
using namespace favilla::activitypub;

namespace {

ReadNote read(std::string_view more)
{
    auto text = R"({"id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/ada", "content": "x")"
              + std::string{more} + "}";
    return read_note(parse_document(text).value(), Time{}).value();
}

}  // namespace

TEST_CASE("what a note quotes is found in whichever field says it, the standard's first")
{
    for (auto field : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) {
        auto note = read(", \"" + std::string{field} + R"(": "https://b.example/2")");
        REQUIRE(note.status.quote);
        CHECK(note.status.quote->uri == "https://b.example/2");
        CHECK(note.status.quote->approval == "");
    }
    auto both = read(
        R"(, "quoteUrl": "https://b.example/page", "quote": {"id": "https://b.example/2"}, "quoteAuthorization": "https://b.example/yes")");
    CHECK(both.status.quote->uri == "https://b.example/2");
    CHECK(both.status.quote->approval == "https://b.example/yes");
}

TEST_CASE("of the links among the tags only one that says so is a quote")
{
    auto tagged = [](std::string_view rel) {
        return read(R"(, "tag": [{"type": "Link", "href": "https://b.example/2", "rel": )" + std::string{rel} + "}]")
            .status.quote;
    };
    CHECK(tagged(R"("https://misskey-hub.net/ns#_misskey_quote")"));
    CHECK(tagged(R"(["other", "https://misskey-hub.net/ns#_misskey_quote"])"));
    CHECK(!tagged(R"("other")"));
    CHECK(!tagged("null"));
}

TEST_CASE("what is no address quotes nothing")
{
    for (auto bad : {R"("")", R"("no address")", R"("javascript:x")", "7", "null", "{}", "[]", R"([["https://b.example/2"]])"})
        CHECK(!read(", \"quote\": " + std::string{bad}).status.quote);
}

TEST_CASE("who may quote a note is what its author says, and nobody when nothing is said")
{
    auto policy = [](std::string_view can_quote) {
        return quote_policy_of(read(", \"interactionPolicy\": {\"canQuote\": " + std::string{can_quote} + "}"),
                               "https://a.example/ada/followers");
    };
    using social::QuotePolicy;
    CHECK(policy(R"({"automaticApproval": "as:Public"})") == QuotePolicy{QuotePolicy::Public, 0});
    CHECK(
        policy(
            R"({"automaticApproval": ["https://a.example/ada/followers"], "manualApproval": ["https://www.w3.org/ns/activitystreams#Public"]})")
        == QuotePolicy{QuotePolicy::Followers, QuotePolicy::Public});
    CHECK(policy(R"({"automaticApproval": ["https://a.example/ada"]})") == QuotePolicy{});
    CHECK(policy(R"({"automaticApproval": ["https://b.example/followers"]})") == QuotePolicy{QuotePolicy::Unsupported, 0});
    for (auto nothing : {"{}", "null", "7", "[]"}) CHECK(policy(nothing) == QuotePolicy{});
    CHECK(quote_policy_of(read(""), "") == QuotePolicy{});
}

TEST_CASE("FEP-268d: who may search a post is everybody or not everybody; of an actor the narrower of both wishes holds")
{
    auto searchable = [](std::string_view value) {
        return read(value.empty() ? "" : ", \"searchableBy\": " + std::string{value}).status.searchable;
    };
    CHECK_FALSE(searchable(""));
    for (auto all : {R"("as:Public")", R"(["https://a.example/ada", "https://www.w3.org/ns/activitystreams#Public"])"})
        CHECK(searchable(all) == true);
    for (auto few : {R"("https://a.example/ada/followers")", R"([])", "null", "7"}) CHECK(searchable(few) == false);

    auto indexable = [](std::string_view more) {
        auto text =
            R"({"id": "https://a.example/ada", "type": "Person", "preferredUsername": "ada", "inbox": "https://a.example/inbox")"
            + std::string{more} + "}";
        return read_actor(parse_document(text).value()).value().account.indexable;
    };
    CHECK_FALSE(indexable(""));
    CHECK(indexable(R"(, "indexable": true)"));
    CHECK(indexable(R"(, "searchableBy": ["as:Public"])"));
    CHECK(indexable(R"(, "searchableBy": ["as:Public"], "indexable": true)"));
    CHECK_FALSE(indexable(R"(, "searchableBy": ["as:Public"], "indexable": false)"));
    CHECK_FALSE(indexable(R"(, "searchableBy": ["https://a.example/ada"], "indexable": true)"));
}

TEST_CASE("what has an author and is no post is not read as one: a collection, what is deleted, an activity")
{
    auto is_read = [](std::string_view type) {
        auto text = R"({"id": "https://a.example/topic/1", "type": ")" + std::string{type}
                  + R"(", "attributedTo": "https://a.example/ada", "name": "A topic"})";
        return read_note(parse_document(text).value(), Time{}).has_value();
    };
    for (auto post : {"Note", "Article", "Page", "Video", "Something"}) CHECK(is_read(post));
    for (auto other :
         {"", "OrderedCollection", "Collection", "OrderedCollectionPage", "CollectionPage", "Tombstone", "Create", "Announce"})
        CHECK_FALSE(is_read(other));
}

TEST_CASE("a note with a name and no words that answers something is a vote")
{
    auto vote_in = [](std::string_view content, std::string_view more = R"(, "inReplyTo": "https://b.example/2")") {
        auto text = R"({"id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/ada", "name": "blue")"
                  + std::string{content} + std::string{more} + "}";
        return read_note(parse_document(text).value(), Time{}).value().vote;
    };
    for (auto nothing :
         {"", R"(, "content": "")", R"(, "content": null)", R"(, "content": "<br>")", R"(, "content": "<p> </p>\n")"})
        CHECK(vote_in(nothing) == "blue");
    CHECK(vote_in(R"(, "content": "words")") == "");
    CHECK(vote_in("", "") == "");
    auto picture = R"(, "inReplyTo": "https://b.example/2", "attachment": {"type": "Image", "url": "https://a.example/p.png"})";
    CHECK(vote_in("", picture) == "");
}
