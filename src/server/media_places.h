// SPDX-License-Identifier: AGPL-3.0-or-later
// server/media_places.h — where the settings say that media lie.
#pragma once
#include <string>

#include "base/config.h"
#include "server/commands.h"
#include "social/media_store.h"

namespace favilla::server {

// Refuses Invalid "config.s3_incomplete", "config.s3_endpoint", NotFound "command.no_file" (of s3.secret_file).
Result<social::MediaPlaces> media_places(const Config&, const std::string& data_folder, const CommandTools&);

// Gives an open store the places of the settings. Refuses as media_places, and Conflict "media.bucket_not_set" when files lie in a bucket
// of which the settings say nothing.
Result<void> use_media_places(Store&, const Config&, const CommandTools&);

// The same for a command that runs while no server does: the settings are those of the environment and of the file, if one is named.
Result<void> use_media_places_of(Store&, const std::string& config_file, const CommandTools&);

// " https://media.example.org": from where pages show media besides their own host, as a policy names it; empty: nowhere.
std::string media_sources(const Config&, const social::MediaStore&);
// What media.public_url says, without a slash at its end; empty: nothing.
std::string media_address(const Config&);

}  // namespace favilla::server
