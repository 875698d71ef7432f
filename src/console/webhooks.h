// SPDX-License-Identifier: AGPL-3.0-or-later
// console/webhooks.h — what is told other tools of a page's desk, on its way (desk/webhooks.h): signed, by the client that judges addresses.
#pragma once
#include "jobs/workers.h"
#include "mastodon/api.h"

namespace favilla::console {

void add_webhook_work(jobs::Workers&, mastodon::Services&);

}  // namespace favilla::console
