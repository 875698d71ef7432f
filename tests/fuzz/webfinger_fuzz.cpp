// SPDX-License-Identifier: AGPL-3.0-or-later
// What another server says of a handle (RFC 7033): whoever is found has a name, a host in its one normal form, and an address on the web.
#include "activitypub/webfinger.h"

#include <cstdlib>

#include "base/web_url.h"

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
    auto found = activitypub::read_handle_answer(text);
    if (!found) return 0;
    require(!found->username.empty());
    require(normal_host(found->host) == found->host);
    auto url = parse_web_url(found->actor);
    require(url && !url->host.empty() && parse_web_url(url->text())->text() == url->text());
    return 0;
}
