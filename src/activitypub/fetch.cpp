// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/fetch.h"

#include <array>

#include "activitypub/backfill.h"
#include "activitypub/known_keys.h"
#include "activitypub/proofs.h"
#include "activitypub/read_actor.h"
#include "activitypub/receive.h"
#include "activitypub/signatures.h"
#include "activitypub/vocabulary.h"
#include "activitypub/webfinger.h"
#include "distribution/actors.h"
#include "distribution/host_rules.h"
#include "distribution/hosts.h"
#include "net/accept.h"
#include "net/asks_nobody.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

constexpr Duration fetch_time = seconds(20);

std::unexpected<Error> refused(ErrorCode code, std::string_view why, std::string_view uri)
{
    return refuse(code, "fetch." + std::string{why}, {{"uri", std::string{uri}}});
}

// application/ld+json means many things: only with this profile is it ActivityPub (CVE-2024-25623).
bool is_activity_document(std::string_view content_type)
{
    auto type = net::parse_media_type(content_type);
    if (!type) return false;
    if (type->name == activity_type) return true;
    return type->name == "application/ld+json"
        && type->param("profile").find("https://www.w3.org/ns/activitystreams") != std::string_view::npos;
}

struct Fetched {
    net::ClientResponse response;
    WebUrl from;  // behind all redirects
};

Result<Fetched> get(Federation& federation, WebUrl url)
{
    net::AsksNobody::check(url.authority());
    auto actor = instance_actor(federation.domain_of(""));
    auto keys = federation.keys.keys_of(actor);
    for (int hop = 0; hop <= max_redirects; ++hop) {
        if (is_refused(federation, url.authority())) return refused(ErrorCode::Forbidden, "host_refused", url.text());
        auto headers = sign(SignatureForm::Cavage, net::Method::Get, url, "", {key_of(actor), keys->rsa}, federation.clock());
        headers.push_back({"Accept", std::string{activity_type} + ", " + std::string{ld_type}});
        TRY(auto response, federation.client.send(
                               {.method = net::Method::Get, .url = url, .headers = std::move(headers), .body = {}}, fetch_time));
        if (!response.is_redirect()) return Fetched{std::move(response), url};
        auto next = resolve_reference(url, response.header("Location"));
        if (!next) return refused(ErrorCode::Invalid, "redirected", url.text());
        url = *next;
    }
    return refused(ErrorCode::Invalid, "redirected", url.text());
}

Result<void> check_status(int status, std::string_view uri)
{
    if (status >= 200 && status < 300) return {};
    if (status == 404) return refused(ErrorCode::NotFound, "missing", uri);
    if (status == 410) return refused(ErrorCode::Gone, "gone", uri);
    if (status == 401 || status == 403) return refused(ErrorCode::Forbidden, "forbidden", uri);
    return refused(ErrorCode::Unavailable, "failed", uri);
}

struct Document {
    json::value value;
    WebUrl from;
};

Result<Document> get_document(Federation& federation, const WebUrl& url)
{
    TRY(auto fetched, get(federation, url));
    CHECKED(check_status(fetched.response.status, url.text()));
    if (!is_activity_document(fetched.response.header("Content-Type")))
        return refused(ErrorCode::Invalid, "not_activity", url.text());
    TRY(auto value, parse_document(fetched.response.body));
    return Document{std::move(value), fetched.from};
}

bool is_same_address(std::string_view one, std::string_view other)
{
    auto first = parse_web_url(one), second = parse_web_url(other);
    return first && second && first->text() == second->text();
}

std::optional<social::Account> find_known(Federation& federation, std::string_view uri)
{
    return federation.database.read([&](db::Reader& reader) { return social::find_account_by_uri(reader, uri); });
}

// The handle that people know the actor by may be of another host than its id, when that host says so too.
std::string confirmed_host(Federation& federation, const social::RemoteAccount& account)
{
    auto subject = look_up_handle(federation, account.username, account.host);
    if (!subject || subject->actor != account.uri) return account.host;
    if (subject->host == account.host) return account.host;
    auto there = look_up_handle(federation, subject->username, subject->host);
    return there && there->actor == account.uri ? subject->host : account.host;
}

