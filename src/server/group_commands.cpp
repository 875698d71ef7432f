// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/group_commands.h"

#include "community/groups.h"
#include "server/choose.h"

namespace favilla::server {

CommandOutcome run(const GroupCreateCommand& command, db::Database& database, const CommandTools& tools)
{
    auto posting = community::parse_posting(command.posting);
    if (!posting) return refused(tools, Error{ErrorCode::Invalid, "group.posting", {{"posting", command.posting}}});
    auto joining = community::parse_joining(command.joining);
    if (!joining) return refused(tools, Error{ErrorCode::Invalid, "group.joining", {{"joining", command.joining}}});
    auto made = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto owner, choose_account(tx, command.owner, command.domain));
        CHECKED(community::make_group(tx, *owner.domain,
                                      {.name = command.name,
                                       .title = command.title,
                                       .description = command.description,
                                       .joining = *joining,
                                       .posting = *posting,
                                       .owner = owner.id},
                                      tools.clock()));
        return {};
    });
    return made ? CommandOutcome{} : refused(tools, made.error());
}

CommandOutcome run(const GroupListCommand& command, db::Database& database, const CommandTools& tools)
{
    auto text = database.read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto domain, choose_domain(reader, command.domain));
        std::string lines;
        AccountId last;
        for (auto page = community::groups_of_domain(reader, domain.id, last, 100, community::Hidden::Included); !page.empty();
             page = community::groups_of_domain(reader, domain.id, last, 100, community::Hidden::Included)) {
            for (const auto& account : social::find_accounts(reader, page))
                lines += account.username + "\t" + account.display_name + "\t" + std::to_string(account.followers_count) + "\n";
            last = page.back();
        }
        return lines;
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

CommandOutcome run(const GroupRoleCommand& command, db::Database& database, const CommandTools& tools)
{
    auto role = community::parse_group_role(command.role);
    if (!role && command.role != "member")
        return refused(tools, Error{ErrorCode::Invalid, "group.role", {{"role", command.role}}});
    auto put = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto group, choose_account(tx, command.name, command.domain));
        if (!community::find_group(tx, group.id)) return refuse(ErrorCode::NotFound, "group.missing");
        auto account = social::find_account_by_handle(tx, command.account, *group.domain);
        if (!account) return refuse(ErrorCode::NotFound, "account.missing");
        return community::set_role(tx, group.id, account->id, role, tools.clock());
    });
    return put ? CommandOutcome{} : refused(tools, put.error());
}

}  // namespace favilla::server
