// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/push: one subscription for each app that is signed in.
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/web_push.h"

namespace favilla::mastodon {

namespace {

using distribution::PushPolicy;
using distribution::PushSubscription;

constexpr std::string_view kinds[] = {"mention",
                                      "status",
                                      "reblog",
                                      "follow",
                                      "follow_request",
                                      "favourite",
                                      "poll",
                                      "update",
                                      "quote",
                                      "quoted_update",
                                      "admin.sign_up",
                                      "admin.report",
                                      "event_reminder",
                                      "event_place",
                                      "event_refused",
                                      "event_update",
                                      "event_answer",
                                      "event_invitation",
                                      "group_invitation",
                                      "group_announcement",
                                      "early_draft",
                                      "answer_marked",
                                      "introduction",
                                      "introduction_made",
                                      "standing",
                                      "plan_held",
                                      "listening_burst",
                                      "votes_left_out",
                                      "answer_refused"};

// None when nothing is said of them.
std::optional<std::vector<std::string>> read_alerts(const Params& params)
{
    auto data = params.hash("data");
    auto alerts = data ? data->hash("alerts") : std::nullopt;
    if (!alerts) return std::nullopt;
    std::vector<std::string> wanted;
    for (auto kind : kinds)
        if (alerts->flag_or(kind, false)) wanted.emplace_back(kind);
    return wanted;
}

Result<std::optional<PushPolicy>> read_policy(const Params& params)
{
    auto data = params.hash("data");
    auto name = data ? data->text("policy") : std::nullopt;
    if (!name) return std::nullopt;
    auto policy = distribution::parse_push_policy(*name);
    if (!policy) return refuse(ErrorCode::Invalid, "push.policy_unknown");
    return policy;
}

Result<distribution::PushDraft> read_draft(const Params& params)
{
    auto given = params.hash("subscription");
    auto keys = given ? given->hash("keys") : std::nullopt;
    if (!keys) return refuse(ErrorCode::Invalid, "push.keys_invalid");
    TRY(auto policy, read_policy(params));
    return distribution::PushDraft{.endpoint = given->text_or("endpoint", ""),
                                   .point = keys->text_or("p256dh", ""),
                                   .auth = keys->text_or("auth", ""),
                                   .encoding = given->flag_or("standard", false) ? PushEncoding::Aes128gcm : PushEncoding::Aesgcm,
                                   .policy = policy.value_or(PushPolicy::All),
                                   .alerts = read_alerts(params).value_or(std::vector<std::string>{})};
}

net::Response push_response(const Api& api, const PushSubscription& push)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("id", push.id);
            json.field("endpoint", push.endpoint);
            json.field("standard", push.encoding == PushEncoding::Aes128gcm);
            json.key("alerts").object([&] {
                for (auto kind : kinds) json.field(kind, push.asks_for(kind));
            });
            json.field("policy", distribution::name_of(push.policy));
            json.field("server_key", api.services.web_push.public_key());
        });
    });
}

std::optional<PushSubscription> own(const Api& api)
{
    return api.db.read(
        [&](db::Reader& reader) { return distribution::find_push(reader, api.services.web_push.box, api.token->id); });
}

}  // namespace

net::Response post_push_subscription(const net::Request&, Api& api)
{
    auto draft = read_draft(api.params);
    if (!draft) return error_response(api, draft.error());
    const auto& push = api.services.web_push;
    auto made = api.db.write([&](db::Transaction& tx) {
        return distribution::subscribe_push(tx, push.box, api.token->id, api.me(), *draft, push.schemes, api.now);
    });
    return made ? push_response(api, *made) : error_response(api, made.error());
}

net::Response get_push_subscription(const net::Request&, Api& api)
{
    auto push = own(api);
    return push ? push_response(api, *push) : not_found(api);
}

net::Response put_push_subscription(const net::Request&, Api& api)
{
    auto policy = read_policy(api.params);
    if (!policy) return error_response(api, policy.error());
    if (!own(api)) return not_found(api);
    api.db.write([&](db::Transaction& tx) {
        distribution::change_push(tx, api.token->id, {.policy = *policy, .alerts = read_alerts(api.params)});
    });
    auto push = own(api);
    return push ? push_response(api, *push) : not_found(api);
}

net::Response delete_push_subscription(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { distribution::end_push(tx, api.token->id); });
    return empty_object();
}

}  // namespace favilla::mastodon
