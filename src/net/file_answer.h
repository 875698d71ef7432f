// SPDX-License-Identifier: AGPL-3.0-or-later
// net/file_answer.h — an answer whose body is a file: read piece by piece while it is written, never held whole.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace favilla::net {

// 404 where there is none. The name stays in the house.
Response file_response(std::string_view content_type, const std::string& file);

struct FileAnswer {
    std::string file;
    std::uint64_t size = 0;
};
// What such an answer says of its body. For the server, which never sends on the header that says it.
std::optional<FileAnswer> file_answer_of(const Response&);
bool is_file_header(std::string_view header_name);

}  // namespace favilla::net
