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

}  // namespace favilla::activitypub
