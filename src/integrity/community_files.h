// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/community_files.h — a community to be judged, in four tables of comma-separated values (columns in any order, others passed
// over; times are whole seconds UTC):
//
//   accounts.csv  account, created_at, inviter, net_tag, disclosed_affiliation   (the last three may be empty)
//   objects.csv   object, kind, author, published_at
//   actions.csv   t, account, kind, object
//   texts.csv     t, account, object, text
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "integrity/history.h"
#include "integrity/names.h"
#include "integrity/sequences.h"

namespace favilla::integrity {

struct Network {
    std::int64_t period = 0, tag = 0;  // tags compare within a period
    friend auto operator<=>(const Network&, const Network&) = default;
};

struct Member {
    std::int64_t created_at = 0;
    std::optional<std::uint32_t> inviter;
    std::vector<Network> networks;  // from which they came; empty: none is kept
    bool is_disclosed = false;      // a tie to the organisation that was said
};

struct Text {
    std::uint32_t account = 0, object = 0;
    std::int64_t at = 0;
    std::string words;
};

struct Community {
    Names accounts, objects, kinds;
    std::vector<Member> members;         // by account
    std::vector<Object> things;          // by object
    std::vector<std::uint32_t> authors;  // by object; of accounts, or behind them (the organisation itself)
    std::vector<Action> actions;
    std::vector<Text> texts;
    std::vector<Sequence> sequences;  // by account, then by day
};

struct CommunityTables {
    std::string_view accounts, objects, actions, texts;
};

// Refuses: Invalid, with {file}, the line and the column: csv.*, coordination.missing_column, .empty_field, .not_whole, .repeated,
// .unknown_account, .unknown_object.
Result<Community> read_community(const CommunityTables&);

}  // namespace favilla::integrity
