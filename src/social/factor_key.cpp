// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/factor_key.h"

#include <charconv>
#include <stdexcept>

#include "base/keys.h"

namespace favilla::social {

namespace {

std::string owner_of(AccountId account) { return to_string(account) + " "; }

// The text before the next space, which is taken off.
std::string_view take_word(std::string_view& text)
{
    auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

}  // namespace

FactorKey::FactorKey(std::string_view box_key, Random random)
    : secrets_(hmac_sha256(box_key, "second factor secrets")),
      proofs_(hmac_sha256(box_key, "second factor proofs")),
      random_(std::move(random))
{}

std::string FactorKey::close(AccountId account, std::string_view secret) const
{
    return to_base64(seal(random_, secrets_, owner_of(account).append(secret)));
}

std::string FactorKey::open(AccountId account, std::string_view sealed) const
{
    auto bytes = from_base64(sealed);
    auto plain = bytes ? unseal(secrets_, *bytes) : std::nullopt;
    auto owner = owner_of(account);
    if (!plain || !plain->starts_with(owner))
        throw std::runtime_error(
            "a second factor cannot be opened: the data folder's secret.key does not belong to this database");
    return plain->substr(owner.size());
}

std::string FactorKey::seal_proof(const ProvenPassword& proven) const
{
    return to_base64url(
        seal(random_, proofs_, owner_of(proven.account) + std::to_string(proven.at.milliseconds) + " " + proven.mark));
}

std::optional<ProvenPassword> FactorKey::open_proof(std::string_view sealed) const
{
    auto bytes = from_base64url(sealed);
    auto plain = bytes ? unseal(proofs_, *bytes) : std::nullopt;
    if (!plain) return std::nullopt;
    std::string_view rest = *plain;
    auto account = parse_id<AccountId>(take_word(rest));
    auto at = take_word(rest);
    ProvenPassword proven{.mark = std::string{rest}};
    auto read = std::from_chars(at.data(), at.data() + at.size(), proven.at.milliseconds);
    if (!account || read.ec != std::errc{}) return std::nullopt;
    proven.account = *account;
    return proven;
}

std::string FactorKey::mark_of(std::string_view password_hash) const { return to_base64url(hmac_sha256(proofs_, password_hash)); }

}  // namespace favilla::social
