// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers to events: Join and Leave (Mobilizon, FEP-8a8e), Accept, TentativeAccept and Reject of the event itself (Friendica), and what
// another server says to a Join of ours: Accept, Reject, or Ignore where it takes none (FEP-8a8e).
#include "activitypub/fetch.h"
#include "activitypub/outgoing.h"
#include "activitypub/perform.h"
#include "activitypub/values.h"
#include "community/event_answers.h"
#include "community/event_invitations.h"
#include "distribution/received.h"
#include "social/relations.h"

namespace favilla::activitypub {

namespace {

using community::Answer;
using community::AnswerState;
using distribution::ActKind;

std::optional<community::Event> event_at(db::Reader& reader, std::string_view uri)
{
    auto status = social::find_status_by_uri(reader, uri);
    return status ? community::event_of(reader, status->id) : std::nullopt;
}

std::optional<community::Event> own_event_at(db::Reader& reader, std::string_view uri)
{
    auto event = event_at(reader, uri);
    return event && event->domain ? event : std::nullopt;
}

ActKind kind_of(Answer answer)
{
    switch (answer) {
    case Answer::Yes: return ActKind::Yes;
    case Answer::Maybe: return ActKind::Maybe;
    case Answer::No: break;
    }
    return ActKind::No;
}

void forget_answers(db::Transaction& tx, const Performance& performance, const community::Event& event)
{
    for (auto kind : distribution::event_answer_acts)
        distribution::forget_act(tx, kind, performance.actor.id, event.status.value);
}

// One answer has one address; the ones before are forgotten.
void remember(db::Transaction& tx, const Performance& performance, ActKind kind, const community::Event& event)
{
    forget_answers(tx, performance, event);
    distribution::remember_act(tx, id_of(performance.activity), kind, performance.actor.id, event.status.value);
}

// The same function that answers for those who are here, so that places and the line are the same.
Result<community::EventAnswer> answer(db::Transaction& tx, const Performance& performance, const community::Event& event,
                                      Answer answer)
{
    if (social::blocks_host(tx, event.host, performance.actor.host)) return refuse(ErrorCode::NotFound, "event.missing");
    return community::answer_event(tx, event.id, performance.actor.id, {.answer = answer, .remind = {}}, performance.now);
}

// An Invite of ours, answered by whom it was for.
std::optional<community::Event> invited_by(db::Reader& reader, const Performance& performance)
{
    auto invitation = community::find_invitation(reader, id_of(performance.activity, "object"));
    if (!invitation || invitation->whom != performance.actor.id) return std::nullopt;
    auto event = community::find_in_care(reader, invitation->event);
    return event && event->domain ? event : std::nullopt;
}

void answer_as_friendica(const Performance& performance, Answer said)
{
    performance.database().write([&](db::Transaction& tx) {
        if (auto event = invited_by(tx, performance)) return void(answer(tx, performance, *event, said));
        auto event = own_event_at(tx, id_of(performance.activity, "object"));
        if (event && answer(tx, performance, *event, said)) remember(tx, performance, kind_of(said), *event);
    });
}

struct Asked {
    community::Event event;
    AccountId guest;
};

// A Join of ours that this actor may answer for: brought along, or named by the address we gave it. Who holds the event answers, or somebody
// of its server: of a group there, a moderator does.
std::optional<Asked> asked_of(db::Reader& reader, const Performance& performance)
{
    auto uri = id_of(performance.activity, "object");
    auto act = distribution::find_act(reader, uri);
    if (!act || act->kind != ActKind::Join) return std::nullopt;
    auto event = community::event_of(reader, StatusId{act->target});
    auto guest = social::find_account(reader, act->actor);
    if (!event || event->domain || !guest || !guest->is_local()) return std::nullopt;
    bool speaks =
        event->host == performance.actor.id || same_origin(social::uri_of_status(reader, event->status), performance.actor.uri);
    return speaks ? std::optional{Asked{*std::move(event), act->actor}} : std::nullopt;
}

}  // namespace

void perform_join(const Performance& performance)
{
    performance.database().write([&](db::Transaction& tx) {
        auto event = own_event_at(tx, id_of(performance.activity, "object"));
        if (!event) return;
        auto said = answer(tx, performance, *event, Answer::Yes);
        // Who may not see the event is not told that there is one.
        if (!said && said.error().code != ErrorCode::Conflict) return;
        remember(tx, performance, ActKind::Join, *event);
        if (said && said->waits()) return;  // until there is a place
        send_join_answer(tx, *event, performance.actor.id, said ? "Accept" : "Reject", performance.now);
        if (!said && !community::answer_of(tx, event->id, performance.actor.id))
            distribution::forget_act(tx, ActKind::Join, performance.actor.id, event->status.value);
    });
}

void perform_leave(const Performance& performance)
{
    performance.database().write(
        [&](db::Transaction& tx) { undo_event_answer(tx, performance, id_of(performance.activity, "object")); });
}

void perform_tentative_accept(const Performance& performance) { answer_as_friendica(performance, Answer::Maybe); }

void perform_ignore(const Performance& performance)
{
    performance.database().write([&](db::Transaction& tx) {
        auto asked = asked_of(tx, performance);
        if (!asked) return;
        distribution::forget_act(tx, ActKind::Join, asked->guest, asked->event.status.value);
        community::keep_answers_here(tx, asked->event.id);
    });
}

void perform_invite(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    auto status = ensure_status(performance.federation, object);
    if (!status) {
        if (status.error().code == ErrorCode::Unavailable) throw std::runtime_error("an event could not be fetched: " + object);
        return;
    }
    performance.database().write([&](db::Transaction& tx) {
        auto event = community::event_of(tx, status->id);
        // Others may tell of it, and only whoever holds it asks.
        if (!event || event->host != performance.actor.id) return;
        auto asked = ids_of(performance.activity, "target");
        std::ranges::copy(ids_of(performance.activity, "to"), std::back_inserter(asked));
        if (asked.size() > community::most_invited_at_once) asked.resize(community::most_invited_at_once);
        for (const auto& uri : asked)
            if (auto whom = social::find_account_by_uri(tx, uri); whom && whom->is_local())
                return community::receive_invitation(tx, *event, whom->id, id_of(performance.activity), performance.now);
    });
}

bool perform_about_event(const Performance& performance, bool accepts)
{
    bool is_own = performance.database().read([&](db::Reader& reader) {
        return own_event_at(reader, id_of(performance.activity, "object")) || invited_by(reader, performance);
    });
    if (is_own) {
        answer_as_friendica(performance, accepts ? Answer::Yes : Answer::No);
        return true;
    }
    auto asked = performance.database().read([&](db::Reader& reader) { return asked_of(reader, performance); });
    if (!asked) return false;
    performance.database().write([&](db::Transaction& tx) {
        if (!accepts) distribution::forget_act(tx, ActKind::Join, asked->guest, asked->event.status.value);
        community::settle_answer(tx, asked->event, asked->guest, accepts ? AnswerState::Given : AnswerState::Refused,
                                 performance.now);
    });
    return true;
}

void undo_event_answer(db::Transaction& tx, const Performance& performance, std::string_view object)
{
    auto event = own_event_at(tx, object);
    if (!event) return;
    forget_answers(tx, performance, *event);
    (void)community::withdraw_answer(tx, event->id, performance.actor.id, performance.now);
}

}  // namespace favilla::activitypub
