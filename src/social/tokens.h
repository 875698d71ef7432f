// SPDX-License-Identifier: AGPL-3.0-or-later
// social/tokens.h — bearer tokens of applications, cookies of browsers. 256 random bits, of which only the SHA-256 is
// kept. They hold until they are revoked, but those of apps that ask for a token that ends (social/offline_access.h).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/scopes.h"
#include "social/voices.h"

namespace favilla::social {

enum class Role { User, Moderator, Admin };
std::string_view name_of(Role);
std::optional<Role> parse_role(std::string_view);

enum class TokenKind { Bearer, Browser, Device };

// Whether whom a token speaks for may act: all but Active are turned away from everything but seeing that it is so.
enum class UserState { Active, Unconfirmed, Unapproved, Disabled, Suspended };

struct Token {
    TokenId id;
    TokenKind kind = TokenKind::Bearer;
    std::optional<ApplicationId> application;
    std::optional<AccountId> account;  // none: the application speaks for itself
    Scopes scopes;
    Time created_at;
    std::optional<Time> last_used_at;
    std::optional<DomainId> domain;  // the user's
    Role role = Role::User;
    UserState state = UserState::Active;
    std::string locale;          // the user's: "it"
    std::optional<Voice> voice;  // the page it was let in to speak as; `account` is the person
};

struct TokenDraft {
    TokenKind kind = TokenKind::Bearer;
    std::optional<ApplicationId> application;
    std::optional<AccountId> account;
    Scopes scopes;
    std::optional<AccountId> voice = {};  // a page the account may speak for
};

struct IssuedToken {
    TokenId id;
    std::string secret;  // told once, to its bearer
    Scopes scopes;
    Time created_at;
};

IssuedToken issue_token(db::Transaction&, const Random&, const TokenDraft&, Time now);

// On every request: one query by index. None for a token that is not there, and for a device's, which opens nothing.
std::optional<Token> find_token(db::Reader&, std::string_view secret);

// A use is noted once an hour at most, and when a day (UTC) has begun since: ask first, so that reading writes nothing. With it stands
// that its person was active on that day (social/active_days.h), also where they speak for a page.
bool use_is_due(const Token&, Time now);
void note_use(db::Transaction&, const Token&, Time now);

// Each publishes TokenRevoked for each token that is gone. A device is forgotten with all of its account's.
void revoke_token(db::Transaction&, TokenId);
void revoke_tokens_of(db::Transaction&, AccountId);  // also what speaks as it
void revoke_tokens_of(db::Transaction&, ApplicationId, AccountId);
void revoke_voice(db::Transaction&, AccountId page, AccountId person);

// RFC 7009: by the secret, when it belongs to that application; of what is not there nothing is said.
// Refuses Forbidden "oauth.not_your_token".
Result<void> revoke_by_application(db::Transaction&, ApplicationId, std::string_view secret);

std::vector<Token> tokens_of(db::Reader&, AccountId);  // newest first: what a person sees of their sessions

// A browser from which this account has signed in before: strangers who try passwords do not lock it out.
bool is_known_device(db::Reader&, AccountId, std::string_view device_secret);

}  // namespace favilla::social
