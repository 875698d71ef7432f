// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/community_files.h"

#include <algorithm>
#include <utility>

#include "integrity/columns.h"

namespace favilla::integrity {

namespace {

Result<std::uint32_t> known(const Names& names, std::string key, const CsvTable& table, const CsvRow& row, std::size_t column)
{
    auto number = names.find(row.fields[column]);
    if (!number) return refuse_csv_field(std::move(key), table, row, column);
    return *number;
}

Result<void> read_accounts(std::string_view text, Community& community)
{
    Names tags;
    TRY(auto table, read_csv_table(text));
    TRY(auto name, column_of(table, "account"));
    TRY(auto created_at, column_of(table, "created_at"));
    TRY(auto inviter, column_of(table, "inviter"));
    TRY(auto net_tag, column_of(table, "net_tag"));
    TRY(auto disclosed, column_of(table, "disclosed_affiliation"));
    for (const auto& row : table.rows) {
        CHECKED(check_filled(table, row, name));
        if (community.accounts.find(row.fields[name])) return refuse_csv_field("coordination.repeated", table, row, name);
        community.accounts.number_of(row.fields[name]);
    }
    for (const auto& row : table.rows) {
        Member member{.is_disclosed = !row.fields[disclosed].empty()};
        if (const auto& tag = row.fields[net_tag]; !tag.empty()) member.networks.push_back({.tag = tags.number_of(tag)});
        TRY(member.created_at, whole_number(table, row, created_at));
        if (!row.fields[inviter].empty()) {
            TRY(auto by, known(community.accounts, "coordination.unknown_account", table, row, inviter));
            member.inviter = by;
        }
        community.members.push_back(std::move(member));
    }
    return {};
}

Result<void> read_objects(std::string_view text, Community& community, Names& authors)
{
    TRY(auto table, read_csv_table(text));
    TRY(auto name, column_of(table, "object"));
    TRY(auto kind, column_of(table, "kind"));
    TRY(auto author, column_of(table, "author"));
    TRY(auto published_at, column_of(table, "published_at"));
    for (const auto& row : table.rows) {
        for (auto column : {name, kind}) CHECKED(check_filled(table, row, column));
        if (community.objects.find(row.fields[name])) return refuse_csv_field("coordination.repeated", table, row, name);
        community.objects.number_of(row.fields[name]);
        TRY(auto published, whole_number(table, row, published_at));
        community.things.push_back({.kind = community.kinds.number_of(row.fields[kind]), .published_at = published});
        community.authors.push_back(authors.number_of(row.fields[author]));
    }
    return {};
}

struct Act {
    std::uint32_t account = 0, object = 0;
    std::int64_t at = 0;
};

Result<Act> read_act(const CsvTable& table, const CsvRow& row, const Community& community, std::size_t t, std::size_t account,
                     std::size_t object)
{
    Act act;
    TRY(act.at, whole_number(table, row, t));
    TRY(act.account, known(community.accounts, "coordination.unknown_account", table, row, account));
    TRY(act.object, known(community.objects, "coordination.unknown_object", table, row, object));
    return act;
}

Result<void> read_actions(std::string_view text, Community& community)
{
    TRY(auto table, read_csv_table(text));
    TRY(auto t, column_of(table, "t"));
    TRY(auto account, column_of(table, "account"));
    TRY(auto object, column_of(table, "object"));
    for (const auto& row : table.rows) {
        TRY(auto act, read_act(table, row, community, t, account, object));
        community.actions.push_back({act.account, act.object, act.at});
    }
    return {};
}

Result<void> read_texts(std::string_view text, Community& community)
{
    TRY(auto table, read_csv_table(text));
    TRY(auto t, column_of(table, "t"));
    TRY(auto account, column_of(table, "account"));
    TRY(auto object, column_of(table, "object"));
    TRY(auto words, column_of(table, "text"));
    for (const auto& row : table.rows) {
        TRY(auto act, read_act(table, row, community, t, account, object));
        community.texts.push_back({act.account, act.object, act.at, row.fields[words]});
    }
    // In the order of time, whatever order the lines have.
    std::vector<const Text*> written;
    for (const auto& one : community.texts) written.push_back(&one);
    std::ranges::sort(written, {}, [](const Text* one) { return std::pair{one->at, one}; });
    SequenceWriter sequences;
    for (const auto* one : written) sequences.add(one->account, one->at, one->words);
    community.sequences = sequences.finish();
    return {};
}

std::unexpected<Error> in_file(Error error, std::string_view file)
{
    error.params.emplace_back("file", file);
    return std::unexpected{std::move(error)};
}

}  // namespace

Result<Community> read_community(const CommunityTables& tables)
{
    Community community;
    if (auto read = read_accounts(tables.accounts, community); !read) return in_file(read.error(), "accounts.csv");
    auto authors = community.accounts;
    if (auto read = read_objects(tables.objects, community, authors); !read) return in_file(read.error(), "objects.csv");
    if (auto read = read_actions(tables.actions, community); !read) return in_file(read.error(), "actions.csv");
    if (auto read = read_texts(tables.texts, community); !read) return in_file(read.error(), "texts.csv");
    return community;
}

}  // namespace favilla::integrity
