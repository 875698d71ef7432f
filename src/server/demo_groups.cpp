// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_groups.h"

namespace favilla::server {

namespace {

using Words = std::string_view;

constexpr Words crime_readers[] = {"lanterna", "flavio", "ada",   "bruno", "emma", "irene",
                                   "luca",     "marta",  "oscar", "sam",   "teo",  "zoe"};
constexpr Words crime_rules[] = {"Chi racconta il finale avverte prima, con un avviso sul contenuto.",
                                 "Si può stroncare un libro, mai chi lo ha amato.",
                                 "Un argomento per libro: prima si cerca se c’è già."};
constexpr DemoAnswer crime_first[] = {
    {"ada", "La biblioteca di via dei Mulini: tre scaffali solo di gialli, e chi ci lavora li ha letti tutti."},
    {"bruno", "Il mercatino della domenica. Si trova di tutto, basta arrivare presto.", true},
    {"zoe", "A box outside the bakery. Take one, leave one.", false, "sam",
     "Which bakery? We could put up a second box by the station. Who helps?"},
    {"flavio", "Il treno delle 7:12. Qualcuno ne dimentica sempre uno."}};
constexpr DemoAnswer crime_vote[] = {{"marta", "Io voto per il faro: almeno sono duecento pagine."},
                                     {"teo", "Il faro anche per me, sta in tasca."},
                                     {"irene", "Il faro. Martedì ne parliamo dal vivo in biblioteca."}};
constexpr DemoAnswer crime_alibi[] = {{"luca", "Troppo comodo: il maggiordomo aveva un gemello."},
                                      {"sam", "I read the last page first, so I will say nothing."}};
constexpr DemoTopic crime_topics[] = {
    {"flavio",
     "Benvenute e benvenuti: qui si parla di gialli, noir e misteri di ogni stagione. Presentatevi con l’ultimo che avete finito.",
     {},
     true},
    {"luca", "Che cosa leggiamo insieme a novembre: il faro o la locanda?", crime_vote, false,
     "Il faro, con nove voti contro due. Si comincia lunedì.", true},
    {"oscar", "Dove trovate i gialli che non si trovano più?", crime_first},
    {"emma", "An alibi that convinced you completely, and should not have", crime_alibi},
    {"teo", "Un giallo senza morti: ne esiste uno bello?"}};

constexpr Words translators[] = {"chiara", "lanterna", "xenia", "grace", "hugo", "nora", "paola"};
constexpr Words translator_rules[] = {"Si porta sempre il testo di partenza.",
                                      "Le proposte sono proposte: decide chi firma la traduzione."};
constexpr DemoAnswer translator_sea[] = {{"hugo", "“Swell” is what is left of a storm that happened elsewhere."},
                                         {"xenia", "Allora «mare lungo». I marinai lo dicono così."},
                                         {"chiara", "Mare lungo! Lo segno, grazie."}};
constexpr DemoTopic translator_topics[] = {
    {"chiara", "“Swell”, nel senso del mare: come lo rendete?", translator_sea},
    {"grace", "Footnotes or no footnotes? A question for people who translate and for people who read translations."}};

constexpr Words proof_readers[] = {"lanterna", "viola", "paola", "quinn", "marta"};
constexpr Words proof_rules[] = {"Quello che si legge qui non esce di qui fino alla pubblicazione."};
constexpr DemoAnswer proof_title[] = {{"quinn", "There is a typo in the title page. Page one, as always."},
                                      {"viola", "Il terzo capitolo mi ha convinta, il finale ancora no."}};
constexpr DemoTopic proof_topics[] = {
    {"lanterna", "Le bozze del romanzo di primavera sono pronte: chi legge i primi cinque capitoli?", proof_title},
    {"paola", "Note in fondo o a piè di pagina?"}};

constexpr Words binders[] = {"dario", "walter", "lanterna"};
constexpr DemoAnswer binder_glue[] = {{"dario", "Pasta d’amido, se hai pazienza. Se non ne hai, aspetta di averne."}};
constexpr DemoTopic binder_topics[] = {{"walter", "Which glue for a spine from 1920?", binder_glue}};

constexpr DemoGroup groups[] = {
    {"giallisti",
     "Giallisti",
     "Chi legge gialli, noir e misteri: consigli, letture insieme, discussioni accese.",
     "open",
     crime_readers,
     crime_rules,
     crime_topics,
     {},
     {},
     {},
     {},
     "irene"},
    {"traduttori",
     "Bottega di traduzione",
     "Parole difficili, frasi che non vogliono passare il confine, e chi le porta di là.",
     "request",
     translators,
     translator_rules,
     translator_topics,
     "ada",
     {},
     {"nora", "A pun that works in both languages, and one that does not"},
     {"nora", "In the dictionary of my grandfather it is “heave”, but nobody says so any more."}},
    {"legatori",
     "Legatori",
     "Carta, colla, filo. Per chi i libri li fa anche con le mani.",
     "invitation",
     binders,
     {},
     binder_topics,
     {},
     "ada"},
    {"bozze", "Lettori di bozze", "Chi legge prima di tutti.", "hidden", proof_readers, proof_rules, proof_topics},
};

}  // namespace

std::span<const DemoGroup> demo_groups() { return groups; }

}  // namespace favilla::server
