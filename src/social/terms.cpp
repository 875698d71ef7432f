// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/terms.h"

#include "base/html.h"
#include "base/trimmed.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_html_bytes = 100'000;  // as of the other texts of an organisation

bool is_day(std::string_view day)
{
    auto begins = day.size() == 10 ? parse_iso8601(std::string{day} + "T00:00:00Z") : std::nullopt;
    return begins && iso_date(*begins) == day;
}

std::unexpected<Error> not_found() { return refuse(ErrorCode::NotFound, "record.not_found"); }

}  // namespace

bool has_terms(db::Reader& reader, DomainId domain)
{
    return reader.row("SELECT 1 FROM terms_of_service WHERE domain_id = $1 LIMIT 1", domain).has_value();
}

std::vector<Terms> terms_of(db::Reader& reader, DomainId domain, Time now)
{
    auto today = iso_date(now);
    std::vector<Terms> versions;
    for (const auto& row :
         reader.rows("SELECT holds_from, html FROM terms_of_service WHERE domain_id = $1 ORDER BY holds_from DESC", domain)) {
        auto day = row.get<std::string>(0);
        auto next = versions.empty() ? std::nullopt : std::optional{versions.back().holds_from};
        versions.push_back(
            {.holds_from = day, .html = row.get<std::string>(1), .holds = day <= today, .succeeded_by = std::move(next)});
    }
    return versions;
}

std::optional<Terms> current_terms(db::Reader& reader, DomainId domain, Time now)
{
    auto versions = terms_of(reader, domain, now);
    for (auto& version : versions)
        if (version.holds) return std::move(version);
    return versions.empty() ? std::nullopt : std::optional{std::move(versions.back())};
}

std::optional<Terms> find_terms(db::Reader& reader, DomainId domain, std::string_view holds_from, Time now)
{
    for (auto& version : terms_of(reader, domain, now))
        if (version.holds_from == holds_from) return std::move(version);
    return std::nullopt;
}

Result<Terms> write_terms(db::Transaction& tx, DomainId domain, std::string_view holds_from, std::string_view html, Time now)
{
    if (!is_day(holds_from)) return refuse(ErrorCode::Invalid, "terms.no_day");
    if (html.size() > max_html_bytes) return refuse(ErrorCode::Invalid, "domain.text_too_long");
    auto words = sanitise_html(html);
    if (trimmed(html_to_text(words.text)).empty()) return refuse(ErrorCode::Invalid, "terms.blank");
    if (holds_from < iso_date(now)) return refuse(ErrorCode::Invalid, "terms.past");
    auto before = find_terms(tx, domain, holds_from, now);
    if (before && before->holds) return refuse(ErrorCode::Conflict, "terms.holds");
    tx.run("INSERT INTO terms_of_service (domain_id, holds_from, html) VALUES ($1, $2, $3) "
           "ON CONFLICT (domain_id, holds_from) DO UPDATE SET html = excluded.html",
           domain, holds_from, words.text);
    return *find_terms(tx, domain, holds_from, now);
}

Result<void> withdraw_terms(db::Transaction& tx, DomainId domain, std::string_view holds_from, Time now)
{
    auto version = find_terms(tx, domain, holds_from, now);
    if (!version) return not_found();
    if (version->holds) return refuse(ErrorCode::Conflict, "terms.holds");
    tx.run("DELETE FROM terms_of_service WHERE domain_id = $1 AND holds_from = $2", domain, holds_from);
    return {};
}

void forget_terms_of(db::Transaction& tx, DomainId domain)
{
    tx.run("DELETE FROM terms_of_service WHERE domain_id = $1", domain);
}

}  // namespace favilla::social
