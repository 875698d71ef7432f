// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/followers_sync.h"

#include <algorithm>

#include "activitypub/answers.h"
#include "activitypub/authorized_fetch.h"
#include "activitypub/document.h"
#include "activitypub/documents.h"
#include "activitypub/fetch.h"
#include "activitypub/outgoing.h"
#include "activitypub/signatures.h"
#include "activitypub/values.h"
#include "distribution/actors.h"
#include "jobs/queue.h"
#include "social/relations.h"
#include "social/remote_accounts.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

std::string header_part(std::string_view header, std::string_view name)
{
    auto start = header.find(std::string{name} + "=\"");
    if (start == std::string_view::npos) return {};
    start += name.size() + 2;
    return std::string{header.substr(start, header.find('"', start) - start)};
}

std::string authority_of(std::string_view uri)
{
    auto url = parse_web_url(uri);
    return url ? url->authority() : std::string{};
}

// Of the followers of an account those on one host, by their URIs.
std::vector<std::string> followers_on(db::Reader& reader, AccountId account, std::string_view host)
{
    auto uris = social::uris_of_followers(reader, account);
    std::erase_if(uris, [&](const std::string& uri) { return authority_of(uri) != host; });
    return uris;
}

std::vector<std::string> own_followers(Federation& federation, AccountId account)
{
    auto host = authority_of(federation.domain_of("").origin + "/");
    return federation.database.read([&](db::Reader& reader) { return followers_on(reader, account, host); });
}

}  // namespace

std::string followers_digest(std::span<const std::string> uris)
{
    std::string digest(32, '\0');
    for (const auto& uri : uris) {
        auto hash = sha256(uri);
        for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<char>(digest[i] ^ hash[i]);
    }
    return to_hex(digest);
}

std::string synchronisation_header(db::Reader& reader, StatusId id, std::string_view host)
{
    auto author = social::author_of_private(reader, id);
    auto account = author ? social::find_account(reader, *author) : std::nullopt;
    if (!account || account->followers_count > max_synchronised) return {};
    return "collectionId=\"" + followers_of(account->uri) + "\", url=\"" + synchronisation_of(account->uri) + "\", digest=\""
         + followers_digest(followers_on(reader, account->id, host)) + "\"";
}

std::optional<SynchronisationClaim> read_synchronisation(std::string_view header)
{
    SynchronisationClaim claim{header_part(header, "collectionId"), header_part(header, "url"), header_part(header, "digest")};
    if (claim.collection.empty() || claim.url.empty() || claim.digest.size() != 64) return std::nullopt;
    return claim;
}

void check_synchronisation(Federation& federation, std::string_view actor, std::string_view header)
{
    auto claim = read_synchronisation(header);
    if (!claim || !same_origin(claim->url, actor)) return;
    auto [account, places] = federation.database.read([&](db::Reader& reader) {
        auto found = social::find_account_by_uri(reader, actor);
        return std::pair{found, found ? distribution::find_places(reader, found->id) : std::nullopt};
    });
    if (!places || places->followers != claim->collection) return;
    if (followers_digest(own_followers(federation, account->id)) == claim->digest) return;
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        jobs::enqueue(tx, fetching_lane, SynchroniseWork::name, jobs::encode(SynchroniseWork{std::string{actor}, claim->url}),
                      now, now);
    });
}

void synchronise(Federation& federation, const SynchroniseWork& work)
{
    auto account = federation.database.read([&](db::Reader& reader) { return social::find_account_by_uri(reader, work.actor); });
    auto document = account ? fetch_document(federation, work.url) : refuse(ErrorCode::NotFound, "fetch.missing");
    if (!document) return;
    std::vector<std::string> theirs;
    for (auto key : {"orderedItems", "items"})
        for (auto& uri : ids_of(*document, key)) theirs.push_back(std::move(uri));
    for (const auto& uri : own_followers(federation, account->id)) {
        if (std::ranges::find(theirs, uri) != theirs.end()) continue;
        federation.database.write([&](db::Transaction& tx) {
            if (auto follower = social::find_account_by_uri(tx, uri)) social::end_follow_of(tx, follower->id, account->id);
        });
    }
    // Who follows there and knows nothing of it here does not want to: they are told so.
    for (const auto& uri : theirs) {
        auto [follower, follows] = federation.database.read([&](db::Reader& reader) {
            auto found = social::find_account_by_uri(reader, uri);
            bool known = found && found->is_local();
            return std::pair{known ? std::optional{found->id} : std::nullopt,
                             known && social::is_following(reader, found->id, account->id)};
        });
        if (follower && !follows) tell_not_following(federation, *follower, account->id);
    }
}

net::Response get_followers_synchronisation(const net::Request& request, Federation& federation)
{
    if (auto refused = refuse_unsigned(request, federation)) return *std::move(refused);
    auto domain = federation.domain_of(request.header("Host"));
    auto signature = read_signature(request, domain.origin, federation.clock());
    auto host = signature ? authority_of(signature->key_id) : std::string{};
    auto [account, uris] = federation.database.read([&](db::Reader& reader) {
        auto found = find_named(reader, request, domain);
        bool shown = found && found->is_known() && !found->suspended_at;
        return std::pair{shown ? found : std::nullopt,
                         shown ? followers_on(reader, found->id, host) : std::vector<std::string>{}};
    });
    if (!account) return refusal({ErrorCode::NotFound, "fetch.missing"});
    return document_response(write_document([&](JsonWriter& json) {
        json.field("id", synchronisation_of(account->uri));
        json.field("type", "OrderedCollection");
        json.field("totalItems", uris.size());
        json.key("orderedItems").values(uris);
    }));
}

}  // namespace favilla::activitypub
