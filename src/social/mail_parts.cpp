// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/mail_parts.h"

#include "base/html.h"
#include "social/accounts.h"

namespace favilla::social {

std::string shown_name(const Account& account) { return account.display_name.empty() ? account.username : account.display_name; }

std::string mail_host(std::string_view host) { return std::string{host.substr(0, host.find(':'))}; }

std::string mail_sender(std::string_view from, std::string_view host)
{
    return from.empty() ? "noreply@" + mail_host(host) : std::string{from};
}

std::string mail_paragraph(std::string_view words)
{
    std::string html = "<p>";
    for (char c : escape_text(words)) {
        if (c == '\n')
            html += "<br>";
        else
            html += c;
    }
    return html + "</p>\n";
}

std::string mail_small_paragraph(std::string_view html) { return "<p style=\"font-size:.85em\">" + std::string{html} + "</p>\n"; }

std::string mail_link(std::string_view to, std::string_view words)
{
    return "<a href=\"" + escape_attribute(to) + "\">" + escape_text(words) + "</a>";
}

std::string mail_document(std::string_view language, std::string_view title, std::string_view html)
{
    return "<!DOCTYPE html>\n<html lang=\"" + escape_attribute(language) + "\"><head><meta charset=\"utf-8\"><title>"
         + escape_text(title)
         + "</title></head>\n<body style=\"font-family:sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em\">\n"
         + std::string{html} + "</body></html>\n";
}

}  // namespace favilla::social
