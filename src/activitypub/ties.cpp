// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/ties.h"

#include <algorithm>
#include <array>

#include "activitypub/fetch.h"
#include "activitypub/values.h"
#include "base/html.h"

namespace favilla::activitypub {

namespace {

using integrity::Relation;

constexpr std::size_t max_ties = 8;
constexpr std::string_view line_begins = R"(<p class="tie-inline">)", line_ends = "</p>";

struct Word {
    Relation relation;
    std::string_view name, key;  // schema.org's, and how we write it
};
constexpr std::array<Word, 3> words{{{Relation::WorksFor, "worksFor", "schema:worksFor"},
                                     {Relation::PaidBy, "sponsor", "schema:sponsor"},
                                     {Relation::RelatedTo, "affiliation", "schema:affiliation"}}};

const Word& word_of(Relation relation) { return *std::ranges::find(words, relation, &Word::relation); }

std::string shown_name(const social::Account& account)
{
    return account.display_name.empty() ? account.username : account.display_name;
}

void write_page(JsonWriter& json, const WrittenTie& tie)
{
    json.object([&] {
        json.field("type", "Organization");
        json.field("id", tie.page);
        json.field("name", tie.page_name);
        json.field("url", tie.page_url);
    });
}

std::vector<ReadTie> read_among(const boost::json::value& object, std::initializer_list<Relation> relations)
{
    std::vector<ReadTie> ties;
    for (auto relation : relations)
        for (auto key : {word_of(relation).key, word_of(relation).name})
            for (auto& page : ids_of(object, key))
                if (ties.size() < max_ties) ties.push_back({relation, std::move(page)});
    return ties;
}

// A page of the author's own server, or of ours. What is asked for brings no ties along in turn: a page has none.
std::optional<social::Account> find_page(Federation& federation, std::string_view author, const std::string& uri)
{
    if (!same_origin(uri, author) && !is_own(federation, uri)) return std::nullopt;
    auto page = federation.database.read([&](db::Reader& reader) { return social::find_account_by_uri(reader, uri); });
    if (!page) page = bring_page(federation, uri);
    if (!page || page->kind != social::AccountKind::Page || !page->is_known()) return std::nullopt;
    return page;
}

}  // namespace

Language language_of(const Locale& locale, std::string_view tag) { return locale.find(tag).value_or(Language{}); }

std::vector<WrittenTie> ties_of_account(db::Reader& reader, AccountId account, const Locale& locale, Language language)
{
    std::vector<WrittenTie> ties;
    for (const auto& told : integrity::holding_disclosures(reader, account)) {
        auto page = social::find_account(reader, told.page);
        if (!page || !page->is_known()) continue;
        ties.push_back({told.relation, page->uri, shown_name(*page), page->url,
                        locale.text(language, "pages.tie.field." + std::string{integrity::name_of(told.relation)})});
    }
    return ties;
}

std::optional<WrittenTie> tie_of_post(const social::Account& author, const social::Account& page, std::string_view relation,
                                      const Locale& locale, Language language)
{
    auto known = integrity::parse_relation(relation);
    if (!known) return std::nullopt;
    return WrittenTie{*known, page.uri, shown_name(page), page.url,
                      locale.text(language, "pages.link.tie." + std::string{relation},
                                  {{"name", shown_name(author)}, {"page", shown_name(page)}})};
}

void write_ties(JsonWriter& json, const std::vector<WrittenTie>& ties)
{
    for (const auto& word : words) {
        if (std::ranges::find(ties, word.relation, &WrittenTie::relation) == ties.end()) continue;
        json.key(word.key).array([&] {
            for (const auto& tie : ties)
                if (tie.relation == word.relation) write_page(json, tie);
        });
    }
}

void write_tie_fields(JsonWriter& json, const std::vector<WrittenTie>& ties)
{
    for (const auto& tie : ties)
        json.object([&] {
            json.field("type", "PropertyValue");
            json.field("schema:propertyID", word_of(tie.relation).name);
            json.field("name", tie.words);
            json.field("value", "<a href=\"" + escape_attribute(tie.page_url) + "\">" + escape_text(tie.page_name) + "</a>");
        });
}

// As on our public pages: who pays is the posting's sponsor, the rest is the author's.
void write_post_tie(JsonWriter& json, const WrittenTie& tie, const std::string& author)
{
    if (tie.relation == Relation::PaidBy) {
        json.key("schema:sponsor");
        return write_page(json, tie);
    }
    json.key("schema:author").object([&] {
        json.field("type", "Person");
        json.field("id", author);
        json.key(word_of(tie.relation).key);
        write_page(json, tie);
    });
}

std::string tie_line(const WrittenTie& tie)
{
    return std::string{line_begins} + "<a href=\"" + escape_attribute(tie.page_url) + "\">" + escape_text(tie.words) + "</a>"
         + std::string{line_ends};
}

std::vector<ReadTie> read_ties(const boost::json::value& actor)
{
    return read_among(actor, {Relation::WorksFor, Relation::PaidBy, Relation::RelatedTo});
}

std::optional<ReadTie> read_post_tie(const boost::json::value& note)
{
    auto ties = read_among(note, {Relation::PaidBy});
    for (auto key : {"schema:author", "author"})
        if (const auto* author = find_member(note, key); author && author->is_object())
            for (auto& tie : read_among(*author, {Relation::WorksFor, Relation::RelatedTo})) ties.push_back(std::move(tie));
    return ties.empty() ? std::nullopt : std::optional{ties.front()};
}

bool is_tie_field(const boost::json::value& attachment)
{
    auto property = find_string(attachment, "schema:propertyID").value_or(find_string(attachment, "propertyID").value_or(""));
    return std::ranges::find(words, property, &Word::name) != words.end();
}

std::string without_tie_line(std::string_view html)
{
    auto begins = html.rfind(line_begins);
    if (begins == std::string_view::npos || !html.ends_with(line_ends)) return std::string{html};
    auto line = html.substr(begins);
    return std::string{html.substr(0, line.find(line_ends) + line_ends.size() == line.size() ? begins : html.size())};
}

std::vector<integrity::ToldTie> resolve_ties(Federation& federation, std::string_view author, const std::vector<ReadTie>& ties)
{
    std::vector<integrity::ToldTie> told;
    for (const auto& tie : ties)
        if (auto page = find_page(federation, author, tie.page)) told.push_back({page->id, tie.relation});
    return told;
}

}  // namespace favilla::activitypub
