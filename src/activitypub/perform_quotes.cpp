// SPDX-License-Identifier: AGPL-3.0-or-later
// QuoteRequest, the answers to ours, and the end of an authorization (FEP-044f).
#include "activitypub/fetch.h"
#include "activitypub/outgoing.h"
#include "activitypub/perform.h"
#include "activitypub/quotes.h"
#include "activitypub/receive.h"
#include "activitypub/values.h"

namespace favilla::activitypub {

namespace {

bool agrees(db::Reader& reader, const social::Status& quoted, AccountId asking)
{
    return social::may_see(reader, quoted, asking)
        && social::right_to_quote(reader, quoted, asking) == social::QuoteRight::Automatic;
}

// The address of the authorization; empty: no.
std::string decide(const Performance& performance, const social::Status& quoted, const social::Account& author, StatusId quoting)
{
    return performance.database().write([&](db::Transaction& tx) -> std::string {
        auto quote = social::find_quote(tx, quoting);
        if (!quote || quote->quoted != quoted.id) return {};
        // Asked again after a policy that was opened; what was withdrawn stays so.
        if (quote->state == social::QuoteState::Rejected && agrees(tx, quoted, performance.actor.id)) {
            social::accept_quote(tx, *quote, social::approval_uri(author.uri, quoting), performance.now);
            quote = social::find_quote(tx, quoting);
        }
        return quote->state == social::QuoteState::Accepted ? quote->approval : std::string{};
    });
}

}  // namespace

std::optional<ReadNote> instrument_of(const Performance& performance)
{
    const auto* brought = find_member(performance.activity, "instrument");
    if (!brought) return std::nullopt;
    auto note = read_note(*brought, performance.now);
    if (!brought->is_object()) {
        auto document = fetch_document(performance.federation, id_of(*brought));
        if (!document && document.error().code == ErrorCode::Unavailable)
            throw std::runtime_error("a post that was asked about could not be fetched: " + id_of(*brought));
        note = document ? read_note(*document, performance.now) : std::unexpected(document.error());
    }
    return note && note->author == performance.actor.uri ? std::optional{*std::move(note)} : std::nullopt;
}

void perform_quote_request(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    auto [quoted, author, welcome] = performance.database().read([&](db::Reader& reader) {
        auto status = social::find_status_by_uri(reader, object);
        auto by = status ? social::find_account(reader, status->author) : std::nullopt;
        return std::tuple{status, by, status && agrees(reader, *status, performance.actor.id)};
    });
    if (!quoted || quoted->boost_of || !author || !author->is_local()) return;
    const auto* brought = find_member(performance.activity, "instrument");
    QuoteAnswer answer{.request = id_of(performance.activity),
                       .quoted = quoted->uri,
                       .instrument = brought ? id_of(*brought) : std::string{},
                       .result = {}};
    if (welcome) {
        auto note = instrument_of(performance);
        if (!note || !note->status.quote || note->status.quote->uri != quoted->uri) return;
        auto quoting = receive_note(performance.federation, *std::move(note), performance.actor, max_ancestors_fetched);
        if (!quoting) return;
        answer.result = decide(performance, *quoted, *author, quoting->id);
    }
    answer_quote(performance.federation, *author, performance.actor, answer);
}

bool perform_quote_answer(const Performance& performance)
{
    const auto* inner = embedded(performance.activity);
    bool about_quote = inner && type_of(*inner) == "QuoteRequest";
    auto [quote, quoting] = performance.database().read([&](db::Reader& reader) {
        auto found = social::find_quote_by_request(reader, id_of(performance.activity, "object"));
        return std::pair{found, found ? social::uri_of_status(reader, found->status) : std::string{}};
    });
    if (!quote) return about_quote;
    if (quote->quoted_author != performance.actor.id) return true;
    auto result = id_of(performance.activity, "result");
    bool accepts = type_of(performance.activity) == "Accept";
    if (accepts) {
        auto checked = check_authorization(
            performance.federation,
            {.uri = result, .quoting = quoting, .quoted = quote->quoted_uri, .quoted_author = performance.actor.uri});
        if (!checked && checked.error().code == ErrorCode::Unavailable)
            throw std::runtime_error("an authorization could not be fetched: " + result);
        if (!checked) return true;
    }
    performance.database().write([&](db::Transaction& tx) {
        auto now_stands = social::find_quote(tx, quote->status);
        if (!now_stands) return;
        if (accepts)
            social::accept_quote(tx, *now_stands, result, performance.now);
        else
            social::reject_quote(tx, *now_stands, performance.now);
    });
    return true;
}

void forget_authorization(db::Transaction& tx, const Performance& performance, std::string_view authorization)
{
    for (const auto& quote : social::find_quotes_by_approval(tx, authorization, performance.actor.id))
        social::withdraw_approval(tx, quote, performance.now);
}

}  // namespace favilla::activitypub
