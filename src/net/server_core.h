// SPDX-License-Identifier: AGPL-3.0-or-later
// net/server_core.h — what the files of the server share: the core (one a server, for all threads) and the shards
// (one a network thread, touched by that thread alone unless a member says otherwise).
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include <boost/asio.hpp>

#include "net/http_server.h"
#include "net/worker_pool.h"

namespace favilla::net {

namespace asio = boost::asio;
using boost::system::error_code;

// Everything is typed by the one executor there is: the general any_io_executor costs a third of the throughput.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Moment = std::chrono::steady_clock::time_point;
template <class T = void>
using Task = asio::awaitable<T, Executor>;
inline constexpr auto nothrow = asio::as_tuple(asio::use_awaitable_t<Executor>{});

inline Moment later(Moment now, Duration duration) { return now + std::chrono::milliseconds(duration.milliseconds); }

struct ServerCore {
    ServerCore(Router, ServerConfig, Clock, ServerHooks);

    Router router;
    ServerConfig config;
    Clock clock;
    ServerHooks hooks;
    ServerMetrics metrics;
    WorkerPool workers;
    WorkerPool inbox;
    WorkerPool outbound;
    WorkerPool media;
    std::atomic<std::size_t> large_bodies = 0;  // being read or held
    std::atomic<bool> draining = false;
    const std::shared_ptr<const std::string> thump = std::make_shared<const std::string>(":thump\n");  // shared by all streams

    WorkerPool& pool(Pool which);
    Response call(const Handler&, const Request&);    // an exception becomes the answer 500; on any thread
    void call_guarded(const std::function<void()>&);  // likewise for what answers nothing
    void report(std::string_view what, const Request&);
    Response error(const Request&, int status) const;
    std::string next_request_id();

private:
    std::uint64_t id_seed_;
    std::atomic<std::uint64_t> ids_ = 0;
};

// What lives on a shard: a connection or a stream. The shard owns it until its coroutine has ended.
class Tended {
public:
    virtual ~Tended() = default;
    virtual void tick(Moment now) = 0;  // deadlines and heartbeats
    virtual void drain() = 0;           // end as soon as nothing is lost by it
    virtual void cut() = 0;             // end now
};

class StreamConnection;

class Shard {
public:
    explicit Shard(ServerCore& c) : core(c), ticker_(context) {}

    ServerCore& core;
    asio::io_context context{1};
    std::array<char, 64 * 1024> scratch{};  // for reads that are used up before the next suspension
    Moment grace_ends{};                    // while draining: idle connections are kept until then

    void listen(const Endpoint&, std::uint16_t port);
    std::uint16_t port(std::size_t place) const { return acceptors_.at(place)->local_endpoint().port(); }
    void run();  // the thread's body
    void begin_drain(Moment grace);
    void cut_all();
    void finish();  // nothing lives here any more: run() may return

    void own(std::shared_ptr<Tended>);
    void disown(const std::shared_ptr<Tended>&);
    bool is_drained() const { return draining_ && alive_ == 0; }  // from any thread
    void wake(std::weak_ptr<StreamConnection>);                   // from any thread: it has something to write
    Task<> wait_behind();                                         // until whoever else is ready has been looked at
    const std::string& common_lines(Time now);                    // Date and Server
    void report(std::exception_ptr) const;                        // a coroutine of ours broke

private:
    Task<> accept(Acceptor* acceptor);
    Task<> tend();
    void take(Socket);
    void write_woken();
    void serve_behind();

    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    Timer ticker_;
    bool finished_ = false;
    std::atomic<bool> draining_ = false;  // this shard takes nothing new any more
    std::unordered_set<std::shared_ptr<Tended>> tended_;
    std::atomic<std::size_t> alive_ = 0;
    std::string common_lines_;
    std::int64_t common_second_ = -1;
    std::mutex woken_mutex_;
    std::vector<std::weak_ptr<StreamConnection>> woken_;
    std::deque<std::move_only_function<void()>> behind_;
};

// Work that says itself when it is over: once, on any thread.
using Over = std::move_only_function<void()>;
using WorkUntilOver = std::move_only_function<void(Over)>;

// Begins `work` on the pool, where a place was taken for it (by this asker), and comes back to the shard's thread when it is over.
inline Task<> run_until_over(WorkerPool* pool, WorkUntilOver work, WorkerPool::Asker asker = {})
{
    auto begin = [pool, asker](auto handler, WorkUntilOver begun) {
        pool->push_to_place(
            [handler = std::move(handler), begun = std::move(begun)]() mutable {
                auto executor = asio::get_associated_executor(handler);
                begun([executor, handler = std::move(handler)]() mutable { asio::post(executor, std::move(handler)); });
            },
            asker);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(begin, asio::use_awaitable_t<Executor>{},
                                                                                 std::move(work));
}

// The same for what is over when it returns.
inline Task<> run_in_place(WorkerPool* pool, WorkerPool::Job work)
{
    return run_until_over(pool, [work = std::move(work)](Over over) mutable {
        work();
        over();
    });
}

}  // namespace favilla::net
