// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/deliver.h — the job that carries what waits for one host there, in order, over one connection.
#pragma once
#include <string_view>

#include "activitypub/federation.h"

namespace favilla::activitypub {

inline constexpr int delivery_threads = 8;
inline constexpr int failing_threads = 2;
inline constexpr int deliveries_in_a_row = 50;  // then other hosts have their turn

void deliver_to_host(Federation&, std::string_view host);

}  // namespace favilla::activitypub
