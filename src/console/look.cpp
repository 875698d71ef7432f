// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/organisation/look — an organisation's own colour, mark and wide picture. For administrators.
#include "console/organisation.h"
#include "mastodon/sent_pictures.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_picture(JsonWriter& json, std::string_view name, const social::Domain& domain, const std::string& path)
{
    json.field(name, path.empty() ? std::nullopt : std::optional{domain.origin + path});
}

// "#a2360a"; an empty one takes the colour away.
Result<std::optional<std::optional<Colour>>> read_colour(const Params& params)
{
    auto text = params.text("colour");
    if (!text) return std::optional<std::optional<Colour>>{};
    if (text->empty()) return std::optional{std::optional<Colour>{}};
    auto colour = parse_colour(*text);
    if (!colour) return refuse(ErrorCode::Invalid, "domain.colour", {{"field", "colour"}});
    return std::optional{colour};
}

Result<void> change_look(db::Transaction& tx, const Api& api, const social::DomainSettings& settings, std::string said)
{
    auto before = social::find_domain(tx, api.domain.id).value();
    TRY(auto after, social::change_domain(tx, api.domain.id, settings, api.now));
    for (auto picture : {&social::Domain::logo, &social::Domain::banner})
        loosen_replaced(tx, before.*picture, after.*picture, api.now);
    note_change(tx, api, "change_organisation", std::move(said));
    return {};
}

}  // namespace

void write_look(JsonWriter& json, const social::Domain& domain)
{
    json.field("colour", domain.colour ? std::optional{"#" + hex_of(*domain.colour)} : std::nullopt);
    write_picture(json, "logo", domain, domain.logo);
    write_picture(json, "banner", domain, domain.banner);
}

net::Response put_look(const net::Request&, Api& api)
{
    social::DomainSettings settings;
    std::string said;
    auto read = [&]() -> Result<void> {
        TRY(settings.colour, read_colour(api.params));
        TRY(settings.logo, take_picture(api, "logo", social::PictureUse::Avatar));
        TRY(settings.banner, take_picture(api, "banner", social::PictureUse::Header));
        return {};
    }();
    if (!read) return error_response(api, read.error());
    for (auto [given, name] : {std::pair{settings.colour.has_value(), "colour"},
                               {settings.logo.has_value(), "logo"},
                               {settings.banner.has_value(), "banner"}})
        if (given) said += (said.empty() ? "" : ", ") + std::string{name};
    return change_organisation(api, [&](db::Transaction& tx) { return change_look(tx, api, settings, said); });
}

net::Response delete_logo(const net::Request&, Api& api)
{
    return change_organisation(api, [&](db::Transaction& tx) { return change_look(tx, api, {.logo = ""}, "logo"); });
}

net::Response delete_banner(const net::Request&, Api& api)
{
    return change_organisation(api, [&](db::Transaction& tx) { return change_look(tx, api, {.banner = ""}, "banner"); });
}

}  // namespace favilla::console
