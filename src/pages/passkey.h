// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/passkey.h — the passkey's part of the two pages at the door: a button that a small script of ours shows where the browser can.
#pragma once
#include <string_view>

#include "pages/html.h"
#include "pages/visit.h"

namespace favilla::pages {

struct PasskeyPart {
    std::string_view options_path;  // what the authenticator is asked
    std::string_view action_path;   // where the answer goes
    std::string_view words;         // of the button, a key of locale/
    bool autofill = false;          // offered beside the names that the browser fills in
};
void write_passkey_part(Html&, const Frame&, const PasskeyPart&);
// The one script that a page of ours may carry, and what it asks.
net::Response with_own_script(net::Response);

}  // namespace favilla::pages
