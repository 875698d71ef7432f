// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_server.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/precedence.h"
#include "net/connection.h"
#include "net/http_answer.h"
#include "net/server_core.h"
#include "net/stream_connection.h"

namespace favilla::net {

namespace {

using Tcp = asio::ip::tcp;

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

Address address_of(const Tcp::endpoint& endpoint)
{
    auto address = endpoint.address();
    auto v6 = address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()) : address.to_v6();
    return {.bytes = v6.to_bytes()};
}

// Spreads a counter over all 64 bits, so that ids of one run do not look alike (SplitMix64).
std::uint64_t scattered(std::uint64_t value)
{
    value += 0x9E3779B97F4A7C15;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
    return value ^ (value >> 31);
}

}  // namespace

ServerCore::ServerCore(Router r, ServerConfig c, Clock k, ServerHooks h)
    : router(std::move(r)),
      config(std::move(c)),
      clock(std::move(k)),
      hooks(std::move(h)),
      workers(config.workers > 0 ? config.workers : std::max(4, 2 * cores()), config.queue, metrics.queued,
              WorkerPool::Precedence::Forward),
      inbox(std::max(1, config.inbox_workers), config.inbox_queue, metrics.queued_inbox, WorkerPool::Precedence::SteppedBack),
      outbound(std::max(1, config.outbound_workers), config.outbound_queue, metrics.queued_outbound),
      media(std::max(1, config.media_workers), config.media_queue, metrics.queued_media),
      id_seed_(scattered(static_cast<std::uint64_t>(clock().milliseconds)))
{
    for (const auto& route : router.routes()) {
        metrics.routes.push_back(std::make_unique<RouteMetrics>());
        metrics.routes.back()->method = method_name(route->method);
        metrics.routes.back()->pattern = route->pattern;
    }
    metrics.routes.push_back(std::make_unique<RouteMetrics>());
}

WorkerPool& ServerCore::pool(Pool which)
{
    switch (which) {
    case Pool::Outbound: return outbound;
    case Pool::Inbox: return inbox;
    case Pool::Media: return media;
    default: return workers;
    }
}

Response ServerCore::call(const Handler& handler, const Request& request)
{
    try {
        return handler(request);
    } catch (const std::exception& broken) {
        report(broken.what(), request);
        return error(request, hooks.status_of ? hooks.status_of(broken) : 500);
    } catch (...) {
        report("an exception of no known type", request);
    }
    return error(request, 500);
}

void ServerCore::call_guarded(const std::function<void()>& function)
{
    try {
        function();
    } catch (const std::exception& broken) {
        report(broken.what(), {});
    } catch (...) {
        report("an exception of no known type", {});
    }
}

void ServerCore::report(std::string_view what, const Request& request)
{
    ++metrics.handler_exceptions;
    if (hooks.on_exception) hooks.on_exception(request, what);
}

Response ServerCore::error(const Request& request, int status) const
{
    if (hooks.error_page) return hooks.error_page(request, status);
    return text_response(status, fmt::format("{} {} (request {})\n", status, reason_phrase(status), request.request_id));
}

std::string ServerCore::next_request_id()
{
    return fmt::format("{:016x}", scattered(id_seed_ + ids_.fetch_add(1, std::memory_order_relaxed)));
}

void Shard::listen(const Endpoint& endpoint, std::uint16_t port)
{
    Tcp::endpoint where(asio::ip::make_address(endpoint.host), port);
    auto acceptor = std::make_unique<Acceptor>(context);
    acceptor->open(where.protocol());
    acceptor->set_option(Acceptor::reuse_address(true));
    int on = 1;
    // Each shard listens for itself, and the kernel spreads new connections over them.
    if (::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        throw std::system_error(errno, std::system_category(), "SO_REUSEPORT");
    }
    if (where.address().is_v6()) acceptor->set_option(asio::ip::v6_only(true));
    acceptor->bind(where);
    acceptor->listen(1024);
    acceptor->non_blocking(true);
    acceptors_.push_back(std::move(acceptor));
}

void Shard::run()
{
    come_forward();
    auto done = [this](std::exception_ptr failed) { report(failed); };
    for (const auto& acceptor : acceptors_) asio::co_spawn(context, accept(acceptor.get()), done);
    asio::co_spawn(context, tend(), done);
    context.run();
}

void Shard::report(std::exception_ptr failed) const
{
    if (!failed) return;
    core.call_guarded([&] { std::rethrow_exception(failed); });
}

Task<> Shard::accept(Acceptor* acceptor)
{
    while (acceptor->is_open()) {
        auto [failed, socket] = co_await acceptor->async_accept(nothrow);
        if (!failed) take(std::move(socket));
        if (!failed || failed == asio::error::operation_aborted) continue;
        // Out of file descriptors, say: others must end before this can go on.
        Timer pause(context, std::chrono::milliseconds(100));
        co_await pause.async_wait(nothrow);
    }
}

void Shard::take(Socket socket)
{
    error_code failed;
    auto peer = socket.remote_endpoint(failed);
    auto open = core.metrics.connections + core.metrics.streams;
    if (failed || open >= static_cast<std::int64_t>(core.config.limits.connections)) return;
    auto connection = std::make_shared<Connection>(*this, std::move(socket), address_of(peer));
    own(connection);
    asio::co_spawn(context, connection->serve(), [this, connection](std::exception_ptr broken) {
        report(broken);
        disown(connection);
    });
}

