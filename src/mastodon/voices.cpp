// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/voices.h"

#include <algorithm>

#include "community/pages.h"
#include "mastodon/answers.h"
#include "social/listeners.h"
#include "social/statuses.h"

namespace favilla::mastodon {

namespace {

using community::PageAct;
using enum net::Method;

struct VoiceRoute {
    net::Method method;
    std::string_view path;
    PageAct act;
    std::string_view name;  // in the log; empty: nothing worth writing down
};

// What a page may do besides reading. A route that is not here is for persons.
constexpr VoiceRoute voice_routes[] = {
    {Post, "/api/v1/statuses", PageAct::Begin, "post"},  // PageAct::Answer to what another wrote
    {Put, "/api/v1/statuses/:id", PageAct::Keep, "edit"},
    {Delete, "/api/v1/statuses/:id", PageAct::Keep, "delete"},
    {Post, "/api/v1/statuses/:id/reblog", PageAct::Keep, "boost"},
    {Post, "/api/v1/statuses/:id/unreblog", PageAct::Keep, "unboost"},
    {Post, "/api/v1/statuses/:id/pin", PageAct::Keep, "pin"},
    {Post, "/api/v1/statuses/:id/unpin", PageAct::Keep, "unpin"},
    {Put, "/api/v1/statuses/:id/interaction_policy", PageAct::Keep, "edit"},
    {Post, "/api/v1/statuses/:id/quotes/:quoting_status_id/revoke", PageAct::Keep, "revoke_quote"},
    {Put, "/api/v1/scheduled_statuses/:id", PageAct::Keep, "reschedule"},
    {Delete, "/api/v1/scheduled_statuses/:id", PageAct::Keep, "unschedule"},
    {Post, "/api/favilla/v1/scheduled_statuses/:id/send", PageAct::Keep, "send_planned"},
    {Post, "/api/v1/polls/:id/votes", PageAct::Tend, "vote"},
    {Post, "/api/favilla/v1/events", PageAct::Begin, "event"},
    {Patch, "/api/favilla/v1/events/:id", PageAct::Keep, "change_event"},
    {Post, "/api/favilla/v1/events/:id/cancel", PageAct::Keep, "cancel_event"},
    {Post, "/api/favilla/v1/events/:id/invitations", PageAct::Tend, "invite_to_event"},
    {Post, "/api/favilla/v1/events/:id/times", PageAct::Keep, "change_event"},
    {Put, "/api/favilla/v1/events/:id/answer", PageAct::Tend, "answer_event"},
    {Delete, "/api/favilla/v1/events/:id/answer", PageAct::Tend, "answer_event"},
    {Post, "/api/v1/statuses/:id/favourite", PageAct::Tend, "favourite"},
    {Post, "/api/v1/statuses/:id/unfavourite", PageAct::Tend, "unfavourite"},
    {Post, "/api/v1/statuses/:id/bookmark", PageAct::Tend, "bookmark"},
    {Post, "/api/v1/statuses/:id/unbookmark", PageAct::Tend, "unbookmark"},
    {Post, "/api/v1/statuses/:id/mute", PageAct::Tend, "mute_conversation"},
    {Post, "/api/v1/statuses/:id/unmute", PageAct::Tend, "unmute_conversation"},
    {Post, "/api/favilla/v1/conversations/:id/close", PageAct::Tend, "close_conversation"},
    {Post, "/api/favilla/v1/conversations/:id/open", PageAct::Tend, "open_conversation"},
    {Post, "/api/v1/conversations/:id/read", PageAct::Tend, ""},
    {Post, "/api/v1/conversations/:id/unread", PageAct::Tend, ""},
    {Delete, "/api/v1/conversations/:id", PageAct::Tend, "remove_message"},
    {Post, "/api/v1/accounts/:id/follow", PageAct::Tend, "follow"},
    {Post, "/api/v1/accounts/:id/unfollow", PageAct::Tend, "unfollow"},
    {Post, "/api/v1/accounts/:id/remove_from_followers", PageAct::Tend, "remove_follower"},
    {Post, "/api/v1/accounts/:id/block", PageAct::Tend, "block"},
    {Post, "/api/v1/accounts/:id/unblock", PageAct::Tend, "unblock"},
    {Post, "/api/v1/accounts/:id/mute", PageAct::Tend, "mute"},
    {Post, "/api/v1/accounts/:id/unmute", PageAct::Tend, "unmute"},
    {Post, "/api/v1/domain_blocks", PageAct::Tend, "block_server"},
    {Delete, "/api/v1/domain_blocks", PageAct::Tend, "unblock_server"},
    {Post, "/api/v1/follow_requests/:id/authorize", PageAct::Tend, "accept_follower"},
    {Post, "/api/v1/follow_requests/:id/reject", PageAct::Tend, "reject_follower"},
    {Post, "/api/v1/tags/:name/follow", PageAct::Tend, "follow_tag"},
    {Post, "/api/v1/tags/:name/unfollow", PageAct::Tend, "unfollow_tag"},
    {Post, "/api/v1/reports", PageAct::Tend, "report"},
    {Post, "/api/v1/notifications/clear", PageAct::Tend, "clear_notifications"},
    {Post, "/api/v1/notifications/:id/dismiss", PageAct::Tend, ""},
    {Post, "/api/v1/notifications/dismiss", PageAct::Tend, ""},
    {Post, "/api/v1/markers", PageAct::Read, ""},
    {Post, "/oauth/userinfo", PageAct::Read, ""},
    {Post, "/oauth/revoke", PageAct::Read, ""},
    {Post, "/api/v2/media", PageAct::Upload, ""},
    {Post, "/api/v1/media", PageAct::Upload, ""},
    {Put, "/api/v1/media/:id", PageAct::Upload, ""},
    {Delete, "/api/v1/media/:id", PageAct::Upload, ""},
    {Patch, "/api/v1/accounts/update_credentials", PageAct::Keep, "profile"},
    {Patch, "/api/v1/profile", PageAct::Keep, "profile"},
    {Delete, "/api/v1/profile/avatar", PageAct::Keep, "profile"},
    {Delete, "/api/v1/profile/header", PageAct::Keep, "profile"},
    {Post, "/api/favilla/v1/links", PageAct::Upload, ""},
    {Put, "/api/favilla/v1/links/:id", PageAct::Keep, "link"},
    {Put, "/api/favilla/v1/posts_by_mail", PageAct::Keep, "posts_by_mail"},
    {Post, "/api/favilla/v1/aliases", PageAct::Found, "alias"},
    {Delete, "/api/favilla/v1/aliases", PageAct::Found, "remove_alias"},
    {Post, "/api/favilla/v1/move", PageAct::Found, "move"},
};

// The router is given PUT and PATCH of an update alike.
bool same_method(net::Method one, net::Method other)
{
    auto is_update = [](net::Method method) { return method == Put || method == Patch; };
    return one == other || (is_update(one) && is_update(other));
}

const VoiceRoute* find_voice_route(const Route& route)
{
    auto found = std::ranges::find_if(
        voice_routes, [&](const VoiceRoute& one) { return same_method(one.method, route.method) && one.path == route.path; });
    return found == std::end(voice_routes) ? nullptr : found;
}

// The work in a team and at its desk is a person's, and so are bringing friends in, having ideas, showing drafts, what the ledger holds, and where they
// are signed in, what they take along and bring, how they read, and what is said of them.
constexpr std::string_view for_persons[] = {
    "pages",         "desk",    "invitations", "ideas",    "ledger",        "early_drafts",
    "sessions",      "exports", "imports",     "leaving",  "integrity/own", "integrity/disclosures",
    "second_factor", "email",   "identities",  "archives", "preferences"};

bool is_for_persons(const Route& route)
{
    constexpr std::string_view own = "/api/favilla/v1/";
    if (!route.path.starts_with(own)) return false;
    auto rest = route.path.substr(own.size());
    return std::ranges::any_of(for_persons, [&](std::string_view what) { return rest.starts_with(what); });
}

// To somebody: what goes on from a page's own words begins something as well.
bool answers_another(Api& api, AccountId page)
{
    auto parent = parse_id<StatusId>(api.params.text_or("in_reply_to_id", ""));
    if (!parent) return false;
    return api.db.read([&](db::Reader& reader) { return social::author_of(reader, *parent); }) != page;
}

PageAct act_of(const Route& route, Api& api, AccountId page)
{
    if (route.scope == "push") return api.token->voice ? PageAct::Read : PageAct::Nothing;  // one for each token
    if (is_for_persons(route)) return PageAct::Nothing;
    const auto* known = find_voice_route(route);
    if (!known) return route.method == Get ? PageAct::Read : PageAct::Nothing;
    return known->act == PageAct::Begin && answers_another(api, page) ? PageAct::Answer : known->act;
}

// Whose voice is asked for; none: one's own.
std::optional<AccountId> asked_for(const Route& route, const net::Request& request, const Api& api)
{
    auto name = std::string{request.header(voice_header)};
    if (name.empty() && route.path.starts_with("/api/v1/streaming")) name = api.params.text_or("voice", "");
    if (name.empty()) return std::nullopt;
    return parse_id<AccountId>(name).value_or(AccountId{});
}

Result<social::Voice> find_voice(const Route& route, const net::Request& request, Api& api)
{
    auto asked = asked_for(route, request, api);
    auto voice = api.token->voice;
    if (voice && asked && *asked != voice->page) return refuse(ErrorCode::Forbidden, "voice.not_yours");
    if (!voice) {
        auto role = api.db.read([&](db::Reader& reader) { return social::role_for_page(reader, *asked, *api.token->account); });
        if (!role) return refuse(ErrorCode::Forbidden, "voice.not_yours");
        voice = social::Voice{*asked, *api.token->account, *role, {}};
    }
    if (!social::may_speak(voice->role)) return refuse(ErrorCode::Forbidden, "voice.not_yours");
    return *voice;
}

}  // namespace

Result<void> take_voice(const Route& route, const net::Request& request, Api& api)
{
    if (!api.token || !api.token->account) return {};
    auto asked = asked_for(route, request, api);
    if (!api.token->voice && (!asked || asked == api.token->account)) return {};
    if (!api.viewer.account) return refuse(ErrorCode::Forbidden, "voice.not_yours");  // who may not act, speaks for nobody
    TRY(auto voice, find_voice(route, request, api));
    auto act = act_of(route, api, voice.page);
    if (act == PageAct::Nothing) return refuse(ErrorCode::Forbidden, "voice.not_here");
    api.voice = voice;
    api.viewer.account = voice.page;
    api.token->role = social::Role::User;
    if (act == PageAct::Read) return {};
    auto page = api.db.read([&](db::Reader& reader) { return community::find_page(reader, voice.page); });
    if (page && api.db.read([&](db::Reader& reader) { return community::may(reader, *page, voice, act); })) return {};
    const auto* known = find_voice_route(route);
    api.db.write([&](db::Transaction& tx) {
        auto object = std::string{request.param("id")};
        community::note_page_act(tx, {voice.page, voice.person, known->name, object, false}, api.now);
    });
    bool waits = page && page->reviews && act == PageAct::Begin && voice.role != social::PageRole::Moderator;
    return refuse(ErrorCode::Forbidden, waits ? "page.review_first" : "page.not_allowed");
}

net::Response call_in_voice(const Route& route, const net::Request& request, Api& api)
{
    const auto* known = api.voice ? find_voice_route(route) : nullptr;
    // What begins something has no id yet: it is noted where it is made.
    if (!known || known->name.empty() || known->act == PageAct::Begin) return route.handler(request, api);
    auto entry = api.db.write([&](db::Transaction& tx) {
        auto object = std::string{request.param("id")};
        return community::note_page_act(tx, {api.voice->page, api.voice->person, known->name, object}, api.now);
    });
    auto response = route.handler(request, api);
    if (response.status >= 400) api.db.write([&](db::Transaction& tx) { community::note_not_done(tx, entry); });
    return response;
}

void note_made(db::Transaction& tx, const Api& api, std::string_view act, std::string_view object)
{
    if (api.voice) community::note_page_act(tx, {api.voice->page, api.voice->person, act, object}, api.now);
}

void sign(const Api& api, social::StatusDraft& draft)
{
    if (!api.voice) return;
    auto page = api.db.read([&](db::Reader& reader) { return community::find_page(reader, api.voice->page); });
    draft.person = api.voice->person;
    draft.is_signed = page && page->signs;
}

}  // namespace favilla::mastodon
