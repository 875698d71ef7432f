// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/reseal.h — what is sealed or signed with the installation's key, sealed and signed with another: the one that goes along.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "db/database.h"

namespace favilla::moving {

struct BoxKeys {
    std::string before, after;
    Random random;
};

// Fills the table `resealed` of this connection. Throws what SecretBox::open throws when the key does not fit.
void reseal(db::Transaction&, const BoxKeys&);

// The number that a row of a table gets where it arrives.
using NumberOf = std::function<std::int64_t(std::string_view table, std::int64_t before)>;
// The same in the rows that arrive (moving/staging.h), for the numbers that they get.
void reseal_arriving(db::Transaction&, const BoxKeys&, const NumberOf&);

}  // namespace favilla::moving
