// SPDX-License-Identifier: AGPL-3.0-or-later
// net/download.h — a file of another server, with the redirects that lead to it. Each hop is judged anew: its address as the client
// judges every address, its server by whoever asks.
#pragma once
#include <functional>
#include <string>

#include "net/http_client.h"

namespace favilla::net {

// Refuses Unavailable: as the client, or "media.not_had" when the end of the way is no 200 or may not be asked.
Result<std::string> download(HttpClient&, ClientRequest, const std::function<bool(const WebUrl&)>& may_ask,
                             int most_redirects = 3);

}  // namespace favilla::net
