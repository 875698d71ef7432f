// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/organisation — what this organisation says of itself and asks of others: the same that its pages, the client API
// and the command line show. For administrators.
#include "console/organisation.h"

#include "base/html.h"
#include "base/language.h"
#include "community/invitations.h"
#include "integrity/chain.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/rule_json.h"
#include "social/grace.h"
#include "social/moderation_log.h"
#include "social/net_tags.h"
#include "social/rule_order.h"
#include "social/sign_up.h"
#include "social/terms.h"
#include "social/trend_reviews.h"
#include "strategy/house_figures.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// Words without any HTML become paragraphs, so that nobody has to know HTML.
std::optional<std::string> read_prose(const Params& params, std::string_view name)
{
    auto text = params.text(name);
    if (!text || text->find('<') != std::string::npos || text->find_first_not_of(" \r\n\t") == std::string::npos) return text;
    std::string html = "<p>";
    auto escaped = escape_text(*text);
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] == '\r') continue;
        auto line_ends = escaped[i] == '\n';
        if (line_ends && i + 1 < escaped.size() && escaped[i + 1] == '\n') {
            html += "</p><p>";
            ++i;
        } else {
            html += line_ends ? "<br>" : std::string(1, escaped[i]);
        }
    }
    return html + "</p>";
}

Result<std::vector<std::string>> read_languages(const Params& params)
{
    std::vector<std::string> languages;
    for (const auto& tag : params.texts("languages")) {
        auto known = normal_language(tag);
        if (!known) return refuse(ErrorCode::Invalid, "domain.languages_unknown", {{"field", "languages"}});
        languages.push_back(*known);
    }
    return languages;
}

Result<social::DomainSettings> read_settings(db::Reader& reader, const Api& api)
{
    const auto& params = api.params;
    social::DomainSettings settings{.title = params.text("title"),
                                    .description = params.text("description"),
                                    .about_html = read_prose(params, "about_html"),
                                    .privacy_html = read_prose(params, "privacy_html"),
                                    .contact_email = params.text("contact_email"),
                                    .contact = {},
                                    .languages = {},
                                    .registrations = {},
                                    .mails_reports = params.flag("mails_reports")};
    if (settings.contact_email && !settings.contact_email->empty() && !social::is_email(*settings.contact_email))
        return refuse(ErrorCode::Invalid, "domain.email_invalid", {{"field", "contact_email"}});
    if (params.has("languages")) {
        TRY(auto languages, read_languages(params));
        settings.languages = std::move(languages);
    }
    if (auto name = params.text("registrations")) {
        settings.registrations = social::parse_registrations(*name);
        if (!settings.registrations) return refuse(ErrorCode::Invalid, "domain.registrations_unknown");
    }
    if (auto name = params.text_or("contact_username", ""); !name.empty()) {
        auto account = social::find_local_account(reader, name.starts_with('@') ? name.substr(1) : name, api.domain.id);
        if (!account || !account->is_known()) return refuse(ErrorCode::Invalid, "domain.contact_unknown");
        settings.contact = account->id;
    }
    return settings;
}

Result<void> choose_who_invites(db::Transaction& tx, const Api& api)
{
    auto name = api.params.text("who_invites");
    if (!name) return {};
    auto who = community::parse_who_invites(*name);
    if (!who) return refuse(ErrorCode::Invalid, "invitation.who_unknown");
    community::choose_who_invites(tx, api.domain.id, *who);
    return {};
}

Result<void> choose_grace_days(db::Transaction& tx, const Api& api)
{
    if (!api.params.has("leaving_days")) return {};
    return social::choose_grace_days(tx, api.domain.id, api.params.integer("leaving_days").value_or(-1));
}

social::RuleWords read_words(const Params& params) { return {params.text_or("text", ""), params.text_or("hint", "")}; }

// "translations": {"it": {"text": "…", "hint": "…"}}; an empty text takes a translation away.
Result<void> keep_translations(db::Transaction& tx, const Api& api, RuleId rule)
{
    auto translations = api.params.hash("translations");
    if (!translations) return {};
    for (const auto& [language, words] : translations->tree())
        if (auto given = translations->hash(language))
            CHECKED(social::translate_rule(tx, api.domain.id, rule, language, read_words(*given)));
    return {};
}

}  // namespace

net::Response organisation_response(Api& api)
{
    auto [domain, rules, contact, who_invites, leaving_days, trends_reviewed, network_tags, public_figures] =
        api.db.read([&](db::Reader& reader) {
            auto found = social::find_domain(reader, api.domain.id).value();
            return std::tuple{found,
                              social::rules(reader, found.id),
                              found.contact ? social::find_account(reader, *found.contact) : std::nullopt,
                              community::who_invites(reader, found.id),
                              social::grace_days(reader, found.id),
                              social::trends_are_reviewed(reader, found.id),
                              social::keeps_net_tags(reader, found.id),
                              strategy::has_house_figures(reader, found.id)};
        });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("domain", domain.name);
            json.field("title", domain.title);
            json.field("description", domain.description);
            json.field("about_html", domain.about_html);
            json.field("privacy_html", domain.privacy_html);
            json.field("contact_email", domain.contact_email);
            json.key("contact_account");
            if (contact && contact->is_known())
                write_account(json, *contact, domain);
            else
                json.value(nullptr);
            json.key("languages").values(domain.languages);
            json.field("registrations", name_of(domain.registrations));
            json.field("mails_reports", domain.mails_reports);
            json.field("who_invites", name_of(who_invites));
            json.field("leaving_days", leaving_days);
            json.field("trends_reviewed", trends_reviewed);
            json.field("network_tags", network_tags);
            json.field("public_figures", public_figures);
            write_look(json, domain);
            json.key("rules");
            write_rules(json, rules);
        });
    });
}

