// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/subscribe_desk.h"

#include "desk/acts.h"
#include "desk/keeping.h"
#include "desk/letterbox.h"
#include "desk/pace.h"
#include "desk/reports.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "social/account_events.h"
#include "social/report_events.h"
#include "social/status_events.h"

namespace favilla::server {

namespace {

constexpr int due_at_once = 2000;

// Who sees reports, and on which page's desk they stand, follows who is of which team and who looks after the house.
void subscribe_reports(jobs::Subscriptions& when)
{
    when.inside<social::ReportFiled>("desk.reports", [](db::Transaction& tx, const social::ReportFiled& event) {
        desk::keep_report(tx, event.report, {}, time_of_id(event.report.value));
    });
    when.inside<social::ReportWorkedOn>("desk.reports", [](db::Transaction& tx, const social::ReportWorkedOn& event) {
        desk::keep_report(tx, event.report, event.was_with, event.at);
    });
    when.inside<social::RoleChanged>("desk.reports", [](db::Transaction& tx, const social::RoleChanged& event) {
        desk::begin_placing_reports(tx, event.account);
    });
    when.inside<social::VoiceEnded>("desk.reports", [](db::Transaction& tx, const social::VoiceEnded& event) {
        desk::begin_placing_reports(tx, event.page);
    });
    when.inside<community::CareChanged>("desk.reports", [](db::Transaction& tx, const community::CareChanged& event) {
        if (!event.group) desk::begin_placing_reports(tx, event.person);
    });
    when.inside<social::AccountSuspended>("desk.reports", [](db::Transaction& tx, const social::AccountSuspended& event) {
        desk::begin_placing_reports(tx, event.account);
    });
}

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
    subscribe_reports(when);
}

void add_desk_work(jobs::Workers& workers, jobs::Subscriptions& when, db::Database& database, const Clock& clock)
{
    auto place_reports = [&database](Time now) {
        if (!database.read([](db::Reader& reader) { return desk::remain_reports_to_place(reader); })) return;
        while (database.write([&](db::Transaction& tx) { return desk::place_remaining_reports(tx, now); })) {}
    };
    when.after<social::RoleChanged>("desk.reports",
                                    [place_reports, clock](const social::RoleChanged&) { place_reports(clock()); });
    when.after<community::CareChanged>("desk.reports",
                                       [place_reports, clock](const community::CareChanged&) { place_reports(clock()); });
    workers.every(minutes(1), "desk.reports", place_reports);  // after an update, and when a page is suspended
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
