// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/time_zone.h"

#include <memory>
#include <stdexcept>

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/vtzone.h>

namespace favilla {

namespace {

icu::UnicodeString wide(std::string_view text)
{
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

void check(UErrorCode error)
{
    if (U_FAILURE(error)) throw std::runtime_error(std::string{"ICU: "} + u_errorName(error));
}

// Who asks, asks again of the same zone: to reckon by when an answer is due takes half a dozen questions, and opening a zone is most of one.
struct Opened {
    std::string name;
    std::unique_ptr<icu::BasicTimeZone> zone;
};
thread_local Opened last_opened;

const icu::BasicTimeZone& open_zone(const std::string& name)
{
    if (last_opened.zone && last_opened.name == name) return *last_opened.zone;
    std::unique_ptr<icu::TimeZone> made{icu::TimeZone::createTimeZone(wide(name))};
    auto* basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
    if (!basic) throw std::runtime_error("a time zone without rules: " + name);
    made.release();
    last_opened = {name, std::unique_ptr<icu::BasicTimeZone>{basic}};
    return *last_opened.zone;
}

constexpr std::int64_t a_day = days(1).milliseconds;

std::int64_t floor_day(std::int64_t milliseconds)
{
    return milliseconds >= 0 ? milliseconds / a_day : -((-milliseconds + a_day - 1) / a_day);
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name)
{
    if (name.empty() || name.size() > 64) return std::nullopt;
    if (last_opened.zone && last_opened.name == name) return TimeZone{std::string{name}};  // only what was found is opened
    UErrorCode error = U_ZERO_ERROR;
    UBool is_of_the_data = false;
    icu::UnicodeString canonical;
    icu::TimeZone::getCanonicalID(wide(name), canonical, is_of_the_data, error);
    if (U_FAILURE(error) || !is_of_the_data || name == "Etc/Unknown") return std::nullopt;
    return TimeZone{std::string{name}};
}

Duration TimeZone::offset_at(Time time) const
{
    UErrorCode error = U_ZERO_ERROR;
    std::int32_t raw = 0, saving = 0;
    open_zone(name_).getOffset(static_cast<UDate>(time.milliseconds), false, raw, saving, error);
    check(error);
    return {raw + saving};
}

LocalTime TimeZone::local(Time time) const
{
    auto shifted = time.milliseconds + offset_at(time).milliseconds;
    auto day = floor_day(shifted);
    return {day, {shifted - day * a_day}};
}

Time TimeZone::at(LocalTime local) const
{
    UErrorCode error = U_ZERO_ERROR;
    std::int32_t raw = 0, saving = 0;
    auto wall = local.day * a_day + local.time_of_day.milliseconds;
    open_zone(name_).getOffsetFromLocal(static_cast<UDate>(wall), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving, error);
    check(error);
    return {wall - raw - saving};
}

std::string TimeZone::vtimezone(Time from) const
{
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::VTimeZone> zone{icu::VTimeZone::createVTimeZoneByID(wide(name_))};
    if (!zone) throw std::runtime_error("a time zone without rules: " + name_);
    icu::UnicodeString written;
    zone->write(static_cast<UDate>(from.milliseconds), written, error);
    check(error);
    std::string text;
    written.toUTF8String(text);
    return text;
}

std::optional<LocalTime> parse_local(std::string_view text)
{
    if ((text.size() != 16 && text.size() != 19) || text[10] != 'T') return std::nullopt;
    auto time = parse_iso8601(std::string{text} + (text.size() == 16 ? ":00Z" : "Z"));
    if (!time) return std::nullopt;
    auto day = floor_day(time->milliseconds);
    return LocalTime{day, {time->milliseconds - day * a_day}};
}

std::string local_text(LocalTime local)
{
    auto text = rfc3339(Time{local.day * a_day + local.time_of_day.milliseconds});
    text.pop_back();
    return text;
}

}  // namespace favilla
