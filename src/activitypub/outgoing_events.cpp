// SPDX-License-Identifier: AGPL-3.0-or-later
// What our people answer to events of other servers, and what guests from other servers hear of ours.
#include "activitypub/acts.h"
#include "activitypub/document.h"
#include "activitypub/note_json.h"
#include "activitypub/outgoing.h"
#include "community/event_answers.h"
#include "community/event_invitations.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

using community::Answering;
using community::AnswerState;
using distribution::ActKind;

// By which act the answer that stands is told to the event's server; none: it is told nothing.
std::optional<ActKind> act_of(const community::Event& event, const std::optional<community::EventAnswer>& answer)
{
    if (!answer || answer->state == AnswerState::Refused || event.answering == Answering::Elsewhere) return std::nullopt;
    switch (answer->answer) {
    case community::Answer::Yes: return event.answering == Answering::Join ? ActKind::Join : ActKind::Yes;
    case community::Answer::Maybe: return ActKind::Maybe;
    case community::Answer::No: break;
    }
    return ActKind::No;
}

// By what one does with an Invite. Taken back, it is not accepted any more.
void answer_invitation(db::Transaction& tx, const Pair& pair, const community::EventInvitation& invitation,
                       std::string_view event, const std::optional<community::EventAnswer>& answer, Time now)
{
    auto said = answer ? answer->answer : community::Answer::No;
    auto type = said == community::Answer::Yes ? "Accept" : said == community::Answer::Maybe ? "TentativeAccept" : "Reject";
    auto id = pair.ours.uri + "#answers/" + to_string(invitation.event) + "/" + std::to_string(now.milliseconds);
    SmallActivity invite{
        .id = invitation.uri, .type = "Invite", .actor = pair.theirs.uri, .object = std::string{event}, .to = pair.ours.uri};
    send_to(tx, pair, id, about_activity(id, type, pair.ours.uri, invite), now);
}

}  // namespace

void tell_answer(Federation& federation, const community::EventAnswered& answered)
{
    auto event = federation.database.read([&](db::Reader& reader) { return community::find_in_care(reader, answered.event); });
    if (!event || event->domain) return;
    in_one_write(federation, answered.account, event->host, [&](db::Transaction& tx, const Pair& pair, Time now) {
        auto object = social::uri_of_status(tx, event->status);
        auto answer = community::answer_of(tx, event->id, answered.account);
        auto invitation = community::invitation_to(tx, event->id, answered.account);
        bool is_asked = invitation && !invitation->uri.empty();
        auto wanted = is_asked ? std::nullopt : act_of(*event, answer);
        if (is_asked) answer_invitation(tx, pair, *invitation, object, answer, now);
        for (auto kind : distribution::event_answer_acts)
            if (kind != wanted) tell_undone(tx, pair, {kind, event->status.value, object}, now);
        if (wanted) tell_act(tx, pair, {*wanted, event->status.value, object}, now);
    });
}

void send_join_answer(db::Transaction& tx, const community::Event& event, AccountId guest, std::string_view type, Time now)
{
    auto pair = pair_of(tx, event.host, guest);
    auto asked = pair ? distribution::uri_of_act(tx, ActKind::Join, guest, event.status.value) : std::nullopt;
    if (!asked) return;
    auto id = pair->ours.uri + (type == "Accept" ? "#accepts/" : "#rejects/") + to_string(event.id) + "/" + to_string(guest) + "/"
            + std::to_string(now.milliseconds);
    SmallActivity join{
        .id = *asked, .type = "Join", .actor = pair->theirs.uri, .object = social::uri_of_status(tx, event.status), .to = {}};
    send_to(tx, *pair, id, about_activity(id, type, pair->ours.uri, join), now);
}

void tell_invited(Federation& federation, const community::EventInvited& invited)
{
    auto event = federation.database.read([&](db::Reader& reader) { return community::find_in_care(reader, invited.event); });
    if (!event || !event->domain) return;
    in_one_write(federation, event->host, invited.guest, [&](db::Transaction& tx, const Pair& pair, Time now) {
        auto invitation = community::invitation_to(tx, event->id, invited.guest);
        if (!invitation || !invitation->uri.empty()) return;
        auto id = pair.ours.uri + "#invites/" + to_string(event->id) + "/" + to_string(invited.guest);
        community::name_invitation(tx, event->id, invited.guest, id);
        auto body = write_document([&](JsonWriter& json) {
            json.field("id", id);
            json.field("type", "Invite");
            json.field("actor", pair.ours.uri);
            json.key("to").array([&] { json.value(pair.theirs.uri); });
            json.field("object", social::uri_of_status(tx, event->status));
            json.field("target", pair.theirs.uri);
        });
        send_to(tx, pair, id, std::move(body), now);
    });
}

void tell_place(Federation& federation, const community::EventPlaceGiven& given)
{
    auto event = federation.database.read([&](db::Reader& reader) { return community::find_in_care(reader, given.event); });
    if (!event) return;
    in_one_write(federation, event->host, given.account, [&](db::Transaction& tx, const Pair&, Time now) {
        // It may have been given back since.
        auto answer = community::answer_of(tx, event->id, given.account);
        if (answer && answer->answer == community::Answer::Yes && answer->state == AnswerState::Given)
            send_join_answer(tx, *event, given.account, "Accept", now);
    });
}

void tell_forgotten(Federation& federation, const community::EventForgotten& event)
{
    in_one_write(federation, event.host, event.guest, [&](db::Transaction& tx, const Pair& pair, Time now) {
        auto uri = social::uri_of_status(tx, event.status);
        send_to(tx, pair, uri + "#delete/" + to_string(event.guest), delete_activity(pair.ours.uri, uri, now), now);
    });
}

}  // namespace favilla::activitypub
