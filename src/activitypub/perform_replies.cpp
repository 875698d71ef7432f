// SPDX-License-Identifier: AGPL-3.0-or-later
// ReplyRequest (GoToSocial's interaction policies, in the form of FEP-044f): somebody elsewhere asks whether they may answer a post of ours. The choice of
// its author says so at once (social/reply_policy.h); an answer that is let in has an authorization that everybody can look up.
#include "activitypub/fetch.h"
#include "activitypub/group_activities.h"
#include "activitypub/outgoing.h"
#include "activitypub/perform.h"
#include "activitypub/quotes.h"
#include "activitypub/receive.h"
#include "activitypub/values.h"
#include "community/groups.h"
#include "social/conversation_states.h"
#include "social/listeners.h"
#include "social/refused_answers.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

// Empty: it was not let in.
std::string let_in(const Performance& performance, const social::Status& parent, const social::Account& author)
{
    auto note = instrument_of(performance);
    if (!note || note->answers != parent.uri) return {};
    auto answer = receive_note(performance.federation, *std::move(note), performance.actor, max_ancestors_fetched);
    return answer && answer->in_reply_to == parent.id ? reply_authorization_uri(author.uri, answer->id) : std::string{};
}

}  // namespace

void perform_reply_request(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    auto [parent, author, is_allowed] = performance.database().read([&](db::Reader& reader) {
        auto status = social::find_status_by_uri(reader, object);
        auto by = status ? social::find_account(reader, status->author) : std::nullopt;
        // Of what they may not see they are told nothing.
        if (status && !social::may_see(reader, *status, performance.actor.id)) status.reset();
        return std::tuple{status, by, status && social::check_answer(reader, *status, performance.actor.id).has_value()};
    });
    if (!parent || parent->boost_of || !author || !author->is_local()) return;
    const auto* brought = find_member(performance.activity, "instrument");
    answer_quote(performance.federation, *author, performance.actor,
                 {.request = id_of(performance.activity),
                  .quoted = parent->uri,
                  .instrument = brought ? id_of(*brought) : std::string{},
                  .result = is_allowed ? let_in(performance, *parent, *author) : std::string{},
                  .type = "ReplyRequest"});
}

namespace {

// In whose name it is said: of the post's author, else of whoever opened the conversation, else of the group it stands in.
std::optional<social::Account> who_refuses(db::Reader& reader, const social::Status& parent)
{
    auto author = social::find_account(reader, parent.author);
    if (author && author->is_local()) return author;
    auto opener = parent.conversation ? social::opener_here(reader, *parent.conversation) : std::nullopt;
    if (opener) return social::find_account(reader, *opener);
    auto place = community::place_in_group(reader, parent.id);
    auto group = place ? social::find_account(reader, place->group) : std::nullopt;
    return group && group->is_local() ? group : std::nullopt;
}

// Of which post of theirs it is looked up whether it takes answers; empty when it is not theirs to say. With a group, its topic.
std::string answered_by(db::Reader& reader, const social::Status& answer, AccountId refuser)
{
    auto said_by = [&](StatusId id) { return social::author_of(reader, id) == refuser; };
    auto opened = answer.conversation ? social::root_of(reader, *answer.conversation) : std::nullopt;
    auto place = opened ? community::place_in_group(reader, *opened) : std::nullopt;
    if (opened && (said_by(*opened) || (place && place->group == refuser))) return social::uri_of_status(reader, *opened);
    return said_by(*answer.in_reply_to) ? social::uri_of_status(reader, *answer.in_reply_to) : std::string{};
}

}  // namespace

void refuse_answer(const Performance& performance, std::string_view answer, std::string_view parent, const Error& error)
{
    bool is_choice = error.key == "conversation.closed" || error.key.starts_with("status.answers_");
    if (error.code != ErrorCode::Forbidden || !is_choice) return;
    auto by = performance.database().read([&](db::Reader& reader) -> std::optional<social::Account> {
        auto status = social::find_status_by_uri(reader, parent);
        return status ? who_refuses(reader, *status) : std::nullopt;
    });
    if (by) tell_not_let_in(performance.federation, *by, performance.actor, answer);
}

bool perform_about_answer(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    auto [answer, theirs] = performance.database().read([&](db::Reader& reader) {
        auto status = social::find_status_by_uri(reader, object);
        bool is_answer_of_ours = status && status->domain && status->in_reply_to;
        return std::pair{status, is_answer_of_ours ? answered_by(reader, *status, performance.actor.id) : std::string{}};
    });
    if (theirs.empty()) return answer.has_value();
    performance.database().write(
        [&](db::Transaction& tx) { social::tell_of_refusal(tx, *answer, performance.actor.id, performance.now); });
    refresh_known(performance, theirs);
    return true;
}

}  // namespace favilla::activitypub
