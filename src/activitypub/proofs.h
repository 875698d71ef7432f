// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/proofs.h — a document that carries the proof of its author (FEP-8b32; cryptosuite eddsa-jcs-2022 of
// www.w3.org/TR/vc-di-eddsa), so that it is believed whoever brings it: inside the Announce of a group, or forwarded.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/keys.h"
#include "base/time.h"

namespace favilla::activitypub {

// The document with its proof. `document` is a JSON object as write_document makes them.
std::string with_proof(std::string_view document, std::string_view key_id, const PrivateKey& ed25519, Time now);

struct Proof {
    std::string key_id;
    std::string signed_bytes;  // what the key must have signed
    std::string signature;
};
// None when the document has none, or none of this suite and for this purpose.
std::optional<Proof> read_proof(const boost::json::value& document);

}  // namespace favilla::activitypub
