// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_links.h"

#include <stdexcept>

#include "server/demo_visits.h"

namespace favilla::server {

namespace {

struct Made {
    std::string_view by, target, title, campaign;
    analytics::LinkPurpose purpose;
    int days;                  // ago
    std::int64_t first, fade;  // people on its first day; after so many days half of them come
};
constexpr Made made[] = {
    {"lanterna", "/programma", "Il programma", "festa_del_libro", analytics::LinkPurpose::Share, 40, 60, 6},
    {"lanterna", "/iscriversi", "La tessera", "", analytics::LinkPurpose::Share, 75, 24, 20},
    {"ada", "/orari", "Gli orari", "", analytics::LinkPurpose::Share, 20, 12, 5},
    {"ada", "/premio", "Votate il premio", "", analytics::LinkPurpose::Invite, 12, 9, 3},
    {"lanterna", "/bozza", "Non ancora", "", analytics::LinkPurpose::Share, 1, 3, 1},  // too few for anything to be told
};

}  // namespace

void make_demo_links(db::Database& database, const analytics::LinkKey& key, DomainId domain,
                     const std::function<AccountId(std::string_view)>& named, Time today)
{
    database.write([&](db::Transaction& tx) {
        for (const auto& one : made) {
            auto at = today - days(one.days) + hours(9);
            auto by = named(one.by);
            analytics::LinkDraft draft{.target = "https://" + std::string{demo_site} + std::string{one.target},
                                       .title = std::string{one.title},
                                       .purpose = one.purpose,
                                       .utm = {},
                                       .effort = {}};
            if (!one.campaign.empty()) draft.utm = {.source = "favilla", .medium = "post", .campaign = std::string{one.campaign}};
            auto link = analytics::make_short_link(tx, key, domain, by, by, draft, at);
            if (!link) throw std::runtime_error("a link of the demo was refused: " + link.error().key);
            auto first_day = start_of_day(at).milliseconds / days(1).milliseconds;
            for (std::int64_t day = 0; day < one.days; ++day) {
                auto people = one.first * one.fade / (one.fade + day) + (day * 7 + one.first) % 3 - 1;
                if (people <= 0) continue;
                analytics::add_clicks(tx, link->id, first_day + day, {.clicks = people + people / 4, .people = people});
                analytics::add_click_drop(tx, link->id, first_day + day, "robot", 1 + people / 10);
            }
        }
    });
}

}  // namespace favilla::server
