// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_followers.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "social/relations.h"
#include "social/remote_accounts.h"

namespace favilla::server {

namespace {

struct Origin {
    std::string_view host;
    int lanterna = 0, festa = 0;  // how many follow the one and the other
};
constexpr std::array<Origin, 5> origins{{{"lettori.example", 14, 6},
                                         {"biblioteche.example", 9, 11},
                                         {"librai.example", 7, 2},
                                         {"quartiere.example", 3, 8},
                                         {"scuole.example", 1, 0}}};
constexpr std::array<std::string_view, 14> names{"agata",  "bice",   "cosimo", "delia", "ettore", "fulvia", "gino",
                                                 "ilaria", "jacopo", "lidia",  "mauro", "nives",  "omero",  "pia"};
constexpr int first_day = 84, spread = 5, beat = 7;

AccountId person_of(db::Transaction& tx, std::string_view host, std::string_view name, Time at)
{
    auto account = social::receive_account(tx,
                                           {.uri = fmt::format("https://{}/users/{}", host, name),
                                            .url = fmt::format("https://{}/@{}", host, name),
                                            .username = std::string{name},
                                            .host = std::string{host},
                                            .display_name = {},
                                            .note = {},
                                            .fields = {},
                                            .avatar = {},
                                            .header = {},
                                            .emojis = {},
                                            .attribution_domains = {},
                                            .published = at - days(200)},
                                           at);
    if (!account) throw std::runtime_error("a follower of the demo was refused: " + account.error().key);
    return account->id;
}

void follow_page(db::Transaction& tx, AccountId page, std::string_view host, int person, Time at)
{
    auto follower = person_of(tx, host, names.at(static_cast<std::size_t>(person)), at);
    if (auto done = social::follow(tx, follower, page, {}, at); !done)
        throw std::runtime_error("a follow of the demo was refused: " + done.error().key);
}

// One after the other over the weeks, some days apart.
Time of_weeks(int person, int offset, Time today)
{
    auto ago = first_day - (person * spread + offset * beat) % (first_day - 2);
    return today - days(ago) + hours(9 + person % 12) + minutes(offset * 11);
}

}  // namespace

void make_demo_followers(db::Database& database, DomainId domain, Time today)
{
    database.write([&](db::Transaction& tx) {
        auto page = [&](std::string_view name) { return social::find_local_account(tx, name, domain).value().id; };
        auto lanterna = page("lanterna"), festa = page("festa_del_libro");
        for (std::size_t n = 0; n < origins.size(); ++n) {
            const auto& origin = origins.at(n);
            auto offset = static_cast<int>(n);
            for (int person = 0; person < origin.lanterna; ++person)
                follow_page(tx, lanterna, origin.host, person, of_weeks(person, offset, today));
            // That page is a day old.
            for (int person = 0; person < origin.festa; ++person)
                follow_page(tx, festa, origin.host, person, today - hours(12) + minutes(31 * person + 7 * offset));
        }
    });
}

}  // namespace favilla::server
