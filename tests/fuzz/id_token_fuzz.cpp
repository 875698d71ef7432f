// SPDX-License-Identifier: AGPL-3.0-or-later
// What a provider sends: a set of keys in the first line, a token in the second. None of it signs anybody in: whoever makes it up has no key
// that signs, and what is refused is refused for one of the reader's own reasons.
#include "base/id_token.h"

#include <cstdlib>

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto text = std::string_view{reinterpret_cast<const char*>(data), size};
    auto end = text.find('\n');
    auto keys = read_provider_keys(text.substr(0, end));
    if (keys && keys->size() > max_provider_keys) std::abort();
    auto token = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    auto claims = verify_id_token(token, keys ? *keys : std::vector<ProviderKey>{}, {"https://id.example", "favilla", "n-1"},
                                  {1'900'000'000'000});
    if (!claims && claims.error().key != "openid.token_refused" && claims.error().key != "openid.key_unknown") std::abort();
    if (claims && claims->text("sub").empty()) std::abort();
    if (auto more = read_claims(token); !more && more.error().key != "openid.answer_broken") std::abort();
    return 0;
}
