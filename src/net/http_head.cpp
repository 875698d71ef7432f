// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_head.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace favilla::net {

namespace {

constexpr std::size_t max_line_of_chunk = 256;
constexpr std::size_t max_trailer_bytes = 4096;

constexpr std::array<bool, 256> make_token_table()
{
    std::array<bool, 256> table{};
    for (char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto token_table = make_token_table();

bool is_field_value(std::string_view value)
{
    return std::ranges::all_of(value, [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
    });
}

bool is_printable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view take_line(std::string_view& text)
{
    auto end = text.find("\r\n");
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

// uri-host [ ":" port ] (RFC 3986, 3.2.2); no user info, no path. IPv6 stands in brackets.
bool is_host(std::string_view host)
{
    return host.size() <= 255
        && std::ranges::all_of(host,
                               [](char c) {
                                   return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                                       || std::strchr("-._~:[]%", c) != nullptr;
                               })
        && host.find('\0') == std::string_view::npos;
}

// Brings the target into origin form. "http://host/path" (RFC 9112, 3.2.2) is for proxies, but must be understood;
// its host then stands instead of the Host header's.
HttpResult<void> read_target(std::string_view target, Head& head, std::string& authority)
{
    if (target.empty() || !is_printable(target) || target.find('#') != std::string_view::npos) return std::unexpected(400);
    if (target == "*" && head.request.method == Method::Options) {
        head.request.target = target;
        return {};
    }
    if (target.starts_with("http://") || target.starts_with("https://")) {
        target.remove_prefix(target.find("//") + 2);
        auto end = std::min(target.find_first_of("/?"), target.size());
        authority = target.substr(0, end);
        target.remove_prefix(end);
        if (authority.empty() || !is_host(authority)) return std::unexpected(400);
        head.request.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
        return {};
    }
    if (!target.starts_with('/')) return std::unexpected(400);
    head.request.target = target;
    return {};
}

HttpResult<void> read_request_line(std::string_view line, Head& head, std::string& authority, const ServerLimits& limits)
{
    auto first = line.find(' ');
    auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first))) return std::unexpected(400);
    auto version = line.substr(last + 1);
    if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.') return std::unexpected(400);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::unexpected(505);
    head.http_1_0 = version == "HTTP/1.0";

    auto method = parse_method(line.substr(0, first));
    if (!method) return std::unexpected(501);
    head.request.method = *method;
    auto target = line.substr(first + 1, last - first - 1);
    if (target.size() > limits.target_bytes) return std::unexpected(414);
    return read_target(target, head, authority);
}

HttpResult<std::uint64_t> read_length(std::string_view value)
{
    constexpr std::size_t max_digits = 18;
    if (value.empty() || value.size() > max_digits) return std::unexpected(value.empty() ? 400 : 413);
    std::uint64_t length = 0;
    for (char c : value) {
        if (c < '0' || c > '9') return std::unexpected(400);
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return length;
}

bool lists(std::string_view value, std::string_view wanted)
{
    while (!value.empty()) {
        auto comma = value.find(',');
        if (same_header_name(trimmed(value.substr(0, comma)), wanted)) return true;
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
    return false;
}

// What a header means for the framing of the message. Each may stand once: a second Content-Length, even an equal one,
// is what smuggling is made of.
HttpResult<void> read_framing(std::string_view name, std::string_view value, Head& head, bool& has_host)
{
    if (same_header_name(name, "Content-Length")) {
        if (head.content_length) return std::unexpected(400);
        auto length = read_length(value);
        if (!length) return std::unexpected(length.error());
        head.content_length = *length;
    }
    if (same_header_name(name, "Transfer-Encoding")) {
        if (head.chunked || head.http_1_0) return std::unexpected(400);
        if (!same_header_name(value, "chunked")) return std::unexpected(501);
        head.chunked = true;
    }
    if (same_header_name(name, "Host")) {
        if (has_host || !is_host(value)) return std::unexpected(400);
        has_host = true;
    }
    if (same_header_name(name, "Connection")) {
        if (lists(value, "close")) head.keep_alive = false;
        if (head.http_1_0 && lists(value, "keep-alive")) head.keep_alive = true;
    }
    if (same_header_name(name, "Expect")) {
        if (!same_header_name(value, "100-continue")) return std::unexpected(417);
        head.expects_continue = !head.http_1_0;
    }
    return {};
}

}  // namespace

bool is_token(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return token_table[static_cast<unsigned char>(c)]; });
}

