// SPDX-License-Identifier: AGPL-3.0-or-later
// What an event's status says.
#include <algorithm>

#include "community/events.h"

namespace favilla::community {

std::string time_span(const Locale& locale, Language language, const Event& event, Time begin)
{
    return time_span(locale, language, event, begin, begin + event.lasts);
}

std::string time_span(const Locale& locale, Language language, const Event& event, Time begin, Time end)
{
    auto zone = event.series().zone;
    auto moment = [&](Time time) { return locale.date_time(language, time, zone.offset_at(time)); };
    auto same_day = zone.local(begin).day == zone.local(end).day;
    auto until = same_day ? local_text(zone.local(end)).substr(11, 5) : moment(end);
    return moment(begin) + (event.has_end ? " – " + until : "") + " (" + zone.name() + ")";
}

std::string repetition(const Locale& locale, Language language, const Event& event)
{
    auto rule = event.series().rule;
    if (!rule) return "";
    return locale.text(language, "event.words.repeats." + std::to_string(static_cast<int>(rule->frequency)),
                       {{"count", std::to_string(rule->interval)}});
}

// What is otherwise than the rule says, of the times to come.
std::string exceptions_in_words(const EventTongue& tongue, const Event& event)
{
    constexpr std::size_t most_said = 10;
    auto zone = event.series().zone;
    auto moment = [&](Time time) { return tongue.locale.date_time(tongue.language, time, zone.offset_at(time)); };
    std::string text;
    std::size_t said = 0;
    for (const auto& one : event.exceptions) {
        if (std::max(one.at, one.starts_at) + one.lasts < event.updated_at || said++ >= most_said) continue;
        auto key = one.cancelled_at ? "event.words.not_then" : "event.words.moved";
        text += "\n" + tongue.locale.text(tongue.language, key, {{"when", moment(one.at)}, {"then", moment(one.starts_at)}});
    }
    return text;
}

std::string words_of(const EventTongue& tongue, const Event& event, std::string_view group_handle)
{
    auto say = [&](std::string_view key, const TextParams& params) { return tongue.locale.text(tongue.language, key, params); };
    auto text = event.cancelled_at ? say("event.words.cancelled", {{"title", event.title}}) : event.title;
    text += "\n\n" + say("event.words.when", {{"when", time_span(tongue.locale, tongue.language, event, event.starts_at)}});
    if (!event.rule.empty())
        text += "\n" + repetition(tongue.locale, tongue.language, event) + exceptions_in_words(tongue, event);
    if (!event.place.empty()) text += "\n" + say("event.words.where", {{"place", event.place.one_line()}});
    if (!event.online_url.empty()) text += "\n" + say("event.words.online", {{"url", event.online_url}});
    if (!event.description.empty()) text += "\n\n" + event.description;
    // What is only planned has no page yet.
    if (event.id != EventId{})
        text += "\n\n" + say("event.words.answer", {{"url", tongue.origin + "/events/" + to_string(event.id)}});
    if (!group_handle.empty()) text += "\n\n@" + std::string{group_handle};
    return text;
}

}  // namespace favilla::community
