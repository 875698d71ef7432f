// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/file_answer.h"

#include <charconv>
#include <filesystem>
#include <system_error>

namespace favilla::net {

namespace {

// Beside those that go out, so that an answer of nearly every other kind carries nothing for it.
constexpr std::string_view file_header = "Favilla-Body-File";

}  // namespace

Response file_response(std::string_view content_type, const std::string& file)
{
    std::error_code absent;
    auto size = std::filesystem::file_size(file, absent);
    if (absent) return text_response(404, "Not found\n");
    return with_header(response_of_type(200, content_type, {}), file_header, std::to_string(size) + " " + file);
}

std::optional<FileAnswer> file_answer_of(const Response& response)
{
    auto value = response.header(file_header);
    if (value.empty()) return std::nullopt;
    FileAnswer answer;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), answer.size);
    if (error != std::errc{} || end == value.data() + value.size()) return std::nullopt;
    answer.file = value.substr(static_cast<std::size_t>(end - value.data()) + 1);
    return answer;
}

bool is_file_header(std::string_view header_name) { return same_header_name(header_name, file_header); }

}  // namespace favilla::net
