// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/act_parts.h"

#include <fmt/format.h>

namespace favilla::social {

namespace {

// Of those rows of act_parts.
std::string code_among(std::string_view account, std::string_view rows)
{
    return fmt::format(
        "(SELECT CASE WHEN pa.bot = 1 OR pa.kind IN ('group', 'service', 'application') THEN 5 "
        "WHEN pa.domain_id IS NOT NULL AND (pa.kind = 'page' OR EXISTS (SELECT 1 FROM voices pv WHERE pv.account_id = pa.id)) THEN 4 "
        "ELSE coalesce((SELECT max(pp.code) FROM act_parts pp WHERE pp.account_id = pa.id AND {}), 0) END "
        "FROM accounts pa WHERE pa.id = {})",
        rows, account);
}

struct Source {
    std::string_view from;  // alias `x`, with the status as $1
    std::string_view account, id, object;
    ActKind kind;
};
constexpr Source favourites{"favourites x WHERE x.status_id = $1", "x.account_id", "x.id", "x.status_id", ActKind::Favourite};
// Those of the past are no support of today.
constexpr Source boosts{"statuses x WHERE x.boost_of_id = $1 AND x.id >= 281474976710656", "x.account_id", "x.id",
                        "x.boost_of_id", ActKind::Boost};
constexpr Source answers{"statuses x WHERE x.in_reply_to_id = $1 AND x.deleted_at IS NULL AND x.visibility <= 1", "x.account_id",
                         "x.id", "x.id", ActKind::Answer};
constexpr Source voters{
    "(SELECT DISTINCT v.account_id, v.poll_id FROM statuses p JOIN poll_votes v ON v.poll_id = p.poll_id WHERE p.id = $1) x",
    "x.account_id", "x.poll_id", "x.poll_id", ActKind::Vote};

PartCounts count(db::Reader& reader, const Source& source, StatusId status)
{
    PartCounts counts;
    for (const auto& row : reader.rows(fmt::format("SELECT code, count(*) FROM (SELECT {} AS code FROM {}) sorted GROUP BY code",
                                                   act_code(source.account, source.kind, source.object), source.from),
                                       status))
        counts.add(static_cast<ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
    return counts;
}

std::vector<AccountId> read_accounts(const db::Rows& rows)
{
    std::vector<AccountId> accounts;
    for (const auto& row : rows) accounts.push_back(row.get<AccountId>(0));
    return accounts;
}

}  // namespace

std::string_view name_of(ActPart part)
{
    switch (part) {
    case ActPart::Affiliated: return "affiliated";
    case ActPart::Coordinated: return "coordinated";
    case ActPart::Machine: return "machine";
    case ActPart::Authentic: break;
    }
    return "authentic";
}

ActPart part_of(ActCode code)
{
    switch (code) {
    case ActCode::Machine: return ActPart::Machine;
    case ActCode::Affiliated: return ActPart::Affiliated;
    case ActCode::Labelled:
    case ActCode::LabelledFar: return ActPart::Coordinated;
    case ActCode::Plain:
    case ActCode::Watched: break;
    }
    return ActPart::Authentic;
}

std::string act_code(std::string_view account, ActKind kind, std::string_view object)
{
    return code_among(account, fmt::format("pp.object_id IN (0, {}) AND pp.kind IN (0, {})", object, static_cast<int>(kind)));
}

std::string act_code(std::string_view account) { return code_among(account, "pp.object_id = 0 AND pp.kind = 0"); }

std::string is_authentic_code(std::string_view code) { return std::string{code} + " < 2"; }
std::string is_authentic(std::string_view account) { return is_authentic_code(act_code(account)); }
std::string is_authentic(std::string_view account, ActKind kind, std::string_view object)
{
    return is_authentic_code(act_code(account, kind, object));
}

void PartCounts::add(ActCode code, std::int64_t acts)
{
    switch (part_of(code)) {
    case ActPart::Authentic: authentic += acts; break;
    case ActPart::Affiliated: affiliated += acts; break;
    case ActPart::Coordinated: coordinated += acts; break;
    case ActPart::Machine: machine += acts; break;
    }
    if (code == ActCode::Plain) low += acts;
    if (code <= ActCode::Labelled) high += acts;
}

PartCounts& PartCounts::operator+=(const PartCounts& other)
{
    authentic += other.authentic;
    affiliated += other.affiliated;
    coordinated += other.coordinated;
    machine += other.machine;
    low += other.low;
    high += other.high;
    return *this;
}

StatusParts parts_of_status(db::Reader& reader, StatusId status)
{
    return {.favourites = count(reader, favourites, status),
            .boosts = count(reader, boosts, status),
            .answers = count(reader, answers, status),
            .voters = count(reader, voters, status)};
}

std::unordered_map<StatusId, LeftOut> left_out_among(db::Reader& reader, std::span<const StatusId> statuses)
{
    std::unordered_map<StatusId, LeftOut> left_out;
    auto list = db::list_of(statuses);
    auto count = [&](std::string_view rows, const Source& source, std::string_view status, std::int64_t LeftOut::* figure) {
        for (const auto& row : reader.rows(fmt::format("SELECT {0}, count(*) FROM {1} AND NOT ({2}) GROUP BY {0}", status, rows,
                                                       is_authentic(source.account, source.kind, source.object)),
                                           list))
            left_out[row.get<StatusId>(0)].*figure = row.get<std::int64_t>(1);
    };
    count("favourites x WHERE x.status_id IN EACH($1)", favourites, "x.status_id", &LeftOut::favourites);
    count("statuses x WHERE x.boost_of_id IN EACH($1) AND x.id >= 281474976710656", boosts, "x.boost_of_id", &LeftOut::boosts);
    count("statuses x WHERE x.in_reply_to_id IN EACH($1) AND x.deleted_at IS NULL AND x.visibility <= 1", answers,
          "x.in_reply_to_id", &LeftOut::answers);
    return left_out;
}

std::vector<SortedAct> acts_on_status(db::Reader& reader, StatusId status, ActKind kind, std::int64_t after, int limit)
{
    std::vector<SortedAct> acts;
    for (const auto& source : {favourites, boosts, answers}) {
        if (source.kind != kind) continue;
        for (const auto& row :
             reader.rows(fmt::format("SELECT {0}, {1}, {2} FROM {3} AND {1} > $2 ORDER BY {1} LIMIT $3", source.account,
                                     source.id, act_code(source.account, source.kind, source.object), source.from),
                         status, after, limit))
            acts.push_back({row.get<AccountId>(0), row.get<std::int64_t>(1), part_of(static_cast<ActCode>(row.get<int>(2)))});
    }
    return acts;
}

ActCodes kept_codes(db::Reader& reader, AccountId account)
{
    ActCodes codes;
    for (const auto& row : reader.rows("SELECT object_id, kind, code FROM act_parts WHERE account_id = $1", account))
        codes[{row.get<std::int64_t>(0), static_cast<ActKind>(row.get<int>(1))}] = static_cast<ActCode>(row.get<int>(2));
    return codes;
}

bool keep_codes(db::Transaction& tx, AccountId account, const ActCodes& codes)
{
    auto kept = kept_codes(tx, account);
    if (kept == codes) return false;
    for (const auto& [what, code] : kept)
        if (!codes.contains(what))
            tx.run("DELETE FROM act_parts WHERE account_id = $1 AND object_id = $2 AND kind = $3", account, what.first,
                   static_cast<int>(what.second));
    for (const auto& [what, code] : codes)
        tx.run("INSERT INTO act_parts (account_id, object_id, kind, code) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (account_id, object_id, kind) DO UPDATE SET code = excluded.code",
               account, what.first, static_cast<int>(what.second), static_cast<int>(code));
    return true;
}

std::vector<AccountId> accounts_with_codes(db::Reader& reader)
{
    return read_accounts(reader.rows("SELECT DISTINCT account_id FROM act_parts ORDER BY account_id"));
}

void note_unsorted(db::Transaction& tx, AccountId account)
{
    tx.run("INSERT INTO unsorted_accounts (account_id) VALUES ($1) ON CONFLICT DO NOTHING", account);
}

std::vector<AccountId> unsorted_accounts(db::Reader& reader)
{
    return read_accounts(reader.rows("SELECT account_id FROM unsorted_accounts ORDER BY account_id"));
}

void forget_unsorted(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM unsorted_accounts WHERE account_id = $1", account);
}

}  // namespace favilla::social
