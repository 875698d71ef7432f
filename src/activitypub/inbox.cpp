// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/inbox.h"

#include "activitypub/answers.h"
#include "activitypub/fetch.h"
#include "activitypub/followers_sync.h"
#include "activitypub/known_keys.h"
#include "activitypub/proofs.h"
#include "activitypub/signatures.h"
#include "activitypub/values.h"
#include "db/one_writer.h"
#include "distribution/actors.h"
#include "distribution/host_rules.h"
#include "distribution/hosts.h"
#include "distribution/received.h"
#include "jobs/busy.h"
#include "jobs/queue.h"
#include "net/accept.h"
#include "net/asks_nobody.h"
#include "net/later.h"
#include "social/accounts.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

constexpr Duration key_stays = minutes(5);  // a key fetched just now is not fetched again because something does not fit

// What reading a signed request yields when nothing is wrong with its shape.
struct Incoming {
    json::value activity;
    std::string id, actor, type;
    Signature signature;
};

bool is_activity_content(const net::Request& request)
{
    auto type = net::parse_media_type(request.header("Content-Type"));
    return type
        && (type->name == "application/activity+json" || type->name == "application/ld+json" || type->name == "application/json");
}

Result<Incoming> read_incoming(const net::Request& request, Federation& federation)
{
    if (!is_activity_content(request)) return refuse(ErrorCode::Unsupported, "activity.content_type");
    TRY(auto activity, parse_document(request.body));
    Incoming incoming{.activity = std::move(activity), .id = {}, .actor = {}, .type = {}, .signature = {}};
    incoming.id = id_of(incoming.activity);
    incoming.actor = id_of(incoming.activity, "actor");
    incoming.type = type_of(incoming.activity);
    bool whole = is_activity_type(incoming.type) && !host_of(incoming.id).empty() && same_origin(incoming.id, incoming.actor);
    if (!whole) return refuse(ErrorCode::Invalid, "activity.not_activity");
    TRY(incoming.signature, read_signature(request, federation.domain_of(request.header("Host")).origin, federation.clock()));
    // A key speaks for actors of its own server only; whoever forwards another's words brings along that one's proof.
    if (same_origin(incoming.signature.key_id, incoming.actor)) return incoming;
    auto proof = read_proof(incoming.activity);
    if (!proof || !same_origin(proof->key_id, incoming.actor)) return refuse(ErrorCode::Forbidden, "signature.key");
    incoming.signature.key_id = proof->key_id;
    incoming.signature.base = proof->signed_bytes;
    incoming.signature.bytes = proof->signature;
    return incoming;
}

struct Known {
    std::optional<distribution::KnownKey> key;
    bool host_refused = false;
    bool seen = false;
    bool missed = false;
    bool actor_known = false;
    bool actor_suspended = false;
};

bool is_signed_with(const Incoming& incoming, const distribution::KnownKey& key)
{
    return key.owner_uri == incoming.actor && fits(key, incoming.signature.base, incoming.signature.bytes);
}

Known look_up(Federation& federation, const Incoming& incoming)
{
    return federation.database.read([&](db::Reader& reader) {
        auto actor = social::find_account_by_uri(reader, incoming.actor);
        return Known{.key = distribution::find_key(reader, incoming.signature.key_id),
                     .host_refused = distribution::is_refused(reader, host_of(incoming.actor), federation.only_allowed),
                     .seen = distribution::was_seen(reader, incoming.id),
                     .missed = distribution::is_missed(reader, incoming.signature.key_id, federation.clock()),
                     .actor_known = actor.has_value(),
                     .actor_suspended = actor && actor->suspended_at};
    });
}

bool is_ready_for(db::Reader& reader, Federation& federation, const Incoming& incoming)
{
    auto actor = social::find_account_by_uri(reader, incoming.actor);
    return actor && is_ready(reader, incoming.activity, *actor, federation.clock());
}

// One that came, until it is answered; with it, the request stays.
struct Arrival {
    Federation& federation;
    const net::Request& request;
    Incoming incoming;
    std::optional<distribution::KnownKey> remembered;
    bool verified = false;  // with the key that was remembered
    // Of doing it then and there:
    bool done = false;
    std::exception_ptr failure;
};

