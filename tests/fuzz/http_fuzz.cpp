// SPDX-License-Identifier: AGPL-3.0-or-later
// A request's head, its chunks and its path: never a crash, and what is read is within its limits and unambiguous.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/address.h"
#include "net/http_answer.h"
#include "net/http_head.h"
#include "net/router.h"

using namespace favilla::net;

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

void read_chunks(std::string_view bytes, std::size_t step)
{
    constexpr std::size_t max_body = 4096;
    ChunkReader reader(max_body);
    std::string body;
    std::string waiting;
    while (!bytes.empty() && !reader.done()) {
        waiting += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        auto taken = reader.read(waiting, body);
        if (!taken) return;
        require(*taken <= waiting.size() && body.size() <= max_body);
        waiting.erase(0, *taken);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const Router router = [] {
        Router made;
        for (auto pattern : {"/", "/a/:id", "/a/b", "/@:name", "/r/*rest"})
            made.add(Method::Get, pattern, [](const Request&) { return empty_response(204); });
        return made;
    }();
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ServerLimits limits;
    auto found = find_head(bytes, 0, limits);
    read_chunks(bytes, size % 7 + 1);
    if (!found || !*found) return 0;

    // However the bytes were cut on the way, the head ends at the same place.
    require(find_head(bytes, size / 2 < **found ? size / 2 : 0, limits) == found);
    auto head = parse_head(bytes.substr(0, **found), limits);
    if (!head) return 0;
    auto& request = head->request;
    require(request.headers.size() <= limits.header_count);
    require(!(head->chunked && head->content_length));
    require(request.target.starts_with('/') || request.target == "*");
    for (const auto& header : request.headers) {
        require(is_token(header.name) && header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    }
    router.match(request.method, request.path());
    client_address({}, request, {}, ProxyHeader::XForwardedFor);

    // What was read goes out again as one header each, whatever it holds.
    auto answer = empty_response(200);
    answer.headers = request.headers;
    std::string out;
    write_head(out, answer, {});
    require(out.find("\r\n\r\n") == out.size() - 4);
    return 0;
}
