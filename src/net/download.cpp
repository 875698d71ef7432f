// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/download.h"

namespace favilla::net {

Result<std::string> download(HttpClient& client, ClientRequest request, const std::function<bool(const WebUrl&)>& may_ask,
                             int most_redirects)
{
    for (int hop = 0; hop <= most_redirects; ++hop) {
        if (!may_ask(request.url)) break;
        TRY(auto answer, client.send(request));
        if (answer.status == 200) return std::move(answer.body);
        auto next = answer.is_redirect() ? resolve_reference(request.url, answer.header("Location")) : std::nullopt;
        if (!next) break;
        request.url = std::move(*next);
    }
    return refuse(ErrorCode::Unavailable, "media.not_had");
}

}  // namespace favilla::net
