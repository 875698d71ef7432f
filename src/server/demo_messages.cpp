// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_messages.h"

namespace favilla::server {

namespace {

constexpr DemoMessage messages[] = {
    {"rita", "@lanterna", "Buongiorno! In biblioteca vorremmo una serata con la traduttrice. A chi posso scrivere?", "it", true},
    {"lanterna", "@rita", "Che bella idea. Puoi scrivere a me: quante persone aspettate, più o meno?", "it"},
    {"rita", "@lanterna", "Una trentina, se piove di più.", "it"},
    {"lanterna", "@rita", "Allora speriamo che piova. Ti mando tre date entro venerdì.", "it"},

    {"emma", "@grace", "Are you still walking to the fair on Saturday? I could bring the margins.", "en", true},
    {"grace", "@emma", "Slowly, but yes. Ten o’clock at the bridge?", "en"},
    {"emma", "@grace", "Ten it is.", "en"},

    {"irene", "@lanterna @katia", "Martedì il gruppo si incontra da me: undici sedie, una torta. Katia porta i bambini?", "it",
     true},
    {"katia", "@lanterna @irene", "Due, e mangiano torta.", "it"},
    {"lanterna", "@irene @katia", "Noi portiamo tre copie del nuovo romanzo, e una seconda torta.", "it"},
    {"irene", "@lanterna @katia", "Perfetto. Allora alle otto!", "it"},

    {"bruno", "@lanterna", "Ho raccontato il finale senza avvisare, scusate. Posso rimediare?", "it", true},
    {"lanterna", "@bruno", "Succede. Basta che tu metta un avviso sul contenuto: noi non lo diciamo a nessuno.", "it"},
    {"bruno", "@lanterna", "Fatto. E grazie.", "it"},
    {"bruno", "@ada", "Mi presti la matita?", "it", true},
    {"ada", "@bruno", "Solo se la riporti appuntita.", "it"},
};

}  // namespace

std::span<const DemoMessage> demo_messages() { return messages; }

}  // namespace favilla::server
