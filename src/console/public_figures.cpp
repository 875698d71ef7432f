// SPDX-License-Identifier: AGPL-3.0-or-later
// PUT /api/favilla/v1/pages/:id/figures — whether everybody may read what came of a page. It is the organisation that says so, by its
// administrators, and not the page's team. PUT /api/favilla/v1/organisation/figures says it of the whole house.
#include "strategy/public_figures.h"

#include "console/organisation.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "strategy/house_figures.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// What is neither the one nor the other publishes nothing.
std::optional<bool> read_public(const Params& params)
{
    auto word = params.text_or("public", "");
    if (word == "true") return true;
    if (word == "false") return false;
    return std::nullopt;
}

}  // namespace

// {"public": true | false}
net::Response put_public_figures(const net::Request& request, Api& api)
{
    auto page = find_shown_page(request, api);
    if (!page) return not_found(api);
    auto shown = read_public(api.params);
    if (!shown) return error_response(api, {ErrorCode::Invalid, "page.public_figures"});
    auto changed =
        api.db.write([&](db::Transaction& tx) { return strategy::show_figures(tx, page->id, api.me(), *shown, api.now); });
    return changed ? page_response(api, page->id) : error_response(api, changed.error());
}

// {"public": true | false}
net::Response put_house_figures(const net::Request&, Api& api)
{
    auto shown = read_public(api.params);
    if (!shown) return error_response(api, {ErrorCode::Invalid, "page.public_figures"});
    api.db.write([&](db::Transaction& tx) { strategy::show_house_figures(tx, api.domain.id, api.me(), *shown, api.now); });
    return organisation_response(api);
}

}  // namespace favilla::console
