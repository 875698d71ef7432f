// SPDX-License-Identifier: AGPL-3.0-or-later
#include <map>

#include <doctest/doctest.h>

#include "server/demo_story.h"

using namespace favilla;

namespace {

const Time morning{1'795'478'400'000};

}  // namespace

TEST_CASE("the same seed tells the same story, another seed another one")
{
    auto one = server::tell_demo_story(1, morning), again = server::tell_demo_story(1, morning),
         other = server::tell_demo_story(2, morning);
    REQUIRE(one.posts.size() == again.posts.size());
    for (std::size_t n = 0; n < one.posts.size(); ++n) CHECK(one.posts[n].text == again.posts[n].text);
    CHECK(one.marks.size() == again.marks.size());
    CHECK((one.posts.size() != other.posts.size() || one.posts[20].text != other.posts[20].text));
}

TEST_CASE("the story has a conversation of 500 answers and a chain 50 deep, and nobody answers before they are spoken to")
{
    auto story = server::tell_demo_story(1, morning);
    std::map<int, int> root_of, depth_of, size_of, deepest_of;
    for (int n = 0; n < static_cast<int>(story.posts.size()); ++n) {
        const auto& post = story.posts[static_cast<std::size_t>(n)];
        CHECK(post.at <= morning);
        if (post.parent) {
            REQUIRE(*post.parent < n);
            CHECK(story.posts[static_cast<std::size_t>(*post.parent)].at <= post.at);
        }
        root_of[n] = post.parent ? root_of[*post.parent] : n;
        depth_of[n] = post.parent ? depth_of[*post.parent] + 1 : 0;
        ++size_of[root_of[n]];
        deepest_of[root_of[n]] = std::max(deepest_of[root_of[n]], depth_of[n]);
    }
    CHECK(size_of[story.long_conversation] == 501);
    CHECK(deepest_of[story.deep_conversation] == 50);
    for (const auto& mark : story.marks) CHECK(story.posts[static_cast<std::size_t>(mark.post)].at <= mark.at);
}
