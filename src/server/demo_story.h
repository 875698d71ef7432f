// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_story.h — the demo community as a list of acts in order of time, made from a seed and nothing else: a
// publisher's page and its readers, three months of posts, conversations of every shape. Names and words are invented.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace favilla::server {

struct DemoPerson {
    std::string username;
    std::string display_name;
    std::string note;
    std::string language;  // "it" or "en"
    bool page = false;     // the organisation's own voice
};

struct DemoFollow {
    int follower;
    int followed;
};

struct DemoPost {
    int author;                 // index into people
    std::optional<int> parent;  // index into posts, always smaller
    std::string text;
    std::string language;
    std::vector<std::string> poll;  // options; empty: none
    Time at;
};

enum class DemoMarkKind { Favourite, Boost, Bookmark, Vote };
struct DemoMark {
    DemoMarkKind kind;
    int person;
    int post;
    int option = 0;  // of a vote
    Time at;
};

struct DemoStory {
    std::vector<DemoPerson> people;
    std::vector<DemoFollow> follows;
    std::vector<DemoPost> posts;  // by time; a reply is later than its parent
    std::vector<DemoMark> marks;  // by time
    int long_conversation;        // the post that opens 500 replies
    int deep_conversation;        // the post that opens a chain 50 deep
};

// The story ends at `until` and begins three months before.
DemoStory tell_demo_story(std::int64_t seed, Time until);

}  // namespace favilla::server
