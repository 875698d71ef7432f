// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/invitation_commands.h"

#include <map>

#include "community/groups.h"
#include "community/invitation_tree.h"
#include "community/invitations.h"
#include "server/box_key.h"
#include "server/choose.h"

namespace favilla::server {

namespace {

community::InvitationKey key_of(const Store& store, const CommandTools& tools)
{
    return community::InvitationKey{box_key(store.place.folder, tools.random)};
}

std::map<AccountId, std::string> names_of(db::Reader& reader, const std::vector<AccountId>& ids)
{
    std::map<AccountId, std::string> names;
    for (const auto& account : social::find_accounts(reader, ids)) names[account.id] = account.username;
    return names;
}

// Two blanks for each remove from whom nobody invited.
void write_branch(std::string& lines, const community::InvitationTree& tree, const std::map<AccountId, std::string>& names,
                  AccountId root)
{
    std::vector<std::pair<AccountId, std::size_t>> open{{root, 0}};
    while (!open.empty()) {
        auto [id, depth] = open.back();
        open.pop_back();
        const auto& person = *tree.find(id);
        auto name = names.find(id);
        lines += std::string(depth * 2, ' ') + (name == names.end() ? "?" : name->second) + "\t"
               + std::to_string(person.brought.size()) + "\t" + std::to_string(person.below)
               + (person.is_suspended  ? "\tsuspended"
                  : person.is_silenced ? "\tlimited"
                                       : "")
               + "\n";
        for (auto below = person.brought.rbegin(); below != person.brought.rend(); ++below) open.emplace_back(*below, depth + 1);
    }
}

}  // namespace

CommandOutcome run(const InvitationMakeCommand& command, Store& store, const CommandTools& tools)
{
    auto key = key_of(store, tools);
    auto made = store.database->write([&](db::Transaction& tx) -> Result<std::string> {
        TRY(auto by, choose_account(tx, command.by, command.domain));
        community::InvitationDraft draft{
            .max_uses = command.uses, .lasts = days(command.days), .group = {}, .word = command.word};
        if (!command.group.empty()) {
            TRY(auto group, choose_account(tx, command.group, command.domain));
            draft.group = group.id;
        }
        TRY(auto invitation, community::make_invitation(tx, key, by.id, draft, tools.clock()));
        return social::find_domain(tx, *by.domain)->origin + "/invite/" + key.code_of(invitation.id) + "\n";
    });
    return made ? CommandOutcome{0, *made, {}} : refused(tools, made.error());
}

CommandOutcome run(const InvitationListCommand& command, Store& store, const CommandTools& tools)
{
    auto key = key_of(store, tools);
    auto text = store.database->read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto domain, choose_domain(reader, command.domain));
        std::string lines;
        social::PageRequest request{.max_id = {}, .since_id = {}, .min_id = {}, .limit = 100};
        do {
            auto page = community::invitations_of(reader, domain.id, request);
            std::vector<AccountId> by;
            for (const auto& one : page.items) by.push_back(one.by);
            auto names = names_of(reader, by);
            for (const auto& one : page.items)
                lines += key.code_of(one.id) + "\t" + names[one.by] + "\t" + std::to_string(one.uses) + "/"
                       + std::to_string(one.max_uses) + "\t" + std::string{name_of(state_of(one, tools.clock()))} + "\t"
                       + iso_date(one.expires_at) + "\n";
            request.max_id = page.oldest;
        } while (request.max_id);
        return lines;
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

CommandOutcome run(const InvitationRevokeCommand& command, Store& store, const CommandTools& tools)
{
    auto key = key_of(store, tools);
    auto ended = store.database->write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto domain, choose_domain(tx, command.domain));
        auto invitation = community::find_invitation(tx, key, domain.id, command.code);
        if (!invitation) return refuse(ErrorCode::NotFound, "invitation.unknown");
        community::revoke_invitation(tx, invitation->id, tools.clock());
        return {};
    });
    return ended ? CommandOutcome{} : refused(tools, ended.error());
}

CommandOutcome run(const InvitationTreeCommand& command, Store& store, const CommandTools& tools)
{
    auto text = store.database->read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto domain, choose_domain(reader, command.domain));
        community::InvitationTree tree{reader, domain.id};
        std::vector<AccountId> everybody;
        for (const auto& [id, person] : tree.people()) everybody.push_back(id);
        auto names = names_of(reader, everybody);
        std::string lines;
        for (auto root : tree.roots()) write_branch(lines, tree, names, root);
        return lines;
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

}  // namespace favilla::server
