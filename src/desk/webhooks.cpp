// SPDX-License-Identifier: AGPL-3.0-or-later
// The hooks of a page, and what is told them. How it is sent stands in webhook_sending.cpp.
#include "desk/webhooks.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "base/web_url.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/visibility.h"

namespace favilla::desk {

namespace {

constexpr std::array<std::string_view, 7> event_names = {"came",     "taken",           "handed_over", "settled",
                                                         "answered", "deadline_missed", "trial"};
constexpr std::array<std::string_view, 2> end_names = {"gone", "broken"};
constexpr std::size_t secret_bytes = 32;
constexpr int missed_at_once = 200;

constexpr std::string_view hook_columns = "id, page_id, made_by, address, created_at, failing_since, ended_at, ended_why, events";

std::vector<std::string> words_in(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        auto end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// In their own order, each once, whatever order they were said in.
Result<std::string> chosen_events(const std::vector<std::string>& said)
{
    auto known = events_to_choose();
    std::string all, chosen;
    for (auto name : known) {
        all += (all.empty() ? "" : ", ") + std::string{name};
        if (std::ranges::find(said, name) != said.end()) chosen += (chosen.empty() ? "" : " ") + std::string{name};
    }
    for (const auto& name : said)
        if (std::ranges::find(known, name) == known.end()) return refuse(ErrorCode::Invalid, "webhook.event", {{"events", all}});
    return chosen;
}

bool wants(std::string_view chosen, HookEvent event)
{
    auto events = words_in(chosen);
    return events.empty() || std::ranges::find(events, name_of(event)) != events.end();
}

Webhook read_webhook(const db::Row& row)
{
    Webhook hook{.id = row.get<WebhookId>(0),
                 .page = row.get<AccountId>(1),
                 .made_by = row.get<AccountId>(2),
                 .address = row.get<std::string>(3),
                 .created_at = row.get<Time>(4),
                 .failing_since = row.get<std::optional<Time>>(5),
                 .ended_at = row.get<std::optional<Time>>(6),
                 .ended_why = {},
                 .events = words_in(row.get<std::string_view>(8))};
    if (!row.is_null(7))
        hook.ended_why = row.get<std::string_view>(7) == name_of(HookEnd::Gone) ? HookEnd::Gone : HookEnd::Broken;
    return hook;
}

// None: it is there no more, or nobody but those it was written for may read it.
std::optional<std::string> public_link(db::Reader& reader, StatusId id)
{
    return reader.value<std::string>(
        "SELECT url FROM statuses WHERE id = $1 AND deleted_at IS NULL AND audience_id IS NULL AND visibility <= $2 AND url <> ''",
        id, static_cast<std::int64_t>(social::Visibility::Unlisted));
}

// With nothing that somebody said, and no name but in a public address: who is told may be anywhere.
std::string body_of(db::Reader& reader, HookDeliveryId id, HookEvent event, AccountId page, const Item* item)
{
    auto account = social::find_account(reader, page);
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("id", id);
            json.field("event", name_of(event));
            json.field("created_at", time_of_id(id.value));
            json.key("page").object([&] {
                json.field("id", page);
                json.field("name", account ? account->username : std::string{});
            });
            json.key("item");
            if (!item) {
                json.value(nullptr);
                return;
            }
            json.object([&] {
                json.field("id", item->id);
                json.field("kind", name_of(item->kind));
                json.field("conversation_id", item->conversation);
                json.field("status_id", item->status);
                json.field("waiting", item->waiting);
                json.field("since", item->since);
                json.field("due_at", item->due_at);
                json.field("turn", item->turn);
                json.field("url", public_link(reader, item->status));
            });
        });
    });
}

struct Told {
    WebhookId hook;
    AccountId page;
    std::optional<Time> next_at;
};
void leave(db::Transaction& tx, const Told& told, HookEvent event, const Item* item)
{
    auto id = tx.new_id<HookDeliveryId>(Time{});
    auto now = time_of_id(id.value);
    tx.run(
        "INSERT INTO desk_hook_deliveries (id, webhook_id, event, body, tries, taken, error, created_at) VALUES ($1, $2, $3, $4, 0, 0, '', $5)",
        id, told.hook, name_of(event), body_of(tx, id, event, told.page, item), now);
    jobs::reschedule(tx, webhooks_queue, HookWork::name, jobs::encode(HookWork{told.hook}), now,
                     std::max(now, told.next_at.value_or(now)));
}

}  // namespace

std::string_view name_of(HookEvent event) { return event_names[static_cast<std::size_t>(event)]; }
std::vector<std::string_view> events_to_choose() { return {event_names.begin(), event_names.end() - 1}; }
std::string_view name_of(HookEnd end) { return end_names[static_cast<std::size_t>(end)]; }

std::vector<Webhook> webhooks_of(db::Reader& reader, AccountId page)
{
    static const auto query = "SELECT " + std::string{hook_columns} + " FROM desk_webhooks WHERE page_id = $1 ORDER BY id";
    std::vector<Webhook> found;
    for (const auto& row : reader.rows(query, page)) found.push_back(read_webhook(row));
    return found;
}

std::optional<Webhook> find_webhook(db::Reader& reader, WebhookId id)
{
    static const auto query = "SELECT " + std::string{hook_columns} + " FROM desk_webhooks WHERE id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{read_webhook(*row)} : std::nullopt;
}

