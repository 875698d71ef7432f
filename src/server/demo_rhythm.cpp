// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_rhythm.h"

#include <array>
#include <stdexcept>

#include "analytics/generator.h"
#include "base/weeks.h"
#include "desk/acts.h"
#include "desk/answering.h"
#include "desk/pace.h"
#include "desk/sheet.h"
#include "social/accounts.h"

namespace favilla::server {

namespace {

constexpr int weeks_told = 10;
constexpr std::array<std::string_view, 5> askers = {"rita", "paola", "zoe", "teo", "katia"};
constexpr std::array<std::string_view, 6> questions = {
    "c'è posto per una carrozzina vicino al palco?", "si può portare il cane?",
    "chi raccoglie i libri usati, e dove?",          "posso dare una mano sabato mattina?",
    "a che ora comincia la lettura per i bambini?",  "dove si parcheggia, se si viene da fuori?"};
constexpr std::array<std::string_view, 6> answers = {
    "Sì, in prima fila: ne teniamo tre.",   "Certo, al guinzaglio.",
    "La biblioteca, ogni pomeriggio.",      "Volentieri: alle nove in piazza.",
    "Alle dieci e mezza, sotto il tiglio.", "Alla stazione: da lì sono cinque minuti a piedi."};

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's rhythm was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

struct Desk {
    db::Transaction& tx;
    AccountId page, editor;

    desk::Item item_of(const social::Status& asked, Time at) const
    {
        auto all = desk::queue(tx, {.pages = {page}, .me = editor, .kind = {}, .after = {}, .limit = 200}, at);
        for (const auto& item : all.items)
            if (item.conversation == asked.conversation) return item;
        throw std::runtime_error("what was asked in the demo does not stand on the desk");
    }
    // Asked in private, taken later, answered some minutes after.
    void ask_and_answer(AccountId who, std::size_t what, Time at, Duration until_taken, Duration taken_for) const
    {
        auto asked = expect(social::post_status(tx, who,
                                                {.text = "@festa_del_libro " + std::string{questions[what]},
                                                 .visibility = social::Visibility::Direct,
                                                 .language = "it"},
                                                at));
        auto taken = at + until_taken, answered = taken + taken_for;
        auto item = item_of(asked, taken);
        expect(
            desk::act(tx, {&item.id, 1}, {.kind = desk::ActKind::Take, .by = editor, .to = {}, .until = {}, .words = {}}, taken));
        social::StatusDraft draft{.text = std::string{answers[what]}, .language = "it", .person = editor};
        expect(desk::answer(tx, {.item = item.id, .by = editor, .turn = item.turn, .last_seen = item.status, .draft = draft},
                            answered));
    }
};

bool is_weekend(Time at) { return weekday_of(at.milliseconds / days(1).milliseconds) >= 5; }

void work_for_weeks(const Desk& desk, const std::function<AccountId(std::string_view)>& named, Time today)
{
    analytics::Generator random{80};
    std::size_t number = 0;
    for (int ago = weeks_told * 7; ago > 1; --ago) {
        auto morning = today - days(ago) + hours(8);
        if (is_weekend(morning)) continue;
        for (std::uint64_t n = 0; n < 1 + random.below(2); ++n, ++number) {
            auto minute = minutes(static_cast<std::int64_t>(random.below(120) + 150 * n));
            bool late = random.below(12) == 0;  // some wait until tomorrow
            desk.ask_and_answer(named(askers[number % askers.size()]), number % questions.size(), morning + minute,
                                late ? hours(22) : minutes(static_cast<std::int64_t>(20 + random.below(180))),
                                minutes(static_cast<std::int64_t>(4 + random.below(14))));
        }
    }
}

}  // namespace

void make_demo_rhythm(db::Database& database, const std::function<AccountId(std::string_view)>& named, Time today)
{
    database.write([&](db::Transaction& tx) {
        auto editor = named("ada"), owner = named("lanterna");
        auto page =
            social::find_local_account(tx, "festa_del_libro", social::find_account(tx, editor)->domain.value()).value().id;
        work_for_weeks({tx, page, editor}, named, today);
        expect(desk::choose_pace(tx, page, {.posts = 0, .answers = 4, .within = 80, .minutes = 20}, today));
        desk::choose_sharing(tx, page, editor, true);
        auto day = today.milliseconds / days(1).milliseconds;
        auto book = [&](AccountId who, std::int64_t when, std::int64_t length, std::string note) {
            expect(desk::book_hours(
                tx,
                {.page = page, .person = who, .day = when, .minutes = length, .effort = {}, .group = {}, .note = std::move(note)},
                today));
        };
        book(editor, day, 45, "Telefonate agli editori");
        book(owner, day - 1, 90, "Sopralluogo in piazza");
        expect(desk::plan_absence(
            tx, {.id = {}, .page = page, .person = owner, .first_day = day + 9, .last_day = day + 13, .to = editor}, today));
    });
}

}  // namespace favilla::server
