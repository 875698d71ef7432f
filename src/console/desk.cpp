// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk — what waits for an answer of a page, for those of its team who read what it reads.
#include <algorithm>

#include "community/attention.h"
#include "community/pages.h"
#include "console/desk_json.h"
#include "console/routes.h"
#include "desk/answering.h"
#include "desk/letterbox.h"
#include "desk/reports.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "mastodon/status_params.h"
#include "mastodon/streams.h"
#include "mastodon/voices.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int shown_before = 5;

// "1790000000000-1234": the due time of the last item that was shown, and its id.
std::optional<desk::Cursor> parse_cursor(std::string_view text)
{
    auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    auto at = parse_id<desk::ItemId>(text.substr(0, dash));
    auto id = parse_id<desk::ItemId>(text.substr(dash + 1));
    if (!at || !id) return std::nullopt;
    return desk::Cursor{Time{at->value}, *id};
}

std::string cursor_text(const desk::Cursor& cursor)
{
    return std::to_string(cursor.at.milliseconds) + "-" + to_string(cursor.item);
}

// The pages asked about: one, or all whose desk the person sees. None when it is none of theirs.
std::optional<std::vector<AccountId>> asked_pages(db::Reader& reader, const Api& api)
{
    auto pages = community::pages_read_by(reader, api.me());
    if (!api.params.text_or("page_id", "").empty()) {
        auto wanted = api.params.id<AccountId>("page_id");
        if (!wanted || std::ranges::find(pages, *wanted) == pages.end()) return std::nullopt;
        return std::vector{*wanted};
    }
    return pages.empty() ? std::nullopt : std::optional{pages};
}

// The item that the path names, where the person sees that desk.
std::optional<desk::Item> find_shown_item(db::Reader& reader, const net::Request& request, const Api& api)
{
    auto id = parse_id<desk::ItemId>(request.param("id"));
    auto item = id ? desk::find_item(reader, *id, api.now) : std::nullopt;
    return item && desk::may_see(reader, *item, api.me()) ? item : std::nullopt;
}

Error unknown(std::string_view what, const std::string& name)
{
    return {ErrorCode::Invalid, std::string{what}, {{"name", name}}};
}

}  // namespace

Result<desk::Which> read_which(const Params& params)
{
    auto name = params.text_or("which", "open");
    auto which = desk::parse_which(name);
    if (!which) return std::unexpected(unknown("desk.which_unknown", name));
    return *which;
}

Result<std::optional<desk::ItemKind>> read_kind(const Params& params)
{
    auto name = params.text_or("kind", "");
    auto kind = desk::parse_item_kind(name);
    if (!kind && !name.empty()) return std::unexpected(unknown("desk.kind_unknown", name));
    return kind;
}

namespace {

Result<desk::QueueRequest> read_request(const Api& api)
{
    desk::QueueRequest asked{.pages = {}, .me = api.me(), .kind = {}, .after = {}, .limit = read_page(api.params, 20, 40).limit};
    TRY(asked.which, read_which(api.params));
    TRY(asked.kind, read_kind(api.params));
    asked.after = parse_cursor(api.params.text_or("after", ""));
    return asked;
}

net::Response items_response(Api& api, const std::vector<desk::Item>& items)
{
    auto shown = api.db.read([&](db::Reader& reader) { return load_items(reader, api, items); });
    return json_response(200, [&](JsonWriter& json) {
        json.object(
            [&] { json.key("items").array(shown.items, [&](const desk::Item& item) { write_item(json, api, shown, item); }); });
    });
}

}  // namespace

net::Response get_desk(const net::Request&, Api& api)
{
    auto asked = read_request(api);
    if (!asked) return error_response(api, asked.error());
    struct Shown {
        ShownItems items;
        std::optional<desk::Cursor> next;
    };
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<Shown> {
        auto pages = asked_pages(reader, api);
        if (!pages) return std::nullopt;
        asked->pages = *pages;
        auto found = desk::queue(reader, *asked, api.now);
        return Shown{load_items(reader, api, std::move(found.items)), found.next};
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("items").array(shown->items.items,
                                    [&](const desk::Item& item) { write_item(json, api, shown->items, item); });
            json.field("next_after", shown->next ? std::optional{cursor_text(*shown->next)} : std::nullopt);
        });
    });
}