Result<social::Account> keep(Federation& federation, ReadActor actor)
{
    bool is_new = !find_known(federation, actor.account.uri);
    if (is_new) actor.account.host = confirmed_host(federation, actor.account);
    auto ties = resolve_ties(federation, actor.account.uri, actor.ties);
    auto now = federation.clock();
    return federation.database.write([&](db::Transaction& tx) -> Result<social::Account> {
        if (auto known = social::find_account_by_uri(tx, actor.account.uri)) actor.account.host = known->host;
        auto rule = distribution::rule_for_host(tx, actor.account.host);
        if (rule && rule->reject_media) {
            actor.account.avatar = actor.account.header = "";
            actor.account.emojis.clear();
        }
        TRY(auto account, social::receive_account(tx, actor.account, now));
        distribution::keep_actor(tx, account.id, actor.places, actor.keys, now);
        integrity::keep_told_ties(tx, account.id, ties, now);
        distribution::meet_host(tx, host_of(actor.account.uri), now);
        distribution::meet_host(tx, actor.account.host, now);
        if (rule && rule->severity == distribution::Severity::Silence && !account.silenced_at)
            social::restrain_account(tx, account.id, rule->created_at, {.silence = true});
        return account;
    });
}

}  // namespace

bool is_refused(Federation& federation, std::string_view host)
{
    return federation.database.read(
        [&](db::Reader& reader) { return distribution::is_refused(reader, host, federation.only_allowed); });
}

std::string_view scheme_of_others(const Federation& federation)
{
    return federation.client.config().private_addresses && !federation.domain_of("").origin.starts_with("https") ? "http"
                                                                                                                 : "https";
}

Result<json::value> fetch_document(Federation& federation, std::string_view id)
{
    auto url = parse_web_url(id);
    if (!url) return refused(ErrorCode::Invalid, "not_activity", id);
    TRY(auto document, get_document(federation, *url));
    auto own_id = id_of(document.value);
    if (is_same_address(own_id, id) && document.from.origin() == url->origin()) return std::move(document.value);
    // What stood there calls itself otherwise: it counts only where that address says the same.
    auto own_url = parse_web_url(own_id);
    if (!own_url || is_own(federation, own_id)) return refused(ErrorCode::Invalid, "other_id", id);
    TRY(auto again, get_document(federation, *own_url));
    if (!is_same_address(id_of(again.value), own_id) || again.from.origin() != own_url->origin())
        return refused(ErrorCode::Invalid, "other_id", id);
    return std::move(again.value);
}

bool is_own(Federation& federation, std::string_view uri)
{
    auto host = host_of(uri);
    return federation.database.read([&](db::Reader& reader) { return social::find_domain(reader, host).has_value(); });
}

Result<social::Account> fetch_actor(Federation& federation, std::string_view uri)
{
    if (is_own(federation, uri)) {
        auto own = find_known(federation, uri);
        if (!own) return refused(ErrorCode::NotFound, "missing", uri);
        return *own;
    }
    auto document = fetch_document(federation, uri);
    if (!document) {
        // Told by its own server that it is gone: so it is here.
        if (document.error().code == ErrorCode::Gone)
            if (auto known = find_known(federation, uri))
                federation.database.write(
                    [&](db::Transaction& tx) { social::remove_remote_account(tx, known->id, federation.clock()); });
        return std::unexpected(document.error());
    }
    TRY(auto actor, read_actor(*document));
    return keep(federation, std::move(actor));
}

std::optional<social::Account> bring_page(Federation& federation, std::string_view uri)
{
    if (is_own(federation, uri)) return std::nullopt;
    auto document = fetch_document(federation, uri);
    auto actor = document ? read_actor(*document) : std::unexpected(document.error());
    if (!actor || actor->account.kind != social::AccountKind::Page) return std::nullopt;
    auto page = keep(federation, *std::move(actor));
    return page ? std::optional{*std::move(page)} : std::nullopt;
}

Result<social::Account> ensure_actor(Federation& federation, std::string_view uri)
{
    auto [known, fetched] = federation.database.read([&](db::Reader& reader) {
        auto account = social::find_account_by_uri(reader, uri);
        auto at = account && !account->is_local() ? distribution::fetched_at(reader, account->id) : std::nullopt;
        return std::pair{std::move(account), at};
    });
    if (!known) return fetch_actor(federation, uri);
    if (known->is_local()) return *known;
    bool fresh = fetched && *fetched > federation.clock() - actor_stays_fresh;
    if (fresh || known->suspended_at) return *known;
    auto again = fetch_actor(federation, uri);
    if (again || again.error().code == ErrorCode::Gone) return again;
    return *known;
}