HttpResult<std::optional<std::size_t>> find_head(std::string_view bytes, std::size_t from, const ServerLimits& limits)
{
    // Empty lines before a request are read over, as RFC 9112, 2.2 asks, by counting them into the head.
    constexpr std::size_t max_empty_lines = 2;
    std::size_t empty_lines = 0;
    while (empty_lines < max_empty_lines && bytes.substr(empty_lines * 2).starts_with("\r\n")) ++empty_lines;

    auto at = std::max(from, empty_lines * 2);
    while (at < bytes.size()) {
        const auto* found = static_cast<const char*>(std::memchr(bytes.data() + at, '\n', bytes.size() - at));
        if (!found) break;
        auto end = static_cast<std::size_t>(found - bytes.data());
        if (end == 0 || bytes[end - 1] != '\r') return std::unexpected(400);
        if (end + 1 > limits.header_bytes) return std::unexpected(431);
        if (end >= 3 && bytes[end - 2] == '\n') return end + 1;
        at = end + 1;
    }
    if (bytes.size() > limits.header_bytes) return std::unexpected(431);
    return std::optional<std::size_t>{};
}

HttpResult<Head> parse_head(std::string_view text, const ServerLimits& limits)
{
    while (text.starts_with("\r\n")) text.remove_prefix(2);
    Head head;
    std::string authority;
    bool has_host = false;
    if (auto line = read_request_line(take_line(text), head, authority, limits); !line) return std::unexpected(line.error());
    head.keep_alive = !head.http_1_0;
    head.request.headers.reserve(16);

    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        auto colon = line.find(':');
        // A line that begins with a space would continue the one before (obs-fold): its name is no token.
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return std::unexpected(400);
        auto name = line.substr(0, colon);
        auto value = trimmed(line.substr(colon + 1));
        if (!is_field_value(value)) return std::unexpected(400);
        if (head.request.headers.size() == limits.header_count) return std::unexpected(431);
        if (auto framed = read_framing(name, value, head, has_host); !framed) return std::unexpected(framed.error());
        head.request.headers.push_back({std::string(name), std::string(value)});
    }
    if (head.chunked && head.content_length) return std::unexpected(400);
    if (!has_host && !head.http_1_0) return std::unexpected(400);
    if (!authority.empty()) {
        for (auto& header : head.request.headers) {
            if (same_header_name(header.name, "Host")) header.value = authority;
        }
    }
    return head;
}

HttpResult<void> ChunkReader::begin_chunk(std::string_view line, std::size_t body_size)
{
    constexpr std::size_t max_digits = 8;
    std::size_t digits = 0;
    std::size_t size = 0;
    for (; digits < line.size(); ++digits) {
        char c = line[digits];
        int value = c >= '0' && c <= '9' ? c - '0'
                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                         : -1;
        if (value < 0) break;
        if (digits == max_digits) return std::unexpected(413);
        size = size * 16 + static_cast<std::size_t>(value);
    }
    if (digits == 0) return std::unexpected(400);
    auto extension = line.substr(digits);
    if (!extension.empty() && (extension.front() != ';' || !is_field_value(extension))) return std::unexpected(400);
    if (size > max_body_ - body_size) return std::unexpected(413);
    left_ = size;
    state_ = size == 0 ? State::Trailer : State::Data;
    return {};
}

HttpResult<std::size_t> ChunkReader::read(std::string_view bytes, std::string& body)
{
    std::size_t taken = 0;
    while (state_ != State::Done) {
        auto left = bytes.substr(taken);
        if (state_ == State::Data) {
            auto part = std::min(left.size(), left_);
            body.append(left.substr(0, part));
            left_ -= part;
            taken += part;
            if (left_ > 0) return taken;
            state_ = State::DataEnd;
            continue;
        }
        auto end = left.find('\n');
        if (end == std::string_view::npos) {
            if (left.size() > max_line_of_chunk) return std::unexpected(400);
            return taken;
        }
        if (end == 0 || end > max_line_of_chunk || left[end - 1] != '\r') return std::unexpected(400);
        auto line = left.substr(0, end - 1);
        taken += end + 1;
        if (state_ == State::DataEnd) {
            if (!line.empty()) return std::unexpected(400);
            state_ = State::Size;
            continue;
        }
        if (state_ == State::Size) {
            if (auto begun = begin_chunk(line, body.size()); !begun) return std::unexpected(begun.error());
            continue;
        }
        if (line.empty()) state_ = State::Done;
        trailer_bytes_ += line.size();
        if (trailer_bytes_ > max_trailer_bytes) return std::unexpected(431);
        if (!line.empty() && (!is_field_value(line) || !is_token(line.substr(0, line.find(':'))))) return std::unexpected(400);
    }
    return taken;
}

}  // namespace favilla::net
