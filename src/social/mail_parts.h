// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mail_parts.h — what mails are put together from. Words are escaped here; what is called html is not.
#pragma once
#include <string>
#include <string_view>

namespace favilla::social {

struct Account;

std::string shown_name(const Account&);  // as they call themselves, else their name

std::string mail_host(std::string_view host);                           // without its port
std::string mail_sender(std::string_view from, std::string_view host);  // an empty `from` becomes noreply@ the host
std::string mail_paragraph(std::string_view words);                     // line breaks stay
std::string mail_small_paragraph(std::string_view html);
std::string mail_link(std::string_view to, std::string_view words);
std::string mail_document(std::string_view language, std::string_view title, std::string_view html);

}  // namespace favilla::social