// Deadlines are looked at a few times a second for all connections at once: a timer for each would cost every request
// more than its answer.
Task<> Shard::tend()
{
    while (!finished_) {
        ticker_.expires_after(std::chrono::milliseconds(core.config.timeouts.tick.milliseconds));
        co_await ticker_.async_wait(nothrow);
        auto now = std::chrono::steady_clock::now();
        for (const auto& tended : tended_) tended->tick(now);
    }
}

void Shard::begin_drain(Moment grace)
{
    grace_ends = grace;
    error_code failed;
    for (const auto& acceptor : acceptors_) {
        while (!failed) {  // who has already been let in by the kernel is answered
            Socket socket(context);
            acceptor->accept(socket, failed);
            if (!failed) take(std::move(socket));
        }
        acceptor->close(failed);
        failed = {};
    }
    for (const auto& tended : tended_) tended->drain();
    draining_ = true;
}

void Shard::cut_all()
{
    for (const auto& tended : tended_) tended->cut();
}

void Shard::finish()
{
    finished_ = true;
    ticker_.cancel();
}

void Shard::own(std::shared_ptr<Tended> tended)
{
    tended_.insert(std::move(tended));
    alive_ = tended_.size();
}

void Shard::disown(const std::shared_ptr<Tended>& tended)
{
    tended_.erase(tended);
    alive_ = tended_.size();
}

void Shard::wake(std::weak_ptr<StreamConnection> stream)
{
    std::lock_guard lock(woken_mutex_);
    woken_.push_back(std::move(stream));
    if (woken_.size() == 1) asio::post(context, [this] { write_woken(); });
}

void Shard::write_woken()
{
    std::vector<std::weak_ptr<StreamConnection>> woken;
    {
        std::lock_guard lock(woken_mutex_);
        woken.swap(woken_);
    }
    for (const auto& weak : woken) {
        if (auto stream = weak.lock()) stream->write_queued();
    }
}

const std::string& Shard::common_lines(Time now)
{
    auto second = now.milliseconds / 1000;
    if (second == common_second_) return common_lines_;
    common_second_ = second;
    common_lines_ = "Date: " + http_date(now) + "\r\n";
    if (!core.config.server_name.empty()) common_lines_ += "Server: " + core.config.server_name + "\r\n";
    return common_lines_;
}

struct HttpServer::Inside {
    Inside(Router router, ServerConfig config, Clock clock, ServerHooks hooks)
        : core(std::move(router), std::move(config), std::move(clock), std::move(hooks))
    {}

    ServerCore core;
    std::vector<std::unique_ptr<Shard>> shards;
    std::vector<std::thread> threads;

    std::uint16_t port = 0;

    bool wait_until_drained(Moment deadline)
    {
        while (!std::ranges::all_of(shards, [](const auto& shard) { return shard->is_drained(); })) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return true;
    }
};

HttpServer::HttpServer(Router router, ServerConfig config, Clock clock, ServerHooks hooks)
    : inside_(std::make_unique<Inside>(std::move(router), std::move(config), std::move(clock), std::move(hooks)))
{}

HttpServer::~HttpServer() { drain(seconds(0)); }

void HttpServer::start()
{
    const auto& config = inside_->core.config;
    auto count = config.threads > 0 ? config.threads : cores();
    for (int i = 0; i < count; ++i) inside_->shards.push_back(std::make_unique<Shard>(inside_->core));
    auto& first = *inside_->shards.front();
    for (std::size_t place = 0; place < config.listen.size(); ++place) {
        const auto& endpoint = config.listen[place];
        first.listen(endpoint, endpoint.port);
        for (const auto& shard : inside_->shards) {
            if (shard.get() != &first) shard->listen(endpoint, first.port(place));
        }
    }
    inside_->port = first.port(0);
    for (const auto& shard : inside_->shards) inside_->threads.emplace_back([&shard = *shard] { shard.run(); });
}

std::uint16_t HttpServer::port() const { return inside_->port; }

bool HttpServer::drain(Duration deadline)
{
    if (inside_->threads.empty()) return true;
    auto now = std::chrono::steady_clock::now();
    // Idle connections are kept for a moment: a request that is already on its way is answered, with "Connection: close".
    auto grace = later(now, std::min(milliseconds(500), milliseconds(deadline.milliseconds / 4)));
    inside_->core.draining = true;
    for (const auto& shard : inside_->shards)
        asio::post(shard->context, [shard = shard.get(), grace] { shard->begin_drain(grace); });
    bool nothing_cut = inside_->wait_until_drained(later(now, deadline));
    if (!nothing_cut) {
        for (const auto& shard : inside_->shards) asio::post(shard->context, [shard = shard.get()] { shard->cut_all(); });
        inside_->wait_until_drained(Moment::max());  // handlers that are running cannot be cut
    }
    for (const auto& shard : inside_->shards) asio::post(shard->context, [shard = shard.get()] { shard->finish(); });
    for (auto& thread : inside_->threads) thread.join();
    inside_->threads.clear();
    inside_->core.workers.stop();
    inside_->core.inbox.stop();
    inside_->core.outbound.stop();
    inside_->core.media.stop();
    return nothing_cut;
}

const ServerMetrics& HttpServer::metrics() const { return inside_->core.metrics; }

}  // namespace favilla::net
