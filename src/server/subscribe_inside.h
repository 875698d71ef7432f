// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "jobs/subscriptions.h"

namespace favilla::server {

// The subscribers that keep data true inside its transaction, for whatever writes without serving: the demo, commands.
void subscribe_inside(jobs::Subscriptions&);

}  // namespace favilla::server
