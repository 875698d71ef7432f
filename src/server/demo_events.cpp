// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_events.h"

#include <array>
#include <stdexcept>

#include "community/event_answers.h"
#include "community/event_drafts.h"
#include "community/event_invitations.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/statuses.h"

namespace favilla::server {

namespace {

using community::Answer;

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's event was refused: " + result.error().key);
    return *std::move(result);
}

// What the clock shows on that day from today, in Rome.
std::string on_day(Time today, int day, std::string_view clock)
{
    return local_text(TimeZone::find("Europe/Rome")->local(today + days(day))).substr(0, 11) + std::string{clock};
}

struct Programme {
    db::Transaction& tx;
    community::EventTongue tongue;
    Time today, now;

    community::Event make(AccountId host, community::EventDraft draft, int day, std::string_view from, std::string_view until)
    {
        draft.starts_at = on_day(today, day, from);
        draft.ends_at = on_day(today, day, until);
        draft.time_zone = "Europe/Rome";
        social::StatusDraft said{.language = "it"};
        return expect(community::make_event(tx, tongue, host, draft, said, now = now + minutes(3)));
    }
    void answer(const community::Event& event, std::span<const AccountId> people, Answer answer, std::optional<Time> at = {})
    {
        for (auto person : people)
            expect(community::answer_event(tx, event.id, person,
                                           {.answer = answer, .remind = community::usual_reminder, .at = at},
                                           now = now + seconds(20)));
    }
    Time time_of(const community::Event& event, std::size_t n) { return event.times_to_come(now, static_cast<int>(n) + 1)[n].at; }
    void change_time(const community::Event& event, const community::TimeChange& change)
    {
        expect(community::change_time(tx, tongue, event.id, event.host, change, now = now + minutes(1)));
    }
    // An event of a page whose team reads first: it waits to be let out.
    void propose(AccountId page, AccountId by, community::EventDraft draft, int day, std::string_view from,
                 std::string_view until)
    {
        draft.starts_at = on_day(today, day, from);
        draft.ends_at = on_day(today, day, until);
        draft.time_zone = "Europe/Rome";
        community::DraftWords words{.text = {}, .content_warning = {}, .language = "it"};
        auto written = expect(community::write_event_draft(tx, tongue, page, by, draft, words, now = now + minutes(3)));
        auto sent = community::act_on_draft(
            tx, {.page = page, .by = by, .draft = written.id, .kind = community::DraftActKind::Send, .revision = {}, .word = {}},
            now);
        if (!sent) throw std::runtime_error("the demo's event was refused: " + sent.error().key);
    }
    void invite(const community::Event& event, std::span<const AccountId> people)
    {
        expect(community::invite_to_event(tx, event.id, event.host, people, now = now + minutes(1)));
    }
};

// Readers of crime met yesterday, and meet again.
void meet_in_group(Programme& programme, const std::function<AccountId(std::string_view)>& named, AccountId group,
                   social::Media lamp)
{
    auto host = named("irene");
    std::array coming{named("marta"), named("teo"), named("luca"), named("ada"), named("zoe")};
    lamp.account = host;
    lamp.description = "Il manifesto della serata: un bagliore caldo che sale dal basso, come una lampada sul tavolo.";
    auto poster = expect(social::add_media(programme.tx, lamp, programme.now));
    auto meeting = programme.make(
        host,
        {.title = "Il faro, dal vivo",
         .description = "I primi tre capitoli, letti a turno. Chi ha già capito chi è stato tace fino all’ultimo.",
         .place = {.name = "Biblioteca della Lanterna", .address = "Via dei Lumi 12", .latitude = {}, .longitude = {}},
         .group = group,
         .picture = community::EventPicture{.id = poster.id}},
        -1, "18:30", "20:30");
    programme.answer(meeting, coming, Answer::Yes);
    auto afterwards = programme.today - hours(2);
    for (auto [who, words] : {std::pair{"teo", "Che bella serata. Io avevo sospettato del guardiano dalla seconda pagina."},
                              std::pair{"marta", "Dalla seconda? Alla quarta dicevi ancora che era stato il mare."}})
        expect(social::post_status(programme.tx, named(who), {.text = words, .in_reply_to = meeting.status, .language = "it"},
                                   afterwards = afterwards + minutes(9)));
    auto next = programme.make(
        host,
        {.title = "Il faro, i capitoli di mezzo",
         .description = "Si riprende da dove ci siamo fermati. Chi c’era racconta, senza dire troppo.",
         .place = {.name = "Biblioteca della Lanterna", .address = "Via dei Lumi 12", .latitude = {}, .longitude = {}},
         .group = group},
        6, "18:30", "20:30");
    programme.answer(next, std::span{coming}.first(3), Answer::Yes);
    programme.answer(next, std::span{coming}.last(1), Answer::Maybe);
}

}  // namespace

