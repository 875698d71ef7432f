// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_listening.h"

#include <stdexcept>

#include "conversations/listening.h"
#include "social/accounts.h"

namespace favilla::server {

namespace {

struct Saved {
    std::string_view page, by, name, words;
};
constexpr Saved saved[] = {
    {"lanterna", "lanterna", "La biblioteca", "biblioteca"},
    {"lanterna", "lanterna", "I finali", "finale | \"ultima pagina\""},
    {"lanterna", "lanterna", "La festa del libro", "#festadellibro | @festa_del_libro | \"festa del libro\""},
    {"festa_del_libro", "ada", "La festa", "#festadellibro | @festa_del_libro | \"festa del libro\""},
    {"festa_del_libro", "ada", "La biblioteca", "biblioteca"},
};

}  // namespace

void make_demo_listening(db::Database& database, const std::function<AccountId(std::string_view)>& named, Time now)
{
    database.write([&](db::Transaction& tx) {
        auto domain = social::find_account(tx, named("lanterna"))->domain.value();
        for (const auto& one : saved) {
            auto page = social::find_local_account(tx, one.page, domain).value().id;
            auto made = conversations::save_listening(tx,
                                                      {.id = {},
                                                       .page = page,
                                                       .changed_by = named(one.by),
                                                       .name = std::string{one.name},
                                                       .words = std::string{one.words}},
                                                      now);
            if (!made) throw std::runtime_error("what the demo listens for was refused: " + made.error().key);
        }
    });
    while (database.write([](db::Transaction& tx) { return conversations::hear_remaining(tx); })) {}
}

}  // namespace favilla::server
