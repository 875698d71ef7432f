// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_ledger.h"

#include <stdexcept>

#include "community/attention.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::server {

namespace {

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's debt was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace

void make_demo_debts(db::Database& database, const std::function<AccountId(std::string_view)>& named,
                     const std::function<Time()>& now)
{
    database.write([&](db::Transaction& tx) {
        auto editor = named("ada"), contributor = named("bruno");
        auto page =
            social::find_local_account(tx, "festa_del_libro", social::find_account(tx, editor)->domain.value()).value().id;
        auto write = [&](std::string_view who, std::string_view words) {
            return expect(
                social::post_status(tx, named(who), {.text = "@festa_del_libro " + std::string{words}, .language = "it"}, now()));
        };
        auto act = [&](const social::Status& status, community::DebtActKind kind) {
            expect(community::act_on_debt(tx, {.page = page, .by = editor, .status = status.id, .kind = kind}, now()));
        };
        write("rita", "la biblioteca può portare due tavoli e trenta sedie: a chi lo dico?");
        auto asked = write("teo", "si entra anche con il cane?");
        auto kind = write("emma", "l’anno scorso è stata la giornata più bella dell’estate. Grazie.");
        auto seen = write("luca", "visto, ci sarò!");
        write("paola", "leggerei volentieri una pagina in friulano, se c’è ancora posto.");
        write("zoe", "will anything be read in English, too?");
        expect(social::post_status(tx, page,
                                   {.text = "@teo certo: il cortile è tutto per loro.",
                                    .in_reply_to = asked.id,
                                    .visibility = {},
                                    .language = "it",
                                    .person = contributor,
                                    .is_signed = true},
                                   now()));
        act(kind, community::DebtActKind::Thank);
        act(seen, community::DebtActKind::NeedsNone);
    });
}

}  // namespace favilla::server
