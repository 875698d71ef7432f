// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/webauthn.h"

#include <array>
#include <memory>

#include <cbor.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/json.h"

namespace favilla {

namespace {

constexpr std::size_t rp_hash_size = 32;
constexpr std::size_t max_authenticator_data = 16 * 1024;
constexpr std::uint8_t flag_present = 0x01, flag_verified = 0x04;

struct FreeItem {
    void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using CborItem = std::unique_ptr<cbor_item_t, FreeItem>;

struct FreeCredential {
    void operator()(fido_cred_t* credential) const { fido_cred_free(&credential); }
};
struct FreeAssertion {
    void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }
};
struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
std::string text_of(const unsigned char* bytes, std::size_t size)
{
    return bytes ? std::string{reinterpret_cast<const char*>(bytes), size} : std::string{};
}

bool is_text(const cbor_item_t* item, std::string_view text)
{
    return cbor_isa_string(item) && cbor_string_is_definite(item)
        && std::string_view{reinterpret_cast<const char*>(cbor_string_handle(item)), cbor_string_length(item)} == text;
}

constexpr std::size_t max_map = 16;

// A head may claim more elements than any text of this length could hold, and libcbor takes memory for as many: looked at first, head
// by head, which takes none. False also where it is no CBOR.
bool claims_what_it_holds(std::string_view bytes)
{
    struct Look {
        std::size_t left = 0;
        bool holds = true;
    };
    Look look;
    auto callbacks = cbor_empty_callbacks;
    callbacks.array_start = callbacks.map_start = [](void* context, size_t count) {
        auto& seen = *static_cast<Look*>(context);
        seen.holds = seen.holds && count <= seen.left;
    };
    while (!bytes.empty() && look.holds) {
        look.left = bytes.size();
        auto step = cbor_stream_decode(bytes_of(bytes), bytes.size(), &callbacks, &look);
        if (step.status != CBOR_DECODER_FINISHED || step.read == 0) return false;
        bytes.remove_prefix(step.read);
    }
    return look.holds;
}

// Behind the fixed part of an authenticator's data, section 6.1: a new credential's key, and extensions.
constexpr std::size_t fixed_size = 37, credential_head = 18;
constexpr std::uint8_t flag_credential = 0x40;

bool has_sound_tail(std::string_view data)
{
    if (data.size() < fixed_size) return false;
    auto tail = data.substr(fixed_size);
    if (static_cast<std::uint8_t>(data[rp_hash_size]) & flag_credential) {
        if (tail.size() < credential_head) return false;
        auto id_size = std::size_t{bytes_of(tail)[16]} << 8 | bytes_of(tail)[17];
        if (tail.size() < credential_head + id_size) return false;
        tail.remove_prefix(credential_head + id_size);
    }
    return claims_what_it_holds(tail);
}

// The authenticator's data in an attestation object: {"fmt": …, "attStmt": …, "authData": bytes}.
std::optional<std::string> authenticator_data_of(std::string_view attestation)
{
    if (attestation.size() > max_attestation || !claims_what_it_holds(attestation)) return std::nullopt;
    cbor_load_result read{};
    CborItem item{cbor_load(bytes_of(attestation), attestation.size(), &read)};
    if (!item || read.error.code != CBOR_ERR_NONE || read.read != attestation.size()) return std::nullopt;
    if (!cbor_isa_map(item.get()) || cbor_map_size(item.get()) > max_map) return std::nullopt;
    std::optional<std::string> found;
    const auto* pairs = cbor_map_handle(item.get());
    for (std::size_t n = 0; n < cbor_map_size(item.get()); ++n) {
        if (!is_text(pairs[n].key, "authData")) continue;
        const auto* value = pairs[n].value;
        if (found || !cbor_isa_bytestring(value) || !cbor_bytestring_is_definite(value)) return std::nullopt;
        found = text_of(cbor_bytestring_handle(value), cbor_bytestring_length(value));
    }
    return found;
}

bool is_of(std::string_view authenticator_data, std::string_view rp_id)
{
    return authenticator_data.size() <= max_authenticator_data && has_sound_tail(authenticator_data)
        && authenticator_data.substr(0, rp_hash_size) == sha256(rp_id);
}

AuthenticatorState state_of(std::uint8_t flags, std::uint32_t sign_count)
{
    return {(flags & flag_present) != 0, (flags & flag_verified) != 0, sign_count};
}

// The key as libfido2 takes it; calls `use` with it. False: it is none.
template <class Use>
bool with_key(const CredentialKey& key, Use&& use)
{
    auto with = [&](auto* made, auto from, auto to_openssl, auto release) {
        auto holds = made && from(made, key.bytes.data(), key.bytes.size()) == FIDO_OK;
        // As OpenSSL takes it: a point that lies on the curve.
        if (holds) holds = std::unique_ptr<EVP_PKEY, FreeKey>{to_openssl(made)} != nullptr;
        if (holds) holds = use(made);
        release(&made);
        return holds;
    };
    switch (key.algorithm) {
    case SignatureAlgorithm::Es256: return with(es256_pk_new(), es256_pk_from_ptr, es256_pk_to_EVP_PKEY, es256_pk_free);
    case SignatureAlgorithm::EdDsa: return with(eddsa_pk_new(), eddsa_pk_from_ptr, eddsa_pk_to_EVP_PKEY, eddsa_pk_free);
    case SignatureAlgorithm::Rs256: return with(rs256_pk_new(), rs256_pk_from_ptr, rs256_pk_to_EVP_PKEY, rs256_pk_free);
    }
    return false;
}

// None: the key is of another algorithm, or the bytes are no such data.
std::optional<NewCredential> read_as(SignatureAlgorithm algorithm, std::string_view data)
{
    std::unique_ptr<fido_cred_t, FreeCredential> credential{fido_cred_new()};
    if (!credential || fido_cred_set_type(credential.get(), static_cast<int>(algorithm)) != FIDO_OK
        || fido_cred_set_authdata_raw(credential.get(), bytes_of(data), data.size()) != FIDO_OK)
        return std::nullopt;
    return NewCredential{
        .id = text_of(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get())),
        .key = {algorithm, text_of(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()))},
        .state = state_of(fido_cred_flags(credential.get()), fido_cred_sigcount(credential.get()))};
}

}  // namespace

