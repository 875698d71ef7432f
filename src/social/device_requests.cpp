// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/device_requests.h"

#include "social/secret_hash.h"

namespace favilla::social {

namespace {

constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";  // RFC 8628, 6.1
constexpr std::size_t code_length = 8;
constexpr Duration tolerance = seconds(1);  // of a device that waited as it was told, on its own clock

std::string draw_user_code(const Random& random)
{
    constexpr std::size_t even = 256 / letters.size() * letters.size();  // each letter as likely as the others
    std::string code;
    while (code.size() < code_length)
        for (unsigned char byte : random_bytes(random, code_length))
            if (byte < even && code.size() < code_length) code += letters[byte % letters.size()];
    return code;
}

// As it was drawn, whatever was typed between its letters and however large.
std::string drawn_form(std::string_view typed)
{
    std::string code;
    for (char c : typed.substr(0, 100)) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (letters.contains(c)) code += c;
    }
    return code;
}

std::string written_form(std::string_view code)
{
    return std::string{code.substr(0, code_length / 2)} + "-" + std::string{code.substr(code_length / 2)};
}

Result<void> decide(db::Transaction& tx, DomainId domain, std::string_view typed, std::string_view state,
                    std::optional<AccountId> account, std::optional<AccountId> voice, Time now)
{
    CHECKED(find_device_request(tx, domain, typed, now));
    tx.run("UPDATE device_requests SET state = $2, account_id = $3, voice_id = $4 WHERE user_code_hash = $1",
           hash_of(drawn_form(typed)), state, account, voice);
    return {};
}

// Nobody has answered: it may ask again, later when it did not wait.
GrantRefusal keep_waiting(db::Transaction& tx, std::string_view device_hash, std::optional<Time> asked, Duration pause, Time now)
{
    auto too_fast = asked && *asked + pause - tolerance > now;
    tx.run("UPDATE device_requests SET asked_at = $2, pause = $3 WHERE device_hash = $1", device_hash, now,
           (too_fast ? pause + device_pause : pause).milliseconds);
    return too_fast ? GrantRefusal::TooFast : GrantRefusal::Pending;
}

}  // namespace

DeviceCodes open_device_request(db::Transaction& tx, const Random& random, const DeviceDraft& draft, Time now)
{
    auto code = draw_user_code(random);
    while (tx.row("SELECT 1 FROM device_requests WHERE user_code_hash = $1", hash_of(code))) code = draw_user_code(random);
    DeviceCodes codes{.device_code = random_token(random), .user_code = written_form(code)};
    tx.run("INSERT INTO device_requests (device_hash, user_code_hash, domain_id, application_id, scopes, offline_access, state, "
           "created_at, pause) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8)",
           hash_of(codes.device_code), hash_of(code), draft.domain, draft.application, to_string(draft.scopes.scopes),
           draft.scopes.offline_access, now, device_pause.milliseconds);
    return codes;
}

Result<DeviceRequest> find_device_request(db::Reader& reader, DomainId domain, std::string_view typed, Time now)
{
    auto code = drawn_form(typed);
    auto row = reader.row("SELECT application_id, scopes, offline_access FROM device_requests "
                          "WHERE user_code_hash = $1 AND domain_id = $2 AND state = 'waiting' AND created_at > $3",
                          hash_of(code), domain, now - device_code_lasts);
    if (!row) return refuse(ErrorCode::NotFound, "device.code_unknown");
    return DeviceRequest{.application = find_application(reader, row->get<ApplicationId>(0)).value(),
                         .scopes = {parse_scopes(row->get<std::string_view>(1)).value_or(Scopes{}), row->get<bool>(2)},
                         .user_code = written_form(code)};
}

Result<void> count_user_code(net::RateLimiter& limiter, AccountId account, std::string_view address, Time now)
{
    auto by_account = limiter.hit(user_code_by_account, to_string(account), now);
    auto by_address = limiter.hit(user_code_by_address, address, now);
    if (!by_account.allowed || !by_address.allowed) return refuse(ErrorCode::TooMany, "device.too_many_codes");
    return {};
}

Result<void> allow_device(db::Transaction& tx, DomainId domain, std::string_view typed, AccountId account,
                          std::optional<AccountId> voice, Time now)
{
    return decide(tx, domain, typed, "allowed", account, voice, now);
}

Result<void> refuse_device(db::Transaction& tx, DomainId domain, std::string_view typed, Time now)
{
    return decide(tx, domain, typed, "refused", std::nullopt, std::nullopt, now);
}

GrantOutcome ask_for_device(db::Transaction& tx, const Random& random, const DeviceAttempt& attempt,
                            const TokenLifetimes& lifetimes, Time now)
{
    auto hash = hash_of(attempt.device_code);
    auto row = tx.row("SELECT application_id, state, created_at, asked_at, pause, account_id, scopes, offline_access, voice_id "
                      "FROM device_requests WHERE device_hash = $1",
                      hash);
    if (!row || row->get<ApplicationId>(0) != attempt.application) return GrantRefusal::Grant;
    if (row->get<Time>(2) + device_code_lasts <= now) return GrantRefusal::Expired;
    auto state = row->get<std::string_view>(1);
    if (state == "refused") return GrantRefusal::Denied;
    if (state == "waiting")
        return keep_waiting(tx, hash, row->get<std::optional<Time>>(3), Duration{row->get<std::int64_t>(4)}, now);

    tx.run("DELETE FROM device_requests WHERE device_hash = $1", hash);
    AskedScopes scopes{parse_scopes(row->get<std::string_view>(6)).value_or(Scopes{}), row->get<bool>(7)};
    return grant_token(tx, random,
                       {.application = attempt.application,
                        .account = row->get<AccountId>(5),
                        .scopes = scopes,
                        .voice = row->get<std::optional<AccountId>>(8)},
                       lifetimes, now);
}

// Kept a while longer than it is good, so that the device is told what became of its code.
void forget_old_device_requests(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM device_requests WHERE created_at < $1", now - hours(1));
}

}  // namespace favilla::social
