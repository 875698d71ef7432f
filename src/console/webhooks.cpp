// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages/:id/webhooks — other tools that are told what happens on a page's desk, for those who keep the page.
#include "console/webhooks.h"

#include "base/crypto.h"
#include "base/web_url.h"
#include "console/desk_json.h"
#include "console/routes.h"
#include "desk/webhooks.h"
#include "mastodon/answers.h"
#include "mastodon/web_push.h"
#include "net/http_client.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// The page that the path names, for who keeps it; before who sees no desk of it there is nothing.
Result<TeamPlace> find_kept_page(const net::Request& request, Api& api)
{
    auto place = find_desk(request, api);
    if (!place) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!community::may(place->voice.role, community::PageAct::Keep, false, false))
        return refuse(ErrorCode::Forbidden, "page.not_allowed");
    return *place;
}

// With its page: a hook of another page is none.
Result<desk::Webhook> find_kept_hook(const net::Request& request, Api& api)
{
    TRY(auto place, find_kept_page(request, api));
    auto id = parse_id<desk::WebhookId>(request.param("hook_id"));
    auto hook = id ? api.db.read([&](db::Reader& reader) { return desk::find_webhook(reader, *id); }) : std::nullopt;
    if (!hook || hook->page != place.page.id) return refuse(ErrorCode::NotFound, "record.not_found");
    return *hook;
}

void write_delivery(JsonWriter& json, const Api& api, const desk::HookDelivery& delivery)
{
    json.object([&] {
        json.field("id", delivery.id);
        json.field("event", delivery.event);
        json.field("tries", delivery.tries);
        json.field("taken", delivery.taken);
        json.field("status", delivery.status);
        json.field("error",
                   delivery.error.empty() ? std::nullopt : std::optional{api.services.locale.text(api.language, delivery.error)});
        json.field("created_at", delivery.created_at);
        json.field("tried_at", delivery.tried_at);
        json.field("done_at", delivery.done_at);
    });
}

struct ShownHook {
    desk::Webhook hook;
    std::vector<desk::HookDelivery> deliveries;
};
void write_hook_fields(JsonWriter& json, const Api& api, const Accounts& accounts, const ShownHook& shown)
{
    const auto& [hook, deliveries] = shown;
    json.field("id", hook.id);
    json.field("address", hook.address);
    json.key("events").array(hook.events, [&](const std::string& event) { json.value(event); });
    write_person(json, api, accounts, "made_by", hook.made_by);
    json.field("created_at", hook.created_at);
    json.field("failing_since", hook.failing_since);
    json.field("ended_at", hook.ended_at);
    json.field("ended_why", hook.ended_why ? std::optional{name_of(*hook.ended_why)} : std::nullopt);
    json.key("deliveries").array(deliveries, [&](const desk::HookDelivery& delivery) { write_delivery(json, api, delivery); });
}

ShownHook load_hook(db::Reader& reader, desk::Webhook hook)
{
    auto deliveries = desk::deliveries_of(reader, hook.id);
    return {std::move(hook), std::move(deliveries)};
}

net::Response hook_response(Api& api, desk::WebhookId id, const std::optional<std::string>& secret = {})
{
    struct Shown {
        ShownHook hook;
        Accounts accounts;
    };
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<Shown> {
        auto hook = desk::find_webhook(reader, id);
        if (!hook) return std::nullopt;
        return Shown{load_hook(reader, *hook), load_accounts(reader, {&hook->made_by, 1})};
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_hook_fields(json, api, shown->accounts, shown->hook);
            if (secret) json.field("secret", *secret);
        });
    });
}

// Something else than a list of names is not silently taken for all of them.
std::vector<std::string> said_events(const Api& api)
{
    auto events = api.params.texts("events");
    if (api.params.hash("events") || !api.params.hashes("events").empty()) events.emplace_back();
    return events;
}

void note(db::Transaction& tx, const Api& api, AccountId page, std::string_view act, desk::WebhookId hook)
{
    community::note_page_act(tx, {.page = page, .by = api.me(), .act = act, .object = to_string(hook)}, api.now);
}

}  // namespace

net::Response get_webhooks(const net::Request& request, Api& api)
{
    auto place = find_kept_page(request, api);
    if (!place) return error_response(api, place.error());
    auto [hooks, accounts] = api.db.read([&](db::Reader& reader) {
        std::vector<ShownHook> found;
        std::vector<AccountId> people;
        for (auto& hook : desk::webhooks_of(reader, place->page.id)) {
            people.push_back(hook.made_by);
            found.push_back(load_hook(reader, std::move(hook)));
        }
        return std::pair{std::move(found), load_accounts(reader, people)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("most", std::int64_t{desk::most_webhooks});
            json.key("webhooks").array(hooks, [&](const ShownHook& hook) {
                json.object([&] { write_hook_fields(json, api, accounts, hook); });
            });
        });
    });
}

net::Response post_webhook(const net::Request& request, Api& api)
{
    auto place = find_kept_page(request, api);
    if (!place) return error_response(api, place.error());
    desk::WebhookDraft draft{
        .page = place->page.id, .made_by = api.me(), .address = api.params.text_or("address", ""), .events = said_events(api)};
    auto made = api.db.write([&](db::Transaction& tx) -> Result<desk::MadeWebhook> {
        TRY(auto hook, desk::make_webhook(tx, api.services.web_push.box, draft, api.services.web_push.schemes, api.now));
        note(tx, api, draft.page, "make_webhook", hook.id);
        return hook;
    });
    return made ? hook_response(api, made->id, made->secret) : error_response(api, made.error());
}

