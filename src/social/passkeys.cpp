// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/passkeys.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/web_url.h"
#include "base/webauthn.h"
#include "social/factor_mail.h"
#include "social/second_factor.h"

namespace favilla::social {

namespace {

constexpr std::size_t handle_bytes = 64;
constexpr std::array<std::string_view, 6> known_transports{"ble", "hybrid", "internal", "nfc", "smart-card", "usb"};

std::unexpected<Error> again() { return refuse(ErrorCode::Gone, "passkey.again"); }
std::unexpected<Error> wrong() { return refuse(ErrorCode::Forbidden, "passkey.wrong"); }
std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "passkey.missing"); }

Result<std::string> named(std::string_view typed)
{
    constexpr std::string_view blank = " \t\r\n";
    auto first = typed.find_first_not_of(blank);
    if (first == std::string_view::npos) return refuse(ErrorCode::Invalid, "passkey.name_blank", {{"field", "name"}});
    auto name = typed.substr(first, typed.find_last_not_of(blank) - first + 1);
    if (grapheme_count(name) > max_passkey_name || name.size() > 8 * max_passkey_name)
        return refuse(ErrorCode::Invalid, "passkey.name_too_long",
                      {{"max", std::to_string(max_passkey_name)}, {"field", "name"}});
    return std::string{name};
}

std::string joined(const std::vector<std::string>& transports)
{
    std::string all;
    for (auto known : known_transports)
        if (std::ranges::find(transports, known) != transports.end()) all.append(all.empty() ? "" : " ").append(known);
    return all;
}

std::vector<std::string> parted(std::string_view all)
{
    std::vector<std::string> parts;
    while (!all.empty()) {
        auto end = std::min(all.find(' '), all.size());
        parts.emplace_back(all.substr(0, end));
        all.remove_prefix(std::min(end + 1, all.size()));
    }
    return parts;
}

// Section 7.1, steps 5 to 9, and 7.2, steps 9 to 12: of that kind, from here, and asked for by us a moment ago.
Result<ClientData> read_said(const FactorKey& key, const RelyingParty& party, std::string_view type, std::string_view bound_to,
                             std::string_view json, Time now)
{
    auto said = read_client_data(json);
    if (!said || said->type != type || said->origin != party.origin || said->crosses_origins) return wrong();
    auto made = key.challenge_made(said->challenge, bound_to);
    if (!made || *made + challenge_lasts < now) return again();
    return *std::move(said);
}

