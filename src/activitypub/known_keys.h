// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/known_keys.h — checking what a key that is known here has signed: a request, or a document with a proof.
#pragma once
#include <string_view>

#include "base/keys.h"
#include "base/time.h"
#include "distribution/actors.h"

namespace favilla::activitypub {

inline constexpr Duration missed_pause = minutes(10);  // a key that could not be had, or did not fit, is not asked for before

// None when it is no key. Remembered by its text: reading PEM costs more than verifying.
std::optional<PublicKey> parsed_key(const std::string& pem);
bool fits(const distribution::KnownKey&, std::string_view text, std::string_view signature);

// What a key was when it last fitted, in memory: so that a signature is verified without a look into the database. Whether it is still
// whose key it was has to be looked up where it counts.
void remember_key(const std::string& key_id, const distribution::KnownKey&);
std::optional<distribution::KnownKey> remembered_key(const std::string& key_id);

}  // namespace favilla::activitypub
