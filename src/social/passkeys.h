// SPDX-License-Identifier: AGPL-3.0-or-later
// social/passkeys.h — passkeys (W3C Web Authentication, Level 2): who has which, and whether what a browser brings was signed by one, here,
// just now, and never before. Signing in with them: social/passkey_sign_in.h.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "base/webauthn_json.h"
#include "db/database.h"
#include "social/domains.h"

namespace favilla::social {

class FactorKey;
class FactorProof;

using PasskeyId = Id<struct PasskeyTag>;

struct Passkey {
    PasskeyId id;
    std::string name;  // its person's own
    Time created_at;
    std::optional<Time> last_used_at;
};
std::vector<Passkey> passkeys_of(db::Reader&, AccountId);  // oldest first
bool has_passkey(db::Reader&, AccountId);

inline constexpr std::size_t max_passkeys = 10;
inline constexpr std::size_t max_passkey_name = 60;
inline constexpr Duration challenge_lasts = minutes(5);

// Where passkeys of an organisation are good: the host they are bound to, and the origin that may ask for them.
struct RelyingParty {
    std::string id;
    std::string origin;
};
RelyingParty relying_party(const Domain&);

// What for, and for whom: a challenge of one is none for another.
std::string bound_to_session(std::string_view act, AccountId, TokenId);       // who is signed in, and by which token
std::string bound_to_browser(std::string_view act, std::string_view secret);  // who is not: by a secret that the browser keeps

std::vector<KnownCredential> credentials_of(db::Reader&, AccountId);
// What authenticators call the account by, base64url: 64 random bytes, made when they are first asked for.
std::string passkey_handle(db::Transaction&, const Random&, AccountId);

struct AddedPasskey {
    Passkey passkey;
    std::vector<std::string> recovery_codes;  // told this once, where the account had no second factor of any kind; else empty
};
// A mail says so. Refuses: Gone "passkey.again" (the challenge), Forbidden "passkey.wrong", Conflict "passkey.known",
// "passkey.enough", Invalid "passkey.name_blank", "passkey.name_too_long".
Result<AddedPasskey> add_passkey(db::Transaction&, const FactorKey&, const Random&, const Domain&, AccountId,
                                 std::string_view bound_to, const CredentialOffer&, std::string_view name, Time now);
// Refuses NotFound "passkey.missing", Invalid as above.
Result<void> rename_passkey(db::Transaction&, AccountId, PasskeyId, std::string_view name);
// The caller has asked for the password. Mails say so. Refuses NotFound, and as `prove_second_factor`.
Result<void> remove_passkey(db::Transaction&, const FactorKey&, AccountId, PasskeyId, const FactorProof&, Time now);
void forget_passkeys(db::Transaction&, AccountId);

enum class PasskeyUse { Alone, BesidePassword };  // alone it has to have made sure who it is, and to say whose it is
struct PasskeyDemand {
    std::string bound_to;
    PasskeyUse use = PasskeyUse::BesidePassword;
    std::optional<AccountId> of = {};  // none: of anybody
};

// That a passkey of the account has just signed. Nobody makes one but take_passkey.
class PasskeyProof {
public:
    AccountId account() const { return account_; }

private:
    explicit PasskeyProof(AccountId account) : account_(account) {}
    AccountId account_;
    friend Result<PasskeyProof> take_passkey(db::Database&, const FactorKey&, const Domain&, const PasskeyDemand&,
                                             const CredentialAnswer&, Time);
};
// The challenge is spent by it, refused or not. A counter that went backwards is told by mail. Refuses: Gone "passkey.again",
// Forbidden "passkey.unknown", "passkey.wrong", "passkey.unverified", "passkey.copied".
Result<PasskeyProof> take_passkey(db::Database&, const FactorKey&, const Domain&, const PasskeyDemand&, const CredentialAnswer&,
                                  Time now);

}  // namespace favilla::social
