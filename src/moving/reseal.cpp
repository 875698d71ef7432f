// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/reseal.h"

#include <stdexcept>

#include <fmt/format.h>

#include "analytics/short_links.h"
#include "community/invitation_codes.h"
#include "distribution/secret_box.h"
#include "moving/rules.h"
#include "social/factor_key.h"

namespace favilla::moving {

namespace {

std::string condition_of(std::string_view table)
{
    for (const auto& rule : rules())
        if (rule.table == table) return std::string{rule.which};
    throw std::logic_error("no rule says what goes of " + std::string{table});
}

// Where the rows are read from, which of them, and under which number each is afterwards.
struct Rows {
    std::string before;  // what stands before the name of a table
    NumberOf number;
    bool all = false;

    std::string of(std::string_view table) const
    {
        return before + std::string{table} + " t WHERE " + (all ? std::string{"TRUE"} : condition_of(table));
    }
};

void put(db::Transaction& tx, std::string_view what, std::int64_t id, const std::string& value)
{
    tx.run("INSERT INTO resealed (what, id, value) VALUES ($1, $2, $3)", what, id, value);
}

void reseal_boxes(db::Transaction& tx, const Rows& from, const distribution::SecretBox& before,
                  const distribution::SecretBox& after)
{
    for (const auto& row : tx.rows("SELECT t.id, t.rsa_sealed, t.ed25519_sealed FROM " + from.of("own_keys"))) {
        put(tx, "rsa", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(1))));
        put(tx, "ed25519", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(2))));
    }
    for (const auto& row : tx.rows("SELECT t.id, t.secret FROM " + from.of("desk_webhooks")))
        put(tx, "webhook", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(1))));
}

void reseal_factors(db::Transaction& tx, const Rows& from, const social::FactorKey& before, const social::FactorKey& after)
{
    for (const auto& row : tx.rows("SELECT t.account_id, t.secret FROM " + from.of("second_factors"))) {
        auto account = row.get<AccountId>(0);
        put(tx, "factor", account.value,
            after.close(AccountId{from.number("accounts", account.value)}, before.open(account, row.get<std::string_view>(1))));
    }
}

// Their codes are others from then on: what makes them is the key.
void mark_invitations(db::Transaction& tx, const Rows& from, const community::InvitationKey& after)
{
    for (const auto& row : tx.rows("SELECT t.id FROM " + from.of("invitations"))) {
        auto id = row.get<std::int64_t>(0);
        community::InvitationId arrives{from.number("invitations", id)};
        put(tx, "invitation", id, after.mark_of(community::normal_code(after.code_of(arrives)).value()));
    }
}

// One that was not signed here is not signed now.
void sign_links(db::Transaction& tx, const Rows& from, const analytics::LinkKey& before, const analytics::LinkKey& after)
{
    for (const auto& row : tx.rows("SELECT t.id, t.domain_id, t.code, t.target, t.signature, t.purpose, t.owner_id FROM "
                                   + from.of("short_links"))) {
        analytics::ShortLink link{.id = row.get<analytics::ShortLinkId>(0),
                                  .domain = row.get<DomainId>(1),
                                  .code = row.get<std::string>(2),
                                  .target = row.get<std::string>(3),
                                  .signature = row.get<std::string>(4),
                                  .purpose = analytics::parse_link_purpose(row.get<std::string_view>(5)).value(),
                                  .owner = row.get<AccountId>(6)};
        auto arrives = link;
        arrives.id = analytics::ShortLinkId{from.number("short_links", link.id.value)};
        arrives.domain = DomainId{from.number("domains", link.domain.value)};
        arrives.owner = AccountId{from.number("accounts", link.owner.value)};
        put(tx, "link", link.id.value, before.vouches_for(link) ? after.signature_of(arrives) : link.signature);
    }
}

void fill(db::Transaction& tx, const BoxKeys& keys, const Rows& from)
{
    tx.run("CREATE TEMP TABLE resealed (what TEXT NOT NULL, id BIGINT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (what, id))");
    reseal_boxes(tx, from, {keys.before, keys.random}, {keys.after, keys.random});
    reseal_factors(tx, from, {keys.before, keys.random}, {keys.after, keys.random});
    mark_invitations(tx, from, community::InvitationKey{keys.after});
    sign_links(tx, from, analytics::LinkKey{keys.before}, analytics::LinkKey{keys.after});
}

struct Sealed {
    std::string_view table, column, key, what;
};
constexpr Sealed sealed_columns[] = {
    {"own_keys", "rsa_sealed", "id", "rsa"},          {"own_keys", "ed25519_sealed", "id", "ed25519"},
    {"desk_webhooks", "secret", "id", "webhook"},     {"second_factors", "secret", "account_id", "factor"},
    {"invitations", "code_mark", "id", "invitation"}, {"short_links", "signature", "id", "link"},
};

}  // namespace

void reseal(db::Transaction& tx, const BoxKeys& keys)
{
    fill(tx, keys, {.before = "source.", .number = [](std::string_view, std::int64_t id) { return id; }});
}

void reseal_arriving(db::Transaction& tx, const BoxKeys& keys, const NumberOf& number)
{
    fill(tx, keys, {.before = "in_", .number = number, .all = true});
    for (const auto& one : sealed_columns)
        tx.run(fmt::format("UPDATE in_{0} SET {1} = (SELECT r.value FROM resealed r WHERE r.what = '{3}' AND r.id = in_{0}.{2})",
                           one.table, one.column, one.key, one.what));
    tx.run("DROP TABLE resealed");
}

}  // namespace favilla::moving
