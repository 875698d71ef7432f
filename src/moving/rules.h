// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/rules.h — what of each table goes along when an organisation moves to another installation. Nothing goes that no rule
// names, and a test fails where a table of the schema has none: what is new cannot leak.
#pragma once
#include <span>
#include <string_view>

namespace favilla::moving {

enum class Goes {
    Never,   // it is of a moment, of the installation, or of nobody's that moves
    Anew,    // it is made again from what goes
    Rows,    // those for which the condition is true
    Needed,  // the same, once all that points to them went: in the order in which they stand here
};

// Conditions are SQL about a row `t` of `source`, the copy that is carved; what went already stands in `main`. Of these sets, each a table
// of ids, they speak:
//   kept_domains         the organisations that move
//   ours                 their accounts: people, pages, groups
//   own_statuses         what those wrote
//   seen                 that, and what of others somebody of them may see and has to do with
//   kept_conversations   in which those stand
//   attached             those that answer what stays behind, with the post above that they answer instead
//   needed_accounts      to whom anything points that goes
//   needed_pictures      the pictures of emojis that are shown
struct Rule {
    std::string_view table;
    Goes goes = Goes::Never;
    std::string_view which;  // the condition; of what does not go: why
};
std::span<const Rule> rules();

// What stands in a column instead of what stood there: an expression about `t`. An account of an organisation that stays becomes one of
// another server, which told of it.
struct Change {
    std::string_view table, column, value;
};
std::span<const Change> changes();

// Columns that hold the id of an account without saying so to the database.
struct Pointer {
    std::string_view table, column;
};
std::span<const Pointer> pointers_to_accounts();

}  // namespace favilla::moving
