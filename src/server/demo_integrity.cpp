// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_integrity.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "integrity/alerts.h"
#include "integrity/process.h"
#include "integrity/runs.h"
#include "social/accounts.h"
#include "social/status_marks.h"
#include "social/statuses.h"
#include "social/tags.h"
#include "social/timelines.h"
#include "social/users.h"

namespace favilla::server {

namespace {

constexpr std::string_view ring[] = {"aldo", "bice", "ciro", "delia", "elio"};
constexpr std::string_view newcomers[] = {"fosca", "gino", "iole", "livio"};  // who begin today
constexpr std::string_view team[] = {"ada", "bruno", "paola"};
constexpr std::string_view signers[] = {"chiara", "dario", "flavio", "irene", "katia", "luca", "marta", "oscar", "teo", "viola"};
constexpr std::string_view reviewer = "xenia", second = "lanterna";
constexpr std::size_t begun_with = 10;  // posts
constexpr int every_nth = 6;            // of the posts that begin something

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's finding was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

int place_of(const DemoStory& story, std::string_view username)
{
    return static_cast<int>(std::ranges::find(story.people, username, &DemoPerson::username) - story.people.begin());
}

// All within half a minute, some hours after the post; each leaves one out now and then.
void push(DemoStory& story, int post, int nth, std::span<const std::string_view> who, Time until)
{
    auto at = story.posts[static_cast<std::size_t>(post)].at + minutes(95 + (nth * 71) % 600);
    for (int n = 0; n < static_cast<int>(who.size()); ++n) {
        if ((nth + n) % 9 == 8 || at + minutes(1) > until) continue;
        story.marks.push_back({DemoMarkKind::Favourite, place_of(story, who[static_cast<std::size_t>(n)]), post, 0,
                               at + seconds((n * 7 + nth * 3) % 29)});
    }
}

}  // namespace

void plant_demo_ring(DemoStory& story, Time until)
{
    for (auto [username, name] : {std::pair{"aldo", "Aldo Scaffale"},
                                  {"bice", "Bice Segnapagine"},
                                  {"ciro", "Ciro Tipografo"},
                                  {"delia", "Delia Copertina"},
                                  {"elio", "Elio Ristampa"}})
        story.people.push_back({username, name, "Leggo quello che esce.", "it", false});
    for (auto [username, name] : {std::pair{"fosca", "Fosca Volantino"},
                                  {"gino", "Gino Manifesto"},
                                  {"iole", "Iole Locandina"},
                                  {"livio", "Livio Opuscolo"}})
        story.people.push_back({username, name, "Leggo quello che esce.", "it", false});
    int nth = 0;
    for (int n = 0; n < static_cast<int>(story.posts.size()); ++n) {
        const auto& post = story.posts[static_cast<std::size_t>(n)];
        if (post.parent || post.at < until - days(45)) continue;
        ++nth;
        if (nth % every_nth == 1) push(story, n, nth, ring, until);
        if (nth % every_nth == 4) push(story, n, nth, team, until);
    }
    std::ranges::sort(story.marks, {}, [](const DemoMark& m) { return std::tuple{m.at, m.post, m.person, m.kind}; });
}

namespace {

void write_open_letter(db::Transaction& tx, const std::function<AccountId(std::string_view)>& named,
                       const std::function<Time()>& now)
{
    auto letter = expect(social::post_status(
        tx, named("rita"),
        {.text =
             "Lettera aperta: chiediamo che la biblioteca di quartiere resti aperta la sera. Chi è d’accordo la firmi qui sotto con le "
             "stesse parole. #lettera",
         .language = "it"},
        now()));
    for (auto signer : signers) {
        expect(social::post_status(
            tx, named(signer),
            {.text = "Firmo: chiediamo che la biblioteca di quartiere resti aperta la sera, per chi di giorno lavora.",
             .in_reply_to = letter.id,
             .language = "it"},
            now()));
        expect(social::favourite(tx, named(signer), letter.id, now()));
    }
}

// On one day alone, which no night judges, ten posts within half an hour, each within seconds: it is worth a look until tomorrow.
void begin_second_ring(db::Database& database, DomainId domain, const std::function<AccountId(std::string_view)>& named,
                       Time until)
{
    auto begin = until - minutes(40);
    if (social::day_of(begin) != social::day_of(until)) begin = Time{} + days(social::day_of(until)) - minutes(40);
    database.write([&](db::Transaction& tx) {
        auto posts =
            social::public_timeline(tx, {.origin = social::Origin::Local, .domain = domain}, {}, {.limit = 40}, until).items;
        std::erase_if(posts, [&](const social::Status& post) { return post.created_at > begin - hours(1); });
        if (posts.size() > begun_with) posts.resize(begun_with);
        for (std::size_t post = 0; post < posts.size(); ++post)
            for (std::size_t n = 0; n < std::size(newcomers); ++n)
                expect(social::favourite(tx, named(newcomers[(n + post) % std::size(newcomers)]), posts[post].id,
                                         begin + minutes(static_cast<std::int64_t>(3 * post))
                                             + seconds(static_cast<std::int64_t>(4 * n))));
    });
    integrity::Watch{database}.look(until + minutes(1));
}

}  // namespace

void settle_demo_integrity(db::Database& database, const Random& random, DomainId domain,
                           const std::function<AccountId(std::string_view)>& named, const std::function<Time()>& now,
                           Time judged_at)
{
    database.write([&](db::Transaction& tx) {
        write_open_letter(tx, named, now);
        auto page = social::find_local_account(tx, "festa_del_libro", domain).value().id;
        expect(integrity::disclose(tx, named("paola"), page, integrity::Relation::WorksFor, now()));
        expect(social::change_role(tx, named(reviewer), social::Role::Moderator));
    });
    auto asked_at = judged_at - days(1);
    integrity::run_judgement(database, random, domain, asked_at - days(1));
    integrity::run_judgement(database, random, domain, asked_at);
    database.write([&](db::Transaction& tx) {
        for (const auto& finding : integrity::findings_of(tx, domain)) {
            if (!finding.member(named(ring[0])) || !is_eligible(finding)) continue;
            integrity::Reviewer by{named(reviewer), domain}, other{named(second), domain};
            expect(integrity::begin_review(tx, random, by, finding.id, asked_at));
            expect(integrity::give_notice(tx, random, by, finding.id, asked_at));
            auto appeal = [&](std::string_view who, const std::string& words, Time at) {
                expect(integrity::answer_notice(tx, random, named(who), finding.id, integrity::Answer::Appeal, words, at));
            };
            // One appeal was heard by somebody else than the reviewer, and the label is there for all to see; another waits.
            appeal(ring[3], "Non conosco gli altri: è un caso.", asked_at + hours(2));
            expect(integrity::decide_answer(tx, random, other, finding.id, named(ring[3]), integrity::Decision::Refuse,
                                            "Per sei settimane, sugli stessi post ed entro pochi secondi: il caso non lo spiega.",
                                            asked_at + hours(20)));
            appeal(ring[1], "Siamo un gruppo di lettura e ci scriviamo: ognuno mette il suo segno quando vuole.",
                   asked_at + hours(22));
        }
    });
    integrity::run_judgement(database, random, domain, judged_at);
    begin_second_ring(database, domain, named, judged_at);
}

}  // namespace favilla::server
