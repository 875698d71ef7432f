// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/server — what runs here, since when, on what, and how much room is left. For administrators.
#include <filesystem>
#include <system_error>

#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

net::Response get_server_state(const net::Request&, Api& api)
{
    std::error_code unknown;
    auto room = std::filesystem::space(api.services.data_folder, unknown);
    auto bytes = [&](std::uintmax_t n) { return unknown ? std::nullopt : std::optional{static_cast<std::int64_t>(n)}; };
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("version", api.services.software_version);
            json.field("started_at", api.services.started_at);
            json.field("database", api.db.engine() == db::Engine::Sqlite ? "SQLite" : "PostgreSQL");
            json.field("sends_mail", api.services.sends_mail);
            json.field("disk_free", bytes(room.available));
            json.field("disk_total", bytes(room.capacity));
        });
    });
}

}  // namespace favilla::console
