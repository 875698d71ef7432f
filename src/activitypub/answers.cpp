// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/answers.h"

#include <array>

#include "activitypub/vocabulary.h"
#include "base/json_writer.h"
#include "net/accept.h"

namespace favilla::activitypub {

namespace {

int status_of(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return 404;
    case ErrorCode::Forbidden: return 401;
    case ErrorCode::Invalid: return 400;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::TooMany: return 429;
    case ErrorCode::Gone: return 410;
    case ErrorCode::Unsupported: return 415;
    case ErrorCode::Unavailable: return 503;
    }
    return 500;
}

}  // namespace

net::Response json_answer(std::string body, std::string_view content_type)
{
    auto response = net::response_of_type(200, content_type, std::move(body));
    response.set_header("X-Content-Type-Options", "nosniff");
    return response;
}

net::Response document_response(std::string body)
{
    auto response = json_answer(std::move(body), "application/activity+json; charset=utf-8");
    response.set_header("Vary", "Accept, Accept-Language");
    return response;
}

net::Response jrd_response(std::string body)
{
    auto response = json_answer(std::move(body), "application/jrd+json; charset=utf-8");
    response.set_header("Access-Control-Allow-Origin", "*");
    return response;
}

// For those who look after the other server: the key says what was wrong.
net::Response refusal(const Error& error)
{
    auto body = write_json([&](JsonWriter& json) { json.object([&] { json.field("error", error.key); }); });
    return net::response_of_type(status_of(error.code), "application/json", std::move(body));
}

bool wants_document(const net::Request& request)
{
    static constexpr std::array<std::string_view, 3> offers{"text/html", "application/activity+json", "application/ld+json"};
    auto accept = request.header("Accept");
    if (accept.find("json") == std::string_view::npos) return false;
    auto chosen = net::choose_media_type(accept, offers);
    return chosen && *chosen != offers[0];
}

}  // namespace favilla::activitypub
