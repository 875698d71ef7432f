// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "activitypub/fetch.h"
#include "activitypub/web_pages.h"
#include "base/web_page.h"
#include "distribution/host_rules.h"
#include "social/media_links.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

// Whom the page names (fediverse:creator) is its author only when they say so themselves: anybody can write anybody's name into
// a page.
std::optional<AccountId> creator_of(Federation& federation, const PageFacts& facts, const WebUrl& from)
{
    if (facts.creator.empty()) return std::nullopt;
    auto account = resolve_handle(federation, facts.creator);
    if (!account || !account->is_known() || account->suspended_at) return std::nullopt;
    bool allowed = federation.database.read(
        [&](db::Reader& reader) { return social::allows_attribution(reader, account->id, from.authority()); });
    return allowed ? std::optional{account->id} : std::nullopt;
}

bool any_header(const WebPage& page, bool (*wishes)(std::string_view))
{
    return std::ranges::any_of(page.headers, [&](const net::Header& header) {
        return net::same_header_name(header.name, "X-Robots-Tag") && wishes(header.value);
    });
}

// Had before the preview is shown: how large it is says how it stands there. One that cannot be had is no picture.
std::optional<social::RemotePicture> picture_of(Federation& federation, const PageFacts& facts, const WebPage& page, Time now)
{
    if (facts.picture.empty() || any_header(page, robots_tag_hides_picture)) return std::nullopt;
    auto url = resolve_reference(page.from, facts.picture);
    auto rule =
        federation.database.read([&](db::Reader& reader) { return distribution::rule_for_host(reader, page.from.authority()); });
    if (!url || (rule && rule->reject_media)) return std::nullopt;
    auto address = over_tls(federation, *url).text();
    auto picture = federation.database.write([&](db::Transaction& tx) { return social::know_picture(tx, address, now); });
    auto fetched = federation.fetcher.fetch_picture(picture.id, social::token_of_address(address));
    if (fetched) return *fetched;
    federation.database.write([&](db::Transaction& tx) { social::release_picture(tx, picture.id, now); });
    return std::nullopt;
}

}  // namespace

std::optional<social::Preview> preview_of(Federation& federation, const WebPage& page, Time now)
{
    if (any_header(page, robots_tag_refuses)) return std::nullopt;
    auto facts = read_page(page.html);
    if (facts.refuses || facts.title.empty()) return std::nullopt;
    auto author_url = facts.author_url.empty() ? std::nullopt : resolve_reference(page.from, facts.author_url);
    bool dated = facts.published_at && *facts.published_at > Time{} && *facts.published_at < now + days(1);
    return social::Preview{.url = {},
                           .title = one_line(facts.title, social::max_preview_title),
                           .description = one_line(facts.description, social::max_preview_description),
                           .author_name = one_line(facts.author, social::max_preview_name),
                           .author_url = author_url ? author_url->text() : std::string{},
                           .author = creator_of(federation, facts, page.from),
                           .provider_name = one_line(facts.site, social::max_preview_name),
                           .language = facts.language,
                           .published_at = dated ? facts.published_at : std::nullopt,
                           .picture = picture_of(federation, facts, page, now),
                           .picture_description = one_line(facts.picture_description, social::max_picture_description)};
}

void choose_preview(Federation& federation, StatusId status)
{
    if (!federation.asks_pages) return;
    auto local = federation.database.read([&](db::Reader& reader) -> std::optional<bool> {
        if (!social::may_have_preview(reader, status)) return std::nullopt;
        auto place = social::author_and_uri(reader, status);
        auto author = place ? social::find_account(reader, place->author) : std::nullopt;
        return author && author->is_local();
    });
    if (!local) return;
    auto wait = *local ? Duration{} : spread(federation);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { social::choose_preview(tx, status, now, wait); });
}

void look_at_page(Federation& federation, const social::PreviewWork& work)
{
    auto address = federation.database.read([&](db::Reader& reader) { return social::awaited_page(reader, work.preview); });
    auto url = address ? parse_web_url(*address) : std::nullopt;
    if (!url) return;
    PageTurns turns{federation};
    if (!hold_or_put_off(federation, turns, {url->authority()}, work)) return;
    auto page = ask_page(federation, *url);
    auto now = federation.clock();
    // Whoever does not answer today had their words shown until now; whoever says no has them taken away.
    bool missed = !page && page.error().code == ErrorCode::Unavailable;
    auto preview = page ? preview_of(federation, *page, now) : std::nullopt;
    federation.database.write([&](db::Transaction& tx) {
        if (missed) return social::miss_page(tx, work.preview, now);
        social::keep_preview(tx, work.preview, preview, now);
    });
}

}  // namespace favilla::activitypub
