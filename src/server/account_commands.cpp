// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/account_commands.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "community/leaving.h"
#include "server/choose.h"
#include "server/house.h"
#include "social/accounts.h"
#include "social/administration.h"
#include "social/domains.h"
#include "social/identities.h"
#include "social/passwords.h"
#include "social/second_factor.h"
#include "social/sign_in.h"
#include "social/sign_up.h"
#include "social/tokens.h"
#include "social/users.h"

namespace favilla::server {

namespace {

// What concerns users only has no meaning for somebody of another server.
bool only_suspends(const AccountModifyCommand& command)
{
    bool more = command.role || command.email || command.confirm || command.approve || command.disable || command.enable
             || command.reset_password || command.no_second_factor;
    return !more && (command.suspend || command.unsuspend);
}

Result<social::Account> choose_to_modify(db::Reader& reader, const AccountModifyCommand& command)
{
    auto at = command.name.find('@');
    if (at == std::string::npos) return choose_account(reader, command.name, command.domain);
    auto account = social::find_account_by_handle(reader, command.name, DomainId{});
    if (!account || account->deleted_at)
        return refuse(ErrorCode::NotFound, "command.no_account",
                      {{"name", command.name.substr(0, at)}, {"domain", command.name.substr(at + 1)}});
    if (!account->is_local() && !only_suspends(command)) return refuse(ErrorCode::Invalid, "command.only_suspends");
    return *account;
}

std::string made_up_password(const Random& random) { return random_token(random, 12); }

Result<std::string> hash(const CommandTools& tools, std::string_view password)
{
    if (auto problem = social::password_problem(password)) return refuse(ErrorCode::Invalid, *problem);
    return hash_password(tools.random, password);
}

Result<std::string> create(const AccountCreateCommand& command, db::Database& database, const CommandTools& tools)
{
    auto password = command.password.value_or(made_up_password(tools.random));
    TRY(auto hashed, hash(tools, password));
    CHECKED(database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto domain, choose_domain(tx, command.domain));
        social::UserDraft draft{.username = command.name,
                                .email = command.email,
                                .password_hash = hashed,
                                .role = social::parse_role(command.role).value()};
        CHECKED(social::create_user(tx, domain.id, draft, tools.clock()));
        return {};
    }));
    return command.password ? std::string{} : "New password: " + password + "\n";
}

Result<void> change_state(db::Transaction& tx, const AccountModifyCommand& command, AccountId account, Time now)
{
    if (command.role) CHECKED(social::change_role(tx, account, social::parse_role(*command.role).value()));
    if (command.email) CHECKED(social::change_email_by_hand(tx, account, *command.email));
    if (command.confirm) CHECKED(social::confirm_by_hand(tx, account, now));
    if (command.approve) CHECKED(social::approve_user(tx, account, now));
    if (command.disable) CHECKED(social::disable_user(tx, account, now));
    if (command.enable) CHECKED(social::enable_user(tx, account));
    if (command.suspend) CHECKED(social::suspend_account(tx, account, now));
    if (command.unsuspend) CHECKED(social::unsuspend_account(tx, account));
    return {};
}

Result<std::string> modify(const AccountModifyCommand& command, db::Database& database, const CommandTools& tools)
{
    std::string password, hashed;
    if (command.reset_password) {
        password = made_up_password(tools.random);
        TRY(hashed, hash(tools, password));
    }
    std::size_t passkeys = 0;
    CHECKED(database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto account, choose_to_modify(tx, command));
        if (command.no_second_factor) passkeys = social::passkeys_of(tx, account.id).size();
        CHECKED(change_state(tx, command, account.id, tools.clock()));
        if (!hashed.empty()) CHECKED(social::set_password(tx, account.id, hashed, tools.clock()));
        if (command.no_second_factor) CHECKED(social::lift_second_factor(tx, account.id, tools.clock()));
        return {};
    }));
    if (command.no_second_factor)
        log_line("notice", "a second factor was lifted by hand",
                 {{"account", command.name}, {"passkeys", std::to_string(passkeys)}});
    auto said = passkeys > 0 ? "Passkeys removed: " + std::to_string(passkeys) + "\n" : std::string{};
    return password.empty() ? said : said + "New password: " + password + "\n";
}

Result<std::string> remove(const AccountDeleteCommand& command, db::Database& database, const CommandTools& tools)
{
    CHECKED(database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto account, choose_account(tx, command.name, command.domain));
        auto left = community::leave_for_good(tx, account.id, tools.clock());
        if (left || left.error().key != "leaving.last_owner") return left;
        // The sentence is for whoever deletes, not for who is deleted.
        auto params = left.error().params;
        params.emplace_back("person", "@" + account.username);
        return refuse(ErrorCode::Conflict, "leaving.last_owner_of", params);
    }));
    return std::string{};
}

Result<std::string> identities(const AccountIdentitiesCommand& command, db::Database& database, const CommandTools& tools)
{
    return database.write([&](db::Transaction& tx) -> Result<std::string> {
        TRY(auto account, choose_account(tx, command.name, command.domain));
        auto found = social::identities_of(tx, account.id);
        if (command.remove != 0) {
            auto which = std::ranges::find(found, social::IdentityId{command.remove}, &social::Identity::id);
            if (which == found.end()) return refuse(ErrorCode::NotFound, "identity.missing");
            CHECKED(social::remove_identity(tx, account.id, which->id, which->issuer, tools.clock()));
            log_line("notice", "an identity was removed by hand", {{"account", command.name}, {"issuer", which->issuer}});
            return std::string{};
        }
        std::string text;
        for (const auto& one : found)
            text += fmt::format("{}\t{}\t{}\t{}\t{}\n", to_string(one.id), one.issuer, one.label, iso_date(one.created_at),
                                one.last_used_at ? iso_date(*one.last_used_at) : std::string{});
        return text;
    });
}

