// SPDX-License-Identifier: AGPL-3.0-or-later
// Quotes told to other servers: the question, the answer, what changed, and the end of an authorization (FEP-044f).
#include "activitypub/document.h"
#include "activitypub/outgoing.h"
#include "activitypub/parcels.h"
#include "activitypub/quotes.h"
#include "distribution/deliveries.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

void send(Federation& federation, distribution::ParcelDraft parcel, const std::vector<distribution::Destination>& destinations)
{
    if (destinations.empty()) return;
    parcel.body = proven(federation, parcel.sender, parcel.body);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { distribution::send(tx, parcel, destinations, now); });
}

}  // namespace

void ask_to_quote(Federation& federation, StatusId id)
{
    distribution::ParcelDraft parcel;
    auto destinations = federation.database.read([&](db::Reader& reader) -> std::vector<distribution::Destination> {
        auto quote = social::find_quote(reader, id);
        if (!quote || quote->state != social::QuoteState::Pending || quote->request.empty() || !quote->quoted_author) return {};
        auto outgoing = load_outgoing(reader, id, federation.locale);
        auto author = social::find_account(reader, *quote->quoted_author);
        if (!outgoing || outgoing->quotes.empty() || !author || author->is_local()) return {};
        parcel = {.uri = quote->request,
                  .sender = outgoing->author.uri,
                  .status = {},
                  .body = quote_request(*outgoing, quote->request, author->uri)};
        return distribution::destinations_of(reader, {&author->id, 1});
    });
    send(federation, std::move(parcel), destinations);
}

void answer_quote(Federation& federation, const social::Account& quoted_author, const social::Account& asking,
                  const QuoteAnswer& answer)
{
    bool agrees = !answer.result.empty();
    std::string about = answer.type == "QuoteRequest" ? "quotes/" : "replies/";
    auto id = quoted_author.uri + (agrees ? "#accepts/" : "#rejects/") + about + to_string(asking.id) + "/"
            + std::to_string(federation.clock().milliseconds);
    auto body = write_document([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", agrees ? "Accept" : "Reject");
        json.field("actor", quoted_author.uri);
        json.key("to").array([&] { json.value(asking.uri); });
        json.key("object").object([&] {
            json.field("id", answer.request);
            json.field("type", answer.type);
            json.field("actor", asking.uri);
            json.field("object", answer.quoted);
            json.field("instrument", answer.instrument);
        });
        if (agrees) json.field("result", answer.result);
    });
    auto destinations =
        federation.database.read([&](db::Reader& reader) { return distribution::destinations_of(reader, {&asking.id, 1}); });
    send(federation, {.uri = id, .sender = quoted_author.uri, .status = {}, .body = std::move(body)}, destinations);
}

void tell_not_let_in(Federation& federation, const social::Account& by, const social::Account& author, std::string_view answer)
{
    auto id = by.uri + "#rejects/answers/" + to_string(author.id) + "/" + std::to_string(federation.clock().milliseconds);
    auto body = write_document([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", "Reject");
        json.field("actor", by.uri);
        json.key("to").array([&] { json.value(author.uri); });
        json.field("object", answer);
    });
    auto destinations =
        federation.database.read([&](db::Reader& reader) { return distribution::destinations_of(reader, {&author.id, 1}); });
    send(federation, {.uri = id, .sender = by.uri, .status = {}, .body = std::move(body)}, destinations);
}

void tell_revoked(Federation& federation, const social::QuoteRevoked& event)
{
    if (event.approval.empty()) return;
    std::string sender;
    auto destinations = federation.database.read([&](db::Reader& reader) -> std::vector<distribution::Destination> {
        auto author = social::find_account(reader, event.author);
        if (!author || !author->is_local()) return {};
        sender = author->uri;
        std::vector<AccountId> quoting;
        if (auto status = social::author_and_uri(reader, event.status)) quoting.push_back(status->author);
        // Whoever may have seen the quote with its authorization: the readers of both.
        auto readers = distribution::joined(distribution::destinations_of_followers(reader, event.author),
                                            distribution::destinations_of(reader, quoting));
        readers = distribution::joined(std::move(readers), distribution::destinations_of_sent(reader, event.status));
        return distribution::joined(std::move(readers), distribution::destinations_of_sent(reader, event.quoted));
    });
    auto id = event.approval + "#delete";
    auto body = write_document([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", "Delete");
        json.field("actor", sender);
        json.key("to").array([&] { json.value(public_collection); });
        json.field("object", event.approval);
    });
    send(federation, {.uri = id, .sender = sender, .status = {}, .body = std::move(body)}, destinations);
}

}  // namespace favilla::activitypub
