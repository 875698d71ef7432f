// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/id_token.h"

#include <algorithm>

#include "base/json.h"
#include "base/p256.h"

namespace favilla {

namespace {

constexpr std::size_t max_token_size = 16 * 1024;
constexpr std::size_t max_claim_size = 1000;
constexpr std::size_t max_audiences = 20;
constexpr std::size_t ed25519_size = 32;

std::unexpected<Error> broken() { return refuse(ErrorCode::Invalid, "openid.answer_broken", {{"reason", "json"}}); }
std::unexpected<Error> refused(std::string reason)
{
    return refuse(ErrorCode::Forbidden, "openid.token_refused", {{"reason", std::move(reason)}});
}

// RFC 7515, 2: without padding.
std::optional<std::string> decode(std::string_view part)
{
    if (part.empty() || part.contains('=')) return std::nullopt;
    return from_base64url(part);
}

std::string bytes_of_member(const auto& jwk, std::string_view name)
{
    return decode(find_string(jwk, name).value_or("")).value_or("");
}

std::optional<ProviderKey> read_key(const auto& jwk)
{
    if (find_string(jwk, "use").value_or("sig") != "sig") return std::nullopt;
    auto kind = find_string(jwk, "kty").value_or("");
    auto curve = find_string(jwk, "crv").value_or("");
    ProviderKey key{.id = std::string{find_string(jwk, "kid").value_or("")}, .algorithm = {}, .key = {}, .point = {}};
    if (kind == "RSA") {
        key.algorithm = "RS256";
        key.key = PublicKey::rsa(bytes_of_member(jwk, "n"), bytes_of_member(jwk, "e"));
    }
    if (kind == "EC" && curve == "P-256") {
        key.algorithm = "ES256";
        key.point = "\x04" + bytes_of_member(jwk, "x") + bytes_of_member(jwk, "y");
        if (!is_p256_point(key.point)) return std::nullopt;
    }
    if (kind == "OKP" && curve == "Ed25519") {
        key.algorithm = "EdDSA";
        if (auto raw = bytes_of_member(jwk, "x"); raw.size() == ed25519_size) key.key = PublicKey::ed25519(raw);
    }
    if (key.algorithm.empty() || find_string(jwk, "alg").value_or(key.algorithm) != key.algorithm) return std::nullopt;
    if (!key.key && key.point.empty()) return std::nullopt;
    return key;
}

bool verifies(const ProviderKey& key, std::string_view message, std::string_view signature)
{
    return key.key ? key.key->verifies(message, signature) : p256_verifies(key.point, message, signature);
}

struct Parts {
    std::string_view signed_part;
    std::string header, payload, signature;
};

std::optional<Parts> take_apart(std::string_view token)
{
    if (token.size() > max_token_size) return std::nullopt;
    auto first = token.find('.');
    auto last = token.rfind('.');
    if (first == std::string_view::npos || last == first || token.substr(first + 1, last - first - 1).contains('.'))
        return std::nullopt;
    auto header = decode(token.substr(0, first));
    auto payload = decode(token.substr(first + 1, last - first - 1));
    auto signature = decode(token.substr(last + 1));
    if (!header || !payload || !signature) return std::nullopt;
    return Parts{token.substr(0, last), std::move(*header), std::move(*payload), std::move(*signature)};
}

Result<void> check_signature(const Parts& parts, const std::vector<ProviderKey>& keys)
{
    auto header = parse_json(parts.header);
    if (!header) return refused("header");
    // RFC 7515, 4.1.11: what must be understood and is not.
    if (find_member(*header, "crit")) return refused("crit");
    auto algorithm = find_string(*header, "alg").value_or("");
    if (algorithm != "RS256" && algorithm != "ES256" && algorithm != "EdDSA") return refused("alg");
    auto id = find_string(*header, "kid");
    bool any = false;
    for (const auto& key : keys) {
        if (key.algorithm != algorithm || (id && key.id != *id)) continue;
        if (verifies(key, parts.signed_part, parts.signature)) return {};
        any = true;
    }
    if (!any) return refuse(ErrorCode::NotFound, "openid.key_unknown", {{"reason", "kid"}});
    return refused("signature");
}

std::vector<std::string> texts_of(const auto& value, std::string_view name, std::size_t at_most)
{
    std::vector<std::string> texts;
    if (auto one = find_string(value, name)) texts.emplace_back(*one);
    if (const auto* many = find_array(value, name))
        for (const auto& one : *many)
            if (one.is_string() && texts.size() < at_most) texts.emplace_back(one.get_string().data(), one.get_string().size());
    return texts;
}

// Core 1.0, 3.1.3.7, 3 to 5.
Result<void> check_audience(const auto& payload, std::string_view client_id)
{
    auto audiences = texts_of(payload, "aud", max_audiences);
    if (std::ranges::find(audiences, client_id) == audiences.end()) return refused("aud");
    auto party = find_string(payload, "azp");
    if (audiences.size() > 1 && !party) return refused("azp");
    if (party && *party != client_id) return refused("azp");
    return {};
}

Result<void> check_times(const auto& payload, Time now)
{
    auto seconds_of = [&](std::string_view name) -> std::optional<Time> {
        auto value = find_integer(payload, name);
        constexpr std::int64_t farthest = 253'402'300'799;  // the end of the year 9999
        if (!value || *value < 0 || *value > farthest) return std::nullopt;
        return Time{*value * 1000};
    };
    auto until = seconds_of("exp");
    if (!until || *until + id_token_skew <= now) return refused("exp");
    auto made = seconds_of("iat");
    if (!made || *made > now + id_token_skew || *made + id_token_age < now) return refused("iat");
    if (find_member(payload, "nbf")) {
        auto from = seconds_of("nbf");
        if (!from || *from > now + id_token_skew) return refused("nbf");
    }
    return {};
}

Claims claims_of(const auto& object)
{
    Claims claims;
    for (const auto& member : object) {
        if (!member.value().is_string() || member.value().get_string().size() > max_claim_size) continue;
        claims.texts.emplace(member.key(), member.value().get_string().c_str());
    }
    // Some providers write it as text.
    claims.email_verified = claims.text("email_verified") == "true";
    if (auto* verified = object.if_contains("email_verified"); verified && verified->is_bool())
        claims.email_verified = verified->get_bool();
    return claims;
}

}  // namespace

std::string_view Claims::text(std::string_view name) const
{
    auto found = texts.find(name);
    return found == texts.end() ? std::string_view{} : found->second;
}

Result<std::vector<ProviderKey>> read_provider_keys(std::string_view json)
{
    auto set = parse_json(json);
    if (!set) return broken();
    const auto* list = find_array(*set, "keys");
    if (!list || list->size() > max_provider_keys) return broken();
    std::vector<ProviderKey> keys;
    for (const auto& jwk : *list)
        if (auto key = read_key(jwk)) keys.push_back(std::move(*key));
    return keys;
}

Result<Claims> read_claims(std::string_view json)
{
    auto value = parse_json(json);
    if (!value || !value->is_object()) return broken();
    return claims_of(value->get_object());
}

Result<Claims> verify_id_token(std::string_view token, const std::vector<ProviderKey>& keys, const ExpectedToken& expected,
                               Time now)
{
    auto parts = take_apart(token);
    if (!parts) return refused("form");
    CHECKED(check_signature(*parts, keys));
    auto payload = parse_json(parts->payload);
    if (!payload || !payload->is_object()) return refused("payload");
    if (find_string(*payload, "iss").value_or("") != expected.issuer) return refused("iss");
    CHECKED(check_audience(*payload, expected.client_id));
    CHECKED(check_times(*payload, now));
    if (!equal_in_constant_time(find_string(*payload, "nonce").value_or(""), expected.nonce)) return refused("nonce");
    auto claims = claims_of(payload->get_object());
    // Core 1.0, 2: at most 255 ASCII characters.
    auto subject = claims.text("sub");
    auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
    if (subject.empty() || subject.size() > 255 || !std::ranges::all_of(subject, is_plain)) return refused("sub");
    claims.methods = texts_of(*payload, "amr", max_audiences);
    return claims;
}

}  // namespace favilla
