// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_hosts.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "distribution/deliveries.h"
#include "distribution/host_rules.h"
#include "distribution/hosts.h"
#include "social/moderation_log.h"
#include "social/remote_accounts.h"

namespace favilla::server {

namespace {

using distribution::HostRuleChange;
using distribution::Severity;

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("a rule of the demo was refused: " + result.error().key);
    return *std::move(result);
}

struct Met {
    std::string_view name;
    int days_ago;
    std::string_view person = {};  // known of it, beside the followers of the pages
};
constexpr std::array<Met, 8> hosts{{{"lettori.example", 84},
                                    {"biblioteche.example", 80},
                                    {"librai.example", 71},
                                    {"quartiere.example", 66},
                                    {"scuole.example", 40},
                                    {"chiacchiere.example", 33, "quintilio"},
                                    {"specchi.example", 21, "settimia"},
                                    {"sconti-libri.example", 9, "offerte"}}};

void meet(db::Transaction& tx, const Met& met, Time today)
{
    auto at = today - days(met.days_ago);
    distribution::meet_host(tx, met.name, at);
    distribution::note_software(tx, met.name, "favilla", at);
    if (met.person.empty()) return;
    expect(social::receive_account(tx,
                                   {.uri = fmt::format("https://{}/users/{}", met.name, met.person),
                                    .url = fmt::format("https://{}/@{}", met.name, met.person),
                                    .username = std::string{met.person},
                                    .host = std::string{met.name},
                                    .display_name = {},
                                    .note = {},
                                    .fields = {},
                                    .avatar = {},
                                    .header = {},
                                    .emojis = {},
                                    .attribution_domains = {},
                                    .published = at - days(30)},
                                   at));
}

struct Decision {
    std::string_view host;
    int days_ago;
    HostRuleChange rule;
};

std::array<Decision, 3> decisions()
{
    return {{{"chiacchiere.example",
              12,
              {.severity = Severity::Silence,
               .reject_reports = true,
               .public_comment = "Nessuno modera le risposte. — Nobody moderates the answers.",
               .private_comment = "Tre segnalazioni in una settimana; scritto a chi lo gestisce il 4, nessuna risposta."}},
             {"specchi.example",
              8,
              {.severity = Severity::Noop, .reject_media = true, .private_comment = "Copie di copertine altrui."}},
             {"sconti-libri.example",
              5,
              {.severity = Severity::Suspend,
               .reject_media = true,
               .reject_reports = true,
               .obfuscate = true,
               .public_comment = "Pubblicità a pagamento mandata a tutti. — Paid advertising sent to everybody."}}}};
}

}  // namespace

void make_demo_hosts(db::Database& database, DomainId domain, AccountId by, Time today)
{
    std::vector<distribution::HostRule> rules;
    database.write([&](db::Transaction& tx) {
        rules.clear();
        auto note = [&](std::string_view act, std::string_view host, std::string text, Time at) {
            social::note_act(
                tx, {.domain = domain, .by = by, .act = act, .target_name = std::string{host}, .text = std::move(text)}, at);
        };
        for (const auto& met : hosts) meet(tx, met, today);
        for (const auto& decision : decisions()) {
            auto at = today - days(decision.days_ago) + hours(10);
            auto rule = expect(distribution::add_host_rule(tx, decision.host, decision.rule, at));
            note("add_host_rule", decision.host, distribution::summary_of(rule), at);
            rules.push_back(std::move(rule));
        }
        for (std::string_view host : {"biblioteche.example", "lettori.example"}) {
            auto at = today - days(3) + hours(11);
            expect(distribution::allow_host(tx, host, at));
            note("allow_host", host, {}, at);
        }
        std::int64_t tries = 0;
        for (auto at = today - days(2); at < today; at = at + distribution::pause_after(++tries))
            distribution::pause_host(tx, "scuole.example", {}, "no answer within 10 seconds", {}, at);
    });
    for (const auto& rule : rules) distribution::apply_host_rule(database, {rule.name, rule.created_at});
}

}  // namespace favilla::server
