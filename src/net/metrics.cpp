// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace favilla::net {

namespace {

void append_escaped(std::string& out, std::string_view text)
{
    for (char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        out += c;
    }
}

double value_of(const Count& count) { return static_cast<double>(count.load(std::memory_order_relaxed)); }

void write_one(std::string& out, std::string_view name, std::string_view type, std::string_view help, const Count& count)
{
    write_family(out, name, type, help);
    write_sample(out, name, {}, value_of(count));
}

void write_route_counts(std::string& out, const ServerMetrics& metrics)
{
    constexpr std::array<std::string_view, 6> classes = {"", "1xx", "2xx", "3xx", "4xx", "5xx"};
    write_family(out, "favilla_http_requests_total", "counter", "Requests answered, by route and class of status.");
    for (const auto& route : metrics.routes) {
        for (std::size_t i = 1; i < classes.size(); ++i) {
            auto count = value_of(route->by_class.at(i));
            if (count == 0) continue;
            write_sample(out, "favilla_http_requests_total",
                         {{"method", route->method}, {"route", route->pattern}, {"status", classes.at(i)}}, count);
        }
    }
}

void write_route_times(std::string& out, const ServerMetrics& metrics)
{
    constexpr std::string_view name = "favilla_http_request_seconds";
    write_family(out, name, "histogram", "From the end of a request's headers to its answer.");
    for (const auto& route : metrics.routes) {
        const auto& times = route->times;
        double total = 0;
        for (const auto& bucket : times.buckets) total += value_of(bucket);
        if (total == 0) continue;

        double below = 0;
        for (std::size_t i = 0; i < times.buckets.size(); ++i) {
            below += value_of(times.buckets.at(i));
            auto bound = i < RequestTimes::bounds_us.size()
                           ? fmt::format("{}", static_cast<double>(RequestTimes::bounds_us.at(i)) / 1e6)
                           : "+Inf";
            write_sample(out, fmt::format("{}_bucket", name),
                         {{"method", route->method}, {"route", route->pattern}, {"le", bound}}, below);
        }
        write_sample(out, fmt::format("{}_sum", name), {{"method", route->method}, {"route", route->pattern}},
                     value_of(times.sum_us) / 1e6);
        write_sample(out, fmt::format("{}_count", name), {{"method", route->method}, {"route", route->pattern}}, below);
    }
}

}  // namespace

void RequestTimes::add(std::int64_t microseconds)
{
    auto bound = std::ranges::lower_bound(bounds_us, microseconds);
    buckets.at(static_cast<std::size_t>(bound - bounds_us.begin())).fetch_add(1, std::memory_order_relaxed);
    sum_us.fetch_add(microseconds, std::memory_order_relaxed);
}

void write_family(std::string& out, std::string_view name, std::string_view type, std::string_view help)
{
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void write_sample(std::string& out, std::string_view name, std::initializer_list<Label> labels, double value)
{
    out += name;
    char before = '{';
    for (const auto& [key, text] : labels) {
        out += before;
        before = ',';
        out += key;
        out += "=\"";
        append_escaped(out, text);
        out += '"';
    }
    if (labels.size() > 0) out += '}';
    fmt::format_to(std::back_inserter(out), " {}\n", value);
}

std::string prometheus_text(const ServerMetrics& metrics)
{
    std::string out;
    write_route_counts(out, metrics);
    write_route_times(out, metrics);
    write_one(out, "favilla_http_connections", "gauge", "Open connections.", metrics.connections);
    write_one(out, "favilla_http_connections_total", "counter", "Connections accepted.", metrics.connections_total);
    write_one(out, "favilla_http_in_flight", "gauge", "Requests being answered.", metrics.in_flight);
    write_one(out, "favilla_http_queued", "gauge", "Requests waiting for a worker.", metrics.queued);
    write_one(out, "favilla_http_queued_inbox", "gauge", "Requests of other servers waiting for a worker.", metrics.queued_inbox);
    write_one(out, "favilla_http_queued_outbound", "gauge", "Requests waiting for an outbound worker.", metrics.queued_outbound);
    write_one(out, "favilla_http_queued_media", "gauge", "Pictures waiting to be made ready.", metrics.queued_media);
    write_one(out, "favilla_http_rejected_overload_total", "counter", "Requests answered 503 because a queue was full.",
              metrics.rejected_overload);
    write_one(out, "favilla_http_rejected_malformed_total", "counter", "Requests refused as malformed or too large.",
              metrics.rejected_malformed);
    write_one(out, "favilla_http_handler_exceptions_total", "counter", "Requests answered 500.", metrics.handler_exceptions);
    write_one(out, "favilla_http_timed_out_total", "counter", "Connections cut by a deadline.", metrics.timed_out);
    write_one(out, "favilla_http_received_bytes_total", "counter", "Bytes read.", metrics.bytes_in);
    write_one(out, "favilla_http_sent_bytes_total", "counter", "Bytes written.", metrics.bytes_out);
    write_one(out, "favilla_streams", "gauge", "Open event streams and WebSockets.", metrics.streams);
    write_one(out, "favilla_streams_total", "counter", "Event streams and WebSockets opened.", metrics.streams_total);
    write_one(out, "favilla_streams_dropped_slow_total", "counter", "Streams closed because their reader was too slow.",
              metrics.streams_dropped_slow);
    return out;
}

}  // namespace favilla::net
