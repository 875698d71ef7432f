// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/integrity_store_commands.h"

#include "activitypub/vocabulary.h"
#include "base/json_writer.h"
#include "distribution/own_keys.h"
#include "integrity/chain.h"
#include "integrity/runs.h"
#include "server/box_key.h"
#include "server/choose.h"

namespace favilla::server {

namespace {

std::string run_json(const integrity::RunResult& result)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("accounts", result.accounts);
                   json.field("posts", result.objects);
                   json.field("acts", result.acts);
                   json.field("watched", result.watched);
                   json.field("eligible", result.eligible);
                   json.field("opened", result.opened);
               });
           })
         + "\n";
}

std::string verify_json(const integrity::Verified& verified)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("entries", verified.entries);
                   json.field("heads", verified.heads);
                   json.key("problems").array(verified.problems, [&](const integrity::ChainProblem& problem) {
                       json.object([&] {
                           json.field("what", std::string_view{problem.key}.substr(problem.key.rfind('.') + 1));
                           json.field("number", problem.number);
                       });
                   });
               });
           })
         + "\n";
}

std::string verify_text(const integrity::Verified& verified, const CommandTools& tools)
{
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    std::string text;
    for (const auto& problem : verified.problems) {
        bool is_day = problem.key.ends_with(".head") || problem.key.ends_with(".signature");
        auto which = is_day ? iso_date(Time{} + days(problem.number)) : std::to_string(problem.number);
        text += tools.locale.text(tools.language, problem.key, {{"which", which}}) + "\n";
    }
    return text
         + tools.locale.text(tools.language, verified.problems.empty() ? "integrity.verify.sound" : "integrity.verify.changed",
                             {{"entries", number(verified.entries)}, {"heads", number(verified.heads)}})
         + "\n";
}

}  // namespace

CommandOutcome run(const IntegrityRunCommand& command, Store& store, const CommandTools& tools)
{
    auto& database = *store.database;
    auto domain = database.read([&](db::Reader& reader) { return choose_domain(reader, command.domain); });
    if (!domain) return refused(tools, domain.error());
    auto now = tools.clock();
    auto result = integrity::run_judgement(database, tools.random, domain->id, now);
    distribution::SecretBox box{box_key(store.place.folder, tools.random), tools.random};
    auto keys = distribution::KeyRing{database, box, tools.clock}.keys_of(activitypub::instance_actor(*domain));
    database.write([&](db::Transaction& tx) { integrity::sign_head(tx, domain->id, domain->name, keys->ed25519, now); });
    if (command.json) return {0, run_json(result), {}};
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    return {0,
            tools.locale.text(tools.language, "integrity.ran",
                              {{"accounts", number(result.accounts)},
                               {"posts", number(result.objects)},
                               {"acts", number(result.acts)},
                               {"watched", number(result.watched)},
                               {"eligible", number(result.eligible)}})
                + "\n",
            {}};
}

CommandOutcome run(const IntegrityVerifyCommand& command, Store& store, const CommandTools& tools)
{
    auto verified = store.database->read([&](db::Reader& reader) -> Result<integrity::Verified> {
        TRY(auto domain, choose_domain(reader, command.domain));
        return integrity::verify_log(reader, domain.id, domain.name);
    });
    if (!verified) return refused(tools, verified.error());
    return {verified->problems.empty() ? 0 : 1, command.json ? verify_json(*verified) : verify_text(*verified, tools), {}};
}

}  // namespace favilla::server