std::string list(const AccountListCommand& command, db::Database& database)
{
    return database.read([&](db::Reader& reader) {
        std::string text;
        for (const auto& domain : social::domains(reader)) {
            if (!command.domain.empty() && command.domain != domain.name) continue;
            for (const auto& user : social::users_of(reader, domain.id)) {
                auto account = social::find_account(reader, user.account);
                auto state = social::suspension_of(reader, *account) ? "suspended"
                           : account->suspended_at                   ? "leaving"
                           : user.disabled_at                        ? "disabled"
                           : user.confirmed_at                       ? ""
                                                                     : "unconfirmed";
                text += fmt::format("{}@{}\t{}\t{}\t{}\n", account->username, domain.name, user.email, social::name_of(user.role),
                                    state);
            }
        }
        return text;
    });
}

Result<std::string> create_token(const TokenCreateCommand& command, db::Database& database, const CommandTools& tools)
{
    TRY(auto scopes, social::parse_scopes(command.scopes));
    return database.write([&](db::Transaction& tx) -> Result<std::string> {
        TRY(auto account, choose_account(tx, command.name, command.domain));
        auto issued = social::issue_token(tx, tools.random, {.account = account.id, .scopes = scopes}, tools.clock());
        return issued.secret + "\n";
    });
}

std::string list_domains(db::Database& database)
{
    std::string text;
    for (const auto& domain : database.read([](db::Reader& reader) { return social::domains(reader); }))
        text += fmt::format("{}\t{}\t{}\n", domain.name, domain.origin, domain.title);
    return text;
}

CommandOutcome outcome(const CommandTools& tools, const Result<std::string>& result)
{
    return result ? CommandOutcome{0, *result, {}} : refused(tools, result.error());
}

}  // namespace

CommandOutcome run(const AccountCreateCommand& c, db::Database& d, const CommandTools& t) { return outcome(t, create(c, d, t)); }
CommandOutcome run(const AccountModifyCommand& c, db::Database& d, const CommandTools& t) { return outcome(t, modify(c, d, t)); }
CommandOutcome run(const AccountDeleteCommand& c, db::Database& d, const CommandTools& t) { return outcome(t, remove(c, d, t)); }
CommandOutcome run(const AccountIdentitiesCommand& c, db::Database& d, const CommandTools& t)
{
    return outcome(t, identities(c, d, t));
}
CommandOutcome run(const AccountListCommand& c, db::Database& d, const CommandTools&) { return {0, list(c, d), {}}; }
CommandOutcome run(const TokenCreateCommand& c, db::Database& d, const CommandTools& t)
{
    return outcome(t, create_token(c, d, t));
}
CommandOutcome run(const DomainListCommand&, db::Database& d, const CommandTools&) { return {0, list_domains(d), {}}; }

CommandOutcome run(const DomainAddCommand& command, db::Database& database, const CommandTools& tools)
{
    auto origin =
        (command.name.starts_with("localhost") || command.name.find(".localhost") != std::string::npos ? "http://" : "https://")
        + command.name;
    auto added = database.write([&](db::Transaction& tx) {
        return social::add_domain(tx, {.name = command.name, .origin = origin, .title = command.title}, tools.clock());
    });
    return added ? CommandOutcome{} : refused(tools, added.error());
}

CommandOutcome run(const DomainRemoveCommand& command, db::Database& database, const CommandTools& tools)
{
    auto removed = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto domain, choose_domain(tx, command.name));
        return social::remove_domain(tx, domain.id);
    });
    return removed ? CommandOutcome{} : refused(tools, removed.error());
}

CommandOutcome run(const EmojiAddCommand& command, db::Database& database, const CommandTools& tools)
{
    std::ifstream file{command.file, std::ios::binary};
    std::string png{std::istreambuf_iterator<char>{file}, {}};
    if (!file) return refused(tools, Error{ErrorCode::NotFound, "emoji.file", {{"file", command.file}}});
    auto added = database.write([&](db::Transaction& tx) -> Result<social::Emoji> {
        TRY(auto domain, choose_domain(tx, command.domain));
        return social::add_emoji(tx, domain.id, command.shortcode, png, command.category, tools.clock());
    });
    return added ? CommandOutcome{} : refused(tools, added.error());
}

CommandOutcome run(const EmojiListCommand& command, db::Database& database, const CommandTools& tools)
{
    auto domain = database.read([&](db::Reader& reader) { return choose_domain(reader, command.domain); });
    if (!domain) return refused(tools, domain.error());
    std::string text;
    for (const auto& emoji : domain->emojis) text += ":" + emoji.shortcode + ":\t" + emoji.category + "\n";
    return {0, text, {}};
}

CommandOutcome run(const EmojiRemoveCommand& command, db::Database& database, const CommandTools& tools)
{
    auto removed = database.write([&](db::Transaction& tx) -> Result<void> {
        TRY(auto domain, choose_domain(tx, command.domain));
        return social::remove_emoji(tx, domain.id, command.shortcode);
    });
    return removed ? CommandOutcome{} : refused(tools, removed.error());
}

}  // namespace favilla::server
