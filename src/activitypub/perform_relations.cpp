// SPDX-License-Identifier: AGPL-3.0-or-later
// Follow, Accept, Reject, Like, Block, Flag, and Undo of them and of answers to events.
#include "activitypub/group_activities.h"
#include "activitypub/integrity_heads.h"
#include "activitypub/outgoing.h"
#include "activitypub/perform.h"
#include "activitypub/values.h"
#include "base/html.h"
#include "base/text.h"
#include "community/event_invitations.h"
#include "distribution/host_rules.h"
#include "distribution/received.h"
#include "social/posting.h"
#include "social/relations.h"
#include "social/reports.h"
#include "social/status_marks.h"

namespace favilla::activitypub {

namespace {

using distribution::ActKind;

constexpr std::size_t max_reported = 50;

std::optional<social::Account> local_account(db::Reader& reader, std::string_view uri)
{
    auto account = social::find_account_by_uri(reader, uri);
    if (!account || !account->is_local() || !account->is_known() || account->suspended_at) return std::nullopt;
    return account;
}

// Who wanted to follow, of the Follow that is accepted or refused: brought along, or named by the address we gave it.
std::optional<social::Account> asking_account(db::Reader& reader, const Performance& performance)
{
    if (const auto* follow = embedded(performance.activity)) {
        bool about_me = id_of(*follow, "object") == performance.actor.uri;
        if (auto account = local_account(reader, id_of(*follow, "actor")); account && about_me) return account;
    }
    auto act = distribution::find_act(reader, id_of(performance.activity, "object"));
    if (!act || act->kind != ActKind::Follow || act->target != performance.actor.id.value) return std::nullopt;
    return social::find_account(reader, act->actor);
}

struct Undone {
    std::string type, id, object;
};

// What is taken back, whether it is brought along or only named.
Undone undone_of(db::Reader& reader, const Performance& performance)
{
    Undone undone{.type = {}, .id = id_of(performance.activity, "object"), .object = {}};
    if (const auto* inner = embedded(performance.activity)) {
        undone.type = type_of(*inner);
        undone.object = id_of(*inner, "object");
        if (auto actor = id_of(*inner, "actor"); !actor.empty() && actor != performance.actor.uri) undone.type.clear();
        return undone;
    }
    auto act = distribution::find_act(reader, undone.id);
    if (!act || act->actor != performance.actor.id) {
        if (social::find_status_by_uri(reader, undone.id)) undone.type = "Announce";
        return undone;
    }
    bool is_answer = act->kind >= ActKind::Join;
    if (act->kind == ActKind::Like || is_answer) {
        undone.type = is_answer ? "Join" : "Like";
        undone.object = social::uri_of_status(reader, StatusId{act->target});
        return undone;
    }
    undone.type = act->kind == ActKind::Follow ? "Follow" : "Block";
    if (auto target = social::find_account(reader, AccountId{act->target})) undone.object = target->uri;
    return undone;
}

void undo_on_account(db::Transaction& tx, const Performance& performance, const Undone& undone)
{
    auto target = local_account(tx, undone.object);
    if (!target) return;
    auto kind = undone.type == "Follow" ? ActKind::Follow : ActKind::Block;
    distribution::forget_act(tx, kind, performance.actor.id, target->id.value);
    if (kind == ActKind::Follow)
        (void)social::unfollow(tx, performance.actor.id, target->id, performance.now);
    else
        (void)social::unblock(tx, performance.actor.id, target->id, performance.now);
}

void undo_like(db::Transaction& tx, const Performance& performance, const Undone& undone)
{
    auto status = social::find_status_by_uri(tx, undone.object);
    if (!status) return;
    distribution::forget_act(tx, ActKind::Like, performance.actor.id, status->id.value);
    (void)social::unfavourite(tx, performance.actor.id, status->id, performance.now);
}

void undo_announce(db::Transaction& tx, const Performance& performance, const Undone& undone)
{
    auto boost = social::find_status_by_uri(tx, undone.id);
    if (boost && boost->boost_of && boost->author == performance.actor.id) social::remove_status(tx, *boost, performance.now);
}

}  // namespace

void perform_follow(const Performance& performance)
{
    if (perform_server_follow(performance)) return;
    auto followed = performance.database().read(
        [&](db::Reader& reader) { return local_account(reader, id_of(performance.activity, "object")); });
    if (followed) learn_software(performance.federation, host_of(performance.actor.uri));  // what it is sent, and in which form
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto target = local_account(tx, id_of(performance.activity, "object"));
        if (!target) return {};
        distribution::remember_act(tx, id_of(performance.activity), ActKind::Follow, performance.actor.id, target->id.value);
        auto followed = social::follow(tx, performance.actor.id, target->id, {}, performance.now);
        // Asked again, it is answered again: the first answer may never have arrived.
        if (!followed)
            send_reject(tx, target->id, performance.actor.id, performance.now);
        else if (social::is_following(tx, performance.actor.id, target->id))
            send_accept(tx, target->id, performance.actor.id, performance.now);
        return {};
    }));
}