// False: it was answered before.
bool spend(db::Transaction& tx, std::string_view challenge, Time now)
{
    tx.run("DELETE FROM spent_challenges WHERE spent_at < $1", Time{now.milliseconds - challenge_lasts.milliseconds});
    return tx.run("INSERT INTO spent_challenges (challenge_hash, spent_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                  to_base64url(sha256(challenge)), now)
        == 1;
}

std::optional<std::string> find_handle(db::Reader& reader, AccountId account)
{
    return reader.value<std::string>("SELECT handle FROM passkey_handles WHERE account_id = $1", account);
}

struct KeptPasskey {
    PasskeyId id;
    AccountId account;
    CredentialKey key;
    std::string name;
};

// Of somebody of that organisation.
std::optional<KeptPasskey> find_credential(db::Reader& reader, DomainId domain, std::string_view credential_id)
{
    auto row = reader.row(
        "SELECT p.id, p.account_id, p.algorithm, p.public_key, p.name FROM passkeys p JOIN users u ON u.account_id = p.account_id "
        "WHERE p.credential_id = $1 AND u.domain_id = $2",
        credential_id, domain);
    if (!row) return std::nullopt;
    auto algorithm = parse_signature_algorithm(row->get<std::int64_t>(2));
    auto bytes = from_base64url(row->get<std::string_view>(3));
    if (!algorithm || !bytes) return std::nullopt;
    return KeptPasskey{row->get<PasskeyId>(0), row->get<AccountId>(1), {*algorithm, *std::move(bytes)}, row->get<std::string>(4)};
}

// Section 7.2, step 6: where a passkey stands alone, it says whose it is; beside a password it may.
bool names_person(db::Reader& reader, AccountId account, PasskeyUse use, const std::string& handle)
{
    if (handle.empty()) return use == PasskeyUse::BesidePassword;
    return find_handle(reader, account) == handle;
}

// Section 7.2, step 21: where one counts at all, it counts forwards.
bool counts_on(db::Transaction& tx, PasskeyId id, std::int64_t count, Time now)
{
    return tx.run(
               "UPDATE passkeys SET sign_count = $2, last_used_at = $3 WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
               id, count, now)
        == 1;
}

// As it stands in the database: without padding.
std::string normal(std::string_view base64url)
{
    auto bytes = from_base64url(base64url);
    return bytes ? to_base64url(*bytes) : std::string{};
}

// The challenge is spent already. Whose it is, or why not.
Result<AccountId> check_answer(db::Transaction& tx, const Domain& domain, const PasskeyDemand& demand,
                               const CredentialAnswer& answer, const std::string& client_data, Time now)
{
    auto kept = find_credential(tx, domain.id, normal(answer.id));
    if (!kept || (demand.of && kept->account != *demand.of)) return refuse(ErrorCode::Forbidden, "passkey.unknown");
    if (!names_person(tx, kept->account, demand.use, normal(answer.user_handle))) return wrong();
    auto data = from_base64url(answer.authenticator_data), signature = from_base64url(answer.signature);
    if (!data || !signature) return wrong();
    auto state = verify_assertion(kept->key, relying_party(domain).id, {client_data, *data, *signature});
    if (!state) return wrong();
    if (demand.use == PasskeyUse::Alone && !state->is_verified) return refuse(ErrorCode::Forbidden, "passkey.unverified");
    if (!counts_on(tx, kept->id, state->sign_count, now)) {
        tell_person(tx, kept->account, MailKind::PasskeyCopied, second_factor_screen, now, kept->name);
        return refuse(ErrorCode::Forbidden, "passkey.copied");
    }
    return kept->account;
}

}  // namespace

std::vector<Passkey> passkeys_of(db::Reader& reader, AccountId account)
{
    std::vector<Passkey> all;
    for (const auto& row :
         reader.rows("SELECT id, name, created_at, last_used_at FROM passkeys WHERE account_id = $1 ORDER BY id", account))
        all.push_back({row.get<PasskeyId>(0), row.get<std::string>(1), row.get<Time>(2), row.get<std::optional<Time>>(3)});
    return all;
}

bool has_passkey(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM passkeys WHERE account_id = $1 LIMIT 1", account).has_value();
}

RelyingParty relying_party(const Domain& domain)
{
    auto url = parse_web_url(domain.origin);
    if (!url) return {};
    return {url->host, url->origin()};
}

std::string bound_to_session(std::string_view act, AccountId account, TokenId token)
{
    return std::string{act} + " session " + to_string(account) + " " + to_string(token);
}

std::string bound_to_browser(std::string_view act, std::string_view secret)
{
    return std::string{act} + " browser " + std::string{secret};
}

std::vector<KnownCredential> credentials_of(db::Reader& reader, AccountId account)
{
    std::vector<KnownCredential> all;
    for (const auto& row :
         reader.rows("SELECT credential_id, transports FROM passkeys WHERE account_id = $1 ORDER BY id", account))
        all.push_back({row.get<std::string>(0), parted(row.get<std::string_view>(1))});
    return all;
}

std::string passkey_handle(db::Transaction& tx, const Random& random, AccountId account)
{
    if (auto handle = find_handle(tx, account)) return *handle;
    tx.run("INSERT INTO passkey_handles (account_id, handle) VALUES ($1, $2) ON CONFLICT DO NOTHING", account,
           to_base64url(random_bytes(random, handle_bytes)));
    return find_handle(tx, account).value();
}

