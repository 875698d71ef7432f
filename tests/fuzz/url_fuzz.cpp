// SPDX-License-Identifier: AGPL-3.0-or-later
// A safe URL stays the same when it is judged again, and addresses are written so that they read back.
#include <cstdlib>

#include "base/address.h"
#include "base/html.h"
#include "base/language.h"
#include "base/locale.h"
#include "base/time.h"

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    if (auto url = safe_url(text)) {
        if (safe_url(*url) != url || url->find('\n') != std::string::npos) std::abort();
        auto scheme = url->substr(0, url->find(':'));
        for (auto& c : scheme) c = static_cast<char>(c | 0x20);
        if (scheme == "javascript" || scheme == "data" || scheme == "vbscript") std::abort();
    }
    if (auto address = parse_ip(text); address && parse_ip(to_string(*address)) != address) std::abort();
    if (auto moment = parse_iso8601(text); moment && moment->milliseconds > 0 && parse_iso8601(iso8601(*moment)) != moment)
        std::abort();
    if (auto tag = normal_language(text); tag && normal_language(*tag) != tag) std::abort();
    static const Locale locale;
    locale.negotiate(text);
    return 0;
}
