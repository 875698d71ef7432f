// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/invitations — one's own invitations, who came through them, and through whom one came oneself.
#include "community/invitations.h"

#include "base/trimmed.h"
#include "community/invitation_mails.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "distribution/mail_subscriptions.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/mail.h"
#include "social/sign_up.h"
#include "social/users.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Accounts load_groups(db::Reader& reader, const std::vector<community::Invitation>& invitations)
{
    std::vector<AccountId> groups;
    for (const auto& invitation : invitations)
        if (invitation.group) groups.push_back(*invitation.group);
    return load_accounts(reader, groups);
}

void write_invitation(JsonWriter& json, const Api& api, const community::Invitation& invitation, const Accounts& groups)
{
    auto code = api.services.invitation_key.code_of(invitation.id);
    json.object([&] {
        json.field("id", invitation.id);
        json.field("code", code);
        json.field("url", api.origin() + "/invite/" + code);
        json.field("state", name_of(state_of(invitation, api.now)));
        json.field("max_uses", invitation.max_uses);
        json.field("uses", invitation.uses);
        json.field("expires_at", invitation.expires_at);
        json.field("created_at", invitation.created_at);
        json.field("word", invitation.word);
        json.key("group");
        auto group = invitation.group ? groups.find(*invitation.group) : groups.end();
        if (group == groups.end()) return json.value(nullptr);
        const auto& account = group->second;
        json.object([&] {
            json.field("id", account.id);
            json.field("title", account.display_name.empty() ? account.username : account.display_name);
        });
    });
}

net::Response invitation_response(Api& api, const community::Invitation& invitation)
{
    auto groups = api.db.read([&](db::Reader& reader) { return load_groups(reader, {invitation}); });
    return json_response(200, [&](JsonWriter& json) { write_invitation(json, api, invitation, groups); });
}

community::InvitationDraft read_draft(const Params& params)
{
    community::InvitationDraft draft{.group = params.id<AccountId>("group_id"), .word = params.text_or("word", "")};
    // A number that is none is refused as one that is too small.
    if (params.has("max_uses")) draft.max_uses = params.integer("max_uses").value_or(0);
    if (params.has("expires_in"))
        draft.lasts =
            seconds(std::clamp<std::int64_t>(params.integer("expires_in").value_or(0), 0, days(3650).milliseconds / 1000));
    return draft;
}

}  // namespace

net::Response get_invitations(const net::Request& request, Api& api)
{
    auto limits = read_page(api.params, 40, 80);
    auto [page, groups] = api.db.read([&](db::Reader& reader) {
        auto found = community::invitations_by(reader, api.me(), limits);
        auto their_groups = load_groups(reader, found.items);
        return std::pair{std::move(found), std::move(their_groups)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const community::Invitation& invitation) { write_invitation(json, api, invitation, groups); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response post_invitation(const net::Request&, Api& api)
{
    auto draft = read_draft(api.params);
    auto made = api.db.write([&](db::Transaction& tx) {
        return community::make_invitation(tx, api.services.invitation_key, api.me(), draft, api.now);
    });
    return made ? invitation_response(api, *made) : error_response(api, made.error());
}

net::Response mail_invitation(const net::Request&, Api& api)
{
    auto email = std::string{trimmed(api.params.text_or("email", ""))};
    if (!social::is_email(email)) return error_response(api, Error{ErrorCode::Invalid, "invitation.email"});
    const auto& key = api.services.mail_key;
    auto made = api.db.write([&](db::Transaction& tx) -> Result<community::Invitation> {
        TRY(auto mailed, community::mail_invitation(tx, api.services.invitation_key, api.me(), read_draft(api.params),
                                                    key.mark_of(email), api.now));
        // Whether there is somebody here with that address, or who wants no mail, is nobody's affair: it looks the same and takes as long.
        bool goes_out = mailed.goes_out && !social::find_user_by_email(tx, api.domain.id, email)
                     && !distribution::refuses_all_mail(tx, key, email);
        auto by = social::find_account(tx, api.me());
        social::enqueue_mail(tx, api.domain,
                             {.kind = social::MailKind::Invitation,
                              .to = goes_out ? email : "",
                              .locale = api.params.text_or("language", std::string{api.services.locale.tag(api.language)}),
                              .path = "/invite/" + api.services.invitation_key.code_of(mailed.invitation.id),
                              .username = by->display_name.empty() ? by->username : by->display_name,
                              .reason = mailed.invitation.word},
                             api.now);
        return std::move(mailed.invitation);
    });
    return made ? invitation_response(api, *made) : error_response(api, made.error());
}

net::Response delete_invitation(const net::Request& request, Api& api)
{
    auto id = parse_id<community::InvitationId>(request.param("id"));
    if (!id) return not_found(api);
    auto ended = api.db.write([&](db::Transaction& tx) -> Result<community::Invitation> {
        auto invitation = community::find_invitation(tx, *id);
        if (!invitation || invitation->by != api.me()) return refuse(ErrorCode::NotFound, "record.not_found");
        community::revoke_invitation(tx, *id, api.now);
        return *community::find_invitation(tx, *id);
    });
    return ended ? invitation_response(api, *ended) : error_response(api, ended.error());
}

// Who came through me, and through whom I came: of the tree, what concerns one oneself.
net::Response get_invitation_people(const net::Request& request, Api& api)
{
    auto limits = read_page(api.params, 40, 80);
    struct Found {
        bool may_invite = false;
        std::optional<AccountId> inviter;
        social::Page<community::Arrival> page;
        Accounts accounts;
    };
    auto found = api.db.read([&](db::Reader& reader) {
        Found read{.may_invite = community::may_invite(reader, api.me()),
                   .inviter = community::inviter_of(reader, api.me()),
                   .page = community::came_through(reader, api.me(), limits),
                   .accounts = {}};
        std::vector<AccountId> ids;
        for (const auto& arrival : read.page.items) ids.push_back(arrival.account);
        if (read.inviter) ids.push_back(*read.inviter);
        read.accounts = load_accounts(reader, ids);
        return read;
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("may_invite", found.may_invite);
            write_known_person(json, api, found.accounts, "invited_by", found.inviter);
            json.key("people").array(found.page.items, [&](const community::Arrival& arrival) {
                json.object([&] {
                    json.field("joined_at", arrival.joined_at);
                    json.field("invitation_id", arrival.invitation);
                    json.key("account");
                    write_account(json, found.accounts.at(arrival.account), api.domain);
                });
            });
        });
    });
    return with_page_links(std::move(response), request, api, found.page);
}

}  // namespace favilla::console
