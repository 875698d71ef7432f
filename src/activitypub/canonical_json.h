// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/canonical_json.h — the one text of a JSON value that everybody writes the same (RFC 8785, JCS): members in the order of their
// names' UTF-16, no blanks, numbers as ECMAScript writes them. For what is signed.
#pragma once
#include <string>

#include "base/json.h"

namespace favilla::activitypub {

std::string canonical_json(const boost::json::value&);

}  // namespace favilla::activitypub
