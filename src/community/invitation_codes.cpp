// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitation_codes.h"

#include "base/crypto.h"

namespace favilla::community {

namespace {

constexpr std::string_view signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 10;

char normal_sign(char c)
{
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c;
}

}  // namespace

std::optional<std::string> normal_code(std::string_view typed)
{
    std::string code;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        auto sign = normal_sign(c);
        if (!signs.contains(sign) || code.size() == code_length) return std::nullopt;
        code += sign;
    }
    if (code.size() != code_length) return std::nullopt;
    return code;
}

InvitationKey::InvitationKey(std::string_view box_key) : key_(hmac_sha256(box_key, "invitations")) {}

std::string InvitationKey::code_of(InvitationId id) const
{
    auto bytes = hmac_sha256(key_, "code " + to_string(id));
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i) {
        if (i == code_length / 2) code += '-';
        code += signs[static_cast<unsigned char>(bytes[i]) & 31];
    }
    return code;
}

std::string InvitationKey::mark_of(std::string_view code) const
{
    return to_base64url(hmac_sha256(key_, "mark " + std::string{code}));
}

}  // namespace favilla::community