// In the transaction that accepts it. False: nothing was done, and it takes the usual way.
bool do_on_arrival(db::Transaction& tx, db::OneWriter& writer, Federation& federation, const Incoming& incoming,
                   const distribution::KnownKey& verified_with)
{
    auto now = federation.clock();
    auto host = host_of(incoming.actor);
    auto key = distribution::find_key(tx, incoming.signature.key_id);
    if (!key || key->owner_uri != verified_with.owner_uri || key->pem != verified_with.pem) return false;
    auto actor = social::find_account_by_uri(tx, incoming.actor);
    if (!actor || actor->suspended_at || distribution::is_refused(tx, host, federation.only_allowed)) return false;
    if (!is_ready(tx, incoming.activity, *actor, now)) return false;
    // What its origin sent before and is still to be done goes first.
    if (jobs::is_busy(tx, lane_of(host), now) || federation.just_done.holds(incoming.id)) return false;
    writer.within(tx, [&] {
        net::AsksNobody asks_nobody;
        distribution::hear_from_host(tx, host, now);
        if (distribution::see(tx, incoming.id, now)) perform(federation, incoming.activity, *actor);
    });
    return true;
}

// What breaks, or would ask others after all, is a job's, which is tried again and set aside where people see it.
bool is_done_on_arrival(db::Transaction& tx, db::OneWriter& writer, const Arrival& arrival,
                        const distribution::KnownKey& verified_with)
{
    try {
        return do_on_arrival(tx, writer, arrival.federation, arrival.incoming, verified_with);
    } catch (const db::StorageFull&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

bool tells_followers(const net::Request& request) { return request.has_header("Collection-Synchronization"); }

net::Response taken(const Arrival& arrival)
{
    if (tells_followers(arrival.request))
        check_synchronisation(arrival.federation, arrival.incoming.actor, arrival.request.header("Collection-Synchronization"));
    return net::empty_response(202);
}

using Usual = net::Response(const std::shared_ptr<Arrival>&);

// What needs nobody else, of a sender whose signature was verified with this key, is done in the transaction that accepts it; for the disk
// waits only the answer. Anything else takes the usual way.
net::Response on_arrival(const std::shared_ptr<Arrival>& arrival, const distribution::KnownKey& verified_with, Usual* usual)
{
    auto& federation = arrival->federation;
    auto* writer = arrival->request.body.size() <= most_done_on_arrival ? db::one_writer(federation.database) : nullptr;
    if (!writer) return usual(arrival);
    auto begin = [arrival, verified_with, writer, &federation](net::Later::Answered answered) {
        federation.arriving.acquire();
        writer->write_later(
            [arrival, verified_with, writer](db::Transaction& tx) {
                return arrival->done = is_done_on_arrival(tx, *writer, *arrival, verified_with);
            },
            [arrival, &federation, answered = std::move(answered)](std::exception_ptr failure) mutable {
                federation.arriving.release();
                arrival->failure = std::move(failure);
                bool over = arrival->done && !arrival->failure && !tells_followers(arrival->request);
                answered(over ? std::optional{net::empty_response(202)} : std::nullopt);
            });
    };
    auto otherwise = [arrival, usual] {
        if (arrival->failure) std::rethrow_exception(std::exchange(arrival->failure, nullptr));
        return arrival->done ? taken(*arrival) : usual(arrival);
    };
    return net::answered_later({std::move(begin), std::move(otherwise)});
}

void leave_to_job(Federation& federation, const Incoming& incoming, const std::string& body, bool verified)
{
    InboxWork work{.actor = incoming.actor,
                   .body = body,
                   .verified = verified,
                   .key_id = incoming.signature.key_id,
                   .signed_text = verified ? std::string{} : to_base64(incoming.signature.base),
                   .signature = verified ? std::string{} : to_base64(incoming.signature.bytes)};
    auto host = host_of(incoming.actor);
    bool ready =
        verified && federation.database.read([&](db::Reader& reader) { return is_ready_for(reader, federation, incoming); });
    auto lane = ready ? lane_of(host) : std::string{fetching_lane};
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        distribution::hear_from_host(tx, host, now);
        jobs::enqueue(tx, lane, InboxWork::name, jobs::encode(work), now, now);
    });
}

