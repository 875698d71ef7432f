// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/events — what people meet for: made, found, answered, and read in the calendars of others.
#include "community/event_calendar.h"
#include "community/event_invitations.h"
#include "console/event_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/voices.h"

namespace favilla::console {

using namespace mastodon;
using community::EventId;

namespace {

constexpr int most_own = 100;

net::Response event_response(Api& api, const community::Event& event)
{
    auto shown = api.db.read([&](db::Reader& reader) { return load_events(reader, api, {event}); });
    if (shown.items.empty()) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_event(json, api, shown, shown.items.front()); });
}

net::Response event_response(Api& api, EventId id)
{
    auto event = api.db.read([&](db::Reader& reader) { return community::find_event(reader, id, api.viewer); });
    return event ? event_response(api, *event) : not_found(api);
}

net::Response events_response(Api& api, std::vector<community::Event> (*list)(db::Reader&, Api&))
{
    auto shown = api.db.read([&](db::Reader& reader) { return load_events(reader, api, list(reader, api)); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(shown.items, [&](const ShownEvent& one) { write_event(json, api, shown, one); });
    });
}

std::vector<community::Event> event_of_status(db::Reader& reader, StatusId said, social::Viewer viewer)
{
    auto event = community::event_of(reader, said);
    if (!event || !community::find_event(reader, event->id, viewer)) return {};
    return {*std::move(event)};
}

std::optional<EventId> named_event(const net::Request& request) { return parse_id<EventId>(request.param("id")); }

// What is no number is refused as one beyond every bound.
std::optional<double> read_degrees(const Params& params, std::string_view name)
{
    auto text = params.text(name);
    if (!text || text->empty()) return std::nullopt;
    double value = 0;
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc{} && end == text->data() + text->size() ? value : 1000;
}

std::optional<community::Place> read_place(const Params& params)
{
    if (!params.names("place")) return std::nullopt;
    auto given = params.hash("place");
    if (!given) return community::Place{};
    return community::Place{.name = given->text_or("name", ""),
                            .address = given->text_or("address", ""),
                            .latitude = read_degrees(*given, "latitude"),
                            .longitude = read_degrees(*given, "longitude")};
}

std::optional<community::EventPicture> read_picture(const Params& params)
{
    auto named = params.text_or("picture_id", "");
    if (named.empty()) return std::nullopt;
    auto focus = params.text("picture_focus");
    // What is no id is nobody's picture.
    return community::EventPicture{.id = parse_id<social::MediaId>(named).value_or(social::MediaId{}),
                                   .description = params.text("picture_description"),
                                   .focus = focus ? social::parse_focus(*focus) : std::nullopt};
}

std::optional<std::int64_t> read_capacity(const Params& params)
{
    if (params.text_or("capacity", "").empty()) return std::nullopt;
    return params.integer("capacity").value_or(0);
}

community::EventChange read_change(const Params& params)
{
    // Null takes away: no rule, no address.
    auto text = [&](std::string_view name) {
        return params.names(name) ? std::optional{params.text_or(name, "")} : std::nullopt;
    };
    community::EventChange change{.title = params.text("title"),
                                  .description = text("description"),
                                  .starts_at = params.text("local_start"),
                                  .ends_at = params.text("local_end"),
                                  .time_zone = params.text("time_zone"),
                                  .rule = text("rule"),
                                  .online_url = text("online_url"),
                                  .place = read_place(params),
                                  .capacity = {},
                                  .has_waiting_list = params.flag("waiting_list")};
    if (params.names("capacity")) change.capacity = read_capacity(params);
    if (params.names("picture_id")) change.picture = read_picture(params);
    return change;
}

Result<social::StatusDraft> read_said(Api& api)
{
    social::StatusDraft said;
    if (auto name = api.params.text("visibility")) {
        said.visibility = parse_visibility(*name);
        if (!said.visibility || *said.visibility == social::Visibility::Direct)
            return refuse(ErrorCode::Invalid, "event.visibility");
    }
    said.language = std::string{api.services.locale.tag(api.language)};
    if (api.token) said.application = api.token->application;
    sign(api, said);
    return said;
}

