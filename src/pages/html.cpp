// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/html.h"

#include <charconv>

namespace favilla::pages {

namespace {

void append_number(std::string& out, std::int64_t number)
{
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

}  // namespace

void Html::append_attributes(Attributes attributes)
{
    for (const auto& attribute : attributes) {
        if (attribute.kind_ == Attribute::Kind::Absent) continue;
        out_ += ' ';
        out_ += attribute.name_;
        if (attribute.kind_ == Attribute::Kind::Flag) continue;
        out_ += "=\"";
        if (attribute.kind_ == Attribute::Kind::Number)
            append_number(out_, attribute.number_);
        else
            append_escaped(out_, attribute.value_);
        out_ += '"';
    }
}

void Html::open(Name name, Attributes attributes)
{
    out_ += '<';
    out_ += name.text;
    append_attributes(attributes);
    out_ += '>';
}

void Html::open_link(const Url& to, Attributes attributes)
{
    out_ += "<a href=\"";
    append_escaped(out_, to.text());
    out_ += '"';
    append_attributes(attributes);
    out_ += '>';
}

void Html::close(Name name)
{
    out_ += "</";
    out_ += name.text;
    out_ += '>';
}

void Html::json_ld(std::string_view json)
{
    out_ += "<script type=\"application/ld+json\">";
    for (char c : json) {
        // No "</script>" and no "<!--" may stand in it; inside JSON a '<' is in a string, where an escape means the same.
        if (c == '<')
            out_ += "\\u003c";
        else
            out_ += c;
    }
    out_ += "</script>";
}

Html document(std::size_t expected_size)
{
    Html html{expected_size};
    html.out_ += "<!doctype html>\n";
    return html;
}

}  // namespace favilla::pages
