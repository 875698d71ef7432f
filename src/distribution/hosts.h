// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/hosts.h — the other servers: how each is doing, and when it is tried again. One that is down costs one
// attempt a pause, however much waits for it; its next answer, or its next message to us, ends the pause.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "db/database.h"

namespace favilla::distribution {

struct Host {
    std::string name;
    Time first_seen_at;
    std::string signature_form;  // "cavage", "rfc9421", or empty when nothing was delivered yet
    std::optional<Time> last_delivered_at;
    std::optional<Time> failing_since;
    std::int64_t failures = 0;
    std::optional<Time> next_try_at;
    std::string last_error;
    std::string software;             // by its NodeInfo, in lower case; empty: not known
    std::optional<Time> software_at;  // when it was asked for
};

std::optional<Host> find_host(db::Reader&, std::string_view name);
bool is_any_known(db::Reader&, std::span<const std::string> software);  // a server that runs one of them
std::vector<std::string> hosts_not_asked(db::Reader&, int limit);       // what runs there; in alphabetical order
// For who looks after the place: each server met, by name, and what it has to do with us.
struct HostState {
    Host host;
    std::int64_t accounts = 0;  // of its people that are known here
    std::int64_t waiting = 0;   // deliveries that have not arrived yet
};
enum class HostFilter { All, Failing };
std::vector<HostState> hosts_after(db::Reader&, std::string_view name, HostFilter, int limit);
std::vector<HostState> host_states(db::Reader&, std::span<const std::string> names);  // by name

void meet_host(db::Transaction&, std::string_view name, Time now);  // adds it when it is new
void note_software(db::Transaction&, std::string_view name, std::string_view software, Time now);
void note_signature_form(db::Transaction&, std::string_view name, std::string_view form);

// Doubling from a minute to six hours, for seven days in all.
Duration pause_after(std::int64_t failures);
inline constexpr Duration given_up_after = days(7);

// It sent us something, so it lives: what waits for it is tried at once.
void hear_from_host(db::Transaction&, std::string_view name, Time now);

}  // namespace favilla::distribution
