// SPDX-License-Identifier: AGPL-3.0-or-later
// server/reindex.h — reading everything into the search index anew: by hand, when `favilla check` says that it is wanted.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome reindex(Store&, const CommandTools&);

}  // namespace favilla::server
