// SPDX-License-Identifier: AGPL-3.0-or-later
// base/html_entities.h — the named characters of HTML 4 and those of HTML 5 that hide punctuation.
// An unknown name stays the text it is, which is safe: it is escaped again on the way out.
#pragma once
#include <optional>
#include <string_view>

namespace favilla {

std::optional<char32_t> find_entity(std::string_view name);  // without "&" and ";", case-sensitive

struct LegacyEntity {
    char32_t character;
    std::size_t length;  // of the name
};
// The longest name at the front of `text` that browsers also read without ";": "&copy2026" is "©2026".
std::optional<LegacyEntity> find_legacy_entity(std::string_view text);

}  // namespace favilla
