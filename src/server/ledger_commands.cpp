// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/ledger_commands.h"

#include <fmt/format.h>

#include "community/attention.h"
#include "community/pages.h"
#include "desk/keeping.h"
#include "server/choose.h"
#include "social/accounts.h"

namespace favilla::server {

// Some people a transaction, so that a server that works meanwhile waits for none of them long.
CommandOutcome run(const LedgerRecountCommand&, Store& store, const CommandTools& tools)
{
    auto& database = *store.database;
    database.write([](db::Transaction& tx) { community::begin_recounting(tx); });
    while (database.write([](db::Transaction& tx) { return community::count_remaining(tx); })) {}
    database.write([](db::Transaction& tx) { desk::begin_keeping_anew(tx); });  // a server goes on with that within a minute
    community::tend_standings(database, tools.clock());
    return {0, tools.locale.text(tools.language, "ledger.recounted") + "\n", {}};
}

// Who waits, the longest first: when, for which page, who, how many posts.
CommandOutcome run(const LedgerOwedCommand& command, Store& store, const CommandTools& tools)
{
    auto text = store.database->read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto page, choose_account(reader, command.page, command.domain));
        std::string lines;
        std::optional<StatusId> after;
        do {
            auto some = community::debts_of(reader, {&page.id, 1}, after, 80, tools.clock());
            for (const auto& debt : some.items) {
                auto author = social::find_account(reader, debt.author);
                lines += fmt::format("{}\t{}\t{}\n", iso8601(debt.created_at),
                                     author ? social::acct(*author, page.host) : std::string{}, debt.waiting);
            }
            after = some.next;
        } while (after);
        return lines;
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

}  // namespace favilla::server
