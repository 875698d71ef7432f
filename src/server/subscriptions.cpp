// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens when something happened: one line each. `inside` runs in the transaction that publishes, `after` once it
// is durable (docs/decisions/0001-inside-and-after.md).
#include "activitypub/archive.h"
#include "activitypub/past_archive.h"
#include "activitypub/vocabulary.h"
#include "analytics/effort_results.h"
#include "analytics/short_links.h"
#include "community/early_drafts.h"
#include "community/event_answers.h"
#include "community/group_announcements.h"
#include "community/group_digests.h"
#include "community/group_events.h"
#include "community/group_members.h"
#include "community/group_trust.h"
#include "community/groups.h"
#include "community/idea_acts.h"
#include "community/idea_events.h"
#include "community/ideas.h"
#include "community/interests.h"
#include "community/introductions.h"
#include "community/invitations.h"
#include "community/leaving.h"
#include "community/ledger.h"
#include "community/similar_ideas.h"
#include "console/integrity_alerts.h"
#include "console/routes.h"
#include "console/webhooks.h"
#include "conversations/listening.h"
#include "conversations/listening_alerts.h"
#include "conversations/write_path.h"
#include "desk/calendar.h"
#include "desk/letters.h"
#include "desk/outlook.h"
#include "desk/settings.h"
#include "distribution/mail_answers.h"
#include "distribution/mail_posts.h"
#include "distribution/push_subscriptions.h"
#include "integrity/alerts.h"
#include "integrity/calibration.h"
#include "integrity/chain.h"
#include "integrity/runs.h"
#include "integrity/sorting.h"
#include "mastodon/push.h"
#include "mastodon/web_push.h"
#include "server/house.h"
#include "server/settings.h"
#include "server/subscribe_desk.h"
#include "server/subscribe_inside.h"
#include "server/subscribe_ledger.h"
#include "social/account_care.h"
#include "social/account_events.h"
#include "social/annual_reports.h"
#include "social/archives.h"
#include "social/direct_conversations.h"
#include "social/filter_events.h"
#include "social/home_care.h"
#include "social/imports.h"
#include "social/kept_mail.h"
#include "social/mail.h"
#include "social/moves.h"
#include "social/page_events.h"
#include "social/relation_events.h"
#include "social/scheduled.h"
#include "social/search_index.h"
#include "social/smtp.h"
#include "social/status_events.h"
#include "social/token_events.h"
#include "strategy/letters.h"

namespace favilla::server {

namespace {

void send_mail(House& house, std::string_view payload)
{
    auto smtp = smtp_settings(house.config);
    auto mail = social::compose_mail(house.tools.locale, payload, smtp.from, house.tools.clock());
    if (!mail) return;
    if (smtp.url.empty()) {
        auto file = social::keep_mail(house.store.place.mail_folder(), *mail, house.tools.clock());
        return log_line("warning", "smtp.url is not set: a mail was not sent, and is kept in a file", {{"file", file.string()}});
    }
    // An address that is refused for good is not tried again: what is wrong with it stays wrong.
    if (auto sent = social::send_mail(smtp, *mail); !sent)
        log_line("warning", "a mail was refused", {{"answer", sent.error().codes()}});
}

// Most posts have no reader by mail: nothing is written then.
void begin_mailing(House& house, StatusId status)
{
    auto& database = *house.store.database;
    if (!database.read([&](db::Reader& reader) { return distribution::goes_by_mail(reader, status); })) return;
    database.write([&](db::Transaction& tx) { distribution::begin_mailing(tx, status, house.tools.clock()); });
}

}  // namespace

namespace {

constexpr int followers_at_once = 100, batches_weighed_a_minute = 4;

void move_followers(House& house, const social::AccountMoved& event)
{
    while (house.store.database->write(
        [&](db::Transaction& tx) { return social::move_followers(tx, event, followers_at_once, house.tools.clock()); })) {}
}

}  // namespace

namespace {

void subscribe_ideas(jobs::Subscriptions& when)
{
    when.inside<social::FavouriteAdded>("ideas.count", [](db::Transaction& tx, const social::FavouriteAdded& event) {
        community::count_vote(tx, event.account, event.status);
    });
    when.inside<social::FavouriteRemoved>("ideas.count", [](db::Transaction& tx, const social::FavouriteRemoved& event) {
        community::uncount_vote(tx, event.account, event.status);
    });
    // Whether it calls itself automated, of which it is not said what changed.
    when.inside<social::ProfileChanged>("acts.count", [](db::Transaction& tx, const social::ProfileChanged& event) {
        community::count_otherwise(tx, event.account);
    });
    when.inside<social::StatusEdited>("ideas.read", [](db::Transaction& tx, const social::StatusEdited& event) {
        community::note_idea_words(tx, event.status);
    });
    when.inside<social::StatusDeleted>("ideas.forget", [](db::Transaction& tx, const social::StatusDeleted& event) {
        community::forget_idea(tx, event.status);
    });
    when.inside<social::AccountSuspended>("ideas.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::forget_votes_of_deleted(tx, event.account);
        community::forget_early_of_deleted(tx, event.account);
        strategy::forget_letters_of_deleted(tx, event.account);
    });
}

}  // namespace

