// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/posture_json.h"

namespace favilla::console {

using namespace strategy;

namespace {

void write_figure(JsonWriter& json, const Figure& figure)
{
    json.object([&] {
        json.field("value", figure.value);
        json.field("lower", figure.lower);
        json.field("upper", figure.upper);
    });
}

void write_figure(JsonWriter& json, std::string_view name, const std::optional<Figure>& figure)
{
    json.key(name);
    if (figure)
        write_figure(json, *figure);
    else
        json.value(nullptr);
}

void write_part(JsonWriter& json, const PostureWords& words, const PartFigure& part)
{
    json.object([&] {
        json.field("part", name_of(part.part));
        json.field("name", words.name(part.part));
        json.field("counted", part.cases.counted);
        json.field("of", part.cases.of);
        json.field("cases", words.cases(part));
        write_figure(json, "figure", part.figure);
        json.field("shown", part.figure ? std::optional{words.interval(*part.figure)} : std::nullopt);
        json.field("without", part.without);
        json.field("without_shown", part.without ? std::optional{words.without(*part.without)} : std::nullopt);
    });
}

void write_gain(JsonWriter& json, const PostureWords& words, const GainFigure& gain)
{
    json.object([&] {
        json.field("gain", name_of(gain.gain));
        json.field("name", words.name(gain.gain));
        json.field("rounder", gain.rounder);
        json.field("louder", gain.louder);
        json.field("weeks_needed", gain.weeks_needed);
        json.field("after_rounder", gain.after_rounder);
        json.field("after_louder", gain.after_louder);
        json.key("difference");
        if (gain.difference)
            write_figure(json, {gain.difference->value, gain.difference->lower, gain.difference->upper});
        else
            json.value(nullptr);
        json.field("p", gain.difference ? std::optional{gain.difference->p} : std::nullopt);
        json.field("sentence", words.gained(gain));
    });
}

void write_advice(JsonWriter& json, const PostureWords& words, const PagePosture& posture, const Advice& advice)
{
    auto counsel = words.counsel(posture, advice);
    json.object([&] {
        json.field("advice", name_of(advice.kind));
        json.field("text", counsel.text);
        json.field("evidence", counsel.evidence);
        json.field("change", counsel.change);
        json.field("part", advice.part ? std::optional{name_of(*advice.part)} : std::nullopt);
        json.field("gain", advice.gain ? std::optional{name_of(*advice.gain)} : std::nullopt);
    });
}

void write_restatement(JsonWriter& json, const PostureWords& words, const Restatement& restated)
{
    json.object([&] {
        json.field("month", restated.month);
        json.field("figure", restated.name);
        json.field("name", words.figure_name(restated.name));
        write_figure(json, "said", restated.said);
        write_figure(json, "is", restated.is);
        json.field("said_shown", words.said(restated.said));
        json.field("is_shown", words.said(restated.is));
    });
}

void write_sentences(JsonWriter& json, const PostureWords& words, const PagePosture& posture)
{
    json.field("verdict", words.verdict(posture));
    json.field("declared_sentence", words.declared(posture));
    json.field("beside", words.beside(posture));
    json.field("moved", words.moved(posture));
    json.field("caution", words.caution());
}

}  // namespace

void write_posture(JsonWriter& json, const PostureWords& words, const PostureView& view)
{
    const auto& posture = view.posture;
    auto side = posture.now.side();
    json.field("page_id", posture.page);
    json.field("month", view.month.empty() ? std::nullopt : std::optional{view.month});
    json.field("first_day", iso_date(start_of_week(posture.first_week())));
    json.field("last_day", iso_date(posture.until - days(1)));
    json.field("declared", posture.declared ? std::optional{social::name_of(*posture.declared)} : std::nullopt);
    json.field("side", side ? std::optional{name_of(*side)} : std::nullopt);
    write_figure(json, "score", posture.now.score);
    json.field("weeks", posture.now.weeks);
    json.field("weeks_needed", posture.now.weeks_needed);
    json.field("posts", posture.now.posts);
    json.field("parts_told", posture.now.parts_told);
    write_sentences(json, words, posture);
    json.key("parts").array(posture.now.parts, [&](const PartFigure& part) { write_part(json, words, part); });
    json.key("trend").array(posture.trend, [&](const TrendPoint& point) {
        json.object([&] {
            json.field("last_day", iso_date(start_of_week(point.week + 1) - days(1)));
            write_figure(json, "score", point.score);
            json.field("shown", words.interval(point.score));
        });
    });
    write_figure(json, "movement", posture.movement ? std::optional{posture.movement->difference} : std::nullopt);
    json.key("gains").array(posture.gains, [&](const GainFigure& gain) { write_gain(json, words, gain); });
    json.key("advice").array(posture.advice, [&](const Advice& advice) { write_advice(json, words, posture, advice); });
    json.key("restated").array(view.restated, [&](const Restatement& one) { write_restatement(json, words, one); });
    json.key("months").values(view.months);
}

}  // namespace favilla::console
