// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/error_page.h"

namespace favilla::pages {

namespace {

// Those with sentences of their own; every other one is told by its class.
std::string sentence_of(int status)
{
    switch (status) {
    case 403:
    case 404:
    case 405:
    case 410:
    case 413:
    case 429:
    case 503:
    case 507: return std::to_string(status);
    default: return status < 500 ? "400" : "500";
    }
}

}  // namespace

int http_status(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return 404;
    case ErrorCode::Forbidden: return 403;
    case ErrorCode::Invalid: return 422;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::TooMany: return 429;
    case ErrorCode::Gone: return 410;
    case ErrorCode::Unsupported: return 415;
    case ErrorCode::Unavailable: return 503;
    }
    return 500;
}

std::string error_page(const Frame& frame, int status, std::string_view request_id)
{
    const auto& words = frame.words;
    auto key = "pages.error." + sentence_of(status);
    auto title = words(key + ".title");
    return page(frame, {.title = title, .indexed = false, .width = "form"}, [&](Html& html) {
        html.element("p", {{"class", "status-code"}}, words("pages.error.code", {{"code", std::to_string(status)}}));
        html.element("h1", title);
        html.element("p", {{"class", "lead"}}, words(key + ".help"));
        if (status >= 500 && !request_id.empty())
            html.element("p", {{"class", "soft"}}, words("pages.error.request_id", {{"id", std::string{request_id}}}));
        html.element("ul", {{"class", "ways-on"}}, [&] {
            html.element("li", [&] { html.link(Url::local("/"), {}, words("pages.error.to_front_page")); });
            if (status == 403) html.element("li", [&] { html.link(Url::local("/auth/sign_in"), {}, words("pages.sign_in")); });
            if (status == 404 || status == 410)
                html.element("li", [&] { html.link(Url::local("/about"), {}, words("pages.error.to_about")); });
        });
    });
}

}  // namespace favilla::pages
