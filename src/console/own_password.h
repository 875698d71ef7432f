// SPDX-License-Identifier: AGPL-3.0-or-later
// console/own_password.h — what no application was ever told: asked for where somebody changes how they sign in, or leaves.
#pragma once
#include "mastodon/api.h"

namespace favilla::console {

// Of the param "password". Refuses TooMany "sign_in.too_many", and as social::confirm_password.
Result<void> check_own_password(mastodon::Api&);

}  // namespace favilla::console