std::optional<ClientData> read_client_data(std::string_view json)
{
    if (json.size() > max_client_data) return std::nullopt;
    auto parsed = parse_json(json);
    if (!parsed) return std::nullopt;
    auto type = find_string(*parsed, "type"), challenge = find_string(*parsed, "challenge"),
         origin = find_string(*parsed, "origin");
    if (!type || !challenge || !origin) return std::nullopt;
    auto bytes = from_base64url(*challenge);
    if (!bytes) return std::nullopt;
    return ClientData{std::string{*type}, *std::move(bytes), std::string{*origin},
                      find_bool(*parsed, "crossOrigin").value_or(false)};
}

std::optional<SignatureAlgorithm> parse_signature_algorithm(std::int64_t cose)
{
    for (auto known : {SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa, SignatureAlgorithm::Rs256})
        if (cose == static_cast<int>(known)) return known;
    return std::nullopt;
}

std::optional<NewCredential> read_new_credential(std::string_view attestation_object, std::string_view rp_id)
{
    auto data = authenticator_data_of(attestation_object);
    if (!data || !is_of(*data, rp_id)) return std::nullopt;
    for (auto algorithm : {SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa, SignatureAlgorithm::Rs256}) {
        auto made = read_as(algorithm, *data);
        if (!made) continue;
        if (made->id.empty() || made->id.size() > max_credential_id || !with_key(made->key, [](auto*) { return true; }))
            return std::nullopt;
        return made;
    }
    return std::nullopt;
}

std::optional<AuthenticatorState> verify_assertion(const CredentialKey& key, std::string_view rp_id, const Assertion& given)
{
    if (!is_of(given.authenticator_data, rp_id)) return std::nullopt;
    std::unique_ptr<fido_assert_t, FreeAssertion> assertion{fido_assert_new()};
    auto* raw = assertion.get();
    auto signed_data = sha256(given.client_data);
    if (!raw || fido_assert_set_count(raw, 1) != FIDO_OK || fido_assert_set_rp(raw, std::string{rp_id}.c_str()) != FIDO_OK
        || fido_assert_set_clientdata_hash(raw, bytes_of(signed_data), signed_data.size()) != FIDO_OK
        || fido_assert_set_authdata_raw(raw, 0, bytes_of(given.authenticator_data), given.authenticator_data.size()) != FIDO_OK
        || fido_assert_set_sig(raw, 0, bytes_of(given.signature), given.signature.size()) != FIDO_OK
        || fido_assert_set_up(raw, FIDO_OPT_TRUE) != FIDO_OK)
        return std::nullopt;
    auto holds =
        with_key(key, [&](auto* made) { return fido_assert_verify(raw, 0, static_cast<int>(key.algorithm), made) == FIDO_OK; });
    if (!holds) return std::nullopt;
    return state_of(fido_assert_flags(raw, 0), fido_assert_sigcount(raw, 0));
}

}  // namespace favilla
