// SPDX-License-Identifier: AGPL-3.0-or-later
// social/reading.h — how somebody wants to meet what others write: a wish that their apps honour. The server shows everybody the same.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::social {

enum class MediaShown {
    UnlessSensitive,  // what its author marked is covered until it is asked for
    Always,
    Never  // until it is asked for
};
std::string_view name_of(MediaShown);  // "default", "show_all", "hide_all", as apps know them
std::optional<MediaShown> parse_media_shown(std::string_view);

struct Reading {
    MediaShown media = MediaShown::UnlessSensitive;
    bool open_warnings = false;  // words behind a warning are there at once
    bool play_gifs = false;      // by themselves
    friend bool operator==(const Reading&, const Reading&) = default;
};
Reading reading_of(db::Reader&, AccountId);

struct ReadingChange {  // what is not given stays as it is
    std::optional<MediaShown> media;
    std::optional<bool> open_warnings, play_gifs;
};
// Refuses NotFound "user.missing": how a page reads is how each of its team does.
Result<Reading> change_reading(db::Transaction&, AccountId, const ReadingChange&);

void forget_reading_of(db::Transaction&, AccountId);

}  // namespace favilla::social
