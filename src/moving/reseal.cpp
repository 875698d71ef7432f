// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/reseal.h"

#include "analytics/short_links.h"
#include "community/invitation_codes.h"
#include "distribution/secret_box.h"
#include "moving/rules.h"
#include "social/factor_key.h"

namespace favilla::moving {

namespace {

void put(db::Transaction& tx, std::string_view what, std::int64_t id, const std::string& value)
{
    tx.run("INSERT INTO resealed (what, id, value) VALUES ($1, $2, $3)", what, id, value);
}

std::string condition_of(std::string_view table)
{
    for (const auto& rule : rules())
        if (rule.table == table) return std::string{rule.which};
    throw std::logic_error("no rule says what goes of " + std::string{table});
}

void reseal_boxes(db::Transaction& tx, const distribution::SecretBox& before, const distribution::SecretBox& after)
{
    for (const auto& row :
         tx.rows("SELECT t.id, t.rsa_sealed, t.ed25519_sealed FROM source.own_keys t WHERE " + condition_of("own_keys"))) {
        put(tx, "rsa", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(1))));
        put(tx, "ed25519", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(2))));
    }
    for (const auto& row : tx.rows("SELECT t.id, t.secret FROM source.desk_webhooks t WHERE " + condition_of("desk_webhooks")))
        put(tx, "webhook", row.get<std::int64_t>(0), after.close(before.open(row.get<std::string_view>(1))));
}

void reseal_factors(db::Transaction& tx, const social::FactorKey& before, const social::FactorKey& after)
{
    for (const auto& row :
         tx.rows("SELECT t.account_id, t.secret FROM source.second_factors t WHERE " + condition_of("second_factors"))) {
        auto account = row.get<AccountId>(0);
        put(tx, "factor", account.value, after.close(account, before.open(account, row.get<std::string_view>(1))));
    }
}

// Their codes are others from then on: what makes them is the key.
void mark_invitations(db::Transaction& tx, const community::InvitationKey& after)
{
    for (const auto& row : tx.rows("SELECT t.id FROM source.invitations t WHERE " + condition_of("invitations"))) {
        auto id = row.get<community::InvitationId>(0);
        put(tx, "invitation", id.value, after.mark_of(community::normal_code(after.code_of(id)).value()));
    }
}

// One that was not signed here is not signed now.
void sign_links(db::Transaction& tx, const analytics::LinkKey& before, const analytics::LinkKey& after)
{
    for (const auto& row : tx.rows("SELECT t.id, t.domain_id, t.code, t.target, t.signature, t.purpose, t.owner_id FROM "
                                   "source.short_links t WHERE "
                                   + condition_of("short_links"))) {
        analytics::ShortLink link{.id = row.get<analytics::ShortLinkId>(0),
                                  .domain = row.get<DomainId>(1),
                                  .code = row.get<std::string>(2),
                                  .target = row.get<std::string>(3),
                                  .signature = row.get<std::string>(4),
                                  .purpose = analytics::parse_link_purpose(row.get<std::string_view>(5)).value(),
                                  .owner = row.get<AccountId>(6)};
        put(tx, "link", link.id.value, before.vouches_for(link) ? after.signature_of(link) : link.signature);
    }
}

}  // namespace

void reseal(db::Transaction& tx, const BoxKeys& keys)
{
    tx.run("CREATE TEMP TABLE resealed (what TEXT NOT NULL, id INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (what, id))");
    reseal_boxes(tx, {keys.before, keys.random}, {keys.after, keys.random});
    reseal_factors(tx, {keys.before, keys.random}, {keys.after, keys.random});
    mark_invitations(tx, community::InvitationKey{keys.after});
    sign_links(tx, analytics::LinkKey{keys.before}, analytics::LinkKey{keys.after});
}

}  // namespace favilla::moving
