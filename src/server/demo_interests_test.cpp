// SPDX-License-Identifier: AGPL-3.0-or-later
// How well interests are found is said on communities of which it is known what everybody cares about.
#include "server/demo_interests.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "community/spark_readers.h"
#include "server/demo_story.h"
#include "social/followed_tags.h"
#include "support/house.h"

using namespace favilla;

namespace {

const Time morning{1'795'478'400'000};

bool cares(std::string_view username, std::string_view interest)
{
    return std::ranges::find(server::demo_interests_of(username), interest) != server::demo_interests_of(username).end();
}

// The demo's readers say what they say in three months; every other one follows a tag.
struct Community {
    test::House house = test::house();
    std::vector<std::string> readers;
    std::map<AccountId, std::string> names;

    explicit Community(std::int64_t seed)
    {
        auto story = server::tell_demo_story(seed, morning);
        for (const auto& person : story.people)
            if (!person.page) readers.push_back(person.username);
        for (const auto& name : readers) names.emplace(house.person(name), name);
        for (const auto& post : story.posts)
            if (!story.people[static_cast<std::size_t>(post.author)].page && !post.parent)
                house.post(story.people[static_cast<std::size_t>(post.author)].username, post.text, {.language = post.language});
        for (std::size_t n = 0; n < readers.size(); ++n) settle(readers[n], n % 2);
    }
    void settle(const std::string& name, std::size_t which)
    {
        auto who = house.person(name);
        auto cared_for = server::demo_interests_of(name);
        house.write([&](db::Transaction& tx) {
            auto followed = std::ranges::find(server::demo_interests(), cared_for[which], &server::DemoInterest::name);
            for (auto tag : followed->tags) REQUIRE(social::follow_tag(tx, who, tag, house.now));
            REQUIRE(community::choose(tx, who, {.kept = {}, .offered = true, .introduced = {}}, house.now));
        });
    }
    // The share of right ones among the first ten suggested; whoever is missing among them is a wrong one.
    double precision_at_10(std::string_view spark, std::string_view interest)
    {
        auto page = house.person("page");
        auto found = house.read([&](db::Reader& reader) {
            return community::readers_of_spark(
                reader,
                {.domain = house.domain(), .by = page, .page = {}, .author = {}, .text = std::string{spark}, .language = ""}, 10);
        });
        auto right = std::ranges::count_if(
            found.readers, [&](const community::SparkReader& one) { return cares(names.at(one.account), interest); });
        for (const auto& one : found.readers) CHECK(!one.reasons.empty());
        return static_cast<double>(right) / 10;
    }
};

}  // namespace

TEST_CASE("of the ten suggested for a post eight care about it, on this seed and on others")
{
    for (std::int64_t seed : {1, 2, 7}) {
        CAPTURE(seed);
        Community community{seed};
        double sum = 0;
        int sparks = 0;
        for (const auto& interest : server::demo_interests())
            for (auto spark : interest.sparks) {
                CAPTURE(spark);
                auto precision = community.precision_at_10(spark, interest.name);
                CHECK(precision >= 0.6);
                sum += precision;
                ++sparks;
            }
        MESSAGE("seed ", seed, ": precision at 10 is ", sum / sparks);
        CHECK(sum / sparks >= 0.8);
    }
}
