// SPDX-License-Identifier: AGPL-3.0-or-later
// base/text.h — Unicode, as people count and compare it. All text is UTF-8; the library behind stands in text.cpp alone.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

// No overlong form, no surrogate, nothing beyond U+10FFFF. A NUL is valid UTF-8: who minds it asks.
bool is_valid_utf8(std::string_view);

struct DecodedCharacter {
    char32_t character = 0xFFFD;
    std::size_t length = 1;  // in bytes; what is not UTF-8 is U+FFFD, byte by byte
};
DecodedCharacter decode_utf8(std::string_view text);  // the first character; the text must not be empty
void append_utf8(std::string& out, char32_t character);

bool is_letter(char32_t);
bool is_word_character(char32_t);  // a letter, mark, digit or "_", as \w of UTS 18
bool is_cjk(char32_t);             // Han, Kana, Hangul: scripts whose words are not searched whole

std::string lower_ascii(std::string_view);  // A to Z alone: what protocols compare without regard to case

std::string nfc(std::string_view);  // canonical composition (UAX 15)
// For look-ups: NFKC and full case folding, so that "Straße", "STRASSE" and "ﬁ", "FI" meet. Accents stay.
std::string fold(std::string_view);
// The same and without accents: "Perché" and "perche" meet. Only combining marks of Latin, Greek and Cyrillic go;
// where marks are letters (Devanagari, Thai, Japanese voicing), they stay.
std::string fold_accents(std::string_view);

std::size_t grapheme_count(std::string_view);  // what a reader takes for one character (UAX 29)
std::string_view truncated(std::string_view, std::size_t graphemes);

// The words of a text in order (UAX 29, with dictionaries for Chinese, Japanese, Thai), without spaces and punctuation.
std::vector<std::string_view> words(std::string_view);

// See base/language.h, whose ground these are.
bool is_known_language(std::string_view iso_code);  // lower case, two or three letters
std::string display_language(std::string_view tag, std::string_view in_language);

// CLDR's plural category of a whole number in a language: "zero", "one", "two", "few", "many" or "other".
class PluralRule {
public:
    explicit PluralRule(std::string_view language_tag);  // an unknown language has only "other"
    std::string_view operator()(std::int64_t number) const;

private:
    std::unique_ptr<void, void (*)(void*)> rules_;
};

}  // namespace favilla
