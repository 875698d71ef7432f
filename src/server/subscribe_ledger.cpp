// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/subscribe_ledger.h"

#include "community/attention.h"
#include "community/attention_events.h"
#include "community/group_events.h"
#include "community/ledger_watch.h"
#include "desk/keeping.h"
#include "social/account_events.h"
#include "social/listeners.h"
#include "social/status_events.h"

namespace favilla::server {

namespace {

using community::MarkChange;

constexpr std::string_view ledger_queue = "ledger";
constexpr std::string_view recount_job = "ledger.recount";

void subscribe_accounts(jobs::Subscriptions& when)
{
    when.inside<social::AccountAdmitted>("ledger.count", [](db::Transaction& tx, const social::AccountAdmitted& event) {
        community::ledger_arrived(tx, event.account);
    });
    when.inside<social::ProfileChanged>("ledger.count", [](db::Transaction& tx, const social::ProfileChanged& event) {
        community::ledger_arrived(tx, event.account);  // given back after a suspension, too
    });
    when.inside<social::AccountSuspended>("ledger.forget", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::ledger_arrived(tx, event.account);
        community::forget_ledger_of_deleted(tx, event.account);
    });
}

// Topics of groups wait for the pages whose team looks after them.
void subscribe_topics(jobs::Subscriptions& when)
{
    when.inside<community::GroupStatusAdded>("ledger.topics", [](db::Transaction& tx, const community::GroupStatusAdded& event) {
        if (event.is_topic) community::weigh_topic(tx, event.status);
    });
    when.inside<community::GroupModerated>("ledger.topics", [](db::Transaction& tx, const community::GroupModerated& event) {
        community::weigh_topic(tx, event.status);
    });
    when.inside<community::CareChanged>("ledger.topics", [](db::Transaction& tx, const community::CareChanged& event) {
        community::begin_weighing_topics(tx, event.group, event.person);
    });
    when.inside<social::AccountSuspended>("ledger.topics", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::begin_weighing_topics(tx, event.account, event.account);
    });
    when.inside<social::ProfileChanged>("ledger.topics", [](db::Transaction& tx, const social::ProfileChanged& event) {
        community::begin_weighing_topics(tx, event.account, event.account);  // a group that is given back
    });
}

}  // namespace

void subscribe_ledger(jobs::Subscriptions& when)
{
    when.inside<social::StatusPosted>("ledger.count", [](db::Transaction& tx, const social::StatusPosted& event) {
        community::ledger_posted(tx, event.status);
    });
    when.inside<social::StatusEdited>("ledger.count", [](db::Transaction& tx, const social::StatusEdited& event) {
        community::ledger_edited(tx, event.status);
    });
    when.inside<social::StatusDeleted>("ledger.forget", [](db::Transaction& tx, const social::StatusDeleted& event) {
        community::ledger_deleted(tx, event.status, event.author, event.boost_of);
    });
    when.inside<social::StatusBoosted>("ledger.count", [](db::Transaction& tx, const social::StatusBoosted& event) {
        if (auto by = social::author_of(tx, event.boost)) community::ledger_boosted(tx, *by, event.status);
    });
    when.inside<social::FavouriteAdded>("ledger.count", [](db::Transaction& tx, const social::FavouriteAdded& event) {
        community::ledger_marked(tx, event.account, event.status, MarkChange::Added);
    });
    when.inside<social::FavouriteRemoved>("ledger.count", [](db::Transaction& tx, const social::FavouriteRemoved& event) {
        community::ledger_marked(tx, event.account, event.status, MarkChange::Removed);
    });
    when.inside<social::PollVoted>("ledger.count", [](db::Transaction& tx, const social::PollVoted& event) {
        community::ledger_voted(tx, event.voter, event.status);
    });
    subscribe_accounts(when);
    subscribe_topics(when);
}

void add_ledger_work(jobs::Workers& workers, jobs::Subscriptions& when, db::Database& database, const Clock& clock)
{
    auto begin_anew = [&](AccountId who) {
        database.write([&](db::Transaction& tx) { community::begin_ledger_anew(tx, who, clock()); });
    };
    when.after<social::VoiceEnded>("ledger.begin", [begin_anew](const social::VoiceEnded& event) { begin_anew(event.person); });
    when.after<social::RoleChanged>("ledger.begin",
                                    [begin_anew](const social::RoleChanged& event) { begin_anew(event.account); });
    auto weigh_topics = [&database](Time now) {
        if (!database.read([](db::Reader& reader) { return community::remains_to_weigh(reader); })) return;
        while (database.write([&](db::Transaction& tx) { return community::weigh_remaining_topics(tx, now); })) {}
    };
    when.after<community::CareChanged>("ledger.topics",
                                       [weigh_topics, clock](const community::CareChanged&) { weigh_topics(clock()); });
    workers.every(minutes(1), "ledger.topics", weigh_topics);  // after an update, and when a group is suspended
    workers.every(minutes(1), "ledger.tend", [&database](Time now) { community::tend_standings(database, now); });
    workers.handle(std::string{ledger_queue}, std::string{recount_job}, [&database, clock](std::string_view) {
        while (database.write([](db::Transaction& tx) { return community::count_remaining(tx); })) {}
        database.write([](db::Transaction& tx) { desk::begin_keeping_anew(tx); });  // what is owed is known only now
        community::tend_standings(database, clock());
    });
    // After an update, what was there before the ledger was kept is read in.
    if (!database.read([](db::Reader& reader) { return community::remains_to_count(reader); })) return;
    database.write([&](db::Transaction& tx) { jobs::enqueue(tx, ledger_queue, recount_job, "", clock(), clock()); });
}

}  // namespace favilla::server
