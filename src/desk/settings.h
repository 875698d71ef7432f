// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/settings.h — how soon a page means to answer, when somebody is there, and its pieces of text for repeated facts.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"
#include "desk/hours.h"

namespace favilla::desk {

using PieceId = Id<struct DeskPieceTag>;

struct PageSettings {
    std::string time_zone = "UTC";
    Week week;  // of who has chosen nothing: 9 to 18, Monday to Friday
    Duration target = hours(8);
    std::vector<std::int64_t> holidays;  // days since 1970-01-01, in order
};
inline constexpr std::size_t most_holidays = 200;
inline constexpr Duration least_target = minutes(15), most_target = hours(200);

PageSettings settings_of(db::Reader&, AccountId page);
Hours hours_of(const PageSettings&);
// The open items of the page get their new due times by a job of the caller's: due_anew(). Refuses Invalid "desk.zone_unknown",
// "desk.target_invalid", "desk.holidays_too_many".
Result<void> change_settings(db::Transaction&, AccountId page, const PageSettings&, Time now);
// Of so many open items behind that one; the last of them, none at the end.
std::optional<std::int64_t> due_anew(db::Transaction&, AccountId page, std::int64_t after, int most);

struct Due {
    Time at;
    bool by_standing = false;  // promised to who gave much, sooner than the page's target
};
// Reckons for one page; read once, asked often.
class DueTimes {
public:
    explicit DueTimes(const PageSettings&);
    DueTimes(db::Reader&, AccountId page);
    Due of(Time since, std::string_view standing) const;  // "" as well: none

private:
    Hours hours_;
    Duration target_;
};

// By when what somebody of no standing said then is to be answered, for who reckons with many of them.
std::function<Time(Time since)> promise_of(db::Reader&, AccountId page);

struct Piece {
    PieceId id;
    AccountId page, changed_by;
    std::string title, text;
    Time changed_at;
};
inline constexpr int most_pieces = 100;
std::vector<Piece> pieces_of(db::Reader&, AccountId page);
std::optional<Piece> find_piece(db::Reader&, PieceId);
// Refuse Invalid "desk.piece_blank", "desk.piece_too_long", Conflict "desk.pieces_too_many", NotFound "record.not_found".
Result<PieceId> add_piece(db::Transaction&, const Piece&, Time now);
Result<void> change_piece(db::Transaction&, const Piece&, Time now);
void remove_piece(db::Transaction&, PieceId);
// Whether these words are, but for whom they name at their begin and blanks, a piece of the page as it stands.
bool is_bare_piece(db::Reader&, AccountId page, std::string_view words);

}  // namespace favilla::desk