template <class Act>
net::Response act_on_event(const net::Request& request, Api& api, Act&& act)
{
    auto id = named_event(request);
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *id); });
    return done ? event_response(api, *id) : error_response(api, done.error());
}

// Which of the times of an event is meant; none: all.
Result<std::optional<Time>> read_time(const Params& params)
{
    if (!params.has("at")) return std::optional<Time>{};
    auto at = parse_iso8601(params.text_or("at", ""));
    if (!at) return refuse(ErrorCode::Invalid, "event.time");
    return at;
}

Result<community::AnswerDraft> read_answer(const Params& params)
{
    auto answer = community::parse_answer(params.text_or("answer", ""));
    if (!answer) return refuse(ErrorCode::Invalid, "event.answer");
    TRY(auto at, read_time(params));
    community::AnswerDraft draft{.answer = *answer, .remind = community::usual_reminder, .at = at};
    if (params.names("remind_before")) {
        draft.remind.reset();
        if (params.has("remind_before"))
            draft.remind = minutes(std::clamp<std::int64_t>(params.integer("remind_before").value_or(0), 0, 1'000'000));
    }
    return draft;
}

}  // namespace

community::EventDraft read_event_draft(const Params& params)
{
    return {.title = params.text_or("title", ""),
            .description = params.text_or("description", ""),
            .starts_at = params.text_or("local_start", ""),
            .ends_at = params.text_or("local_end", ""),
            .time_zone = params.text_or("time_zone", ""),
            .rule = params.text_or("rule", ""),
            .place = read_place(params).value_or(community::Place{}),
            .online_url = params.text_or("online_url", ""),
            .capacity = read_capacity(params),
            .has_waiting_list = params.flag_or("waiting_list", true),
            .group = params.id<AccountId>("group_id"),
            .picture = read_picture(params)};
}

community::EventTongue tongue_of(const Api& api) { return {api.services.locale, api.language, api.origin()}; }

net::Response get_events(const net::Request&, Api& api)
{
    return events_response(api, [](db::Reader& reader, Api& asked) {
        community::EventQuery query{.domain = asked.domain.id,
                                    .host = asked.params.id<AccountId>("account_id"),
                                    .group = asked.params.id<AccountId>("group_id"),
                                    .after = asked.params.id<EventId>("after"),
                                    .is_over = asked.params.flag_or("over", false),
                                    .limit = read_page(asked.params, 20, 40).limit};
        if (auto said = asked.params.id<StatusId>("status_id")) return event_of_status(reader, *said, asked.viewer);
        return community::events_among(reader, query, asked.viewer, asked.now);
    });
}

net::Response get_own_events(const net::Request&, Api& api)
{
    return events_response(
        api, [](db::Reader& reader, Api& asked) { return community::events_with(reader, asked.me(), asked.now, most_own); });
}

net::Response get_event(const net::Request& request, Api& api)
{
    auto id = named_event(request);
    return id ? event_response(api, *id) : not_found(api);
}

net::Response post_event(const net::Request&, Api& api)
{
    auto said = read_said(api);
    if (!said) return error_response(api, said.error());
    auto draft = read_event_draft(api.params);
    auto made = api.db.write([&](db::Transaction& tx) -> Result<community::Event> {
        TRY(auto event, community::make_event(tx, tongue_of(api), api.me(), draft, *said, api.now));
        note_made(tx, api, "event", to_string(event.status));
        return event;
    });
    return made ? event_response(api, *made) : error_response(api, made.error());
}

net::Response patch_event(const net::Request& request, Api& api)
{
    auto change = read_change(api.params);
    return act_on_event(request, api, [&](db::Transaction& tx, EventId id) {
        return community::change_event(tx, tongue_of(api), id, api.me(), change, api.now);
    });
}

net::Response cancel_event(const net::Request& request, Api& api)
{
    return act_on_event(request, api, [&](db::Transaction& tx, EventId id) {
        return community::cancel_event(tx, tongue_of(api), id, api.me(), api.now);
    });
}