Result<void> fetch_key(Federation& federation, std::string_view key_id)
{
    auto bad = refuse(ErrorCode::Forbidden, "signature.key", {{"uri", std::string{key_id}}});
    if (is_own(federation, key_id)) return bad;
    auto fragment = key_id.find('#');
    auto place = parse_web_url(key_id.substr(0, fragment));
    if (!place) return bad;
    TRY(auto document, get_document(federation, *place));
    // An actor with the key inside, or the key's own document, which names its owner (GoToSocial).
    auto owner = id_of(document.value);
    if (!is_actor_type(type_of(document.value))) {
        owner = id_of(document.value, "owner");
        if (owner.empty()) owner = id_of(document.value, "controller");
        if (const auto* inner = find_member(document.value, "publicKey"); owner.empty() && inner) owner = id_of(*inner, "owner");
    }
    if (owner.empty() || !same_origin(owner, key_id)) return bad;
    TRY(auto account, fetch_actor(federation, owner));
    bool its_own = federation.database.read([&](db::Reader& reader) {
        auto key = distribution::find_key(reader, key_id);
        return key && key->owner == account.id;
    });
    if (!its_own) return bad;
    return {};
}

bool is_proven(Federation& federation, const json::value& document, std::string_view actor)
{
    auto proof = read_proof(document);
    if (!proof || !same_origin(proof->key_id, actor)) return false;
    auto holds = [&] {
        auto key = federation.database.read([&](db::Reader& reader) { return distribution::find_key(reader, proof->key_id); });
        auto parsed = key && key->owner_uri == actor ? parsed_key(key->pem) : std::nullopt;
        return parsed && parsed->kind() == PublicKey::Kind::Ed25519 && parsed->verifies(proof->signed_bytes, proof->signature);
    };
    return holds() || (fetch_key(federation, proof->key_id) && holds());
}

Result<social::Status> ensure_status(Federation& federation, std::string_view uri, int depth)
{
    auto known = federation.database.read([&](db::Reader& reader) { return social::find_status_by_uri(reader, uri); });
    if (known) return *known;
    if (depth <= 0 || is_own(federation, uri)) return refused(ErrorCode::NotFound, "missing", uri);
    TRY(auto document, fetch_document(federation, uri));
    return receive_object(federation, document, depth - 1);
}

Result<social::Account> resolve_handle(Federation& federation, std::string_view handle)
{
    if (handle.starts_with("acct:")) handle.remove_prefix(5);
    if (handle.starts_with('@') || handle.starts_with('!')) handle.remove_prefix(1);  // "!readers@…": a group, as Lemmy writes it
    auto at = handle.rfind('@');
    auto host = at == std::string_view::npos ? std::nullopt : normal_host(handle.substr(at + 1));
    if (!host || at == 0) return refused(ErrorCode::NotFound, "missing", handle);
    auto known = federation.database.read([&](db::Reader& reader) {
        auto domain = social::find_domain(reader, *host);
        return social::find_account_by_handle(reader, std::string{handle.substr(0, at)} + "@" + *host,
                                              domain ? domain->id : DomainId{});
    });
    if (known && known->is_local()) return *known;
    auto found = look_up_handle(federation, handle.substr(0, at), *host);
    if (!found) {
        if (known) return *known;
        return refused(ErrorCode::NotFound, "missing", handle);
    }
    return ensure_actor(federation, found->actor);
}

namespace {

// What a topic begins with, whose address is that of a collection, the root first (FEP-7888; so in NodeBB). Empty: it is no such thing.
std::string opening_of(const json::value& topic)
{
    if (!is_collection_type(type_of(topic))) return {};
    for (auto key : {"orderedItems", "items"})
        if (auto items = ids_of(topic, key); !items.empty()) return same_origin(items.front(), id_of(topic)) ? items.front() : "";
    return {};
}

}  // namespace

std::string bring_in(Federation& federation, std::string_view query)
{
    std::string found{query};
    if (!query.starts_with("https://") && !query.starts_with("http://")) {
        auto account = resolve_handle(federation, query);
        if (!account) return found;
        if (account->is_local()) return query.starts_with('!') ? account->uri : found;
        ask_for_featured(federation, account->id);
        return account->uri;
    }
    bool known =
        federation.database.read([&](db::Reader& reader) { return social::find_status_by_uri(reader, query).has_value(); });
    if (known || is_own(federation, query)) return found;
    auto document = fetch_document(federation, query);
    if (!document) return found;
    if (is_actor_type(type_of(*document))) {
        auto actor = read_actor(*document);
        auto account = actor ? keep(federation, *std::move(actor)) : std::unexpected(actor.error());
        if (account) ask_for_featured(federation, account->id);
        return account ? account->uri : found;
    }
    auto opening = opening_of(*document);
    auto status =
        opening.empty() ? receive_object(federation, *document, max_ancestors_fetched) : ensure_status(federation, opening);
    if (!status) return found;
    complete_conversation(federation, status->id);
    return status->uri;
}

}  // namespace favilla::activitypub
