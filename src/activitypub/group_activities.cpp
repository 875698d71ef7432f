// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/group_activities.h"

#include <algorithm>
#include <array>

#include "activitypub/document.h"
#include "activitypub/fetch.h"
#include "activitypub/inbox.h"
#include "activitypub/note_json.h"
#include "activitypub/parcels.h"
#include "activitypub/receive.h"
#include "community/groups.h"
#include "distribution/hosts.h"
#include "distribution/received.h"
#include "social/conversation_states.h"

namespace favilla::activitypub {

namespace {

// Those that take an activity inside an Announce, by the name in their NodeInfo.
const std::array<std::string, 6> knows_groups = {"favilla", "kbin", "lemmy", "mbin", "nodebb", "piefed"};

// Activities that change what is said in a group, and so concern all who follow it.
constexpr std::array<std::string_view, 8> concern_all = {"Create",  "Update",     "Delete", "Like",
                                                         "Dislike", "EmojiReact", "Undo",   "Lock"};

std::string announce_activity(const std::string& id, const social::Account& group, std::string_view activity)
{
    return write_document(
        [&](JsonWriter& json) {
            json.field("id", id);
            json.field("type", "Announce");
            json.field("actor", group.uri);
            json.key("to").array([&] { json.value(public_collection); });
            json.key("cc").array([&] { json.value(followers_of(group.uri)); });
            json.key("object").raw(activity);
        },
        activity.size() + 1024);
}

struct OwnGroup {
    social::Account account;
    std::vector<distribution::Destination> destinations;
};

std::optional<OwnGroup> own_group(db::Reader& reader, AccountId group)
{
    auto account = community::find_group(reader, group) ? social::find_account(reader, group) : std::nullopt;
    if (!account) return std::nullopt;
    return OwnGroup{*account, filtered(reader, distribution::destinations_of_followers(reader, group), GroupServers::Only)};
}

std::optional<OwnGroup> own_group_of(db::Reader& reader, StatusId status)
{
    auto place = community::place_in_group(reader, status);
    return place ? own_group(reader, place->group) : std::nullopt;
}

// Lock, or Undo of it.
bool is_lock(const boost::json::value& activity)
{
    const auto* inner = embedded(activity);
    return type_of(activity) == "Lock" || (type_of(activity) == "Undo" && inner && type_of(*inner) == "Lock");
}

// The object of an activity, or of the activity that it takes back.
std::string object_of(const boost::json::value& activity)
{
    const auto* inner = embedded(activity);
    if (inner && is_activity_type(type_of(*inner))) return id_of(*inner, "object");
    return id_of(activity, "object");
}

}  // namespace

std::vector<distribution::Destination> filtered(db::Reader& reader, std::vector<distribution::Destination> destinations,
                                                GroupServers wanted)
{
    std::erase_if(destinations, [&](const distribution::Destination& destination) {
        auto host = distribution::find_host(reader, destination.host);
        bool knows = host && std::ranges::find(knows_groups, host->software) != knows_groups.end();
        return knows != (wanted == GroupServers::Only);
    });
    return destinations;
}

namespace {

void announce(Federation& federation, const OwnGroup& group, std::string_view activity_uri, std::string_view activity)
{
    auto uri = group.account.uri + "#announces/" + to_hex(sha256(activity_uri)).substr(0, 32);
    auto body = proven(federation, group.account.uri, announce_activity(uri, group.account, activity));
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        distribution::send(tx, {.uri = uri, .sender = group.account.uri, .status = {}, .body = body}, group.destinations, now);
    });
}

std::optional<OwnGroup> own_group_to_tell(Federation& federation, StatusId status)
{
    // First what costs nothing: to find the servers of a large group all its members are looked at.
    auto group = federation.database.read([&](db::Reader& reader) {
        return distribution::is_any_known(reader, knows_groups) ? own_group_of(reader, status) : std::nullopt;
    });
    return group && !group->destinations.empty() ? group : std::nullopt;
}

}  // namespace

void pass_on(Federation& federation, StatusId status, std::string_view activity_uri, const std::string& actor,
             std::string_view activity)
{
    if (auto group = own_group_to_tell(federation, status))
        announce(federation, *group, activity_uri, proven(federation, actor, activity));
}

void tell_in_group(Federation& federation, const community::GroupStatusAdded& event)
{
    auto outgoing =
        federation.database.read([&](db::Reader& reader) { return load_outgoing(reader, event.status, federation.locale); });
    if (outgoing)
        pass_on(federation, event.status, create_uri(outgoing->view.status), outgoing->author.uri, create_activity(*outgoing));
}

void tell_let_in(Federation& federation, const community::GroupTopicLetIn& event)
{
    auto group = own_group_to_tell(federation, event.status);
    auto written = federation.database.read([&](db::Reader& reader) { return social::author_and_uri(reader, event.status); });
    auto author = written
                    ? federation.database.read([&](db::Reader& reader) { return social::find_account(reader, written->author); })
                    : std::nullopt;
    if (!group || !author || author->is_local()) return;  // of ours tell_in_group tells
    announce(federation, *group, written->uri, write_json([&](JsonWriter& json) { json.value(written->uri); }));
}

