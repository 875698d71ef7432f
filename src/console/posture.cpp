// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages/:id/posture — whether a page is a megaphone or a round table, for its team.
#include "community/pages.h"
#include "console/posture_json.h"
#include "console/routes.h"
#include "desk/settings.h"
#include "mastodon/answers.h"
#include "social/mail_parts.h"
#include "strategy/letters.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// The page that the path names, where it is of this place and who asks sees its posture; otherwise it is as if it were not there.
std::optional<AccountId> find_seen_page(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) -> std::optional<AccountId> {
        auto account = social::find_account(reader, *id);
        if (!account || account->domain != api.domain.id || !community::is_of_page(reader, *id, api.me())) return std::nullopt;
        return *id;
    });
}

net::Response posture_response(Api& api, AccountId page)
{
    auto view = strategy::load_posture(api.db, page, api.params.text_or("month", ""), api.now, desk::promise_of);
    if (!view) return error_response(api, view.error());
    auto letter = api.db.read([&](db::Reader& reader) { return strategy::wants_letter(reader, {page, api.me()}); });
    auto language = api.services.locale.find(api.params.text_or("lang", "")).value_or(api.language);
    strategy::PostureWords words{api.services.locale, language};
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_posture(json, words, *view);
            json.field("page", social::shown_name(view->account));
            json.field("report_url", api.origin() + "/@" + view->account.username + "/posture"
                                         + (view->month.empty() ? "" : "?month=" + view->month));
            json.field("letter", letter);
            json.field("sends_mail", api.services.sends_mail);
        });
    });
}

}  // namespace

// ?month=2026-11: as it stood when that month was over. ?lang=it: for an app that is read in another language than its reader's usual one.
net::Response get_posture(const net::Request& request, Api& api)
{
    auto page = find_seen_page(request, api);
    return page ? posture_response(api, *page) : not_found(api);
}

// {"wanted": true | false}
net::Response put_posture_letter(const net::Request& request, Api& api)
{
    auto page = find_seen_page(request, api);
    if (!page) return not_found(api);
    auto wanted = api.params.flag("wanted");
    if (!wanted) return error_response(api, {ErrorCode::Invalid, "posture.wanted"});
    auto chosen = api.db.write([&](db::Transaction& tx) -> Result<void> {
        if (*wanted && !api.services.sends_mail) return refuse(ErrorCode::Unsupported, "posture.letter_no_mail");
        return strategy::choose_letter(tx, {*page, api.me()}, *wanted, api.now);
    });
    return chosen ? posture_response(api, *page) : error_response(api, chosen.error());
}

}  // namespace favilla::console
