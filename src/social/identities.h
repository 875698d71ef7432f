// SPDX-License-Identifier: AGPL-3.0-or-later
// social/identities.h — who somebody is at an OpenID provider. The issuer and its name for them is the identity, and never an e-mail
// address: an account is joined to it by who is signed in there and gives its password, or made for it.
#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/rate_limit.h"
#include "social/sign_in_providers.h"
#include "social/sign_up.h"

namespace favilla::social {

using IdentityId = Id<struct IdentityTag>;

struct Identity {
    IdentityId id;
    std::string issuer;
    std::string label;  // as the provider called them
    Time created_at;
    std::optional<Time> last_used_at;
};
std::vector<Identity> identities_of(db::Reader&, AccountId);  // the oldest first
inline constexpr std::size_t max_identities = 10;             // of an account

struct ProvenIdentity {  // a provider's word, verified
    std::string issuer, subject;
    std::string label;
};
std::optional<AccountId> find_by_identity(db::Reader&, DomainId, const ProvenIdentity&);
void note_identity_used(db::Transaction&, DomainId, const ProvenIdentity&, Time now);
// A mail says so. Once more is well. Refuses: Conflict "identity.taken", "identity.too_many", NotFound.
Result<void> join_identity(db::Transaction&, AccountId, const ProvenIdentity&, std::string_view provider, Time now);
// The caller has asked for the password, so that it is not the last way in. A mail says so. Refuses NotFound "identity.missing".
Result<void> remove_identity(db::Transaction&, AccountId, IdentityId, std::string_view provider, Time now);
void forget_identities_of(db::Transaction&, AccountId);
// Who came by a provider has none until they ask for one by mail.
bool has_password(db::Reader&, AccountId);

inline constexpr net::RateRule openid_by_address{"openid_address", 25, minutes(5)};

// What a browser has begun at a provider. `browser` is the secret in its cookie.
struct IdentityAttempt {
    DomainId domain;
    std::string provider;
    std::optional<AccountId> account;  // to be joined to; none: signing in
    std::string return_to;
};
inline constexpr Duration attempt_lasts = minutes(15);
void begin_attempt(db::Transaction&, std::string_view state, std::string_view browser, const IdentityAttempt&, Time now);
// Once, and only in the browser that began it.
std::optional<IdentityAttempt> take_attempt(db::Transaction&, std::string_view state, std::string_view browser, Time now);

struct Arrival {  // signed in there, and nobody here yet
    DomainId domain;
    std::string provider;
    ProvenIdentity identity;
    std::string email;     // verified there
    std::string username;  // as proposed
    std::string return_to;
};
void keep_arrival(db::Transaction&, std::string_view browser, const Arrival&, Time now);
void forget_old_attempts(db::Transaction&, Time now);  // and arrivals
std::optional<Arrival> find_arrival(db::Reader&, std::string_view browser, DomainId, Time now);

struct NewcomerDraft {
    std::string username;
    bool agreement = false;
    std::string locale, reason;
    Newcomers admission = Newcomers::AsOthers;
    std::string provider;             // its title
    std::string client_address = {};  // from where: social/entry_rules.h
};
// An account without a password, its address as proved as by a link in a mail. Takes the arrival away. Refuses: Invalid
// "sign_up.invalid", Forbidden "sign_up.closed", "entry.refused", "user.email_refused", Conflict "identity.email_taken", "identity.taken".
std::expected<Account, SignUpRefusal> admit_arrival(db::Transaction&, std::string_view browser, const Arrival&,
                                                    const NewcomerDraft&, Time now);

}  // namespace favilla::social
