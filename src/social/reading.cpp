// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reading.h"

#include <algorithm>
#include <array>

#include "social/users.h"

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 3> media_names = {"default", "show_all", "hide_all"};

}  // namespace

std::string_view name_of(MediaShown shown) { return media_names[static_cast<std::size_t>(shown)]; }

std::optional<MediaShown> parse_media_shown(std::string_view name)
{
    auto found = std::ranges::find(media_names, name);
    return found == media_names.end() ? std::nullopt : std::optional{static_cast<MediaShown>(found - media_names.begin())};
}

Reading reading_of(db::Reader& reader, AccountId account)
{
    auto row = reader.row("SELECT media, open_warnings, play_gifs FROM reading_preferences WHERE account_id = $1", account);
    if (!row) return {};
    return {.media = parse_media_shown(row->get<std::string_view>(0)).value_or(MediaShown::UnlessSensitive),
            .open_warnings = row->get<bool>(1),
            .play_gifs = row->get<bool>(2)};
}

Result<Reading> change_reading(db::Transaction& tx, AccountId account, const ReadingChange& change)
{
    if (!find_user(tx, account)) return refuse(ErrorCode::NotFound, "user.missing");
    auto before = reading_of(tx, account);
    Reading after{.media = change.media.value_or(before.media),
                  .open_warnings = change.open_warnings.value_or(before.open_warnings),
                  .play_gifs = change.play_gifs.value_or(before.play_gifs)};
    if (after == before) return after;
    tx.run("INSERT INTO reading_preferences (account_id, media, open_warnings, play_gifs) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (account_id) DO UPDATE SET media = excluded.media, open_warnings = excluded.open_warnings, "
           "play_gifs = excluded.play_gifs",
           account, name_of(after.media), after.open_warnings, after.play_gifs);
    return after;
}

void forget_reading_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM reading_preferences WHERE account_id = $1", account);
}

}  // namespace favilla::social
