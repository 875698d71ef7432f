// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/idea_commands.h"

#include <fmt/format.h>

#include "community/groups.h"
#include "community/idea_acts.h"
#include "server/choose.h"

namespace favilla::server {

namespace {

Result<StatusId> read_number(const std::string& text)
{
    auto id = parse_id<StatusId>(text);
    if (!id) return refuse(ErrorCode::NotFound, "idea.missing");
    return *id;
}

Result<community::IdeaState> read_state(const std::string& name)
{
    auto state = community::parse_idea_state(name);
    if (!state) return refuse(ErrorCode::Invalid, "idea.state_unknown", {{"state", name}});
    return *state;
}

Result<void> act(db::Transaction& tx, const std::string& by, const std::string& domain, community::IdeaAct act, Time now)
{
    TRY(auto account, choose_account(tx, by, domain));
    if (!account.domain) return refuse(ErrorCode::NotFound, "account.missing");
    act.by = account.id;
    return community::act_on_idea(tx, *account.domain, act, now);
}

// An administrator at the machine sees what stands in hidden groups as well: who is in charge of one looks for them.
Result<std::string> list(db::Reader& reader, const IdeaListCommand& command)
{
    TRY(auto domain, choose_domain(reader, command.domain));
    community::IdeaQuery query{.domain = domain.id, .space = {}, .state = {}, .after = {}, .limit = 80};
    if (!command.state.empty()) {
        TRY(auto state, read_state(command.state));
        query.state = state;
    }
    social::Viewer viewer;
    if (!command.space.empty()) {
        TRY(auto space, choose_account(reader, command.space, command.domain));
        query.space = space.id;
        for (const auto& person : community::people_in_charge(reader, space.id)) viewer.account = person.account;
    }
    std::string lines;
    do {
        auto page = community::ideas_of(reader, query, viewer);
        for (const auto& idea : page.items)
            lines += fmt::format("{}\t{}\t{}\t{}\n", to_string(idea.id), name_of(idea.state), idea.votes, idea.title);
        query.after = page.next;
    } while (query.after);
    return lines;
}

}  // namespace

CommandOutcome run(const IdeaListCommand& command, db::Database& database, const CommandTools& tools)
{
    auto text = database.read([&](db::Reader& reader) { return list(reader, command); });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

CommandOutcome run(const IdeaStateCommand& command, db::Database& database, const CommandTools& tools)
{
    auto done = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto idea, read_number(command.idea));
        TRY(auto state, read_state(command.state));
        community::IdeaAct wanted{.idea = idea,
                                  .by = {},
                                  .kind = community::IdeaActKind::State,
                                  .state = state,
                                  .from = {},
                                  .word = command.word,
                                  .answers = command.answer,
                                  .object = {}};
        return act(tx, command.by, command.domain, wanted, tools.clock());
    });
    return done ? CommandOutcome{} : refused(tools, done.error());
}

CommandOutcome run(const IdeaMergeCommand& command, db::Database& database, const CommandTools& tools)
{
    auto done = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto idea, read_number(command.idea));
        TRY(auto into, read_number(command.into));
        community::IdeaAct wanted{
            .idea = idea, .by = {}, .kind = community::IdeaActKind::Merge, .from = {}, .word = {}, .object = into};
        return act(tx, command.by, command.domain, wanted, tools.clock());
    });
    return done ? CommandOutcome{} : refused(tools, done.error());
}

}  // namespace favilla::server
