// SPDX-License-Identifier: AGPL-3.0-or-later
// base/config.h — the settings of a server: one table says each key, its kind, its default and its meaning; the
// example file, the checks and the messages come from it. A file is overruled by the environment
// (FAVILLA_SMTP_URL for smtp.url), and that by the command line.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace favilla {

enum class SettingKind { Text, Integer, Boolean, Texts };

struct Setting {
    std::string_view key;  // "smtp.url"; "openid.*.issuer": once for each name of one's own
    SettingKind kind;
    std::string_view fallback;                  // Texts: separated by commas
    std::string_view meaning;                   // a sentence for the example file and --help
    std::string_view right;                     // what a right value looks like, for the message about a wrong one
    bool (*valid)(std::string_view) = nullptr;  // null: any value of the kind
};

std::span<const Setting> settings();

class Config {
public:
    Config();  // every setting at its default

    // Refuse with Invalid: "config.unknown_key", "config.bad_value", "config.not_toml"; params: key, place, right.
    Result<void> read_toml(std::string_view text, std::string_view file_name);
    Result<void> read_environment(const std::function<const char*(const char* name)>& get);
    Result<void> set(std::string_view key, std::string value, std::string_view place);

    const std::string& string(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    bool flag(std::string_view key) const;
    std::vector<std::string> texts(std::string_view key) const;
    // What was called by a name of one's own, in alphabetical order: "openid" is {"school"} where openid.school.issuer was set.
    std::vector<std::string> names(std::string_view section) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

// The commented file with every key at its default.
std::string example_config();

}  // namespace favilla
