// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/web_push.h"

#include <algorithm>

#include "base/html.h"
#include "base/text.h"
#include "base/web_url.h"
#include "jobs/events.h"
#include "mastodon/account_json.h"
#include "mastodon/notification_json.h"
#include "social/mail.h"
#include "social/relations.h"

namespace favilla::mastodon {

namespace {

using distribution::PushPolicy;
using distribution::PushSubscription;

constexpr Duration message_lasts = hours(48);  // after that it is no news
constexpr Duration send_time = seconds(10);
constexpr Duration longest_pause = hours(6);
constexpr std::int64_t most_attempts = 8;
constexpr std::size_t longest_body = 140;  // graphemes, as Mastodon's are
constexpr std::size_t longest_title = 120;

bool is_wanted(db::Reader& reader, const PushSubscription& push, const social::Notification& notification)
{
    if (!push.asks_for(notification.kind)) return false;
    switch (push.policy) {
    case PushPolicy::All: return true;
    case PushPolicy::Followed: return social::is_following(reader, push.account, notification.from);
    case PushPolicy::Follower: return social::is_following(reader, notification.from, push.account);
    case PushPolicy::None: break;
    }
    return false;
}

// What is to be sent, as it stands now.
struct DuePush {
    PushSubscription push;
    social::Token token;
    social::Domain domain;
    NotificationViews views;

    const social::Notification& notification() const { return views.items.front(); }
    const social::Account& sender() const { return views.senders.at(notification().from); }
    const social::Status* status() const
    {
        return notification().status ? &views.statuses.items.at(views.place.at(*notification().status)).status : nullptr;
    }
};

// None when there is nobody to tell it any more: signed out, suspended, the notification taken back.
std::optional<DuePush> find_due(Services& services, const PushWork& work)
{
    return services.database.read([&](db::Reader& reader) -> std::optional<DuePush> {
        auto push = distribution::find_push(reader, services.web_push.box, work.subscription);
        auto notification = social::find_notification(reader, work.account, work.notification);
        if (!push || push->account != work.account || !notification) return std::nullopt;
        if (notification->created_at + message_lasts <= services.clock()) return std::nullopt;
        auto tokens = social::tokens_of(reader, work.account);
        auto token = std::ranges::find(tokens, push->token, &social::Token::id);
        if (token == tokens.end() || token->state != social::UserState::Active || !token->domain) return std::nullopt;
        auto domain = social::find_domain(reader, *token->domain);
        auto views = load_notifications(reader, {*notification}, work.account);
        if (!domain || views.items.empty()) return std::nullopt;
        return DuePush{*std::move(push), std::move(*token), *std::move(domain), std::move(views)};
    });
}

std::string title_of(const Services& services, Language language, const DuePush& due)
{
    return std::string{truncated(notification_title(services.locale, language, due.views, due.notification()), longest_title)};
}

std::string body_of(const DuePush& due)
{
    if (due.notification().kind == "standing") return {};
    const auto* status = due.status();
    const auto& change = due.notification().idea_change;
    auto words = status ? (status->content_warning.empty() ? html_to_text(status->html) : status->content_warning)
                        : html_to_text(due.sender().note_html);
    if (change && !due.views.idea_changes.at(*change).word.empty()) words = due.views.idea_changes.at(*change).word;
    auto first = truncated(words, longest_body);
    return std::string{first} + (first.size() < words.size() ? "…" : "");
}

// Where our own app shows it.
std::string place_of(const DuePush& due)
{
    if (due.notification().kind == "follow_request") return "/app/requests";
    if (due.notification().kind == "standing") return "/app/standing";
    if (due.notification().kind == "admin.sign_up") return std::string{social::sign_ups_path};
    if (due.notification().report) return std::string{social::report_path} + to_string(*due.notification().report);
    const auto* status = due.status();
    if (due.notification().idea_change) return "/app/ideas/" + to_string(status->id);
    if (status && status->conversation)
        return "/app/conversations/" + to_string(*status->conversation) + "?at=" + to_string(status->id);
    return "/app/@" + social::acct(due.sender(), due.domain.name);
}

// Mastodon's own keys (app/serializers/web/notification_serializer.rb), and "url" for our worker. Mastodon's "access_token" is empty:
// of a token only its digest is known here.
std::string text_of(const Services& services, const DuePush& due)
{
    auto language = services.locale.find(due.token.locale).value_or(Language{});
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("access_token", "");
            json.field("preferred_locale", services.locale.tag(language));
            json.field("notification_id", due.notification().id);
            json.field("notification_type", due.notification().kind);
            json.field("icon", avatar_url(due.sender(), due.domain));
            json.field("title", title_of(services, language, due));
            json.field("body", body_of(due));
            json.field("url", place_of(due));
        });
    });
}

