// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/told_ids.h — the columns that hold ids without saying so to the database, for an organisation that comes to where others are: what
// both know has one row there, and everything that names it is to follow. A test fails where a column looks like an id and is not named.
#pragma once
#include <span>
#include <string_view>

namespace favilla::moving {

// `of` is the table whose ids they are; `when` a condition about the row `t`, empty: always.
struct ToldId {
    std::string_view table, column, of, when = {};
};
std::span<const ToldId> told_ids();

// Text with ids among other things, each a number of its own.
struct IdsInText {
    std::string_view table, column, of;
};
std::span<const IdsInText> ids_in_text();

// What looks like an id and stays as it is: places in time that a reading has come to, and what is told in `why`.
struct KeptNumber {
    std::string_view table, column, why;
};
std::span<const KeptNumber> kept_numbers();

}  // namespace favilla::moving