namespace {

// What members care about is weighed anew (docs/interests.md).
void subscribe_interests(jobs::Subscriptions& when)
{
    when.inside<social::StatusPosted>(
        "interests.note", [](db::Transaction& tx, const social::StatusPosted& event) { community::note_said(tx, event.status); });
    when.inside<social::StatusEdited>(
        "interests.note", [](db::Transaction& tx, const social::StatusEdited& event) { community::note_said(tx, event.status); });
    when.inside<social::StatusDeleted>("interests.note", [](db::Transaction& tx, const social::StatusDeleted& event) {
        if (!event.boost_of) community::note_stale(tx, event.author);
    });
    when.inside<social::AccountFollowed>("interests.note", [](db::Transaction& tx, const social::AccountFollowed& event) {
        community::note_stale(tx, event.follower);
    });
    when.inside<social::AccountUnfollowed>("interests.note", [](db::Transaction& tx, const social::AccountUnfollowed& event) {
        community::note_stale(tx, event.follower);
    });
    when.inside<social::TagFollowChanged>("interests.note", [](db::Transaction& tx, const social::TagFollowChanged& event) {
        community::note_stale(tx, event.account);
    });
    when.inside<social::AccountSuspended>("interests.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::forget_interests_of_deleted(tx, event.account);
    });
}

}  // namespace

namespace {

// Who is in a finding, and acts: how it counts is sorted soon (integrity/sorting.h).
void subscribe_integrity(jobs::Subscriptions& when)
{
    when.inside<social::StatusPosted>("integrity.note", [](db::Transaction& tx, const social::StatusPosted& event) {
        integrity::note_posted(tx, event.status);
    });
    when.inside<social::StatusBoosted>("integrity.note", [](db::Transaction& tx, const social::StatusBoosted& event) {
        integrity::note_posted(tx, event.boost);
    });
    when.inside<social::FavouriteAdded>("integrity.note", [](db::Transaction& tx, const social::FavouriteAdded& event) {
        integrity::note_act(tx, event.account);
    });
    when.inside<social::FavouriteRemoved>("integrity.note", [](db::Transaction& tx, const social::FavouriteRemoved& event) {
        integrity::note_act(tx, event.account);
    });
    when.inside<social::PollVoted>(
        "integrity.note", [](db::Transaction& tx, const social::PollVoted& event) { integrity::note_act(tx, event.voter); });
    when.inside<social::StatusDeleted>("integrity.note", [](db::Transaction& tx, const social::StatusDeleted& event) {
        if (event.boost_of) return integrity::note_act(tx, event.author);
        integrity::note_all_findings(tx);
    });
    when.inside<social::StatusEdited>("integrity.note",
                                      [](db::Transaction& tx, const social::StatusEdited&) { integrity::note_all_findings(tx); });
    when.inside<social::AccountSuspended>("integrity.note", [](db::Transaction& tx, const social::AccountSuspended& event) {
        integrity::note_act(tx, event.account);
    });
}

}  // namespace