void note_change(db::Transaction& tx, const Api& api, std::string_view act, std::string text)
{
    social::note_act(tx, {.domain = api.domain.id, .by = api.me(), .act = act, .text = std::move(text)}, api.now);
}

// What the nightly comparison goes by is not changed quietly: the log that everybody may read has it.
void choose_net_tags(db::Transaction& tx, const Api& api)
{
    auto keep = api.params.flag("network_tags");
    if (!keep || !social::keep_net_tags(tx, api.domain.id, *keep, api.now)) return;
    integrity::log_act(tx, api.services.random,
                       {.domain = api.domain.id, .act = *keep ? "keep_tags" : "drop_tags", .actor = api.me()}, api.now);
}

net::Response get_organisation(const net::Request&, Api& api) { return organisation_response(api); }

net::Response patch_organisation(const net::Request&, Api& api)
{
    return change_organisation(api, [&](db::Transaction& tx) -> Result<void> {
        TRY(auto settings, read_settings(tx, api));
        CHECKED(social::change_domain(tx, api.domain.id, settings, api.now));
        CHECKED(choose_who_invites(tx, api));
        CHECKED(choose_grace_days(tx, api));
        if (auto reviewed = api.params.flag("trends_reviewed")) social::choose_trend_review(tx, api.domain.id, *reviewed);
        choose_net_tags(tx, api);
        std::string changed;
        for (const auto& [name, value] : api.params.tree()) changed += (changed.empty() ? "" : ", ") + std::string{name};
        note_change(tx, api, "change_organisation", changed);
        return {};
    });
}

net::Response post_rule(const net::Request&, Api& api)
{
    return change_organisation(api, [&](db::Transaction& tx) -> Result<void> {
        auto words = read_words(api.params);
        TRY(auto rule, social::add_rule(tx, api.domain.id, words.text, words.hint, api.now));
        CHECKED(keep_translations(tx, api, rule.id));
        note_change(tx, api, "add_rule", words.text);
        return {};
    });
}

net::Response put_rule(const net::Request& request, Api& api)
{
    auto id = parse_id<RuleId>(request.param("id"));
    if (!id) return not_found(api);
    return change_organisation(api, [&](db::Transaction& tx) -> Result<void> {
        auto words = read_words(api.params);
        CHECKED(social::change_rule(tx, api.domain.id, *id, words));
        CHECKED(keep_translations(tx, api, *id));
        note_change(tx, api, "change_rule", words.text);
        return {};
    });
}

net::Response put_rule_order(const net::Request&, Api& api)
{
    return change_organisation(api, [&](db::Transaction& tx) -> Result<void> {
        CHECKED(social::order_rules(tx, api.domain.id, api.params.ids<RuleId>("ids")));
        note_change(tx, api, "order_rules", "");
        return {};
    });
}

namespace {

net::Response terms_response(Api& api)
{
    auto versions = api.db.read([&](db::Reader& reader) { return social::terms_of(reader, api.domain.id, api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("terms").array(versions, [&](const social::Terms& version) {
                json.object([&] {
                    json.field("effective_date", version.holds_from);
                    json.field("effective", version.holds);
                    json.field("html", version.html);
                    json.field("succeeded_by", version.succeeded_by);
                });
            });
        });
    });
}

}  // namespace

net::Response get_terms(const net::Request&, Api& api) { return terms_response(api); }

net::Response put_terms(const net::Request& request, Api& api)
{
    auto written = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto day = std::string{request.param("date")};
        CHECKED(social::write_terms(tx, api.domain.id, day, read_prose(api.params, "html").value_or(""), api.now));
        note_change(tx, api, "write_terms", day);
        return {};
    });
    return written ? terms_response(api) : error_response(api, written.error());
}

net::Response delete_terms(const net::Request& request, Api& api)
{
    auto withdrawn = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto day = std::string{request.param("date")};
        CHECKED(social::withdraw_terms(tx, api.domain.id, day, api.now));
        note_change(tx, api, "withdraw_terms", day);
        return {};
    });
    return withdrawn ? terms_response(api) : error_response(api, withdrawn.error());
}

net::Response delete_rule(const net::Request& request, Api& api)
{
    auto id = parse_id<RuleId>(request.param("id"));
    if (!id) return not_found(api);
    return change_organisation(api, [&](db::Transaction& tx) -> Result<void> {
        auto found = social::find_rules(tx, {&*id, 1});
        CHECKED(social::remove_rule(tx, api.domain.id, *id, api.now));
        note_change(tx, api, "remove_rule", found.front().text);
        return {};
    });
}

}  // namespace favilla::console
