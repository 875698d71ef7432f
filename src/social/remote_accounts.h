// SPDX-License-Identifier: AGPL-3.0-or-later
// social/remote_accounts.h — people of other servers, as those servers describe them. An account is known by its URI; who it is
// was checked by whoever calls here.
#pragma once
#include "base/html.h"
#include "social/accounts.h"
#include "social/remote_emojis.h"

namespace favilla::social {

struct RemoteAccount {
    std::string uri;
    std::string url;  // for people to open; empty: the URI
    std::string username;
    std::string host;  // in normal form
    AccountKind kind = AccountKind::Person;
    std::string display_name;
    SafeHtml note;
    std::vector<std::pair<std::string, SafeHtml>> fields;
    std::string avatar, header;  // addresses of pictures; empty: none
    std::string avatar_description = {}, header_description = {};
    std::vector<RemoteEmoji> emojis;
    bool locked = false;
    bool discoverable = false;
    bool indexable = false;
    bool hide_collections = false;
    bool show_media = true, show_media_replies = true, show_featured = true;
    std::vector<std::string> attribution_domains;  // hosts whose pages may name it as their author
    std::optional<Time> published;
};

inline constexpr std::size_t max_remote_name_length = 2048;  // bytes, as Mastodon bounds what it receives
inline constexpr std::size_t max_remote_note_length = 20'480;
inline constexpr std::size_t max_remote_description_length = 10'000;  // what is longer is left out
inline constexpr std::size_t max_remote_fields = 50;
inline constexpr std::size_t max_remote_field_length = 2047;

// Adds or changes it. Publishes ProfileChanged for what was known. Refuses: Invalid (no name, too long, a name that is
// none), Forbidden for an account that was suspended here (it stays as it was), Conflict for one of our own.
Result<Account> receive_account(db::Transaction&, const RemoteAccount&, Time now);

// What is done to accounts because of the server they are of.
struct HostRestraint {
    bool silence = false;     // met by those who follow them, or look for them
    bool suspension = false;  // seen by nobody
};
// At most `limit` accounts of the host that are not yet restrained so; `stamp` dates it, so that lift_from_host finds them again
// and leaves alone what was done to single ones. Both return how many they changed.
std::int64_t restrain_host(db::Transaction&, std::string_view host, Time stamp, HostRestraint, int limit);
void restrain_account(db::Transaction&, AccountId, Time stamp, HostRestraint);
std::int64_t lift_from_host(db::Transaction&, std::string_view host, Time stamp, HostRestraint, int limit);

// Of an account's followers, by their URIs; ours among them.
std::vector<std::string> uris_of_followers(db::Reader&, AccountId);
void end_follow_of(db::Transaction&, AccountId follower, AccountId followed);  // as if it had never been
// It follows nobody any more, and asks nobody.
void end_follows_of(db::Transaction&, AccountId);
// The account is gone for good: emptied, its posts with it, its follows ended. What it wrote in conversations keeps its place.
void remove_remote_account(db::Transaction&, AccountId, Time now);

}  // namespace favilla::social