net::Response put_webhook(const net::Request& request, Api& api)
{
    auto hook = find_kept_hook(request, api);
    if (!hook) return error_response(api, hook.error());
    // Another address is another tool, with a secret of its own.
    if (api.params.has("address") && api.params.text_or("address", "") != hook->address)
        return error_response(api, {ErrorCode::Invalid, "webhook.address_stays", {{"field", "address"}}});
    if (!api.params.has("events"))
        return error_response(api, {ErrorCode::Invalid, "webhook.events_missing", {{"field", "events"}}});
    auto changed = api.db.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto is_other, desk::choose_events(tx, hook->id, said_events(api)));
        if (is_other) note(tx, api, hook->page, "change_webhook", hook->id);
        return {};
    });
    return changed ? hook_response(api, hook->id) : error_response(api, changed.error());
}

net::Response delete_webhook(const net::Request& request, Api& api)
{
    auto hook = find_kept_hook(request, api);
    if (!hook) return error_response(api, hook.error());
    api.db.write([&](db::Transaction& tx) {
        desk::remove_webhook(tx, hook->id);
        note(tx, api, hook->page, "remove_webhook", hook->id);
    });
    return empty_object();
}

net::Response try_webhook(const net::Request& request, Api& api)
{
    auto hook = find_kept_hook(request, api);
    if (!hook) return error_response(api, hook.error());
    auto left = api.db.write([&](db::Transaction& tx) { return desk::send_trial(tx, hook->id, api.now); });
    return left ? hook_response(api, hook->id) : error_response(api, left.error());
}

net::Response resume_webhook(const net::Request& request, Api& api)
{
    auto hook = find_kept_hook(request, api);
    if (!hook) return error_response(api, hook.error());
    api.db.write([&](db::Transaction& tx) {
        desk::resume_webhook(tx, hook->id);
        note(tx, api, hook->page, "resume_webhook", hook->id);
    });
    return hook_response(api, hook->id);
}

namespace {

constexpr Duration send_time = seconds(10);
constexpr std::size_t answer_bytes = 4096;  // nothing of it is kept
constexpr int sent_in_a_row = 20;
constexpr int at_once = 4;  // services that do not answer hold one each

desk::HookAnswer judge(const Result<net::ClientResponse>& answer)
{
    if (!answer) return {desk::HookOutcome::Failed, {}, answer.error().key};
    if (answer->status >= 200 && answer->status < 300) return {desk::HookOutcome::Taken, answer->status, {}};
    return {answer->status == 410 ? desk::HookOutcome::Gone : desk::HookOutcome::Failed, answer->status, {}};
}

// The signature is of the moment of sending and of the body: what was overheard is not sent again later.
Result<net::ClientResponse> send(Services& services, const desk::DueHook& due)
{
    auto address = parse_web_url(due.hook.address);
    if (!address) return refuse(ErrorCode::Invalid, "net.address_refused");
    auto timestamp = std::to_string(services.clock().milliseconds / 1000);
    auto signature = to_hex(hmac_sha256(due.secret, timestamp + "." + due.body));
    return services.web_push.client.send({.method = net::Method::Post,
                                          .url = *address,
                                          .headers = {{"Content-Type", "application/json"},
                                                      {"Favilla-Event", due.event},
                                                      {"Favilla-Delivery", to_string(due.id)},
                                                      {"Favilla-Timestamp", timestamp},
                                                      {"Favilla-Signature", "v1=" + signature}},
                                          .body = due.body,
                                          .body_bytes = answer_bytes,
                                          .excess = net::Excess::Cut},
                                         send_time);
}

void send_waiting(Services& services, desk::WebhookId hook)
{
    auto& database = services.database;
    for (int sent = 0; sent < sent_in_a_row; ++sent) {
        auto due = database.write(
            [&](db::Transaction& tx) { return desk::next_for_hook(tx, services.web_push.box, hook, services.clock()); });
        if (!due) return;
        auto answer = judge(send(services, *due));
        if (!database.write([&](db::Transaction& tx) { return desk::settle_hook(tx, *due, answer, services.clock()); })) return;
    }
    database.write([&](db::Transaction& tx) { desk::go_on_sending(tx, hook, services.clock()); });
}

}  // namespace

void add_webhook_work(jobs::Workers& workers, Services& services)
{
    workers.threads(std::string{desk::webhooks_queue}, at_once);
    workers.handle(std::string{desk::webhooks_queue}, std::string{desk::HookWork::name},
                   [&](std::string_view payload) { send_waiting(services, jobs::decode<desk::HookWork>(payload).hook); });
    workers.every(minutes(1), "webhooks.missed", [&](Time now) {
        while (services.database.write([&](db::Transaction& tx) { return desk::tell_missed_deadlines(tx, now); })) {}
    });
    workers.every(hours(1), "webhooks.forget",
                  [&](Time now) { services.database.write([&](db::Transaction& tx) { desk::forget_old_deliveries(tx, now); }); });
}

}  // namespace favilla::console
