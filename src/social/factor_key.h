// SPDX-License-Identifier: AGPL-3.0-or-later
// social/factor_key.h — what keeps the secrets of second factors, and what a browser holds between the password and the code: sealed by
// keys that stand outside the database. And what makes the challenges of passkeys.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"

namespace favilla::social {

// Somebody gave the right password of an account, and nothing more.
struct ProvenPassword {
    AccountId account;
    Time at;
    std::string mark;  // of the password that it was (FactorKey::mark_of)
};

class FactorKey {
public:
    FactorKey(std::string_view box_key, Random);
    // A secret is of one account: in the row of another it does not open. Throws when the key does not fit the database.
    std::string close(AccountId, std::string_view secret) const;
    std::string open(AccountId, std::string_view sealed) const;

    std::string seal_proof(const ProvenPassword&) const;                      // fit for a cookie
    std::optional<ProvenPassword> open_proof(std::string_view sealed) const;  // none: not made here
    std::string mark_of(std::string_view password_hash) const;                // changes with the password

    // What a passkey is asked to sign: random, and known again as made here, when, and for what and whom, with nothing kept of it.
    std::string challenge(std::string_view bound_to, Time now) const;  // raw bytes
    std::optional<Time> challenge_made(std::string_view challenge,
                                       std::string_view bound_to) const;  // none: not made here for that

private:
    std::string secrets_, proofs_, challenges_;
    Random random_;
};

}  // namespace favilla::social
