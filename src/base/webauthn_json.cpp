// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/webauthn_json.h"

#include "base/crypto.h"

namespace favilla {

namespace {

constexpr std::size_t max_transports = 16;

std::string text_of(const auto& value, std::string_view key) { return std::string{find_string(value, key).value_or("")}; }

// Hands over what a browser said, and its "response"; nothing where there is none.
template <class Read>
void with_response(std::string_view json, Read&& read)
{
    if (json.size() > max_credential_json) return;
    auto credential = parse_json(json);
    if (!credential) return;
    if (const auto* response = find_member(*credential, "response")) read(*credential, *response);
}

}  // namespace

CredentialOffer read_credential_offer(std::string_view json)
{
    CredentialOffer offer;
    with_response(json, [&](const auto&, const auto& response) {
        offer.client_data = text_of(response, "clientDataJSON");
        offer.attestation = text_of(response, "attestationObject");
        const auto* transports = find_array(response, "transports");
        if (!transports) return;
        for (const auto& one : *transports)
            if (one.is_string() && offer.transports.size() < max_transports) offer.transports.emplace_back(one.get_string());
    });
    return offer;
}

CredentialAnswer read_credential_answer(std::string_view json)
{
    CredentialAnswer answer;
    with_response(json, [&](const auto& credential, const auto& response) {
        answer = {text_of(credential, "id"), text_of(response, "clientDataJSON"), text_of(response, "authenticatorData"),
                  text_of(response, "signature"), text_of(response, "userHandle")};
    });
    return answer;
}

void write_known_credentials(JsonWriter& json, const std::vector<KnownCredential>& known)
{
    json.array(known, [&](const KnownCredential& one) {
        json.object([&] {
            json.field("type", "public-key");
            json.field("id", one.id);
            json.key("transports").values(one.transports);
        });
    });
}

void write_credential_request(JsonWriter& json, const CredentialRequest& request)
{
    json.object([&] {
        json.field("challenge", to_base64url(request.challenge));
        json.field("timeout", request.lasts.milliseconds);
        json.field("rpId", request.rp_id);
        json.key("allowCredentials");
        write_known_credentials(json, request.allowed);
        json.field("userVerification", request.user_verification);
    });
}

}  // namespace favilla
