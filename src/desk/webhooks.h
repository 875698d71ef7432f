// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/webhooks.h — other tools that are told what happens on a page's desk. Each event is a row for each of the page's hooks, in the transaction in
// which it happened; a job for each hook sends them in their order. What is told are ids, kinds and times: no words. Reports are told to nobody.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.h"
#include "db/database.h"
#include "desk/items.h"
#include "distribution/push_subscriptions.h"
#include "distribution/secret_box.h"

namespace favilla::desk {

using WebhookId = Id<struct DeskWebhookTag>;
using HookDeliveryId = Id<struct DeskHookDeliveryTag>;

enum class HookEvent { Came, Taken, HandedOver, Settled, Answered, DeadlineMissed, Trial };
std::string_view name_of(HookEvent);               // "came", …, "trial"
std::vector<std::string_view> events_to_choose();  // all but the trial, which is sent to whoever asks for it
enum class HookEnd {
    Gone,   // the other side says that there is nothing any more
    Broken  // it has taken nothing for so long
};
std::string_view name_of(HookEnd);

inline constexpr int most_webhooks = 5;  // of a page
inline constexpr std::int64_t most_hook_tries = 7;
inline constexpr Duration broken_after = days(3);
inline constexpr Duration deliveries_kept = days(7);
inline constexpr int deliveries_shown = 10;

struct Webhook {
    WebhookId id;
    AccountId page, made_by;
    std::string address;
    Time created_at;
    std::optional<Time> failing_since, ended_at;
    std::optional<HookEnd> ended_why;
    std::vector<std::string> events;  // of which it is told; empty: of all
};
struct HookDelivery {
    HookDeliveryId id;
    std::string event;
    std::int64_t tries = 0;
    bool taken = false;
    std::optional<std::int64_t> status;
    std::string error;  // a key in locale/; empty: there was an answer, or nothing was tried
    Time created_at;
    std::optional<Time> tried_at, done_at;
};

std::vector<Webhook> webhooks_of(db::Reader&, AccountId page);
std::optional<Webhook> find_webhook(db::Reader&, WebhookId);
std::vector<HookDelivery> deliveries_of(db::Reader&, WebhookId);  // the last ones, newest first

struct WebhookDraft {
    AccountId page, made_by;
    std::string address;
    std::vector<std::string> events;  // as said; empty: all, also those that come with a later version
};
struct MadeWebhook {
    WebhookId id;
    std::string secret;  // told this once
};
// Refuses Invalid "webhook.address", "webhook.event", Conflict "webhook.there_already", "webhook.too_many".
Result<MadeWebhook> make_webhook(db::Transaction&, const distribution::SecretBox&, const WebhookDraft&, distribution::Schemes,
                                 Time now);
// From now on: what was left for it before is still sent. Whether it was another choice. Refuses NotFound, Invalid "webhook.event".
Result<bool> choose_events(db::Transaction&, WebhookId, const std::vector<std::string>& events);
void remove_webhook(db::Transaction&, WebhookId);
void forget_webhooks_of(db::Transaction&, AccountId page);
void resume_webhook(db::Transaction&, WebhookId);  // what it was not told meanwhile is not made up for
// Refuses Conflict "webhook.off".
Result<void> send_trial(db::Transaction&, WebhookId, Time now);

// The time is that of what the transaction made.
void tell_hooks(db::Transaction&, ItemId, HookEvent);
// Open items of pages with hooks whose time is over, so many at once; whether there may be more.
bool tell_missed_deadlines(db::Transaction&, Time now);
void forget_old_deliveries(db::Transaction&, Time now);

// Sending, by whom the HTTP client belongs to (console/webhooks.h).
inline constexpr std::string_view webhooks_queue = "webhooks";
struct HookWork {
    static constexpr std::string_view name = "webhook.send";
    WebhookId hook;
};
BOOST_DESCRIBE_STRUCT(HookWork, (), (hook))

struct DueHook {
    HookDeliveryId id;
    Webhook hook;
    std::string secret, event, body;
    std::int64_t tries = 0;
};
// The oldest that waits, which nobody else sends until it is settled (or half a minute is over). None: nothing waits, or not now: then a job is left.
std::optional<DueHook> next_for_hook(db::Transaction&, const distribution::SecretBox&, WebhookId, Time now);
enum class HookOutcome { Taken, Failed, Gone };
struct HookAnswer {
    HookOutcome outcome = HookOutcome::Failed;
    std::optional<std::int64_t> status;
    std::string error;
};
// What fails is tried again, later each time, and those behind it wait. Whether the next one may follow now.
bool settle_hook(db::Transaction&, const DueHook&, const HookAnswer&, Time now);
void go_on_sending(db::Transaction&, WebhookId, Time now);  // by another job: others want to be sent as well

}  // namespace favilla::desk
