// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/rule_json.h — Rule (docs.joinmastodon.org/entities/Rule).
#pragma once
#include <vector>

#include "base/json_writer.h"
#include "social/domains.h"

namespace favilla::mastodon {

inline void write_rule(JsonWriter& json, const social::Rule& rule)
{
    json.object([&] {
        json.field("id", rule.id);
        json.field("text", rule.text);
        json.field("hint", rule.hint);
        json.key("translations").object([&] {
            for (const auto& [language, words] : rule.translations)
                json.key(language).object([&] {
                    json.field("text", words.text);
                    json.field("hint", words.hint);
                });
        });
    });
}

inline void write_rules(JsonWriter& json, const std::vector<social::Rule>& rules)
{
    json.array(rules, [&](const social::Rule& rule) { write_rule(json, rule); });
}

}  // namespace favilla::mastodon
