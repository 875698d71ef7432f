// SPDX-License-Identifier: AGPL-3.0-or-later
// console/past_imports.h — the handlers of console/past_imports.cpp, for console/routes.cpp.
#pragma once
#include "mastodon/api.h"

namespace favilla::console {

mastodon::Handler get_past_imports, post_past_import, get_past_import, delete_past_import;

}  // namespace favilla::console
