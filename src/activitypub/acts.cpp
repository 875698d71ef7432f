// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/acts.h"

#include <array>

#include "activitypub/proofs.h"
#include "activitypub/vocabulary.h"
#include "distribution/deliveries.h"

namespace favilla::activitypub {

using distribution::ActKind;

namespace {

struct Form {
    std::string_view type, folder;
};

// In the order of ActKind. Accept, TentativeAccept and Reject of an Event are how Friendica answers one.
constexpr std::array<Form, 7> forms{Form{"Follow", "#follows/"}, {"Like", "#likes/"},     {"Block", "#blocks/"},
                                    {"Join", "#joins/"},         {"Accept", "#answers/"}, {"TentativeAccept", "#answers/"},
                                    {"Reject", "#answers/"}};

const Form& form_of(ActKind kind) { return forms[static_cast<std::size_t>(kind)]; }

}  // namespace

std::optional<Pair> pair_of(db::Reader& reader, AccountId ours, AccountId theirs)
{
    // Most of what happens here is what others did, of whom nobody has to be told: then the second is not looked for.
    auto mine = social::find_account(reader, ours);
    if (!mine || !mine->is_local()) return std::nullopt;
    auto other = social::find_account(reader, theirs);
    if (!other || other->is_local()) return std::nullopt;
    return Pair{*std::move(mine), *std::move(other)};
}

std::string new_uri(db::Transaction& tx, const Pair& pair, ActKind kind, Time now)
{
    return pair.ours.uri + std::string{form_of(kind).folder} + std::to_string(tx.new_id<StatusId>(now).value);
}

SmallActivity activity_of(const Pair& pair, const Act& act, std::string id)
{
    return {.id = std::move(id),
            .type = std::string{form_of(act.kind).type},
            .actor = pair.ours.uri,
            .object = act.object,
            .to = pair.theirs.uri};
}

void send_to(db::Transaction& tx, const Pair& pair, std::string uri, std::string body, Time now)
{
    auto destinations = distribution::destinations_of(tx, {&pair.theirs.id, 1});
    if (pair.keys) body = with_proof(body, ed25519_key_of(pair.ours.uri), pair.keys->ed25519, now);
    distribution::send(tx, {.uri = std::move(uri), .sender = pair.ours.uri, .status = {}, .body = std::move(body)}, destinations,
                       now);
}

void tell_act(db::Transaction& tx, const Pair& pair, const Act& act, Time now)
{
    auto uri = distribution::uri_of_act(tx, act.kind, pair.ours.id, act.target);
    if (!uri) {
        uri = new_uri(tx, pair, act.kind, now);
        distribution::remember_act(tx, *uri, act.kind, pair.ours.id, act.target);
    }
    send_to(tx, pair, *uri, small_activity(activity_of(pair, act, *uri)), now);
}

void tell_undone(db::Transaction& tx, const Pair& pair, const Act& act, Time now)
{
    auto uri = distribution::uri_of_act(tx, act.kind, pair.ours.id, act.target);
    if (!uri) return;
    distribution::forget_act(tx, act.kind, pair.ours.id, act.target);
    auto done = activity_of(pair, act, *uri);
    if (act.kind == ActKind::Join) {
        done.id += "/leave";
        done.type = "Leave";
        return send_to(tx, pair, done.id, small_activity(done), now);
    }
    send_to(tx, pair, *uri + "/undo", about_activity(*uri + "/undo", "Undo", pair.ours.uri, done), now);
}

}  // namespace favilla::activitypub