void tell_moderated(Federation& federation, const community::GroupModerated& event)
{
    auto [group, by, object] = federation.database.read([&](db::Reader& reader) {
        return std::tuple{own_group(reader, event.group), social::find_account(reader, event.by),
                          social::uri_of_status(reader, event.status)};
    });
    if (!group || group->destinations.empty() || !by || !by->is_local() || object.empty()) return;
    auto uri = by->uri + "#" + event.act + "/" + to_string(event.status) + "/" + std::to_string(event.at.milliseconds);
    bool undoes = event.act == "unlock";
    auto type = event.act == "remove" ? "Delete" : "Lock";
    auto done = SmallActivity{undoes ? uri + "/undone" : uri, type, by->uri, object, group->account.uri};
    auto activity = undoes ? about_activity(uri, "Undo", by->uri, done) : small_activity(done);
    announce(federation, *group, uri, proven(federation, by->uri, activity));
}

std::optional<StatusId> subject_in_own_group(db::Reader& reader, const boost::json::value& activity)
{
    if (std::ranges::find(concern_all, type_of(activity)) == concern_all.end()) return std::nullopt;
    return community::find_in_own_group(reader, object_of(activity));
}

void pass_on_received(const Performance& performance, std::optional<StatusId> subject)
{
    auto type = type_of(performance.activity);
    // What was not known before may have come with it.
    if (!subject && (type == "Create" || type == "Update"))
        subject =
            performance.database().read([&](db::Reader& reader) { return subject_in_own_group(reader, performance.activity); });
    if (!subject) return;
    // A change to the words is passed on when its author made it; whatever else is said of them, by anybody.
    if (type == "Update" || type == "Create" || type == "Delete") {
        auto written = performance.database().read([&](db::Reader& reader) { return social::author_and_uri(reader, *subject); });
        if (!written || written->author != performance.actor.id) return;
    }
    auto group = own_group_to_tell(performance.federation, *subject);
    if (!group) return;
    bool may_say_so = !is_lock(performance.activity) || performance.database().read([&](db::Reader& reader) {
        return community::role_in(reader, group->account.id, performance.actor.id).has_value();
    });
    if (may_say_so) announce(performance.federation, *group, id_of(performance.activity), to_json(performance.activity));
}

void pass_on_removal(const Performance& performance, AccountId id)
{
    auto group = performance.database().read([&](db::Reader& reader) { return own_group(reader, id); });
    if (group && !group->destinations.empty())
        announce(performance.federation, *group, id_of(performance.activity), to_json(performance.activity));
}

namespace {

bool is_gone(const Performance& performance, const std::string& object)
{
    auto there = fetch_document(performance.federation, object);
    if (there) return type_of(*there) == "Tombstone";
    return there.error().code == ErrorCode::Gone || there.error().code == ErrorCode::NotFound;
}

void remove_what_is_gone(const Performance& performance, const std::string& object)
{
    auto status = performance.database().read([&](db::Reader& reader) { return social::find_status_by_uri(reader, object); });
    if (!status) return;
    if (!status->domain && is_gone(performance, object))  // of our own people's we know that they are there
        performance.database().write([&](db::Transaction& tx) { social::remove_status(tx, *status, performance.now); });
    else  // taken out of the group by those who look after it: so its boost goes, and the words stay their author's
        performance.database().write(
            [&](db::Transaction& tx) { community::forget_in_group(tx, performance.actor.id, status->id, performance.now); });
}

// Whether a topic of a group elsewhere takes answers is for that group to say.
void lock_as_told(const Performance& performance, const boost::json::value& inner)
{
    performance.database().write([&](db::Transaction& tx) {
        auto status = social::find_status_by_uri(tx, object_of(inner));
        auto place = status ? community::place_in_group(tx, status->id) : std::nullopt;
        if (!place || place->group != performance.actor.id || !status->conversation) return;
        if (type_of(inner) == "Lock")
            drop(social::close_conversation(tx, *status->conversation, ""));
        else
            social::open_conversation(tx, *status->conversation);
    });
}

}  // namespace

void refresh_known(const Performance& performance, const std::string& object)
{
    auto document = fetch_document(performance.federation, object);
    auto note = document ? read_note(*document, performance.now) : std::unexpected(document.error());
    auto author = note ? ensure_actor(performance.federation, note->author) : std::unexpected(note.error());
    if (author && !author->is_local()) drop(receive_changed_note(performance.federation, *std::move(note), *author));
}

void perform_passed_on(const Performance& performance, const boost::json::value& inner)
{
    auto type = type_of(inner);
    auto id = id_of(inner), actor = id_of(inner, "actor");
    if (is_own(performance.federation, actor)) return;  // one of ours did it, so it is done
    if (type == "Delete") return remove_what_is_gone(performance, object_of(inner));
    if (type == "Update") return refresh_known(performance, object_of(inner));
    if (is_lock(inner)) return lock_as_told(performance, inner);
    if (type == "Create" || type == "Announce" || type == "Add" || type == "Remove") return;
    if (!same_origin(id, actor)) return;
    // Of its own people the group's server is the one to ask, and has just said it.
    if (same_origin(actor, performance.actor.uri) || is_proven(performance.federation, inner, actor)) {
        bool is_new =
            performance.database().write([&](db::Transaction& tx) { return distribution::see(tx, id, performance.now); });
        if (is_new) perform(performance.federation, inner, actor);
        return;
    }
    auto document = fetch_document(performance.federation, id);
    if (document && type_of(*document) == type && id_of(*document, "actor") == actor)
        perform(performance.federation, *document, actor);
}

}  // namespace favilla::activitypub
