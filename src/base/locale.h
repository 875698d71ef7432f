// SPDX-License-Identifier: AGPL-3.0-or-later
// base/locale.h — every sentence people read, in every language there is a folder for: locale/LANG/TOPIC.json holds
// {"topic.name": "A sentence with {placeholders}."}. Whole keys, so that a search for a key finds its sentence.
// Adding a language is adding a folder; how it writes dates and numbers stands in its language.json.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/embedded_files.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace favilla {

// One of the languages of a Locale; 0 is English, the one that others fall back to.
struct Language {
    std::uint8_t index = 0;
    friend constexpr bool operator==(Language, Language) = default;
};

using TextParams = std::vector<std::pair<std::string, std::string>>;

// What happens when a key or a placeholder is missing: tests throw; for people the English sentence, else the key, is shown.
enum class MissingText { Throw, Show };

class Locale {
public:
    // Throws when a file is not a flat JSON object of strings, or there is no English.
    explicit Locale(std::span<const EmbeddedFile> files = embedded_files(), MissingText = MissingText::Show);

    std::size_t size() const { return catalogues_.size(); }
    std::vector<Language> languages() const;
    std::string_view tag(Language) const;                      // "it"
    std::string_view name(Language) const;                     // "Italiano", as its speakers say
    std::optional<Language> find(std::string_view tag) const;  // "it", "IT", "it-CH"

    // When `count` is among the params and KEY.one, KEY.other, … exist, CLDR's rules choose among them.
    std::string text(Language, std::string_view key, const TextParams& = {}) const;
    std::string text(Language language, const Error& error) const { return text(language, error.key, error.params); }
    bool has(Language, std::string_view key) const;

    // RFC 9110, 12.5.4: the language with the greatest weight that we speak, the first named among equals.
    Language negotiate(std::string_view accept_language, Language fallback = {}) const;

    // The offset is that of the reader's clock against UTC.
    std::string date(Language, Time, Duration utc_offset = {}) const;       // 24 novembre 2026
    std::string date_time(Language, Time, Duration utc_offset = {}) const;  // 24 novembre 2026, 03:10
    std::string number(Language, std::int64_t) const;                       // 1.234
    std::string number(Language, double, int decimals) const;               // 1.234,5

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Catalogue {
        std::string tag;
        std::unordered_map<std::string, std::string, Hash, std::equal_to<>> sentences;
        PluralRule plural;
        std::vector<std::string> months;
    };
    const std::string* find_sentence(const Catalogue&, std::string_view key, const TextParams&) const;
    std::string_view own(Language, std::string_view key) const;

    std::vector<Catalogue> catalogues_;
    MissingText missing_;
};

}  // namespace favilla
