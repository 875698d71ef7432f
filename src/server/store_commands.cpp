// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/account_commands.h"
#include "server/backup.h"
#include "server/demo.h"
#include "server/domain_export.h"
#include "server/domain_import.h"
#include "server/event_commands.h"
#include "server/group_commands.h"
#include "server/host_commands.h"
#include "server/idea_commands.h"
#include "server/integrity_store_commands.h"
#include "server/invitation_commands.h"
#include "server/ledger_commands.h"
#include "server/media_commands.h"
#include "server/page_commands.h"
#include "server/reindex.h"
#include "server/visits_command.h"

namespace favilla::server {

CommandOutcome run_on_store(const Command& command, Store& store, const CommandTools& tools)
{
    return std::visit(
        [&](const auto& c) -> CommandOutcome {
            using Any = std::decay_t<decltype(c)>;
            if constexpr (std::same_as<Any, BackupCommand>)
                return backup(c, store, tools);
            else if constexpr (std::same_as<Any, CheckCommand>)
                return check(c, store, tools);
            else if constexpr (std::same_as<Any, ReindexCommand>)
                return reindex(store, tools);
            else if constexpr (std::same_as<Any, MigrateCommand>)
                return migrate(store, tools);
            else if constexpr (std::same_as<Any, DemoCommand>)
                return demo(c, store, tools);
            else if constexpr (requires { run(c, store, tools); })
                return run(c, store, tools);
            else if constexpr (requires { run(c, *store.database, tools); })
                return run(c, *store.database, tools);
            else
                throw std::logic_error("this command does not work on a store");
        },
        command);
}

}  // namespace favilla::server
