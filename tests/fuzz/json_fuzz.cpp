// SPDX-License-Identifier: AGPL-3.0-or-later
// What was read is written and read again as the same value.
#include "base/json.h"

#include <cstdlib>

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto value = parse_json({reinterpret_cast<const char*>(data), size});
    if (!value) return 0;
    auto written = to_json(*value);
    if (written.find("</") != std::string::npos || written.find('\0') != std::string::npos) std::abort();
    auto again = parse_json(written);
    if (!again || to_json(*again) != written) std::abort();
    return 0;
}
