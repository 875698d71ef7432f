// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/domains.h"

#include <algorithm>

#include "base/html.h"
#include "base/parts.h"
#include "base/text.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_title_length = 100;
constexpr std::size_t max_description_length = 1'000;
constexpr std::size_t max_html_bytes = 100'000;

constexpr std::string_view domain_columns =
    "id, name, origin, title, description, about_html, privacy_html, contact_email, contact_id, languages, registrations, created_at, updated_at, mails_reports, colour, logo, banner, "
    "media_address";

Domain read_domain(const db::Row& row)
{
    auto colour = row.get<std::optional<std::int64_t>>(14);
    return {.id = row.get<DomainId>(0),
            .name = row.get<std::string>(1),
            .origin = row.get<std::string>(2),
            .title = row.get<std::string>(3),
            .description = row.get<std::string>(4),
            .about_html = row.get<std::string>(5),
            .privacy_html = row.get<std::string>(6),
            .contact_email = row.get<std::string>(7),
            .contact = row.get<std::optional<AccountId>>(8),
            .languages = parts_of(row.get<std::string_view>(9), ','),
            .registrations = parse_registrations(row.get<std::string_view>(10)).value_or(Registrations::Closed),
            .mails_reports = row.get<bool>(13),
            .colour = colour ? std::optional{Colour::from(*colour)} : std::nullopt,
            .logo = row.get<std::string>(15),
            .banner = row.get<std::string>(16),
            .media_address = row.get<std::string>(17),
            .created_at = row.get<Time>(11),
            .updated_at = row.get<Time>(12)};
}

Domain with_emojis(db::Reader& reader, Domain domain)
{
    domain.emojis = emojis(reader, domain.id);
    return domain;
}

bool is_domain_name(std::string_view name)
{
    if (name.empty() || name.size() > 253) return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    });
}

// The form in which names are kept: lower case, without the port that the scheme implies.
std::string normal_name(std::string_view name)
{
    auto normal = fold(name);
    for (std::string_view port : {":443", ":80"})
        if (normal.ends_with(port) && !normal.ends_with("]" + std::string{port})) normal.resize(normal.size() - port.size());
    if (normal.ends_with('.')) normal.pop_back();
    return normal;
}

Result<void> check_settings(const DomainSettings& settings)
{
    if (settings.title && settings.title->find_first_not_of(' ') == std::string::npos)
        return refuse(ErrorCode::Invalid, "domain.title_blank");
    auto too_long = [](const std::optional<std::string>& text, std::size_t most) { return text && grapheme_count(*text) > most; };
    if (too_long(settings.title, max_title_length) || too_long(settings.description, max_description_length)
        || too_long(settings.contact_email, max_title_length))
        return refuse(ErrorCode::Invalid, "domain.text_too_long");
    if ((settings.about_html && settings.about_html->size() > max_html_bytes)
        || (settings.privacy_html && settings.privacy_html->size() > max_html_bytes))
        return refuse(ErrorCode::Invalid, "domain.text_too_long");
    return {};
}

void apply(Domain& domain, const DomainSettings& settings)
{
    if (settings.title) domain.title = *settings.title;
    if (settings.description) domain.description = *settings.description;
    if (settings.about_html) domain.about_html = sanitise_html(*settings.about_html).text;
    if (settings.privacy_html) domain.privacy_html = sanitise_html(*settings.privacy_html).text;
    if (settings.contact_email) domain.contact_email = *settings.contact_email;
    if (settings.contact) domain.contact = settings.contact;
    if (settings.languages && !settings.languages->empty()) domain.languages = *settings.languages;
    if (settings.registrations) domain.registrations = *settings.registrations;
    if (settings.colour) domain.colour = *settings.colour;
    if (settings.logo) domain.logo = *settings.logo;
    if (settings.banner) domain.banner = *settings.banner;
    domain.mails_reports = settings.mails_reports.value_or(domain.mails_reports);
}

}  // namespace

std::string_view name_of(Registrations registrations)
{
    switch (registrations) {
    case Registrations::Open: return "open";
    case Registrations::Approval: return "approval";
    case Registrations::Closed: break;
    }
    return "closed";
}

