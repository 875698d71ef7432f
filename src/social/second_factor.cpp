// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/second_factor.h"

#include <algorithm>

#include "base/totp.h"
#include "net/form.h"
#include "social/factor_mail.h"
#include "social/secret_hash.h"
#include "social/sign_in.h"

namespace favilla::social {

namespace {

constexpr std::size_t recovery_bytes = 15;  // 120 bits: nobody guesses them, so that a plain digest of them is enough
constexpr std::size_t recovery_length = 24;
constexpr std::size_t recovery_group = 4;

struct KeptFactor {
    std::string sealed;
    Time begun_at;
    std::optional<Time> confirmed_at;
};

std::optional<KeptFactor> find_factor(db::Reader& reader, AccountId account)
{
    auto row = reader.row("SELECT secret, begun_at, confirmed_at FROM second_factors WHERE account_id = $1", account);
    if (!row) return std::nullopt;
    return KeptFactor{row->get<std::string>(0), row->get<Time>(1), row->get<std::optional<Time>>(2)};
}

// Of an app; begun is not enough.
bool has_codes(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL", account).has_value();
}

std::unexpected<Error> wrong() { return refuse(ErrorCode::Forbidden, "second_factor.wrong", {{"field", "code"}}); }
std::unexpected<Error> off() { return refuse(ErrorCode::NotFound, "second_factor.off"); }
std::unexpected<Error> again() { return refuse(ErrorCode::Gone, "second_factor.again"); }

// As people type codes: in groups, in small letters.
std::string without_spaces(std::string_view typed)
{
    std::string code;
    for (char c : typed.substr(0, 100)) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r') continue;
        code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return code;
}

// A code works once: the steps that are taken only go forwards.
bool take_step(db::Transaction& tx, AccountId account, std::string_view secret, std::string_view code, Time now)
{
    auto step = matching_totp_step(secret, code, now);
    return step
        && tx.run("UPDATE second_factors SET last_step = $2 WHERE account_id = $1 AND last_step < $2", account, *step) == 1;
}

enum class CodeKind { App, Recovery };

// Of a factor that is in force: recovery codes go with passkeys as well.
Result<CodeKind> take_code(db::Transaction& tx, const FactorKey& key, AccountId account, std::string_view typed, Time now)
{
    if (!has_second_factor(tx, account)) return off();
    auto code = without_spaces(typed);
    if (code.size() == recovery_length) {
        if (tx.run("DELETE FROM recovery_codes WHERE account_id = $1 AND code_hash = $2", account, hash_of(code)) == 0)
            return wrong();
        return CodeKind::Recovery;
    }
    auto factor = find_factor(tx, account);
    if (!factor || !factor->confirmed_at) return wrong();
    if (!take_step(tx, account, key.open(account, factor->sealed), code, now)) return wrong();
    return CodeKind::App;
}

// Neither may hold a colon, not even an encoded one: it stands between them.
std::string label_part(std::string_view text)
{
    std::string part{text};
    std::ranges::replace(part, ':', ' ');
    return net::percent_encode(part);
}

}  // namespace

SecondFactor second_factor_of(db::Reader& reader, AccountId account)
{
    auto factor = find_factor(reader, account);
    auto left = reader.value<int>("SELECT count(*) FROM recovery_codes WHERE account_id = $1", account);
    return {.since = factor ? factor->confirmed_at : std::nullopt, .recovery_codes = left.value_or(0)};
}

bool has_second_factor(db::Reader& reader, AccountId account)
{
    return has_codes(reader, account) || has_passkey(reader, account);
}

std::vector<AccountId> with_second_factor(db::Reader& reader, std::span<const AccountId> accounts)
{
    std::vector<AccountId> found;
    for (const auto& row :
         reader.rows("SELECT account_id FROM second_factors WHERE account_id IN LIST($1) AND confirmed_at IS NOT NULL "
                     "UNION SELECT account_id FROM passkeys WHERE account_id IN LIST($1)",
                     db::list_of(accounts)))
        found.push_back(row.get<AccountId>(0));
    return found;
}

std::vector<std::string> make_recovery_codes(db::Transaction& tx, const Random& random, AccountId account)
{
    tx.run("DELETE FROM recovery_codes WHERE account_id = $1", account);
    std::vector<std::string> codes;
    for (int n = 0; n < recovery_code_count; ++n) {
        auto code = to_base32(random_bytes(random, recovery_bytes));
        tx.run("INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)", account, hash_of(code));
        for (auto at = recovery_length - recovery_group; at > 0; at -= recovery_group) code.insert(at, "-");
        codes.push_back(std::move(code));
    }
    return codes;
}

std::optional<User> user_of_proof(db::Reader& reader, const FactorKey& key, DomainId domain, std::string_view proof, Time now)
{
    auto proven = key.open_proof(proof);
    if (!proven || proven->at + proof_lasts < now) return std::nullopt;
    auto user = find_user(reader, proven->account);
    if (!user || user->domain != domain) return std::nullopt;
    // Another password since then has ended this way in as well.
    auto hash = reader.value<std::string>("SELECT password_hash FROM users WHERE account_id = $1", user->account);
    if (!equal_in_constant_time(proven->mark, key.mark_of(hash.value_or("")))) return std::nullopt;
    return user;
}

Result<void> prove_second_factor(db::Transaction& tx, const FactorKey& key, AccountId account, const FactorProof& proof, Time now)
{
    if (!proof.passkey()) {
        CHECKED(take_code(tx, key, account, proof.code(), now));
        return {};
    }
    if (!has_second_factor(tx, account)) return off();
    if (proof.passkey()->account() != account) return wrong();
    return {};
}

Result<void> prove_if_asked(db::Transaction& tx, const FactorKey& key, AccountId account, const FactorProof& proof, Time now)
{
    if (!has_second_factor(tx, account)) return {};
    return prove_second_factor(tx, key, account, proof, now);
}

Result<std::string> begin_second_factor(db::Transaction& tx, const FactorKey& key, const Random& random, AccountId account,
                                        Time now)
{
    if (!find_user(tx, account)) return refuse(ErrorCode::NotFound, "user.missing");
    if (has_codes(tx, account)) return refuse(ErrorCode::Conflict, "second_factor.on");
    auto secret = random_bytes(random, totp_secret_bytes);
    tx.run("INSERT INTO second_factors (account_id, secret, begun_at, last_step) VALUES ($1, $2, $3, 0) "
           "ON CONFLICT (account_id) DO UPDATE SET secret = $2, begun_at = $3, last_step = 0",
           account, key.close(account, secret), now);
    return secret;
}

std::string otpauth_uri(std::string_view organisation, std::string_view account, std::string_view secret)
{
    auto issuer = label_part(organisation);
    return "otpauth://totp/" + issuer + ":" + label_part(account) + "?secret=" + to_base32(secret) + "&issuer=" + issuer
         + "&algorithm=SHA1&digits=" + std::to_string(totp_digits) + "&period=" + std::to_string(totp_period.milliseconds / 1000);
}

Result<std::vector<std::string>> confirm_second_factor(db::Transaction& tx, const FactorKey& key, const Random& random,
                                                       AccountId account, std::string_view code, Time now)
{
    auto factor = find_factor(tx, account);
    if (factor && factor->confirmed_at) return refuse(ErrorCode::Conflict, "second_factor.on");
    if (!factor || factor->begun_at + setting_up_lasts < now) return refuse(ErrorCode::Gone, "second_factor.begin_again");
    if (!take_step(tx, account, key.open(account, factor->sealed), without_spaces(code), now)) return wrong();
    tx.run("UPDATE second_factors SET confirmed_at = $2 WHERE account_id = $1", account, now);
    tell_person(tx, account, MailKind::SecondFactorOn, second_factor_screen, now);
    return make_recovery_codes(tx, random, account);
}

Result<std::vector<std::string>> renew_recovery_codes(db::Transaction& tx, const FactorKey& key, const Random& random,
                                                      AccountId account, const FactorProof& proof, Time now)
{
    CHECKED(prove_second_factor(tx, key, account, proof, now));
    tell_person(tx, account, MailKind::RecoveryCodesRenewed, reset_page_path, now);
    return make_recovery_codes(tx, random, account);
}

Result<void> end_second_factor(db::Transaction& tx, const FactorKey& key, AccountId account, const FactorProof& proof, Time now)
{
    if (!has_codes(tx, account)) return off();
    CHECKED(prove_second_factor(tx, key, account, proof, now));
    if (has_passkey(tx, account)) {
        tx.run("DELETE FROM second_factors WHERE account_id = $1", account);
        tell_person(tx, account, MailKind::CodesOff, reset_page_path, now);
        return {};
    }
    forget_second_factor(tx, account);
    tell_person(tx, account, MailKind::SecondFactorOff, reset_page_path, now);
    return {};
}

Result<void> lift_second_factor(db::Transaction& tx, AccountId account, Time now)
{
    if (!has_second_factor(tx, account)) return off();
    forget_second_factor(tx, account);
    tell_person(tx, account, MailKind::SecondFactorLifted, "/about", now);
    return {};
}

void forget_second_factor(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM recovery_codes WHERE account_id = $1", account);
    tx.run("DELETE FROM second_factors WHERE account_id = $1", account);
    forget_passkeys(tx, account);
}

Result<void> count_code(net::RateLimiter& limiter, const net::RateRule& rule, std::string_view key, Time now)
{
    auto state = limiter.hit(rule, key, now);
    if (state.allowed) return {};
    auto minute = minutes(1).milliseconds;
    auto left = std::max<std::int64_t>(1, ((state.reset - now).milliseconds + minute - 1) / minute);
    return refuse(ErrorCode::TooMany, "second_factor.too_many", {{"count", std::to_string(left)}});
}

std::string prove_password(db::Reader& reader, const FactorKey& key, AccountId account, Time now)
{
    auto hash = reader.value<std::string>("SELECT password_hash FROM users WHERE account_id = $1", account);
    return key.seal_proof({.account = account, .at = now, .mark = key.mark_of(hash.value_or(""))});
}

Result<CountedStep> count_step(db::Database& database, const FactorKey& key, net::RateLimiter& limiter,
                               const CodeAttempt& attempt, Time now)
{
    auto [user, is_known] = database.read([&](db::Reader& reader) {
        auto found = user_of_proof(reader, key, attempt.domain, attempt.proof, now);
        return std::pair{found, found && is_known_device(reader, found->account, attempt.device)};
    });
    if (!user) return again();
    CHECKED(count_code(limiter, code_by_address, net::address_key(attempt.client_address), now));
    const auto& rule = is_known ? code_by_device : code_by_account;
    CHECKED(count_code(limiter, rule, to_string(user->account), now));
    return CountedStep{*user, rule};
}

Result<User> authenticate_code(db::Database& database, const FactorKey& key, net::RateLimiter& limiter,
                               const CodeAttempt& attempt, Time now)
{
    TRY(auto step, count_step(database, key, limiter, attempt, now));
    const auto& user = step.user;
    auto taken = database.write([&](db::Transaction& tx) -> Result<void> {
        if (!user_of_proof(tx, key, attempt.domain, attempt.proof, now)) return again();
        CHECKED(check_may_sign_in(tx, user.account));
        TRY(auto kind, take_code(tx, key, user.account, attempt.code, now));
        if (kind == CodeKind::Recovery)
            tell_person(tx, user.account, MailKind::RecoveryCodeUsed, second_factor_screen, now,
                        std::to_string(second_factor_of(tx, user.account).recovery_codes));
        return {};
    });
    // Switched off meanwhile: there is nothing to ask for, and what the password proved is given again.
    if (!taken && taken.error().key == "second_factor.off") return again();
    if (!taken) return std::unexpected(taken.error());
    limiter.forget(step.rule, to_string(user.account));
    return user;
}

}  // namespace favilla::social
