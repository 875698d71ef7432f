// SPDX-License-Identifier: AGPL-3.0-or-later
// What other servers send: documents, actors, objects, addresses and signature headers. What is taken from them is of one origin
// and within its bounds.
#include <cstdlib>

#include "activitypub/read_actor.h"
#include "activitypub/read_note.h"
#include "activitypub/signatures.h"
#include "base/html.h"
#include "base/web_url.h"

using namespace favilla;

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

void look_at_event(const community::RemoteEvent& event)
{
    require(!event.title.empty() && event.title.find('\n') == std::string::npos);
    require(event.lasts > Duration{} && event.lasts <= community::longest_event);
    require(TimeZone::find(event.time_zone).has_value());
    require(event.rule.empty() || parse_rule(event.rule).has_value());
    require(event.place.latitude.has_value() == event.place.longitude.has_value());
    require(event.online_url.empty() || parse_web_url(event.online_url).has_value());
    require(!event.capacity || (*event.capacity >= 1 && *event.capacity <= community::max_event_capacity));
}

void look_at_document(std::string_view text)
{
    auto document = activitypub::parse_document(text);
    if (!document) return;
    if (auto actor = activitypub::read_actor(*document)) {
        require(activitypub::same_origin(actor->account.uri, actor->places.inbox));
        require(sanitise_html(actor->account.note.text) == actor->account.note);
        for (const auto& key : actor->keys) require(activitypub::same_origin(key.key_id, actor->account.uri));
    }
    if (auto note = activitypub::read_note(*document, Time{1'700'000'000'000})) {
        require(activitypub::same_origin(note->uri, note->author));
        require(sanitise_html(note->status.html.text) == note->status.html);
        if (note->event) look_at_event(*note->event);
    }
}

void look_at_headers(const std::string& text)
{
    net::Request request;
    request.method = net::Method::Post;
    request.target = "/inbox";
    request.body = "{}";
    auto now = Time{1'700'000'000'000};
    request.headers = {{"Host", "example.org"}, {"Date", http_date(now)}, {"Digest", text}, {"Signature", text}};
    (void)activitypub::read_signature(request, "https://example.org", now);
    request.headers.push_back({"Signature-Input", text});
    (void)activitypub::read_signature(request, "https://example.org", now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text{reinterpret_cast<const char*>(data), size};
    look_at_document(text);
    look_at_headers(text);
    if (auto url = parse_web_url(text)) {
        require(parse_web_url(url->text())->text() == url->text());
        require(url->text().find('\n') == std::string::npos);
    }
    if (auto host = normal_host(text)) require(normal_host(*host) == host);
    return 0;
}