std::optional<Registrations> parse_registrations(std::string_view name)
{
    for (auto kind : {Registrations::Open, Registrations::Approval, Registrations::Closed})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

Result<Domain> add_domain(db::Transaction& tx, const DomainDraft& draft, Time now)
{
    auto name = normal_name(draft.name);
    if (!is_domain_name(name)) return refuse(ErrorCode::Invalid, "domain.name_invalid", {{"name", draft.name}});
    if (find_domain(tx, name)) return refuse(ErrorCode::Conflict, "domain.taken", {{"name", name}});

    auto id = tx.new_id<DomainId>(now);
    tx.run(
        "INSERT INTO domains (id, name, origin, title, description, about_html, privacy_html, contact_email, contact_id, "
        "languages, registrations, created_at, updated_at, media_address) VALUES ($1, $2, $3, $4, '', '', '', '', NULL, $5, $6, "
        "$7, $7, COALESCE((SELECT max(media_address) FROM domains), ''))",
        id, name, draft.origin, draft.title.empty() ? name : draft.title, joined(draft.languages, ','),
        name_of(draft.registrations), now);
    return *find_domain(tx, id);
}

void set_media_address(db::Transaction& tx, std::string_view address)
{
    tx.run("UPDATE domains SET media_address = $1 WHERE media_address <> $1", address);
}

std::optional<Domain> find_domain(db::Reader& reader, DomainId id)
{
    static const std::string sql = "SELECT " + std::string{domain_columns} + " FROM domains WHERE id = $1";
    auto row = reader.row(sql, id);
    if (!row) return std::nullopt;
    return with_emojis(reader, read_domain(*row));
}

std::optional<Domain> find_domain(db::Reader& reader, std::string_view name)
{
    static const std::string sql = "SELECT " + std::string{domain_columns} + " FROM domains WHERE name = $1";
    auto row = reader.row(sql, normal_name(name));
    if (!row) return std::nullopt;
    return with_emojis(reader, read_domain(*row));
}

std::vector<Domain> domains(db::Reader& reader)
{
    static const std::string sql = "SELECT " + std::string{domain_columns} + " FROM domains ORDER BY arrived_at, id";
    std::vector<Domain> all;
    for (auto row : reader.rows(sql)) all.push_back(with_emojis(reader, read_domain(row)));
    return all;
}

Result<Domain> change_domain(db::Transaction& tx, DomainId id, const DomainSettings& settings, Time now)
{
    auto domain = find_domain(tx, id);
    if (!domain) return refuse(ErrorCode::NotFound, "domain.missing");
    CHECKED(check_settings(settings));
    apply(*domain, settings);
    domain->updated_at = now;
    tx.run(
        "UPDATE domains SET title = $2, description = $3, about_html = $4, privacy_html = $5, contact_email = $6, "
        "contact_id = $7, languages = $8, registrations = $9, updated_at = $10, mails_reports = $11, colour = $12, logo = $13, banner = $14 WHERE id = $1",
        id, domain->title, domain->description, domain->about_html, domain->privacy_html, domain->contact_email, domain->contact,
        joined(domain->languages, ','), name_of(domain->registrations), now, domain->mails_reports,
        domain->colour ? std::optional{domain->colour->bits()} : std::nullopt, domain->logo, domain->banner);
    return *domain;
}

DomainCounts count_domain(db::Reader& reader, DomainId domain, Time now)
{
    auto row =
        reader.row("SELECT count(*), coalesce(sum(a.statuses_count), 0), "
                   "coalesce(sum(CASE WHEN u.last_seen_at >= $2 THEN 1 ELSE 0 END), 0), "
                   "coalesce(sum(CASE WHEN u.last_seen_at >= $3 THEN 1 ELSE 0 END), 0) "
                   "FROM accounts a LEFT JOIN users u ON u.account_id = a.id "
                   "WHERE a.domain_id = $1 AND a.admitted_at IS NOT NULL AND a.deleted_at IS NULL AND a.suspended_at IS NULL",
                   domain, now - days(30), now - days(180));
    return {row->get<std::int64_t>(0), row->get<std::int64_t>(1), row->get<std::int64_t>(2), row->get<std::int64_t>(3)};
}

}  // namespace favilla::social
