// SPDX-License-Identifier: AGPL-3.0-or-later
// That others read our proofs and we theirs is tried with an independent implementation (tests/federation/fedify.test.mjs).
#include "activitypub/proofs.h"

#include <doctest/doctest.h>

#include "activitypub/values.h"

using namespace favilla;
using namespace favilla::activitypub;

namespace {

const Time now{1'790'000'000'000};
const std::string key_id = "https://example.org/users/ada#ed25519-key";
const std::string document =
    R"({"@context":["https://www.w3.org/ns/activitystreams"],"id":"https://example.org/1","type":"Like","actor":"https://example.org/users/ada","object":"https://peer.example/è/2"})";

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

bool holds(std::string_view text, const PublicKey& key)
{
    auto value = parse_document(text);
    auto proof = value ? read_proof(*value) : std::nullopt;
    return proof && proof->key_id == key_id && key.verifies(proof->signed_bytes, proof->signature);
}

}  // namespace

TEST_CASE("a proof holds for the document as it was, in whatever order it is written")
{
    auto key = PrivateKey::make_ed25519(system_random());
    auto proven = with_proof(document, key_id, key, now);
    CHECK(holds(proven, key.public_key()));
    CHECK(holds(to_json(*parse_document(proven)), key.public_key()));
    auto moved = replaced(proven, R"("type":"Like",)", "");
    CHECK(holds(replaced(moved, R"("id":)", R"("type": "Like", "id": )"), key.public_key()));
}

TEST_CASE("whatever is changed breaks the proof, and what is no proof of this kind is none")
{
    auto key = PrivateKey::make_ed25519(system_random());
    auto proven = with_proof(document, key_id, key, now);
    CHECK_FALSE(holds(document, key.public_key()));
    CHECK_FALSE(holds(proven, PrivateKey::make_ed25519(system_random()).public_key()));
    for (auto [what, by] : {std::pair{"peer.example/è/2", "peer.example/è/3"},
                            {R"("type":"Like",)", R"("type":"Like","content":"x",)"},
                            {"users/ada\",\"object", "users/eve\",\"object"},
                            {"assertionMethod", "authentication"},
                            {"eddsa-jcs-2022", "eddsa-rdfc-2022"},
                            {"DataIntegrityProof", "Ed25519Signature2020"},
                            {"\"created\":\"2026", "\"created\":\"2027"},
                            {"\"proofValue\":\"z", "\"proofValue\":\"u"}})
        CHECK_FALSE_MESSAGE(holds(replaced(proven, what, by), key.public_key()), what);
    // Another context for the proof than for the document would let terms mean something else.
    auto at = proven.rfind("https://www.w3.org/ns/activitystreams");
    CHECK_FALSE(holds(proven.substr(0, at) + "https://evil.example/" + proven.substr(at + 37), key.public_key()));
}
