// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_answer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "net/file_answer.h"
#include "net/http_head.h"

namespace favilla::net {

namespace {

constexpr std::array<std::pair<int, std::string_view>, 36> reasons = {{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

void write_line(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

void write_untrusted_line(std::string& out, const Header& header)
{
    if (!is_token(header.name)) return;
    auto value_at = out.size() + header.name.size() + 2;
    write_line(out, header.name, header.value);
    auto value_end = out.size() - 2;
    for (auto i = value_at; i < value_end; ++i) {
        if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
    }
}

// Framing is the server's alone: a handler that sets these would contradict it.
bool is_servers_own(std::string_view name)
{
    return same_header_name(name, "Content-Length") || same_header_name(name, "Transfer-Encoding")
        || same_header_name(name, "Connection") || same_header_name(name, "Date") || same_header_name(name, "Server")
        || is_file_header(name);
}

void write_framing(std::string& out, const Response& response, const AnswerContext& context)
{
    if (context.upgrade) {
        out += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        return;
    }
    if (context.framing == Framing::Length)
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", body_size(response));
    if (context.framing == Framing::Chunked) out += "Transfer-Encoding: chunked\r\n";
    if (!context.keep_alive) out += "Connection: close\r\n";
    if (context.keep_alive && context.http_1_0) out += "Connection: keep-alive\r\n";
}

}  // namespace

std::string_view reason_phrase(int status)
{
    auto found = std::ranges::find(reasons, status, &std::pair<int, std::string_view>::first);
    return found == reasons.end() ? std::string_view{} : found->second;
}

std::size_t body_size(const Response& response)
{
    if (auto file = file_answer_of(response)) return file->size;
    return response.lasting_body ? response.lasting_body->size() : response.body.size();
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void write_head(std::string& out, const Response& response, const AnswerContext& context)
{
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    out += context.common_lines;
    write_framing(out, response, context);
    bool frame = false;
    bool referrer = false;
    bool origin = false;
    for (const auto& header : response.headers) {
        if (is_servers_own(header.name)) continue;
        auto says_frame = same_header_name(header.name, "X-Frame-Options");
        frame = frame || says_frame;
        if (says_frame && header.value.empty()) continue;  // other sites may frame it, for which this header has no word
        referrer = referrer || same_header_name(header.name, "Referrer-Policy");
        origin = origin || same_header_name(header.name, "Access-Control-Allow-Origin");
        write_untrusted_line(out, header);
    }
    out += "X-Content-Type-Options: nosniff\r\n";
    if (!frame) out += "X-Frame-Options: DENY\r\n";
    if (!referrer) out += "Referrer-Policy: same-origin\r\n";
    if (!context.request_id.empty()) write_line(out, "X-Request-Id", context.request_id);
    if (context.cors) {
        if (!origin) out += "Access-Control-Allow-Origin: *\r\n";  // said twice, browsers take it for none
        write_line(out, "Access-Control-Expose-Headers", context.cors->exposed_headers);
    }
    out += "\r\n";
}

Response preflight_response(const Request& request, const Cors& cors)
{
    auto response = empty_response(204);
    response.add_header("Access-Control-Allow-Methods", cors.methods);
    if (auto asked = request.header("Access-Control-Request-Headers"); !asked.empty())
        response.add_header("Access-Control-Allow-Headers", std::string(asked));
    response.add_header("Access-Control-Max-Age", "7200");
    return response;
}

}  // namespace favilla::net
