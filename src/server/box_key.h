// SPDX-License-Identifier: AGPL-3.0-or-later
// server/box_key.h — the key that opens what is sealed in the database (private keys of accounts): the file secret.key in the data
// folder, readable by its owner alone. Without it, what was sealed is lost; a backup holds both.
#pragma once
#include <string>

#include "base/crypto.h"

namespace favilla::server {

// Makes it when it is missing. Throws when the file is there and is no key, or cannot be written.
std::string box_key(const std::string& folder, const Random&);

}  // namespace favilla::server
