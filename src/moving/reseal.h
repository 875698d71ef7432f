// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/reseal.h — what is sealed or signed with the installation's key, sealed and signed with another: the one that goes along.
#pragma once
#include <string>

#include "base/crypto.h"
#include "db/database.h"

namespace favilla::moving {

struct BoxKeys {
    std::string before, after;
    Random random;
};

// Fills the table `resealed` of this connection. Throws what SecretBox::open throws when the key does not fit.
void reseal(db::Transaction&, const BoxKeys&);

}  // namespace favilla::moving
