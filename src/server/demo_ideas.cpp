// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_ideas.h"

#include <span>
#include <stdexcept>
#include <vector>

#include "community/early_drafts.h"
#include "community/idea_acts.h"
#include "server/demo_groups.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::server {

namespace {

using community::IdeaActKind;
using community::IdeaState;
using Words = std::string_view;

struct DemoStep {
    IdeaState state;
    Words word = {};
    bool answers = false;
};

struct DemoIdea {
    Words author, title, text, space;  // space: the name of a group; empty: the house
    std::span<const Words> voters;
    std::span<const DemoStep> steps = {};
    DemoAnswer helped = {};
    int merged_into = -1;  // the place of another in this list, above
};

constexpr Words evening_voters[] = {"ada", "bruno", "chiara", "dario", "emma", "flavio", "irene", "luca", "marta", "zoe", "teo"};
constexpr DemoStep evening_steps[] = {{IdeaState::Discussing},
                                      {IdeaState::Planned, "Si comincia a ottobre, il primo martedì del mese.", true},
                                      {IdeaState::InProgress},
                                      {IdeaState::Shipped, "Fatto: la prima sera eravamo in trentadue. Grazie!", true}};
constexpr Words audio_voters[] = {"katia", "rita", "paola", "sam", "oscar", "irene", "emma"};
constexpr DemoStep audio_steps[] = {{IdeaState::Discussing}, {IdeaState::InProgress, "Stiamo registrando i primi due titoli."}};
constexpr Words map_voters[] = {"bruno", "rita", "oscar", "luca", "flavio"};
constexpr DemoStep map_steps[] = {{IdeaState::Planned, "In primavera, insieme alle biblioteche."}};
constexpr Words also_map_voters[] = {"bruno", "zoe", "teo", "nora"};
constexpr Words large_voters[] = {"paola", "walter", "katia"};
constexpr DemoStep large_steps[] = {{IdeaState::Discussing}};
constexpr Words glossy_voters[] = {"luca"};
constexpr DemoStep glossy_steps[] = {
    {IdeaState::Declined, "La carta patinata non si ricicla dove stampiamo: restiamo su quella che abbiamo.", true}};
constexpr Words swap_voters[] = {"ada", "emma"};
constexpr Words vote_voters[] = {"ada", "bruno", "oscar", "zoe"};
constexpr Words hidden_voters[] = {"viola", "quinn"};

constexpr DemoIdea ideas[] = {
    {"irene",
     "Una sera al mese con chi traduce",
     "Un libro, chi lo ha tradotto, e il tempo di fare domande.",
     {},
     evening_voters,
     evening_steps,
     {"chiara", "Il martedì, prima del gruppo di lettura: chi viene per l’uno resta per l’altro."}},
    {"katia",
     "Audiolibri letti da chi li ha scritti",
     "Anche solo il primo capitolo, per chi ha le mani occupate.",
     {},
     audio_voters,
     audio_steps,
     {"rita", "In biblioteca li chiedono ogni sabato."}},
    {"rita",
     "Una mappa delle librerie che hanno i nostri libri",
     "Con gli orari, e con chi li ha letti.",
     {},
     map_voters,
     map_steps},
    {"zoe", "Where can I buy your books?", "A list of shops would do.", {}, also_map_voters, {}, {}, 2},
    {"paola",
     "Edizioni a caratteri grandi",
     "Per chi legge la sera, e per chi ha ottant’anni.",
     {},
     large_voters,
     large_steps,
     {"dario", "Corpo 16 e interlinea larga: lo stesso formato regge, ho fatto due prove."}},
    {"luca", "Copertine lucide", "Che si vedano da lontano.", {}, glossy_voters, glossy_steps},
    {"sam", "A box to swap books at every event", "Bring one, take one.", {}, swap_voters},
    {"teo", "Votare insieme il libro del mese", "Tre titoli, una settimana per scegliere.", "giallisti", vote_voters},
    {"viola", "Leggere le bozze anche su carta", "Cinque copie bastano.", "bozze", hidden_voters},
};

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's idea was refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Workshop {
    db::Transaction& tx;
    DomainId domain;
    const std::function<AccountId(Words)>& named;
    AccountId boss;
    const std::function<Time()>& now;