void make_demo_group_events(db::Database& database, const Locale& locale, const std::function<AccountId(std::string_view)>& named,
                            const social::Media& lamp, Time today)
{
    database.write([&](db::Transaction& tx) {
        auto domain = social::find_domain(tx, *social::find_account(tx, named("lanterna"))->domain).value();
        Programme programme{tx, {locale, locale.find("it").value_or(Language{}), domain.origin}, today, today - hours(14)};
        meet_in_group(programme, named, social::find_local_account(tx, "giallisti", domain.id).value().id, lamp);
    });
}

void make_demo_events(db::Database& database, const Locale& locale, const std::function<AccountId(std::string_view)>& named,
                      std::span<const AccountId> people, Time today)
{
    auto lanterna = named("lanterna"), ada = named("ada"), bruno = named("bruno");
    database.write([&](db::Transaction& tx) {
        auto domain = social::find_domain(tx, *social::find_account(tx, lanterna)->domain).value();
        Programme programme{tx, {locale, locale.find("it").value_or(Language{}), domain.origin}, today, today - hours(6)};
        auto circle = programme.make(
            lanterna,
            {.title = "Leggere ad alta voce",
             .description = "Ognuno porta una pagina che ama e la legge agli altri. Poi se ne parla, con una tisana.",
             .rule = "FREQ=WEEKLY",
             .place = {.name = "Biblioteca della Lanterna", .address = "Via dei Lumi 12", .latitude = {}, .longitude = {}},
             .group = {}},
            3, "18:30", "20:30");
        programme.answer(circle, people.subspan(1, 7), Answer::Yes);
        programme.answer(circle, people.subspan(8, 3), Answer::Maybe);
        // One evening is called off, one moved to the day after; somebody cannot come once, somebody else comes once.
        programme.answer(circle, people.subspan(2, 1), Answer::No, programme.time_of(circle, 1));
        programme.answer(circle, people.subspan(12, 2), Answer::Yes, programme.time_of(circle, 1));
        programme.change_time(circle, {.at = programme.time_of(circle, 2), .is_cancelled = true, .starts_at = {}, .ends_at = {}});
        programme.change_time(
            circle,
            {.at = programme.time_of(circle, 3), .starts_at = on_day(today, 25, "18:30"), .ends_at = on_day(today, 25, "20:30")});
        auto binding =
            programme.make(ada,
                           {.title = "Laboratorio: cucire un libro",
                            .description = "Carta, ago e filo: si torna a casa con un quaderno fatto a mano. Il materiale c’è.",
                            .place = {.name = "Bottega di Ada", .address = "Vicolo Corto 3", .latitude = {}, .longitude = {}},
                            .capacity = 6,
                            .group = {}},
                           9, "15:00", "18:00");
        programme.answer(binding, people.subspan(2, 8), Answer::Yes);
        auto talk = programme.make(bruno,
                                   {.title = "Come si traduce una poesia",
                                    .description = "Una traduttrice racconta tre versi e venti modi di dirli. Domande alla fine.",
                                    .online_url = "https://incontri.example/poesia",
                                    .group = {}},
                                   14, "21:00", "22:15");
        programme.answer(talk, people.subspan(0, 4), Answer::Yes);
        programme.invite(talk, people.subspan(6, 4));
        auto walk = programme.make(lanterna,
                                   {.title = "Passeggiata dei libri liberati",
                                    .description = "Lasciamo libri sulle panchine, e vediamo chi li trova.",
                                    .place = {.name = "Piazza Grande", .address = "", .latitude = {}, .longitude = {}},
                                    .group = {}},
                                   5, "10:00", "12:00");
        programme.answer(walk, people.subspan(4, 5), Answer::Yes);
        programme.propose(social::find_local_account(tx, "festa_del_libro", domain.id).value().id, bruno,
                          {.title = "Notte bianca dei lettori",
                           .description = "La piazza resta aperta fino all’alba: chi legge, chi ascolta, chi porta il caffè.",
                           .place = {.name = "Piazza Grande", .address = "", .latitude = {}, .longitude = {}},
                           .group = {}},
                          20, "20:00", "23:30");
        expect(community::cancel_event(tx, programme.tongue, walk.id, lanterna, programme.now + minutes(5)));
    });
}

}  // namespace favilla::server
