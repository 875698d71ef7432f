// SPDX-License-Identifier: AGPL-3.0-or-later
// base/charset.h — text of the web in its older encodings, read as UTF-8. The names are those of the Encoding standard
// (encoding.spec.whatwg.org); encodings in which ASCII bytes may mean something else than ASCII, or that nobody should use (UTF-7,
// HZ, EBCDIC), are not among them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

// None for a name that is not known. Bytes that mean nothing become U+FFFD.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);

// An HTML page as UTF-8: by its byte order mark, else by `declared` (of the Content-Type header), else by its own <meta> within the
// first 1,024 bytes, else as UTF-8 when it is that, else as windows-1252 (HTML 13.2.3.2).
std::string html_to_utf8(std::string_view bytes, std::string_view declared);

}  // namespace favilla
