// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mime.cpp — a mail as it travels (RFC 5322, RFC 2045 to 2047), of mail.h.
#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "social/mail.h"

namespace favilla::social {

namespace {

bool is_plain_header(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return c >= ' ' && c < 0x7f; }) && !text.contains("=?");
}

// Encoded words of whole characters, folded: "=?UTF-8?B?...?=", at most 75 characters each.
std::string header_text(std::string_view text)
{
    if (is_plain_header(text) && text.size() <= 60) return std::string{text};
    std::string out, chunk;
    auto flush = [&] {
        if (chunk.empty()) return;
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64(chunk) + "?=";
        chunk.clear();
    };
    while (!text.empty()) {
        auto [character, length] = decode_utf8(text);
        if (chunk.size() + 4 > 39) flush();  // 52 characters of base64 and 12 around them, behind a name
        if (character < ' ' || character == 0x7f)
            chunk += ' ';
        else
            append_utf8(chunk, character);
        text.remove_prefix(length);
    }
    flush();
    return out;
}

// A name before an address: quoted when it is plain.
std::string display_name(std::string_view name)
{
    if (!is_plain_header(name) || name.size() > 60) return header_text(name);
    std::string out = "\"";
    for (char c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// An address was checked when it was taken; here nothing that could end the header gets through either.
std::string address(std::string_view text)
{
    std::string out = "<";
    for (unsigned char c : text)
        if (c > ' ' && c < 0x7f && c != '<' && c != '>' && c != ',' && c != '"') out += static_cast<char>(c);
    return out + ">";
}

void append_quoted_byte(std::string& line, unsigned char c)
{
    constexpr char digits[] = "0123456789ABCDEF";
    line += '=';
    line += digits[c >> 4];
    line += digits[c & 15];
}

// RFC 2045, 6.7: lines of at most 76 characters, blanks at their ends encoded.
std::string quoted_printable(std::string_view text)
{
    std::string out, line;
    auto end_line = [&] {
        if (!line.empty() && (line.back() == ' ' || line.back() == '\t')) {
            auto blank = static_cast<unsigned char>(line.back());
            line.pop_back();
            append_quoted_byte(line, blank);
        }
        out += line + "\r\n";
        line.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c == '\r') continue;
        if (c == '\n') {
            end_line();
            continue;
        }
        if (line.size() > 71) {
            out += line + "=\r\n";
            line.clear();
        }
        // A "." alone would end the message (RFC 5321, 4.5.2), and "From " is touched by some: neither begins a line.
        if (c == '=' || c > 0x7e || (c < ' ' && c != '\t') || (line.empty() && (c == '.' || c == 'F')))
            append_quoted_byte(line, c);
        else
            line += static_cast<char>(c);
    }
    if (!line.empty()) end_line();
    return out;
}

// RFC 5322, 3.3, always in UTC.
std::string mail_date(Time time)
{
    auto date = http_date(time);  // Tue, 24 Nov 2026 03:10:30 GMT
    return date.substr(0, date.size() - 3) + "+0000";
}

std::string part(std::string_view type, std::string_view content)
{
    return "Content-Type: " + std::string{type} + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
         + quoted_printable(content);
}

// Nothing in a value ends its line. An address cannot be folded, and lines of up to 998 characters may be (RFC 5322, 2.1.1).
std::string further_headers(const Mail& mail)
{
    std::string out;
    for (const auto& [name, value] : mail.headers) {
        std::string plain;
        for (unsigned char c : value)
            if (c >= ' ' && c < 0x7f) plain += static_cast<char>(c);
        out.append(name).append(": ").append(plain).append("\r\n");
    }
    return out;
}

}  // namespace

std::string mime_message(const Mail& mail)
{
    // Quoted-printable never contains "=_", so the boundary cannot occur in a part.
    auto boundary = "=_favilla_" + to_hex(sha256(mail.message_id)).substr(0, 24);
    return "Date: " + mail_date(mail.date) + "\r\nFrom: " + display_name(mail.from_name) + "\r\n " + address(mail.from)
         + "\r\nTo: " + address(mail.to) + "\r\nSubject: " + header_text(mail.subject)
         + "\r\nMessage-ID: " + address(mail.message_id) + "\r\n" + further_headers(mail) + "MIME-Version: 1.0\r\n"
         + (mail.writer == MailWriter::Program ? "Auto-Submitted: auto-generated\r\n" : "")
         + "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n" + "--" + boundary + "\r\n"
         + part("text/plain", mail.text) + "--" + boundary + "\r\n" + part("text/html", mail.html) + "--" + boundary + "--\r\n";
}

}  // namespace favilla::social
