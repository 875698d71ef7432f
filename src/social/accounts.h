// SPDX-License-Identifier: AGPL-3.0-or-later
// social/accounts.h — who speaks: people, pages, groups, here and on other servers. A local account belongs to a hosted
// domain. Whether somebody signs in with it is social/users.h.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/domains.h"

namespace favilla::social {

enum class AccountKind { Person, Page, Group, Service, Application };
std::string_view name_of(AccountKind);  // as stored: "person"
std::optional<AccountKind> parse_account_kind(std::string_view);

struct ProfileField {
    std::string name;
    std::string value;  // as typed
    std::string value_html;
    std::optional<Time> verified_at;
    friend bool operator==(const ProfileField&, const ProfileField&) = default;
};

// What a page declares to be: it tells a wide public, it brings people together, or both.
enum class Posture { Megaphone, RoundTable, Both };
std::string_view name_of(Posture);  // "megaphone", "round_table", "both"
std::optional<Posture> parse_posture(std::string_view);

struct Account {
    AccountId id;
    std::optional<DomainId> domain;  // none: a remote account
    std::string username;
    std::string host;  // the hosted domain's name, or the remote server's
    AccountKind kind = AccountKind::Person;
    std::string display_name;
    std::string note;  // as typed
    std::string note_html;
    std::vector<ProfileField> fields;
    std::string emojis;  // of another server's, in any of these words: social/remote_emojis.h
    std::string avatar;  // path or URL; empty: the drawn default
    std::string header;
    std::string avatar_description, header_description;  // what stands in them, in words
    bool locked = false;
    bool bot = false;
    bool discoverable = false;
    bool indexable = false;
    bool hide_collections = false;
    // Which parts of their profile they want shown, and whether what they answered with a picture is among its media.
    bool show_media = true, show_media_replies = true, show_featured = true;
    std::string uri;  // https://example.org/users/ada
    std::string url;  // https://example.org/@ada
    std::int64_t statuses_count = 0;
    std::int64_t followers_count = 0;
    std::int64_t following_count = 0;
    std::optional<Time> last_status_at;
    Time created_at;
    std::optional<Time> admitted_at;  // none: not confirmed or not approved yet
    std::optional<Time> silenced_at, suspended_at, deleted_at;
    std::optional<Time> sensitized_at;  // what they post is shown as sensitive, whatever they say
    std::optional<Posture> posture;     // none: it declares nothing

    bool is_local() const { return domain.has_value(); }
    // Others may know of it: it was admitted and is still here. A suspended one is known, and shown emptied.
    bool is_known() const { return admitted_at && !deleted_at; }
};

inline constexpr std::size_t max_username_length = 30;
inline constexpr std::size_t max_display_name_length = 30;  // graphemes, as all of these
inline constexpr std::size_t max_note_length = 500;
inline constexpr std::size_t max_picture_description_length = 150;
inline constexpr std::size_t max_profile_fields = 4;
inline constexpr std::size_t max_profile_field_length = 255;

// What there is, known to others or not: who shows it asks is_known().
std::optional<Account> find_account(db::Reader&, AccountId);
// In the order asked for; those that are not there are left out.
std::vector<Account> find_accounts(db::Reader&, std::span<const AccountId>);
std::optional<Account> find_local_account(db::Reader&, std::string_view username, DomainId);
// "ada", "@ada", "ada@example.org"; a name alone is one of the viewer's domain. Case does not matter.
std::optional<Account> find_account_by_handle(db::Reader&, std::string_view handle, DomainId viewers);
std::optional<Account> find_account_by_uri(db::Reader&, std::string_view uri);

// "ada" for a reader of the same host, "ada@example.org" for all others.
std::string acct(const Account&, std::string_view readers_host);

struct AccountDraft {
    std::string username;
    std::string display_name;  // empty is well
    AccountKind kind = AccountKind::Person;
    bool admitted = true;
    std::optional<AccountId> id;  // none: a new one
};

// [a-z0-9_]+ in any case, at most 30. None when it is fine, else the key of why not: account.username_blank,
// .username_invalid, .username_too_long.
std::optional<std::string> username_problem(std::string_view username);
// Names that would pass for the house itself: nobody signs up with them; an administrator may give them.
bool is_reserved_username(std::string_view username);

// Publishes AccountCreated. Refuses: Invalid (the keys above), Conflict "account.username_taken", NotFound (the domain).
Result<Account> create_account(db::Transaction&, DomainId, const AccountDraft&, Time now);

struct ProfileChange {  // what is not given stays as it is
    std::optional<std::string> display_name, note;
    std::optional<std::vector<std::pair<std::string, std::string>>> fields;  // name, value; empty pairs are dropped
    std::optional<bool> locked, bot, discoverable, indexable, hide_collections;
    std::optional<std::string> avatar, header;  // paths of ours; empty: the drawn ones
    std::optional<Posture> posture = {};
    std::optional<std::string> avatar_description = {}, header_description = {};
    std::optional<bool> show_media = {}, show_media_replies = {}, show_featured = {};
};

// A picture that is replaced takes its description along. Publishes ProfileChanged. Refuses: NotFound, Invalid
// (account.display_name_too_long, .note_too_long, .too_many_fields, .field_too_long, .picture_description_too_long, with the param "field" naming what is wrong and "max" its limit).
Result<Account> update_profile(db::Transaction&, AccountId, const ProfileChange&);

// Emptied for others, and out of every timeline; who signed in with it is out at once. Publishes AccountSuspended.
// Refuses: NotFound, Forbidden "user.last_admin".
Result<void> suspend_account(db::Transaction&, AccountId, Time now);
Result<void> unsuspend_account(db::Transaction&, AccountId);

std::int64_t count_follow_requests(db::Reader&, AccountId);
std::vector<std::string> remote_hosts(db::Reader&);  // of the accounts we know, in alphabetical order
std::int64_t count_remote_hosts(db::Reader&);

std::string words_of(const Account&);  // all they say of themselves, as typed

// For queries of social/ that select accounts as `a`.
inline constexpr std::string_view account_columns =
    "a.id, a.domain_id, a.username, a.host, a.kind, a.display_name, a.note, a.note_html, a.fields, a.avatar, a.header, "
    "a.locked, a.bot, a.discoverable, a.indexable, a.hide_collections, a.uri, a.url, a.statuses_count, a.followers_count, "
    "a.following_count, a.last_status_at, a.created_at, a.admitted_at, a.silenced_at, a.suspended_at, a.deleted_at, "
    "a.sensitized_at, a.posture, a.emojis, a.avatar_description, a.header_description, a.show_media, a.show_media_replies, "
    "a.show_featured";
inline constexpr int account_column_count = 35;
Account read_account(const db::Row&, int first_column = 0);

}  // namespace favilla::social
