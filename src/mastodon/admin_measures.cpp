// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures for those who look after this place (docs.joinmastodon.org/methods/admin/measures, /admin/dimensions, /admin/retention). Days are
// whole ones of UTC, the last one included. As in Mastodon, a key that nobody knows is passed over.
#include <fmt/format.h>

#include "analytics/house_dimensions.h"
#include "analytics/house_measures.h"
#include "analytics/retention.h"
#include "base/language.h"
#include "base/web_url.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/active_days.h"
#include "social/tags.h"

namespace favilla::mastodon {

namespace {

using analytics::DaySpan;
using analytics::MeasureOf;

constexpr std::int64_t max_days = 3660;    // ten years
constexpr std::int64_t max_periods = 100;  // every one is told against every later one
constexpr std::int64_t usual_days = 30;    // of a dimension
constexpr std::int64_t usual_parts = 10, max_parts = 100;

// "2026-11-29", or a moment of that day.
Result<std::optional<std::int64_t>> read_day(const Params& params, std::string_view name)
{
    auto text = params.text(name);
    if (!text || text->empty()) return std::nullopt;
    auto time = parse_iso8601(text->size() == 10 ? *text + "T00:00:00Z" : *text);
    if (!time || time->milliseconds < 0)
        return refuse(ErrorCode::Invalid, "house_measures.date", {{"name", std::string{name}}, {"date", *text}});
    return social::day_of(*time);
}

Result<DaySpan> checked(DaySpan span)
{
    if (span.last < span.first) return refuse(ErrorCode::Invalid, "house_measures.order");
    if (span.length() > max_days)
        return refuse(ErrorCode::Invalid, "house_measures.too_long", {{"max", std::to_string(max_days)}});
    return span;
}

Result<DaySpan> read_span(const Params& params)
{
    TRY(auto first, read_day(params, "start_at"));
    TRY(auto last, read_day(params, "end_at"));
    if (!first || !last) return refuse(ErrorCode::Invalid, "house_measures.span_missing");
    return checked({*first, *last});
}

Result<DaySpan> read_span_or_usual(const Params& params, Time now)
{
    TRY(auto first, read_day(params, "start_at"));
    TRY(auto last, read_day(params, "end_at"));
    auto until = last.value_or(std::max(social::day_of(now), first.value_or(0)));
    return checked({first.value_or(std::max<std::int64_t>(until - usual_days + 1, 0)), until});
}

// What was noted of who was here on a day is deleted after a while.
std::int64_t known_from(Time now) { return social::day_of(now) - social::active_days_kept; }

// A tag or a server stands under the name of what asks for it: tag_uses[id], instance_accounts[domain].
Result<analytics::MeasureSubject> read_subject(db::Reader& reader, const Api& api, MeasureOf of, const std::string& key)
{
    analytics::MeasureSubject subject{.domain = api.domain.id};
    if (of == MeasureOf::House) return subject;
    auto own = api.params.hash(key).value_or(Params{});
    if (of == MeasureOf::Tag) {
        if (!own.has("id")) return refuse(ErrorCode::Invalid, "house_measures.tag_missing", {{"key", key}});
        auto tag = own.id<TagId>("id");
        if (!tag || !analytics::is_tag(reader, *tag)) return refuse(ErrorCode::NotFound, "record.not_found");
        subject.tag = *tag;
        return subject;
    }
    auto named = own.text_or("domain", "");
    auto host = normal_host(named);
    if (named.empty()) return refuse(ErrorCode::Invalid, "house_measures.server_missing", {{"key", key}});
    if (!host) return refuse(ErrorCode::Invalid, "house_measures.server", {{"domain", named}});
    subject.host = *host;
    return subject;
}

std::string date_of(std::int64_t day) { return rfc3339(Time{day * days(1).milliseconds}); }

// 1,5 MB where a comma is written.
std::string size_text(const Api& api, std::int64_t bytes)
{
    constexpr std::array<std::string_view, 5> units{"kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1024) return fmt::format("{} B", bytes);
    auto size = double(bytes) / 1024;
    std::size_t unit = 0;
    for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
    return fmt::format("{} {}", api.services.locale.number(api.language, size, 1), units[unit]);
}

struct NamedMeasure {
    const analytics::MeasureDefinition* definition;
    analytics::HouseMeasure measure;
};

void write_measure(JsonWriter& json, const Api& api, const NamedMeasure& named)
{
    bool in_bytes = analytics::is_in_bytes(*named.definition);
    json.object([&] {
        json.field("key", analytics::name_of(*named.definition));
        json.field("unit", in_bytes ? std::optional<std::string_view>{"bytes"} : std::nullopt);
        json.field("total", std::to_string(named.measure.total));
        if (in_bytes) json.field("human_value", size_text(api, named.measure.total));
        if (named.measure.previous_total) json.field("previous_total", std::to_string(*named.measure.previous_total));
        json.key("data").array(named.measure.days, [&](const analytics::MeasureDay& day) {
            json.object([&] {
                json.field("date", date_of(day.day));
                json.field("value", std::to_string(day.value));
            });
        });
    });
}

struct DimensionItem {
    std::string key, human_key, value;
    std::string unit = {}, human_value = {};
};

struct Dimension {
    std::string key;
    std::vector<DimensionItem> items;
};

std::string tag_of(const Api& api) { return std::string{api.services.locale.tag(api.language)}; }

DimensionItem size_item(const Api& api, std::string key, std::string human_key, std::int64_t bytes)
{
    return {std::move(key), std::move(human_key), std::to_string(bytes), "bytes", size_text(api, bytes)};
}

std::vector<DimensionItem> spaces(db::Reader& reader, const Api& api)
{
    auto space = analytics::space_used(reader);
    auto store = analytics::software_below(reader).front();
    return {size_item(api, store.key, store.name, space.database),
            size_item(api, "media", api.services.locale.text(api.language, "house_measures.media"), space.media)};
}

std::vector<DimensionItem> versions(db::Reader& reader, const Api& api)
{
    const auto& own = api.services.own_version;
    std::vector<DimensionItem> items{{"favilla", "Favilla", own, "", own}};
    for (auto& [key, name, version] : analytics::software_below(reader)) items.push_back({key, name, version, "", version});
    return items;
}

DimensionItem part_item(const Api& api, bool is_language, const analytics::Part& part)
{
    if (is_language) {
        auto language = part.name.value_or("und");
        return {language, language_name(language, tag_of(api)), std::to_string(part.count)};
    }
    auto web = [&] { return api.services.locale.text(api.language, "house_measures.web"); };
    return {part.name.value_or("web"), part.name ? *part.name : web(), std::to_string(part.count)};
}

// None: nobody knows the key.
Result<std::optional<Dimension>> read_dimension(db::Reader& reader, const Api& api, const std::string& key, DaySpan span)
{
    if (key == "space_usage") return Dimension{key, spaces(reader, api)};
    if (key == "software_versions") return Dimension{key, versions(reader, api)};
    const auto* known = analytics::find_dimension(key);
    if (!known) return std::nullopt;
    TRY(auto subject, read_subject(reader, api, analytics::subject_of(*known), key));
    auto limit = std::clamp<std::int64_t>(api.params.integer("limit").value_or(usual_parts), 1, max_parts);
    Dimension dimension{key, {}};
    for (const auto& part : analytics::parts_of(reader, *known, subject, span, limit))
        dimension.items.push_back(part_item(api, analytics::is_of_languages(*known), part));
    return dimension;
}

void write_dimension(JsonWriter& json, const Dimension& dimension)
{
    json.object([&] {
        json.field("key", dimension.key);
        json.key("data").array(dimension.items, [&](const DimensionItem& item) {
            json.object([&] {
                json.field("key", item.key);
                json.field("human_key", item.human_key);
                json.field("value", item.value);
                if (!item.unit.empty()) json.field("unit", item.unit);
                if (!item.human_value.empty()) json.field("human_value", item.human_value);
            });
        });
    });
}

void write_cohort(JsonWriter& json, const analytics::Cohort& cohort, analytics::Frequency frequency)
{
    json.object([&] {
        json.field("period", rfc3339(cohort.begins_at));
        json.field("frequency", analytics::name_of(frequency));
        json.key("data").array(cohort.shares, [&](const analytics::CohortShare& share) {
            json.object([&] {
                json.field("date", rfc3339(share.begins_at));
                json.field("rate", share.rate);
                json.field("value", std::to_string(share.active));
            });
        });
    });
}

// Each key once, however often it is asked for.
std::vector<std::string> asked_keys(const Params& params)
{
    std::vector<std::string> keys;
    for (auto& key : params.texts("keys"))
        if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
    return keys;
}

}  // namespace

net::Response post_admin_measures(const net::Request&, Api& api)
{
    auto span = read_span(api.params);
    if (!span) return error_response(api, span.error());
    auto measured = api.db.read([&](db::Reader& reader) -> Result<std::vector<NamedMeasure>> {
        std::vector<NamedMeasure> measures;
        for (const auto& key : asked_keys(api.params)) {
            const auto* known = analytics::find_measure(key);
            if (!known) continue;
            TRY(auto subject, read_subject(reader, api, analytics::subject_of(*known), key));
            measures.push_back({known, analytics::measure_house(reader, *known, subject, *span, known_from(api.now))});
        }
        return measures;
    });
    if (!measured) return error_response(api, measured.error());
    return json_response(
        200, [&](JsonWriter& json) { json.array(*measured, [&](const NamedMeasure& one) { write_measure(json, api, one); }); });
}

net::Response post_admin_dimensions(const net::Request&, Api& api)
{
    auto span = read_span_or_usual(api.params, api.now);
    if (!span) return error_response(api, span.error());
    auto told = api.db.read([&](db::Reader& reader) -> Result<std::vector<Dimension>> {
        std::vector<Dimension> dimensions;
        for (const auto& key : asked_keys(api.params)) {
            TRY(auto dimension, read_dimension(reader, api, key, *span));
            if (dimension) dimensions.push_back(std::move(*dimension));
        }
        return dimensions;
    });
    if (!told) return error_response(api, told.error());
    return json_response(
        200, [&](JsonWriter& json) { json.array(*told, [&](const Dimension& dimension) { write_dimension(json, dimension); }); });
}

net::Response post_admin_retention(const net::Request&, Api& api)
{
    auto span = read_span(api.params);
    if (!span) return error_response(api, span.error());
    auto named = api.params.text_or("frequency", "day");
    auto frequency = analytics::parse_frequency(named);
    if (!frequency) return error_response(api, Error{ErrorCode::Invalid, "house_measures.frequency", {{"frequency", named}}});
    auto periods = analytics::periods_of(*span, *frequency);
    if (std::ssize(periods) > max_periods)
        return error_response(
            api, Error{ErrorCode::Invalid, "house_measures.too_many_periods", {{"max", std::to_string(max_periods)}}});
    auto cohorts = api.db.read(
        [&](db::Reader& reader) { return analytics::retention(reader, api.domain.id, periods, known_from(api.now)); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(cohorts, [&](const analytics::Cohort& cohort) { write_cohort(json, cohort, *frequency); });
    });
}

}  // namespace favilla::mastodon
