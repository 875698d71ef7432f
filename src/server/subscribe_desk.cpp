// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/subscribe_desk.h"

#include "desk/acts.h"
#include "desk/keeping.h"
#include "desk/letterbox.h"
#include "desk/pace.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "social/account_events.h"
#include "social/status_events.h"

namespace favilla::server {

namespace {

constexpr int due_at_once = 2000;

}  // namespace

void subscribe_desk(jobs::Subscriptions& when)
{
    when.inside<community::AttentionChanged>(
        "desk.keep", [](db::Transaction& tx, const community::AttentionChanged& event) { desk::keep_conversation(tx, event); });
    when.inside<distribution::MailAnswerReceived>(
        "desk.keep_mail", [](db::Transaction& tx, const distribution::MailAnswerReceived& event) { desk::keep_mail(tx, event); });
    when.inside<distribution::MailThreadChanged>(
        "desk.tell_mail", [](db::Transaction& tx, const distribution::MailThreadChanged& event) { desk::tell_mail(tx, event); });
    when.inside<distribution::MailThreadForgotten>(
        "desk.forget_mail",
        [](db::Transaction& tx, const distribution::MailThreadForgotten& event) { desk::forget_mail(tx, event); });
    when.inside<social::StatusPosted>(
        "desk.turn", [](db::Transaction& tx, const social::StatusPosted& event) { desk::keep_turn(tx, event.status); });
    when.inside<social::VoiceEnded>(
        "desk.free", [](db::Transaction& tx, const social::VoiceEnded& event) { desk::free_held(tx, event.page, event.person); });
    when.inside<social::AccountSuspended>("desk.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        desk::forget_desk_of_deleted(tx, event.account);
    });
}

void add_desk_work(jobs::Workers& workers, jobs::Subscriptions& when, db::Database& database)
{
    when.after<desk::DeskDueAnew>("desk.due", [&database](const desk::DeskDueAnew& event) {
        std::optional<std::int64_t> after = 0;
        while (after)
            after = database.write([&](db::Transaction& tx) { return desk::due_anew(tx, event.page, *after, due_at_once); });
    });
    workers.every(minutes(10), "desk.forget_presence",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { desk::forget_presence(tx, now); }); });
    workers.every(minutes(5), "desk.cut_timers",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { desk::cut_timers(tx, now); }); });
    workers.every(minutes(5), "desk.begin_absences",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { desk::begin_absences(tx, now); }); });
    // After an update, or when everything was counted anew, what pages owe is laid on the desk.
    workers.every(minutes(1), "desk.keep", [&database](Time) {
        if (!database.read([](db::Reader& reader) { return desk::remains_to_keep(reader); })) return;
        while (database.write([](db::Transaction& tx) { return desk::keep_remaining(tx); })) {}
    });
}

}  // namespace favilla::server
