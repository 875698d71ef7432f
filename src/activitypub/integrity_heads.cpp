// SPDX-License-Identifier: AGPL-3.0-or-later
// The daily heads of the log of findings (integrity/chain.h) as notes of the organisation's own actor, so that any server can read, show and
// keep them: who kept one can tell later whether the log was changed. Each carries the actor's proof (FEP-8b32) besides the head's own signature.
#include "activitypub/integrity_heads.h"

#include <algorithm>

#include "activitypub/answers.h"
#include "activitypub/document.h"
#include "activitypub/group_activities.h"
#include "activitypub/parcels.h"
#include "activitypub/proofs.h"
#include "activitypub/vocabulary.h"
#include "base/html.h"
#include "distribution/deliveries.h"
#include "distribution/server_followers.h"
#include "integrity/chain.h"
#include "integrity/quarter_notes.h"
#include "integrity/quarter_words.h"
#include "net/form.h"

namespace favilla::activitypub {

namespace {

constexpr int heads_told = 400;
constexpr std::size_t page_size = 40;
constexpr Duration new_for = days(2);  // what is older is not sent any more, to whoever follows only now

struct ServerNote {
    std::string place;  // in the outbox: days in order, and after a day's head the note of a quarter
    std::string uri, url, content;
    std::vector<std::pair<std::string, std::string>> by_language;  // tag and words; none: they are in no language
    Time published;
};

std::string day_name(const integrity::Head& head) { return iso_date(Time{} + days(head.day)); }

// What is signed stands in the words, so that it survives wherever a note is shown.
ServerNote note_of(const social::Domain& domain, const integrity::Head& head)
{
    return {.place = day_name(head),
            .uri = instance_actor(domain) + "/heads/" + day_name(head),
            .url = domain.origin + "/about/integrity",
            .content = "<p>favilla integrity head 1<br>" + escape_text(domain.name) + "<br>" + day_name(head) + "<br>"
                     + std::to_string(head.number) + "<br>" + escape_text(head.hash) + "</p><p>" + escape_text(head.public_key)
                     + "<br>" + escape_text(head.signature) + "</p>",
            .by_language = {},
            .published = Time{} + days(head.day)};
}

std::string words_of(const Locale& locale, Language language, const integrity::QuarterNote& note, const std::string& url)
{
    auto title = locale.text(language, "pages.integrity.note", {{"quarter", note.quarter}});
    auto words = "<p><a href=\"" + escape_attribute(url) + "\">" + escape_text(title) + "</a></p>";
    for (const auto& part : integrity::quarter_parts(locale, language, note)) {
        if (!part.title.empty())
            words += "<p>" + escape_text(part.title) + (part.lines.empty() ? "<br>" + escape_text(part.lead) : "") + "</p>";
        if (part.lines.empty()) continue;
        words += "<ul>";
        for (const auto& [name, value] : part.lines)
            words += "<li>" + escape_text(locale.text(language, "pages.integrity.note.apart", {{"name", name}, {"value", value}}))
                   + "</li>";
        words += "</ul>";
    }
    return words;
}

// In every language one after the other: most servers show `content` alone.
ServerNote note_of(const Federation& federation, const social::Domain& domain, const integrity::QuarterNote& quarter)
{
    ServerNote note{.place = iso_date(quarter.made_at) + "-" + quarter.quarter,
                    .uri = instance_actor(domain) + "/quarters/" + quarter.quarter,
                    .url = domain.origin + "/about/integrity/" + quarter.quarter,
                    .content = {},
                    .by_language = {},
                    .published = quarter.made_at};
    for (auto language : federation.locale.languages()) {
        auto words = words_of(federation.locale, language, quarter, note.url);
        note.content += words;
        note.by_language.emplace_back(federation.locale.tag(language), std::move(words));
    }
    return note;
}

// Newest first.
std::vector<ServerNote> notes_of(Federation& federation, const social::Domain& domain)
{
    if (!federation.tells_heads) return {};
    auto [heads, quarters] = federation.database.read([&](db::Reader& reader) {
        return std::pair{integrity::latest_heads(reader, domain.id, heads_told), integrity::quarter_notes(reader, domain.id)};
    });
    std::vector<ServerNote> notes;
    for (const auto& head : heads) notes.push_back(note_of(domain, head));
    for (const auto& quarter : quarters) notes.push_back(note_of(federation, domain, quarter));
    std::ranges::sort(notes, std::ranges::greater{}, &ServerNote::place);
    return notes;
}

void write_audience(JsonWriter& json, const social::Domain& domain)
{
    json.key("to").array([&] { json.value(public_collection); });
    json.key("cc").array([&] { json.value(followers_of(instance_actor(domain))); });
}

void write_note(JsonWriter& json, const social::Domain& domain, const ServerNote& note)
{
    json.field("id", note.uri);
    json.field("type", "Note");
    json.field("attributedTo", instance_actor(domain));
    json.field("published", rfc3339(note.published));
    json.field("url", note.url);
    json.field("content", note.content);
    if (!note.by_language.empty())
        json.key("contentMap").object([&] {
            for (const auto& [tag, words] : note.by_language) json.field(tag, words);
        });
    write_audience(json, domain);
}

std::string create_uri_of(const ServerNote& note) { return note.uri + "#create"; }

void write_create(JsonWriter& json, const social::Domain& domain, const ServerNote& note)
{
    json.field("id", create_uri_of(note));
    json.field("type", "Create");
    json.field("actor", instance_actor(domain));
    json.field("published", rfc3339(note.published));
    write_audience(json, domain);
    json.key("object").object([&] { write_note(json, domain, note); });
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

net::Response get_note(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto notes = notes_of(federation, domain);
    auto note = std::ranges::find(notes, domain.origin + std::string{request.path()}, &ServerNote::uri);
    if (note == notes.end()) return missing();
    auto actor = instance_actor(domain);
    auto keys = federation.keys.keys_of(actor);
    auto document = write_document([&](JsonWriter& json) { write_note(json, domain, *note); });
    return document_response(with_proof(document, ed25519_key_of(actor), keys->ed25519, note->published));
}

net::Response get_notes_outbox(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto notes = notes_of(federation, domain);
    auto id = outbox_of(instance_actor(domain));
    if (!asks_page(request))
        return document_response(write_document([&](JsonWriter& json) {
            json.field("id", id);
            json.field("type", "OrderedCollection");
            json.field("totalItems", notes.size());
            if (!notes.empty()) json.field("first", id + "?page=true");
        }));
    auto before = asked_before(request);
    std::erase_if(notes, [&](const auto& note) { return before && note.place >= *before; });
    bool goes_on = notes.size() > page_size;
    if (goes_on) notes.resize(page_size);
    return document_response(write_document([&](JsonWriter& json) {
        json.field("id", id + "?page=true" + (before ? "&max_id=" + *before : ""));
        json.field("type", "OrderedCollectionPage");
        json.field("partOf", id);
        if (goes_on) json.field("next", id + "?page=true&max_id=" + notes.back().place);
        json.key("orderedItems").array(notes, [&](const ServerNote& note) {
            json.object([&] { write_create(json, domain, note); });
        });
    }));
}

// How many; who, nobody is told.
net::Response get_server_followers(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto count =
        federation.database.read([&](db::Reader& reader) { return distribution::count_server_followers(reader, domain.id); });
    return document_response(write_document([&](JsonWriter& json) {
        json.field("id", followers_of(instance_actor(domain)));
        json.field("type", "OrderedCollection");
        json.field("totalItems", count);
    }));
}

std::optional<social::Domain> find_server(db::Reader& reader, std::string_view actor)
{
    for (auto& domain : social::domains(reader))
        if (instance_actor(domain) == actor) return domain;
    return std::nullopt;
}

void send_new_notes(Federation& federation, const social::Domain& domain, Time now)
{
    auto destinations = federation.database.read([&](db::Reader& reader) {
        return distribution::destinations_of(reader, distribution::server_followers(reader, domain.id));
    });
    if (destinations.empty()) return;
    auto notes = notes_of(federation, domain);
    std::erase_if(notes, [&](const ServerNote& note) {
        return note.published < now - new_for
            || federation.database.read([&](db::Reader& reader) { return distribution::was_sent(reader, create_uri_of(note)); });
    });
    std::ranges::reverse(notes);
    auto sender = instance_actor(domain);
    for (const auto& note : notes) {
        auto body = write_document([&](JsonWriter& json) { write_create(json, domain, note); });
        distribution::ParcelDraft parcel{
            .uri = create_uri_of(note), .sender = sender, .status = {}, .body = proven(federation, sender, body)};
        federation.database.write([&](db::Transaction& tx) { distribution::send(tx, parcel, destinations, now); });
    }
}

}  // namespace

void add_head_routes(net::Router& router, Federation& federation)
{
    for (auto [path, handler] :
         {std::pair{"/actor/outbox", &get_notes_outbox}, std::pair{"/actor/followers", &get_server_followers},
          std::pair{"/actor/heads/:day", &get_note}, std::pair{"/actor/quarters/:quarter", &get_note}})
        router.add({.method = net::Method::Get,
                    .pattern = path,
                    .handler = [&federation, handler](const net::Request& request) { return handler(request, federation); },
                    .pool = net::Pool::Workers,
                    .max_body = 0});
}

void send_heads(Federation& federation, Time now)
{
    if (!federation.tells_heads) return;
    auto domains = federation.database.read([](db::Reader& reader) { return social::domains(reader); });
    for (const auto& domain : domains) send_new_notes(federation, domain, now);
}

bool perform_server_follow(const Performance& performance)
{
    auto& federation = performance.federation;
    auto server = id_of(performance.activity, "object");
    auto domain = federation.database.read([&](db::Reader& reader) { return find_server(reader, server); });
    if (!domain) return false;
    bool accepts = federation.tells_heads;
    auto follow = id_of(performance.activity);
    std::string type = accepts ? "Accept" : "Reject";
    auto uri = server + (accepts ? "#accepts/" : "#rejects/") + to_string(performance.actor.id) + "/"
             + std::to_string(performance.now.milliseconds);
    auto body =
        proven(federation, server,
               about_activity(uri, type, server,
                              {.id = follow, .type = "Follow", .actor = performance.actor.uri, .object = server, .to = {}}));
    federation.database.write([&](db::Transaction& tx) {
        if (accepts) distribution::keep_server_follower(tx, domain->id, performance.actor.id, follow, performance.now);
        distribution::send(tx, {.uri = uri, .sender = server, .status = {}, .body = body},
                           distribution::destinations_of(tx, {&performance.actor.id, 1}), performance.now);
    });
    return true;
}

// Brought along, or named by the address it was given.
bool undo_server_follow(const Performance& performance)
{
    const auto* inner = embedded(performance.activity);
    if (inner && type_of(*inner) != "Follow") return false;
    return performance.database().write([&](db::Transaction& tx) {
        auto domain = inner ? find_server(tx, id_of(*inner, "object")) : std::nullopt;
        return domain
                 ? distribution::forget_server_follower(tx, domain->id, performance.actor.id)
                 : !inner && distribution::forget_server_follow(tx, performance.actor.id, id_of(performance.activity, "object"));
    });
}

}  // namespace favilla::activitypub
