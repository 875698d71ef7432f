// SPDX-License-Identifier: AGPL-3.0-or-later
// server/sign_in_providers.h — the OpenID providers that the settings name.
#pragma once
#include <vector>

#include "base/config.h"
#include "social/sign_in_providers.h"

namespace favilla::server {

// Refuses Invalid "config.openid_incomplete", "config.openid_file", "config.openid_many", with the param "key".
Result<std::vector<social::SignInProvider>> sign_in_providers(const Config&);

}  // namespace favilla::server
