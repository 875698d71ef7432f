// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail of anybody: what is read of it is clean text within its bounds, whatever stands there.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "distribution/mail_reader.h"

using namespace favilla::distribution;

namespace {

void check_text(std::string_view text, std::size_t most, bool one_line)
{
    if (text.size() > most + 4 || !favilla::is_valid_utf8(text)) std::abort();
    for (unsigned char c : text)
        if (c < ' ' && (one_line || (c != '\n' && c != '\t'))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto mail = read_mail({reinterpret_cast<const char*>(data), size});
    if (!mail) return 0;
    check_text(mail->words, longest_words, false);
    check_text(mail->rest, longest_rest, false);
    check_text(mail->subject, 500, true);
    check_text(mail->from, 254, true);
    check_text(mail->from_name, 100, true);
    for (const auto& name : mail->attachments) check_text(name, 200, true);
    if (mail->references.size() > 10) std::abort();
    for (const auto& id : mail->references)
        if (id.empty() || id.find_first_of("<> \r\n") != std::string::npos) std::abort();
    if (mail->bounce && !mail->bounce->status.starts_with("5.")) std::abort();
    return 0;
}
