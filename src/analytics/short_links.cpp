// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/short_links.h"

#include <algorithm>
#include <utility>

#include "base/crypto.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "base/web_page.h"
#include "base/web_url.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/statuses.h"

namespace favilla::analytics {

namespace {

constexpr std::array<std::string_view, 2> purpose_names{"share", "invite"};
constexpr std::string_view signs = "0123456789abcdefghjkmnpqrstvwxyz";  // none that is taken for another
static_assert(signs.size() == 32);
constexpr std::size_t code_length = 8;
constexpr std::size_t links_looked_at = 50;
constexpr std::size_t longest_target = 2048;
constexpr std::string_view columns =
    "l.id, l.domain_id, l.code, l.target, l.signature, l.purpose, l.title, l.owner_id, l.made_by, "
    "l.status_id, l.effort_id, l.created_at, l.ended_at";

ShortLink read_link(const db::Row& row)
{
    return {.id = row.get<ShortLinkId>(0),
            .domain = row.get<DomainId>(1),
            .code = row.get<std::string>(2),
            .target = row.get<std::string>(3),
            .signature = row.get<std::string>(4),
            .purpose = parse_link_purpose(row.get<std::string_view>(5)).value_or(LinkPurpose::Share),
            .title = row.get<std::string>(6),
            .owner = row.get<AccountId>(7),
            .made_by = row.get<AccountId>(8),
            .status = row.get<std::optional<StatusId>>(9),
            .effort = row.get<std::optional<EffortId>>(10),
            .created_at = row.get<Time>(11),
            .ended_at = row.get<std::optional<Time>>(12)};
}

std::string encoded(std::string_view text)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        if (plain.contains(c)) {
            out += c;
            continue;
        }
        auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string_view name_of_pair(std::string_view pair) { return pair.substr(0, pair.find('=')); }

// Path and query, where the pair of that name is this one and no other.
std::string with_pair(std::string_view target, std::string_view name, std::string_view value)
{
    auto mark = target.find('?');
    std::string out{target.substr(0, mark)};
    char before = '?';
    for (auto rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1); !rest.empty();) {
        auto end = rest.find('&');
        auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (pair.empty() || name_of_pair(pair) == name) continue;
        out += std::exchange(before, '&');
        out += pair;
    }
    if (value.empty()) return out;
    return out + before + std::string{name} + "=" + encoded(value);
}

// What stands behind '#' goes along, where nobody could read it in two ways.
std::optional<std::string> fragment_of(std::string_view typed)
{
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%";
    auto mark = typed.find('#');
    if (mark == std::string_view::npos || mark + 1 == typed.size()) return std::string{};
    auto fragment = typed.substr(mark + 1);
    if (fragment.find_first_not_of(allowed) != std::string_view::npos) return std::nullopt;
    return "#" + std::string{fragment};
}

// A link to a link would be followed without being counted as what it is, and could close a circle.
bool is_short_link(db::Reader& reader, const WebUrl& url)
{
    return url.target.starts_with("/s/") && social::find_domain(reader, url.authority()).has_value();
}

Result<std::string> checked_title(std::string_view typed)
{
    std::string title{trimmed(typed)};
    if (grapheme_count(title) > max_link_title_length)
        return refuse(ErrorCode::Invalid, "link.title_too_long", {{"max", std::to_string(max_link_title_length)}});
    return title;
}

Result<void> check_effort(db::Reader& reader, DomainId domain, std::optional<EffortId> id)
{
    if (!id) return {};
    auto effort = find_effort(reader, *id);
    if (!effort || effort->domain != domain) return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

}  // namespace

std::string_view name_of(LinkPurpose purpose) { return purpose_names[static_cast<std::size_t>(purpose)]; }

std::optional<LinkPurpose> parse_link_purpose(std::string_view name)
{
    auto found = std::ranges::find(purpose_names, name);
    if (found == purpose_names.end()) return std::nullopt;
    return static_cast<LinkPurpose>(found - purpose_names.begin());
}

LinkKey::LinkKey(std::string_view box_key) : key_(hmac_sha256(box_key, "short links")) {}

std::string LinkKey::code_of(ShortLinkId id) const
{
    auto bytes = hmac_sha256(key_, "code " + to_string(id));
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i) code += signs[static_cast<unsigned char>(bytes[i]) & 31U];
    return code;
}

std::string LinkKey::signature_of(const ShortLink& link) const
{
    auto said = "link " + to_string(link.id) + "\n" + to_string(link.domain) + "\n" + link.code + "\n"
              + std::string{name_of(link.purpose)} + "\n" + to_string(link.owner) + "\n" + link.target;
    return to_base64url(hmac_sha256(key_, said));
}

