// SPDX-License-Identifier: AGPL-3.0-or-later
// net/http.h — a request and its answer, as values. A handler is a plain function from one to the other;
// nothing here knows of sockets. What the peer sent is untrusted text, within the server's limits.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "net/stream.h"

namespace favilla::net {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };

std::string_view method_name(Method);                  // "GET"
std::optional<Method> parse_method(std::string_view);  // exact and case-sensitive, RFC 9110, 9.1

struct Header {
    std::string name;
    std::string value;
};

// Header names are compared without regard to ASCII case.
bool same_header_name(std::string_view a, std::string_view b);

struct Request {
    Method method = Method::Get;
    std::string target;           // as sent: "/api/v1/search?q=a%20b"
    std::vector<Header> headers;  // in the order sent
    std::string body;             // whole, chunks joined, at most the route's max_body
    std::string client_address;   // the peer, or whom a trusted proxy names; an IP without port
    std::string request_id;       // ours, also sent back as X-Request-Id
    std::string_view route;       // the pattern that matched, "/api/v1/statuses/:id"; for logs and limits
    std::vector<std::pair<std::string, std::string>> params;  // what `:name` and `*name` matched, percent-decoded
    Time received_at;

    std::string_view path() const;                         // of the target, still percent-encoded
    std::string_view query() const;                        // behind the first '?', still encoded; empty when there is none
    std::string_view header(std::string_view name) const;  // the first of that name; empty when absent
    bool has_header(std::string_view name) const;
    std::string_view param(std::string_view name) const;  // empty when the pattern has no such name
    std::string_view content_type() const;                // without its parameters: "multipart/form-data"
};

struct Later;

struct Response {
    int status = 200;
    std::vector<Header> headers;  // the server adds Date, Content-Length and the like
    std::string body;
    std::optional<std::string_view> lasting_body;  // instead of `body`: bytes that outlive the server, such as the program's own
    std::optional<Stream> stream;                  // see net/stream.h
    std::shared_ptr<const Later> later;            // instead of all the above, see net/later.h

    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
    void set_header(std::string_view name, std::string value);  // replaces
    void add_header(std::string name, std::string value);       // beside others of that name: Set-Cookie, Link
};

Response text_response(int status, std::string body);  // text/plain; charset=utf-8
Response response_of_type(int status, std::string_view content_type, std::string body);
Response lasting_response(std::string_view content_type, std::string_view body);
Response redirect(int status, std::string location);                       // 302, 303, 307, 308
Response empty_response(int status);                                       // 204, 304, ...
Response with_header(Response, std::string_view name, std::string value);  // replaces

}  // namespace favilla::net