void perform_accept(const Performance& performance)
{
    if (perform_quote_answer(performance) || perform_about_event(performance, true)) return;
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto follower = asking_account(tx, performance);
        if (!follower) return {};
        return social::accept_follow(tx, performance.actor.id, follower->id, performance.now);
    }));
}

void perform_reject(const Performance& performance)
{
    if (perform_quote_answer(performance) || perform_about_event(performance, false) || perform_about_answer(performance)) return;
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto follower = asking_account(tx, performance);
        if (!follower) return {};
        // Asked once more, it is asked anew: by its old address it would be taken for one that was heard already.
        distribution::forget_act(tx, ActKind::Follow, follower->id, performance.actor.id.value);
        if (social::reject_follow(tx, performance.actor.id, follower->id, performance.now)) return {};
        return social::remove_follower(tx, performance.actor.id, follower->id, performance.now);
    }));
}

void perform_like(const Performance& performance)
{
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto status = social::find_status_by_uri(tx, id_of(performance.activity, "object"));
        if (!status) return {};
        distribution::remember_act(tx, id_of(performance.activity), ActKind::Like, performance.actor.id, status->id.value);
        CHECKED(social::favourite(tx, performance.actor.id, status->id, performance.now));
        return {};
    }));
}

void perform_block(const Performance& performance)
{
    if (perform_ban(performance, true)) return;
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto target = local_account(tx, id_of(performance.activity, "object"));
        if (!target) return {};
        distribution::remember_act(tx, id_of(performance.activity), ActKind::Block, performance.actor.id, target->id.value);
        return social::block(tx, performance.actor.id, target->id, performance.now);
    }));
}

void perform_undo(const Performance& performance)
{
    if (const auto* inner = embedded(performance.activity)) {
        auto type = type_of(*inner);
        Performance undone{performance.federation, *inner, performance.actor, performance.now};
        if (type == "Lock") return set_locked(performance, id_of(*inner, "object"), false);
        if (type == "Block" && perform_ban(undone, false)) return;
    }
    undo_server_follow(performance);
    performance.database().write([&](db::Transaction& tx) {
        auto undone = undone_of(tx, performance);
        if (!undone.id.empty() && !same_origin(undone.id, performance.actor.uri)) return;
        // Taken back before it came: when it comes, it was seen.
        if (!undone.id.empty()) distribution::see(tx, undone.id, performance.now);
        if (undone.type == "Follow" || undone.type == "Block") undo_on_account(tx, performance, undone);
        if (undone.type == "Like" || undone.type == "EmojiReact") undo_like(tx, performance, undone);
        if (undone.type == "Announce") undo_announce(tx, performance, undone);
        if (undone.type == "Invite") community::withdraw_invitation(tx, undone.id, performance.actor.id);
        for (auto answer : {"Join", "Accept", "TentativeAccept", "Reject"})
            if (undone.type == answer) undo_event_answer(tx, performance, undone.object);
    });
}

void perform_flag(const Performance& performance)
{
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto rule = distribution::rule_for_host(tx, performance.actor.host);
        if (rule && rule->reject_reports) return {};
        std::optional<social::Account> target;
        std::vector<social::Status> named;
        for (const auto& uri : ids_of(performance.activity, "object")) {
            if (named.size() == max_reported) break;
            if (auto account = local_account(tx, uri)) target = account;
            if (auto status = social::find_status_by_uri(tx, uri); status && status->domain) named.push_back(*status);
        }
        if (!target && !named.empty()) target = social::find_account(tx, named.front().author);
        if (!target) return {};
        social::ReportDraft draft{.target = target->id, .category = {}, .comment = {}, .statuses = {}, .rules = {}};
        draft.comment = truncated(html_to_text(text_of(performance.activity, "content")), social::max_report_comment_length);
        for (const auto& status : named)
            if (status.author == target->id && status.visibility <= social::Visibility::Unlisted)
                draft.statuses.push_back(status.id);
        CHECKED(social::file_report(tx, performance.actor.id, *target->domain, draft, performance.now));
        return {};
    }));
}

}  // namespace favilla::activitypub
