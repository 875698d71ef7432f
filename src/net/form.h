// SPDX-License-Identifier: AGPL-3.0-or-later
// net/form.h — fields that people and programs send: queries, forms, multipart forms, cookies. Keys come through
// verbatim ("poll[options][]"), duplicates in the order sent; what they mean is the protocol's affair.
// Text that is not UTF-8, or holds NUL, is refused, so that nothing above needs to think of it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace favilla::net {

struct Field {
    std::string name;
    std::string value;
};

struct FilePart {
    std::string name;          // of the form's field
    std::string filename;      // whatever the peer typed: never a path, never trusted
    std::string content_type;  // what the peer claims, lower case, without parameters
    std::string content;
};

struct Form {
    std::vector<Field> fields;
    std::vector<FilePart> files;
};

struct FormLimits {
    std::size_t fields = 1000;
    std::size_t name_bytes = 1024;
    std::size_t parts = 200;  // multipart: fields and files together
};

// The first of that name; none when absent.
std::optional<std::string_view> find_field(const std::vector<Field>&, std::string_view name);

// application/x-www-form-urlencoded, also a URL's query. '+' is a space. Refuses Invalid: "request.form_malformed",
// "request.too_many_fields".
Result<std::vector<Field>> parse_urlencoded(std::string_view, const FormLimits& = {});

// multipart/form-data (RFC 7578); `content_type` is the whole header, with its boundary. A part with a filename is a file.
Result<Form> parse_multipart(std::string_view content_type, std::string_view body, const FormLimits& = {});

// The Cookie header (RFC 6265, 5.4). What is malformed is skipped: another site's cookie must not lock anybody out.
std::vector<Field> parse_cookies(std::string_view header);

// "%C3%A8" <-> "è" (RFC 3986). None for a '%' without two hexadecimal digits; '+' stays '+'.
std::optional<std::string> percent_decode(std::string_view);
std::string percent_encode(std::string_view);  // all but the unreserved characters

bool is_clean_utf8(std::string_view);  // valid UTF-8 (RFC 3629) without NUL

}  // namespace favilla::net
