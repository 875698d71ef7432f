// SPDX-License-Identifier: AGPL-3.0-or-later
// social/browser_names.h — what people call the browser they sign in with: "Firefox, Linux". The rest of the header (versions, devices)
// is kept nowhere.
#pragma once
#include <string>
#include <string_view>

namespace favilla::social {

// Of a User-Agent header, whatever it claims; empty where it names neither a browser nor a system that is known.
std::string browser_name(std::string_view user_agent);

}  // namespace favilla::social
