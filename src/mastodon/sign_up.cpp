// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/sign_up.cpp — coming in from an app (docs.joinmastodon.org/methods/accounts/#create, methods/emails)
#include "social/sign_up.h"

#include <map>

#include "community/invitations.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "net/rate_limit.h"
#include "social/administration.h"
#include "social/sign_in.h"

namespace favilla::mastodon {

namespace {

social::SignUpDraft read_draft(const net::Request& request, const Api& api)
{
    const auto& params = api.params;
    return {.username = params.text_or("username", ""),
            .email = params.text_or("email", ""),
            .password = params.text_or("password", ""),
            .agreement = params.flag_or("agreement", false),
            .locale = params.text_or("locale", ""),
            .reason = params.text_or("reason", ""),
            .application = api.token->application,
            .scopes = api.token->scopes,
            .client_address = request.client_address};
}

// A code that works lets in whatever is asked of others; one that does not is refused, so that nobody who was invited joins without
// the friend who invited them.
Result<void> add_invitation(const Api& api, const net::Request& request, social::SignUpDraft& draft)
{
    auto code = api.params.text_or("invite_code", "");
    if (code.empty()) return {};
    auto address = net::address_key(request.client_address);
    TRY(auto found, community::guess(api.services.limiter, !api.services.testing, address, api.now, [&] {
            return api.db.read([&](db::Reader& reader) {
                return community::find_working(reader, api.services.invitation_key, api.domain.id, code, api.now);
            });
        }));
    draft.vouch = [id = found.id](db::Transaction& tx, AccountId newcomer, Time now) {
        return community::take_place(tx, id, newcomer, now);
    };
    return {};
}

// Clients compare the ERR_ codes, people read the descriptions.
net::Response refusal_response(const Api& api, const social::SignUpRefusal& refusal)
{
    if (refusal.problems.empty()) return error_response(api, refusal.error);
    std::map<std::string, std::vector<const social::FieldProblem*>> by_field;
    for (const auto& problem : refusal.problems) by_field[problem.field].push_back(&problem);
    return json_response(http_status(refusal.error.code), [&](JsonWriter& json) {
        json.object([&] {
            json.field("error", api.services.locale.text(api.language, refusal.error));
            json.key("details").object([&] {
                for (const auto& [field, problems] : by_field) {
                    json.key(field).array(problems, [&](const social::FieldProblem* problem) {
                        json.object([&] {
                            json.field("error", problem->code);
                            json.field("description", api.services.locale.text(api.language, problem->key, problem->params));
                        });
                    });
                }
            });
        });
    });
}

}  // namespace

net::Response create_account(const net::Request& request, Api& api)
{
    if (api.token->account || !api.token->application)
        return error_response(api, Error{ErrorCode::Forbidden, "sign_up.application_only"});
    auto key = net::address_key(request.client_address);
    auto allowed = api.services.testing || api.services.limiter.hit(social::sign_up_by_address, key, api.now).allowed;
    if (!allowed) return error_response(api, Error{ErrorCode::TooMany, "sign_up.too_many"});

    auto draft = read_draft(request, api);
    if (auto invited = add_invitation(api, request, draft); !invited) return error_response(api, invited.error());
    auto signed_up = social::sign_up(api.db, api.services.passwords, api.domain.id, draft, api.now);
    if (!signed_up) return refusal_response(api, signed_up.error());
    if (api.services.confirms_sign_ups)
        (void)api.db.write([&](db::Transaction& tx) { return social::confirm_by_hand(tx, signed_up->account.id, api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("access_token", signed_up->token->secret);
            json.field("token_type", "Bearer");
            json.field("scope", social::to_string(signed_up->token->scopes));
            json.field("created_at", signed_up->token->created_at.milliseconds / 1000);
        });
    });
}

// The token of somebody who signed up but has not proved the address yet, of which the frame makes no viewer.
net::Response resend_confirmation(const net::Request& request, Api& api)
{
    if (!api.token->account) return error_response(api, Error{ErrorCode::Forbidden, "token.person_required"});
    auto& limiter = api.services.limiter;
    auto by_client = limiter.hit(social::mail_by_client, net::address_key(request.client_address), api.now);
    auto by_account = limiter.hit(social::mail_by_email, to_string(*api.token->account), api.now);
    if (!by_client.allowed || !by_account.allowed) return error_response(api, Error{ErrorCode::TooMany, "request.too_many"});

    auto sent = api.db.write([&](db::Transaction& tx) {
        return social::resend_confirmation(tx, api.services.random, *api.token->account, api.params.text("email"), api.now);
    });
    if (!sent) return error_response(api, sent.error());
    return empty_object();
}

// Asked now and then by an app that waits for its person to open the mail.
net::Response check_confirmation(const net::Request&, Api& api)
{
    if (!api.token->account) return error_response(api, Error{ErrorCode::Forbidden, "token.person_required"});
    auto user = api.db.read([&](db::Reader& reader) { return social::find_user(reader, *api.token->account); });
    return json_response(200, [&](JsonWriter& json) { json.value(user && user->confirmed_at); });
}

}  // namespace favilla::mastodon
