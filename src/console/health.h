// SPDX-License-Identifier: AGPL-3.0-or-later
// console/health.h — what a supervisor, a balancer and Prometheus ask.
#pragma once
#include <string_view>

#include "db/database.h"
#include "net/http.h"
#include "net/metrics.h"

namespace favilla::console {

// From the network thread: it tells whether the process lives, also when all workers are busy.
net::Response alive(const net::Request&);
// Whether the database answers.
net::Response ready(db::Database&);

// Prometheus' text format. `token` opens it where it shares the address with everybody; empty: nobody may there.
enum class MetricsDoor { OwnAddress, Shared };
net::Response metrics(const net::Request&, const net::ServerMetrics&, db::Database&, MetricsDoor, std::string_view token);

}  // namespace favilla::console
