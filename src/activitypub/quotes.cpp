// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/quotes.h"

#include "activitypub/document.h"
#include "activitypub/fetch.h"
#include "activitypub/inbox.h"
#include "activitypub/values.h"
#include "distribution/received.h"
#include "jobs/queue.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

constexpr int quoted_depth = 1;  // a quoted post is fetched, what it answers or quotes in turn is not

struct Claim {
    social::Quote quote;
    std::string quoting;  // URI
};

std::optional<Claim> find_pending(db::Reader& reader, StatusId quoting)
{
    auto quote = social::find_quote(reader, quoting);
    if (!quote || quote->state != social::QuoteState::Pending || !quote->request.empty()) return std::nullopt;
    return Claim{*quote, social::uri_of_status(reader, quoting)};
}

std::unexpected<Error> forged(std::string_view uri)
{
    return refuse(ErrorCode::Forbidden, "fetch.forbidden", {{"uri", std::string{uri}}});
}

bool was_withdrawn(db::Reader& reader, std::string_view authorization)
{
    return distribution::was_seen(reader, "deleted " + std::string{authorization});
}

}  // namespace

void look_into_quote(db::Transaction& tx, StatusId quoting, Time now)
{
    auto claim = find_pending(tx, quoting);
    if (!claim || (claim->quote.quoted && claim->quote.approval.empty())) return;
    jobs::enqueue(tx, fetching_lane, QuoteWork::name, jobs::encode(QuoteWork{quoting}), now, now);
}

void settle_quote(Federation& federation, StatusId quoting)
{
    auto claim = federation.database.read([&](db::Reader& reader) { return find_pending(reader, quoting); });
    if (!claim) return;
    auto quoted = ensure_status(federation, claim->quote.quoted_uri, quoted_depth);
    if (!quoted) {
        if (quoted.error().code == ErrorCode::Unavailable)
            throw std::runtime_error("a quoted post could not be fetched: " + claim->quote.quoted_uri);
        return;
    }
    auto author = federation.database.read([&](db::Reader& reader) { return social::find_account(reader, quoted->author); });
    bool asks = author && !author->is_local() && !claim->quote.approval.empty();
    auto checked =
        asks ? check_authorization(
                   federation,
                   {.uri = claim->quote.approval, .quoting = claim->quoting, .quoted = quoted->uri, .quoted_author = author->uri})
             : Result<void>{};
    if (!checked && checked.error().code == ErrorCode::Unavailable)
        throw std::runtime_error("an authorization could not be fetched: " + claim->quote.approval);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        // What was found out is about this claim; an Update may have brought another meanwhile, with a job of its own.
        auto still = find_pending(tx, quoting);
        if (!still || still->quote.quoted_uri != claim->quote.quoted_uri || still->quote.approval != claim->quote.approval)
            return;
        social::settle_quote(tx, quoting, *quoted, asks && checked && !was_withdrawn(tx, claim->quote.approval), now);
    });
}

Result<void> check_authorization(Federation& federation, const Authorization& claimed)
{
    if (!same_origin(claimed.uri, claimed.quoted_author)) return forged(claimed.uri);
    if (federation.database.read([&](db::Reader& reader) { return was_withdrawn(reader, claimed.uri); }))
        return forged(claimed.uri);
    TRY(auto document, fetch_document(federation, claimed.uri));
    bool holds = id_of(document) == claimed.uri && type_of(document) == "QuoteAuthorization"
              && id_of(document, "attributedTo") == claimed.quoted_author
              && id_of(document, "interactingObject") == claimed.quoting
              && id_of(document, "interactionTarget") == claimed.quoted;
    if (!holds) return forged(claimed.uri);
    return {};
}

std::string authorization_document(const Authorization& authorization)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", authorization.uri);
        json.field("type", authorization.type);
        json.field("attributedTo", authorization.quoted_author);
        json.field("interactingObject", authorization.quoting);
        json.field("interactionTarget", authorization.quoted);
    });
}

std::string reply_authorization_uri(std::string_view author, StatusId answer)
{
    return std::string{author} + "/reply_authorizations/" + to_string(answer);
}

// The post comes along: its author's server has to know what it says yes to, also when only a few may fetch it.
std::string quote_request(const OutgoingStatus& quoting, std::string_view request, std::string_view quoted_author)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", request);
        json.field("type", "QuoteRequest");
        json.field("actor", quoting.author.uri);
        json.key("to").array([&] { json.value(quoted_author); });
        json.field("object", quoting.quotes);
        json.key("instrument").object([&] { write_note_of(json, quoting); });
    });
}

}  // namespace favilla::activitypub
