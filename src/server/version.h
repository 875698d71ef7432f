// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

namespace favilla::server {

inline constexpr char version[] = "0.1.0";

}  // namespace favilla::server
