// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/device.h — /device: somebody types the code that a device shows, sees what asks to be let in, and says yes or no (RFC 8628, 3.3).
#pragma once
#include "pages/handlers.h"

namespace favilla::pages {

Handler ask_for_user_code, show_device, answer_device;

}  // namespace favilla::pages