bool LinkKey::vouches_for(const ShortLink& link) const { return equal_in_constant_time(link.signature, signature_of(link)); }

Result<std::string> marked_target(std::string_view typed, const UtmMarks& utm)
{
    typed = trimmed(typed);
    auto url = parse_web_url(typed);
    auto fragment = fragment_of(typed);
    if (!url || !fragment) return refuse(ErrorCode::Invalid, "link.target");
    for (const auto& [name, value] :
         {std::pair{"utm_source", utm.source}, {"utm_medium", utm.medium}, {"utm_campaign", utm.campaign}}) {
        if (!value) continue;
        auto mark = trimmed(*value);
        if (mark.size() > max_utm_bytes)
            return refuse(ErrorCode::Invalid, "link.utm_too_long", {{"max", std::to_string(max_utm_bytes)}});
        url->target = with_pair(url->target, name, mark);
    }
    auto target = url->text() + *fragment;
    if (target.size() > longest_target) return refuse(ErrorCode::Invalid, "link.target");
    return target;
}

Result<ShortLink> make_short_link(db::Transaction& tx, const LinkKey& key, DomainId domain, AccountId owner, AccountId by,
                                  const LinkDraft& draft, Time now)
{
    TRY(auto target, marked_target(draft.target, draft.utm));
    TRY(auto title, checked_title(draft.title));
    if (is_short_link(tx, parse_web_url(target).value())) return refuse(ErrorCode::Invalid, "link.of_link");
    CHECKED(check_effort(tx, domain, draft.effort));
    auto made =
        tx.value<std::int64_t>("SELECT count(*) FROM short_links WHERE made_by = $1 AND created_at > $2", by, now - days(1))
            .value_or(0);
    if (made >= most_links_a_day)
        return refuse(ErrorCode::TooMany, "link.too_many_today", {{"max", std::to_string(most_links_a_day)}});
    ShortLink link{.id = tx.new_id<ShortLinkId>(now),
                   .domain = domain,
                   .code = {},
                   .target = std::move(target),
                   .signature = {},
                   .purpose = draft.purpose,
                   .title = std::move(title),
                   .owner = owner,
                   .made_by = by,
                   .effort = draft.effort,
                   .created_at = now};
    link.code = key.code_of(link.id);
    link.signature = key.signature_of(link);
    tx.run(
        "INSERT INTO short_links (id, domain_id, code, target, signature, purpose, title, owner_id, made_by, effort_id, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        link.id, link.domain, link.code, link.target, link.signature, name_of(link.purpose), link.title, link.owner, link.made_by,
        link.effort, link.created_at);
    return link;
}

Result<void> name_short_link(db::Transaction& tx, ShortLinkId id, std::string_view title)
{
    TRY(auto ready, checked_title(title));
    tx.run("UPDATE short_links SET title = $2 WHERE id = $1", id, ready);
    return {};
}

void switch_short_link(db::Transaction& tx, ShortLinkId id, std::optional<Time> ended_at)
{
    tx.run("UPDATE short_links SET ended_at = $2 WHERE id = $1", id, ended_at);
}

std::optional<ShortLink> find_short_link(db::Reader& reader, ShortLinkId id)
{
    static const std::string query = "SELECT " + std::string{columns} + " FROM short_links l WHERE l.id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{read_link(*row)} : std::nullopt;
}

std::optional<ShortLink> find_short_link(db::Reader& reader, DomainId domain, std::string_view code)
{
    static const std::string query =
        "SELECT " + std::string{columns} + " FROM short_links l WHERE l.code = $1 AND l.domain_id = $2";
    if (code.size() != code_length) return std::nullopt;
    auto row = reader.row(query, code, domain);
    return row ? std::optional{read_link(*row)} : std::nullopt;
}

std::vector<ShortLink> short_links_made_by(db::Reader& reader, AccountId person)
{
    static const std::string query = "SELECT " + std::string{columns} + " FROM short_links l WHERE l.made_by = $1 ORDER BY l.id";
    std::vector<ShortLink> links;
    for (const auto& row : reader.rows(query, person)) links.push_back(read_link(row));
    return links;
}

