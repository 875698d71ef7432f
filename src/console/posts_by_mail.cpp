// SPDX-License-Identifier: AGPL-3.0-or-later
// GET and PUT /api/favilla/v1/posts_by_mail — whether one's public posts may be had by e-mail, and how many have them so.
#include "console/routes.h"
#include "distribution/mail_subscriptions.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

struct Choice {
    bool allowed = false;  // what was chosen
    bool offered = false;  // whether the page shows the form: that takes being discoverable, too
    std::int64_t subscribers = 0;
};

Choice find_choice(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    return {.allowed = distribution::allows_mail(reader, id),
            .offered = account && distribution::offers_mail(reader, *account),
            .subscribers = distribution::count_subscriptions(reader, id)};
}

net::Response choice_response(const Choice& choice)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("allowed", choice.allowed);
            json.field("offered", choice.offered);
            json.field("subscribers", choice.subscribers);
        });
    });
}

}  // namespace

net::Response get_posts_by_mail(const net::Request&, Api& api)
{
    return choice_response(api.db.read([&](db::Reader& reader) { return find_choice(reader, api.me()); }));
}

net::Response set_posts_by_mail(const net::Request&, Api& api)
{
    auto allowed = api.params.flag("allowed");
    return choice_response(api.db.write([&](db::Transaction& tx) {
        if (allowed) distribution::choose_mail(tx, api.me(), *allowed);
        return find_choice(tx, api.me());
    }));
}

}  // namespace favilla::console
