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

// What is known of an activity before it is done.
struct Beforehand {
    std::optional<social::Account> actor;  // none: has to be asked for
    std::optional<StatusId> subject;       // of a group of ours, see pass_on_received
    std::optional<AccountId> forwarded;    // for whose followers, see forward
};

void look_at_object(db::Reader& reader, const boost::json::value& activity, Beforehand& known)
{
    known.subject = subject_in_own_group(reader, activity);
    if (type_of(activity) == "Delete") known.forwarded = forwards_for(reader, activity, known.actor->id);
}

Beforehand look(db::Reader& reader, const boost::json::value& activity, std::string_view actor, Time now)
{
    Beforehand known{.actor = find_fresh_actor(reader, actor, now), .subject = {}, .forwarded = {}};
    if (known.actor) look_at_object(reader, activity, known);
    return known;
}

// False: the actor is gone or refused, and has nothing more to say.
bool ask_for_actor(Federation& federation, const boost::json::value& activity, std::string_view uri, Beforehand& known)
{
    auto actor = ensure_actor(federation, uri);
    // Nobody answers just now: the job is tried again.
    if (!actor && actor.error().code == ErrorCode::Unavailable)
        throw std::runtime_error("an actor could not be fetched: " + std::string{uri});
    if (!actor) return false;
    known.actor = *std::move(actor);
    federation.database.read([&](db::Reader& reader) { look_at_object(reader, activity, known); });
    return true;
}

void perform_known(Federation& federation, const boost::json::value& activity, std::string_view actor, Beforehand known)
{
    if (!known.actor && !ask_for_actor(federation, activity, actor, known)) return;
    if (known.actor->is_local() || known.actor->suspended_at) return;
    Performance performance{federation, activity, *known.actor, federation.clock()};
    auto type = type_of(activity);
    for (const auto& performer : performers)
        if (performer.type == type) performer.act(performance);
    pass_on_received(performance, known.subject);
    forward(performance, known.forwarded);
}

}  // namespace

const boost::json::value* embedded(const boost::json::value& activity)
{
    const auto* object = find_member(activity, "object");
    return object && object->is_object() ? object : nullptr;
}

void perform(Federation& federation, const boost::json::value& activity, std::string_view actor)
{
    auto known = federation.database.read([&](db::Reader& reader) { return look(reader, activity, actor, federation.clock()); });
    perform_known(federation, activity, actor, std::move(known));
}

bool perform_once(Federation& federation, const boost::json::value& activity, std::string_view id, std::string_view actor)
{
    auto known = federation.database.read([&](db::Reader& reader) -> std::optional<Beforehand> {
        if (distribution::was_seen(reader, id)) return std::nullopt;
        return look(reader, activity, actor, federation.clock());
    });
    if (known) perform_known(federation, activity, actor, *std::move(known));
    return known.has_value();
}

bool is_ready(Federation& federation, const boost::json::value& activity, std::string_view actor)
{
    auto type = type_of(activity);
    const auto* object = embedded(activity);
    return federation.database.read([&](db::Reader& reader) {
        auto knows_account = [&](std::string_view uri) { return social::find_account_by_uri(reader, uri).has_value(); };
        auto knows_status = [&](std::string_view uri) { return social::find_status_by_uri(reader, uri).has_value(); };
        auto account = social::find_account_by_uri(reader, actor);
        auto fetched = account ? distribution::fetched_at(reader, account->id) : std::nullopt;
        if (!fetched || *fetched < federation.clock() - actor_stays_fresh) return false;
        if (type == "Announce" || type == "Invite") return knows_status(id_of(activity, "object"));
        if (type == "Move") return false;
        if (type == "Follow") return software_is_known(reader, host_of(actor), federation.clock());
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
    });
}

}  // namespace favilla::activitypub
