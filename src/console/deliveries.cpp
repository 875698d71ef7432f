// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/statuses/:id/deliveries — whom a post has reached, destination by destination, for its author and for
// those who look after the place.
#include "distribution/deliveries.h"

#include "console/routes.h"
#include "distribution/mail_posts.h"
#include "distribution/readership.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "mastodon/streams.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using distribution::DeliveryState;
using distribution::HostDelivery;
using distribution::MailCounts;
using distribution::Readers;

// Destinations that are no server; no host is called so.
constexpr std::string_view by_mail = "e-mail";
constexpr std::string_view on_page = "web";
constexpr std::string_view in_feeds = "feeds";

struct Known {
    std::vector<HostDelivery> deliveries;
    std::optional<MailCounts> mail;
    std::optional<Readers> page, feeds;
};

struct Totals {
    std::int64_t pending = 0, delivered = 0, failed = 0;  // destinations
    std::int64_t people = 0;                              // behind those that were delivered
};

Totals totals_of(const std::vector<HostDelivery>& deliveries)
{
    Totals totals;
    for (const auto& delivery : deliveries) {
        switch (delivery.state) {
        case DeliveryState::Waiting: ++totals.pending; break;
        case DeliveryState::Failed: ++totals.failed; break;
        case DeliveryState::Delivered:
            ++totals.delivered;
            totals.people += delivery.people;
            break;
        }
    }
    return totals;
}

// All who read by mail are one destination: on its way until the last was tried, failed when it reached nobody.
DeliveryState state_of(const MailCounts& mail)
{
    if (mail.pending > 0) return DeliveryState::Waiting;
    return mail.delivered == 0 && mail.failed > 0 ? DeliveryState::Failed : DeliveryState::Delivered;
}

// A post that nobody waits for by mail has no such destination.
std::optional<HostDelivery> mail_destination(const std::optional<MailCounts>& mail)
{
    if (!mail || mail->pending + mail->delivered + mail->failed == 0) return std::nullopt;
    HostDelivery destination;
    destination.host = by_mail;
    destination.state = state_of(*mail);
    destination.people =
        destination.state == DeliveryState::Delivered ? mail->delivered : mail->pending + mail->delivered + mail->failed;
    return destination;
}

// A reason of ours is a sentence; what another server answered ("HTTP 503") stands for itself.
std::string reason_text(const Api& api, const std::string& reason)
{
    return api.services.locale.has(api.language, reason) ? api.services.locale.text(api.language, reason) : reason;
}

// Nothing is on its way to those who come by themselves: the destination is there once somebody came.
void add_readers(std::vector<HostDelivery>& deliveries, std::string_view name, const std::optional<Readers>& readers)
{
    if (!readers) return;
    HostDelivery destination;
    destination.host = name;
    destination.state = DeliveryState::Delivered;
    destination.people = readers->readers;
    deliveries.push_back(std::move(destination));
}

// The feed of its author has what everybody may see and what answers nobody else.
std::optional<Readers> feed_readers_of(db::Reader& reader, StatusId id)
{
    auto status = social::find_status(reader, id, social::Viewer{});
    bool answers_others = status && status->in_reply_to && status->in_reply_to_author != status->author;
    if (!status || status->boost_of || answers_others) return std::nullopt;
    return distribution::feed_readers(reader, status->author, status->created_at);
}

Known known_of(db::Reader& reader, StatusId status)
{
    Known known{.deliveries = distribution::deliveries_of(reader, status),
                .mail = distribution::count_mail(reader, status),
                .page = distribution::page_readers(reader, status),
                .feeds = feed_readers_of(reader, status)};
    if (auto destination = mail_destination(known.mail)) known.deliveries.push_back(*destination);
    add_readers(known.deliveries, on_page, known.page);
    add_readers(known.deliveries, in_feeds, known.feeds);
    return known;
}

std::string_view kind_of(std::string_view host)
{
    if (host == by_mail) return "mail";
    return host == on_page || host == in_feeds ? host : "server";
}

void write_readers(JsonWriter& json, const Known& known, std::string_view host)
{
    if (host == by_mail && known.mail)
        json.key("readers").object([&] {
            json.field("pending", known.mail->pending);
            json.field("delivered", known.mail->delivered);
            json.field("failed", known.mail->failed);
        });
    const auto& came = host == on_page ? known.page : host == in_feeds ? known.feeds : std::nullopt;
    if (came)
        json.key("visits").object([&] {
            json.field("views", came->views);
            json.field("readers", came->readers);
            if (host == in_feeds) json.field("told_by_services", came->told);
        });
}

void write_destination(JsonWriter& json, const Api& api, const HostDelivery& delivery, const Known& known)
{
    json.object([&] {
        json.field("host", delivery.host);
        json.field("kind", kind_of(delivery.host));
        json.field("state", name_of(delivery.state));
        json.field("people", delivery.people);
        json.field("attempts", delivery.attempts);
        json.key("reason");
        if (delivery.reason.empty())
            json.value(nullptr);
        else
            json.value(reason_text(api, delivery.reason));
        json.field("next_try_at", delivery.next_try_at);
        json.field("settled_at", delivery.settled_at);
        write_readers(json, known, delivery.host);
    });
}

void write_totals(JsonWriter& json, const Totals& totals)
{
    json.field("pending", totals.pending);
    json.field("delivered", totals.delivered);
    json.field("failed", totals.failed);
    json.field("people", totals.people);
}

}  // namespace

// {"status_id", "pending", "delivered", "failed", "people"}: who watches asks for the list when it matters.
void push_deliveries(Services& services, StatusId status)
{
    auto channel = deliveries_channel(status);
    if (!services.streams.anybody_listens(channel)) return;
    auto totals = totals_of(services.database.read([&](db::Reader& reader) { return known_of(reader, status); }).deliveries);
    auto text = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("status_id", status);
            write_totals(json, totals);
        });
    });
    services.streams.send(channel, "favilla.deliveries", {.for_all = std::move(text), .by_domain = {}});
}

net::Response get_deliveries(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    bool looks_after_it = status && status->domain == api.domain.id && api.token && api.token->role != social::Role::User;
    // To everybody else it is as absent as a post that may not be seen: who reads somebody is nobody's business.
    if (!status || (status->author != api.me() && !looks_after_it)) return not_found(api);
    api.services.readership.store();  // the last minute's, too
    auto known = api.db.read([&](db::Reader& reader) { return known_of(reader, status->id); });
    auto totals = totals_of(known.deliveries);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("status_id", status->id);
            json.key("totals").object([&] { write_totals(json, totals); });
            json.key("destinations").array(known.deliveries, [&](const HostDelivery& delivery) {
                write_destination(json, api, delivery, known);
            });
        });
    });
}

}  // namespace favilla::console
