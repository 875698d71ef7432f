// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_interests.h"

#include <algorithm>
#include <stdexcept>

#include "community/interests.h"
#include "community/introductions.h"
#include "social/followed_tags.h"

namespace favilla::server {

namespace {

using Words = std::string_view;

constexpr Words crime_tags[] = {"gialli", "crime"};
constexpr Words crime_it[] = {
    "Finito il giallo del faro alle due di notte. Il colpevole era il guardiano, e io avevo dato la colpa al commissario.",
    "Un commissario che non sbaglia mai mi annoia. Datemi un delitto con qualche dubbio. #gialli",
    "Chi altri legge gialli d’inverno? Il delitto sulla neve è un genere a sé.",
    "L’alibi del terzo capitolo regge, però il movente no. Un giallo senza movente è un cruciverba. #gialli",
    "Ho riletto il mio primo giallo: ricordavo il colpevole sbagliato, e il commissario molto più simpatico.",
};
constexpr Words crime_en[] = {
    "The detective in this one solves the murder by reading old newspapers. My kind of detective.",
    "A locked room, a murder, seven suspects and no motive. I am not sleeping tonight. #crime",
    "Why is the detective always divorced? Somebody write a happy detective who still solves a murder.",
    "Guessed the suspect on page forty, was wrong on page two hundred. A good crime novel. #crime",
    "Crime novels by the fire: the murder was in the library, of course it was.",
};
constexpr Words crime_sparks[] = {
    "In arrivo un nuovo giallo: un delitto in una tipografia chiusa, un commissario alla prima indagine. #gialli #crime",
    "Coming in spring: a murder in a lighthouse, a detective who hates the sea and a suspect who loves it. #crime #gialli",
};

constexpr Words translation_tags[] = {"traduzione", "translation"};
constexpr Words translation_it[] = {
    "Tre ore su una frase: la traduzione letterale è giusta e suona malissimo. #traduzione",
    "Ogni traduttore ha una parola che lo perseguita. La mia è «gentle».",
    "La nota del traduttore andrebbe letta per prima. Io ci passo le serate.",
    "Confronto due traduzioni dello stesso romanzo: in una piove, nell’altra pioviggina. #traduzione",
    "Chi traduce i giochi di parole dovrebbe avere un altare: il traduttore qui ne ha salvati quattro.",
};
constexpr Words translation_en[] = {
    "Every translator I know keeps a list of words that will not cross the border. #translation",
    "Comparing two translations of one poem: the second translator was braver.",
    "A translation is a reading made slowly. The translator is the slowest reader there is.",
    "How would you translate a silence? The translator left it out. #translation",
    "Bought the book for the translator’s preface. No regrets.",
};
constexpr Words translation_sparks[] = {
    "Cerchiamo chi traduce dal portoghese: una traduzione di prova di tre pagine, pagata, letta da due traduttori. #traduzione #translation",
    "An evening with a translator: how a novel crosses a border, one translation compared with another. #translation #traduzione",
};

constexpr Words poetry_tags[] = {"poesia", "poetry"};
constexpr Words poetry_it[] = {
    "Una poesia al giorno, a voce alta, prima del caffè. I vicini ormai conoscono i versi. #poesia",
    "Imparo versi a memoria sul tram: un sonetto dura quattro fermate.",
    "Che cosa distingue un verso da una riga spezzata? Io lo sento nel fiato. #poesia",
    "Ho trovato un sonetto scritto a matita in fondo a un manuale. Versi zoppi, e bellissimi.",
    "Leggete poesie? Io comincio sempre dall’ultima, poi risalgo verso per verso.",
};
constexpr Words poetry_en[] = {
    "One poem a day, aloud, before coffee. The stanza decides the morning. #poetry",
    "Learning a sonnet by heart on the bus. It lasts four stops, the last stanza five.",
    "Free verse is not free: somebody pays for every stanza. #poetry",
    "Found a sonnet in pencil on the last page of a manual. Limping, and lovely.",
    "Do you read poems front to back? I start with the last poem and climb.",
};
constexpr Words poetry_sparks[] = {
    "Domenica leggiamo poesia in giardino: ciascuno porta un sonetto, o tre versi suoi. #poesia #poetry",
    "A poem for every week: our new anthology has a sonnet for January and a stanza for each storm. #poetry #poesia",
};

constexpr Words printing_tags[] = {"tipografia", "typography"};
constexpr Words printing_it[] = {
    "Caratteri mobili in vendita al mercatino: due cassetti di corsivo e un torchio che non ho dove mettere. #tipografia",
    "Oggi rilegatura: dorso tondo, filo di lino, colla che non asciuga.",
    "Un margine largo è una gentilezza. Chi compone i caratteri lo sa. #tipografia",
    "Ho stampato un biglietto con il torchio piccolo: inchiostro ovunque, anche sul gatto.",
    "La legatura del volume ha cent’anni e non cede. La rilegatura di ieri, invece…",
};
constexpr Words printing_en[] = {
    "Set a whole page in metal type today. One letter upside down, naturally. #typography",
    "Bookbinding lesson three: linen thread, a round spine, glue in my hair.",
    "Wide margins are kindness in metal type. #typography",
    "The small press works again. Ink on the ceiling, the cat and one perfect page.",
    "This binding is a hundred years old. My own bookbinding is a hundred hours old and sulking.",
};
constexpr Words printing_sparks[] = {
    "Laboratorio di tipografia: caratteri mobili, torchio e rilegatura, un sabato intero con le mani sporche d’inchiostro. #tipografia #typography",
    "Open press day: set a line of metal type, pull a print, try bookbinding with linen thread. #typography #tipografia",
};

constexpr Words sea_tags[] = {"mare", "sea"};
constexpr Words sea_it[] = {
    "Romanzi di mare sul comodino: tre naufragi, una balena, nessun porto. #mare",
    "Il capitano del mio libro parla con le onde. Le onde, per ora, tacciono.",
    "Chi conosce altri diari di bordo? Ne ho letti sei, e i naufragi migliori sono i più brevi. #mare",
    "Vela ieri, pioggia oggi: leggo di un capitano che non torna in porto.",
    "Ho contato i naufragi nella mia libreria: undici. Le onde vincono sempre.",
};
constexpr Words sea_en[] = {
    "Three shipwrecks on my bedside table and not one harbour. #sea",
    "The captain in my book argues with the waves. The waves are winning.",
    "Looking for ship’s logs to read: the best shipwreck is told in two lines. #sea",
    "Sailing yesterday, rain today: a captain who will not go back to harbour.",
    "Counted the shipwrecks on my shelf: eleven. The lighthouse keeper survives in two.",
};
constexpr Words sea_sparks[] = {
    "Torna in libreria il diario di bordo di un capitano che fece tre naufragi e tornò sempre in porto. #mare #sea",
    "A new sea novel: a captain, a shipwreck nobody reported, and a harbour that has moved. #sea #mare",
};

constexpr DemoInterest interests[] = {
    {"crime", crime_tags, crime_it, crime_en, crime_sparks},
    {"translation", translation_tags, translation_it, translation_en, translation_sparks},
    {"poetry", poetry_tags, poetry_it, poetry_en, poetry_sparks},
    {"printing", printing_tags, printing_it, printing_en, printing_sparks},
    {"sea", sea_tags, sea_it, sea_en, sea_sparks},
};

struct Reader {
    Words username;
    Words interests[2];
    bool agreed = true;
};
constexpr Reader readers[] = {
    {"ada", {"poetry", "crime"}},
    {"bruno", {"crime", "printing"}},
    {"chiara", {"translation", "poetry"}},
    {"dario", {"printing", "sea"}},
    {"emma", {"poetry", "translation"}},
    {"flavio", {"crime", "sea"}},
    {"grace", {"sea", "translation"}},
    {"hugo", {"crime", "sea"}},
    {"irene", {"crime", "poetry"}},
    {"jonas", {"printing", "poetry"}},
    {"katia", {"poetry", "sea"}},
    {"luca", {"crime", "translation"}},
    {"marta", {"crime", "printing"}},
    {"nora", {"translation", "printing"}},
    {"oscar", {"sea", "printing"}},
    {"paola", {"translation", "poetry"}},
    {"quinn", {"printing", "crime"}},
    {"rita", {"poetry", "sea"}},
    {"sam", {"crime", "sea"}},
    {"teo", {"printing", "sea"}},
    {"ursula", {"poetry", "sea"}},
    {"viola", {"poetry", "translation"}},
    {"walter", {"printing", "translation"}},
    {"xenia", {"translation", "printing"}},
    {"yuri", {"translation", "crime"}, false},
    {"zoe", {"sea", "translation"}, false},
};

const Reader* find_reader(Words username)
{
    const auto* found = std::ranges::find(readers, username, &Reader::username);
    return found == std::end(readers) ? nullptr : found;
}

}  // namespace

std::span<const DemoInterest> demo_interests() { return interests; }

std::span<const Words> demo_interests_of(Words username)
{
    const auto* reader = find_reader(username);
    return reader ? std::span<const Words>{reader->interests} : std::span<const Words>{};
}

bool demo_reader_agreed(Words username)
{
    const auto* reader = find_reader(username);
    return reader && reader->agreed;
}

namespace {

void introduce(db::Transaction& tx, const community::IntroductionDraft& draft, bool answered, Time now)
{
    auto made = community::introduce(tx, draft, now);
    if (!made) throw std::runtime_error("the demo's introduction was refused: " + made.error().key);
    if (!answered) return;
    for (auto who : {draft.first, draft.second})
        if (!community::answer_introduction(tx, made->id, who, true, now))
            throw std::runtime_error("the demo's answer was refused");
}

}  // namespace

void settle_demo_interests(db::Database& database, const std::function<AccountId(Words)>& named, Time now)
{
    database.write([&](db::Transaction& tx) {
        for (std::size_t n = 0; n < std::size(readers); ++n) {
            const auto& reader = readers[n];
            auto who = named(reader.username);
            const auto* followed = std::ranges::find(interests, reader.interests[n % 2], &DemoInterest::name);
            for (auto tag : followed->tags)
                if (!social::follow_tag(tx, who, tag, now)) throw std::runtime_error("the demo's tag was refused");
            if (!community::choose(tx, who, {.kept = {}, .offered = reader.agreed, .introduced = reader.agreed}, now))
                throw std::runtime_error("the demo's choice was refused");
        }
        introduce(tx,
                  {.by = named("irene"),
                   .first = named("ada"),
                   .second = named("jonas"),
                   .word = "Leggete poesia tutti e due ad alta voce, a due strade di distanza."},
                  false, now);
        introduce(tx,
                  {.by = named("lanterna"),
                   .first = named("grace"),
                   .second = named("hugo"),
                   .word = "Two shelves of sea books that should meet."},
                  true, now);
    });
}

}  // namespace favilla::server
