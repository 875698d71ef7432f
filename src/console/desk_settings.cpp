// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk/pages/:id — by when a page means to answer, and its pieces of text for repeated facts.
#include "community/attention.h"
#include "console/desk_json.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "desk/items.h"
#include "desk/settings.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

std::optional<TeamPlace> find_desk(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    return place && social::may_speak(place->voice.role) ? place : std::nullopt;
}

namespace {

net::Response settings_response(Api& api, const TeamPlace& place)
{
    struct Shown {
        desk::PageSettings settings;
        std::vector<AccountId> team;
        Accounts accounts;
    };
    auto shown = api.db.read([&](db::Reader& reader) {
        Shown found{desk::settings_of(reader, place.page.id), desk::who_may_act(reader, place.page.id), {}};
        found.accounts = load_accounts(reader, found.team);
        return found;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", place.page.id);
            json.field("time_zone", shown.settings.time_zone);
            json.key("hours").array(shown.settings.week,
                                    [&](const std::vector<desk::Span>& day) { json.value(desk::day_text(day)); });
            json.key("holidays").array(shown.settings.holidays, [&](std::int64_t day) {
                json.value(iso_date(Time{} + days(day)));
            });
            json.field("target_minutes", shown.settings.target.milliseconds / minutes(1).milliseconds);
            json.field("may_change", community::may(place.voice.role, community::PageAct::Keep, false, false));
            json.key("colleagues").array(shown.team, [&](AccountId person) {
                json.object([&] { write_person(json, api, shown.accounts, "account", person); });
            });
        });
    });
}

Result<desk::PageSettings> read_settings(const Api& api)
{
    desk::PageSettings settings{.time_zone = api.params.text_or("time_zone", ""), .week = {}, .holidays = {}};
    auto hours = api.params.texts("hours");
    if (hours.size() != settings.week.size()) return refuse(ErrorCode::Invalid, "desk.hours_unreadable", {{"day", ""}});
    for (std::size_t day = 0; day < hours.size(); ++day) {
        auto spans = desk::parse_day(hours[day]);
        if (!spans) return refuse(ErrorCode::Invalid, "desk.hours_unreadable", {{"day", hours[day]}});
        settings.week[day] = *std::move(spans);
    }
    for (const auto& date : api.params.texts("holidays")) {
        if (date.empty()) continue;
        auto day = parse_local(date + "T00:00");
        if (!day) return refuse(ErrorCode::Invalid, "desk.holiday_unreadable", {{"day", date}});
        settings.holidays.push_back(day->day);
    }
    settings.target = minutes(api.params.integer("target_minutes").value_or(0));
    return settings;
}

void write_piece(JsonWriter& json, const Api& api, const Accounts& accounts, const desk::Piece& piece)
{
    json.object([&] {
        json.field("id", piece.id);
        json.field("title", piece.title);
        json.field("text", piece.text);
        write_person(json, api, accounts, "changed_by", piece.changed_by);
        json.field("changed_at", piece.changed_at);
    });
}

desk::Piece read_piece(const Api& api, const TeamPlace& place, desk::PieceId id)
{
    return {.id = id,
            .page = place.page.id,
            .changed_by = api.me(),
            .title = api.params.text_or("title", ""),
            .text = api.params.text_or("text", ""),
            .changed_at = api.now};
}

Error not_allowed() { return {ErrorCode::Forbidden, "page.not_allowed"}; }

net::Response piece_response(Api& api, desk::PieceId id)
{
    auto piece = api.db.read([&](db::Reader& reader) { return desk::find_piece(reader, id); });
    if (!piece) return not_found(api);
    auto accounts = api.db.read([&](db::Reader& reader) { return load_accounts(reader, {&piece->changed_by, 1}); });
    return json_response(200, [&](JsonWriter& json) { write_piece(json, api, accounts, *piece); });
}

// The piece that the path names, of the page that it names.
std::optional<desk::PieceId> find_named_piece(const net::Request& request, Api& api, const TeamPlace& place)
{
    auto id = parse_id<desk::PieceId>(request.param("piece_id"));
    auto piece = id ? api.db.read([&](db::Reader& reader) { return desk::find_piece(reader, *id); }) : std::nullopt;
    return piece && piece->page == place.page.id ? id : std::nullopt;
}

bool may_write(Api& api, const TeamPlace& place)
{
    return api.db.read([&](db::Reader& reader) { return desk::may_act(reader, place.page.id, api.me()); });
}

}  // namespace

net::Response get_desk_page(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    return place ? settings_response(api, *place) : not_found(api);
}

net::Response put_desk_page(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    if (!community::may(place->voice.role, community::PageAct::Keep, false, false)) return error_response(api, not_allowed());
    auto settings = read_settings(api);
    if (!settings) return error_response(api, settings.error());
    auto changed = api.db.write([&](db::Transaction& tx) -> Result<void> {
        CHECKED(desk::change_settings(tx, place->page.id, *settings, api.now));
        community::note_page_act(tx, {.page = place->page.id, .by = api.me(), .act = "desk", .object = {}}, api.now);
        jobs::publish(tx, desk::DeskDueAnew{place->page.id});
        return {};
    });
    return changed ? settings_response(api, *place) : error_response(api, changed.error());
}

net::Response get_desk_pieces(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    auto [pieces, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = desk::pieces_of(reader, place->page.id);
        std::vector<AccountId> people;
        for (const auto& piece : found) people.push_back(piece.changed_by);
        return std::pair{found, load_accounts(reader, people)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(pieces, [&](const desk::Piece& piece) { write_piece(json, api, accounts, piece); });
    });
}

net::Response post_desk_piece(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return not_found(api);
    if (!may_write(api, *place)) return error_response(api, not_allowed());
    auto id = api.db.write([&](db::Transaction& tx) { return desk::add_piece(tx, read_piece(api, *place, {}), api.now); });
    return id ? piece_response(api, *id) : error_response(api, id.error());
}

net::Response put_desk_piece(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    auto id = place ? find_named_piece(request, api, *place) : std::nullopt;
    if (!id) return not_found(api);
    if (!may_write(api, *place)) return error_response(api, not_allowed());
    auto changed =
        api.db.write([&](db::Transaction& tx) { return desk::change_piece(tx, read_piece(api, *place, *id), api.now); });
    return changed ? piece_response(api, *id) : error_response(api, changed.error());
}

net::Response delete_desk_piece(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    auto id = place ? find_named_piece(request, api, *place) : std::nullopt;
    if (!id) return not_found(api);
    if (!may_write(api, *place)) return error_response(api, not_allowed());
    api.db.write([&](db::Transaction& tx) { desk::remove_piece(tx, *id); });
    return empty_object();
}

}  // namespace favilla::console
