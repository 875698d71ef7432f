// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_interests.h — what the demo's readers care about, known beforehand: how well interests are found can be said by it.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

struct DemoInterest {
    std::string_view name;                   // "crime", …
    std::span<const std::string_view> tags;  // what one follows, in both languages
    std::span<const std::string_view> sayings_it, sayings_en;
    std::span<const std::string_view> sparks;  // posts of the page that are about it
};

std::span<const DemoInterest> demo_interests();
// The names of what somebody cares about; none for who is no reader.
std::span<const std::string_view> demo_interests_of(std::string_view username);
// Who agreed to be suggested, and to be introduced.
bool demo_reader_agreed(std::string_view username);

// They follow the tags, choose, and some are asked whether they would like to meet.
void settle_demo_interests(db::Database&, const std::function<AccountId(std::string_view)>& named, Time now);

}  // namespace favilla::server
