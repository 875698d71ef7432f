// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/beacon.h"

#include <array>
#include <iterator>

#include "analytics/visitor_key.h"
#include "analytics/visits.h"
#include "base/text.h"
#include "base/web_url.h"

namespace favilla::analytics {

namespace {

constexpr std::array<std::string_view, 3> names_of_steps{"unwanted", "other_site", "too_many"};
constexpr std::size_t longest_agent = 512;  // what stands behind that tells nobody apart
constexpr Duration quarter = minutes(15);
constexpr std::size_t own_key_bytes = 32;

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

bool has_past(db::Reader& reader, Time now) { return has_past_days(reader, now) || has_told_live(reader, now); }

void forget_past(db::Transaction& tx, Time now)
{
    forget_told_live(tx, now);
    forget_past_days(tx, now);
}

}  // namespace

std::string_view name_of(BeaconStep step) { return names_of_steps[static_cast<std::size_t>(step)]; }

Beacon::Beacon(db::Database& database, Random random, Clock clock, ServersMet servers_met, BeaconLimits limits,
               std::optional<BeaconSharing> sharing)
    : database_(database),
      random_(std::move(random)),
      clock_(std::move(clock)),
      servers_met_(std::move(servers_met)),
      limits_(limits),
      keys_(sharing ? sharing->keys : DayKeys{random_bytes(random_, own_key_bytes)}),
      tells_live_(sharing && sharing->tells_live),
      past_days_(has_past, forget_past)
{
    look_for_sites();
    share_keys();
    past_days_.forget(database_, clock_());
}

void Beacon::look_for_sites()
{
    auto today = day_of(clock_());
    auto [sites, fediverse] = database_.read([&](db::Reader& reader) {
        return std::pair{listened_sites(reader), today == fediverse_day_ ? std::nullopt : std::optional{servers_met_(reader)}};
    });
    std::lock_guard lock{mutex_};
    if (fediverse) {
        fediverse_ = std::move(*fediverse);
        fediverse_day_ = today;
    }
    for (auto& [host, site] : sites_) site->is_listened_to = false;
    for (auto& named : sites) {
        auto zone = TimeZone::find(named.time_zone);
        if (!zone) continue;
        auto found = sites_.find(named.host);
        bool is_same =
            found != sites_.end() && found->second->named.id == named.id && found->second->named.time_zone == named.time_zone;
        if (is_same) {
            found->second->is_listened_to = true;
            continue;
        }
        auto host = named.host;
        if (found != sites_.end())
            for (const auto& [day, seen] : found->second->seen) waiting_ -= seen.size();
        sites_[host] = std::make_unique<Site>(
            Site{.named = std::move(named), .zone = std::move(*zone), .counter = {random_, {}, limits_.visits}});
    }
    std::erase_if(sites_, [&](const auto& one) {
        if (one.second->is_listened_to) return false;
        for (const auto& [day, seen] : one.second->seen) waiting_ -= seen.size();
        return true;
    });
}

// Nothing of those who came yesterday can be joined to those who come today: their keys are gone.
void Beacon::forget_past_keys(Time now)
{
    for (auto& [host, site] : sites_) {
        auto today = site->zone.local(now).day;
        site->counter.forget_before(today);
        site->keys.forget_before(today);
    }
}

void Beacon::share_keys()
{
    struct Wanted {
        std::string host;
        VisitSiteId site;
        TimeZone zone;
        std::int64_t day;
        std::optional<std::string> key = {};
    };
    std::vector<Wanted> wanted;
    {
        std::lock_guard lock{mutex_};
        auto now = clock_();
        for (const auto& [host, site] : sites_)
            for (auto day : site->keys.wanted(site->zone.local(now).day, site->zone.local(now + KnownDayKeys::ahead).day))
                wanted.push_back({host, site->named.id, site->zone, day});
    }
    if (wanted.empty()) return;
    database_.write([&](db::Transaction& tx) {
        for (auto& one : wanted) one.key = shared_day_key(tx, keys_, one.site, one.zone, one.day, random_);
    });
    std::lock_guard lock{mutex_};
    for (auto& one : wanted) {
        auto found = sites_.find(one.host);
        if (!one.key || found == sites_.end() || found->second->named.id != one.site) continue;
        auto& site = *found->second;
        if (site.keys.share(one.day, std::move(*one.key)) && site.day == one.day) begin_day(site, one.day);
    }
}

// Again what comes within the same millisecond: telling twice changes nothing.
void Beacon::share_live()
{
    if (!tells_live_) return;
    struct Seen {
        VisitSiteId site;
        std::int64_t day;
        std::vector<LiveVisitor> visitors;
    };
    std::vector<Seen> all;
    Time now;
    {
        std::lock_guard lock{mutex_};
        now = clock_();
        for (const auto& [host, site] : sites_) {
            if (!site->keys.is_shared(site->day)) continue;
            auto seen = site->live.seen_since(std::max(live_told_, now - live_span));
            if (!seen.empty()) all.push_back({site->named.id, site->day, std::move(seen)});
        }
    }
    if (!all.empty())
        database_.write([&](db::Transaction& tx) {
            for (const auto& [site, day, visitors] : all) tell_live(tx, site, day, visitors);
        });
    live_told_ = now;
}

void Beacon::begin_day(Site& site, std::int64_t day)
{
    site.counter.know({.own = {site.named.host}, .fediverse = fediverse_});
    site.day = day;
    // The keys are others: who stays would be there twice.
    site.live.forget();
    site.visitors.clear();
}

AgentKind Beacon::kind_of(std::string_view agent)
{
    auto found = kinds_.find(agent);
    if (found != kinds_.end()) return found->second;
    if (kinds_.size() >= limits_.agents) kinds_.clear();
    return kinds_.emplace(agent, nature_of_agent(agent).kind).first->second;
}

std::optional<std::string_view> Beacon::reason_against(Site& site, const PageRequest& page, const BeaconCall& call,
                                                       std::uint64_t visitor)
{
    if (call.is_unwanted) return name_of(BeaconStep::Unwanted);
    auto host = lower_ascii(call.host.substr(0, 300));
    std::string_view named = site.named.host;
    if (named.starts_with("www.")) named.remove_prefix(4);
    if (!host.empty() && !stands_in(host, named)) return name_of(BeaconStep::OtherSite);
    if (auto step = dropped_by(page, kind_of(page.agent))) return step_names()[static_cast<std::size_t>(*step)];
    // The limits know addresses, too, only under a key of the day.
    auto key = std::to_string(visitor_key(address_key_, net::address_key(call.address)));
    if (!limiter_.hit(limits_.calls, key, page.at).allowed) return name_of(BeaconStep::TooMany);
    if (call.told == Told::View && !site.visitors.contains(visitor) && !limiter_.hit(limits_.visitors, key, page.at).allowed)
        return name_of(BeaconStep::TooMany);
    if (waiting_ >= limits_.waiting) return name_of(BeaconStep::TooMany);
    return std::nullopt;
}

SeenCall Beacon::seen_call(Site& site, VisitDay& day, const PageRequest& page, const BeaconCall& call, std::uint64_t visitor)
{
    SeenCall seen;
    seen.visitor = visitor;
    seen.told = call.told;
    seen.at = page.at;
    seen.hour = page.hour;
    if (call.told == Told::View) {
        if (!site.visitors.contains(visitor)) {
            seen.is_told_apart = site.visitors.size() < limits_.visits.visitors;
            if (seen.is_told_apart) site.visitors.insert(visitor);
        }
        auto name = page_of(page.target);
        site.live.note(visitor, name, page.at);
        seen.name = site.counter.name_within(day, FigureKind::Page, name);
        auto source = site.counter.source(page);
        seen.channel = source.channel;
        if (!source.site.empty()) seen.site = site.counter.name_within(day, FigureKind::Source, source.site);
        if (!source.campaign.empty()) seen.campaign = site.counter.name_within(day, FigureKind::Campaign, source.campaign);
        return seen;
    }
    auto kind = call.told == Told::Goal ? ActKind::Goal : ActKind::Outgoing;
    seen.act = visitor_key(site.keys.of(page.day, random_), who_did(page, kind, call.name));
    seen.name = site.counter.name_within(day, kind, call.name);
    if (kind == ActKind::Goal) seen.goal = site.counter.goal_within(day, seen.name, {}, call.value.currency);
    seen.currency = call.value.currency;
    seen.amount = call.value.amount;
    return seen;
}

void Beacon::take(const BeaconCall& call)
{
    auto now = clock_();
    std::lock_guard lock{mutex_};
    auto found = sites_.find(call.site);
    if (found == sites_.end() || found->second->keys.empty()) {  // not known, or not for a second yet
        ++strangers_;
        return keeper_.ring();
    }
    auto& site = *found->second;
    if (now >= site.offset_holds_to || now + quarter < site.offset_holds_to) {
        site.offset = site.zone.offset_at(now);
        site.offset_holds_to = {now.milliseconds - now.milliseconds % quarter.milliseconds + quarter.milliseconds};
    }
    if (auto today = day_of(now); today != address_day_) {
        address_key_ = random_bytes(random_, visitor_key_bytes);
        address_day_ = today;
    }
    auto local = now + site.offset;
    PageRequest page{.at = now,
                     .day = day_of(local),
                     .hour = static_cast<int>((local - start_of_day(local)).milliseconds / hours(1).milliseconds),
                     .address = call.address,
                     .agent = call.agent.substr(0, longest_agent),
                     .method = "GET",
                     .target = call.target,
                     .referrer = call.referrer,
                     .purpose = call.purpose,
                     .answer = 200};
    if (page.day != site.day) begin_day(site, page.day);
    keeper_.ring();
    auto* day = site.counter.note(page);
    if (!day) return;
    auto visitor = visitor_key(site.keys.of(page.day, random_), who(page));
    if (auto reason = reason_against(site, page, call, visitor)) return site.counter.drop(*day, *reason);
    site.seen[page.day].push_back(seen_call(site, *day, page, call, visitor));
    ++waiting_;
}

LiveVisits Beacon::live(db::Reader& reader, const VisitSite& named)
{
    auto now = clock_();
    auto zone = TimeZone::find(named.time_zone);
    if (tells_live_) return named.beacon_since && zone ? live_of_all(reader, named.id, zone->local(now).day, now) : LiveVisits{};
    std::lock_guard lock{mutex_};
    for (auto& [host, site] : sites_)
        if (site->named.id == named.id) return site->live.now(now);
    return {};
}

void Beacon::take_unreadable()
{
    std::lock_guard lock{mutex_};
    ++strangers_;
    keeper_.ring();
}

void Beacon::store()
{
    std::lock_guard one_at_a_time{storing_};
    auto now = clock_();
    {
        std::lock_guard lock{mutex_};
        pending_strangers_ += std::exchange(strangers_, 0);
        for (auto& [host, site] : sites_) {
            for (auto& [number, day] : site->counter.take_days()) {
                auto& into = pending_[{site->named.id, number}].day;
                into.day = number;
                add(into, day);
            }
            // Each was noted as one of the day's.
            for (auto& [number, seen] : std::exchange(site->seen, {})) {
                auto& into = pending_[{site->named.id, number}].seen;
                into.insert(into.end(), std::move_iterator{seen.begin()}, std::move_iterator{seen.end()});
            }
        }
        forget_past_keys(now);
    }
    if (!pending_.empty() || pending_strangers_ > 0)
        database_.write([&](db::Transaction& tx) {
            for (const auto& [place, counted] : pending_) {
                auto day = counted.day;
                count_seen(tx, place.first, place.second, counted.seen, day);
                add_counted(tx, place.first.value, day, now);
            }
            if (pending_strangers_ > 0) add_strangers(tx, day_of(now), pending_strangers_);
        });
    {
        std::lock_guard lock{mutex_};
        for (const auto& [place, counted] : pending_) waiting_ -= counted.seen.size();
    }
    pending_.clear();
    pending_strangers_ = 0;
    look_for_sites();
    share_keys();
    share_live();
    past_days_.forget(database_, clock_());
}

void Beacon::start(std::function<void(std::string_view)> complain)
{
    auto quiet = [this, complain] {
        {
            std::lock_guard lock{mutex_};
            forget_past_keys(clock_());
        }
        try {
            std::lock_guard one_at_a_time{storing_};
            share_keys();
            share_live();
            past_days_.forget(database_, clock_());
        } catch (const std::exception& failure) {
            complain(failure.what());
        }
    };
    keeper_.start({.store = [this] { store(); }, .quiet = quiet, .complain = complain});
}

void Beacon::stop()
{
    keeper_.stop();
    store();
}

}  // namespace favilla::analytics
