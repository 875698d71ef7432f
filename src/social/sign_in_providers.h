// SPDX-License-Identifier: AGPL-3.0-or-later
// social/sign_in_providers.h — an OpenID provider that an organisation lets its people sign in with, as the settings say.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace favilla::social {

// Who has no account here and was signed in there: nobody comes in by that, or as everybody who signs up, or at once.
enum class Newcomers { Refused, AsOthers, AtOnce };

struct SignInProvider {
    std::string key;     // "school": stands in addresses
    std::string domain;  // of the organisation
    std::string title;   // as people call it
    std::string issuer;
    std::string client_id, client_secret;    // the latter empty: a public client
    std::vector<std::string> email_domains;  // empty: any
    Newcomers newcomers = Newcomers::Refused;
    std::string name_claim = "preferred_username";
    bool trusts_second_factor = false;  // what it says of one makes ours needless
};

inline constexpr std::size_t max_sign_in_providers = 5;  // in one installation

}  // namespace favilla::social
