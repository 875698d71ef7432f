// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/authorized_fetch.h — in secure mode objects are shown only to servers that sign their question, so that those which
// are refused here cannot read either. The server's own actor is open to everybody: else two such servers could never begin.
#pragma once
#include <optional>

#include "activitypub/federation.h"

namespace favilla::activitypub {

// What is answered instead of the object: 401 for whoever does not say who they are, 403 for whoever is refused. Asks the
// other server for a key that is not known, so it may wait.
std::optional<net::Response> refuse_unsigned(const net::Request&, Federation&);

}  // namespace favilla::activitypub
