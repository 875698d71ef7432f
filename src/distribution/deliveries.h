// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/deliveries.h — what is on its way to other servers. A parcel is one activity, rendered once; a delivery is
// that parcel to one inbox, a row until it has arrived or is given up. Each host is served by one job at a time, in the
// order of posting, so that a slow one holds up nobody else.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/events.h"

namespace favilla::distribution {

using ParcelId = Id<struct ParcelTag>;
using DeliveryId = Id<struct DeliveryTag>;

inline constexpr std::string_view deliveries_queue = "deliveries";
inline constexpr std::string_view failing_queue = "deliveries.failing";  // hosts that did not answer last time

// The job that empties what waits for a host.
struct HostWork {
    static constexpr std::string_view name = "deliver";
    std::string host;
};
BOOST_DESCRIBE_STRUCT(HostWork, (), (host))

struct Destination {
    std::string host;
    std::string inbox;
    std::int64_t people = 0;  // followers behind it
};

// Each inbox once; those of a server that has a shared one, that alone.
std::vector<Destination> destinations_of_followers(db::Reader&, AccountId author);
std::vector<Destination> destinations_of(db::Reader&, std::span<const AccountId>);
// Every server whose people are known here: those told that one of ours is gone.
std::vector<Destination> destinations_of_everybody(db::Reader&);
// Where the parcels of a post went, whatever became of them.
std::vector<Destination> destinations_of_sent(db::Reader&, StatusId);
// Both lists in one, each inbox once.
std::vector<Destination> joined(std::vector<Destination>, const std::vector<Destination>&);

struct ParcelDraft {
    std::string uri;     // of the activity
    std::string sender;  // the actor whose key signs
    std::optional<StatusId> status;
    std::string body;
};
// A parcel that was sent already is not sent again.
void send(db::Transaction&, const ParcelDraft&, std::span<const Destination>, Time now);

// Within a month.
bool was_sent(db::Reader&, std::string_view parcel_uri);

// Those who are reached by this inbox alone.
std::vector<AccountId> people_behind(db::Reader&, std::string_view inbox);

struct DueDelivery {
    DeliveryId id;
    std::optional<StatusId> status;  // of which post it tells, where it is one
    std::string inbox;
    std::string sender;
    std::string body;
    Time created_at;
};
// The oldest that waits for this host.
std::optional<DueDelivery> next_due(db::Reader&, std::string_view host);

void settle_delivered(db::Transaction&, DeliveryId, std::string_view host, Time now);
// This one delivery will never arrive (the inbox is gone, or refuses it); the host is well.
void settle_failed(db::Transaction&, DeliveryId, std::string_view reason, Time now);
// The host does not answer: all that waits for it waits on; what has waited too long is given up. Answers that of it which is no post.
std::vector<DueDelivery> pause_host(db::Transaction&, std::string_view host, DeliveryId tried, std::string_view reason,
                                    std::optional<Duration> asked, Time now);
// Nothing is sent there any more: what waits is given up. Answers as pause_host.
std::vector<DueDelivery> give_up_host(db::Transaction&, std::string_view host, std::string_view reason, Time now);
// The job's end: true when nothing waits any more and the next delivery will bring a job of its own.
bool release_host(db::Transaction&, std::string_view host);

// The job has done enough in a row; the rest is another's.
void continue_host(db::Transaction&, std::string_view host, Time now);

enum class DeliveryState { Waiting, Delivered, Failed };
std::string_view name_of(DeliveryState);

// What its author's team sees of a post: a row each host.
struct HostDelivery {
    std::string host;
    DeliveryState state = DeliveryState::Waiting;
    std::int64_t people = 0;
    std::int64_t attempts = 0;
    std::string reason;
    std::optional<Time> next_try_at;
    std::optional<Time> settled_at;
};
std::vector<HostDelivery> deliveries_of(db::Reader&, StatusId);

// Settled parcels older than a month, and what remembers received activities, are forgotten.
void forget_old_parcels(db::Transaction&, Time now);

}  // namespace favilla::distribution