net::Response post_event_invitations(const net::Request& request, Api& api)
{
    auto named = api.params.texts("account_ids");
    std::vector<AccountId> whom;
    for (const auto& one : named) whom.push_back(parse_id<AccountId>(one).value_or(AccountId{}));
    auto id = named_event(request);
    if (!id) return not_found(api);
    auto asked = api.db.write([&](db::Transaction& tx) { return community::invite_to_event(tx, *id, api.me(), whom, api.now); });
    if (!asked) return error_response(api, asked.error());
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("invited", *asked); }); });
}

net::Response put_event_answer(const net::Request& request, Api& api)
{
    auto draft = read_answer(api.params);
    if (!draft) return error_response(api, draft.error());
    return act_on_event(request, api, [&](db::Transaction& tx, EventId id) {
        return community::answer_event(tx, id, api.me(), *draft, api.now);
    });
}

net::Response delete_event_answer(const net::Request& request, Api& api)
{
    auto at = read_time(api.params);
    if (!at) return error_response(api, at.error());
    return act_on_event(request, api, [&](db::Transaction& tx, EventId id) {
        return *at ? community::withdraw_answer_for(tx, id, api.me(), **at, api.now)
                   : community::withdraw_answer(tx, id, api.me(), api.now);
    });
}

net::Response post_event_time(const net::Request& request, Api& api)
{
    auto at = read_time(api.params);
    if (!at || !*at) return error_response(api, Error{ErrorCode::Invalid, "event.time"});
    community::TimeChange change{.at = **at,
                                 .is_cancelled = api.params.flag_or("cancelled", false),
                                 .starts_at = api.params.text_or("local_start", ""),
                                 .ends_at = api.params.text_or("local_end", "")};
    return act_on_event(request, api, [&](db::Transaction& tx, EventId id) {
        return community::change_time(tx, tongue_of(api), id, api.me(), change, api.now);
    });
}

// Who comes is told to whoever sees the event; who waits, and who does not come, to whoever holds it.
net::Response get_event_answers(const net::Request& request, Api& api)
{
    auto id = named_event(request);
    auto answer = community::parse_answer(api.params.text_or("answer", "yes"));
    bool waiting = api.params.flag_or("waiting", false);
    if (!answer) return error_response(api, Error{ErrorCode::Invalid, "event.answer"});
    auto at = read_time(api.params);
    if (!at) return error_response(api, at.error());
    auto event =
        id ? api.db.read([&](db::Reader& reader) { return community::find_event(reader, *id, api.viewer); }) : std::nullopt;
    if (!event) return not_found(api);
    bool is_open = !waiting && *answer != community::Answer::No;
    if (!is_open && !api.db.read([&](db::Reader& reader) { return community::may_change(reader, *event, api.viewer); }))
        return error_response(api, Error{ErrorCode::Forbidden, "event.not_yours"});
    auto limits = read_page(api.params, 40, 80);
    auto [page, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = community::answers_of(reader, *event, *at, *answer,
                                           waiting ? community::Line::Waiting : community::Line::Answered, limits);
        std::vector<AccountId> people;
        for (const auto& one : found.items) people.push_back(one.account);
        return std::pair{std::move(found), load_accounts(reader, people)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const community::EventAnswer& one) {
            json.object([&] {
                json.field("answer", name_of(one.answer));
                json.field("waits", one.waits());
                json.field("created_at", one.created_at);
                write_person(json, api, accounts, "account", one.account);
            });
        });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_event_calendar(const net::Request&, Api& api)
{
    auto since = api.db.read([&](db::Reader& reader) { return community::calendar_since(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("created_at", since); }); });
}

net::Response post_event_calendar(const net::Request&, Api& api)
{
    auto secret = api.db.write(
        [&](db::Transaction& tx) { return community::new_calendar_secret(tx, api.services.random, api.me(), api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("created_at", api.now);
            json.field("url", api.origin() + "/calendar/" + secret + ".ics");
        });
    });
}

net::Response delete_event_calendar(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { community::end_calendar(tx, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("created_at", std::optional<Time>{}); }); });
}

}  // namespace favilla::console
