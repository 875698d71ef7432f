// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_outlook.h"

#include <stdexcept>

#include "desk/outlook.h"
#include "social/accounts.h"
#include "social/sign_up.h"
#include "social/statuses.h"

namespace favilla::server {

namespace {

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("what burns in the demo was refused: " + result.error().key);
    return *std::move(result);
}

void bring_newcomer(db::Transaction& tx, DomainId domain, const std::string& password_hash, Time at)
{
    auto pietro = expect(social::create_user(tx, domain,
                                             {.username = "pietro",
                                              .email = "pietro@example.org",
                                              .password_hash = password_hash,
                                              .role = social::Role::User,
                                              .locale = "it",
                                              .kind = social::AccountKind::Person,
                                              .display_name = "Pietro Risvolto"},
                                             at));
    expect(social::post_status(
        tx, pietro.id, {.text = "Buonasera a tutti, sono nuovo di qui. Leggo di montagna: da chi comincio?", .language = "it"},
        at + minutes(20)));
}

}  // namespace

void make_demo_outlook(db::Database& database, const std::function<AccountId(std::string_view)>& named,
                       const std::string& password_hash, Time today, Time now)
{
    auto domain = database.write([&](db::Transaction& tx) {
        auto home = social::find_account(tx, named("irene"))->domain.value();
        auto page = social::find_local_account(tx, "festa_del_libro", home).value().id;
        bring_newcomer(tx, home, password_hash, today - hours(32));
        // Slow, as some are: a word every three hours, and the last one asks.
        auto last = now - minutes(20);
        auto say = [&](AccountId who, std::string_view words, std::optional<StatusId> answers, Time at) {
            return expect(
                social::post_status(tx, who, {.text = std::string{words}, .in_reply_to = answers, .language = "it"}, at));
        };
        auto root =
            say(named("irene"), "Chi legge ad alta voce, sabato in piazza? Io ho paura solo del microfono.", {}, last - hours(9));
        say(page, "Noi abbiamo un leggio e due sedie; il microfono si può lasciare spento.", root.id, last - hours(6));
        say(named("katia"), "Porto due bambini della mia classe: una pagina a testa.", root.id, last - hours(3));
        say(named("luca"), "E se piove si legge sotto i portici?", root.id, last);
        return home;
    });
    desk::refit_outlook(database, domain, now);
}

}  // namespace favilla::server
