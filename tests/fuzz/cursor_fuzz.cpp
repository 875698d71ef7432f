// SPDX-License-Identifier: AGPL-3.0-or-later
// The parameters of a request, by query and by JSON, and the place in a list that they name: always a page within its bounds.
#include <cstdlib>

#include "mastodon/answers.h"
#include "mastodon/params.h"

using namespace favilla;

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

void look_at(const net::Request& request)
{
    auto params = mastodon::read_params(request);
    if (!params) return;
    auto page = mastodon::read_page(*params, 20, 40);
    require(page.limit >= 1 && page.limit <= 40);
    for (auto id : {page.max_id, page.min_id, page.since_id}) require(!id || *id >= 0);
    require(page.after() >= 0 && page.before() >= 0);
    params->texts("media_ids");
    params->flag_or("local", false);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text{reinterpret_cast<const char*>(data), size};
    net::Request query;
    query.target = "/api/v1/timelines/home?" + text;
    look_at(query);
    net::Request body;
    body.method = net::Method::Post;
    body.target = "/api/v1/statuses";
    for (auto type : {"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"}) {
        body.headers = {{"Content-Type", type}};
        body.body = text;
        look_at(body);
    }
    return 0;
}
