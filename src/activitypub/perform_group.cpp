// SPDX-License-Identifier: AGPL-3.0-or-later
// What those in charge of a group of ours do in it from another server (FEP-1b12, and as Lemmy says it): Delete of another's post,
// Add and Remove to the pinned and to the moderators, Lock, and Block with the group as its target. Whoever is not in charge is
// refused, and the attempt is written down.
#include "activitypub/backfill.h"
#include "activitypub/group_activities.h"
#include "activitypub/values.h"
#include "activitypub/vocabulary.h"
#include "community/group_acts.h"
#include "community/groups.h"
#include "distribution/actors.h"

namespace favilla::activitypub {

namespace {

using community::GroupActKind;

std::optional<AccountId> own_group(db::Reader& reader, std::string_view uri)
{
    auto account = social::find_account_by_uri(reader, uri);
    return account && community::find_group(reader, account->id) ? std::optional{account->id} : std::nullopt;
}

bool act(const Performance& performance, AccountId group, GroupActKind kind, std::int64_t object)
{
    return community::act_in_group(performance.database(),
                                   {.group = group, .by = performance.actor.id, .kind = kind, .object = object}, performance.now)
        .has_value();
}

// A group's collection by its address: which group, and whether it is the pinned topics or the moderators.
struct Collection {
    AccountId group;
    bool is_pinned = false;
};

std::optional<Collection> collection_at(db::Reader& reader, std::string_view address)
{
    for (bool is_pinned : {true, false}) {
        auto end = is_pinned ? featured_of("") : moderators_of("");
        if (!address.ends_with(end)) continue;
        auto group = own_group(reader, address.substr(0, address.size() - end.size()));
        if (group) return Collection{*group, is_pinned};
    }
    return std::nullopt;
}

// Their own pins: the collection itself says what is in it.
void look_at_own_pins(const Performance& performance)
{
    auto places =
        performance.database().read([&](db::Reader& reader) { return distribution::find_places(reader, performance.actor.id); });
    if (places && !places->featured.empty() && places->featured == id_of(performance.activity, "target"))
        ask_for_featured(performance.federation, performance.actor.id);
}

void change_collection(const Performance& performance, bool adds)
{
    auto object = id_of(performance.activity, "object");
    auto [collection, status, account] = performance.database().read([&](db::Reader& reader) {
        return std::tuple{collection_at(reader, id_of(performance.activity, "target")),
                          social::find_status_by_uri(reader, object), social::find_account_by_uri(reader, object)};
    });
    if (!collection) return look_at_own_pins(performance);
    if (collection->is_pinned && status)
        act(performance, collection->group, adds ? GroupActKind::Pin : GroupActKind::Unpin, status->id.value);
    if (!collection->is_pinned && account)
        act(performance, collection->group, adds ? GroupActKind::MakeModerator : GroupActKind::MakeMember, account->id.value);
}

}  // namespace

void perform_add(const Performance& performance) { change_collection(performance, true); }
void perform_remove(const Performance& performance) { change_collection(performance, false); }

void perform_lock(const Performance& performance) { set_locked(performance, id_of(performance.activity, "object"), true); }

void set_locked(const Performance& performance, std::string_view object, bool locked)
{
    auto [status, place] = performance.database().read([&](db::Reader& reader) {
        auto found = social::find_status_by_uri(reader, object);
        return std::pair{found, found ? community::place_in_group(reader, found->id) : std::nullopt};
    });
    if (place) act(performance, place->group, locked ? GroupActKind::Lock : GroupActKind::Unlock, status->id.value);
}

bool perform_removal(const Performance& performance, const social::Status& status)
{
    auto place = performance.database().read([&](db::Reader& reader) { return community::place_in_group(reader, status.id); });
    if (!place) return false;
    if (act(performance, place->group, GroupActKind::Remove, status.id.value)) pass_on_removal(performance, place->group);
    return true;
}

bool perform_ban(const Performance& performance, bool bans)
{
    auto [group, whom] = performance.database().read([&](db::Reader& reader) {
        return std::pair{own_group(reader, id_of(performance.activity, "target")),
                         social::find_account_by_uri(reader, id_of(performance.activity, "object"))};
    });
    if (!group) return false;
    if (whom) act(performance, *group, bans ? GroupActKind::Ban : GroupActKind::Unban, whom->id.value);
    return true;
}

}  // namespace favilla::activitypub
