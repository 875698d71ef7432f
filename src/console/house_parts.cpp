// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/integrity/parts — what people of this house did, day by day, told apart. For the team.
#include "analytics/house_parts.h"

#include "analytics/day_bounds.h"
#include "console/days.h"
#include "console/part_json.h"
#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr std::int64_t usual_days = 28, most_days = 366;

Result<analytics::DaySpan> read_span(const Api& api)
{
    TRY(auto to, read_day(api.params, "to", day_of(api.now), "integrity.period"));
    TRY(auto from, read_day(api.params, "from", to - usual_days + 1, "integrity.period"));
    if (from < 0 || from > to || to - from >= most_days || to > analytics::every_day.last)
        return refuse(ErrorCode::Invalid, "integrity.period", {{"field", "from"}});
    return analytics::DaySpan{from, to};
}

void write_kinds(JsonWriter& json, const analytics::HouseParts& parts)
{
    json.key("favourites");
    write_parts(json, parts.favourites, PartsFor::Team);
    json.key("boosts");
    write_parts(json, parts.boosts, PartsFor::Team);
    json.key("answers");
    write_parts(json, parts.answers, PartsFor::Team);
}

}  // namespace

net::Response get_house_parts(const net::Request&, Api& api)
{
    auto span = read_span(api);
    if (!span) return error_response(api, span.error());
    auto parts = api.db.read([&](db::Reader& reader) { return analytics::parts_of_house(reader, api.domain.id, *span); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("from", date_of(span->first));
            json.field("to", date_of(span->last));
            json.key("totals").object([&] { write_kinds(json, analytics::sum_of(parts)); });
            json.key("days").array(parts, [&](const analytics::HouseParts& day) {
                json.object([&] {
                    json.field("day", date_of(day.day));
                    write_kinds(json, day);
                });
            });
        });
    });
}

}  // namespace favilla::console
