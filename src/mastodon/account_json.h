// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/account_json.h — the entities Account, CredentialAccount and MutedAccount
// (docs.joinmastodon.org/entities/Account).
#pragma once
#include "base/json_writer.h"
#include "social/accounts.h"
#include "social/reading.h"
#include "social/users.h"

namespace favilla::mastodon {

// As a reader of that domain sees it. One that is suspended is emptied.
void write_account(JsonWriter&, const social::Account&, const social::Domain& readers);

// An object like Account with some more fields: the caller stands inside an open object.
void write_account_fields(JsonWriter&, const social::Account&, const social::Domain& readers);
// The entity PartialAccountWithAvatar: enough for a face in a row of faces.
void write_partial_account(JsonWriter&, const social::Account&, const social::Domain& readers);
enum class Fields { AsTyped, AsShown };
void write_fields(JsonWriter&, const std::vector<social::ProfileField>&, Fields);
void write_muted_account(JsonWriter&, const social::Account&, const social::Domain& readers, std::optional<Time> mute_expires_at);

struct CredentialView {
    social::Account account;
    social::User user;
    std::int64_t follow_requests_count = 0;
    std::vector<std::string> attribution_domains;
    social::Reading reading;
};
// None when the account has no user: then nobody signs in with it.
std::optional<CredentialView> find_credentials(db::Reader&, AccountId);
void write_credential_account(JsonWriter&, const CredentialView&, const social::Domain& readers);

// Absolute; drawn when there is none of their own (mastodon/pictures.cpp).
std::string avatar_url(const social::Account&, const social::Domain& readers);
std::string header_url(const social::Account&, const social::Domain& readers);

void write_role(JsonWriter&, social::Role);               // the entity Role
void write_reading(JsonWriter&, const social::Reading&);  // of CredentialAccount, and /api/favilla/v1/preferences
std::optional<social::Role> parse_role_id(std::string_view);

std::string_view visibility_name(social::Visibility);  // "public", "unlisted", "private", "direct"
std::optional<social::Visibility> parse_visibility(std::string_view);

}  // namespace favilla::mastodon