Result<AddedPasskey> add_passkey(db::Transaction& tx, const FactorKey& key, const Random& random, const Domain& domain,
                                 AccountId account, std::string_view bound_to, const CredentialOffer& offer,
                                 std::string_view typed, Time now)
{
    TRY(auto name, named(typed));
    auto json = from_base64url(offer.client_data), attestation = from_base64url(offer.attestation);
    if (!json || !attestation) return wrong();
    auto party = relying_party(domain);
    TRY(auto said, read_said(key, party, "webauthn.create", bound_to, *json, now));
    if (!spend(tx, said.challenge, now)) return again();
    auto made = read_new_credential(*attestation, party.id);
    if (!made || !made->state.is_present) return wrong();
    if (credentials_of(tx, account).size() >= max_passkeys)
        return refuse(ErrorCode::Conflict, "passkey.enough", {{"max", std::to_string(max_passkeys)}});

    auto had_factor = has_second_factor(tx, account);
    AddedPasskey added{.passkey = {.id = tx.new_id<PasskeyId>(now), .name = name, .created_at = now, .last_used_at = {}},
                       .recovery_codes = {}};
    auto stored = tx.run(
        "INSERT INTO passkeys (id, account_id, credential_id, algorithm, public_key, sign_count, transports, name, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        added.passkey.id, account, to_base64url(made->id), static_cast<std::int64_t>(made->key.algorithm),
        to_base64url(made->key.bytes), static_cast<std::int64_t>(made->state.sign_count), joined(offer.transports), name, now);
    if (stored == 0) return refuse(ErrorCode::Conflict, "passkey.known");
    // Codes of an app that somebody began before would now come past this one.
    tx.run("DELETE FROM second_factors WHERE account_id = $1 AND confirmed_at IS NULL", account);
    if (!had_factor) added.recovery_codes = make_recovery_codes(tx, random, account);
    tell_person(tx, account, MailKind::PasskeyAdded, reset_page_path, now, name);
    return added;
}

Result<void> rename_passkey(db::Transaction& tx, AccountId account, PasskeyId id, std::string_view typed)
{
    TRY(auto name, named(typed));
    if (tx.run("UPDATE passkeys SET name = $3 WHERE id = $1 AND account_id = $2", id, account, name) == 0) return missing();
    return {};
}

Result<void> remove_passkey(db::Transaction& tx, const FactorKey& key, AccountId account, PasskeyId id, const FactorProof& proof,
                            Time now)
{
    auto name = tx.value<std::string>("SELECT name FROM passkeys WHERE id = $1 AND account_id = $2", id, account);
    if (!name) return missing();
    CHECKED(prove_second_factor(tx, key, account, proof, now));
    tx.run("DELETE FROM passkeys WHERE id = $1", id);
    tell_person(tx, account, MailKind::PasskeyRemoved, reset_page_path, now, *name);
    if (has_second_factor(tx, account)) return {};
    forget_second_factor(tx, account);
    tell_person(tx, account, MailKind::SecondFactorOff, reset_page_path, now);
    return {};
}

void forget_passkeys(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM passkeys WHERE account_id = $1", account);
    tx.run("DELETE FROM passkey_handles WHERE account_id = $1", account);
}

Result<PasskeyProof> take_passkey(db::Database& database, const FactorKey& key, const Domain& domain, const PasskeyDemand& demand,
                                  const CredentialAnswer& answer, Time now)
{
    auto json = from_base64url(answer.client_data);
    if (!json) return wrong();
    TRY(auto said, read_said(key, relying_party(domain), "webauthn.get", demand.bound_to, *json, now));
    // What was refused is kept as well: a challenge that is spent, a mail that tells of a copy.
    auto taken = std::optional<Result<AccountId>>{};
    database.write([&](db::Transaction& tx) {
        taken =
            spend(tx, said.challenge, now) ? check_answer(tx, domain, demand, answer, *json, now) : Result<AccountId>{again()};
    });
    if (!*taken) return std::unexpected(taken->error());
    return PasskeyProof{**taken};
}

}  // namespace favilla::social