social::Page<ShortLink> short_links(db::Reader& reader, const LinkQuery& query, const social::PageRequest& request)
{
    auto sql = "SELECT " + std::string{columns} + " FROM short_links l WHERE l.domain_id = $1 AND l.id < $2 AND l.id > $3";
    std::int64_t of = 0;
    if (query.effort) {
        sql += " AND l.effort_id = $5";
        of = query.effort->value;
    } else if (query.status) {
        sql += " AND l.status_id = $5";
        of = query.status->value;
    } else if (query.owner) {
        sql += " AND l.owner_id = $5";
        of = query.owner->value;
    } else {
        sql += " AND l.domain_id = $5";
        of = query.domain.value;
    }
    if (query.owner && (query.effort || query.status)) sql += " AND l.owner_id = " + to_string(*query.owner);
    sql += request.forwards() ? " ORDER BY l.id LIMIT $4" : " ORDER BY l.id DESC LIMIT $4";
    auto rows = reader.rows(sql, query.domain, request.before(), request.after(), request.limit, of);
    social::Page<ShortLink> page;
    for (const auto& row : rows) page.items.push_back(read_link(row));
    if (request.forwards()) std::ranges::reverse(page.items);
    if (page.items.empty()) return page;
    page.newest = page.items.front().id.value;
    bool may_go_on = static_cast<int>(page.items.size()) == request.limit || !request.reads_to_the_end();
    if (may_go_on) page.oldest = page.items.back().id.value;
    return page;
}

void find_links_in_post(db::Transaction& tx, StatusId id)
{
    // Most who post have made no link at all.
    auto row = tx.row("SELECT s.account_id, s.html FROM statuses s WHERE s.id = $1 "
                      "AND EXISTS (SELECT 1 FROM short_links l WHERE l.owner_id = s.account_id)",
                      id);
    if (!row) return;
    auto html = row->get<std::string>(1);
    if (!html.contains("/s/")) return;
    for (const auto& found : links_in(html, links_looked_at)) {
        auto url = parse_web_url(found.href);
        if (!url || !url->target.starts_with("/s/")) continue;
        tx.run("UPDATE short_links SET status_id = $1 WHERE code = $2 AND owner_id = $3 AND status_id IS NULL", id,
               url->target.substr(3), row->get<AccountId>(0));
    }
}

void forget_links_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (!gone || !gone->deleted_at) return;
    tx.run("DELETE FROM short_links WHERE owner_id = $1", account);
    // What they made for a page stays the page's.
    tx.run("UPDATE short_links SET made_by = owner_id WHERE made_by = $1", account);
}

std::map<ShortLinkId, LinkClickCount> clicks_of(db::Reader& reader, std::span<const ShortLinkId> links)
{
    std::map<ShortLinkId, LinkClickCount> found;
    for (const auto& row : reader.rows("SELECT link_id, sum(clicks), sum(people) FROM short_link_days WHERE link_id IN EACH($1) "
                                       "GROUP BY link_id",
                                       db::list_of(links)))
        found[row.get<ShortLinkId>(0)] = {row.get<std::int64_t>(1), row.get<std::int64_t>(2)};
    return found;
}

void add_clicks(db::Transaction& tx, ShortLinkId link, std::int64_t day, const LinkClickCount& count)
{
    tx.run("INSERT INTO short_link_days (link_id, day, clicks, people) VALUES ($1, $2, $3, $4) ON CONFLICT (link_id, day) "
           "DO UPDATE SET clicks = short_link_days.clicks + $3, people = short_link_days.people + $4",
           link, day, count.clicks, count.people);
}

void add_click_drop(db::Transaction& tx, ShortLinkId link, std::int64_t day, std::string_view reason, std::int64_t requests)
{
    tx.run("INSERT INTO short_link_drops (link_id, day, reason, requests) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (link_id, day, reason) DO UPDATE SET requests = short_link_drops.requests + $4",
           link, day, reason, requests);
}

std::vector<LinkDay> click_days(db::Reader& reader, ShortLinkId id, std::int64_t from_day, std::int64_t to_day)
{
    std::vector<LinkDay> found;
    for (const auto& row :
         reader.rows("SELECT day, clicks, people FROM short_link_days WHERE link_id = $1 AND day >= $2 AND day <= $3 "
                     "ORDER BY day",
                     id, from_day, to_day))
        found.push_back({row.get<std::int64_t>(0), {row.get<std::int64_t>(1), row.get<std::int64_t>(2)}});
    return found;
}

std::vector<LinkDrop> click_drops(db::Reader& reader, ShortLinkId id, std::int64_t from_day, std::int64_t to_day)
{
    std::vector<LinkDrop> found;
    for (const auto& row :
         reader.rows("SELECT reason, sum(requests) FROM short_link_drops WHERE link_id = $1 AND day >= $2 AND day <= $3 "
                     "GROUP BY reason ORDER BY 2 DESC, reason",
                     id, from_day, to_day))
        found.push_back({row.get<std::string>(0), row.get<std::int64_t>(1)});
    return found;
}

}  // namespace favilla::analytics
