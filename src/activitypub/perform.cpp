// SPDX-License-Identifier: AGPL-3.0-or-later
// What each activity does (w3.org/TR/activitypub/#server-to-server-interactions). The actor was verified; whatever an activity
// says of others counts only as far as the actor may say it.
#include "activitypub/perform.h"

#include <array>

#include "activitypub/fetch.h"
#include "activitypub/forwarding.h"
#include "activitypub/group_activities.h"
#include "activitypub/inbox.h"
#include "activitypub/receive.h"
#include "activitypub/values.h"
#include "distribution/received.h"
#include "social/remote_accounts.h"

namespace favilla::activitypub {

namespace {

struct Performer {
    std::string_view type;
    void (*act)(const Performance&);
};

constexpr std::array performers{
    Performer{"Create", perform_create},
    Performer{"Update", perform_update},
    Performer{"Delete", perform_delete},
    Performer{"Announce", perform_announce},
    Performer{"Like", perform_like},
    Performer{"EmojiReact", perform_like},
    Performer{"Follow", perform_follow},
    Performer{"Accept", perform_accept},
    Performer{"Reject", perform_reject},
    Performer{"Undo", perform_undo},
    Performer{"Block", perform_block},
    Performer{"Flag", perform_flag},
    Performer{"Add", perform_add},
    Performer{"Remove", perform_remove},
    Performer{"Lock", perform_lock},
    Performer{"Move", perform_move},
    Performer{"QuoteRequest", perform_quote_request},
    Performer{"ReplyRequest", perform_reply_request},
    Performer{"Join", perform_join},
    Performer{"Leave", perform_leave},
    Performer{"TentativeAccept", perform_tentative_accept},
    Performer{"Ignore", perform_ignore},
    Performer{"Invite", perform_invite},
};

}  // namespace

const boost::json::value* embedded(const boost::json::value& activity)
{
    const auto* object = find_member(activity, "object");
    return object && object->is_object() ? object : nullptr;
}

void perform(Federation& federation, const boost::json::value& activity, std::string_view actor_uri)
{
    auto actor = ensure_actor(federation, actor_uri);
    if (!actor) {
        // Nobody answers just now: the job is tried again. Whoever is gone or refused has nothing more to say.
        if (actor.error().code == ErrorCode::Unavailable)
            throw std::runtime_error("an actor could not be fetched: " + std::string{actor_uri});
        return;
    }
    perform(federation, activity, *actor);
}

void perform(Federation& federation, const boost::json::value& activity, const social::Account& actor)
{
    if (actor.is_local() || actor.suspended_at) return;
    auto type = type_of(activity);
    Performance performance{federation, activity, actor, federation.clock()};
    auto [subject, forwarded] = federation.database.read([&](db::Reader& reader) {
        auto goes = type == "Delete" ? forwards_for(reader, activity, actor.id) : std::nullopt;
        return std::pair{subject_in_own_group(reader, activity), goes};
    });
    for (const auto& performer : performers)
        if (performer.type == type) performer.act(performance);
    pass_on_received(performance, subject);
    forward(performance, forwarded);
}

bool is_ready(db::Reader& reader, const boost::json::value& activity, const social::Account& actor, Time now)
{
    auto type = type_of(activity);
    const auto* object = embedded(activity);
    auto knows_account = [&](std::string_view uri) { return social::find_account_by_uri(reader, uri).has_value(); };
    auto knows_status = [&](std::string_view uri) { return social::find_status_by_uri(reader, uri).has_value(); };
    auto fetched = distribution::fetched_at(reader, actor.id);
    if (!fetched || *fetched < now - actor_stays_fresh) return false;
    if (type == "Announce" || type == "Invite") return knows_status(id_of(activity, "object"));
    if (type == "Move") return false;
    if (type == "Follow") return software_is_known(reader, host_of(actor.uri), now);
    // The question brings a post along, and an answer names an authorization that is looked up where it stands.
    if (type == "QuoteRequest" || type == "ReplyRequest" || find_member(activity, "result")) return false;
    if (type == "Update" && (!object || is_actor_type(type_of(*object)))) return false;
    if (type != "Create" && type != "Update") return true;
    if (!object) return false;
    auto answers = id_of(*object, "inReplyTo");
    if (!answers.empty() && !knows_status(answers)) return false;
    for (const auto* tag : items_of(*object, "tag"))
        if (type_of(*tag) == "Mention" && !knows_account(find_string(*tag, "href").value_or(""))) return false;
    return true;
}

}  // namespace favilla::activitypub
