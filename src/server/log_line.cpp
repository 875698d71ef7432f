// SPDX-License-Identifier: AGPL-3.0-or-later
// The only file that includes spdlog, which is slow to compile. A line's facts are quoted, so that nothing a stranger
// wrote can make a second line.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json_writer.h"
#include "server/house.h"

namespace favilla::server {

namespace {

std::shared_ptr<spdlog::logger> make_logger()
{
    auto logger = std::make_shared<spdlog::logger>("favilla", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::debug);
    logger->flush_on(spdlog::level::debug);
    return logger;
}

}  // namespace

void log_line(std::string_view level, std::string_view what,
              std::initializer_list<std::pair<std::string_view, std::string_view>> facts)
{
    static const auto logger = make_logger();
    std::string line{what};
    for (const auto& [name, value] : facts) {
        line.append(" ").append(name).append("=");
        JsonWriter{line}.value(value);
    }
    logger->log(spdlog::level::from_str(std::string{level}), line);
}

}  // namespace favilla::server