    void act(community::IdeaAct act) { expect(community::act_on_idea(tx, domain, act, now())); }
    community::Idea propose(const DemoIdea& made)
    {
        std::optional<AccountId> space;
        if (!made.space.empty()) space = social::find_local_account(tx, made.space, domain).value().id;
        auto idea = expect(community::propose_idea(tx, domain, named(made.author),
                                                   {.title = std::string{made.title},
                                                    .text = std::string{made.text},
                                                    .space = space,
                                                    .language = made.author == "zoe" || made.author == "sam" ? "en" : "it"},
                                                   now()));
        for (auto voter : made.voters) expect(community::vote(tx, idea, named(voter), now()));
        return idea;
    }
    void help(const community::Idea& idea, const DemoIdea& made)
    {
        if (made.helped.text.empty()) return;
        auto answer =
            expect(social::post_status(tx, named(made.helped.author),
                                       {.text = std::string{made.helped.text}, .in_reply_to = idea.id, .visibility = {}}, now()));
        act({.idea = idea.id, .by = boss, .kind = IdeaActKind::Mark, .from = {}, .word = {}, .object = answer.id});
    }
    void settle(const community::Idea& idea, const DemoIdea& made)
    {
        for (const auto& step : made.steps)
            act({.idea = idea.id,
                 .by = boss,
                 .kind = IdeaActKind::State,
                 .state = step.state,
                 .from = {},
                 .word = std::string{step.word},
                 .answers = step.answers,
                 .object = {}});
    }
};

// Shown to two people, who said something to it; since then one passage has changed, and one comment is settled.
void show_demo_draft(db::Transaction& tx, const std::function<AccountId(Words)>& named, AccountId boss,
                     const std::function<Time()>& now)
{
    community::DraftWords words{
        .text = "Sabato apriamo alle nove. Chi porta un libro da scambiare trova caffè e torta. Domenica restiamo a casa.",
        .content_warning = {},
        .language = "it"};
    auto ada = named("ada");
    auto draft = expect(community::show_early(tx, ada, words, {.readers = {boss, named("bruno")}, .group = {}}, now()));
    auto say = [&](AccountId by, Words quote, std::int64_t position, Words text) {
        return expect(community::comment_early(
            tx, draft, by, {.quote = std::string{quote}, .text = std::string{text}, .position = position}, now()));
    };
    auto hour = say(named("bruno"), "alle nove", 15, "Non è presto, per chi viene in treno?");
    say(boss, "caffè e torta", 61, "La torta la porto io.");
    say(boss, "Domenica restiamo a casa.", 76, "Diciamolo con più garbo.");
    say(named("bruno"), {}, 0, "Mi piace, e si capisce.");
    expect(community::resolve_comment(tx, draft, ada, hour, true, now()));
    words.text = "Sabato apriamo alle nove. Chi porta un libro da scambiare trova caffè e torta. Domenica riposiamo.";
    expect(community::change_early(tx, draft, ada, words, std::nullopt, std::nullopt, now()));
}

}  // namespace

int make_demo_ideas(db::Database& database, DomainId domain, const std::function<AccountId(Words)>& named, AccountId boss,
                    const std::function<Time()>& now)
{
    std::vector<StatusId> made;
    for (const auto& idea : ideas)
        made.push_back(database.write([&](db::Transaction& tx) {
            Workshop workshop{tx, domain, named, boss, now};
            auto proposed = workshop.propose(idea);
            workshop.help(proposed, idea);
            workshop.settle(proposed, idea);
            if (idea.merged_into >= 0)
                workshop.act({.idea = proposed.id,
                              .by = boss,
                              .kind = IdeaActKind::Merge,
                              .from = {},
                              .word = {},
                              .object = made.at(static_cast<std::size_t>(idea.merged_into))});
            return proposed.id;
        }));
    database.write([&](db::Transaction& tx) { show_demo_draft(tx, named, boss, now); });
    // Nobody listens while the demo is made: who shaped them is told here.
    for (auto id : made)
        for (const auto& change : database.read([&](db::Reader& reader) { return community::changes_of(reader, id); }))
            if (change.kind == "state" || change.kind == "merged") community::tell_of_change(database, change.id, now());
    return static_cast<int>(made.size());
}

}  // namespace favilla::server
