// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/event_commands.h"

#include "community/event_answers.h"
#include "server/choose.h"

namespace favilla::server {

namespace {

constexpr int at_once = 100;

// Whoever looks after the place sees them all.
std::string line_of(db::Reader& reader, const community::Event& event, Time now)
{
    auto host = social::find_account(reader, event.host);
    auto places = event.capacity ? "/" + std::to_string(*event.capacity) : "";
    return to_string(event.id) + "\t" + local_text(event.series().zone.local(event.next_at)) + "\t" + event.time_zone + "\t"
         + (host ? host->username : "?") + "\t" + std::to_string(event.attendance.yes) + places + "\t"
         + std::string{name_of(state_of(event, now))} + "\t" + event.title + "\n";
}

}  // namespace

CommandOutcome run(const EventListCommand& command, Store& store, const CommandTools& tools)
{
    auto now = tools.clock();
    auto text = store.database->read([&](db::Reader& reader) -> Result<std::string> {
        TRY(auto domain, choose_domain(reader, command.domain));
        std::string lines;
        community::EventQuery query{
            .domain = domain.id, .host = {}, .group = {}, .after = {}, .is_over = command.over, .limit = at_once};
        for (;;) {
            auto page = community::events_in_care(reader, query, now);
            for (const auto& event : page) lines += line_of(reader, event, now);
            if (static_cast<int>(page.size()) < at_once) return lines;
            query.after = page.back().id;
        }
    });
    return text ? CommandOutcome{0, *text, {}} : refused(tools, text.error());
}

CommandOutcome run(const EventCancelCommand& command, Store& store, const CommandTools& tools)
{
    auto done = store.database->write([&](db::Transaction& tx) -> Result<void> {
        auto id = parse_id<community::EventId>(command.id);
        auto event = id ? community::find_in_care(tx, *id) : std::nullopt;
        if (!event || !event->domain) return refuse(ErrorCode::NotFound, "event.missing");
        community::EventTongue tongue{tools.locale, tools.language, social::find_domain(tx, *event->domain)->origin};
        TRY(auto cancelled, community::cancel_event(tx, tongue, *id, event->host, tools.clock()));
        return {};
    });
    return done ? CommandOutcome{} : refused(tools, done.error());
}

}  // namespace favilla::server
