// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/known_hosts.h — the servers that were met, beside what was decided about them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "distribution/host_rules.h"
#include "distribution/hosts.h"

namespace favilla::distribution {

struct KnownHost {
    HostState state;
    std::optional<HostRule> rule;        // that holds for it
    std::optional<std::string> allowed;  // the name by which it is allowed
};

enum class Which { All, Failing, Ruled, Allowed };
struct HostQuery {
    std::string after;  // the name that the page before ended with
    Which which = Which::All;
    std::string part;  // of the name; empty: any
    int limit = 100;
};

std::vector<KnownHost> known_hosts(db::Reader&, const HostQuery&);  // by name

}  // namespace favilla::distribution
