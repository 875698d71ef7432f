// SPDX-License-Identifier: AGPL-3.0-or-later
// social/domains.h — the organisations of this installation, each on its own domain.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/colour.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/emojis.h"

namespace favilla::social {

enum class Registrations { Open, Approval, Closed };
std::string_view name_of(Registrations);  // as stored: "open"
std::optional<Registrations> parse_registrations(std::string_view);

struct Domain {
    DomainId id;
    std::string name;    // "example.org", "localhost:8080": the host of its accounts
    std::string origin;  // "https://example.org": what every link of ours begins with
    std::string title;
    std::string description;
    std::string about_html;
    std::string privacy_html;
    std::string contact_email;
    std::optional<AccountId> contact;
    std::vector<std::string> languages;  // the organisation's own first
    Registrations registrations = Registrations::Open;
    bool mails_reports = true;           // a new report is told to the team by mail as well
    std::optional<Colour> colour = {};   // of its look; none: as Favilla comes
    std::string logo = {}, banner = {};  // paths of its pictures, as "/media/…": a square one and a wide one; empty: none
    std::string media_address =
        {};  // "https://media.example.org": what stands before the names of media files; empty: its origin
    Time created_at;
    Time updated_at;
    std::vector<Emoji> emojis;  // by shortcode
};

struct DomainDraft {
    std::string name;
    std::string origin;
    std::string title;  // empty: the name
    std::vector<std::string> languages = {"en"};
    Registrations registrations = Registrations::Open;
};

struct DomainSettings {  // what is not given stays as it is
    std::optional<std::string> title, description, about_html, privacy_html, contact_email;
    std::optional<AccountId> contact;
    std::optional<std::vector<std::string>> languages;
    std::optional<Registrations> registrations;
    std::optional<bool> mails_reports;
    std::optional<std::optional<Colour>> colour = {};
    std::optional<std::string> logo = {}, banner = {};  // paths; empty: none any more
};

struct RuleWords {
    std::string text;
    std::string hint;
};

// What the software does with what it is told, whatever an organisation adds in its own words: sentences of the catalogue.
inline constexpr std::array<std::string_view, 8> privacy_sentences{
    "pages.privacy.cookies", "pages.privacy.kept",   "pages.privacy.mail",  "pages.privacy.counting",
    "pages.privacy.ledger",  "pages.privacy.public", "pages.privacy.pages", "pages.privacy.delete"};

struct Rule {
    RuleId id;
    std::string text;
    std::string hint;
    std::map<std::string, RuleWords> translations = {};  // by language: "it"
};

// Refuses: Conflict "domain.taken", Invalid "domain.name_invalid".
Result<Domain> add_domain(db::Transaction&, const DomainDraft&, Time now);
// Of all domains; empty: their own.
void set_media_address(db::Transaction&, std::string_view);
std::optional<Domain> find_domain(db::Reader&, DomainId);
// By the Host header or what stands behind the "@" of a handle; case and the default ports do not matter.
std::optional<Domain> find_domain(db::Reader&, std::string_view name);
std::vector<Domain> domains(db::Reader&);  // the first one first

// HTML is sanitised. Refuses: NotFound, Invalid "domain.title_blank", "domain.text_too_long".
Result<Domain> change_domain(db::Transaction&, DomainId, const DomainSettings&, Time now);

std::vector<Rule> rules(db::Reader&, DomainId);                      // in their order
std::vector<Rule> find_rules(db::Reader&, std::span<const RuleId>);  // also those that hold no longer: reports name them
// Refuse Invalid "domain.rule_blank", "domain.text_too_long"; NotFound.
Result<Rule> add_rule(db::Transaction&, DomainId, std::string_view text, std::string_view hint, Time now);
Result<void> change_rule(db::Transaction&, DomainId, RuleId, const RuleWords&);
// No words: it is not translated.
Result<void> translate_rule(db::Transaction&, DomainId, RuleId, std::string_view language, const RuleWords&);
Result<void> remove_rule(db::Transaction&, DomainId, RuleId, Time now);
// As a reader of that language meets it.
RuleWords words_of(const Rule&, std::string_view language);

struct DomainCounts {
    std::int64_t users = 0;  // admitted accounts
    std::int64_t statuses = 0;
    std::int64_t active_month = 0;      // who was seen in the last 30 days
    std::int64_t active_half_year = 0;  // in the last 180 days
};
DomainCounts count_domain(db::Reader&, DomainId, Time now);

}  // namespace favilla::social
