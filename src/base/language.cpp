// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/language.h"

#include <algorithm>
#include <cstdio>  // cld2's header needs it before

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "base/status_text.h"
#include "base/text.h"

namespace favilla {

namespace {

// Only the words that the author chose: names and addresses speak no language.
std::string spoken_words(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (const auto& entity : find_entities(text)) {
        out.append(text, at, entity.start - at);
        if (entity.kind == TextEntity::Kind::Hashtag) out += entity.name;
        at = entity.end;
    }
    return out.append(text, at);
}

// cld2's codes are those of 2001 in a few places.
std::string modern_code(std::string_view code)
{
    if (code == "iw") return "he";
    if (code == "jw") return "jv";
    if (code == "tl") return "fil";
    return std::string{code.substr(0, code.find('-'))};
}

}  // namespace

std::optional<std::string> detect_language(std::string_view text, std::string_view hint)
{
    constexpr int least_bytes = 8, least_percent = 60;
    auto words = spoken_words(text);
    if (words.size() < least_bytes || !is_valid_utf8(words)) return std::nullopt;

    std::string hint_text{hint};
    CLD2::CLDHints hints{hint_text.empty() ? nullptr : hint_text.c_str(), nullptr, CLD2::UNKNOWN_ENCODING,
                         CLD2::UNKNOWN_LANGUAGE};
    CLD2::Language best[3];
    int percent[3], bytes = 0, valid_prefix = 0;
    double scores[3];
    bool reliable = false, plain_text = true;
    auto found = CLD2::ExtDetectLanguageSummaryCheckUTF8(words.data(), static_cast<int>(words.size()), plain_text, &hints,
                                                         CLD2::kCLDFlagBestEffort, best, percent, scores, nullptr, &bytes,
                                                         &reliable, &valid_prefix);
    if (found == CLD2::UNKNOWN_LANGUAGE || !reliable || percent[0] < least_percent) return std::nullopt;
    return normal_language(modern_code(CLD2::LanguageCode(found)));
}

std::optional<std::string> normal_language(std::string_view tag)
{
    auto is_alpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto dash = std::min(tag.find_first_of("-_"), tag.size());
    std::string language;
    for (char c : tag.substr(0, dash)) {
        if (!is_alpha(c)) return std::nullopt;
        language += static_cast<char>(c | 0x20);
    }
    if (language.size() < 2 || language.size() > 3 || !is_known_language(language)) return std::nullopt;
    if (dash == tag.size()) return language;

    auto region = tag.substr(dash + 1);
    if (region.size() != 2 || !is_alpha(region[0]) || !is_alpha(region[1])) return std::nullopt;
    return language + '-' + static_cast<char>(region[0] & ~0x20) + static_cast<char>(region[1] & ~0x20);
}

std::string language_name(std::string_view tag, std::string_view in_language) { return display_language(tag, in_language); }

}  // namespace favilla
