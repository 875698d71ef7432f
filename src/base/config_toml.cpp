// SPDX-License-Identifier: AGPL-3.0-or-later
// The only file that includes toml++, which is slow to compile.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/config.h"

namespace favilla {

namespace {

std::string place_of(std::string_view file, const toml::source_region& region)
{
    return fmt::format("{}:{}", file, region.begin.line);
}

std::optional<std::string> scalar(const toml::node& node)
{
    if (auto text = node.value_exact<std::string>()) return *text;
    if (auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    if (auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    const auto* array = node.as_array();
    if (!array) return std::nullopt;
    std::string joined;
    for (const auto& element : *array) {
        auto text = element.value_exact<std::string>();
        if (!text) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += *text;
    }
    return joined;
}

Result<void> read_table(Config& config, const toml::table& table, const std::string& prefix, std::string_view file)
{
    for (const auto& [name, node] : table) {
        auto key = prefix + std::string{name.str()};
        if (const auto* inner = node.as_table()) {
            CHECKED(read_table(config, *inner, key + ".", file));
            continue;
        }
        auto value = scalar(node);
        CHECKED(config.set(key, value.value_or("(neither text, number, true/false nor a list of texts)"),
                           place_of(file, node.source())));
    }
    return {};
}

}  // namespace

Result<void> Config::read_toml(std::string_view text, std::string_view file_name)
{
    auto parsed = toml::parse(text);
    if (!parsed) {
        auto reason = std::string{parsed.error().description()};
        return refuse(ErrorCode::Invalid, "config.not_toml",
                      {{"place", place_of(file_name, parsed.error().source())}, {"reason", reason}});
    }
    return read_table(*this, parsed.table(), "", file_name);
}

}  // namespace favilla
