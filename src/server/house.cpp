// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/house.h"

#include <algorithm>

#include "activitypub/integrity_heads.h"
#include "console/beacon.h"
#include "console/health.h"
#include "console/routes.h"
#include "server/box_key.h"
#include "server/media_places.h"
#include "server/settings.h"
#include "server/sign_in_providers.h"
#include "server/version.h"
#include "server/visits_command.h"

namespace favilla::server {

namespace {

std::string compatible_version() { return std::string{"4.6.0 (compatible; Favilla "} + version + ")"; }

}  // namespace

social::Domain DomainDirectory::find(std::string_view host)
{
    std::string name{host};
    {
        std::lock_guard lock{mutex_};
        if (auto known = by_host_.find(name); known != by_host_.end()) return known->second;
    }
    auto domain = database_.read([&](db::Reader& reader) {
        auto found = social::find_domain(reader, name);
        return found ? *found : social::domains(reader).front();
    });
    std::lock_guard lock{mutex_};
    // Hosts are what strangers write into a header: only so many are remembered.
    if (by_host_.size() > 1000) by_host_.clear();
    by_host_.insert_or_assign(std::move(name), domain);
    return domain;
}

void DomainDirectory::forget()
{
    std::lock_guard lock{mutex_};
    by_host_.clear();
}

mastodon::InstanceCounts InstanceCounter::of(db::Reader& reader, DomainId domain)
{
    auto now = clock_();
    {
        std::lock_guard lock{mutex_};
        if (auto found = counted_.find(domain); found != counted_.end() && now - found->second.at < lasts_)
            return found->second.counts;
    }
    mastodon::InstanceCounts counts{.here = social::count_domain(reader, domain, now),
                                    .known_hosts = social::count_remote_hosts(reader)};
    std::lock_guard lock{mutex_};
    counted_.insert_or_assign(domain, Counted{counts, now});
    return counts;
}

namespace {

constexpr int spare_key_pairs = 8;  // none while testing, where each test starts servers that need few and end at once

// An administrator chose where it is, which may be the same machine or network; what strangers write never names an address here.
std::unique_ptr<mastodon::Translator> make_translator(const Config& config, const Clock& clock)
{
    auto url = parse_web_url(config.string("translation.url"));
    if (!url) return nullptr;
    auto client = client_settings(config, false);
    client.private_addresses = true;
    return std::make_unique<mastodon::Translator>(std::move(client), *url, config.string("translation.key"), clock);
}

analytics::BeaconSharing beacon_sharing(const db::Database& database, std::string_view box_key)
{
    return {.keys = analytics::DayKeys{box_key}, .tells_live = database.engine() != db::Engine::Sqlite};
}

}  // namespace

House::House(Store opened, Config settings, const CommandTools& given, bool testing)
    : config(std::move(settings)),
      tools(given),
      store(std::move(opened)),
      sealing_key(box_key(store.place.folder, tools.random)),
      secrets(sealing_key, tools.random),
      workers(*store.database, subscriptions, tools.clock, tools.random,
              [](std::string_view what, std::string_view error) { log_line("error", what, {{"error", error}}); }),
      domains(*store.database),
      gate(*store.database),
      counter(tools.clock, testing ? Duration{} : minutes(1)),
      passwords(tools.random),
      media(*store.database, *store.media, media_limits(config), tools.clock,
            [this](const Error& error) {
                log_line("warning", "a media file was not had", {{"reason", tools.locale.text({}, error)}});
            }),
      client(client_settings(config, testing)),
      fetcher(*store.database, client, media, tools.clock),
      web_push{.box = secrets,
               .vapid = VapidSender{distribution::vapid_key(*store.database, secrets, tools.clock())},
               .client = client,
               .schemes = testing ? distribution::Schemes::Any : distribution::Schemes::Https},
      translator(make_translator(config, tools.clock)),
      invitation_key(sealing_key),
      mail_key(sealing_key),
      link_key(sealing_key),
      factor_key(sealing_key, tools.random),
      client_api{.database = *store.database,
                 .locale = tools.locale,
                 .clock = tools.clock,
                 .random = tools.random,
                 .limiter = limiter,
                 .streams = streams,
                 .passwords = passwords,
                 .domain_of = [this](std::string_view host) { return domains.find(host); },
                 .counts_of = [this](db::Reader& reader, DomainId domain) { return counter.of(reader, domain); },
                 .software_version = compatible_version(),
                 .own_version = std::string{version},
                 .show_host_rules = config.string("federation.show_blocks"),
                 .bring_in = [this](std::string_view query) { return activitypub::bring_in(federation, query); },
                 .media = media,
                 .fetcher = fetcher,
                 .readership = readership,
                 .web_push = web_push,
                 .invitation_key = invitation_key,
                 .mail_key = mail_key,
                 .link_key = link_key,
                 .factor_key = factor_key,
                 .complete_conversation = [this](StatusId status) { activitypub::complete_conversation(federation, status); },
                 .is_alias = [this](std::string_view target,
                                    std::string_view alias) { return activitypub::names_as_alias(federation, target, alias); },
                 .domains_changed =
                     [this] {
                         domains.forget();
                         gate.reread();
                     },
                 .data_folder = store.place.folder,
                 .started_at = tools.clock(),
                 .translator = translator.get(),
                 .sign_in_providers = sign_in_providers(config).value(),
                 .testing = testing,
                 .confirms_sign_ups = testing && !sends_mail(config),
                 .sends_mail = sends_mail(config)},
      keys(*store.database, secrets, tools.clock, testing ? 0 : spare_key_pairs),
      federation{.database = *store.database,
                 .clock = tools.clock,
                 .client = client,
                 .fetcher = fetcher,
                 .keys = keys,
                 .locale = tools.locale,
                 .domain_of = [this](std::string_view host) { return domains.find(host); },
                 .software_version = std::string{version},
                 .only_allowed = config.flag("federation.allow_list"),
                 .secure = config.flag("federation.secure_mode") || config.flag("federation.allow_list"),
                 .delivery_changed = [this](StatusId status) { console::push_deliveries(client_api, status); },
                 .asks_pages = config.flag("previews.enabled"),
                 .page_spread = seconds(config.integer("previews.spread")),
                 .random = tools.random,
                 .tells_heads = config.flag("integrity.heads_as_notes")},
      postman{.database = *store.database,
              .locale = tools.locale,
              .key = mail_key,
              .clock = tools.clock,
              .smtp = smtp_settings(config),
              .answers_at = answers_at(config),
              .note = [](std::string_view answer) { log_line("warning", "a mail was refused", {{"answer", answer}}); }},
      readership(*store.database, tools.random, tools.clock),
      beacon(*store.database, tools.random, tools.clock, servers_met, {}, beacon_sharing(*store.database, sealing_key)),
      link_clicks(*store.database, tools.random, tools.clock, {}, analytics::DayKeys{sealing_key}),
      openid(client, client_api.sign_in_providers, tools.clock,
             [](std::string_view provider, std::string_view reason) {
                 log_line("warning", "an OpenID provider was not believed", {{"provider", provider}, {"reason", reason}});
             }),
      site{.database = *store.database,
           .locale = tools.locale,
           .assets = assets,
           .clock = tools.clock,
           .random = tools.random,
           .limiter = limiter,
           .hasher = passwords,
           .mail_key = mail_key,
           .factor_key = factor_key,
           .openid = openid,
           .invitation_key = invitation_key,
           .readership = readership,
           .link_key = link_key,
           .link_clicks = link_clicks,
           .domain_of = [this](std::string_view host) { return domains.find(host); },
           .domains_changed = [this] { domains.forget(); },
           .document_of = [this](const net::Request& request) { return activitypub::document_of_page(request, federation); },
           .throttled = !testing,
           .confirms_sign_ups = testing && !sends_mail(config),
           .sends_mail = sends_mail(config),
           .media_sources = media_sources(config, *store.media)}
{
    store.media->open_for_writing();
    store.database->set_event_sink(&subscriptions);
    subscribe(*this);
}

net::Response House::metrics(const net::Request& request) const
{
    auto door = config.string("metrics.listen").empty() ? console::MetricsDoor::Shared : console::MetricsDoor::OwnAddress;
    return console::metrics(request, http->metrics(), *store.database, door, config.string("metrics.token"));
}

net::Router House::routes()
{
    net::Router router;
    router.add(net::Method::Get, "/health/live", console::alive, net::Pool::Inline);
    router.add(net::Method::Get, "/health/ready", [this](const net::Request&) { return console::ready(*store.database); });
    router.add(net::Method::Get, "/metrics", [this](const net::Request& request) { return metrics(request); });
    mastodon::add_routes(router, client_api);
    console::add_routes(router, client_api);
    console::add_beacon_routes(router, client_api, beacon);
    activitypub::add_routes(router, federation);
    activitypub::add_head_routes(router, federation);
    pages::add_routes(router, site);
    for (auto prefix : {"/api/", "/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/.well-known/"}) router.allow_cors(prefix);
    return router;
}

}  // namespace favilla::server
