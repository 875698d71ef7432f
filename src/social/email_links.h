// SPDX-License-Identifier: AGPL-3.0-or-later
// social/email_links.h — the secrets in the links that are sent by mail: of each purpose the newest of an account alone
// counts, and it counts once.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

enum class LinkPurpose { Confirm, Reset, Change, SetUp };

struct EmailLink {
    std::optional<AccountId> account;
    std::string email;  // that it was sent to
    Time created_at;
};

// Without an account it opens nothing, and costs what any other does.
std::string new_link(db::Transaction&, const Random&, LinkPurpose, std::optional<AccountId>, std::string_view email, Time now);
std::optional<EmailLink> find_link(db::Reader&, LinkPurpose, std::string_view secret);
std::optional<EmailLink> take_link(db::Transaction&, LinkPurpose, std::string_view secret);
std::optional<EmailLink> link_of(db::Reader&, LinkPurpose, AccountId);  // the one that counts
void end_link(db::Transaction&, LinkPurpose, AccountId);
void end_links(db::Transaction&, AccountId);        // all of them, of every purpose
void forget_old_links(db::Transaction&, Time now);  // that nobody can use any more

}  // namespace favilla::social
