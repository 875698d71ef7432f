// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/deliver.h"

#include <algorithm>

#include "activitypub/followers_sync.h"
#include "activitypub/signatures.h"
#include "activitypub/values.h"
#include "activitypub/vocabulary.h"
#include "distribution/deliveries.h"
#include "distribution/host_rules.h"
#include "distribution/hosts.h"
#include "distribution/received.h"
#include "distribution/server_followers.h"
#include "social/relations.h"
#include "social/remote_accounts.h"

namespace favilla::activitypub {

namespace {

using distribution::DueDelivery;

constexpr Duration delivery_time = seconds(10);
constexpr Duration longest_pause_asked = hours(24);

enum class Outcome { Delivered, Refused, Gone, HostAway };

struct Tried {
    Outcome outcome = Outcome::HostAway;
    std::string reason;                   // "net.timed_out", "HTTP 503"
    std::optional<Duration> asked_pause;  // Retry-After
    SignatureForm form = SignatureForm::Cavage;
    bool was_read = false;  // what was refused is the activity, not who sent it
};

Result<net::ClientResponse> post(Federation& federation, const DueDelivery& due, const WebUrl& inbox, SignatureForm form)
{
    auto keys = federation.keys.keys_of(due.sender);
    auto headers = sign(form, net::Method::Post, inbox, due.body, {key_of(due.sender), keys->rsa}, federation.clock());
    headers.push_back({"Content-Type", std::string{activity_type}});
    headers.push_back({"Accept", "application/activity+json, application/json"});
    auto synchronisation = due.status ? federation.database.read([&](db::Reader& reader) {
        return synchronisation_header(reader, *due.status, inbox.authority());
    })
                                      : std::string{};
    if (!synchronisation.empty()) headers.push_back({"Collection-Synchronization", synchronisation});
    return federation.client.send({.method = net::Method::Post, .url = inbox, .headers = std::move(headers), .body = due.body},
                                  delivery_time);
}

std::optional<Duration> asked_pause(const net::ClientResponse& response)
{
    return response.retry_after().transform([](Duration asked) { return std::min(asked, longest_pause_asked); });
}

bool does_not_like_the_signature(int status) { return status == 400 || status == 401 || status == 403; }

// 401, 403, 408: our key could not be fetched just now, perhaps, and nothing is said of what we asked.
bool is_about_the_activity(int status) { return status != 401 && status != 403 && status != 408; }

Tried judge(const Result<net::ClientResponse>& answer, SignatureForm form)
{
    if (!answer) return {Outcome::HostAway, answer.error().key, std::nullopt, form};
    auto reason = "HTTP " + std::to_string(answer->status);
    if (answer->status >= 200 && answer->status < 300) return {Outcome::Delivered, reason, std::nullopt, form};
    if (answer->status == 429 || answer->status >= 500) return {Outcome::HostAway, reason, asked_pause(*answer), form};
    return {answer->status == 410 ? Outcome::Gone : Outcome::Refused, reason, std::nullopt, form,
            is_about_the_activity(answer->status)};
}

// The form that this host took last; the other one when it is refused (double-knocking).
Tried try_delivery(Federation& federation, const DueDelivery& due, std::string_view known_form)
{
    auto inbox = parse_web_url(due.inbox);
    if (!inbox) return {Outcome::Refused, "net.address_refused", std::nullopt, SignatureForm::Cavage};
    auto form = known_form == name_of(SignatureForm::Rfc9421) ? SignatureForm::Rfc9421 : SignatureForm::Cavage;
    auto answer = post(federation, due, *inbox, form);
    if (!answer || !does_not_like_the_signature(answer->status)) return judge(answer, form);
    auto other = form == SignatureForm::Cavage ? SignatureForm::Rfc9421 : SignatureForm::Cavage;
    auto second = post(federation, due, *inbox, other);
    if (second && !does_not_like_the_signature(second->status)) return judge(second, other);
    return judge(answer, form);
}

// Nobody will answer a Follow that was turned away at the door, or never got there: it is refused, as by a Reject.
void settle_refused_follow(db::Transaction& tx, const DueDelivery& due, Time now)
{
    auto activity = parse_json(due.body);
    if (!activity || type_of(*activity) != "Follow") return;
    auto follower = social::find_account_by_uri(tx, id_of(*activity, "actor"));
    auto followed = social::find_account_by_uri(tx, id_of(*activity, "object"));
    if (!follower || !follower->is_local() || !followed || followed->is_local()) return;
    // The one that is asked now may be a later one: taken back, and asked anew.
    if (distribution::uri_of_act(tx, distribution::ActKind::Follow, follower->id, followed->id.value) != id_of(*activity)) return;
    distribution::forget_act(tx, distribution::ActKind::Follow, follower->id, followed->id.value);
    (void)social::reject_follow(tx, followed->id, follower->id, now);  // none waits: it was answered in another way
}

// True when that was the host's last, and the job is at its end.
bool settle(Federation& federation, std::string_view host, const DueDelivery& due, const Tried& tried)
{
    auto now = federation.clock();
    return federation.database.write([&](db::Transaction& tx) {
        switch (tried.outcome) {
        case Outcome::Delivered:
            distribution::note_signature_form(tx, host, name_of(tried.form));
            distribution::settle_delivered(tx, due.id, host, now);
            break;
        case Outcome::Refused:
            if (tried.was_read) settle_refused_follow(tx, due, now);
            distribution::settle_failed(tx, due.id, tried.reason, now);
            break;
        case Outcome::Gone:
            // Who was reached there is there no more, and follows nobody.
            for (auto person : distribution::people_behind(tx, due.inbox)) {
                social::end_follows_of(tx, person);
                distribution::forget_server_follows_of(tx, person);
            }
            settle_refused_follow(tx, due, now);
            distribution::settle_failed(tx, due.id, tried.reason, now);
            break;
        case Outcome::HostAway:
            for (const auto& given_up : distribution::pause_host(tx, host, due.id, tried.reason, tried.asked_pause, now))
                settle_refused_follow(tx, given_up, now);
            return true;  // a later job goes on
        }
        return distribution::release_host(tx, host);
    });
}

}  // namespace

void deliver_to_host(Federation& federation, std::string_view host)
{
    auto& database = federation.database;
    for (int done = 0; done < deliveries_in_a_row; ++done) {
        auto [due, known, refused] = database.read([&](db::Reader& reader) {
            return std::tuple{distribution::next_due(reader, host), distribution::find_host(reader, host),
                              distribution::is_refused(reader, host, federation.only_allowed)};
        });
        if (due && refused) {
            database.write([&](db::Transaction& tx) {
                auto now = federation.clock();
                for (const auto& given_up : distribution::give_up_host(tx, host, "host.refused", now))
                    settle_refused_follow(tx, given_up, now);
            });
            continue;
        }
        if (!due) {
            if (database.write([&](db::Transaction& tx) { return distribution::release_host(tx, host); })) return;
            continue;
        }
        auto tried = try_delivery(federation, *due, known ? known->signature_form : "");
        bool at_its_end = settle(federation, host, *due, tried);
        if (due->status && federation.delivery_changed) federation.delivery_changed(*due->status);
        if (at_its_end) return;
    }
    database.write([&](db::Transaction& tx) { distribution::continue_host(tx, host, federation.clock()); });
}

}  // namespace favilla::activitypub
