// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/download.h"

namespace favilla::net {

namespace {

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

}  // namespace

Result<std::string> download(HttpClient& client, ClientRequest request, int most_redirects)
{
    for (int hop = 0; hop <= most_redirects; ++hop) {
        TRY(auto answer, client.send(request));
        if (answer.status == 200) return std::move(answer.body);
        auto next = is_redirect(answer.status) ? resolve_reference(request.url, answer.header("Location")) : std::nullopt;
        if (!next) break;
        request.url = std::move(*next);
    }
    return refuse(ErrorCode::Unavailable, "media.not_had");
}

}  // namespace favilla::net
