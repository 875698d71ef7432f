// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/signatures.h — who sent this request: HTTP signatures in both forms, read and made.
//   Cavage    draft-cavage-http-signatures-12, as nearly everybody sends it; rsa-sha256, hs2019
//   Rfc9421   RFC 9421 with Content-Digest (RFC 9530); rsa-v1_5-sha256, ed25519
// A signature counts only when it covers what could be changed underway: method, target, host, the date, and of a body its
// digest. Nothing here looks a key up.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/keys.h"
#include "base/result.h"
#include "base/time.h"
#include "base/web_url.h"
#include "net/http.h"

namespace favilla::activitypub {

enum class SignatureForm { Cavage, Rfc9421 };
std::string_view name_of(SignatureForm);  // "cavage", "rfc9421"

struct Signature {
    SignatureForm form = SignatureForm::Cavage;
    std::string key_id;
    std::string base;   // the bytes that were signed
    std::string bytes;  // the signature itself
};

inline constexpr Duration signature_lasts = hours(1);
inline constexpr Duration clock_skew = minutes(5);

// `origin` is ours, as the sender must have written it ("https://example.org"). Refuses Forbidden: signature.missing, .malformed
// (also two of them, or a covered header twice), .uncovered, .host (signed for another server), .expired, .early, .digest.
Result<Signature> read_signature(const net::Request&, std::string_view origin, Time now);

struct Signer {
    std::string key_id;
    const PrivateKey& key;
};
// The headers that make this a signed request, Date and the digest among them.
std::vector<net::Header> sign(SignatureForm, net::Method, const WebUrl&, std::string_view body, const Signer&, Time now);

}  // namespace favilla::activitypub