net::Response leave_verified(const std::shared_ptr<Arrival>& arrival)
{
    leave_to_job(arrival->federation, arrival->incoming, arrival->request.body, true);
    return taken(*arrival);
}

// What the database says of the key and of who acts, where what is remembered was not enough.
net::Response look_closer(const std::shared_ptr<Arrival>& arrival)
{
    auto& federation = arrival->federation;
    const auto& incoming = arrival->incoming;
    auto known = look_up(federation, incoming);
    if (known.host_refused) return refusal({ErrorCode::Forbidden, "fetch.host_refused", {{"uri", incoming.actor}}});
    if (known.seen || known.actor_suspended) return net::empty_response(202);
    // Accounts that go tell everybody: of those never heard of there is nothing to do, and no key to be had.
    bool goes = incoming.type == "Delete" && id_of(incoming.activity, "object") == incoming.actor;
    if (goes && !known.actor_known) return net::empty_response(202);

    // What was verified already is not verified again.
    const auto& remembered = arrival->remembered;
    if (arrival->verified && known.key && known.key->owner_uri == remembered->owner_uri && known.key->pem == remembered->pem)
        return leave_verified(arrival);
    if (known.key && is_signed_with(incoming, *known.key)) {
        remember_key(incoming.signature.key_id, *known.key);
        return on_arrival(arrival, *known.key, leave_verified);
    }
    bool fetched_just_now = known.key && known.key->fetched_at > federation.clock() - key_stays;
    if (known.missed || fetched_just_now) return refusal({ErrorCode::Forbidden, "signature.key"});
    leave_to_job(federation, incoming, arrival->request.body, false);
    return net::empty_response(202);
}

}  // namespace

std::string lane_of(std::string_view host)
{
    return "inbox." + std::to_string(std::hash<std::string_view>{}(host) % inbox_lanes);
}

net::Response post_inbox(const net::Request& request, Federation& federation)
{
    auto incoming = read_incoming(request, federation);
    if (!incoming) return refusal(incoming.error());
    auto arrival =
        std::make_shared<Arrival>(Arrival{.federation = federation, .request = request, .incoming = *std::move(incoming)});
    arrival->remembered = remembered_key(arrival->incoming.signature.key_id);
    arrival->verified = arrival->remembered && is_signed_with(arrival->incoming, *arrival->remembered);
    if (arrival->verified) return on_arrival(arrival, *arrival->remembered, look_closer);
    return look_closer(arrival);
}

jobs::Workers::Ending receive(Federation& federation, const InboxWork& work)
{
    auto activity = parse_document(work.body);
    if (!activity) return {};
    auto now = federation.clock();
    if (!work.verified) {
        auto fetched = fetch_key(federation, work.key_id);
        auto key = federation.database.read([&](db::Reader& reader) { return distribution::find_key(reader, work.key_id); });
        bool genuine = fetched && key && key->owner_uri == work.actor
                    && fits(*key, from_base64(work.signed_text).value_or(""), from_base64(work.signature).value_or(""));
        if (!genuine) {
            federation.database.write([&](db::Transaction& tx) { distribution::miss_key(tx, work.key_id, missed_pause, now); });
            return {};
        }
    }
    auto id = id_of(*activity);
    // In this order: what is closed meanwhile leaves the first when it stands in the second.
    if (federation.just_done.holds(id)) return {};
    if (federation.database.read([&](db::Reader& reader) { return distribution::was_seen(reader, id); })) return {};
    perform(federation, *activity, work.actor);
    federation.just_done.add(id);
    return [&federation, id, now](db::Transaction& tx) {
        distribution::see(tx, id, now);
        tx.after_commit([&federation, id] { federation.just_done.remove(id); });
    };
}

jobs::Workers::Ending receive_in_turn(Federation& federation, const InboxWork& work)
{
    auto host = host_of(work.actor);
    if (auto wait = federation.turns.begin(host)) {
        auto now = federation.clock();
        federation.database.write([&](db::Transaction& tx) {
            jobs::enqueue(tx, fetching_lane, InboxWork::name, jobs::encode(work), now, now + *wait);
        });
        return {};
    }
    struct Turn {
        HostTurns& turns;
        std::string_view host;
        ~Turn() { turns.end(host); }
    } turn{federation.turns, host};
    return receive(federation, work);
}

}  // namespace favilla::activitypub
