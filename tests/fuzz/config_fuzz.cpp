// SPDX-License-Identifier: AGPL-3.0-or-later
// A configuration file: what is accepted holds only right values, and what is refused says where.
#include "base/config.h"

#include <cstdlib>

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text{reinterpret_cast<const char*>(data), size};
    Config config;
    if (auto read = config.read_toml(text, "fuzzed.toml"); !read) {
        if (read.error().code != ErrorCode::Invalid) std::abort();
        return 0;
    }
    for (const auto& setting : settings()) {
        if (setting.kind == SettingKind::Integer) config.integer(setting.key);
        if (setting.kind == SettingKind::Boolean) config.flag(setting.key);
        if (setting.kind == SettingKind::Texts) config.texts(setting.key);
        if (setting.kind == SettingKind::Text && setting.valid && !setting.valid(config.string(setting.key))) std::abort();
    }
    return 0;
}
