// SPDX-License-Identifier: AGPL-3.0-or-later
// base/webauthn_json.h — the two ceremonies as browsers write and read them: RegistrationResponseJSON, AuthenticationResponseJSON and
// PublicKeyCredentialRequestOptionsJSON of Web Authentication. Bytes are base64url there, and stay so here.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace favilla {

struct CredentialOffer {  // of a new one
    std::string client_data, attestation;
    std::vector<std::string> transports;
};
struct CredentialAnswer {  // of one that signs in
    std::string id, client_data, authenticator_data, signature, user_handle;
};
// What is missing is empty, also where it is no JSON: nothing verifies by it.
CredentialOffer read_credential_offer(std::string_view json);
CredentialAnswer read_credential_answer(std::string_view json);
inline constexpr std::size_t max_credential_json = 64 * 1024;

struct KnownCredential {
    std::string id;
    std::vector<std::string> transports;  // as its browser said
};
void write_known_credentials(JsonWriter&, const std::vector<KnownCredential>&);

struct CredentialRequest {
    std::string challenge;  // raw bytes
    std::string rp_id;
    std::string_view user_verification;         // "required", "preferred"
    std::vector<KnownCredential> allowed = {};  // none: whichever the authenticator has
    Duration lasts;
};
void write_credential_request(JsonWriter&, const CredentialRequest&);

}  // namespace favilla
