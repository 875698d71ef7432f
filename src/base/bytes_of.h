// SPDX-License-Identifier: AGPL-3.0-or-later
// base/bytes_of.h — text as the libraries for cryptography ask for it. For base/ alone.
#pragma once
#include <string>
#include <string_view>

namespace favilla {

inline const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace favilla