namespace {

net::Response item_response(Api& api, const std::function<std::optional<desk::Item>(db::Reader&)>& find)
{
    struct Shown {
        ShownItems items;                                 // it, and what the same person said before
        std::vector<distribution::MailMessage> messages;  // of an e-mail
        std::vector<desk::Act> acts;
        std::vector<desk::Present> present;
    };
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<Shown> {
        auto item = find(reader);
        if (!item) return std::nullopt;
        Shown found{.items = {},
                    .messages = {},
                    .acts = desk::acts_of(reader, item->id),
                    .present = desk::present_at(reader, item->id, api.now)};
        std::vector<AccountId> people;
        for (const auto& act : found.acts) people.insert(people.end(), {act.by, act.to.value_or(act.by)});
        for (const auto& one : found.present) people.push_back(one.person);
        if (item->kind == desk::ItemKind::Email) found.messages = distribution::messages_of(reader, desk::thread_of(*item));
        for (const auto& message : found.messages) people.push_back(message.person.value_or(item->page));
        auto items = desk::items_before(reader, *item, shown_before, api.now);
        items.insert(items.begin(), *item);
        found.items = load_items(reader, api, std::move(items), std::move(people));
        return found;
    });
    if (!shown) return not_found(api);
    const auto& [items, messages, acts, present] = *shown;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_item_fields(json, api, items, items.items.front());
            json.key("acts").array(acts, [&](const desk::Act& act) { write_desk_act(json, api, items.accounts, act); });
            json.key("present").array(present, [&](const desk::Present& one) {
                json.object([&] {
                    write_person(json, api, items.accounts, "account", one.person);
                    json.field("writes", one.writes);
                    json.field("until", one.until);
                });
            });
            json.key("messages").array(messages, [&](const distribution::MailMessage& message) {
                write_mail_message(json, api, items.accounts, message);
            });
            json.key("before").array(std::span{items.items}.subspan(1),
                                     [&](const desk::Item& item) { write_item(json, api, items, item); });
        });
    });
}

}  // namespace

net::Response get_desk_item(const net::Request& request, Api& api)
{
    return item_response(api, [&](db::Reader& reader) { return find_shown_item(reader, request, api); });
}

// A mail to one reader, by the person's act; it stands in the item's acts, and in no log that others of the page read.
net::Response post_desk_mail_answer(const net::Request& request, Api& api)
{
    auto id = parse_id<desk::ItemId>(request.param("id"));
    auto turn = api.params.integer("turn");
    if (!id) return not_found(api);
    if (!turn) return error_response(api, Error{ErrorCode::Invalid, "desk.seen_missing"});
    desk::MailAnswer answer{.item = *id, .by = api.me(), .turn = *turn, .text = api.params.text_or("text", "")};
    auto answered =
        api.db.write([&](db::Transaction& tx) { return desk::answer_by_mail(tx, api.services.mail_key, answer, api.now); });
    if (!answered) return error_response(api, answered.error());
    return item_response(api, [&](db::Reader& reader) { return desk::find_item(reader, *id, api.now); });
}

net::Response post_desk_acts(const net::Request&, Api& api)
{
    auto name = api.params.text_or("act", "");
    auto kind = desk::parse_act(name);
    if (!kind) return error_response(api, unknown("desk.act_unknown", name));
    desk::Wanted wanted{.kind = *kind,
                        .by = api.me(),
                        .to = api.params.id<AccountId>("to"),
                        .until = {},
                        .words = api.params.text_or("text", "")};
    if (auto until = api.params.text("until")) wanted.until = parse_iso8601(*until);
    auto ids = api.params.ids<desk::ItemId>("item_ids");
    auto seen = api.params.ids<StatusId>("last_seen_ids");
    if (auto said = api.params.texts("last_seen_ids").size(); said != 0 && (said != seen.size() || said != ids.size()))
        return error_response(api, Error{ErrorCode::Invalid, "desk.seen_uneven"});
    for (std::size_t place = 0; place < seen.size(); ++place) wanted.seen.emplace(ids[place], seen[place]);
    auto done = api.db.write([&](db::Transaction& tx) { return desk::act(tx, ids, wanted, api.now); });
    return done ? items_response(api, *done) : error_response(api, done.error());
}

