// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mail_key.h — the links that stand in mails and work for as long as somebody keeps them: made from a key outside the
// database, so that nothing of them is stored.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace favilla::social {

class MailKey {
public:
    explicit MailKey(std::string_view box_key);
    // "WHAT.MAC". The kind keeps a link that was made for one purpose from serving another.
    std::string link_of(std::string_view kind, std::string_view what) const;
    std::optional<std::string_view> what_in(std::string_view kind, std::string_view link) const;  // none: not made here
    // What is remembered of an address that must not be written to.
    std::string mark_of(std::string_view email) const;

private:
    std::string key_;
};

}  // namespace favilla::social
