// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/outlook_json.h"

#include <cmath>

namespace favilla::console {

namespace {

void write_share(JsonWriter& json, std::string_view key, const analytics::Share& share)
{
    json.key(key).object([&] {
        json.field("of", share.of);
        json.field("ended", share.ended);
        json.field("value", share.of > 0 ? std::optional{share.value} : std::nullopt);
        json.field("lower", share.lower);
        json.field("upper", share.upper);
    });
}

void write_model(JsonWriter& json, const analytics::OutlookModel& model)
{
    json.object([&] {
        json.field("level", model.level);
        json.key("pulls").begin_array();
        for (std::size_t n = 0; n < analytics::outlook_pulls; ++n)
            json.object([&] {
                json.field("name", name_of(static_cast<analytics::OutlookPull>(n)));
                json.field("slope", model.slopes[n]);
                json.field("mean", model.means[n]);
            });
        json.end_array();
        json.key("hours").values(model.hours);
    });
}

}  // namespace

void write_outlook(JsonWriter& json, const std::optional<desk::KeptOutlook>& kept)
{
    if (!kept) return json.value(nullptr);
    const auto& outlook = kept->outlook;
    bool is_fitted = outlook.state != analytics::OutlookState::TooLittle;
    json.object([&] {
        json.field("state", name_of(outlook.state));
        json.field("fitted_at", kept->fitted_at);
        json.field("horizon_minutes", std::llround(analytics::outlook_horizon * 60));
        json.field("flagged_from", analytics::flagged_from);
        json.field("conversations", outlook.threads);
        json.field("conversations_needed", analytics::least_threads);
        json.field("looks_fitted", outlook.looks_fitted);
        json.field("looks_judged", outlook.looks_judged);
        json.field("conversations_judged", outlook.threads_judged);
        json.field("base_rate", is_fitted ? std::optional{outlook.base_rate} : std::nullopt);
        json.field("brier", is_fitted ? std::optional{outlook.brier} : std::nullopt);
        json.field("brier_of_base", is_fitted ? std::optional{outlook.brier_of_base} : std::nullopt);
        write_share(json, "flagged_conversations", outlook.flagged_threads);
        write_share(json, "flagged_looks", outlook.flagged_looks);
        json.key("reliability").begin_array();
        for (std::size_t n = 0; is_fitted && n < outlook.reliability.size(); ++n) {
            const auto& bin = outlook.reliability[n];
            json.object([&] {
                json.field("from", static_cast<double>(n) / 10);
                json.field("expected", bin.observed.of > 0 ? std::optional{bin.expected} : std::nullopt);
                write_share(json, "observed", bin.observed);
            });
        }
        json.end_array();
        json.key("model");
        if (is_fitted)
            write_model(json, outlook.model);
        else
            json.value(nullptr);
    });
}

void write_ending_fields(JsonWriter& json, const desk::Ending& ending)
{
    json.field("conversation_id", ending.conversation);
    json.field("chance", ending.chance);
    json.field("last_at", ending.last_at);
    json.field("silent_minutes", std::llround(ending.pace.silence * 60));
    json.field("usual_minutes", std::llround(ending.pace.usual * 60));
    json.field("messages", ending.pace.messages);
    json.field("people", ending.pace.people);
    json.key("pulls").begin_array();
    for (std::size_t n = 0; n < ending.pulls.size(); ++n)
        json.object([&] {
            json.field("name", name_of(static_cast<analytics::OutlookPull>(n)));
            json.field("adds", ending.pulls[n]);
        });
    json.end_array();
    json.field("points", ending.points());
    json.field("circle", ending.circle);
    json.field("circle_points", ending.circle_points());
    json.field("question_id", ending.question);
    json.field("question_points", ending.question ? desk::question_points : 0);
    json.field("newcomer_points", ending.newcomer ? desk::newcomer_points : 0);
}

}  // namespace favilla::console
