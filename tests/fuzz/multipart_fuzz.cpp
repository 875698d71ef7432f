// SPDX-License-Identifier: AGPL-3.0-or-later
// The first line is the Content-Type, the rest the body (with a fixed boundary when there is no such line).
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/form.h"

using namespace favilla::net;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    FormLimits limits{.parts = 8};
    auto check = [&](const favilla::Result<Form>& form) {
        if (!form) return;
        if (form->fields.size() + form->files.size() > limits.parts) std::abort();
        for (const auto& field : form->fields) {
            if (!is_clean_utf8(field.name) || !is_clean_utf8(field.value)) std::abort();
        }
        for (const auto& file : form->files) {
            if (!is_clean_utf8(file.filename) || file.content.size() > size) std::abort();
        }
    };
    check(parse_multipart("multipart/form-data; boundary=b", bytes, limits));
    if (auto line = bytes.find('\n'); line != std::string_view::npos)
        check(parse_multipart(bytes.substr(0, line), bytes.substr(line + 1), limits));
    return 0;
}