void subscribe_inside(jobs::Subscriptions& when)
{
    subscribe_ideas(when);
    subscribe_interests(when);
    subscribe_ledger(when);
    subscribe_desk(when);
    subscribe_integrity(when);
    when.inside<social::StatusPosted>("conversations.grow", [](db::Transaction& tx, const social::StatusPosted& event) {
        conversations::grow_conversation(tx, event.status);
    });
    when.inside<social::StatusPosted>(
        "listening.hear", [](db::Transaction& tx, const social::StatusPosted& event) { conversations::hear(tx, event.status); });
    when.inside<social::StatusPosted>("links.find_in_post", [](db::Transaction& tx, const social::StatusPosted& event) {
        analytics::find_links_in_post(tx, event.status);
    });
    when.inside<social::StatusEdited>(
        "listening.hear", [](db::Transaction& tx, const social::StatusEdited& event) { conversations::hear(tx, event.status); });
    when.inside<social::StatusDeleted>("listening.unhear", [](db::Transaction& tx, const social::StatusDeleted& event) {
        if (!event.boost_of) conversations::unhear(tx, event.status);
    });
    when.inside<social::TokenRevoked>(
        "push.end", [](db::Transaction& tx, const social::TokenRevoked& event) { distribution::end_push(tx, event.token); });
    when.inside<social::FollowRequested>("groups.answer", [](db::Transaction& tx, const social::FollowRequested& event) {
        community::answer_request(tx, event.followed, event.follower);
    });
    when.inside<social::AccountAdmitted>("invitations.welcome", [](db::Transaction& tx, const social::AccountAdmitted& event) {
        community::welcome_invited(tx, event.account);
    });
    when.inside<social::AccountSuspended>("groups.forget_digests",
                                          [](db::Transaction& tx, const social::AccountSuspended& event) {
                                              community::forget_digests_of_deleted(tx, event.account);
                                              community::forget_announcement_choices_of_deleted(tx, event.account);
                                              community::forget_trust_of_deleted(tx, event.account);
                                          });
    when.inside<social::AccountSuspended>("listening.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        conversations::forget_listening_of_deleted(tx, event.account);
        conversations::forget_alerts_of_deleted(tx, event.account);
    });
    when.inside<social::AccountSuspended>("links.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        analytics::forget_links_of_deleted(tx, event.account);
    });
    when.inside<social::AccountSuspended>("calendar.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        desk::forget_calendar_of_deleted(tx, event.account);
    });
    when.inside<social::AccountSuspended>("invitations.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::forget_words_of_deleted(tx, event.account);
    });
    when.inside<social::AccountSuspended>("events.forget_answers",
                                          [](db::Transaction& tx, const social::AccountSuspended& event) {
                                              community::forget_answers_of_deleted(tx, event.account);
                                          });
    when.inside<social::SignUpForgotten>("invitations.give_back", [](db::Transaction& tx, const social::SignUpForgotten& event) {
        community::give_place_back(tx, event.account);
    });
    when.inside<social::StatusDeleted>("events.forget", [](db::Transaction& tx, const social::StatusDeleted& event) {
        if (!event.boost_of) community::forget_event(tx, event.status);
    });
    when.inside<social::StatusPosted>("groups.take_in", [](db::Transaction& tx, const social::StatusPosted& event) {
        community::take_into_group(tx, event.status);
    });
}

