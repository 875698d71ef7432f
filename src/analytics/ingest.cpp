// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/ingest.h"

#include <algorithm>
#include <array>

#include "analytics/access_log.h"
#include "analytics/known_names.h"
#include "analytics/log_counts.h"
#include "base/text.h"

namespace favilla::analytics {

namespace {

constexpr std::array<std::string_view, 7> names_of_steps{"no_agent", "robot",  "monitoring", "prefetch",
                                                         "method",   "status", "file"};
constexpr std::array<std::string_view, 7> channel_names{"direct", "search", "social", "fediverse", "email", "link", "campaign"};
constexpr std::size_t longest_page = 300;
constexpr std::size_t longest_name = 100;

// Decoded; what is not text is shown as such. Nothing that ends a line or hides remains.
std::string as_text(std::string_view decoded, std::size_t most)
{
    std::string text;
    while (!decoded.empty()) {
        auto [character, length] = decode_utf8(decoded);
        decoded.remove_prefix(length);
        if (text.size() + 4 > most) break;
        append_utf8(text, character < 0x20 || character == 0x7F ? U'\uFFFD' : character);
    }
    return text;
}

// Of https://host/path?query only the path and query.
std::string_view without_origin(std::string_view target)
{
    auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos || scheme > 8) return target;
    auto path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? "/" : target.substr(path);
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find_first_of("?#")); }

std::string parameter(std::string_view target, std::string_view name)
{
    auto question = target.find('?');
    auto query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    while (!query.empty()) {
        auto end = query.find('&');
        auto pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (!pair.starts_with(name) || pair.size() <= name.size() || pair[name.size()] != '=') continue;
        std::string value{pair.substr(name.size() + 1)};
        std::ranges::replace(value, '+', ' ');
        return as_text(percent_decoded(value), longest_name);
    }
    return {};
}

// "www.Example.com:443?x" → "example.com"
std::string host_of(std::string_view referrer)
{
    auto site = referring_site(referrer);
    site = site.substr(0, site.find_first_of("?#"));
    if (auto at = site.rfind('@'); at != std::string_view::npos) site.remove_prefix(at + 1);
    if (!site.starts_with('[')) site = site.substr(0, site.find(':'));
    auto host = as_text(site.substr(0, 253), 256);
    host = lower_ascii(host);
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

bool is_one_of(std::string_view host, const std::vector<std::string>& hosts)
{
    return std::ranges::any_of(hosts,
                               [&](std::string_view one) { return host == (one.starts_with("www.") ? one.substr(4) : one); });
}

bool is_file(std::string_view target)
{
    auto path = lower_ascii(path_of(target));
    if (is_static_file(path)) return true;
    return std::ranges::any_of(names_of_files(), [&](std::string_view name) { return path.ends_with(name); })
        || std::ranges::any_of(folders_of_machines(), [&](std::string_view folder) { return path.starts_with(folder); });
}

}  // namespace

std::span<const std::string_view> step_names() { return names_of_steps; }
std::string_view name_of(Channel channel) { return channel_names[static_cast<std::size_t>(channel)]; }

AgentNature nature_of_agent(std::string_view agent)
{
    auto lower = lower_ascii(agent);
    if (lower.find_first_not_of(" -") == std::string::npos) return {.kind = AgentKind::None, .name = {}};
    auto among = [&](std::span<const std::string_view> names) {
        auto found = std::ranges::find_if(names, [&](std::string_view name) { return lower.contains(name); });
        return found == names.end() ? std::string_view{} : *found;
    };
    if (auto name = among(names_of_prefetchers()); !name.empty()) return {.kind = AgentKind::Prefetcher, .name = name};
    if (auto name = among(names_of_monitors()); !name.empty()) return {.kind = AgentKind::Monitor, .name = name};
    if (auto name = among(names_of_robots()); !name.empty()) return {.kind = AgentKind::Robot, .name = name};
    return {};
}

std::optional<Step> dropped_by(const PageRequest& request, AgentKind agent)
{
    if (agent == AgentKind::None) return Step::NoAgent;
    if (agent == AgentKind::Robot) return Step::Robot;
    if (agent == AgentKind::Monitor) return Step::Monitoring;
    if (agent == AgentKind::Prefetcher || request.purpose.contains("prefetch") || request.purpose.contains("prerender"))
        return Step::Prefetch;
    if (request.method != "GET") return Step::Method;
    // 304: looked at again, out of the browser's own copy.
    if ((request.answer < 200 || request.answer > 299) && request.answer != 304) return Step::Status;
    if (is_file(without_origin(request.target))) return Step::File;
    return std::nullopt;
}

Source source_of(std::string_view target, std::string_view referrer, const KnownHosts& known)
{
    Source source;
    source.campaign = parameter(target, "utm_campaign");
    if (source.campaign.empty()) source.campaign = parameter(target, "utm_source");
    auto host = host_of(referrer);
    source.is_own = !host.empty() && is_one_of(host, known.own);
    if (!source.is_own) source.site = host;
    if (!source.campaign.empty())
        source.channel = Channel::Campaign;
    else if (!source.site.empty())
        source.channel = known.fediverse.contains(source.site) ? Channel::Fediverse : channel_of_host(source.site);
    return source;
}

std::string page_of(std::string_view target)
{
    auto page = as_text(percent_decoded(path_of(without_origin(target))), longest_page);
    return page.empty() ? "/" : page;
}

}  // namespace favilla::analytics
