// SPDX-License-Identifier: AGPL-3.0-or-later
// base/webauthn.h — what browsers and authenticators say in the two ceremonies of Web Authentication (W3C, Level 2), read and verified.
// Bytes of strangers: nothing here trusts a length, and what does not hold is none. Attestation is not asked for, and where one comes
// along it is not looked at: a passkey says of its maker what it likes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

// Section 5.8.1, as the browser wrote it down.
struct ClientData {
    std::string type;       // "webauthn.create", "webauthn.get"
    std::string challenge;  // raw bytes
    std::string origin;
    bool crosses_origins = false;  // asked for in a frame of another site
};
inline constexpr std::size_t max_client_data = 8 * 1024;
std::optional<ClientData> read_client_data(std::string_view json);

// Of COSE (RFC 9053, RFC 8812), those that are taken.
enum class SignatureAlgorithm : int { Es256 = -7, EdDsa = -8, Rs256 = -257 };
std::optional<SignatureAlgorithm> parse_signature_algorithm(std::int64_t cose);

struct CredentialKey {
    SignatureAlgorithm algorithm = SignatureAlgorithm::Es256;
    std::string bytes;  // as libfido2 keeps it: x and y, the 32 bytes of RFC 8032, or modulus and exponent
};

// What an authenticator says of itself with each act: section 6.1, flags.
struct AuthenticatorState {
    bool is_present = false;   // somebody touched it
    bool is_verified = false;  // and it was made sure who: by PIN, finger, face
    std::uint32_t sign_count = 0;
};

struct NewCredential {
    std::string id;  // raw, 1 to 1023 bytes
    CredentialKey key;
    AuthenticatorState state;
};
inline constexpr std::size_t max_attestation = 32 * 1024;
inline constexpr std::size_t max_credential_id = 1023;
// The attestation object of section 6.5, made for that relying party; none also where the key is on no curve, or of another algorithm.
std::optional<NewCredential> read_new_credential(std::string_view attestation_object, std::string_view rp_id);

struct Assertion {
    std::string client_data;         // as it came: this is what was signed
    std::string authenticator_data;  // raw, section 6.1
    std::string signature;
};
// Steps 13 to 20 of section 7.2: made for that relying party, touched, signed by that key. None otherwise.
std::optional<AuthenticatorState> verify_assertion(const CredentialKey&, std::string_view rp_id, const Assertion&);

}  // namespace favilla
