// SPDX-License-Identifier: AGPL-3.0-or-later
// social/portable_lists.h — whom somebody follows, lists, mutes and blocks, and what they keep, as files that go from server to
// server: the CSV that Mastodon writes and reads (docs.joinmastodon.org/user/moving/#export). Accounts are named with their server.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

enum class PortableKind { Follows, Lists, Mutes, Blocks, HostBlocks, Bookmarks };
inline constexpr std::array all_portable_kinds{PortableKind::Follows, PortableKind::Lists,      PortableKind::Mutes,
                                               PortableKind::Blocks,  PortableKind::HostBlocks, PortableKind::Bookmarks};
std::string_view name_of(PortableKind);       // as Mastodon calls an import: "following", "domain_blocking"
std::string_view file_name_of(PortableKind);  // as Mastodon calls an export: "following_accounts.csv"
std::optional<PortableKind> parse_portable_kind(std::string_view name);
std::optional<PortableKind> kind_of_file(std::string_view file_name);

struct PortableRow {
    int line = 0;        // of the file, from 1
    std::string target;  // "ada@example.org" (its host in normal form), a host, or the address of a post
    std::string list;    // the list's title; of Lists alone
    std::optional<bool> show_boosts, notify, hide_notifications;
    std::optional<std::vector<std::string>> languages;
    std::int64_t id = 0;  // here, of the account or status; told by portable_rows() alone, none of a host
};

inline constexpr std::size_t max_portable_bytes = 900'000;
inline constexpr std::size_t max_portable_rows = 20'000;

// With a line that names the columns, or without one; columns nobody asked for are passed over. All rows, or a refusal that says the
// line and why: Invalid: portable.empty, .too_large, .too_many_lines, .other_file (its columns are those of another kind),
// .missing_column, .few_columns, .not_an_account, .not_a_server, .not_an_address, .not_true_or_false, .no_list, and those of base/csv.h.
Result<std::vector<PortableRow>> read_portable(PortableKind, std::string_view csv);

// The line that names the columns, where Mastodon writes one or always; then a line for each row.
enum class Header { AsMastodon, Always };
std::string portable_header(PortableKind, Header);
std::string portable_line(PortableKind, const PortableRow&);

// Such a line alone, which never names columns. Refuses as read_portable.
Result<PortableRow> read_portable_line(PortableKind, std::string_view line);

// All that an account has of it, the oldest first.
std::vector<PortableRow> portable_rows(db::Reader&, PortableKind, AccountId, Time now);
std::int64_t count_portable(db::Reader&, PortableKind, AccountId, Time now);

}  // namespace favilla::social
