// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/settings.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "server/version.h"
#include "social/mail_parts.h"

namespace favilla::server {

namespace {

bool is_local_name(std::string_view domain)
{
    auto name = domain.substr(0, domain.starts_with('[') ? domain.find(']') + 1 : domain.find(':'));
    return name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "[::1]";
}

// On this machine, or in a private network (RFC 1918, RFC 4193).
bool is_near(std::string_view host)
{
    auto address = net::parse_address(host);
    return address
        && std::ranges::any_of(std::array{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7"},
                               [&](const char* network) { return net::parse_network(network)->contains(*address); });
}

}  // namespace

Result<Config> read_settings(const ServeCommand& command)
{
    Config config;
    if (!command.config_file.empty()) {
        std::ifstream in{command.config_file, std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        CHECKED(config.read_toml(text, command.config_file));
    }
    CHECKED(config.read_environment([](const char* name) -> const char* { return std::getenv(name); }));
    for (const auto& [key, value] : command.overrides) CHECKED(config.set(key, value, "--" + key));

    auto endpoint = net::parse_endpoint(config.string("listen"));
    auto address = endpoint ? net::parse_address(endpoint->host) : std::nullopt;
    if (!address)
        return refuse(ErrorCode::Invalid, "config.bad_value",
                      {{"key", "listen"}, {"value", config.string("listen")}, {"place", "listen"}, {"right", "127.0.0.1:8080"}});
    if (command.testing && !net::is_loopback(*address))
        return refuse(ErrorCode::Invalid, "serve.testing_loopback", {{"listen", config.string("listen")}});
    // Whoever reaches that door is believed to be the organisation's mail server.
    const auto& mail = config.string("mail.receive_listen");
    auto door = net::parse_endpoint(mail);
    if (!mail.empty() && (!door || !is_near(door->host)))
        return refuse(
            ErrorCode::Invalid, "config.bad_value",
            {{"key", "mail.receive_listen"}, {"value", mail}, {"place", "mail.receive_listen"}, {"right", "127.0.0.1:24"}});
    return config;
}

net::ServerConfig http_settings(const Config& config)
{
    net::ServerConfig http;
    http.listen = {net::parse_endpoint(config.string("listen")).value()};
    http.threads = static_cast<int>(config.integer("server.threads"));
    http.workers = static_cast<int>(config.integer("server.workers"));
    // Each waits for the disk: what so many bring is done together (docs/decisions/0080).
    http.inbox_workers = 16;
    http.queue = static_cast<std::size_t>(config.integer("server.queue"));
    for (const auto& proxy : config.texts("trusted_proxies"))
        if (auto network = net::parse_network(proxy)) http.trusted_proxies.push_back(*network);
    return http;
}

net::ClientConfig client_settings(const Config& config, bool testing)
{
    net::ClientConfig client;
    client.private_addresses = testing;
    client.extra_authorities = config.string("federation.authorities");
    client.user_agent = "Favilla/" + std::string{version} + " (+" + origin_of(config, config.string("domain")) + ")";
    return client;
}

bool sends_mail(const Config& config) { return !config.string("smtp.url").empty(); }

social::SmtpConfig smtp_settings(const Config& config)
{
    return {.url = config.string("smtp.url"),
            .username = config.string("smtp.username"),
            .password = config.string("smtp.password"),
            .from = config.string("smtp.from")};
}

std::string answers_at(const Config& config)
{
    if (config.string("mail.receive_listen").empty()) return {};
    const auto& domain = config.string("mail.receive_domain");
    return domain.empty() ? social::mail_host(config.string("domain")) : domain;
}

social::MediaLimits media_limits(const Config& config)
{
    constexpr std::int64_t megabyte = 1024 * 1024;
    return {.picture_bytes = static_cast<std::size_t>(config.integer("media.picture_megabytes") * megabyte),
            .film_bytes = static_cast<std::size_t>(config.integer("media.film_megabytes") * megabyte),
            .fetched_bytes = config.integer("media.fetched_megabytes") * megabyte,
            .fetched_lasts = days(config.integer("media.fetched_days"))};
}

std::string origin_of(const Config& config, std::string_view domain)
{
    auto scheme = config.string("scheme");
    if (scheme == "auto") scheme = is_local_name(domain) ? "http" : "https";
    return scheme + "://" + std::string{domain};
}

}  // namespace favilla::server
