// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "base/trimmed.h"
#include "db/one_writer.h"
#include "server/house.h"
#include "server/mail_door.h"
#include "server/media_places.h"
#include "server/settings.h"
#include "server/sign_in_providers.h"
#include "server/signals.h"
#include "server/version.h"
#include "social/domains.h"
#include "social/sign_up.h"
#include "social/users.h"

namespace favilla::server {

namespace {

constexpr Duration patience = seconds(9);  // of the ten that a stop may take

void write_plan(const std::string& file, std::string_view sql, std::string_view plan)
{
    static std::mutex mutex;
    std::lock_guard lock{mutex};
    std::ofstream{file, std::ios::app} << trimmed(sql) << "\n" << plan << "\n";
}

// Every hosted domain's links begin with what the settings say, whatever they said when it was made.
void ensure_first_domain(db::Database& database, const Config& config, Time now)
{
    const auto& name = config.string("domain");
    database.write([&](db::Transaction& tx) {
        if (social::find_domain(tx, name)) return;
        auto added = social::add_domain(tx, {.name = name, .origin = origin_of(config, name)}, now);
        if (!added) throw std::runtime_error("the domain " + name + " cannot be added: " + added.error().key);
    });
}

// Printed on standard output: a person who starts the server by hand reads it there.
void print_welcome(House& house)
{
    auto domain = house.domains.find(house.config.string("domain"));
    std::string text = house.tools.locale.text(house.tools.language, "serve.ready", {{"address", domain.origin}}) + "\n";
    bool without_administrator =
        house.store.database->read([&](db::Reader& reader) { return social::administrators(reader, domain.id).empty(); });
    if (without_administrator) {
        auto secret = house.store.database->write(
            [&](db::Transaction& tx) { return social::new_setup_secret(tx, house.tools.random, house.tools.clock()); });
        text +=
            house.tools.locale.text(house.tools.language, "serve.set_up", {{"link", domain.origin + "/setup?token=" + secret}})
            + "\n";
    }
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

net::ServerHooks hooks(House& house)
{
    net::ServerHooks hooks;
    hooks.on_exception = [](const net::Request& request, std::string_view what) {
        log_line("error", "a handler broke", {{"request", request.request_id}, {"route", request.route}, {"error", what}});
    };
    // No room on the disk is nobody's mistake here: whoever looks after the machine can mend it, and nothing was lost.
    hooks.status_of = [](const std::exception& broken) { return dynamic_cast<const db::StorageFull*>(&broken) ? 507 : 500; };
    hooks.turns_away = [&house](const net::Request& request) {
        auto shut = house.gate.shut_for(request.client_address, house.tools.clock());
        return !shut.empty() && std::ranges::find(shut, house.domains.find(request.header("Host")).id) != shut.end() ? 403 : 0;
    };
    hooks.error_page = [&house](const net::Request& request, int status) { return error_page(house, request, status); };
    return hooks;
}

CommandRunner command_runner(House& house)
{
    return [&house](const std::vector<std::string>& words) {
        auto parsed = read_command_line(words);
        auto* line = std::get_if<CommandLine>(&parsed);
        if (!line) return CommandOutcome{2, {}, std::get<CommandLineMessage>(parsed).text};
        auto tools = house.tools;
        tools.language = house.tools.locale.find(line->language).value_or(tools.language);
        CommandOutcome outcome;
        try {
            outcome = run_on_store(line->command, house.store, tools);
        } catch (const std::exception& failure) {
            outcome = {1, {}, std::string{"favilla: "} + failure.what() + "\n"};
        }
        house.domains.forget();
        house.gate.reread();
        return outcome;
    };
}

void start(House& house)
{
    auto settings = http_settings(house.config);
    if (const auto& address = house.config.string("metrics.listen"); !address.empty()) {
        net::Router router;
        router.add(net::Method::Get, "/metrics", [&house](const net::Request& request) { return house.metrics(request); });
        net::ServerConfig own;
        own.listen = {net::parse_endpoint(address).value()};
        own.threads = 1;
        own.workers = 1;
        house.metrics_http = std::make_unique<net::HttpServer>(std::move(router), own, house.tools.clock);
    }
    house.http = std::make_unique<net::HttpServer>(house.routes(), settings, house.tools.clock, hooks(house));
    house.workers.start();
    house.beacon.start([](std::string_view error) { log_line("error", "visits were not stored", {{"error", error}}); });
    house.link_clicks.start([](std::string_view error) { log_line("error", "clicks were not stored", {{"error", error}}); });
    house.http->start();
    if (house.metrics_http) house.metrics_http->start();
}

}  // namespace

int serve(const CommandLine& line, const ServeCommand& command, const CommandTools& tools)
{
    auto complain = [&](const Error& error) {
        std::fputs(complaint(tools, error).c_str(), stderr);
        return 1;
    };
    auto config = read_settings(command);
    if (!config) return complain(config.error());
    if (auto providers = sign_in_providers(*config); !providers) return complain(providers.error());
    block_stop_signals();
    auto place = line.place;
    place.connections = static_cast<int>(config->integer("database.connections"));
    if (command.plans)
        place.on_plan = [file = place.folder + "/plans.txt"](std::string_view sql, std::string_view plan) {
            write_plan(file, sql, plan);
        };
    auto store = open_migrated_store(place, tools.clock());
    if (!store) return complain(store.error());
    if (auto placed = use_media_places(*store, *config, tools); !placed) return complain(placed.error());
    // What this version makes of the data before, in a few large writes, is done.
    if (auto* writer = db::one_writer(*store->database)) writer->expect_many();
    ensure_first_domain(*store->database, *config, tools.clock());
    store->database->write([&](db::Transaction& tx) { social::set_media_address(tx, media_address(*config)); });

    House house{std::move(*store), std::move(*config), tools, command.testing};
    start(house);
    auto mail_door = open_mail_door(house);
    if (mail_door) log_line("info", "answers by e-mail are taken", {{"port", std::to_string(mail_door->port())}});
    std::optional<ControlSocket> control;
    if (!house.store.place.folder.empty()) control.emplace(house.store.place.control_socket(), command_runner(house));
    print_welcome(house);
    notify_supervisor("READY=1");

    wait_for_stop_signal();
    notify_supervisor("STOPPING=1");
    control.reset();
    mail_door.reset();
    house.http->drain(patience);
    if (house.metrics_http) house.metrics_http->drain(seconds(1));
    house.workers.stop();
    house.readership.store();
    house.beacon.stop();
    house.link_clicks.stop();
    return 0;
}

}  // namespace favilla::server
