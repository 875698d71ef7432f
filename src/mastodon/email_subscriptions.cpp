// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/email_subscriptions.cpp — somebody without an account wants an account's posts by mail: the form of its page, for an app. The documentation does not
// have it: as in Mastodon's app/controllers/api/v1/accounts/email_subscriptions_controller.rb. What is answered is the same for every address.
#include "distribution/mail_subscriptions.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "net/rate_limit.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::mastodon {

net::Response post_email_subscription(const net::Request& request, Api& api)
{
    auto id = find_named_account(request, api);
    bool is_offered = id && api.services.sends_mail && api.db.read([&](db::Reader& reader) {
        auto account = social::find_account(reader, *id);
        return account && account->domain == api.domain.id && distribution::offers_mail(reader, *account);
    });
    if (!is_offered) return not_found(api);
    auto email = api.params.text_or("email", "");
    if (!social::is_email(email))
        return error_response(api, Error{ErrorCode::Invalid, "user.email_invalid", {{"field", "email"}}});
    auto rhythm = social::parse_rhythm(api.params.text_or("rhythm", "each"));
    if (!rhythm) return error_response(api, Error{ErrorCode::Invalid, "subscription.rhythm_unknown", {{"field", "rhythm"}}});
    auto by_client = api.services.limiter.hit(social::mail_by_client, net::address_key(request.client_address), api.now);
    if (!api.services.testing && !by_client.allowed) return error_response(api, Error{ErrorCode::TooMany, "request.too_many"});

    auto language = api.services.locale.find(api.params.text_or("locale", "")).value_or(api.language);
    api.db.write([&](db::Transaction& tx) {
        distribution::request_subscription(
            tx, api.services.mail_key, api.services.random, api.domain,
            {.account = *id, .email = email, .locale = std::string{api.services.locale.tag(language)}, .rhythm = *rhythm},
            api.now);
    });
    return empty_object();
}

}  // namespace favilla::mastodon
