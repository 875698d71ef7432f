// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of contents of ActivityPub and its discovery, and what is done when something happened here.
#include "activitypub/authorized_fetch.h"
#include "activitypub/backfill.h"
#include "activitypub/deliver.h"
#include "activitypub/documents.h"
#include "activitypub/followers_sync.h"
#include "activitypub/group_activities.h"
#include "activitypub/integrity_heads.h"
#include "activitypub/outgoing.h"
#include "activitypub/quotes.h"
#include "activitypub/web_pages.h"
#include "distribution/actors.h"
#include "distribution/deliveries.h"
#include "distribution/host_rules.h"
#include "distribution/received.h"

namespace favilla::activitypub {

namespace {

struct Route {
    net::Method method;
    std::string_view path;
    Handler* handler;
    bool is_object = false;  // in secure mode shown to whoever signs
    bool asks = false;       // for the key of who signs, whatever the mode
};

using enum net::Method;

constexpr Route table[] = {
    {Get, "/.well-known/webfinger", get_webfinger},
    {Get, "/.well-known/host-meta", get_host_meta},
    {Get, "/.well-known/host-meta.json", get_host_meta_json},
    {Get, "/.well-known/nodeinfo", get_nodeinfo_links},
    {Get, "/nodeinfo/:version", get_nodeinfo},

    {Get, "/actor", get_instance_actor},
    {Get, "/users/:name", get_actor, true},
    {Get, "/users/:name/outbox", get_outbox, true},
    {Get, "/users/:name/followers", get_followers, true},
    {Get, "/users/:name/following", get_following, true},
    {Get, "/users/:name/followers_synchronization", get_followers_synchronisation, false, true},
    {Get, "/users/:name/moderators", get_moderators, true},
    {Get, "/users/:name/collections/featured", get_featured, true},
    {Get, "/users/:name/collections/tags", get_featured_tags, true},
    {Get, "/users/:name/statuses/:id", get_status, true},
    {Get, "/users/:name/statuses/:id/activity", get_status_activity, true},
    {Get, "/users/:name/statuses/:id/replies", get_replies, true},
    {Get, "/users/:name/quote_authorizations/:id", get_quote_authorization, true},
    {Get, "/users/:name/reply_authorizations/:id", get_reply_authorization, true},
    {Get, "/contexts/:id", get_context, true},

    {Post, "/inbox", post_inbox},
    {Post, "/actor/inbox", post_inbox},
    {Post, "/users/:name/inbox", post_inbox},
};

}  // namespace

void add_routes(net::Router& router, Federation& federation)
{
    for (const auto& route : table) {
        bool guarded = route.is_object && federation.secure;
        router.add({.method = route.method,
                    .pattern = std::string{route.path},
                    .handler =
                        [&federation, handler = route.handler, guarded](const net::Request& request) {
                            auto refused = guarded ? refuse_unsigned(request, federation) : std::nullopt;
                            return refused ? *std::move(refused) : handler(request, federation);
                        },
                    .pool = route.method == Post  ? net::Pool::Inbox
                          : guarded || route.asks ? net::Pool::Outbound
                                                  : net::Pool::Workers,
                    .max_body = route.method == Post ? max_activity_size : 0});
    }
}

namespace {

void subscribe_to_groups(jobs::Subscriptions& when, Federation& federation)
{
    when.after<community::GroupTopicLetIn>("federation.tell",
                                           [&](const community::GroupTopicLetIn& event) { tell_let_in(federation, event); });
    when.after<community::GroupStatusAdded>("federation.tell",
                                            [&](const community::GroupStatusAdded& event) { tell_in_group(federation, event); });
    when.after<community::GroupModerated>("federation.tell",
                                          [&](const community::GroupModerated& event) { tell_moderated(federation, event); });
}

void subscribe_to_events(jobs::Subscriptions& when, Federation& federation)
{
    when.after<community::EventChanged>("federation.tell",
                                        [&](const community::EventChanged& event) { tell_event_changed(federation, event); });
    when.after<community::EventAnswered>("federation.tell",
                                         [&](const community::EventAnswered& event) { tell_answer(federation, event); });
    when.after<community::EventInvited>("federation.tell",
                                        [&](const community::EventInvited& event) { tell_invited(federation, event); });
    when.after<community::EventPlaceGiven>("federation.tell",
                                           [&](const community::EventPlaceGiven& event) { tell_place(federation, event); });
    when.after<community::EventForgotten>("federation.tell",
                                          [&](const community::EventForgotten& event) { tell_forgotten(federation, event); });
}

// Whoever is followed is looked at, and so is whose profile is opened: what they show there is part of it.
void subscribe_featured(jobs::Subscriptions& when, Federation& federation)
{
    when.after<social::FollowRequested>(
        "federation.featured", [&](const social::FollowRequested& event) { ask_for_featured(federation, event.followed); });
    when.after<distribution::FeaturedWanted>(
        "federation.featured", [&](const distribution::FeaturedWanted& event) { ask_for_featured(federation, event.account); });
}

}  // namespace

void subscribe(jobs::Subscriptions& when, Federation& federation)
{
    when.after<social::StatusPosted>("federation.tell", [&](const social::StatusPosted& event) {
        tell_posted(federation, event.status);
        ask_to_quote(federation, event.status);
    });
    subscribe_to_groups(when, federation);
    subscribe_to_events(when, federation);
    when.after<social::StatusBoosted>("federation.tell",
                                      [&](const social::StatusBoosted& event) { tell_posted(federation, event.boost); });
    when.after<social::StatusEdited>("federation.tell",
                                     [&](const social::StatusEdited& event) { tell_edited(federation, event.status); });
    when.after<social::StatusDeleted>("federation.tell",
                                      [&](const social::StatusDeleted& event) { tell_deleted(federation, event); });
    when.after<social::FavouriteAdded>("federation.tell",
                                       [&](const social::FavouriteAdded& event) { tell_liked(federation, event); });
    when.after<social::FavouriteRemoved>("federation.tell",
                                         [&](const social::FavouriteRemoved& event) { tell_unliked(federation, event); });
    when.after<social::PinChanged>("federation.tell", [&](const social::PinChanged& event) { tell_pinned(federation, event); });
    when.after<social::QuoteChanged>("federation.tell",
                                     [&](const social::QuoteChanged& event) { tell_changed(federation, event); });
    when.after<social::QuoteRevoked>("federation.tell",
                                     [&](const social::QuoteRevoked& event) { tell_revoked(federation, event); });
    when.after<social::PollVoted>("federation.tell", [&](const social::PollVoted& event) { tell_voted(federation, event); });
    when.after<social::ProfileChanged>("federation.tell",
                                       [&](const social::ProfileChanged& event) { tell_profile(federation, event.account); });
    when.after<social::StatusPosted>("previews.choose",
                                     [&](const social::StatusPosted& event) { choose_preview(federation, event.status); });
    when.after<social::StatusEdited>("previews.choose",
                                     [&](const social::StatusEdited& event) { choose_preview(federation, event.status); });
    when.after<social::ProfileChanged>("profiles.check_links", [&](const social::ProfileChanged& event) {
        if (federation.asks_pages) plan_link_check(federation, event.account);
    });
    when.after<social::AccountSuspended>("federation.tell",
                                         [&](const social::AccountSuspended& event) { tell_gone(federation, event.account); });
    when.after<social::AccountMoved>("federation.tell",
                                     [&](const social::AccountMoved& event) { tell_moved(federation, event); });
    when.after<social::ReportFiled>("federation.tell",
                                    [&](const social::ReportFiled& event) { tell_reported(federation, event); });
    when.after<social::FollowRequested>("federation.tell",
                                        [&](const social::FollowRequested& event) { tell_follow(federation, event); });
    subscribe_featured(when, federation);
    when.after<social::AccountUnfollowed>("federation.tell",
                                          [&](const social::AccountUnfollowed& event) { tell_unfollow(federation, event); });
    when.after<social::FollowAccepted>("federation.tell", [&](const social::FollowAccepted& event) {
        tell_accepted(federation, event.followed, event.follower);
    });
    when.after<social::FollowRejected>("federation.tell", [&](const social::FollowRejected& event) {
        tell_rejected(federation, event.followed, event.follower);
    });
    when.after<social::AccountBlocked>("federation.tell",
                                       [&](const social::AccountBlocked& event) { tell_blocked(federation, event); });
    when.after<distribution::HostRuleChanged>("federation.apply", [&](const distribution::HostRuleChanged& event) {
        distribution::apply_host_rule(federation.database, event);
    });
    when.after<social::AccountUnblocked>("federation.tell",
                                         [&](const social::AccountUnblocked& event) { tell_unblocked(federation, event); });
}

namespace {

void add_page_work(jobs::Workers& workers, Federation& federation)
{
    std::string queue{social::pages_queue};
    workers.handle(queue, std::string{social::PreviewWork::name}, [&federation](std::string_view payload) {
        look_at_page(federation, jobs::decode<social::PreviewWork>(payload));
    });
    workers.handle(queue, std::string{social::LinkCheckWork::name}, [&federation](std::string_view payload) {
        check_links(federation, jobs::decode<social::LinkCheckWork>(payload));
    });
    workers.threads(queue, page_threads);
    workers.every(hours(1), "profiles.check_links", [&federation](Time now) { plan_weekly_checks(federation, now); });
    workers.every(days(1), "previews.forget", [&federation](Time now) {
        federation.database.write([&](db::Transaction& tx) { social::forget_unused_previews(tx, now); });
    });
}

}  // namespace

void add_work(jobs::Workers& workers, Federation& federation)
{
    auto take_in = [&federation](std::string_view payload) { return receive(federation, jobs::decode<InboxWork>(payload)); };
    for (int lane = 0; lane < inbox_lanes; ++lane) {
        auto queue = "inbox." + std::to_string(lane);
        workers.handle_with_ending(queue, std::string{InboxWork::name}, take_in);
        workers.take_at_once(queue, done_at_once);  // an activity that was seen is not done again
        workers.steps_back(queue);
    }
    workers.handle_with_ending(std::string{fetching_lane}, std::string{InboxWork::name}, [&federation](std::string_view payload) {
        return receive_in_turn(federation, jobs::decode<InboxWork>(payload));
    });
    workers.handle(std::string{fetching_lane}, std::string{SynchroniseWork::name},
                   [&federation](std::string_view payload) { synchronise(federation, jobs::decode<SynchroniseWork>(payload)); });
    workers.handle(std::string{fetching_lane}, std::string{QuoteWork::name}, [&federation](std::string_view payload) {
        settle_quote(federation, jobs::decode<QuoteWork>(payload).status);
    });
    workers.handle(std::string{fetching_lane}, std::string{SoftwareWork::name}, [&federation](std::string_view payload) {
        learn_software(federation, jobs::decode<SoftwareWork>(payload).host);
    });
    workers.threads(std::string{fetching_lane}, fetching_threads);
    workers.steps_back(std::string{fetching_lane});

    auto deliver = [&federation](std::string_view payload) {
        deliver_to_host(federation, jobs::decode<distribution::HostWork>(payload).host);
    };
    workers.handle(std::string{distribution::deliveries_queue}, std::string{distribution::HostWork::name}, deliver);
    workers.handle(std::string{distribution::failing_queue}, std::string{distribution::HostWork::name}, deliver);
    workers.threads(std::string{distribution::deliveries_queue}, delivery_threads);
    workers.threads(std::string{distribution::failing_queue}, failing_threads);

    if (federation.asks_pages) add_page_work(workers, federation);
    workers.handle(std::string{backfill_queue}, std::string{BackfillWork::name}, [&federation](std::string_view payload) {
        fetch_replies(federation, jobs::decode<BackfillWork>(payload).status);
    });
    workers.handle(std::string{backfill_queue}, std::string{FeaturedWork::name}, [&federation](std::string_view payload) {
        fetch_featured(federation, jobs::decode<FeaturedWork>(payload).account);
    });
    workers.threads(std::string{backfill_queue}, backfill_threads);

    workers.every(minutes(1), "federation.heads", [&federation](Time now) { send_heads(federation, now); });
    workers.every(minutes(1), "federation.keys", [&federation](Time) { federation.keys.make_a_spare_pair(); });
    workers.every(hours(1), "federation.software", [&federation](Time now) { ask_what_runs(federation, now); });
    workers.every(hours(1), "federation.forget", [&federation](Time now) {
        federation.database.write([&](db::Transaction& tx) {
            distribution::forget_old_parcels(tx, now);
            distribution::forget_backfills(tx, now - days(1));
        });
    });
}

}  // namespace favilla::activitypub