namespace {

// What is open is told, or closed.
void subscribe_streams(House& house)
{
    auto& when = house.subscriptions;
    when.after<social::TokenRevoked>("streams.close",
                                     [&](const social::TokenRevoked& event) { house.streams.end_token(event.token); });
    when.after<social::TokenEnded>("streams.close",
                                   [&](const social::TokenEnded& event) { house.streams.end_token(event.token); });
    when.after<social::VoiceEnded>("streams.close",
                                   [&](const social::VoiceEnded& event) { house.streams.end_voice(event.page, event.person); });
    when.after<social::StatusPosted>(
        "streams.push", [&](const social::StatusPosted& event) { mastodon::push_posted(house.client_api, event.status); });
    when.after<social::DeliveryContinued>(
        "streams.push", [&](const social::DeliveryContinued& event) { mastodon::push_continued(house.client_api, event); });
    when.after<social::StatusBoosted>(
        "streams.push", [&](const social::StatusBoosted& event) { mastodon::push_posted(house.client_api, event.boost); });
    when.after<social::StatusEdited>(
        "streams.push", [&](const social::StatusEdited& event) { mastodon::push_changed(house.client_api, event.status); });
    when.after<social::PreviewChanged>(
        "streams.push", [&](const social::PreviewChanged& event) { mastodon::push_changed(house.client_api, event.status); });
    when.after<social::QuoteChanged>(
        "streams.push", [&](const social::QuoteChanged& event) { mastodon::push_changed(house.client_api, event.status); });
    when.after<social::StatusDeleted>(
        "streams.push", [&](const social::StatusDeleted& event) { mastodon::push_deleted(house.client_api, event); });
    when.after<social::NotificationAdded>(
        "streams.push", [&](const social::NotificationAdded& event) { mastodon::push_notification(house.client_api, event); });
    when.after<social::NotificationAdded>(
        "push.begin", [&](const social::NotificationAdded& event) { mastodon::push_to_browsers(house.client_api, event); });
    when.after<community::GroupStatusAdded>("streams.push", [&](const community::GroupStatusAdded& event) {
        console::push_group(house.client_api, {event.group, std::nullopt}, console::Whom::Members);
    });
    when.after<community::GroupAnnounced>("streams.push", [&](const community::GroupAnnounced& event) {
        console::push_group(house.client_api, {event.group, std::nullopt}, console::Whom::Members);
    });
    when.after<community::GroupChanged>("streams.push", [&](const community::GroupChanged& event) {
        console::push_group(house.client_api, event, console::Whom::Concerned);
    });
    when.after<social::FollowAccepted>("streams.push", [&](const social::FollowAccepted& event) {
        console::push_membership(house.client_api, event.followed, event.follower);
    });
    when.after<social::FollowRejected>("streams.push", [&](const social::FollowRejected& event) {
        console::push_membership(house.client_api, event.followed, event.follower);
    });
    when.after<community::TeamChanged>("streams.push",
                                       [&](const community::TeamChanged& event) { console::push_page(house.client_api, event); });
    when.after<desk::DeskChanged>("streams.push",
                                  [&](const desk::DeskChanged& event) { console::push_desk(house.client_api, event); });
    when.after<desk::DeskPresenceChanged>(
        "streams.push", [&](const desk::DeskPresenceChanged& event) { console::push_desk_presence(house.client_api, event); });
    when.after<integrity::AlertsChanged>(
        "streams.push", [&](const integrity::AlertsChanged& event) { console::push_alerts(house.client_api, event); });
    when.after<social::DirectConversationChanged>(
        "streams.push", [&](const social::DirectConversationChanged& event) { mastodon::push_direct(house.client_api, event); });
    when.after<social::FiltersChanged>(
        "streams.push", [&](const social::FiltersChanged& event) { mastodon::push_filters_changed(house.client_api, event); });
    when.after<social::AnnouncementChanged>(
        "streams.push", [&](const social::AnnouncementChanged& event) { mastodon::push_announcement(house.client_api, event); });
    when.after<social::AnnouncementTakenAway>("streams.push", [&](const social::AnnouncementTakenAway& event) {
        mastodon::push_announcement_gone(house.client_api, event);
    });
    when.after<social::AnnouncementReacted>(
        "streams.push", [&](const social::AnnouncementReacted& event) { mastodon::push_reaction(house.client_api, event); });
    when.after<social::NotificationsMerged>(
        "streams.push", [&](const social::NotificationsMerged& event) { mastodon::push_merged(house.client_api, event); });
    when.after<social::AccountSuspended>(
        "streams.close", [&](const social::AccountSuspended& event) { house.streams.end_account(event.account); });
}

}  // namespace

