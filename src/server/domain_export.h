// SPDX-License-Identifier: AGPL-3.0-or-later
// server/domain_export.h — favilla domain export: one organisation of several, written as a backup that `favilla restore` takes on another
// machine. A server that holds the data only copies its database; the rest is done by the process of whoever typed the command.
#pragma once
#include "server/commands.h"

namespace favilla::server {

// The first step, by whoever holds the data: looks whether those organisations can go, and copies the database as it stands.
CommandOutcome run(const DomainExportCommand&, Store&, const CommandTools&);

// All steps; the first is asked of `copy`. Tells on standard output how far it is.
CommandOutcome export_domain(const DomainExportCommand&, const StorePlace&, const CommandTools&,
                             const std::function<CommandOutcome(const DomainExportCommand&)>& copy);

// The words by which the first step is asked for in another process.
std::vector<std::string> words_of_copy(const DomainExportCommand&);

}  // namespace favilla::server
