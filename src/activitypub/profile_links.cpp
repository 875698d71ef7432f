// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/profile_links.h"

#include <algorithm>

#include "activitypub/web_pages.h"
#include "base/web_page.h"

namespace favilla::activitypub {

namespace {

constexpr std::size_t me_links_looked_at = 200;  // of one page
constexpr int weekly_at_once = 50;               // an hour

std::string_view without_www(std::string_view host) { return host.starts_with("www.") ? host.substr(4) : host; }

std::string normal_address(std::string_view address)
{
    auto url = parse_web_url(address);
    auto text = url ? url->text() : std::string{};
    while (text.ends_with('/')) text.pop_back();
    return text;
}

bool leads_back(const WebPage& page, const WebUrl& asked, const social::Account& account)
{
    // A page that sends its visitors anywhere would otherwise vouch for anybody.
    if (without_www(page.from.host) != without_www(asked.host) || page.from.port != asked.port) return false;
    auto links = me_links(page.html, me_links_looked_at);
    for (const auto& header : page.headers)
        if (net::same_header_name(header.name, "Link"))
            for (auto& link : me_links_in_header(header.value)) links.push_back(std::move(link));
    auto profile = normal_address(account.url), actor = normal_address(account.uri);
    return std::ranges::any_of(links, [&](const std::string& link) {
        auto resolved = resolve_reference(page.from, link);
        auto address = resolved ? normal_address(resolved->text()) : std::string{};
        return !address.empty() && (address == profile || address == actor);
    });
}

social::LinkCheck check(Federation& federation, const std::string& link, const social::Account& account)
{
    auto url = parse_web_url(link);
    // What could be changed on the way proves nothing.
    if (!url || (!url->https && !federation.client.config().private_addresses)) return {.link = link};
    auto page = ask_page(federation, *url);
    if (!page) return {.link = link, .leads_back = false, .answered = page.error().code != ErrorCode::Unavailable};
    return {.link = link, .leads_back = leads_back(*page, *url, account)};
}

}  // namespace

void plan_link_check(Federation& federation, AccountId id)
{
    auto local = federation.database.read([&](db::Reader& reader) -> std::optional<bool> {
        if (!social::may_have_links_to_check(reader, id)) return std::nullopt;
        return social::find_account(reader, id)->is_local();
    });
    if (!local) return;
    auto wait = *local ? Duration{} : spread(federation);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { social::plan_link_check(tx, id, now, wait); });
}

void check_links(Federation& federation, const social::LinkCheckWork& work)
{
    auto account = federation.database.read([&](db::Reader& reader) { return social::awaited_link_check(reader, work.account); });
    auto links = account ? social::links_of_fields(*account) : std::vector<std::string>{};
    std::vector<std::string> hosts;
    for (const auto& link : links)
        if (auto url = parse_web_url(link)) hosts.push_back(url->authority());
    PageTurns turns{federation};
    if (!hold_or_put_off(federation, turns, hosts, work)) return;
    std::vector<social::LinkCheck> checks;
    for (const auto& link : links) checks.push_back(check(federation, link, *account));
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { social::keep_link_checks(tx, work.account, checks, now); });
}

void plan_weekly_checks(Federation& federation, Time now)
{
    auto due =
        federation.database.read([&](db::Reader& reader) { return social::accounts_to_check(reader, now, weekly_at_once); });
    Duration wait{};
    for (auto account : due) {
        federation.database.write([&](db::Transaction& tx) { social::plan_link_check(tx, account, now, wait); });
        wait = wait + minutes(1);
    }
}

}  // namespace favilla::activitypub
