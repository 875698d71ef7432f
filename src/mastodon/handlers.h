// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/handlers.h — every handler of the client API, declared by its type; which path each answers stands in
// routes.cpp, what it does in the file named here.
#pragma once
#include "mastodon/api.h"

namespace favilla::mastodon {}  // namespace favilla::mastodon
