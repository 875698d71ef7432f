// SPDX-License-Identifier: AGPL-3.0-or-later
// console/integrity_alerts.h — that alerts changed is told to the team that has their screen open.
#pragma once
#include "integrity/alert_events.h"
#include "mastodon/api.h"

namespace favilla::console {

void push_alerts(mastodon::Services&, const integrity::AlertsChanged&);  // "favilla.integrity_alerts"

}  // namespace favilla::console
