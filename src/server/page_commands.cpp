// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/page_commands.h"

#include "community/pages.h"
#include "server/choose.h"

namespace favilla::server {

CommandOutcome run(const PageCreateCommand& command, db::Database& database, const CommandTools& tools)
{
    auto posture = social::parse_posture(command.posture);
    if (!posture && !command.posture.empty())
        return refused(tools, Error{ErrorCode::Invalid, "page.posture", {{"posture", command.posture}}});
    auto made = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto owner, choose_account(tx, command.owner, command.domain));
        CHECKED(community::make_page(tx, *owner.domain,
                                     {.name = command.name,
                                      .title = command.title,
                                      .description = command.description,
                                      .posture = posture,
                                      .reviews = command.reviews,
                                      .signs = command.signs,
                                      .owner = owner.id},
                                     tools.clock()));
        return {};
    });
    return made ? CommandOutcome{} : refused(tools, made.error());
}

CommandOutcome run(const PageListCommand& command, db::Database& database, const CommandTools& tools)
{
    auto text = database.read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto domain, choose_domain(reader, command.domain));
        std::string lines;
        AccountId last;
        for (auto page = community::pages_of_domain(reader, domain.id, last, 100); !page.empty();
             page = community::pages_of_domain(reader, domain.id, last, 100)) {
            for (const auto& account : social::find_accounts(reader, page))
                lines += account.username + "\t" + account.display_name + "\t"
                       + std::to_string(social::team_of_page(reader, account.id).size()) + "\n";
            last = page.back();
        }
        return lines;
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

CommandOutcome run(const PageRoleCommand& command, db::Database& database, const CommandTools& tools)
{
    auto role = social::parse_page_role(command.role);
    if (!role && command.role != "none") return refused(tools, Error{ErrorCode::Invalid, "page.role", {{"role", command.role}}});
    auto put = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto page, choose_account(tx, command.name, command.domain));
        if (!community::find_page(tx, page.id)) return refuse(ErrorCode::NotFound, "page.missing");
        auto account = social::find_account_by_handle(tx, command.account, *page.domain);
        if (!account) return refuse(ErrorCode::NotFound, "account.missing");
        return community::put_in_team(tx, page.id, account->id, role, tools.clock());
    });
    return put ? CommandOutcome{} : refused(tools, put.error());
}

}  // namespace favilla::server
