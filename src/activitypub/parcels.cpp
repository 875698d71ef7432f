// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/parcels.h"

#include "activitypub/document.h"
#include "activitypub/proofs.h"

namespace favilla::activitypub {

namespace {

void write_small(JsonWriter& json, const SmallActivity& activity)
{
    json.field("id", activity.id);
    json.field("type", activity.type);
    json.field("actor", activity.actor);
    if (!activity.to.empty()) json.key("to").array([&] { json.value(activity.to); });
    json.field("object", activity.object);
}

}  // namespace

std::string proven(Federation& federation, const std::string& sender, std::string_view activity)
{
    return with_proof(activity, ed25519_key_of(sender), federation.keys.keys_of(sender)->ed25519, federation.clock());
}

std::string update_uri(std::string_view object, Time time)
{
    return std::string{object} + "#updates/" + std::to_string(time.milliseconds);
}

std::string small_activity(const SmallActivity& activity)
{
    return write_document([&](JsonWriter& json) { write_small(json, activity); });
}

std::string about_activity(std::string_view id, std::string_view type, std::string_view actor, const SmallActivity& inner)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", type);
        json.field("actor", actor);
        json.key("to").array([&] { json.value(inner.actor == actor ? inner.to : inner.actor); });
        json.key("object").object([&] { write_small(json, inner); });
    });
}

std::string collection_activity(const SmallActivity& activity, std::string_view target)
{
    return write_document([&](JsonWriter& json) {
        write_small(json, activity);
        json.field("target", target);
    });
}

std::string flag_activity(std::string_view id, std::string_view actor, const std::vector<std::string>& objects,
                          std::string_view words)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", "Flag");
        json.field("actor", actor);
        json.key("object").values(objects);
        json.field("content", words);
    });
}

std::string delete_actor_activity(std::string_view actor)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", std::string{actor} + "#delete");
        json.field("type", "Delete");
        json.field("actor", actor);
        json.key("to").array([&] { json.value(public_collection); });
        json.field("object", actor);
    });
}

std::string vote_activity(const Vote& vote)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", vote.id + "/activity");
        json.field("type", "Create");
        json.field("actor", vote.voter);
        json.key("to").array([&] { json.value(vote.author); });
        json.key("object").object([&] {
            json.field("id", vote.id);
            json.field("type", "Note");
            json.field("name", vote.option);
            json.field("attributedTo", vote.voter);
            json.field("inReplyTo", vote.question);
            json.key("to").array([&] { json.value(vote.author); });
        });
    });
}

}  // namespace favilla::activitypub
