// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/second_factor/passkeys — one's own passkeys. Adding and removing take the password, and of who has a second factor
// already that too; what is told of them are names and times.
#include "social/passkeys.h"

#include "base/webauthn.h"
#include "console/factor_proof.h"
#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "social/accounts.h"

namespace favilla::console {

using namespace mastodon;

namespace {

std::string bound(const Api& api, std::string_view act) { return social::bound_to_session(act, api.me(), api.token->id); }

// What was begun without showing a second factor is of no use once there is one.
std::string bound_to_adding(db::Reader& reader, const Api& api)
{
    return bound(api, social::has_second_factor(reader, api.me()) ? "add another" : "add the first");
}

void write_passkeys(JsonWriter& json, const std::vector<social::Passkey>& passkeys)
{
    json.array(passkeys, [&](const social::Passkey& one) {
        json.object([&] {
            json.field("id", one.id);
            json.field("name", one.name);
            json.field("created_at", one.created_at);
            json.field("last_used_at", one.last_used_at);
        });
    });
}

std::vector<social::Passkey> own_passkeys(Api& api)
{
    return api.db.read([&](db::Reader& reader) { return social::passkeys_of(reader, api.me()); });
}

net::Response passkeys_response(Api& api)
{
    auto passkeys = own_passkeys(api);
    return json_response(200, [&](JsonWriter& json) { write_passkeys(json, passkeys); });
}

struct NewPasskey {
    std::string name, display_name, handle, bound_to;
    std::vector<KnownCredential> known;
};

// PublicKeyCredentialCreationOptionsJSON. Its person is called by a name that stands on every post, never by their address.
void write_creation(JsonWriter& json, const Api& api, const NewPasskey& wanted)
{
    json.object([&] {
        json.key("rp").object([&] {
            json.field("id", social::relying_party(api.domain).id);
            json.field("name", api.domain.title.empty() ? api.domain.name : api.domain.title);
        });
        json.key("user").object([&] {
            json.field("id", wanted.handle);
            json.field("name", wanted.name);
            json.field("displayName", wanted.display_name);
        });
        json.field("challenge", to_base64url(api.services.factor_key.challenge(wanted.bound_to, api.now)));
        json.key("pubKeyCredParams").array([&] {
            for (auto algorithm : {SignatureAlgorithm::EdDsa, SignatureAlgorithm::Es256, SignatureAlgorithm::Rs256})
                json.object([&] {
                    json.field("type", "public-key");
                    json.field("alg", static_cast<int>(algorithm));
                });
        });
        json.field("timeout", social::challenge_lasts.milliseconds);
        json.key("excludeCredentials");
        write_known_credentials(json, wanted.known);
        json.key("authenticatorSelection").object([&] {
            json.field("residentKey", "preferred");
            json.field("requireResidentKey", false);
            json.field("userVerification", "preferred");
        });
        json.field("attestation", "none");
    });
}

Result<NewPasskey> begin_passkey(Api& api)
{
    CHECKED(check_own_password(api));
    return with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) -> Result<NewPasskey> {
        CHECKED(social::prove_if_asked(tx, api.services.factor_key, api.me(), proof, api.now));
        auto account = social::find_account(tx, api.me()).value();
        return NewPasskey{.name = account.username + "@" + api.domain.name,
                          .display_name = account.display_name.empty() ? account.username : account.display_name,
                          .handle = social::passkey_handle(tx, api.services.random, api.me()),
                          .bound_to = bound_to_adding(tx, api),
                          .known = social::credentials_of(tx, api.me())};
    });
}

}  // namespace

net::Response get_passkeys(const net::Request&, Api& api) { return passkeys_response(api); }

net::Response post_passkey_options(const net::Request&, Api& api)
{
    auto wanted = begin_passkey(api);
    if (!wanted) return error_response(api, wanted.error());
    return json_response(200, [&](JsonWriter& json) { write_creation(json, api, *wanted); });
}

net::Response post_passkey(const net::Request&, Api& api)
{
    auto given = api.params.hash("credential");
    auto offer = given ? read_credential_offer(to_json(boost::json::value(given->tree()))) : CredentialOffer{};
    auto added = api.db.write([&](db::Transaction& tx) {
        return social::add_passkey(tx, api.services.factor_key, api.services.random, api.domain, api.me(),
                                   bound_to_adding(tx, api), offer, api.params.text_or("name", ""), api.now);
    });
    if (!added) return error_response(api, added.error());
    auto passkeys = own_passkeys(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("passkeys");
            write_passkeys(json, passkeys);
            json.key("recovery_codes").values(added->recovery_codes);
        });
    });
}

net::Response put_passkey(const net::Request& request, Api& api)
{
    auto id = parse_id<social::PasskeyId>(request.param("id"));
    if (!id) return not_found(api);
    auto renamed = api.db.write(
        [&](db::Transaction& tx) { return social::rename_passkey(tx, api.me(), *id, api.params.text_or("name", "")); });
    return renamed ? passkeys_response(api) : error_response(api, renamed.error());
}

net::Response remove_passkey(const net::Request& request, Api& api)
{
    auto id = parse_id<social::PasskeyId>(request.param("id"));
    if (!id) return not_found(api);
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    auto removed = with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) {
        return social::remove_passkey(tx, api.services.factor_key, api.me(), *id, proof, api.now);
    });
    return removed ? passkeys_response(api) : error_response(api, removed.error());
}

net::Response post_passkey_challenge(const net::Request&, Api& api)
{
    auto known = api.db.read([&](db::Reader& reader) { return social::credentials_of(reader, api.me()); });
    auto challenge = api.services.factor_key.challenge(bound(api, proving_act), api.now);
    return json_response(200, [&](JsonWriter& json) {
        write_credential_request(json, {.challenge = challenge,
                                        .rp_id = social::relying_party(api.domain).id,
                                        .user_verification = "preferred",
                                        .allowed = known,
                                        .lasts = social::challenge_lasts});
    });
}

}  // namespace favilla::console
