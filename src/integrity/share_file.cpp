// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/share_file.h"

#include "integrity/columns.h"

namespace favilla::integrity {

Result<ShareTable> read_shares(std::string_view text)
{
    TRY(auto table, read_csv_table(text));
    TRY(auto object, column_of(table, "object_id"));
    TRY(auto account, column_of(table, "account_id"));
    TRY(auto content, column_of(table, "content_id"));
    TRY(auto at, column_of(table, "timestamp_share"));
    ShareTable shares;
    for (const auto& row : table.rows) {
        for (auto column : {object, account, content}) CHECKED(check_filled(table, row, column));
        TRY(auto time, whole_number(table, row, at));
        shares.shares.push_back({.object = shares.objects.number_of(row.fields[object]),
                                 .account = shares.accounts.number_of(row.fields[account]),
                                 .content = shares.contents.number_of(row.fields[content]),
                                 .at = time,
                                 .is_object_itself = row.fields[object] == row.fields[content]});
    }
    return shares;
}

}  // namespace favilla::integrity
