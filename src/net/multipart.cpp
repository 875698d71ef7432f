// SPDX-License-Identifier: AGPL-3.0-or-later
// multipart/form-data, RFC 7578 with the framing of RFC 2046, 5.1.1. Strict: a delimiter is CRLF "--" boundary at
// the beginning of a line, each part names its field, and the closing delimiter must be there.
#include <algorithm>

#include "net/accept.h"
#include "net/form.h"
#include "net/http.h"

namespace favilla::net {

namespace {

constexpr std::size_t max_part_header_bytes = 4096;

struct PartHeaders {
    std::string name;
    std::optional<std::string> filename;
    std::string content_type;
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// One parameter's value: quoted or a token. Browsers write a quotation mark in a name as %22 and a file name's
// backslash as it is; programs escape with a backslash. Both are read: only \" and \\ count as escapes.
std::optional<std::string> take_value(std::string_view& text)
{
    std::string value;
    if (!text.starts_with('"')) {
        auto end = std::min(text.find(';'), text.size());
        value = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return value;
    }
    text.remove_prefix(1);
    while (!text.empty() && text.front() != '"') {
        if (text.size() > 1 && text[0] == '\\' && (text[1] == '"' || text[1] == '\\')) text.remove_prefix(1);
        value += text.front();
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    text.remove_prefix(1);
    return value;
}

// Content-Disposition: form-data; name="file"; filename="spark.png". "filename*" is forbidden here (RFC 7578, 4.2): ignored.
bool read_disposition(std::string_view value, PartHeaders& part)
{
    auto type_end = std::min(value.find(';'), value.size());
    if (!same_header_name(trimmed(value.substr(0, type_end)), "form-data")) return false;
    value.remove_prefix(type_end);

    bool named = false;
    while (!value.empty()) {
        value = trimmed(value.substr(1));  // the ';'
        if (value.empty()) break;
        auto equals = value.find('=');
        if (equals == std::string_view::npos) return false;
        auto key = trimmed(value.substr(0, equals));
        value = trimmed(value.substr(equals + 1));
        auto text = take_value(value);
        value = trimmed(value);
        if (!text || (!value.empty() && value.front() != ';')) return false;
        if (same_header_name(key, "name")) {
            if (named) return false;
            named = true;
            part.name = *std::move(text);
        } else if (same_header_name(key, "filename")) {
            part.filename = *std::move(text);
        }
    }
    return named;
}

std::optional<PartHeaders> read_part_headers(std::string_view block)
{
    PartHeaders part;
    bool disposed = false;
    while (!block.empty()) {
        auto end = block.find("\r\n");
        auto line = block.substr(0, end);
        block.remove_prefix(end == std::string_view::npos ? block.size() : end + 2);
        auto colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        auto name = line.substr(0, colon);
        auto value = trimmed(line.substr(colon + 1));
        if (same_header_name(name, "Content-Disposition")) {
            if (disposed || !read_disposition(value, part)) return std::nullopt;
            disposed = true;
        }
        if (same_header_name(name, "Content-Type")) {
            if (auto type = parse_media_type(value)) part.content_type = std::move(type->name);
        }
    }
    if (!disposed) return std::nullopt;
    return part;
}

// RFC 2046: 1 to 70 characters.
bool is_boundary(std::string_view boundary)
{
    return !boundary.empty() && boundary.size() <= 70 && boundary.back() != ' '
        && std::ranges::all_of(boundary, [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

Result<Form> parse_multipart(std::string_view content_type, std::string_view body, const FormLimits& limits)
{
    auto malformed = [] { return refuse(ErrorCode::Invalid, "request.form_malformed"); };
    auto type = parse_media_type(content_type);
    if (!type || type->name != "multipart/form-data" || !is_boundary(type->param("boundary"))) return malformed();

    auto delimiter = "\r\n--" + std::string(type->param("boundary"));
    auto opening = std::string_view(delimiter).substr(2);
    if (!body.starts_with(opening)) return malformed();  // a preamble has no use in a form
    body.remove_prefix(opening.size());

    Form form;
    while (!body.starts_with("--")) {  // the closing delimiter; what follows it is ignored
        if (form.fields.size() + form.files.size() == limits.parts) return refuse(ErrorCode::Invalid, "request.too_many_fields");
        if (!body.starts_with("\r\n")) return malformed();
        body.remove_prefix(2);

        auto blank = body.substr(0, max_part_header_bytes).find("\r\n\r\n");
        if (blank == std::string_view::npos) return malformed();
        auto headers = read_part_headers(body.substr(0, blank));
        body.remove_prefix(blank + 2);  // keeps one CRLF: an empty part has none of its own
        auto end = body.find(delimiter);
        if (!headers || end == std::string_view::npos) return malformed();
        auto content = end < 2 ? std::string_view{} : body.substr(2, end - 2);
        body.remove_prefix(end + delimiter.size());

        if (headers->name.size() > limits.name_bytes || !is_clean_utf8(headers->name)) return malformed();
        if (headers->filename) {
            if (headers->filename->size() > limits.name_bytes || !is_clean_utf8(*headers->filename)) return malformed();
            form.files.push_back({headers->name, *headers->filename, headers->content_type, std::string(content)});
            continue;
        }
        if (!is_clean_utf8(content)) return malformed();
        form.fields.push_back({headers->name, std::string(content)});
    }
    return form;
}

}  // namespace favilla::net
