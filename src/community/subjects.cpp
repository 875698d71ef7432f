// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/subjects.h"

#include <algorithm>
#include <unordered_set>

#include "base/language.h"
#include "base/search_text.h"
#include "base/status_text.h"
#include "base/text.h"

namespace favilla::community {

namespace {

constexpr std::size_t shortest_word = 4;   // characters
constexpr std::size_t most_subjects = 80;  // of one text

// Words that join others and say nothing of what a text is about: folded, without accents.
constexpr std::string_view joining_words =
    "qual basta stesse altogether yours alla alle agli allo anche ancora altra altre altri altro anzi appena assai avere aveva avevano avevo avete avra avrei avuto bene benche bensi "
    "bella belle bello buon buona buoni buono cera certo chiunque cioe circa come comunque con contro cosa cose cosi cui dagli dai dal dalla dalle dallo "
    "davanti davvero degli dei del della delle dello dentro deve devo devono dice dico dietro dire dopo dove dovrebbe dunque durante ecco era erano "
    "essere fanno fare fatto fino forse fosse fossi fuori gente gia gli grande grazie hanno infatti insieme intanto invece lasciare loro lui mai male meglio "
    "meno mentre mezzo mia mie miei mio molta molte molti molto nei nel nella nelle nello nemmeno nessun nessuna nessuno neanche niente noi nostra nostre nostri "
    "nostro nulla nuova nuove nuovi nuovo oggi ogni ognuno oltre oppure ora ormai perche pero persone pezzo piace piu poca poche pochi poco poi possiamo posso "
    "possono potete poteva prima primo proprio puoi pure qualche qualcosa qualcuno quale quali quando quante quanti quanto quasi quegli quei quel quella quelle "
    "quelli quello questa queste questi questo qui quindi saranno sarebbe sempre senza sera siamo siete sola solo soltanto sono sopra soprattutto sotto spesso "
    "stanno stare stata state stati stato stessa stesso sua sue sugli sui sul sulla sulle suo suoi tanta tante tanti tanto troppo tua tue tuo tuoi tutta tutte "
    "tutti tutto ultima ultimo una uno vado vale vanno vede vedere vedo veramente verso vero via viene vieni voglio vogliono volta volte vorrei vostra vostro giorno "
    "giorni anno anni ieri domani mattina "
    "about above after again against ago all almost also although always among another any anybody anyone anything around because been before behind being below "
    "best better between both but came cannot come comes could did does doing done down during each either else enough even ever every everybody everyone everything "
    "few find first for found from gave get gets getting give given goes going gone good great had has have having here hers herself him himself his how however "
    "into its itself just keep kind knew know known last later least less let like little long look looking made make makes making many maybe mean might mine more "
    "most much must myself need never next nobody none nothing now off often once one only onto other others our ours out over own part people perhaps please put "
    "quite rather really right said same saw say says see seem seems seen she should since some somebody someone something sometimes somewhere soon still such sure "
    "take taken than thank thanks that the their theirs them themselves then there these they thing things think this those though thought through time times today "
    "together tomorrow tonight too took toward towards tried try under until upon use used using very want wanted was way well went were what whatever when where "
    "whether which while who whole whom whose why will with within without would year years yes yesterday yet you your yours yourself week month morning evening days";

const std::unordered_set<std::string_view>& joining()
{
    static const auto all = [] {
        std::unordered_set<std::string_view> made;
        for (auto word : words(joining_words)) made.insert(word);
        return made;
    }();
    return all;
}

bool tells_nothing(const WordTerm& word)
{
    return grapheme_count(word.folded) < shortest_word || joining().contains(word.folded)
        || std::ranges::any_of(word.folded, [](char c) { return c >= '0' && c <= '9'; });
}

// What is said without names, addresses and signs.
std::string words_alone(std::string_view text, const std::vector<TextEntity>& entities)
{
    std::string rest;
    std::size_t at = 0;
    for (const auto& entity : entities) {
        rest.append(text.substr(at, entity.start - at)).append(" ");
        at = entity.end;
    }
    return rest.append(text.substr(at));
}

}  // namespace

Subject subject_of_tag(std::string_view name) { return {"#" + fold(name), "#" + std::string{name}}; }

namespace {

// Its entities and what is said besides.
struct ReadText {
    std::vector<TextEntity> entities;
    std::string said;
};

ReadText read_text(std::string_view text)
{
    auto entities = find_entities(text);
    auto said = words_alone(text, entities);
    return {std::move(entities), std::move(said)};
}

bool is_about_never_inferred(const ReadText& read)
{
    return touches_never_inferred(read.said) || std::ranges::any_of(read.entities, [](const TextEntity& entity) {
               return entity.kind == TextEntity::Kind::Hashtag && is_never_inferred(entity.name);
           });
}

}  // namespace

bool is_about_never_inferred(std::string_view text) { return is_about_never_inferred(read_text(text)); }

std::string subject_language(std::string_view text) { return detect_language(text).value_or(""); }

std::vector<Subject> subjects_of(std::string_view text, std::string_view language)
{
    std::vector<Subject> found;
    auto add = [&](Subject subject) {
        if (found.size() < most_subjects && std::ranges::find(found, subject.key, &Subject::key) == found.end())
            found.push_back(std::move(subject));
    };
    auto read = read_text(text);
    if (is_about_never_inferred(read)) return {};
    for (const auto& entity : read.entities)
        if (entity.kind == TextEntity::Kind::Hashtag) add(subject_of_tag(entity.name));
    auto spoken = language.empty() ? subject_language(read.said) : std::string{language.substr(0, language.find('-'))};
    for (const auto& word : word_terms(read.said, spoken))
        if (!tells_nothing(word)) add({spoken + ":" + word.term, std::string{word.word}});
    return found;
}

}  // namespace favilla::community
