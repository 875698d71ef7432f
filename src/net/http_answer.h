// SPDX-License-Identifier: AGPL-3.0-or-later
// net/http_answer.h — an answer as bytes: its head, with what the server adds to every one.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/router.h"

namespace favilla::net {

enum class Framing { Length, Chunked, UntilClose, None };

struct AnswerContext {
    std::string_view common_lines;  // Date and Server, kept for a second
    std::string_view request_id;
    const Cors* cors = nullptr;
    Framing framing = Framing::Length;
    bool keep_alive = true;
    bool http_1_0 = false;
    bool upgrade = false;  // 101: the Connection header says so
};

std::string_view reason_phrase(int status);
std::size_t body_size(const Response&);
// 1xx, 204 and 304 have none (RFC 9110, 6.4.1).
bool may_have_body(int status);

// A header whose name is no token is left out, and a line break in a value becomes a space: what a handler
// passes on from a stranger cannot begin a header of its own.
void write_head(std::string& out, const Response&, const AnswerContext&);

// The answer to OPTIONS where another origin may read: any method of the policy, any header that was asked for.
Response preflight_response(const Request&, const Cors&);

}  // namespace favilla::net
