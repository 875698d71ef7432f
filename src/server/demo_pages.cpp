// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_pages.h"

#include <stdexcept>

#include "community/page_drafts.h"

namespace favilla::server {

namespace {

using community::DraftActKind;
using community::PageRole;

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's page was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Desk {
    db::Transaction& tx;
    AccountId page;
    const std::function<Time()>& now;

    community::TeamDraft write(AccountId by, std::string_view text)
    {
        return expect(community::write_draft(tx, page, by, {.text = std::string{text}, .content_warning = {}, .language = "it"},
                                             {}, now()));
    }
    void act(const community::TeamDraft& draft, AccountId by, DraftActKind kind, std::string_view word = {})
    {
        expect(community::act_on_draft(
            tx, {.page = page, .by = by, .draft = draft.id, .kind = kind, .revision = {}, .word = std::string{word}}, now()));
    }
};

}  // namespace

void make_demo_page(db::Database& database, const std::function<AccountId(std::string_view)>& named,
                    const std::function<Time()>& now)
{
    auto owner = named("lanterna"), editor = named("ada"), contributor = named("bruno");
    auto page = database.write([&](db::Transaction& tx) {
        auto domain = social::find_account(tx, owner)->domain.value();
        auto made = expect(community::make_page(
            tx, domain,
            {.name = "festa_del_libro",
             .title = "Festa del libro",
             .description = "Tre giorni di libri in piazza: il programma, gli ospiti, le storie di chi viene.",
             .posture = social::Posture::Both,
             .reviews = true,
             .signs = true,
             .owner = owner},
            now()));
        expect(community::put_in_team(tx, made.id, editor, PageRole::Editor, now()));
        expect(community::put_in_team(tx, made.id, contributor, PageRole::Contributor, now()));
        Desk desk{tx, made.id, now};
        auto out = desk.write(
            contributor,
            "La festa del libro torna in piazza: tre giorni, quaranta incontri, una sola regola. Portate un libro da lasciare a qualcuno. #festadellibro");
        desk.act(out, contributor, DraftActKind::Send);
        desk.act(out, editor, DraftActKind::Publish);
        auto back = desk.write(contributor, "Sabato sera si legge al buio.");
        desk.act(back, contributor, DraftActKind::Send);
        desk.act(back, editor, DraftActKind::SendBack, "Bello! Aggiungi l'ora, e dove si entra.");
        desk.act(
            desk.write(contributor,
                       "Cerchiamo dieci persone che leggano una pagina ad alta voce, nella lingua di casa loro. Chi ci sta?"),
            contributor, DraftActKind::Send);
        desk.write(editor, "Il programma di domenica, ora per ora.");
        return made.id;
    });
    expect(community::act_on_team(
        database,
        {.page = page, .by = owner, .kind = community::TeamActKind::Invite, .whom = named("chiara"), .role = PageRole::Moderator},
        now()));
}

}  // namespace favilla::server
