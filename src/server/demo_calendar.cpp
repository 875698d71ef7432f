// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_calendar.h"

#include <algorithm>
#include <stdexcept>

#include "community/page_drafts.h"
#include "desk/calendar.h"
#include "social/accounts.h"
#include "social/scheduled.h"

namespace favilla::server {

namespace {

struct Planned {
    int days;  // ahead
    int hour;
    std::string_view by, words;
};
constexpr Planned planned[] = {
    {1, 10, "ada", "Domani apriamo le iscrizioni ai laboratori per bambini: posti pochi, colori tanti. #festadellibro"},
    {2, 18, "ada", "Che libro lasciate in piazza quest'anno, e a chi vorreste che capitasse?"},
    {3, 12, "lanterna", "Gli ospiti di sabato, uno per uno. Oggi: chi traduce dal friulano."},
    {5, 9, "ada", "Cerchiamo chi dia una mano a montare i banchi, venerdì mattina. Il caffè lo portiamo noi."},
    {12, 10, "ada", "Mancano pochi giorni: il programma intero, da stampare."},
};
constexpr int approved_days = 4;

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's calendar was refused: " + result.error().key);
    return std::move(*result);
}

}  // namespace

void make_demo_calendar(db::Database& database, const std::function<AccountId(std::string_view)>& named, Time now)
{
    database.write([&](db::Transaction& tx) {
        auto domain = social::find_account(tx, named("lanterna"))->domain.value();
        auto page = social::find_local_account(tx, "festa_del_libro", domain).value().id;
        auto zone = desk::zone_of(tx, page);
        auto today = zone.local(now).day;
        auto at = [&](int days, int hour) { return zone.at({today + days, hours(hour)}); };
        for (const auto& one : planned)
            expect(social::schedule_status(
                tx, page, {.text = std::string{one.words}, .language = "it", .person = named(one.by), .is_signed = true},
                at(one.days, one.hour), now));
        auto drafts = community::drafts_of(tx, page, community::Drafts::Open, {}).items;
        auto waits = std::ranges::find_if(drafts, [](const community::TeamDraft& draft) {
            return draft.state == community::DraftState::Review && !draft.event;
        });
        if (waits != drafts.end()) expect(community::move_draft(tx, page, named("ada"), waits->id, at(approved_days, 18), now));
        expect(desk::add_idea(tx,
                              {.id = {},
                               .page = page,
                               .changed_by = named("bruno"),
                               .title = "La domanda della settimana",
                               .starts_at = at(1, 17),
                               .time_zone = zone.name(),
                               .rule = "FREQ=WEEKLY"},
                              now));
    });
}

}  // namespace favilla::server
