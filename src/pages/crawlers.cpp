// SPDX-License-Identifier: AGPL-3.0-or-later
// What machines read: robots.txt (RFC 9309), the sitemap (sitemaps.org, by months, so that an old one never changes) and
// security.txt (RFC 9116).
#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "community/groups.h"
#include "conversations/catalogue.h"
#include "pages/handlers.h"
#include "pages/html.h"

namespace favilla::pages {

namespace {

constexpr std::size_t most_urls = 50'000;  // sitemaps.org, "Sitemap file limits"
constexpr std::size_t most_months = 1'200;
constexpr std::string_view sitemap_namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

std::chrono::year_month month_of(Time time)
{
    auto day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time.milliseconds}});
    auto date = std::chrono::year_month_day{day};
    return date.year() / date.month();
}

Time start_of(std::chrono::year_month month)
{
    return Time{
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days{month / 1}.time_since_epoch()).count()};
}

std::string name_of(std::chrono::year_month month)
{
    return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

// "2026-11"; none for anything else.
std::optional<std::chrono::year_month> parse_month(std::string_view text)
{
    int year = 0;
    unsigned month = 0;
    if (text.size() != 7 || text[4] != '-') return std::nullopt;
    if (std::from_chars(text.data(), text.data() + 4, year).ptr != text.data() + 4) return std::nullopt;
    if (std::from_chars(text.data() + 5, text.data() + 7, month).ptr != text.data() + 7) return std::nullopt;
    auto found = std::chrono::year{year} / std::chrono::month{month};
    if (!found.ok() || year < 1970) return std::nullopt;
    return found;
}

net::Response xml_response(const Visit& visit, Html xml)
{
    auto body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + xml.take();
    auto response = with_security_headers(net::response_of_type(200, "application/xml; charset=utf-8", std::move(body)));
    response.set_header("Cache-Control", "public, max-age=3600");
    return unless_known(visit.request, std::move(response));
}

void write_url(Html& xml, std::string_view location, Time changed)
{
    xml.element("url", [&] {
        xml.element("loc", location);
        xml.element("lastmod", rfc3339(changed));
    });
}

void write_groups(Html& xml, db::Reader& reader, const social::Domain& domain)
{
    auto ids = community::groups_of_domain(reader, domain.id, {}, static_cast<int>(most_urls));
    for (const auto& account : social::find_accounts(reader, ids))
        write_url(xml, domain.origin + "/groups/" + url_segment(account.username),
                  account.last_status_at.value_or(account.created_at));
}

void write_sitemap(Html& xml, const std::string& location)
{
    xml.element("sitemap", [&] { xml.element("loc", location); });
}

}  // namespace

net::Response show_robots(Visit& visit)
{
    auto body =
        "User-agent: *\nDisallow: /api/\nDisallow: /auth/\nDisallow: /oauth/\nDisallow: /language\nDisallow: /search\nDisallow: /setup\n\nSitemap: "
        + visit.domain.origin + "/sitemap.xml\n";
    auto response = with_security_headers(net::text_response(200, std::move(body)));
    response.set_header("Cache-Control", "public, max-age=3600");
    return unless_known(visit.request, std::move(response));
}

net::Response show_sitemap_index(Visit& visit)
{
    Html xml;
    xml.element("sitemapindex", {{"xmlns", sitemap_namespace}}, [&] {
        write_sitemap(xml, visit.domain.origin + "/sitemap/people.xml");
        write_sitemap(xml, visit.domain.origin + "/sitemap/groups.xml");
        auto month = month_of(visit.domain.created_at), last = month_of(visit.now);
        for (std::size_t i = 0; i < most_months && month <= last; ++i, month += std::chrono::months{1})
            write_sitemap(xml, visit.domain.origin + "/sitemap/" + name_of(month) + ".xml");
    });
    return xml_response(visit, std::move(xml));
}

net::Response show_sitemap(Visit& visit)
{
    auto name = visit.request.param("name");
    if (!name.ends_with(".xml")) return error_response(visit, 404);
    name.remove_suffix(4);
    auto month = parse_month(name);
    if (!month && name != "people" && name != "groups") return error_response(visit, 404);

    Html xml{64 * 1024};
    xml.element("urlset", {{"xmlns", sitemap_namespace}}, [&] {
        visit.site.database.read([&](db::Reader& reader) {
            if (name == "groups") return write_groups(xml, reader, visit.domain);
            if (!month) {
                write_url(xml, visit.domain.origin + "/", visit.domain.updated_at);
                for (const auto& account : conversations::listed_accounts(reader, visit.domain.id, most_urls - 1))
                    write_url(xml, account.url, account.changed_at);
                return;
            }
            auto until = start_of(*month + std::chrono::months{1});
            for (const auto& status : conversations::listed_statuses(reader, visit.domain.id, start_of(*month), until, most_urls))
                write_url(xml, status.url, status.changed_at);
        });
    });
    return xml_response(visit, std::move(xml));
}

net::Response show_security_txt(Visit& visit)
{
    auto contact = Url::mail(visit.domain.contact_email);
    if (contact.text() == "#") return error_response(visit, 404);
    auto expires = start_of(month_of(visit.now) + std::chrono::months{6});
    auto body = "Contact: " + contact.text() + "\nExpires: " + rfc3339(expires)
              + "\nPreferred-Languages: it, en\nCanonical: " + visit.domain.origin + "/.well-known/security.txt\n";
    return with_security_headers(net::text_response(200, std::move(body)));
}

}  // namespace favilla::pages
