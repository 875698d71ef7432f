// SPDX-License-Identifier: AGPL-3.0-or-later
// What is on its way to hooks: one at a time for each, in their order; what fails waits, and those behind it with it.
#include <algorithm>

#include "community/pages.h"
#include "desk/webhooks.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/users.h"

namespace favilla::desk {

namespace {

constexpr Duration sending_lasts = seconds(30);  // longer than a request may take
constexpr Duration longest_pause = hours(6);

// 2 seconds, 12, a minute, seven, three quarters of an hour, six hours.
Duration pause_after(std::int64_t tries)
{
    Duration pause = seconds(2);
    for (std::int64_t past = 1; past < tries; ++past) pause = std::min(Duration{pause.milliseconds * 6}, longest_pause);
    return pause;
}

void go_on_at(db::Transaction& tx, WebhookId hook, Time now, Time at)
{
    jobs::reschedule(tx, webhooks_queue, HookWork::name, jobs::encode(HookWork{hook}), now, at);
}

// Those who may make hooks are told that one has ended, in the page's log and by mail.
void tell_team(db::Transaction& tx, const Webhook& hook, Time now)
{
    auto page = social::find_account(tx, hook.page);
    if (!page || !page->domain) return;
    community::note_page_act(tx, {.page = hook.page, .by = hook.made_by, .act = "webhook_ended", .object = to_string(hook.id)},
                             now);
    auto domain = social::find_domain(tx, *page->domain);
    for (const auto& voice : social::team_of_page(tx, hook.page)) {
        auto user = social::find_user(tx, voice.person);
        if (!domain || !user || user->disabled_at || !community::may(voice.role, community::PageAct::Keep, false, false))
            continue;
        social::enqueue_mail(tx, *domain,
                             {.kind = social::MailKind::WebhookEnded,
                              .to = user->email,
                              .locale = user->locale,
                              .path = "/app/desk/pages/" + to_string(hook.page) + "/webhooks",
                              .username = page->username,
                              .reason = hook.address},
                             now);
    }
}

void end(db::Transaction& tx, const Webhook& hook, HookEnd why, Time now)
{
    tx.run("UPDATE desk_webhooks SET ended_at = $2, ended_why = $3, busy_until = NULL, next_at = NULL WHERE id = $1", hook.id,
           now, name_of(why));
    tx.run("UPDATE desk_hook_deliveries SET done_at = $2 WHERE webhook_id = $1 AND done_at IS NULL", hook.id, now);
    tell_team(tx, hook, now);
}

}  // namespace

std::optional<DueHook> next_for_hook(db::Transaction& tx, const distribution::SecretBox& box, WebhookId id, Time now)
{
    auto hook = find_webhook(tx, id);
    if (!hook || hook->ended_at) return std::nullopt;
    auto state = tx.row("SELECT secret, busy_until, next_at FROM desk_webhooks WHERE id = $1", id);
    auto not_before =
        std::max(state->get<std::optional<Time>>(1).value_or(now), state->get<std::optional<Time>>(2).value_or(now));
    if (not_before > now) {
        go_on_at(tx, id, now, not_before);
        return std::nullopt;
    }
    auto row = tx.row(
        "SELECT id, event, body, tries FROM desk_hook_deliveries WHERE webhook_id = $1 AND done_at IS NULL ORDER BY id LIMIT 1",
        id);
    if (!row) return std::nullopt;
    tx.run("UPDATE desk_webhooks SET busy_until = $2 WHERE id = $1", id, now + sending_lasts);
    return DueHook{.id = row->get<HookDeliveryId>(0),
                   .hook = *std::move(hook),
                   .secret = box.open(state->get<std::string_view>(0)),
                   .event = row->get<std::string>(1),
                   .body = row->get<std::string>(2),
                   .tries = row->get<std::int64_t>(3)};
}

bool settle_hook(db::Transaction& tx, const DueHook& due, const HookAnswer& answer, Time now)
{
    auto hook = find_webhook(tx, due.hook.id);
    if (!hook || hook->ended_at) return false;  // taken away while it was sent
    auto tries = due.tries + 1;
    bool taken = answer.outcome == HookOutcome::Taken;
    bool over = taken || answer.outcome == HookOutcome::Gone || tries >= most_hook_tries;
    tx.run(
        "UPDATE desk_hook_deliveries SET tries = $2, taken = $3, status = $4, error = $5, tried_at = $6, done_at = $7 WHERE id = $1",
        due.id, tries, taken, answer.status, answer.error, now, over ? std::optional{now} : std::nullopt);
    if (answer.outcome == HookOutcome::Gone) {
        end(tx, *hook, HookEnd::Gone, now);
        return false;
    }
    auto failing = taken ? std::nullopt : std::optional{hook->failing_since.value_or(now)};
    if (failing && now - *failing >= broken_after) {
        end(tx, *hook, HookEnd::Broken, now);
        return false;
    }
    auto next = taken ? std::nullopt : std::optional{now + pause_after(tries)};
    tx.run("UPDATE desk_webhooks SET busy_until = NULL, failing_since = $2, next_at = $3 WHERE id = $1", hook->id, failing, next);
    if (next) go_on_at(tx, hook->id, now, *next);
    return taken;
}

void go_on_sending(db::Transaction& tx, WebhookId hook, Time now) { go_on_at(tx, hook, now, now); }

}  // namespace favilla::desk
