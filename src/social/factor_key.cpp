// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/factor_key.h"

#include <charconv>
#include <stdexcept>

#include "base/keys.h"

namespace favilla::social {

namespace {

constexpr std::size_t challenge_random = 16;  // bytes, as section 13.4.3 of Web Authentication asks for
constexpr std::size_t challenge_head = challenge_random + 8;
constexpr std::size_t mac_size = 32;

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
      challenges_(hmac_sha256(box_key, "passkey challenges")),
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

std::string FactorKey::challenge(std::string_view bound_to, Time now) const
{
    auto head = random_bytes(random_, challenge_random);
    for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(static_cast<std::uint64_t>(now.milliseconds) >> shift);
    return head + hmac_sha256(challenges_, head + std::string{bound_to});
}

std::optional<Time> FactorKey::challenge_made(std::string_view challenge, std::string_view bound_to) const
{
    if (challenge.size() != challenge_head + mac_size) return std::nullopt;
    auto head = std::string{challenge.substr(0, challenge_head)};
    if (!equal_in_constant_time(challenge.substr(challenge_head), hmac_sha256(challenges_, head + std::string{bound_to})))
        return std::nullopt;
    std::uint64_t at = 0;
    for (char byte : std::string_view{head}.substr(challenge_random)) at = at << 8 | static_cast<std::uint8_t>(byte);
    return Time{static_cast<std::int64_t>(at)};
}

}  // namespace favilla::social
