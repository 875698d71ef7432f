// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/mail_key.h"

#include "base/crypto.h"
#include "base/text.h"

namespace favilla::social {

namespace {
constexpr std::size_t mac_bytes = 18;  // of 32: nobody guesses 144 bits, and the link stays short
}  // namespace

MailKey::MailKey(std::string_view box_key) : key_(hmac_sha256(box_key, "mail subscriptions")) {}

std::string MailKey::link_of(std::string_view kind, std::string_view what) const
{
    auto mac = hmac_sha256(key_, std::string{kind} + " " + std::string{what});
    return std::string{what} + "." + to_base64url(mac.substr(0, mac_bytes));
}

std::optional<std::string_view> MailKey::what_in(std::string_view kind, std::string_view link) const
{
    auto what = link.substr(0, link.find('.'));
    if (!equal_in_constant_time(link, link_of(kind, what))) return std::nullopt;
    return what;
}

std::string MailKey::mark_of(std::string_view email) const { return to_base64url(hmac_sha256(key_, "address " + fold(email))); }

}  // namespace favilla::social