// RFC 8030, 5.3: what may wait until a device is awake anyhow.
std::string_view urgency_of(std::string_view kind)
{
    return kind == "favourite" || kind == "reblog" || kind == "update" || kind == "quoted_update" ? "low" : "normal";
}

Result<net::ClientResponse> send(Services& services, const DuePush& due, const WebUrl& endpoint)
{
    auto& push = services.web_push;
    auto now = services.clock();
    auto text = text_of(services, due);
    auto token = push.vapid.token(endpoint.origin(), due.domain.origin, now);
    auto message = make_push_message(services.random, due.push.encoding, due.push.receiver, text, token, push.vapid.known_as());
    if (!message) return refuse(ErrorCode::Invalid, "push.keys_invalid");
    std::vector<net::Header> headers{{"Content-Type", "application/octet-stream"},
                                     {"Urgency", std::string{urgency_of(due.notification().kind)}}};
    auto left = due.notification().created_at + message_lasts - now;
    headers.push_back({"TTL", std::to_string(left.milliseconds / 1000)});
    for (auto& [name, value] : message->headers) headers.push_back({name, std::move(value)});
    return push.client.send(
        {.method = net::Method::Post, .url = endpoint, .headers = std::move(headers), .body = std::move(message->body)},
        send_time);
}

enum class Outcome { Done, Gone, Later };

// Whoever says no for good is not asked again (RFC 8030, 7.3): also a service that knows another key of ours.
Outcome judge(const Result<net::ClientResponse>& answer)
{
    if (!answer)
        return answer.error().key == "net.address_refused" || answer.error().code == ErrorCode::Invalid ? Outcome::Gone
                                                                                                        : Outcome::Later;
    if (answer->status == 408 || answer->status == 429 || answer->status >= 500) return Outcome::Later;
    if (answer->status == 413 || (answer->status >= 200 && answer->status < 300)) return Outcome::Done;
    return Outcome::Gone;
}

// As long as it asks for (RFC 9110, 10.2.3), else longer each time.
Duration pause_before(std::int64_t attempt, const Result<net::ClientResponse>& answer)
{
    auto asked = answer ? answer->retry_after() : std::nullopt;
    if (asked && *asked > Duration{}) return std::min(*asked, longest_pause);
    return std::min(seconds(30LL << std::min<std::int64_t>(2 * attempt, 12)), longest_pause);
}

void send_push(Services& services, const PushWork& work)
{
    auto due = find_due(services, work);
    if (!due) return;
    auto endpoint = parse_web_url(due->push.endpoint);
    auto answer = endpoint ? send(services, *due, *endpoint)
                           : Result<net::ClientResponse>{refuse(ErrorCode::Invalid, "push.endpoint_invalid")};
    auto outcome = judge(answer);
    if (outcome == Outcome::Done || (outcome == Outcome::Later && work.attempt + 1 >= most_attempts)) return;
    services.database.write([&](db::Transaction& tx) {
        if (outcome == Outcome::Gone) return distribution::end_push(tx, work.subscription);
        auto now = services.clock();
        auto again = PushWork{work.subscription, work.account, work.notification, work.attempt + 1};
        jobs::enqueue(tx, push_queue, PushWork::name, jobs::encode(again), now, now + pause_before(work.attempt, answer));
    });
}

}  // namespace

void push_to_browsers(Services& services, const social::NotificationAdded& event)
{
    auto wanted = services.database.read([&](db::Reader& reader) {
        std::vector<distribution::PushSubscriptionId> found;
        if (!distribution::has_push(reader, event.account)) return found;
        auto notification = social::find_notification(reader, event.account, event.notification);
        if (!notification) return found;
        for (const auto& push : distribution::pushes_of(reader, services.web_push.box, event.account))
            if (is_wanted(reader, push, *notification)) found.push_back(push.id);
        return found;
    });
    if (wanted.empty()) return;
    auto now = services.clock();
    services.database.write([&](db::Transaction& tx) {
        for (auto id : wanted)
            jobs::enqueue(tx, push_queue, PushWork::name, jobs::encode(PushWork{id, event.account, event.notification}), now,
                          now);
    });
}

void add_push_work(jobs::Workers& workers, Services& services)
{
    constexpr int at_once = 8;  // services that do not answer hold one each; and what ends at the same time is written together
    workers.threads(std::string{push_queue}, at_once);
    workers.handle(std::string{push_queue}, std::string{PushWork::name},
                   [&](std::string_view payload) { send_push(services, jobs::decode<PushWork>(payload)); });
}

}  // namespace favilla::mastodon
