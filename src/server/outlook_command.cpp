// SPDX-License-Identifier: AGPL-3.0-or-later
// favilla outlook — how conversations end here, how far that was right on those held out, and which are about to go out now.
#include "console/outlook_json.h"
#include "server/choose.h"
#include "server/page_commands.h"

namespace favilla::server {

namespace {

class OutlookText {
public:
    explicit OutlookText(const CommandTools& tools) : tools_(tools) {}

    std::string whole(const std::optional<desk::KeptOutlook>& kept, const std::vector<desk::Ending>& endings) const
    {
        if (!kept) return say("outlook.none") + "\n";
        const auto& outlook = kept->outlook;
        auto text =
            say("outlook.fitted", {{"at", rfc3339(kept->fitted_at)}, {"conversations", std::to_string(outlook.threads)}}) + "\n";
        text +=
            say("outlook.state." + std::string{name_of(outlook.state)}, {{"needed", std::to_string(analytics::least_threads)}})
            + "\n";
        if (outlook.state == analytics::OutlookState::TooLittle) return text;
        text += model(outlook.model) + reliability(outlook);
        if (outlook.state != analytics::OutlookState::Ready) return text;
        return text + now(endings);
    }

private:
    std::string say(std::string_view key, const TextParams& params = {}) const
    {
        return tools_.locale.text(tools_.language, key, params);
    }
    std::string number(double value) const { return tools_.locale.number(tools_.language, value, 3); }
    std::string share(const analytics::Share& share) const
    {
        return say("outlook.share", {{"ended", std::to_string(share.ended)},
                                     {"of", std::to_string(share.of)},
                                     {"share", number(share.value)},
                                     {"lower", number(share.lower)},
                                     {"upper", number(share.upper)}});
    }
    std::string model(const analytics::OutlookModel& model) const
    {
        auto text = "\n" + say("outlook.model", {{"level", number(model.level)}}) + "\n";
        for (std::size_t n = 0; n < analytics::outlook_pulls; ++n) {
            auto key = "outlook.pull." + std::string{name_of(static_cast<analytics::OutlookPull>(n))};
            text += "  " + say(key) + ": "
                  + say("outlook.slope", {{"slope", number(model.slopes[n])}, {"mean", number(model.means[n])}}) + "\n";
        }
        return text;
    }
    std::string reliability(const analytics::Outlook& outlook) const
    {
        auto text = "\n"
                  + say("outlook.held_out", {{"conversations", std::to_string(outlook.threads_judged)},
                                             {"looks", std::to_string(outlook.looks_judged)}})
                  + "\n";
        text += say("outlook.brier", {{"brier", number(outlook.brier)}, {"base", number(outlook.brier_of_base)}}) + "\n";
        for (std::size_t n = 0; n < outlook.reliability.size(); ++n) {
            const auto& bin = outlook.reliability[n];
            if (bin.observed.of == 0) continue;
            text += "  "
                  + say("outlook.bin", {{"from", number(static_cast<double>(n) / 10)},
                                        {"until", number(static_cast<double>(n + 1) / 10)},
                                        {"expected", number(bin.expected)}})
                  + " " + share(bin.observed) + "\n";
        }
        return text + say("outlook.flagged", {{"from", number(analytics::flagged_from)}}) + " " + share(outlook.flagged_threads)
             + "\n";
    }
    std::string now(const std::vector<desk::Ending>& endings) const
    {
        if (endings.empty()) return "\n" + say("outlook.nothing_now") + "\n";
        auto text = "\n" + say("outlook.now") + "\n";
        for (const auto& ending : endings)
            text += "  "
                  + say("outlook.ending", {{"conversation", to_string(ending.conversation)},
                                           {"chance", number(ending.chance)},
                                           {"points", std::to_string(ending.points())},
                                           {"people", std::to_string(ending.circle)},
                                           {"minutes", std::to_string(static_cast<int>(ending.pace.silence * 60))}})
                  + "\n";
        return text;
    }

    const CommandTools& tools_;
};

}  // namespace

CommandOutcome run(const OutlookCommand& command, db::Database& database, const CommandTools& tools)
{
    auto domain = database.read([&](db::Reader& reader) { return choose_domain(reader, command.domain); });
    if (!domain) return refused(tools, domain.error());
    auto now = tools.clock();
    if (command.fit) desk::refit_outlook(database, domain->id, now);
    auto [kept, endings] = database.read([&](db::Reader& reader) {
        return std::pair{desk::find_outlook(reader, domain->id), desk::endings_of(reader, domain->id, now)};
    });
    if (!command.json) return {0, OutlookText{tools}.whole(kept, endings), {}};
    auto text = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("outlook");
            console::write_outlook(json, kept);
            json.key("endings").array(
                endings, [&](const desk::Ending& ending) { json.object([&] { console::write_ending_fields(json, ending); }); });
        });
    });
    return {0, text + "\n", {}};
}

}  // namespace favilla::server
