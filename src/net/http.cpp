// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http.h"

#include <algorithm>
#include <array>

namespace favilla::net {

namespace {

constexpr std::array<std::string_view, 7> method_names = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

const Header* find_header(const std::vector<Header>& headers, std::string_view name)
{
    auto found = std::ranges::find_if(headers, [&](const Header& h) { return same_header_name(h.name, name); });
    return found == headers.end() ? nullptr : &*found;
}

}  // namespace

std::string_view method_name(Method method) { return method_names.at(static_cast<std::size_t>(method)); }

std::optional<Method> parse_method(std::string_view text)
{
    auto found = std::ranges::find(method_names, text);
    if (found == method_names.end()) return std::nullopt;
    return static_cast<Method>(found - method_names.begin());
}

bool same_header_name(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const
{
    auto mark = target.find('?');
    if (mark == std::string::npos) return {};
    return std::string_view(target).substr(mark + 1);
}

std::string_view Request::header(std::string_view name) const
{
    const auto* found = find_header(headers, name);
    return found ? std::string_view(found->value) : std::string_view{};
}

bool Request::has_header(std::string_view name) const { return find_header(headers, name) != nullptr; }

std::string_view Request::param(std::string_view name) const
{
    auto found = std::ranges::find(params, name, &std::pair<std::string, std::string>::first);
    return found == params.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view Request::content_type() const
{
    auto type = header("Content-Type");
    type = type.substr(0, type.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
    return type;
}

std::string_view Response::header(std::string_view name) const
{
    const auto* found = find_header(headers, name);
    return found ? std::string_view(found->value) : std::string_view{};
}

bool Response::has_header(std::string_view name) const { return find_header(headers, name) != nullptr; }

void Response::set_header(std::string_view name, std::string value)
{
    std::erase_if(headers, [&](const Header& h) { return same_header_name(h.name, name); });
    headers.push_back({std::string(name), std::move(value)});
}

void Response::add_header(std::string name, std::string value) { headers.push_back({std::move(name), std::move(value)}); }

Response response_of_type(int status, std::string_view content_type, std::string body)
{
    Response response;
    response.status = status;
    response.headers.push_back({"Content-Type", std::string(content_type)});
    response.body = std::move(body);
    return response;
}

Response text_response(int status, std::string body)
{
    return response_of_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response lasting_response(std::string_view content_type, std::string_view body)
{
    auto response = response_of_type(200, content_type, {});
    response.lasting_body = body;
    return response;
}

Response redirect(int status, std::string location)
{
    Response response;
    response.status = status;
    response.headers.push_back({"Location", std::move(location)});
    return response;
}

Response empty_response(int status)
{
    Response response;
    response.status = status;
    return response;
}

Response with_header(Response response, std::string_view name, std::string value)
{
    response.set_header(name, std::move(value));
    return response;
}

Response open_stream(Stream stream)
{
    Response response;
    if (stream.kind == StreamKind::ServerSentEvents) {
        response.headers.push_back({"Content-Type", "text/event-stream"});
        response.headers.push_back({"Cache-Control", "no-store"});
        response.headers.push_back({"X-Accel-Buffering", "no"});  // a proxy must pass each event on at once
    }
    response.stream = std::move(stream);
    return response;
}

bool wants_websocket(std::string_view upgrade_header)
{
    while (!upgrade_header.empty()) {
        auto comma = upgrade_header.find(',');
        auto token = upgrade_header.substr(0, comma);
        while (!token.empty() && token.front() == ' ') token.remove_prefix(1);
        while (!token.empty() && token.back() == ' ') token.remove_suffix(1);
        if (same_header_name(token, "websocket")) return true;
        upgrade_header.remove_prefix(comma == std::string_view::npos ? upgrade_header.size() : comma + 1);
    }
    return false;
}

}  // namespace favilla::net
