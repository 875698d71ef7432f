// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/proofs.h"

#include "activitypub/canonical_json.h"
#include "activitypub/values.h"
#include "base/crypto.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

constexpr std::string_view suite = "eddsa-jcs-2022";
constexpr std::string_view purpose = "assertionMethod";

// 3.3.3 to 3.3.5 of the suite: the digest of the proof's options, then that of the document without its proof.
std::string bytes_to_sign(const json::value& options, const json::value& document)
{
    return sha256(canonical_json(options)) + sha256(canonical_json(document));
}

json::object options_of(std::string_view key_id, std::string_view created, const json::value* context)
{
    json::object options{{"type", "DataIntegrityProof"},
                         {"cryptosuite", suite},
                         {"created", created},
                         {"verificationMethod", key_id},
                         {"proofPurpose", purpose}};
    if (context) options["@context"] = *context;
    return options;
}

}  // namespace

std::string with_proof(std::string_view document, std::string_view key_id, const PrivateKey& ed25519, Time now)
{
    auto value = parse_json(document);
    if (!value || !document.ends_with('}')) throw std::logic_error("a document of ours cannot be read");
    auto options = options_of(key_id, rfc3339(now), find_member(*value, "@context"));
    auto signature = ed25519.sign(bytes_to_sign(options, *value));
    options["proofValue"] = "z" + to_base58(signature);
    return std::string{document.substr(0, document.size() - 1)} + ",\"proof\":" + to_json(options) + "}";
}

std::optional<Proof> read_proof(const json::value& document)
{
    const auto* found = find_member(document, "proof");
    if (!found || !found->is_object()) return std::nullopt;
    bool fits = find_string(*found, "type") == "DataIntegrityProof" && find_string(*found, "cryptosuite") == suite
             && find_string(*found, "proofPurpose") == purpose;
    auto text = find_string(*found, "proofValue").value_or("");
    auto signature = text.starts_with('z') ? from_base58(text.substr(1)) : std::nullopt;
    auto key_id = id_of(*found, "verificationMethod");
    if (!fits || !signature || key_id.empty()) return std::nullopt;
    json::object options = found->get_object(), rest = document.get_object();
    options.erase("proofValue");
    rest.erase("proof");
    // A proof without a context of its own has the document's.
    if (const auto* context = find_member(document, "@context"); context && !options.contains("@context"))
        options["@context"] = *context;
    if (options.contains("@context") && rest.contains("@context") && options["@context"] != rest["@context"]) return std::nullopt;
    return Proof{.key_id = key_id, .signed_bytes = bytes_to_sign(options, rest), .signature = *signature};
}

}  // namespace favilla::activitypub
