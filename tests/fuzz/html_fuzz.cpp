// SPDX-License-Identifier: AGPL-3.0-or-later
// Sanitising twice changes nothing, and another parser finds nothing outside the allow-list in the answer.
#include "base/html.h"

#include <cstdio>
#include <cstdlib>

#include "../support/html_oracle.h"
#include "base/text.h"

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view html{reinterpret_cast<const char*>(data), size};
    auto once = sanitise_html(html);
    if (sanitise_html(once.text) != once) {
        std::fprintf(stderr, "once:  %s\ntwice: %s\n", once.text.c_str(), sanitise_html(once.text).text.c_str());
        std::abort();
    }
    if (!is_valid_utf8(once.text)) std::abort();
    if (auto foreign = test::find_foreign(once.text); !foreign.empty()) {
        std::fprintf(stderr, "%s in: %s\n", foreign.c_str(), once.text.c_str());
        std::abort();
    }
    html_to_text(html);
    return 0;
}
