// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/alerts.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "base/json.h"
#include "base/json_writer.h"
#include "integrity/action_log.h"
#include "integrity/alert_events.h"
#include "integrity/disclosures.h"
#include "social/tags.h"

namespace favilla::integrity {

namespace {

constexpr Duration built_for = days(1), shortest_read = minutes(1);
constexpr std::size_t few_acts = 5000, many_acts = 20'000;  // read at once
constexpr std::size_t least_group = 3, most_posts = 20;

std::int64_t in_seconds(Time time) { return time.milliseconds / seconds(1).milliseconds; }

std::string write_posts(const std::vector<StatusId>& posts)
{
    return write_json([&](JsonWriter& json) { json.array(posts, [&](StatusId post) { json.value(post.value); }); });
}

std::vector<StatusId> read_posts(std::string_view text)
{
    std::vector<StatusId> posts;
    auto parsed = parse_json(text);
    if (parsed && parsed->is_array())
        for (const auto& one : parsed->get_array())
            if (one.is_int64()) posts.push_back(StatusId{one.get_int64()});
    return posts;
}

// Whether half of them are in one finding, which was not set aside so long ago that it may be opened again.
bool is_found(db::Reader& reader, DomainId domain, const std::vector<AccountId>& accounts, Time now)
{
    return reader
        .row(
            "SELECT 1 FROM integrity_members m JOIN integrity_findings f ON f.id = m.finding_id WHERE m.account_id IN EACH($1) AND "
            "f.domain_id = $2 AND (f.settled_at IS NULL OR f.settled_at > $4) GROUP BY m.finding_id HAVING 2 * count(*) >= $3 LIMIT 1",
            db::list_of(accounts), domain, std::ssize(accounts), now - judged_over)
        .has_value();
}

bool are_alike(const std::vector<AccountId>& one, const std::vector<AccountId>& other)
{
    std::vector<AccountId> shared;
    std::ranges::set_intersection(one, other, std::back_inserter(shared));
    return 3 * std::ssize(shared) >= std::ssize(one) + std::ssize(other);  // half of the people of both together
}

void keep_accounts(db::Transaction& tx, const Alert& alert)
{
    tx.run("DELETE FROM integrity_alert_accounts WHERE alert_id = $1", alert.id);
    for (auto account : alert.accounts)
        tx.run("INSERT INTO integrity_alert_accounts (alert_id, account_id) VALUES ($1, $2)", alert.id, account);
}

void drop_alert(db::Transaction& tx, AlertId id)
{
    tx.run("DELETE FROM integrity_alert_accounts WHERE alert_id = $1", id);
    tx.run("DELETE FROM integrity_alerts WHERE id = $1", id);
}

// Those of the group who may be looked at: nobody who has said what they are tied to, or is gone.
std::vector<AccountId> accounts_in(db::Reader& reader, const CloseGroup& group, const std::set<AccountId>& affiliated)
{
    std::vector<AccountId> named, accounts;
    for (auto name : group.accounts) named.emplace_back(name);
    for (const auto& row :
         reader.rows("SELECT a.id FROM accounts a WHERE a.id IN EACH($1) AND " + std::string{is_judged}, db::list_of(named)))
        if (auto account = row.get<AccountId>(0); !affiliated.contains(account)) accounts.push_back(account);
    std::ranges::sort(accounts);
    return accounts;
}

std::vector<Alert> read_alerts(db::Reader& reader, DomainId domain)
{
    std::vector<Alert> alerts;
    for (const auto& row :
         reader.rows("SELECT id, near, expected, days, posts, raised_at, met_at FROM integrity_alerts WHERE domain_id = "
                     "$1 ORDER BY id DESC",
                     domain))
        alerts.push_back({.id = row.get<AlertId>(0),
                          .accounts = {},
                          .near = row.get<double>(1),
                          .expected = row.get<double>(2),
                          .days = static_cast<int>(row.get<std::int64_t>(3)),
                          .posts = read_posts(row.get<std::string_view>(4)),
                          .raised_at = row.get<Time>(5),
                          .met_at = row.get<Time>(6)});
    for (auto& alert : alerts)
        for (const auto& row :
             reader.rows("SELECT account_id FROM integrity_alert_accounts WHERE alert_id = $1 ORDER BY account_id", alert.id))
            alert.accounts.push_back(row.get<AccountId>(0));
    return alerts;
}

// Whether anything is otherwise than before.
bool keep_alert(db::Transaction& tx, DomainId domain, std::vector<Alert>& known, Alert found, Time now)
{
    auto same = std::ranges::find_if(known, [&](const Alert& alert) { return are_alike(alert.accounts, found.accounts); });
    auto posts = write_posts(found.posts);
    if (same == known.end()) {
        found.id = tx.new_id<AlertId>(now);
        tx.run(
            "INSERT INTO integrity_alerts (id, domain_id, near, expected, days, posts, raised_at, met_at) VALUES ($1, $2, $3, $4, $5, "
            "$6, $7, $8)",
            found.id, domain, found.near, found.expected, found.days, posts, now, found.met_at);
        keep_accounts(tx, found);
        return true;
    }
    auto before = std::move(*same);
    known.erase(same);
    found.id = before.id;
    if (before.accounts != found.accounts)
        keep_accounts(tx, found);
    else if (before.met_at == found.met_at && before.posts == found.posts && before.days == found.days)
        return false;  // the figures fade a little with every minute: that alone is no news
    tx.run("UPDATE integrity_alerts SET near = $2, expected = $3, days = $4, posts = $5, met_at = $6 WHERE id = $1", found.id,
           found.near, found.expected, found.days, posts, found.met_at);
    return true;
}

Alert alert_of(const CloseGroup& group, std::vector<AccountId> accounts)
{
    Alert alert{.id = {},
                .accounts = std::move(accounts),
                .near = group.near,
                .expected = group.expected,
                .days = group.days,
                .posts = {},
                .raised_at = {},
                .met_at = Time{} + seconds(group.last_at)};
    for (auto object : group.objects)
        if (object > 0 && alert.posts.size() < most_posts) alert.posts.emplace_back(object);
    return alert;
}

}  // namespace

std::vector<Alert> alerts_of(db::Reader& reader, DomainId domain, Time now)
{
    auto alerts = read_alerts(reader, domain);
    std::erase_if(alerts, [&](const Alert& alert) { return alert.met_at <= now - alert_time; });
    return alerts;
}

void end_found_alerts(db::Transaction& tx, DomainId domain, Time now)
{
    bool changed = false;
    for (const auto& alert : read_alerts(tx, domain)) {
        if (!is_found(tx, domain, alert.accounts, now)) continue;
        drop_alert(tx, alert.id);
        changed = true;
    }
    if (changed) jobs::publish(tx, AlertsChanged{domain});
}

void forget_alerts_of_deleted(db::Transaction& tx, AccountId account)
{
    forget_haste_of_deleted(tx, account);
    std::set<DomainId> changed;
    for (const auto& row : tx.rows("SELECT m.alert_id, a.domain_id FROM integrity_alert_accounts m JOIN integrity_alerts a ON "
                                   "a.id = m.alert_id WHERE m.account_id = $1",
                                   account)) {
        auto alert = row.get<AlertId>(0);
        changed.insert(row.get<DomainId>(1));
        tx.run("DELETE FROM integrity_alert_accounts WHERE alert_id = $1 AND account_id = $2", alert, account);
        auto left =
            tx.value<std::int64_t>("SELECT count(*) FROM integrity_alert_accounts WHERE alert_id = $1", alert).value_or(0);
        if (left < static_cast<std::int64_t>(least_group)) drop_alert(tx, alert);
    }
    for (auto domain : changed) jobs::publish(tx, AlertsChanged{domain});
}

void Watch::look(Time now, const Stopping& stopping)
{
    if (!built_at_ || now < *built_at_ || now >= *built_at_ + built_for) {
        seen_.clear();
        database_.write([&](db::Transaction& tx) { drop_old_haste(tx, now); });
        read_until_ = now - judged_over;
        built_at_ = now;
    }
    // Long stretches where little was done, short ones where much was.
    auto stretch = hours(1);
    for (auto until = now - settled_after; read_until_ < until;) {
        if (stopping && stopping()) return;
        auto end = std::min(until, read_until_ + stretch);
        auto acts = database_.read([&](db::Reader& reader) { return read_recent_acts(reader, read_until_, end); });
        take(acts);
        read_until_ = end;
        if (acts.size() < few_acts) stretch = {stretch.milliseconds * 2};
        if (acts.size() > many_acts) stretch = std::max(shortest_read, Duration{stretch.milliseconds / 2});
    }
    raise(now);
}

void Watch::take(const std::vector<RecentAct>& acts)
{
    std::map<std::tuple<DomainId, AccountId, std::int64_t>, Haste> hasty;
    for (const auto& act : acts) {
        auto& seen = seen_.try_emplace(act.domain, Seen{.stream = Stream{limits_}, .pace = {}}).first->second;
        seen.stream.take({.account = act.account.value,
                          .object = act.object,
                          .at = in_seconds(act.at),
                          .published_at = in_seconds(act.published_at),
                          .told_by = act.told_by.empty() ? 0 : std::int64_t{servers_.number_of(act.told_by)} + 1});
        if (!act.told_by.empty()) continue;  // what comes at once was not done at once
        auto post = act.object < 0 ? act.object / options_of_poll : act.object;
        auto posts = static_cast<std::int64_t>(seen.pace.note(act.account.value, post, in_seconds(act.at)));
        if (posts <= static_cast<std::int64_t>(most_a_minute)) continue;
        auto day = social::day_of(act.at);
        auto& worst = hasty[{act.domain, act.account, day}];
        if (worst.posts < posts) worst = {.domain = act.domain, .account = act.account, .day = day, .posts = posts, .at = act.at};
    }
    if (hasty.empty()) return;
    database_.write([&](db::Transaction& tx) {
        for (const auto& [key, worst] : hasty) keep_haste(tx, worst);
    });
}

void Watch::raise(Time now)
{
    for (const auto& [domain, seen] : seen_) {
        auto groups = seen.stream.groups(in_seconds(now - alert_time) + 1);
        auto known = database_.read([&](db::Reader& reader) { return read_alerts(reader, domain); });
        if (groups.empty() && known.empty()) continue;
        database_.write([&](db::Transaction& tx) {
            known = read_alerts(tx, domain);
            auto affiliated = affiliated_accounts(tx, domain);
            bool changed = false;
            for (const auto& group : groups) {
                auto accounts = accounts_in(tx, group, affiliated);
                if (accounts.size() >= least_group && !is_found(tx, domain, accounts, now))
                    changed |= keep_alert(tx, domain, known, alert_of(group, std::move(accounts)), now);
            }
            for (const auto& alert : known) {
                if (alert.met_at > now - alert_time && !is_found(tx, domain, alert.accounts, now)) continue;
                drop_alert(tx, alert.id);
                changed = true;
            }
            if (changed) jobs::publish(tx, AlertsChanged{domain});
        });
    }
}

void add_alert_work(jobs::Workers& workers, db::Database& database)
{
    auto watch = std::make_shared<Watch>(database);
    workers.every_aside(minutes(1), "integrity.watch",
                        [watch, &workers](Time now) { watch->look(now, [&workers] { return workers.stopping(); }); });
}

}  // namespace favilla::integrity
