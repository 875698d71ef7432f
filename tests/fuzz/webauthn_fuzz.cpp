// SPDX-License-Identifier: AGPL-3.0-or-later
// What an authenticator says of a new passkey and of a signature, and what its browser says beside it (W3C Web Authentication): whatever is
// taken has an id of a length that is kept, and a key that verifies nothing which was not signed.
#include "base/webauthn.h"

#include <cstdlib>

using namespace favilla;

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    if (auto said = read_client_data(text)) require(!said->type.empty() || said->origin.size() <= text.size());
    auto made = read_new_credential(text, "example.org");
    if (made) {
        require(!made->id.empty() && made->id.size() <= max_credential_id);
        require(!verify_assertion(made->key, "example.org", {"{}", std::string{text}, "no signature"}));
    }
    // As the data of an assertion, by a key that is sound.
    CredentialKey key{
        SignatureAlgorithm::EdDsa,
        std::string{
            "\x44\xe0\x6d\xdd\x33\x1c\x36\xa8\xdc\x66\x7b\xab\x52\xbc\xae\x63\x48\x6c\x91\x6a\xa5\xe3\x39\xe6\xac\xeb\xaa\x84\x93\x4b\xf8\x32",
            32}};
    auto half = text.size() / 2;
    require(!verify_assertion(key, "example.org", {"{}", std::string{text}, std::string{text.substr(half)}}));
    return 0;
}