void subscribe(House& house)
{
    auto& when = house.subscriptions;
    subscribe_inside(when);
    subscribe_streams(house);
    add_ledger_work(house.workers, when, *house.store.database, house.tools.clock);
    add_desk_work(house.workers, when, *house.store.database, house.tools.clock);
    desk::add_outlook_work(house.workers, *house.store.database);
    when.after<community::GroupAnnounced>("groups.announce", [&](const community::GroupAnnounced& event) {
        community::tell_of_announcement(*house.store.database, event, house.tools.clock());
    });
    when.after<community::IdeaChanged>("ideas.tell", [&](const community::IdeaChanged& event) {
        community::tell_of_change(*house.store.database, event.change, house.tools.clock());
    });
    when.after<social::StatusPosted>("mail.begin",
                                     [&](const social::StatusPosted& event) { begin_mailing(house, event.status); });
    when.after<social::AccountMoved>("followers.move", [&](const social::AccountMoved& event) { move_followers(house, event); });

    activitypub::subscribe(when, house.federation);
    activitypub::add_work(house.workers, house.federation);
    social::add_account_work(house.workers, *house.store.database);
    community::add_leaving_work(house.workers, *house.store.database);
    social::add_import_work(house.workers, *house.store.database, house.tools.clock,
                            [&](std::string_view query) { return activitypub::bring_in(house.federation, query); });
    social::add_archive_work(house.workers, *house.store.database, house.tools.clock, house.store.place.folder,
                             [&](const social::Archive& archive, social::ZipFile& zip, const social::ArchiveProgress& progress) {
                                 return activitypub::write_archive(house.federation, house.media, archive, zip, progress);
                             });
    social::add_past_work(house.workers, *house.store.database, house.tools.clock, house.store.place.folder,
                          activitypub::past_reading([&](std::string_view bytes) { return house.media.take(bytes); },
                                                    conversations::grow_conversation));
    social::add_direct_work(house.workers, *house.store.database, house.tools.clock);
    social::add_search_work(house.workers, *house.store.database, house.tools.clock);
    social::add_announcement_work(house.workers, *house.store.database, house.tools.clock);
    social::add_scheduled_work(house.workers, *house.store.database, house.tools.clock);
    social::add_annual_report_work(house.workers, *house.store.database, house.tools.clock);
    social::add_timeline_work(house.workers, *house.store.database, house.tools.clock);
    house.workers.every(minutes(1), "events.tend", [&](Time now) {
        community::advance_events(*house.store.database, now);
        community::remind_of_events(*house.store.database, now);
    });
    // What was there before words of ideas were compared.
    house.workers.every(minutes(1), "ideas.read", [&](Time) { community::read_in_idea_words(*house.store.database); });
    house.workers.every(minutes(1), "interests.weigh", [&](Time now) {
        // Not all at once: who stops the server, or writes, does not wait for everybody's list to be weighed.
        for (int batch = 0; batch < batches_weighed_a_minute && community::weigh_due(*house.store.database, now); ++batch) {}
    });
    house.workers.every(hours(24), "interests.forget", [&](Time now) {
        house.store.database->write([&](db::Transaction& tx) {
            community::forget_old_uses(tx, now);
            community::end_old_introductions(tx, now);
        });
    });
    house.workers.every(hours(1), "media.collect", [&](Time now) { house.media.collect(now); });
    house.workers.every(minutes(1), "readings.store", [&](Time) { house.readership.store(); });
    mastodon::add_push_work(house.workers, house.client_api);
    console::add_webhook_work(house.workers, house.client_api);
    distribution::add_mail_work(house.workers, house.postman);
    distribution::add_answer_work(house.workers, house.postman);
    conversations::add_listening_work(house.workers, *house.store.database, house.tools.clock);
    conversations::add_alert_work(house.workers, house.postman);
    analytics::add_effort_work(house.workers, *house.store.database, house.tools.clock);
    integrity::add_integrity_work(house.workers, *house.store.database, house.tools.random, [&](const social::Domain& domain) {
        return house.keys.keys_of(activitypub::instance_actor(domain))->ed25519;
    });
    integrity::add_calibration_work(house.workers, *house.store.database, house.tools.random);
    if (house.config.flag("integrity.alerts")) integrity::add_alert_work(house.workers, *house.store.database);
    when.after<social::AccountSuspended>("integrity.forget", [&](const social::AccountSuspended& event) {
        house.store.database->write([&](db::Transaction& tx) {
            integrity::forget_integrity_of_deleted(tx, house.tools.random, event.account, house.tools.clock());
        });
    });
    community::add_group_digest_work(house.workers, house.postman);
    strategy::add_report_work(house.workers, *house.store.database, desk::promise_of);
    strategy::add_letter_work(house.workers, house.postman, desk::promise_of);
    desk::add_rhythm_letter_work(house.workers, house.postman);
    house.workers.handle(std::string{social::mail_queue}, std::string{social::mail_job},
                         [&](std::string_view payload) { send_mail(house, payload); });
}

}  // namespace favilla::server
