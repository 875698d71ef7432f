// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_desk.h"

#include <stdexcept>

#include "community/attention.h"
#include "desk/acts.h"
#include "desk/answering.h"
#include "desk/settings.h"
#include "distribution/mail_answers.h"
#include "social/accounts.h"
#include "social/reports.h"
#include "social/timelines.h"

namespace favilla::server {

namespace {

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's desk was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

struct Day {
    db::Transaction& tx;
    AccountId page;
    const std::function<AccountId(std::string_view)>& named;
    const std::function<Time()>& now;

    social::Status write(std::string_view who, std::string_view words, social::Visibility visibility = social::Visibility::Public)
    {
        return expect(social::post_status(
            tx, named(who), {.text = "@festa_del_libro " + std::string{words}, .visibility = visibility, .language = "it"},
            now()));
    }
    desk::Item item_of(std::string_view who)  // what they wrote last
    {
        auto author = named(who);
        std::optional<desk::Item> last;
        auto all = desk::queue(tx, {.pages = {page}, .me = author, .kind = {}, .after = {}, .limit = 100}, now());
        for (const auto& item : all.items)
            if (item.author == author && (!last || last->status < item.status)) last = item;
        if (!last) throw std::runtime_error("nobody of that name waits at the demo's desk");
        return *last;
    }
    void act(std::string_view on, desk::Wanted wanted)
    {
        auto id = item_of(on).id;
        expect(desk::act(tx, {&id, 1}, wanted, now()));
    }
};

void settle_in(const Day& day, AccountId by)
{
    desk::PageSettings settings{.time_zone = "Europe/Rome", .week = {}, .target = hours(4), .holidays = {}};
    for (std::size_t weekday = 0; weekday < 5; ++weekday) settings.week[weekday] = {{9 * 60, 13 * 60}, {14 * 60, 18 * 60}};
    settings.week[5] = {{10 * 60, 12 * 60 + 30}};
    expect(desk::change_settings(day.tx, day.page, settings, day.now()));
    for (std::optional<std::int64_t> after = 0; after;) after = desk::due_anew(day.tx, day.page, *after, 1000);
    auto piece = [&](std::string title, std::string text) {
        expect(desk::add_piece(
            day.tx,
            {.id = {}, .page = day.page, .changed_by = by, .title = std::move(title), .text = std::move(text), .changed_at = {}},
            day.now()));
    };
    piece("Dove siamo",
          "La festa è in piazza del Municipio, a cinque minuti dalla stazione. Quando piove siamo sotto i portici.");
    piece("Orari", "Si apre venerdì alle 17, sabato e domenica alle 10; si chiude alle 22.");
}

// Who has the page's posts by e-mail has answered one, and waits for a mail.
void answer_by_mail(const Day& day)
{
    auto posts = social::account_timeline(day.tx, {.author = day.page, .exclude_replies = true}, {}, {.limit = 1}).items;
    if (posts.empty()) throw std::runtime_error("the demo's page has said nothing yet");
    distribution::MailRequest reader{day.page, "agnese@example.org", "it", distribution::Rhythm::Each};
    auto subscription = distribution::add_subscription(day.tx, reader, day.now());
    distribution::Arrival arrival{.box = {subscription, posts.front().id}, .mail = {}, .sender = reader.email, .mark = "demo"};
    arrival.mail.from = reader.email;
    arrival.mail.from_name = "Agnese";
    arrival.mail.subject = "Re: Festa del libro";
    arrival.mail.message_id = "agnese.1@example.org";
    arrival.mail.words =
        "Buongiorno, non ho un profilo e leggo tutto per posta. Si può venire con una carrozzina, o ci sono gradini?";
    arrival.mail.rest = "Agnese";
    distribution::receive_mail(day.tx, arrival, day.now());
}

}  // namespace

void make_demo_desk(db::Database& database, const std::function<AccountId(std::string_view)>& named,
                    const std::function<Time()>& now)
{
    database.write([&](db::Transaction& tx) {
        auto editor = named("ada"), owner = named("lanterna");
        auto page =
            social::find_local_account(tx, "festa_del_libro", social::find_account(tx, editor)->domain.value()).value().id;
        Day day{tx, page, named, now};
        settle_in(day, owner);
        // Topics of the groups that its team looks after, from before there was a page.
        while (community::weigh_remaining_topics(tx, now())) {}
        day.write("luca", "preferisco scriverlo in privato: posso portare mio padre, che cammina a fatica?",
                  social::Visibility::Direct);
        day.write("emma", "il programma si può avere anche stampato?");
        day.act("rita", {.kind = desk::ActKind::Take, .by = editor, .to = {}, .until = {}, .words = {}});
        day.act("paola",
                {.kind = desk::ActKind::Note,
                 .by = owner,
                 .to = {},
                 .until = {},
                 .words = "Ha letto anche l’anno scorso, domenica mattina: bravissima. Chiedo a Bruno se c’è ancora posto."});
        day.act("zoe", {.kind = desk::ActKind::Snooze, .by = editor, .to = {}, .until = now() + hours(20), .words = {}});
        answer_by_mail(day);
        auto asked = day.item_of("emma");
        social::StatusDraft draft{.text = "@emma sì: da lunedì le copie sono in biblioteca e al bar della piazza.",
                                  .language = "it",
                                  .person = editor,
                                  .is_signed = true};
        expect(desk::answer(tx, {.item = asked.id, .by = editor, .turn = asked.turn, .last_seen = asked.status, .draft = draft},
                            now()));
        // A report of good will waits for who looks after the house.
        auto told = day.write("paola", "cerco un passaggio da Cividale per sabato: chiamatemi a casa, 0432 000000.");
        expect(social::file_report(tx, named("rita"), social::find_account(tx, editor)->domain.value(),
                                   {.target = told.author,
                                    .category = "other",
                                    .comment = "C’è scritto il suo numero di casa: forse non sa che lo leggono tutti.",
                                    .statuses = {told.id},
                                    .rules = {}},
                                   now()));
        day.write("teo", "allora a sabato, grazie!");
        day.act("teo", {.kind = desk::ActKind::NoneNeeded, .by = owner, .to = {}, .until = {}, .words = "Ringrazia soltanto."});
    });
}

}  // namespace favilla::server
