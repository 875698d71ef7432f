// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/own_password.h"

#include "net/rate_limit.h"
#include "social/sign_in.h"

namespace favilla::console {

Result<void> check_own_password(mastodon::Api& api)
{
    auto& services = api.services;
    if (!services.testing && !services.limiter.hit(social::password_by_account, to_string(api.me()), api.now).allowed)
        return refuse(ErrorCode::TooMany, "sign_in.too_many");
    return social::confirm_password(api.db, services.passwords, api.me(), api.params.text_or("password", ""), "password");
}

}  // namespace favilla::console
