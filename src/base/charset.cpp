// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/charset.h"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/ucnv.h>

#include "base/html_tokens.h"
#include "base/text.h"

namespace favilla {

namespace {

struct Label {
    std::string_view label;  // as pages write it, in lower case
    const char* icu;
};

// Encoding standard, 4.2, as far as pages are still written so. Latin 1 and ASCII mean windows-1252 there.
constexpr std::array labels{
    Label{"utf-8", "UTF-8"},
    Label{"utf8", "UTF-8"},
    Label{"unicode-1-1-utf-8", "UTF-8"},
    Label{"us-ascii", "windows-1252"},
    Label{"ascii", "windows-1252"},
    Label{"iso-8859-1", "windows-1252"},
    Label{"iso8859-1", "windows-1252"},
    Label{"iso_8859-1", "windows-1252"},
    Label{"latin1", "windows-1252"},
    Label{"l1", "windows-1252"},
    Label{"cp1252", "windows-1252"},
    Label{"windows-1252", "windows-1252"},
    Label{"x-cp1252", "windows-1252"},
    Label{"iso-8859-2", "ISO-8859-2"},
    Label{"latin2", "ISO-8859-2"},
    Label{"iso-8859-3", "ISO-8859-3"},
    Label{"iso-8859-4", "ISO-8859-4"},
    Label{"iso-8859-5", "ISO-8859-5"},
    Label{"iso-8859-6", "ISO-8859-6"},
    Label{"iso-8859-7", "ISO-8859-7"},
    Label{"iso-8859-8", "ISO-8859-8"},
    Label{"iso-8859-9", "windows-1254"},
    Label{"latin5", "windows-1254"},
    Label{"iso-8859-10", "ISO-8859-10"},
    Label{"iso-8859-13", "ISO-8859-13"},
    Label{"iso-8859-14", "ISO-8859-14"},
    Label{"iso-8859-15", "ISO-8859-15"},
    Label{"latin-9", "ISO-8859-15"},
    Label{"windows-874", "windows-874"},
    Label{"tis-620", "windows-874"},
    Label{"windows-1250", "windows-1250"},
    Label{"windows-1251", "windows-1251"},
    Label{"cp1251", "windows-1251"},
    Label{"windows-1253", "windows-1253"},
    Label{"windows-1254", "windows-1254"},
    Label{"windows-1255", "windows-1255"},
    Label{"windows-1256", "windows-1256"},
    Label{"windows-1257", "windows-1257"},
    Label{"windows-1258", "windows-1258"},
    Label{"koi8-r", "KOI8-R"},
    Label{"koi8-u", "KOI8-U"},
    Label{"ibm866", "IBM866"},
    Label{"macintosh", "macintosh"},
    Label{"gb2312", "gb18030"},
    Label{"gbk", "gb18030"},
    Label{"gb18030", "gb18030"},
    Label{"big5", "Big5"},
    Label{"euc-jp", "EUC-JP"},
    Label{"shift_jis", "windows-31j"},
    Label{"shift-jis", "windows-31j"},
    Label{"sjis", "windows-31j"},
    Label{"x-sjis", "windows-31j"},
    Label{"windows-31j", "windows-31j"},
    Label{"euc-kr", "windows-949"},
    Label{"ks_c_5601-1987", "windows-949"},
    Label{"utf-16", "UTF-16LE"},
    Label{"utf-16le", "UTF-16LE"},
    Label{"utf-16be", "UTF-16BE"},
};

std::string normal_label(std::string_view name)
{
    auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '"' || c == '\''; };
    while (!name.empty() && is_blank(name.front())) name.remove_prefix(1);
    while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
    std::string label{name};
    for (auto& c : label)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return label;
}

const char* converter_of(std::string_view name)
{
    auto found = std::ranges::find(labels, normal_label(name), &Label::label);
    return found == labels.end() ? nullptr : found->icu;
}

std::string converted(std::string_view bytes, const char* from)
{
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<UConverter, void (*)(UConverter*)> source{ucnv_open(from, &error), ucnv_close};
    std::unique_ptr<UConverter, void (*)(UConverter*)> target{ucnv_open("UTF-8", &error), ucnv_close};
    // An ICU without this table: nothing is lost but the accents.
    if (U_FAILURE(error)) return std::string{bytes};
    std::string out;
    std::array<char, 16 * 1024> written;
    std::array<UChar, 8 * 1024> pivot;
    UChar *pivot_source = pivot.data(), *pivot_target = pivot.data();
    const char *in = bytes.data(), *in_end = bytes.data() + bytes.size();
    do {
        error = U_ZERO_ERROR;
        char* to = written.data();
        ucnv_convertEx(target.get(), source.get(), &to, written.data() + written.size(), &in, in_end, pivot.data(), &pivot_source,
                       &pivot_target, pivot.data() + pivot.size(), false, true, &error);
        out.append(written.data(), static_cast<std::size_t>(to - written.data()));
    } while (error == U_BUFFER_OVERFLOW_ERROR);
    return out;
}

// "text/html; charset=utf-8"
std::string_view charset_in(std::string_view content)
{
    auto at = content.find("charset");
    if (at == std::string_view::npos) return {};
    content.remove_prefix(at + 7);
    while (content.starts_with(' ')) content.remove_prefix(1);
    if (!content.starts_with('=')) return {};
    content.remove_prefix(1);
    return content.substr(0, content.find(';'));
}

// HTML 13.2.3.2, "prescan a byte stream to determine its encoding".
std::string declared_inside(std::string_view bytes)
{
    constexpr std::size_t looked_at = 1024;
    HtmlTokens tokens{bytes.substr(0, looked_at)};
    while (const auto* token = tokens.next()) {
        if (token->kind != HtmlToken::Kind::Start || token->name != "meta") continue;
        std::string charset{token->attribute("charset")};
        if (charset.empty() && normal_label(token->attribute("http-equiv")) == "content-type")
            charset = charset_in(normal_label(token->attribute("content")));
        if (charset.empty()) continue;
        // What could be read as ASCII so far is not written in two bytes a character.
        if (normal_label(charset).starts_with("utf-16")) return "utf-8";
        return charset;
    }
    return {};
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset)
{
    const auto* from = converter_of(charset);
    if (!from) return std::nullopt;
    return converted(bytes, from);
}

std::string html_to_utf8(std::string_view bytes, std::string_view declared)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) return converted(bytes.substr(3), "UTF-8");
    if (bytes.starts_with("\xFE\xFF")) return converted(bytes.substr(2), "UTF-16BE");
    if (bytes.starts_with("\xFF\xFE")) return converted(bytes.substr(2), "UTF-16LE");
    if (auto text = to_utf8(bytes, declared)) return *std::move(text);
    if (auto text = to_utf8(bytes, declared_inside(bytes))) return *std::move(text);
    // Cut off in the middle of a character it is UTF-8 nonetheless, if there was one before.
    auto is_high = [](unsigned char c) { return c >= 0x80; };
    auto whole = bytes;
    for (int cut = 0; cut < 3 && !whole.empty() && is_high(static_cast<unsigned char>(whole.back())); ++cut)
        whole.remove_suffix(1);
    bool cut_off = is_valid_utf8(whole) && std::ranges::any_of(whole, is_high);
    return converted(bytes, is_valid_utf8(bytes) || cut_off ? "UTF-8" : "windows-1252");
}

}  // namespace favilla
