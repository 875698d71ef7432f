// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/handlers.h — every handler of the client API, declared by its type; which path each answers stands in
// routes.cpp, what it does in the file named here.
#pragma once
#include "mastodon/api.h"

namespace favilla::mastodon {

Handler create_token, revoke_token, get_userinfo, get_oauth_metadata, get_change_password;  // oauth.cpp
Handler create_application, verify_application;                                             // applications.cpp
Handler get_account, get_accounts, lookup_account;                                          // accounts.cpp
Handler verify_credentials, update_credentials, get_preferences;                            // credentials.cpp
Handler get_markers, set_markers;                                                           // credentials.cpp
Handler create_account, resend_confirmation;                                                // sign_up.cpp
Handler get_drawn_avatar, get_drawn_header;                                                 // pictures.cpp
Handler get_instance, get_instance_v1, get_instance_rules, get_instance_peers;              // instance.cpp
Handler get_extended_description, get_privacy_policy;                                       // instance.cpp

}  // namespace favilla::mastodon
