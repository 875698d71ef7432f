// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_words.h"

namespace favilla::server {

namespace {

using Words = std::string_view;

constexpr DemoReader readers[] = {
    {"ada", "Ada Segnalibro", "Leggo in treno, sottolineo a matita. #poesia", "it"},
    {"bruno", "Bruno Quartapagina", "Libraio per finta, lettore per davvero.", "it"},
    {"chiara", "Chiara Frontespizio", "Traduco dall’inglese e discuto volentieri. #traduzione", "it"},
    {"dario", "Dario Colophon", "Carta, caratteri, margini. #tipografia", "it"},
    {"emma", "Emma Marginalia", "I write in the margins. All of them.", "en"},
    {"flavio", "Flavio Controcopertina", "Gialli d’inverno, viaggi d’estate. #gialli", "it"},
    {"grace", "Grace Dogear", "Slow reader, fast walker. #essays", "en"},
    {"hugo", "Hugo Flyleaf", "Books about the sea, mostly. #sea", "en"},
    {"irene", "Irene Occhiello", "Gruppo di lettura del martedì. #gruppodilettura", "it"},
    {"jonas", "Jonas Verso", "Left-hand pages only.", "en"},
    {"katia", "Katia Capolettera", "Insegno a leggere a chi ha sei anni.", "it"},
    {"luca", "Luca Risguardo", "Romanzi lunghi, recensioni corte.", "it"},
    {"marta", "Marta Indice", "Cerco sempre prima in fondo.", "it"},
    {"nora", "Nora Bookplate", "Second-hand shops in four cities.", "en"},
    {"oscar", "Oscar Dorso", "Scaffali in ordine di colore, non giudicate.", "it"},
    {"paola", "Paola Postilla", "Note a piè di pagina. #saggi", "it"},
    {"quinn", "Quinn Errata", "Finds the typo on page one.", "en"},
    {"rita", "Rita Sovraccoperta", "Biblioteca di quartiere, turno del sabato.", "it"},
    {"sam", "Sam Endpaper", "Reads the last line first. Sorry.", "en"},
    {"teo", "Teo Tascabile", "Sempre uno in tasca.", "it"},
    {"ursula", "Ursula Foliage", "Leaves, of both kinds.", "en"},
    {"viola", "Viola Prefazione", "Scrivo, cancello, riscrivo. #scrittura", "it"},
    {"walter", "Walter Catchword", "Bookbinder in training. #bookbinding", "en"},
    {"xenia", "Xenia Glossa", "Dizionari come romanzi.", "it"},
    {"yuri", "Yuri Incipit", "Colleziono prime frasi. #incipit", "it"},
    {"zoe", "Zoe Epilogue", "Here for the endings.", "en"},
};

constexpr Words announcements_it[] = {
    "È uscito il nuovo catalogo d’autunno: dodici titoli, quattro esordi, una ristampa attesa da anni. #catalogo",
    "Sabato alle 17 leggiamo ad alta voce in cortile. Ingresso libero, portate una sedia se potete. #letture",
    "La copertina del mese l’ha disegnata chi fa la terza B della scuola qui accanto. #copertine",
    "Ristampa: torna in libreria la nostra raccolta di fiabe di mare, con tre fiabe in più. #fiabe",
    "Da oggi tutti i nostri libri dicono in ultima pagina quanta carta hanno usato, e da dove viene. #tipografia",
    "Il martedì il gruppo di lettura si sposta in biblioteca: c’è più posto e il caffè è migliore. #gruppodilettura",
    "Cerchiamo lettrici e lettori di bozze per il romanzo di primavera. Si legge, si discute, si cambia. #bozze",
    "Abbiamo finito di comporre l’antologia dei lettori: settantuno voci, nessuna pagina bianca. #antologia",
};
constexpr Words announcements_en[] = {
    "The autumn list is out: twelve titles, four debuts, and one reprint people kept asking for. #newbooks",
    "Saturday at five we read aloud in the courtyard. Free entry; bring a chair if you can. #readings",
    "This month’s cover was drawn by the third class of the school next door. #covers",
    "Back in print: our collection of sea tales, with three tales it did not have before. #sea",
    "From today the last page of every book says how much paper it used and where that came from. #typography",
    "We are looking for proof readers for the spring novel. You read, we argue, it changes. #proofs",
};
constexpr Words questions_it[] = {
    "Quale libro avete prestato e non è mai tornato? #prestiti",
    "Meglio un capitolo lungo o tre corti?",
    "Che cosa leggete quando non riuscite a leggere?",
    "Qual è la prima frase che sapete a memoria? #incipit",
    "Sottolineate o lasciate intatto? #marginalia",
    "Un libro che vi ha fatto cambiare strada, alla lettera: dove siete andati?",
};
constexpr Words questions_en[] = {
    "Which book did you lend that never came back? #lending",
    "One long chapter or three short ones?",
    "What do you read when you cannot read?",
    "Which first line do you know by heart? #firstlines",
    "Do you write in books, or leave them clean? #marginalia",
};
constexpr Words reasons_it[] = {
    "{book}: l’ho riletto tre volte, e ogni volta avevo un’età diversa.",
    "Per me {book}. Mi ha insegnato ad aspettare la fine di una frase.",
    "{book}, letto ad alta voce a mio nonno. Non ne parlavamo mai, poi sempre.",
    "Dico {book}: prima pensavo che la ragione stesse da una parte sola.",
    "{book}. Non mi era piaciuto. Poi ho capito che non mi ero piaciuto io.",
    "{book}, in un’edizione tascabile senza le ultime pagine. Le ho immaginate per anni.",
    "{book}: ho cominciato per dovere e ho finito alle quattro del mattino.",
    "{book}, perché nessuno ha torto fino in fondo.",
    "{book}. Ho cambiato facoltà, giuro.",
    "{book}: dopo ho smesso di saltare le descrizioni.",
};
constexpr Words reasons_en[] = {
    "{book}. Read three times, at three different ages, and it was never the same book.",
    "For me {book}: it taught me to wait for the end of a sentence.",
    "{book}, read aloud to my grandfather. We never talked about it, then we always did.",
    "I’d say {book}: before it I thought being right had only one side.",
    "{book}. I disliked it. Then I saw it was me I disliked.",
    "{book}, in a paperback that had lost its last pages. I made them up for years.",
    "{book}: started out of duty, finished at four in the morning.",
    "{book}, because nobody in it is altogether wrong.",
};
constexpr Words agreements_it[] = {
    "Anch’io, e proprio per lo stesso motivo.",
    "Non l’avrei detto, ma hai ragione.",
    "Ecco, non trovavo le parole.",
    "Me lo segno per l’inverno.",
    "Sì, soprattutto la seconda metà.",
    "L’ho regalato due volte, basta questo.",
    "Concordo, con un brivido.",
    "Quel capitolo lo so quasi a memoria.",
};
constexpr Words agreements_en[] = {
    "Same here, and for the same reason.",
    "I would not have said so, but you are right.",
    "There, I could not find the words.",
    "On my list for the winter.",
    "Yes, the second half above all.",
    "I have given it away twice; that says it.",
    "Agreed, with a shiver.",
};
constexpr Words objections_it[] = {
    "Io l’ho trovato freddo, e ci ho provato due volte.",
    "Mah: il finale tradisce tutto il resto.",
    "Dipende dalla traduzione, temo.",
    "A me ha detto poco, ma forse avevo fretta.",
    "Bello, però cambiare idea è un’altra cosa.",
    "Non sono d’accordo: la voce è una sola, travestita.",
};
constexpr Words objections_en[] = {
    "I found it cold, and I tried twice.",
    "Hm: the ending betrays the rest.",
    "It depends on the translation, I fear.",
    "It said little to me, but I may have been in a hurry.",
    "Lovely, though changing one’s mind is another matter.",
};
constexpr Words follow_ups_it[] = {
    "In quale traduzione?",          "E adesso che cosa leggi?",      "Quanti anni avevi?", "Lo daresti a chi non legge mai?",
    "Qual è la pagina che rileggi?", "E il finale, l’hai accettato?",
};
constexpr Words follow_ups_en[] = {
    "In which translation?",
    "And what are you reading now?",
    "How old were you?",
    "Would you give it to someone who never reads?",
    "Which page do you go back to?",
    "And the ending, did you accept it?",
};
constexpr Words page_it[] = {
    "Grazie, lo mettiamo in vetrina con il tuo biglietto accanto.",
    "Questa ce la segniamo: ne parliamo martedì al gruppo.",
    "Bella domanda. La giriamo a chi l’ha tradotto.",
    "Verissimo, e ce lo hanno detto in tre oggi.",
    "Passa a trovarci, te lo facciamo vedere.",
};
constexpr Words page_en[] = {
    "Thank you: it goes in the window with your note beside it.",
    "Noted. We will bring it up with the group on Tuesday.",
    "Good question. We will ask the one who translated it.",
    "Quite so, and you are the third to say it today.",
    "Come by and we will show you.",
};
constexpr Words small_it[] = {
    "Oggi piove: la giornata giusta per ricominciare da capo.",
    "Ho trovato un biglietto del tram del 1987 dentro un libro usato.",
    "Ho finito il quaderno degli appunti. Comincia l’ansia del quaderno nuovo. #scrittura",
    "Il gatto dorme sul capitolo che devo finire.",
    "Chi viene sabato in cortile?",
    "Ho rilegato il mio primo libro. È storto, ma è mio. #legatoria",
    "In biblioteca hanno rimesso le lampade verdi.",
};
constexpr Words small_en[] = {
    "Rain all day: the right weather to start again from page one.",
    "Found a tram ticket from 1987 in a second-hand book.",
    "The cat sleeps on the chapter I have to finish.",
    "Who is coming on Saturday?",
    "Bound my first book. It is crooked, but it is mine. #bookbinding",
    "They put the green lamps back in the library.",
};
constexpr DemoBook books_it[] = {
    {"I promessi sposi", "Alessandro Manzoni"},
    {"La coscienza di Zeno", "Italo Svevo"},
    {"Il fu Mattia Pascal", "Luigi Pirandello"},
    {"I Malavoglia", "Giovanni Verga"},
    {"Canne al vento", "Grazia Deledda"},
    {"Cuore", "Edmondo De Amicis"},
    {"Una donna", "Sibilla Aleramo"},
    {"Le avventure di Pinocchio", "Carlo Collodi"},
    {"Senilità", "Italo Svevo"},
    {"Anna Karenina", "Lev Tolstoj"},
};
constexpr DemoBook books_en[] = {
    {"Middlemarch", "George Eliot"},           {"Moby-Dick", "Herman Melville"},       {"Jane Eyre", "Charlotte Brontë"},
    {"Great Expectations", "Charles Dickens"}, {"Frankenstein", "Mary Shelley"},       {"Emma", "Jane Austen"},
    {"Walden", "Henry David Thoreau"},         {"Heart of Darkness", "Joseph Conrad"},
};
constexpr Words chain_it[] = {
    "C’era una lampada accesa al terzo piano.",
    "Nessuno ci abitava più da anni.",
    "Eppure ogni sera, alle nove, si accendeva.",
    "Il portinaio diceva che era un contatto.",
    "La bambina del secondo piano diceva che era qualcuno che leggeva.",
    "Una sera salì le scale con un libro sotto il braccio.",
    "La porta era aperta.",
    "Dentro c’era una sedia, e sulla sedia un segnalibro.",
    "Il segnalibro era del libro che lei portava.",
    "Si sedette e lesse una pagina ad alta voce.",
    "La luce si fece più forte.",
    "Il giorno dopo tornò con un amico.",
};
constexpr Words chain_en[] = {
    "There was a lamp alight on the third floor.",
    "Nobody had lived there for years.",
    "And yet, every evening at nine, it came on.",
    "The porter said it was the wiring.",
    "The girl on the second floor said it was someone reading.",
    "One evening she climbed the stairs with a book under her arm.",
    "The door was open.",
    "Inside stood a chair, and on the chair a bookmark.",
    "She sat down and read one page aloud.",
    "The light grew stronger.",
};

constexpr DemoWords italian{
    announcements_it,
    questions_it,
    reasons_it,
    agreements_it,
    objections_it,
    follow_ups_it,
    page_it,
    small_it,
    books_it,
    "Quale libro vi ha fatto cambiare idea su qualcosa? Uno solo, e perché. Rispondiamo a tutti. #cambiareidea",
    "Raccontiamo una storia a turno, una frase ciascuno. Comincio io. #raccontoaturno",
    chain_it};
constexpr DemoWords english{announcements_en,
                            questions_en,
                            reasons_en,
                            agreements_en,
                            objections_en,
                            follow_ups_en,
                            page_en,
                            small_en,
                            books_en,
                            "Which book changed your mind about something? Just one, and why. We answer everyone. #changedmymind",
                            "Let us tell a story by turns, one sentence each. I begin. #takingturns",
                            chain_en};

}  // namespace

std::span<const DemoReader> demo_readers() { return readers; }
const DemoWords& demo_words(std::string_view language) { return language == "it" ? italian : english; }

}  // namespace favilla::server
