// SPDX-License-Identifier: AGPL-3.0-or-later
// base/host_names.h — what stands above a host: rules about example.org hold for social.example.org, too.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

// The host itself and what stands above it: of a.b.example itself, b.example and example. In its normal form (base/web_url.h).
std::vector<std::string> names_above(std::string_view host);

}  // namespace favilla
