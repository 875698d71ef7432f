// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_groups.h — the groups of the demo community: one of each kind, with topics, somebody who asks to come in, an invitation,
// an announcement, a first topic and a first answer that wait, a branch that became a topic. Names and words are invented.
#pragma once
#include <span>
#include <string_view>

namespace favilla::server {

struct DemoAnswer {
    std::string_view author, text;
    bool is_the_answer = false;  // to what was asked
    // What somebody said to it: then it went on as a topic of its own.
    std::string_view onward_by = {}, onward = {};
};

struct DemoTopic {
    std::string_view author, text;
    std::span<const DemoAnswer> answers = {};
    bool pinned = false;
    std::string_view summary = {};  // closed with it
    bool announced = false;
};

struct DemoGroup {
    std::string_view name, title, description, joining;
    std::span<const std::string_view> members;  // the first owns it, the second moderates
    std::span<const std::string_view> rules;
    std::span<const DemoTopic> topics;
    std::string_view asking = {}, invited = {};
    DemoTopic waiting = {};          // by a member who is new; empty: none
    DemoAnswer waiting_answer = {};  // likewise, to the first topic
    std::string_view trusted = {};   // those in charge said so
};

std::span<const DemoGroup> demo_groups();

}  // namespace favilla::server
