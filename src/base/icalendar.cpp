// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/icalendar.h"

#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t longest_line = 75;  // octets, without the CRLF

std::string compact(std::string text)
{
    std::erase_if(text, [](char sign) { return sign == '-' || sign == ':'; });
    return text;
}

}  // namespace

void CalendarWriter::property(std::string_view name, std::string_view value)
{
    auto line = std::string{name} + ":";
    for (char sign : value)
        if (static_cast<unsigned char>(sign) >= 0x20 && sign != 0x7F) line += sign;
    std::size_t used = 0;
    for (std::string_view rest = line; !rest.empty();) {
        auto length = decode_utf8(rest).length;
        if (used + length > longest_line) {
            out_ += "\r\n ";
            used = 1;
        }
        out_ += rest.substr(0, length);
        used += length;
        rest.remove_prefix(length);
    }
    out_ += "\r\n";
}

void CalendarWriter::text(std::string_view name, std::string_view value)
{
    std::string escaped;
    for (char sign : value) {
        if (sign == '\n') {
            escaped += "\\n";
            continue;
        }
        if (sign == '\\' || sign == ';' || sign == ',') escaped += '\\';
        escaped += sign;
    }
    property(name, escaped);
}

void CalendarWriter::utc(std::string_view name, Time time) { property(name, compact(rfc3339(time))); }

void CalendarWriter::local(std::string_view name, const TimeZone& zone, Time time)
{
    property(std::string{name} + ";TZID=" + zone.name(), compact(local_text(zone.local(time))));
}

void CalendarWriter::lines(std::string_view whole) { out_ += whole; }

}  // namespace favilla