// Posts as the page, by the person's act, and notes it in the page's log, as a client does that speaks in its voice.
net::Response post_desk_answer(const net::Request& request, Api& api)
{
    auto item = api.db.read([&](db::Reader& reader) { return find_shown_item(reader, request, api); });
    auto seen = api.params.id<StatusId>("last_seen_id");
    auto turn = api.params.integer("turn");
    if (!item) return not_found(api);
    if (!seen || !turn) return error_response(api, Error{ErrorCode::Invalid, "desk.seen_missing"});
    auto draft = read_draft(request, api);
    if (!draft) return error_response(api, draft.error());
    auto role = api.db.read([&](db::Reader& reader) { return social::role_for_page(reader, item->page, api.me()); });
    Api voiced{api};
    voiced.viewer.account = item->page;
    voiced.voice = social::Voice{item->page, api.me(), role.value_or(social::PageRole::Analyst), {}};
    sign(voiced, *draft);
    auto posted = api.db.write([&](db::Transaction& tx) -> Result<social::Status> {
        TRY(auto status,
            desk::answer(tx, {.item = item->id, .by = api.me(), .turn = *turn, .last_seen = *seen, .draft = *draft}, api.now));
        if (status.created_at == api.now) note_made(tx, voiced, "post", to_string(status.id));
        return status;
    });
    return posted ? status_response(voiced, *posted) : error_response(api, posted.error());
}

net::Response post_desk_presence(const net::Request& request, Api& api)
{
    auto name = api.params.text_or("doing", "");
    auto doing = desk::parse_doing(name);
    if (!doing) return error_response(api, unknown("desk.doing_unknown", name));
    bool done = api.db.write([&](db::Transaction& tx) {
        auto item = find_shown_item(tx, request, api);
        if (item) desk::be_present(tx, *item, api.me(), *doing, api.now);
        return item.has_value();
    });
    return done ? empty_object() : not_found(api);
}

namespace {

// Whose desks are open, of those who see that page's: looked up when something is told, so that who left the team hears nothing more.
struct Told {
    AccountId page;
    desk::ItemId item;
    std::string_view event;
};
void tell_team(Services& services, const Told& told, const std::function<void(JsonWriter&)>& fields)
{
    if (services.streams.is_empty()) return;
    auto team = services.database.read([&](db::Reader& reader) {
        auto voices = social::team_of_page(reader, told.page);
        auto item = desk::find_item(reader, told.item, Time{});
        bool is_report = item && item->kind == desk::ItemKind::Report;
        // That a report came is not even counted before who may not see it.
        std::erase_if(voices, [&](const social::Voice& voice) {
            return !social::may_speak(voice.role) || (is_report && !desk::sees_reports(reader, told.page, voice.person));
        });
        return voices;
    });
    StreamPayload payload{.for_all = write_json([&](JsonWriter& json) { json.object([&] { fields(json); }); }), .by_domain = {}};
    for (const auto& voice : team) services.streams.send(desk_channel(voice.person), told.event, payload);
}

}  // namespace

void push_desk(Services& services, const desk::DeskChanged& event)
{
    tell_team(services, {event.page, event.item, "favilla.desk"}, [&](JsonWriter& json) {
        json.field("item_id", event.item);
        json.field("page_id", event.page);
    });
}

void push_desk_presence(Services& services, const desk::DeskPresenceChanged& event)
{
    auto account = services.database.read([&](db::Reader& reader) { return social::find_account(reader, event.person); });
    if (!account) return;
    tell_team(services, {event.page, event.item, "favilla.desk_presence"}, [&](JsonWriter& json) {
        json.field("item_id", event.item);
        json.field("account_id", event.person);
        json.field("name", account->display_name.empty() ? account->username : account->display_name);
        json.field("writes", event.writes);
        json.field("until", event.until);
    });
}

}  // namespace favilla::console
