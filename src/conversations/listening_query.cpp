// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_query.h"

#include <algorithm>
#include <optional>

#include "base/search_text.h"
#include "base/status_text.h"
#include "base/text.h"
#include "base/web_url.h"

namespace favilla::conversations {

namespace {

using Kind = ListeningQuery::Kind;
using Need = ListeningQuery::Need;
using Terms = std::vector<std::string>;

constexpr std::size_t longest_named = 60;  // of a piece in a refusal

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Piece {
    std::string_view text;  // a phrase without its quotes
    bool excluded = false, quoted = false, bar = false;
};

std::unexpected<Error> refuse_piece(std::string key, std::string_view piece)
{
    return refuse(ErrorCode::Invalid, std::move(key), {{"words", std::string{truncated(piece, longest_named)}}});
}

Result<std::vector<Piece>> pieces_of(std::string_view rest)
{
    std::vector<Piece> pieces;
    while (true) {
        while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
        if (rest.empty()) return pieces;
        Piece piece;
        if (rest.front() == '|') {
            piece.bar = true;
            rest.remove_prefix(1);
            pieces.push_back(piece);
            continue;
        }
        piece.excluded = rest.size() > 1 && rest.front() == '-' && !is_blank(rest[1]);
        if (piece.excluded) rest.remove_prefix(1);
        piece.quoted = rest.front() == '"';
        if (piece.quoted) rest.remove_prefix(1);
        auto ends = [&](char c) { return c == '"' || (!piece.quoted && (is_blank(c) || c == '|')); };
        auto end = static_cast<std::size_t>(std::ranges::find_if(rest, ends) - rest.begin());
        if (piece.quoted && end == rest.size()) return refuse_piece("listening.open_quote", rest);
        piece.text = rest.substr(0, end);
        rest.remove_prefix(end + (piece.quoted ? 1 : 0));
        pieces.push_back(piece);
    }
}

// Each way a word may be met: as it stands, as Italian, as English. The language of what is looked at is not known here.
Result<Need> word_need(std::string_view text)
{
    Need need{.kind = Kind::Word, .rows = {}, .what = {}, .where = {}};
    for (std::string_view language : {"", "it", "en"}) {
        auto row = index_terms(text, language);
        if (row.empty()) return refuse_piece("listening.no_word", text);
        if (std::ranges::find(need.rows, row) == need.rows.end()) need.rows.push_back(std::move(row));
    }
    return need;
}

Result<Need> phrase_need(std::string_view text)
{
    auto row = index_terms(text, "");
    if (row.empty()) return refuse_piece("listening.no_word", text);
    return Need{.kind = Kind::Phrase, .rows = {std::move(row)}, .what = {}, .where = {}};
}

Result<Need> name_need(std::string_view piece)
{
    auto name = piece.substr(1);
    auto at = name.find('@');
    auto user = name.substr(0, at);
    auto host = at == std::string_view::npos ? std::optional{std::string{}} : normal_host(name.substr(at + 1));
    bool is_name = !user.empty() && std::ranges::all_of(user, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    });
    if (!is_name || !host || (at != std::string_view::npos && host->empty())) return refuse_piece("listening.bad_name", piece);
    return Need{.kind = Kind::Name, .rows = {}, .what = fold(user), .where = *host};
}

std::string path_of(std::string_view target)
{
    std::string path{target.substr(0, target.find_first_of("?#"))};
    while (path.ends_with('/')) path.pop_back();
    return path;
}

Result<Need> link_need(std::string_view piece, std::string_view address)
{
    auto url =
        parse_web_url(address.find("://") == std::string_view::npos ? "https://" + std::string{address} : std::string{address});
    if (!url) return refuse_piece("listening.bad_link", piece);
    return Need{.kind = Kind::Link, .rows = {}, .what = url->host, .where = path_of(url->target)};
}

// "example.org", "example.org/shop": a name with a dot inside and no blank is where a link leads; "3.5" and "e.g." are words.
bool is_address(std::string_view piece)
{
    if (piece.starts_with("https://") || piece.starts_with("http://")) return true;
    auto host = piece.substr(0, piece.find('/'));
    auto dot = host.rfind('.');
    return dot != std::string_view::npos && dot > 0 && host.size() - dot > 2
        && std::ranges::all_of(host.substr(dot + 1), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

Result<Need> need_of(const Piece& piece)
{
    if (piece.quoted) return phrase_need(piece.text);
    if (piece.text.starts_with("link:")) return link_need(piece.text, piece.text.substr(5));
    if (piece.text.starts_with('@')) return name_need(piece.text);
    if (piece.text.starts_with('#')) {
        auto entities = find_entities(piece.text);
        bool is_tag =
            entities.size() == 1 && entities[0].kind == TextEntity::Kind::Hashtag && entities[0].end == piece.text.size();
        if (!is_tag) return refuse_piece("listening.no_word", piece.text);
        return Need{.kind = Kind::Tag, .rows = {}, .what = fold(entities[0].name), .where = {}};
    }
    if (is_address(piece.text)) return link_need(piece.text, piece.text);
    return word_need(piece.text);
}

bool stands_in_row(const Terms& said, const Terms& row) { return !std::ranges::search(said, row).empty(); }

bool leads_to(const Heard::Link& link, const Need& need)
{
    if (!stands_in(link.host, need.what)) return false;
    if (!link.path.starts_with(need.where)) return false;
    return need.where.empty() || link.path.size() == need.where.size() || link.path[need.where.size()] == '/';
}

bool meets(const Heard& heard, const Need& need)
{
    switch (need.kind) {
    case Kind::Word: return std::ranges::any_of(need.rows, [&](const Terms& row) { return stands_in_row(heard.stems, row); });
    case Kind::Phrase: return stands_in_row(heard.plain, need.rows.front());
    case Kind::Tag: return std::ranges::find(heard.tags, need.what) != heard.tags.end();
    case Kind::Name:
        return std::ranges::any_of(heard.names, [&](const Heard::Name& name) {
            return name.user == need.what && (need.where.empty() || name.host == need.where);
        });
    case Kind::Link: break;
    }
    return std::ranges::any_of(heard.links, [&](const Heard::Link& link) { return leads_to(link, need); });
}

// What stands before a key says what kind it is of, so that none is taken for another.
std::string word_key(std::string_view stem) { return "w" + std::string{stem}; }
std::string plain_key(std::string_view word) { return "p" + std::string{word}; }
std::string tag_key(std::string_view tag) { return "#" + std::string{tag}; }
std::string name_key(std::string_view user) { return "@" + std::string{user}; }
std::string link_key(std::string_view host) { return "l" + std::string{host}; }

void add_keys(Terms& keys, const Need& need)
{
    switch (need.kind) {
    case Kind::Word:
        for (const auto& row : need.rows) keys.push_back(word_key(row.front()));
        break;
    case Kind::Phrase: keys.push_back(plain_key(need.rows.front().front())); break;
    case Kind::Tag: keys.push_back(tag_key(need.what)); break;
    case Kind::Name: keys.push_back(name_key(need.what)); break;
    case Kind::Link: keys.push_back(link_key(need.what)); break;
    }
}

// Between groups, needs, fields, rows and terms: none of them can hold these.
constexpr char after_group = '\x1c', after_need = '\x1d', after_field = '\x1e', after_row = '\x1f', after_term = ' ';

void write_need(std::string& text, const Need& need)
{
    text += static_cast<char>('0' + static_cast<int>(need.kind));
    text += need.what;
    text += after_field;
    text += need.where;
    text += after_field;
    for (const auto& row : need.rows) {
        for (const auto& term : row) text.append(term) += after_term;
        text += after_row;
    }
    text += after_need;
}

// What stands before the next mark; the mark is passed over.
std::optional<std::string_view> take_until(std::string_view& rest, char mark)
{
    auto end = rest.find(mark);
    if (end == rest.npos) return std::nullopt;
    auto taken = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return taken;
}

std::optional<Need> read_need(std::string_view text)
{
    if (text.empty() || text[0] < '0' || text[0] > '0' + static_cast<int>(Kind::Link)) return std::nullopt;
    Need need{.kind = static_cast<Kind>(text[0] - '0'), .rows = {}, .what = {}, .where = {}};
    text.remove_prefix(1);
    auto what = take_until(text, after_field);
    auto where = what ? take_until(text, after_field) : std::nullopt;
    if (!where) return std::nullopt;
    need.what = *what;
    need.where = *where;
    while (auto row = take_until(text, after_row)) {
        auto& terms = need.rows.emplace_back();
        while (auto term = take_until(*row, after_term)) terms.emplace_back(*term);
        if (terms.empty()) return std::nullopt;
    }
    bool has_rows = need.kind == Kind::Word || need.kind == Kind::Phrase;
    return text.empty() && has_rows == !need.rows.empty() ? std::optional{std::move(need)} : std::nullopt;
}

std::optional<std::vector<Need>> read_needs(std::string_view text)
{
    std::vector<Need> needs;
    while (auto one = take_until(text, after_need)) {
        auto need = read_need(*one);
        if (!need) return std::nullopt;
        needs.push_back(std::move(*need));
    }
    return text.empty() ? std::optional{std::move(needs)} : std::nullopt;
}

void make_distinct(Terms& keys)
{
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
}

}  // namespace

Result<ListeningQuery> parse_listening(std::string_view words)
{
    if (words.size() > max_listening_length * 4 || grapheme_count(words) > max_listening_length)
        return refuse(ErrorCode::Invalid, "listening.words_too_long", {{"max", std::to_string(max_listening_length)}});
    TRY(auto pieces, pieces_of(words));
    if (pieces.empty()) return refuse(ErrorCode::Invalid, "listening.words_blank");
    ListeningQuery query;
    std::size_t needs = 0;
    bool joins = false;  // a bar came before
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& piece = pieces[i];
        if (piece.bar) {
            bool stands_between = i > 0 && i + 1 < pieces.size() && !pieces[i - 1].bar && !pieces[i - 1].excluded
                               && !pieces[i + 1].bar && !pieces[i + 1].excluded;
            if (!stands_between) return refuse(ErrorCode::Invalid, "listening.stray_bar");
            joins = true;
            continue;
        }
        if (++needs > most_listening_needs)
            return refuse(ErrorCode::Invalid, "listening.too_many", {{"max", std::to_string(most_listening_needs)}});
        TRY(auto need, need_of(piece));
        if (piece.excluded)
            query.excluded.push_back(std::move(need));
        else if (joins)
            query.needs.back().push_back(std::move(need));
        else
            query.needs.push_back({std::move(need)});
        joins = false;
    }
    if (query.needs.empty()) return refuse(ErrorCode::Invalid, "listening.only_excluded");
    return query;
}

bool meets(const Heard& heard, const ListeningQuery& query)
{
    auto is_met = [&](const Need& need) { return meets(heard, need); };
    return std::ranges::all_of(query.needs, [&](const std::vector<Need>& any) { return std::ranges::any_of(any, is_met); })
        && std::ranges::none_of(query.excluded, is_met);
}

// What is excluded stands first, as a group of its own.
std::string compiled(const ListeningQuery& query)
{
    std::string text;
    for (const auto& need : query.excluded) write_need(text, need);
    text += after_group;
    for (const auto& group : query.needs) {
        for (const auto& need : group) write_need(text, need);
        text += after_group;
    }
    return text;
}

std::optional<ListeningQuery> read_compiled(std::string_view text)
{
    ListeningQuery query;
    auto first = take_until(text, after_group);
    auto excluded = first ? read_needs(*first) : std::nullopt;
    if (!excluded) return std::nullopt;
    query.excluded = std::move(*excluded);
    while (auto group = take_until(text, after_group)) {
        auto needs = read_needs(*group);
        if (!needs || needs->empty()) return std::nullopt;
        query.needs.push_back(std::move(*needs));
    }
    return text.empty() && !query.needs.empty() ? std::optional{std::move(query)} : std::nullopt;
}

std::vector<std::string> keys_of(const ListeningQuery& query)
{
    // Any need would do; the one with the fewest ways to be met asks for the fewest keys.
    const auto& chosen = *std::ranges::min_element(query.needs, {}, &std::vector<Need>::size);
    Terms keys;
    for (const auto& need : chosen) add_keys(keys, need);
    make_distinct(keys);
    return keys;
}

std::vector<std::string> keys_of(const Heard& heard)
{
    Terms keys;
    for (const auto& stem : heard.stems) keys.push_back(word_key(stem));
    for (const auto& word : heard.plain) keys.push_back(plain_key(word));
    for (const auto& tag : heard.tags) keys.push_back(tag_key(tag));
    for (const auto& name : heard.names) keys.push_back(name_key(name.user));
    for (const auto& link : heard.links)
        for (std::string_view host = link.host; !host.empty();) {
            keys.push_back(link_key(host));
            auto dot = host.find('.');
            host = dot == std::string_view::npos ? std::string_view{} : host.substr(dot + 1);
        }
    make_distinct(keys);
    return keys;
}

}  // namespace favilla::conversations
