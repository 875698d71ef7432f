// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/text.h"

#include <algorithm>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/upluralrules.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

namespace favilla {

namespace {

void check(UErrorCode error)
{
    if (U_FAILURE(error)) throw std::runtime_error(std::string{"ICU: "} + u_errorName(error));
}

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

icu::StringPiece piece(std::string_view text) { return {text.data(), static_cast<std::int32_t>(text.size())}; }

std::string normalize(const icu::Normalizer2* form, std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    UErrorCode error = U_ZERO_ERROR;
    icu::StringByteSink<std::string> sink{&out};
    form->normalizeUTF8(0, piece(text), sink, nullptr, error);
    check(error);
    return out;
}

bool has_loose_accents(UChar32 base)
{
    UErrorCode error = U_ZERO_ERROR;
    auto script = uscript_getScript(base, &error);
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

// Walks the boundaries of one kind through a text.
class Breaks {
public:
    Breaks(UBreakIteratorType type, std::string_view text)
    {
        UErrorCode error = U_ZERO_ERROR;
        utext_openUTF8(&text_, text.data(), static_cast<std::int64_t>(text.size()), &error);
        iterator_ = rules(type);
        ubrk_setUText(iterator_, &text_, &error);
        check(error);
    }
    Breaks(const Breaks&) = delete;
    ~Breaks() { utext_close(&text_); }

    std::int32_t next() { return ubrk_next(iterator_); }  // UBRK_DONE behind the last
    std::int32_t status() const { return ubrk_getRuleStatus(iterator_); }

private:
    // Opening an iterator parses its rules, a hundred times the work of a short text: each thread keeps one of a kind.
    static UBreakIterator* rules(UBreakIteratorType type)
    {
        using Owned = std::unique_ptr<UBreakIterator, decltype(&ubrk_close)>;
        thread_local Owned characters{nullptr, ubrk_close}, words{nullptr, ubrk_close};
        auto& kept = type == UBRK_WORD ? words : characters;
        if (kept) return kept.get();
        UErrorCode error = U_ZERO_ERROR;
        kept.reset(ubrk_open(type, "", nullptr, 0, &error));
        check(error);
        return kept.get();
    }

    UText text_ = UTEXT_INITIALIZER;
    UBreakIterator* iterator_ = nullptr;
};

}  // namespace

bool is_valid_utf8(std::string_view text)
{
    auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        if (static_cast<unsigned char>(text[i]) < 0x80) {
            ++i;
            continue;
        }
        UChar32 c = 0;
        U8_NEXT(text.data(), i, length, c);
        if (c < 0) return false;
    }
    return true;
}

DecodedCharacter decode_utf8(std::string_view text)
{
    auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return {first, 1};
    auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4)), used = 0;
    UChar32 c = 0;
    U8_NEXT(text.data(), used, length, c);
    if (c < 0) return {};
    return {static_cast<char32_t>(c), static_cast<std::size_t>(used)};
}

void append_utf8(std::string& out, char32_t c)
{
    auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

bool is_letter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)); }

bool is_word_character(char32_t c)
{
    auto character = static_cast<UChar32>(c);
    constexpr auto wanted = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK;
    return (U_GET_GC_MASK(character) & wanted) != 0;
}

bool is_cjk(char32_t c)
{
    if (c < 0x1100) return false;
    UErrorCode error = U_ZERO_ERROR;
    switch (uscript_getScript(static_cast<UChar32>(c), &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL: return true;
    default: return c == 0x30FC;  // the sign for a long vowel belongs to both Kana
    }
}

std::string nfc(std::string_view text)
{
    if (is_ascii(text)) return std::string{text};
    UErrorCode error = U_ZERO_ERROR;
    auto* form = icu::Normalizer2::getNFCInstance(error);
    check(error);
    return normalize(form, text);
}

std::string lower_ascii(std::string_view text)
{
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return out;
}

std::string fold(std::string_view text)
{
    if (is_ascii(text)) return lower_ascii(text);
    UErrorCode error = U_ZERO_ERROR;
    auto* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
    check(error);
    return normalize(form, text);
}

std::string fold_accents(std::string_view text)
{
    auto folded = fold(text);
    if (is_ascii(folded)) return folded;
    UErrorCode error = U_ZERO_ERROR;
    auto* decompose = icu::Normalizer2::getNFDInstance(error);
    check(error);
    auto apart = normalize(decompose, folded);

    std::string out;
    out.reserve(apart.size());
    bool loose = false;
    auto length = static_cast<std::int32_t>(apart.size());
    for (std::int32_t i = 0; i < length;) {
        auto start = i;
        UChar32 c = 0;
        U8_NEXT(apart.data(), i, length, c);
        bool mark = u_charType(c) == U_NON_SPACING_MARK;
        if (!mark) loose = has_loose_accents(c);
        if (!mark || !loose) out.append(apart, start, i - start);
    }
    return nfc(out);
}

std::size_t grapheme_count(std::string_view text)
{
    if (is_ascii(text) && text.find('\r') == std::string_view::npos) return text.size();
    Breaks breaks{UBRK_CHARACTER, text};
    std::size_t count = 0;
    while (breaks.next() != UBRK_DONE) ++count;
    return count;
}

std::string_view truncated(std::string_view text, std::size_t graphemes)
{
    if (text.size() <= graphemes) return text;
    Breaks breaks{UBRK_CHARACTER, text};
    std::int32_t end = 0;
    for (std::size_t i = 0; i < graphemes; ++i) {
        auto next = breaks.next();
        if (next == UBRK_DONE) return text;
        end = next;
    }
    return text.substr(0, static_cast<std::size_t>(end));
}

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> found;
    Breaks breaks{UBRK_WORD, text};
    std::int32_t start = 0;
    for (auto end = breaks.next(); end != UBRK_DONE; start = end, end = breaks.next())
        if (breaks.status() >= UBRK_WORD_NUMBER) found.push_back(text.substr(start, end - start));
    return found;
}

bool is_known_language(std::string_view iso_code)
{
    for (auto* known = uloc_getISOLanguages(); *known; ++known)
        if (iso_code == *known) return true;
    return false;
}

std::string display_language(std::string_view tag, std::string_view in_language)
{
    UChar name[128] = {};
    char utf8[384] = {};
    UErrorCode error = U_ZERO_ERROR;
    std::string locale{tag}, display{in_language};
    auto length = uloc_getDisplayName(locale.c_str(), display.c_str(), name, std::size(name), &error);
    if (U_FAILURE(error) || length == 0) return locale;
    u_strToUTF8(utf8, sizeof utf8, &length, name, length, &error);
    return U_FAILURE(error) ? locale : std::string(utf8, static_cast<std::size_t>(length));
}

PluralRule::PluralRule(std::string_view language_tag)
    : rules_(nullptr, [](void* rules) { uplrules_close(static_cast<UPluralRules*>(rules)); })
{
    UErrorCode error = U_ZERO_ERROR;
    rules_.reset(uplrules_open(std::string{language_tag}.c_str(), &error));
    check(error);
}

std::string_view PluralRule::operator()(std::int64_t number) const
{
    UChar keyword[16] = {};
    UErrorCode error = U_ZERO_ERROR;
    auto* rules = static_cast<const UPluralRules*>(rules_.get());
    uplrules_select(rules, static_cast<double>(number), keyword, 16, &error);
    check(error);
    for (std::string_view category : {"zero", "one", "two", "few", "many"})
        if (std::ranges::equal(category, std::u16string_view{keyword})) return category;
    return "other";
}

}  // namespace favilla
