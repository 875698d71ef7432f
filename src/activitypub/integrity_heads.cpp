// SPDX-License-Identifier: AGPL-3.0-or-later
// The daily heads of the log of findings (integrity/chain.h) as notes of the organisation's own actor, so that any server can read, show and
// keep them: who kept one can tell later whether the log was changed. Each carries the actor's proof (FEP-8b32) besides the head's own signature.
#include "activitypub/integrity_heads.h"

#include <algorithm>

#include "activitypub/answers.h"
#include "activitypub/document.h"
#include "activitypub/proofs.h"
#include "activitypub/vocabulary.h"
#include "base/html.h"
#include "integrity/chain.h"
#include "net/form.h"

namespace favilla::activitypub {

namespace {

constexpr int heads_told = 400;
constexpr std::size_t page_size = 40;

std::string day_name(const integrity::Head& head) { return iso_date(Time{} + days(head.day)); }
std::string uri_of(const social::Domain& domain, const integrity::Head& head)
{
    return instance_actor(domain) + "/heads/" + day_name(head);
}
Time day_of(const integrity::Head& head) { return Time{} + days(head.day); }

// What is signed stands in the words, so that it survives wherever a note is shown.
std::string content_of(const social::Domain& domain, const integrity::Head& head)
{
    return "<p>favilla integrity head 1<br>" + escape_text(domain.name) + "<br>" + day_name(head) + "<br>"
         + std::to_string(head.number) + "<br>" + escape_text(head.hash) + "</p><p>" + escape_text(head.public_key) + "<br>"
         + escape_text(head.signature) + "</p>";
}

void write_note(JsonWriter& json, const social::Domain& domain, const integrity::Head& head)
{
    json.field("id", uri_of(domain, head));
    json.field("type", "Note");
    json.field("attributedTo", instance_actor(domain));
    json.field("published", rfc3339(day_of(head)));
    json.field("url", domain.origin + "/about/integrity");
    json.field("content", content_of(domain, head));
    json.key("to").array([&] { json.value(public_collection); });
}

std::vector<integrity::Head> heads_of(Federation& federation, const social::Domain& domain, HeadsAsNotes told)
{
    if (told == HeadsAsNotes::Untold) return {};
    return federation.database.read([&](db::Reader& reader) { return integrity::latest_heads(reader, domain.id, heads_told); });
}

net::Response missing() { return refusal({ErrorCode::NotFound, "fetch.missing"}); }

// ?max_id=2026-11-28: those of days before.
std::optional<std::string> asked_before(const net::Request& request)
{
    auto fields = net::parse_urlencoded(request.query());
    if (!fields) return std::nullopt;
    auto found = std::ranges::find(*fields, "max_id", [](const auto& field) { return std::string_view{field.name}; });
    return found == fields->end() ? std::nullopt : std::optional{std::string{found->value}};
}

bool asks_page(const net::Request& request)
{
    auto fields = net::parse_urlencoded(request.query());
    return fields && std::ranges::any_of(*fields, [](const auto& field) { return field.name == "page"; });
}

net::Response get_head(const net::Request& request, Federation& federation, HeadsAsNotes told)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto heads = heads_of(federation, domain, told);
    auto head = std::ranges::find(heads, request.param("day"), day_name);
    if (head == heads.end()) return missing();
    auto actor = instance_actor(domain);
    auto keys = federation.keys.keys_of(actor);
    auto document = write_document([&](JsonWriter& json) { write_note(json, domain, *head); });
    return document_response(with_proof(document, ed25519_key_of(actor), keys->ed25519, day_of(*head)));
}

net::Response get_heads_outbox(const net::Request& request, Federation& federation, HeadsAsNotes told)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto heads = heads_of(federation, domain, told);
    auto id = outbox_of(instance_actor(domain));
    if (!asks_page(request))
        return document_response(write_document([&](JsonWriter& json) {
            json.field("id", id);
            json.field("type", "OrderedCollection");
            json.field("totalItems", heads.size());
            if (!heads.empty()) json.field("first", id + "?page=true");
        }));
    auto before = asked_before(request);
    std::erase_if(heads, [&](const auto& head) { return before && day_name(head) >= *before; });
    bool goes_on = heads.size() > page_size;
    if (goes_on) heads.resize(page_size);
    return document_response(write_document([&](JsonWriter& json) {
        json.field("id", id + "?page=true" + (before ? "&max_id=" + *before : ""));
        json.field("type", "OrderedCollectionPage");
        json.field("partOf", id);
        if (goes_on) json.field("next", id + "?page=true&max_id=" + day_name(heads.back()));
        json.key("orderedItems").array(heads, [&](const integrity::Head& head) {
            json.object([&] {
                json.field("id", uri_of(domain, head) + "#create");
                json.field("type", "Create");
                json.field("actor", instance_actor(domain));
                json.field("published", rfc3339(day_of(head)));
                json.key("to").array([&] { json.value(public_collection); });
                json.key("object").object([&] { write_note(json, domain, head); });
            });
        });
    }));
}

}  // namespace

void add_head_routes(net::Router& router, Federation& federation, HeadsAsNotes told)
{
    for (auto [path, handler] : {std::pair{"/actor/outbox", &get_heads_outbox}, std::pair{"/actor/heads/:day", &get_head}})
        router.add(
            {.method = net::Method::Get,
             .pattern = path,
             .handler = [&federation, told, handler](const net::Request& request) { return handler(request, federation, told); },
             .pool = net::Pool::Workers,
             .max_body = 0});
}

}  // namespace favilla::activitypub
