// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/posture_json.h"
#include "desk/settings.h"
#include "server/choose.h"
#include "server/page_commands.h"

namespace favilla::server {

namespace {

std::string posture_text(const strategy::PostureWords& words, const strategy::PostureView& view)
{
    const auto& posture = view.posture;
    auto text = words.verdict(posture) + "\n" + words.declared(posture);
    if (auto beside = words.beside(posture); !beside.empty()) text += " " + beside;
    text += "\n" + words.moved(posture) + "\n\n";
    for (const auto& part : posture.now.parts) {
        text += words.name(part.part) + ": ";
        if (part.figure) text += words.interval(*part.figure) + ". ";
        text += words.cases(part) + "\n";
    }
    text += "\n";
    for (const auto& gain : posture.gains) text += words.name(gain.gain) + ": " + words.gained(gain) + "\n";
    text += words.caution() + "\n";
    for (const auto& advice : posture.advice) {
        auto counsel = words.counsel(posture, advice);
        text += "\n" + counsel.text + "\n  " + counsel.evidence + "\n  " + counsel.change + "\n";
    }
    return text;
}

}  // namespace

CommandOutcome run(const PostureCommand& command, db::Database& database, const CommandTools& tools)
{
    auto page = database.read([&](db::Reader& reader) -> Result<AccountId> {
        TRY(auto account, choose_account(reader, command.page, command.domain));
        if (account.kind != social::AccountKind::Page) return refuse(ErrorCode::NotFound, "page.missing");
        return account.id;
    });
    if (!page) return refused(tools, page.error());
    auto view = strategy::load_posture(database, *page, command.month, tools.clock(), desk::promise_of);
    if (!view) return refused(tools, view.error());
    strategy::PostureWords words{tools.locale, tools.language};
    if (!command.json) return {0, posture_text(words, *view), {}};
    return {
        0, write_json([&](JsonWriter& json) { json.object([&] { console::write_posture(json, words, *view); }); }) + "\n", {}};
}

}  // namespace favilla::server
