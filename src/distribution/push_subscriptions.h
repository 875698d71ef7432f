// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/push_subscriptions.h — where people asked to be told of notifications while their app is closed (Web Push, RFC 8030).
// One for each app that is signed in; it ends with that. Secrets lie sealed under the box key.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "base/web_push.h"
#include "base/web_url.h"
#include "db/database.h"
#include "distribution/secret_box.h"

namespace favilla::distribution {

using PushSubscriptionId = Id<struct PushSubscriptionTag>;

enum class PushPolicy { All, Followed, Follower, None };  // of whom one is told: those one follows, those who follow one
std::string_view name_of(PushPolicy);
std::optional<PushPolicy> parse_push_policy(std::string_view);

struct PushSubscription {
    PushSubscriptionId id;
    TokenId token;
    AccountId account;
    std::string endpoint;
    PushReceiver receiver;
    PushEncoding encoding = PushEncoding::Aesgcm;
    PushPolicy policy = PushPolicy::All;
    std::vector<std::string> alerts;  // kinds of notifications, as social::name_of says them

    bool asks_for(std::string_view kind) const { return std::ranges::find(alerts, kind) != alerts.end(); }
};

struct PushDraft {
    std::string endpoint;
    std::string point, auth;  // base64url, as browsers give them
    PushEncoding encoding = PushEncoding::Aesgcm;
    PushPolicy policy = PushPolicy::All;
    std::vector<std::string> alerts;
};

struct PushChange {  // what is not given stays as it is
    std::optional<PushPolicy> policy;
    std::optional<std::vector<std::string>> alerts;
};

inline constexpr int max_push_subscriptions = 20;  // of one account; one more takes the place of the oldest

// Https alone, unless `any_scheme` (while testing); where it leads is judged when it is written to. Takes the place of what this token or
// this endpoint had. Refuses Invalid "push.endpoint_invalid", "push.keys_invalid".
enum class Schemes { Https, Any };
Result<PushSubscription> subscribe_push(db::Transaction&, const SecretBox&, TokenId, AccountId, const PushDraft&, Schemes,
                                        Time now);
std::optional<PushSubscription> find_push(db::Reader&, const SecretBox&, TokenId);
std::optional<PushSubscription> find_push(db::Reader&, const SecretBox&, PushSubscriptionId);
bool has_push(db::Reader&, AccountId);
std::vector<PushSubscription> pushes_of(db::Reader&, const SecretBox&, AccountId);
void change_push(db::Transaction&, TokenId, const PushChange&);
void end_push(db::Transaction&, TokenId);
void end_push(db::Transaction&, PushSubscriptionId);

// The key that push services know this installation by; made when it is first asked for.
P256Key vapid_key(db::Database&, const SecretBox&, Time now);

}  // namespace favilla::distribution
