// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace favilla {

namespace {

// Bytes that may end a run which may be copied as it stands.
constexpr auto is_special = [] {
    std::array<bool, 256> table{};
    for (int c = 0; c < 0x20; ++c) table[c] = true;
    for (unsigned char c : {'"', '\\', '<'}) table[c] = true;
    table[0xE2] = true;  // begins U+2028 and U+2029
    return table;
}();

// Sixteen bytes looked at together; what the compiler makes of it is one instruction a comparison.
using Block = unsigned char __attribute__((vector_size(16)));

bool holds_special(const char* text)
{
    Block block;
    std::memcpy(&block, text, sizeof block);
    auto found = (block < 0x20) | (block == '"') | (block == '\\') | (block == '<') | (block == 0xE2);
    std::uint64_t halves[2];
    std::memcpy(halves, &found, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

// The next byte that may not be copied as it stands, from `at` on.
std::size_t next_special(std::string_view text, std::size_t at)
{
    while (at < text.size()) {
        if (at + sizeof(Block) <= text.size() && !holds_special(text.data() + at)) {
            at += sizeof(Block);
            continue;
        }
        for (auto end = std::min(at + sizeof(Block), text.size()); at < end; ++at)
            if (is_special[static_cast<unsigned char>(text[at])]) return at;
    }
    return text.size();
}

void append_control(std::string& out, unsigned char c)
{
    static constexpr char digits[] = "0123456789abcdef";
    switch (c) {
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += digits[c >> 4];
        out += digits[c & 15];
    }
}

// Appends the special character at the front of `text` as JSON wants it; tells how many bytes it took.
std::size_t append_special(std::string& out, std::string_view text)
{
    auto c = static_cast<unsigned char>(text.front());
    if (c == '"' || c == '\\') {
        out += '\\';
        out += text.front();
        return 1;
    }
    if (c == '<') {
        bool dangerous = text.size() > 1 && (text[1] == '/' || text[1] == '!');
        out += dangerous ? std::string_view{"\\u003c"} : std::string_view{"<"};
        return 1;
    }
    if (c != 0xE2) {
        append_control(out, c);
        return 1;
    }
    if (text.starts_with("\xE2\x80\xA8")) {
        out += "\\u2028";
        return 3;
    }
    if (text.starts_with("\xE2\x80\xA9")) {
        out += "\\u2029";
        return 3;
    }
    out += text.front();
    return 1;
}

// What the writer adds most is a name or a text without anything special: it is put in its place in one go.
void append_plain(std::string& out, bool comma, std::string_view text, bool colon)
{
    auto used = out.size();
    out.resize(used + text.size() + 2 + (comma ? 1 : 0) + (colon ? 1 : 0));
    auto to = out.begin() + static_cast<std::ptrdiff_t>(used);
    if (comma) *to++ = ',';
    *to++ = '"';
    to = std::ranges::copy(text, to).out;
    *to++ = '"';
    if (colon) *to = ':';
}

bool is_plain(std::string_view text) { return next_special(text, 0) == text.size(); }

}  // namespace

void JsonWriter::separate()
{
    if (needs_comma_) out_ += ',';
    needs_comma_ = true;
}

void JsonWriter::open(char bracket)
{
    separate();
    out_ += bracket;
    needs_comma_ = false;
}

void JsonWriter::close(char bracket)
{
    out_ += bracket;
    needs_comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    if (is_plain(name)) {
        append_plain(out_, needs_comma_, name, true);
    } else {
        separate();
        string(name);
        out_ += ':';
    }
    needs_comma_ = false;
    return *this;
}

void JsonWriter::string(std::string_view text)
{
    out_ += '"';
    std::size_t run = 0;
    for (auto at = next_special(text, 0); at < text.size(); at = next_special(text, run)) {
        out_.append(text, run, at - run);
        run = at + append_special(out_, text.substr(at));
    }
    out_.append(text, run);
    out_ += '"';
}

void JsonWriter::value(std::string_view text)
{
    if (!is_plain(text)) {
        separate();
        return string(text);
    }
    append_plain(out_, needs_comma_, text, false);
    needs_comma_ = true;
}

void JsonWriter::value(bool truth)
{
    separate();
    out_ += truth ? "true" : "false";
}

void JsonWriter::value(std::nullptr_t)
{
    separate();
    out_ += "null";
}

void JsonWriter::value(double number)
{
    if (!std::isfinite(number)) return value(nullptr);
    if (number == 0) number = 0;  // "-0" reads back as an integer, which has no sign to keep
    separate();
    char buffer[32];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    out_.append(buffer, end);
}

void JsonWriter::integer(std::int64_t number)
{
    separate();
    char buffer[20];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    out_.append(buffer, end);
}

void JsonWriter::quoted_integer(std::int64_t number)
{
    char buffer[20];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    append_plain(out_, needs_comma_, {buffer, end}, false);
    needs_comma_ = true;
}

void JsonWriter::value(Time time)
{
    separate();
    out_ += '"';
    append_iso8601(out_, time);
    out_ += '"';
}

void JsonWriter::raw(std::string_view json)
{
    separate();
    out_ += json;
}

}  // namespace favilla
