// SPDX-License-Identifier: AGPL-3.0-or-later
// social/net_tags.h — whether members came from the same network, and nothing of where that is: HMAC-SHA-256 of a prefix of their address
// (/24, of IPv6 /48) and of what kind of program they came with, under a key of the week, cut to 20 bits. The key goes when its week is
// over, the tags after fourteen days. Only of who signs in here; shown to nobody but themselves, never told elsewhere, and an organisation
// may keep none (docs/methods/integrity.en.md).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

inline constexpr std::int64_t net_tags_kept = 14;  // days

struct NetTag {
    AccountId account;
    std::int64_t day = 0;  // UTC, since 1970: tags compare within a week, which begins on Monday
    std::int64_t tag = 0;  // of 20 bits
};

// The name of the program, without version and machine: "firefox", "tusky"; "other".
std::string client_family(std::string_view user_agent);
// The same for whoever comes from that network with that family while the key is the same. None: that is no address.
std::optional<std::int64_t> net_tag(std::string_view key, std::string_view client_address, std::string_view user_agent);

// Once a day and network.
void note_net_tag(db::Transaction&, const Random&, AccountId, std::string_view client_address, std::string_view user_agent,
                  Time now);
void forget_net_tags(db::Transaction&, Time now);  // of long ago, and keys of weeks that are over
void forget_net_tags_of(db::Transaction&, AccountId);

std::vector<NetTag> net_tags_of(db::Reader&, AccountId);           // by day
std::vector<NetTag> net_tags_in(db::Reader&, DomainId, Time now);  // those that are still to be kept, by account and day

bool keeps_net_tags(db::Reader&, DomainId);
inline constexpr std::string_view net_tags_sentence =
    "pages.privacy.network";  // which says so, beside the privacy_sentences of social/domains.h
// Switched off, all there are go at once. True when it was not so before.
bool keep_net_tags(db::Transaction&, DomainId, bool keep, Time now);

}  // namespace favilla::social
