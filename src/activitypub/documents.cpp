// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/documents.h"

#include "activitypub/actor_json.h"
#include "activitypub/answers.h"
#include "activitypub/note_json.h"
#include "activitypub/quotes.h"
#include "social/permalinks.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

net::Response not_found() { return refusal({ErrorCode::NotFound, "fetch.missing"}); }
net::Response gone() { return refusal({ErrorCode::Gone, "fetch.gone"}); }

net::Response actor_response(Federation& federation, const social::Account& account, const social::Domain& domain)
{
    auto keys = federation.keys.keys_of(account.uri);
    auto links =
        federation.database.read([&](db::Reader& reader) { return links_of(reader, account.id, domain, federation.locale); });
    return document_response(actor_document(account, domain, *keys, links));
}

// Only what everybody may see is given to whoever asks.
std::optional<OutgoingStatus> find_open(Federation& federation, const net::Request& request, std::string_view id_param)
{
    auto id = parse_id<StatusId>(request.param(id_param));
    if (!id) return std::nullopt;
    auto domain = federation.domain_of(request.header("Host"));
    return federation.database.read([&](db::Reader& reader) -> std::optional<OutgoingStatus> {
        auto named = find_named(reader, request, domain);
        auto status = named ? social::find_status_at(reader, *named, *id) : std::nullopt;
        if (!status) return std::nullopt;
        return load_outgoing(reader, status->id, federation.locale);
    });
}

}  // namespace

std::optional<social::Account> find_named(db::Reader& reader, const net::Request& request, const social::Domain& domain)
{
    auto account = social::find_local_account(reader, request.param("name"), domain.id);
    if (!account || !account->admitted_at) return std::nullopt;
    return account;
}

// A person is sent to the page that people read.
net::Response get_actor(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto account = federation.database.read([&](db::Reader& reader) { return find_named(reader, request, domain); });
    if (!account) return not_found();
    if (account->deleted_at) return gone();
    if (!wants_document(request)) return net::with_header(net::redirect(302, account->url), "Vary", "Accept");
    return actor_response(federation, *account, domain);
}

net::Response get_instance_actor(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto keys = federation.keys.keys_of(instance_actor(domain));
    return document_response(instance_actor_document(domain, *keys, federation.tells_heads));
}

net::Response get_status(const net::Request& request, Federation& federation)
{
    auto status = find_open(federation, request, "id");
    if (!status || !status->boosts.empty()) return not_found();
    if (!wants_document(request)) return net::with_header(net::redirect(302, status->view.status.url), "Vary", "Accept");
    return document_response(note_document(*status));
}

net::Response get_status_activity(const net::Request& request, Federation& federation)
{
    auto status = find_open(federation, request, "id");
    return status ? document_response(create_activity(*status)) : not_found();
}

// FEP-044f: that this quote of this post has its author's consent. It stands as long as the consent does; it
// names the two posts and shows neither.
net::Response get_quote_authorization(const net::Request& request, Federation& federation)
{
    auto id = parse_id<StatusId>(request.param("id"));
    auto domain = federation.domain_of(request.header("Host"));
    auto author = federation.database.read([&](db::Reader& reader) { return find_named(reader, request, domain); });
    if (!id || !author || author->deleted_at || author->suspended_at) return not_found();
    auto approval = social::approval_uri(author->uri, *id);
    auto [quote, quoting] = federation.database.read([&](db::Reader& reader) {
        auto found = social::find_quote(reader, *id);
        // That of a post that was known here before its author's organisation came: it has another number here (moving/arrive.h).
        if (!found || found->approval != approval)
            for (auto& one : social::find_quotes_by_approval(reader, approval, author->id)) found = std::move(one);
        return std::pair{found, found ? social::uri_of_status(reader, found->status) : std::string{}};
    });
    if (!quote || quote->quoted_author != author->id || quote->approval != approval) return not_found();
    if (quote->state == social::QuoteState::Revoked) return gone();
    if (quote->state != social::QuoteState::Accepted) return not_found();
    return document_response(authorization_document(
        {.uri = quote->approval, .quoting = quoting, .quoted = quote->quoted_uri, .quoted_author = author->uri}));
}

// The same of an answer from elsewhere that stands below a post of ours: it was let in, or would not stand there.
net::Response get_reply_authorization(const net::Request& request, Federation& federation)
{
    auto id = parse_id<StatusId>(request.param("id"));
    auto domain = federation.domain_of(request.header("Host"));
    auto author = federation.database.read([&](db::Reader& reader) { return find_named(reader, request, domain); });
    if (!id || !author || author->deleted_at || author->suspended_at) return not_found();
    auto authorization = federation.database.read([&](db::Reader& reader) -> std::optional<Authorization> {
        auto answer = social::find_status(reader, *id, author->id);
        auto parent =
            answer && answer->in_reply_to ? social::find_status(reader, *answer->in_reply_to, author->id) : std::nullopt;
        if (!parent || parent->author != author->id || answer->domain) return std::nullopt;
        return Authorization{.uri = reply_authorization_uri(author->uri, *id),
                             .quoting = answer->uri,
                             .quoted = parent->uri,
                             .quoted_author = author->uri,
                             .type = "ReplyAuthorization"};
    });
    return authorization ? document_response(authorization_document(*authorization)) : not_found();
}

namespace {

net::Response address_of_page(const net::Request& request, Federation& federation)
{
    auto status = request.param("id");
    auto path = "/users/" + std::string{request.param("name")} + (status.empty() ? "" : "/statuses/" + std::string{status});
    return net::with_header(net::redirect(302, federation.domain_of(request.header("Host")).origin + path), "Vary", "Accept");
}

}  // namespace

std::optional<net::Response> document_of_page(const net::Request& request, Federation& federation)
{
    if (!wants_document(request)) return std::nullopt;
    // Whoever has to say who they are asks at the object's own address.
    if (federation.secure) return address_of_page(request, federation);
    return request.param("id").empty() ? get_actor(request, federation) : get_status(request, federation);
}

}  // namespace favilla::activitypub
