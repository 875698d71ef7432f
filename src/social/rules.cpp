// SPDX-License-Identifier: AGPL-3.0-or-later
// What an organisation asks of who writes here, in its own words and in those of other languages.
#include <unordered_map>

#include "base/language.h"
#include "base/text.h"
#include "social/domains.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_rule_length = 1'000;  // graphemes

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Result<void> check_words(const RuleWords& words)
{
    if (is_blank(words.text)) return refuse(ErrorCode::Invalid, "domain.rule_blank");
    if (grapheme_count(words.text) > max_rule_length || grapheme_count(words.hint) > max_rule_length)
        return refuse(ErrorCode::Invalid, "domain.text_too_long");
    return {};
}

std::vector<Rule> read_rules(db::Reader& reader, const db::Rows& rows)
{
    std::vector<Rule> found;
    std::vector<RuleId> ids;
    std::unordered_map<RuleId, std::size_t> place;
    for (auto row : rows) {
        found.push_back({.id = row.get<RuleId>(0), .text = row.get<std::string>(1), .hint = row.get<std::string>(2)});
        ids.push_back(found.back().id);
        place.emplace(ids.back(), found.size() - 1);
    }
    if (ids.empty()) return found;
    for (auto row :
         reader.rows("SELECT rule_id, language, text, hint FROM rule_translations WHERE rule_id IN EACH($1)", db::list_of(ids)))
        found[place.at(row.get<RuleId>(0))].translations.emplace(row.get<std::string>(1),
                                                                 RuleWords{row.get<std::string>(2), row.get<std::string>(3)});
    return found;
}

Result<void> check_there(db::Reader& reader, DomainId domain, RuleId id)
{
    if (reader.row("SELECT 1 FROM rules WHERE id = $1 AND domain_id = $2 AND removed_at IS NULL", id, domain)) return {};
    return refuse(ErrorCode::NotFound, "record.not_found");
}

}  // namespace

std::vector<Rule> rules(db::Reader& reader, DomainId domain)
{
    return read_rules(reader, reader.rows("SELECT id, text, hint FROM rules WHERE domain_id = $1 AND removed_at IS NULL "
                                          "ORDER BY position, id",
                                          domain));
}

std::vector<Rule> find_rules(db::Reader& reader, std::span<const RuleId> ids)
{
    if (ids.empty()) return {};
    return read_rules(reader, reader.rows("SELECT id, text, hint FROM rules WHERE id IN EACH($1)", db::list_of(ids)));
}

Result<Rule> add_rule(db::Transaction& tx, DomainId domain, std::string_view text, std::string_view hint, Time now)
{
    CHECKED(check_words({std::string{text}, std::string{hint}}));
    auto id = tx.new_id<RuleId>(now);
    tx.run("INSERT INTO rules (id, domain_id, position, text, hint) VALUES ($1, $2, "
           "(SELECT coalesce(max(position), 0) + 1 FROM rules WHERE domain_id = $2), $3, $4)",
           id, domain, text, hint);
    return Rule{.id = id, .text = std::string{text}, .hint = std::string{hint}};
}

Result<void> change_rule(db::Transaction& tx, DomainId domain, RuleId id, const RuleWords& words)
{
    CHECKED(check_there(tx, domain, id));
    CHECKED(check_words(words));
    tx.run("UPDATE rules SET text = $2, hint = $3 WHERE id = $1", id, words.text, words.hint);
    return {};
}

Result<void> translate_rule(db::Transaction& tx, DomainId domain, RuleId id, std::string_view language, const RuleWords& words)
{
    CHECKED(check_there(tx, domain, id));
    auto known = normal_language(language);
    if (!known) return refuse(ErrorCode::Invalid, "user.language_unknown");
    if (is_blank(words.text) && is_blank(words.hint)) {
        tx.run("DELETE FROM rule_translations WHERE rule_id = $1 AND language = $2", id, *known);
        return {};
    }
    CHECKED(check_words(words));
    tx.run("INSERT INTO rule_translations (rule_id, language, text, hint) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (rule_id, language) DO UPDATE SET text = excluded.text, hint = excluded.hint",
           id, *known, words.text, words.hint);
    return {};
}

Result<void> remove_rule(db::Transaction& tx, DomainId domain, RuleId id, Time now)
{
    CHECKED(check_there(tx, domain, id));
    tx.run("UPDATE rules SET removed_at = $2 WHERE id = $1", id, now);
    return {};
}

RuleWords words_of(const Rule& rule, std::string_view language)
{
    auto found = rule.translations.find(std::string{language});
    return found == rule.translations.end() ? RuleWords{rule.text, rule.hint} : found->second;
}

}  // namespace favilla::social
