// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/home_care.h"

#include "jobs/queue.h"
#include "social/active_days.h"
#include "social/deliveries.h"
#include "social/entry_rules.h"
#include "social/net_tags.h"
#include "social/polls.h"
#include "social/tags.h"

namespace favilla::social {

namespace {

void deliver_rest(db::Database& database, std::string_view payload, Time now)
{
    std::optional<Delivery> rest = jobs::decode<Delivery>(payload);
    while (rest) rest = database.write([&](db::Transaction& tx) { return continue_delivery(tx, *rest, now); });
}

void tend_all(db::Database& database, Time now)
{
    std::optional<AccountId> home{AccountId{}};
    while (home) home = database.write([&](db::Transaction& tx) { return tend_homes(tx, *home, now); });
    std::optional<ListId> list{ListId{}};
    while (list) list = database.write([&](db::Transaction& tx) { return tend_lists(tx, *list); });
}

void announce_all(db::Database& database, Time now)
{
    while (database.write([&](db::Transaction& tx) { return announce_ended_polls(tx, now); }) > 0) {}
}

}  // namespace

void add_timeline_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(std::string{timelines_queue}, std::string{Delivery::name},
                   [&database, clock](std::string_view payload) { deliver_rest(database, payload, clock()); });
    workers.every(hours(1), "tend_homes", [&database](Time now) { tend_all(database, now); });
    workers.every(seconds(20), "announce_polls", [&database](Time now) { announce_all(database, now); });
    workers.every(days(1), "forget_tag_uses",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { forget_tag_uses(tx, now); }); });
    workers.every(days(1), "forget_ended_ip_blocks",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { forget_ended_ip_blocks(tx, now); }); });
    workers.every(days(1), "forget_active_days",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { forget_active_days(tx, now); }); });
    workers.every(hours(1), "forget_net_tags",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { forget_net_tags(tx, now); }); });
}

}  // namespace favilla::social
