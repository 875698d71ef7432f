// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/look.h — what an organisation's colour makes of the pages and of the app: the same tokens as in favilla.css and
// web/design/tokens.css, in both themes. The grounds stay as they are; what is written in the colour or on it keeps a contrast of at
// least 4.5 (WCAG 2.2, 1.4.3), so a colour that is too light or too dark for that is made darker or lighter, its hue staying.
#pragma once
#include <string>
#include <string_view>

#include "base/colour.h"

namespace favilla::net {
class Router;
}  // namespace favilla::net

namespace favilla::pages {

struct Site;

std::string look_path(Colour);  // "/look/a2360a.css": as the colour alone makes it, so it may be kept for good
std::string look_css(Colour);

void add_look(net::Router&, const Site&);

}  // namespace favilla::pages