std::vector<HookDelivery> deliveries_of(db::Reader& reader, WebhookId hook)
{
    std::vector<HookDelivery> found;
    for (const auto& row :
         reader.rows("SELECT id, event, tries, taken, status, error, created_at, tried_at, done_at FROM desk_hook_deliveries "
                     "WHERE webhook_id = $1 ORDER BY id DESC LIMIT $2",
                     hook, deliveries_shown))
        found.push_back({.id = row.get<HookDeliveryId>(0),
                         .event = row.get<std::string>(1),
                         .tries = row.get<std::int64_t>(2),
                         .taken = row.get<bool>(3),
                         .status = row.get<std::optional<std::int64_t>>(4),
                         .error = row.get<std::string>(5),
                         .created_at = row.get<Time>(6),
                         .tried_at = row.get<std::optional<Time>>(7),
                         .done_at = row.get<std::optional<Time>>(8)});
    return found;
}

Result<MadeWebhook> make_webhook(db::Transaction& tx, const distribution::SecretBox& box, const WebhookDraft& draft,
                                 distribution::Schemes schemes, Time now)
{
    auto address = parse_web_url(draft.address);
    if (!address || (!address->https && schemes == distribution::Schemes::Https))
        return refuse(ErrorCode::Invalid, "webhook.address");
    TRY(auto events, chosen_events(draft.events));
    auto others = webhooks_of(tx, draft.page);
    if (std::ranges::find(others, address->text(), &Webhook::address) != others.end())
        return refuse(ErrorCode::Conflict, "webhook.there_already");
    if (others.size() >= most_webhooks)
        return refuse(ErrorCode::Conflict, "webhook.too_many", {{"max", std::to_string(most_webhooks)}});
    MadeWebhook made{.id = tx.new_id<WebhookId>(now), .secret = random_token(box.random(), secret_bytes)};
    tx.run(
        "INSERT INTO desk_webhooks (id, page_id, address, secret, made_by, created_at, events) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        made.id, draft.page, address->text(), box.close(made.secret), draft.made_by, now, events);
    return made;
}

Result<bool> choose_events(db::Transaction& tx, WebhookId id, const std::vector<std::string>& said)
{
    TRY(auto events, chosen_events(said));
    auto hook = find_webhook(tx, id);
    if (!hook) return refuse(ErrorCode::NotFound, "record.not_found");
    return tx.run("UPDATE desk_webhooks SET events = $2 WHERE id = $1 AND events <> $2", id, events) > 0;
}

void remove_webhook(db::Transaction& tx, WebhookId id)
{
    tx.run("DELETE FROM desk_hook_deliveries WHERE webhook_id = $1", id);
    tx.run("DELETE FROM desk_webhooks WHERE id = $1", id);
}

void forget_webhooks_of(db::Transaction& tx, AccountId page)
{
    for (const auto& hook : webhooks_of(tx, page)) remove_webhook(tx, hook.id);
}

void resume_webhook(db::Transaction& tx, WebhookId id)
{
    tx.run(
        "UPDATE desk_webhooks SET ended_at = NULL, ended_why = NULL, failing_since = NULL, next_at = NULL WHERE id = $1 AND ended_at IS NOT NULL",
        id);
}

Result<void> send_trial(db::Transaction& tx, WebhookId id, Time now)
{
    auto hook = find_webhook(tx, id);
    if (!hook) return refuse(ErrorCode::NotFound, "record.not_found");
    if (hook->ended_at) return refuse(ErrorCode::Conflict, "webhook.off");
    // Who tries it wants to know now, also where it is waited with something that failed.
    tx.run("UPDATE desk_webhooks SET next_at = NULL WHERE id = $1", id);
    (void)tx.new_id<HookDeliveryId>(now);  // the time of what follows
    leave(tx, {id, hook->page, {}}, HookEvent::Trial, nullptr);
    return {};
}

void tell_hooks(db::Transaction& tx, ItemId id, HookEvent event)
{
    auto hooks =
        tx.rows("SELECT w.id, w.page_id, w.next_at, w.events FROM desk_webhooks w JOIN desk_items i ON i.page_id = w.page_id "
                "WHERE i.id = $1 AND i.kind <> 'report' AND w.ended_at IS NULL ORDER BY w.id",
                id);
    if (hooks.empty()) return;
    auto item = find_item(tx, id, Time{});
    for (const auto& row : hooks)
        if (wants(row.get<std::string_view>(3), event))
            leave(tx, {row.get<WebhookId>(0), row.get<AccountId>(1), row.get<std::optional<Time>>(2)}, event, &*item);
}

bool tell_missed_deadlines(db::Transaction& tx, Time now)
{
    auto missed = tx.rows(
        "SELECT DISTINCT i.id, i.due_at FROM desk_webhooks w JOIN desk_items i ON i.page_id = w.page_id WHERE w.ended_at IS NULL "
        "AND i.closed_at IS NULL AND i.kind <> 'report' AND i.due_at <= $1 AND i.due_at > w.created_at "
        "AND (i.missed_told IS NULL OR i.missed_told <> i.due_at) ORDER BY i.due_at, i.id LIMIT $2",
        now, missed_at_once);
    if (!missed.empty()) (void)tx.new_id<HookDeliveryId>(now);  // the time of what follows
    for (const auto& row : missed) {
        tx.run("UPDATE desk_items SET missed_told = due_at WHERE id = $1", row.get<ItemId>(0));
        tell_hooks(tx, row.get<ItemId>(0), HookEvent::DeadlineMissed);
    }
    return missed.size() == missed_at_once;
}

void forget_old_deliveries(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM desk_hook_deliveries WHERE done_at < $1", now - deliveries_kept);
}

}  // namespace favilla::desk
