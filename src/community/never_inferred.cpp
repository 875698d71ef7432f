// SPDX-License-Identifier: AGPL-3.0-or-later
// What is never inferred: the special categories of data of article 9 of the GDPR, as the roots of Italian and English words. A root with
// a dash behind it covers all words that begin with it; in a tag, which runs words together, a long one is looked for anywhere.
#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/search_text.h"
#include "base/text.h"
#include "community/subjects.h"

namespace favilla::community {

namespace {

constexpr std::string_view health =
    "malatt- malat- patolog- diagnos- terapi- therap- sintom- symptom- ospedal- hospital- clinic- medico medici medica mediche medicin- medical- medication- doctor doctors dottore farmac- pharmac- "
    "diabet- cancer cancers cancro cancri tumor- oncolog- chemioterap- chemotherap- leucemi- leukaem- leukem- depress- ansios- anxiet- bipolar- schizo- "
    "autis- adhd disabil- disable- handicap- epiless- epilep- parkinson- alzheimer- demenz- dement- hiv aids sieropositiv- "
    "infezion- infect- virus- covid- vaccin- allergi- allerg- asma asthma- celiac- coeliac- obes- anoress- anorex- bulimi- dipendenz- addict- alcolis- alcohol- "
    "tossicodip- gravidanz- pregnan- incint- abort- fertilit- mestru- menstr- menopaus- psichiatr- psychiatr- psicolog- psycholog- psicoterap- psychother- "
    "suicid- autolesion- selfharm- chirurg- surger- surgeon- infermier- nurse nurses nursing sclerosi scleros- fibromialg- fibromyalg- "
    "endometrios- emicran- migrain- invalidit- illness- disease- patient patients pazienti ictus infart- insulin- dialis- dialys- trapiant- transplant-";

constexpr std::string_view religion =
    "religio- relig- chiesa chiese church churches parrocch- parish- diocesi dioces- cattolic- catholic- cristian- christian- protestant- evangelic- evangelical- ortodoss- "
    "orthodox- valdes- waldens- mormon- geova jehovah- ebre- ebraism- ebraic- jewish jew jews judais- sinagog- synagog- torah shabbat kosher islam- musulman- muslim- "
    "moslem- moschea moschee mosque- corano quran- koran ramadan halal imam imams buddh- buddis- indu induis- hindu- sikh- ateo atea atei ateis- atheis- agnostic- "
    "preghier- pregare prayer- praying vangelo vangeli gospel- bibbia bibbie biblic- bible bibles monaci monaca monache convento conventi messale pontefic- vescov- bishop- sacerdot- prete preti "
    "priest- monaster- suora suore quaresim- easter pasqua pasquale battesim- baptis- cresima eucarist- pellegrin- pilgrim- spiritual- faith- fede dio god "
    "gesu jesus allah madonna";

constexpr std::string_view politics =
    "politic- elezion- elettor- election- elector- referendum- partito partiti parlament- parliament- "
    "senator- senato senate deputat- ministr- minister- governo governi governat- government- presidente-del- sindaco sindaca sindaci mayor mayors "
    "democra- repubblic- republican- progressis- liberal- socialism- socialist- conservative- conservatore conservatori conservatrice conservatrici conservatism- comunis- communis- fascis- antifasc- nazis- neonaz- "
    "sovranis- populis- anarch- leghist- grillin- meloni schlein salvini berlusconi renzi trump biden brexit- labour tory tories "
    "centrodestra centrosinistra leftwing- rightwing- attivis- activis- manifestazion- corteo cortei propagand- "
    "ideolog- geopolit- sionis- zionis- femminis- feminis- ambientalis-";

constexpr std::string_view sexuality =
    "sessual- sexual- sex sesso sessi sexy omosess- homosex- eteroses- heterosex- bisess- bisex- transgend- transess- transsex- gay gays lesbi- queer- lgbt- asessual- "
    "asexual- pansess- pansex- poliamor- polyamor- comingout- pride- nonbinar- intersex- intersess- erotic- erotis- porno- porn kink- fetish- feticis- "
    "contraccez- contracep- genderfluid- dysphori- disfori-";

constexpr std::string_view union_ =
    "sindacal- sindacat- sindacalis- unionis- tradeunion- union unions cgil cisl uil cobas fiom ugl rsu sciopero scioper- strike strikes striking picket- picchett- "
    "vertenz- confederal- tuc unison ";

constexpr std::string_view origin =
    "etni- ethnic- ethni- razza razze razzial- razzis- racial- racis- immigrat- immigrant- migrant- migrazion- migration- emigrat- emigrant- profug- refugee- "
    "rifugiat- asylum- clandestin- extracomunit- straniero straniera stranieri foreigner- cittadinanz- citizenship- nazionalit- nationalit- "
    "apolid- stateless- rom romani sinti gypsy gypsies zingar- afro- african- africa- asiatic- asian- arab- maghreb- latino latina latinos hispanic- "
    "caucasic- caucasian- indigen- aborig- minoranz- minorit- diaspor- meticc- mestiz- creol- kurd- curd- palestines- palestinian- israelian- israeli- "
    "ucrain- ukrain- alban- rumen- romanian- maroc- morocc- senegal- nigerian- cinese cinesi chinese pakistan- banglades- filippin- filipin- peruvian- ecuadorian-";

constexpr std::size_t long_enough_inside_a_tag = 6;

struct Roots {
    std::unordered_set<std::string> whole, beginnings;
    std::size_t shortest = 64, longest = 0;

    void take(std::string_view list)
    {
        for (auto rest = list; !rest.empty();) {
            auto end = std::min(rest.find(' '), rest.size());
            auto root = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (root.ends_with('-')) {
                root.remove_suffix(1);
                beginnings.emplace(root);
                shortest = std::min(shortest, root.size());
                longest = std::max(longest, root.size());
            } else if (!root.empty()) {
                whole.emplace(root);
            }
        }
    }
};

const Roots& roots()
{
    static const Roots all = [] {
        Roots made;
        for (auto list : {health, religion, politics, sexuality, union_, origin}) made.take(list);
        return made;
    }();
    return all;
}

bool is_denied(const std::string& folded)
{
    const auto& all = roots();
    if (all.whole.contains(folded)) return true;
    for (auto length = all.shortest; length <= std::min(all.longest, folded.size()); ++length)
        if (all.beginnings.contains(folded.substr(0, length))) return true;
    return false;
}

}  // namespace

bool is_never_inferred(std::string_view name)
{
    auto folded = fold_accents(name.starts_with('#') ? name.substr(1) : name);
    if (is_denied(folded)) return true;
    return std::ranges::any_of(roots().beginnings, [&](const std::string& root) {
        return root.size() >= long_enough_inside_a_tag && folded.contains(root);
    });
}

bool touches_never_inferred(std::string_view text)
{
    return std::ranges::any_of(word_terms(text, ""), [](const WordTerm& word) { return is_denied(word.folded); });
}

}  // namespace favilla::community
