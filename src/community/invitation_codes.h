// SPDX-License-Identifier: AGPL-3.0-or-later
// community/invitation_codes.h — the code of an invitation: ten signs that can be read out over the telephone, "7K3QM-9XWTA".
// It is made from a key outside the database, so that its owner can be shown it again and nothing of it is stored but a mark.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace favilla::community {

using InvitationId = Id<struct InvitationTag>;

// Without what one may put between and with what is mistaken put right: "7k3qm 9xwto" is "7K3QM9XWT0" (Crockford's base 32).
// None when no code looks like that.
std::optional<std::string> normal_code(std::string_view typed);

class InvitationKey {
public:
    explicit InvitationKey(std::string_view box_key);
    std::string code_of(InvitationId) const;           // with its hyphen; 50 bits
    std::string mark_of(std::string_view code) const;  // as stored; of a normal code

private:
    std::string key_;
};

}  // namespace favilla::community
