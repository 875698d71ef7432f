// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is told to come later, and how it stays cheap when many are (docs/decisions/0056-who-goes-first.md).
#include <algorithm>

#include "net/connection.h"
#include "net/household.h"

namespace favilla::net {

namespace {

constexpr std::size_t longest_read_over = 64 * 1024;  // of a body that nobody wants; behind a larger one the connection ends

}  // namespace

// Where other servers bring something, a program reads the answer: the number is enough, and costs nothing.
Response Connection::overloaded(const Route* route) const
{
    ++core_.metrics.rejected_overload;
    auto wait = std::max<std::int64_t>(1, core_.config.retry_after.milliseconds / 1000);
    bool brief = route && route->pool == Pool::Inbox;
    return with_header(brief ? empty_response(503) : core_.error(head_.request, 503), "Retry-After", std::to_string(wait));
}

// Whose share of a pool is looked at.
WorkerPool::Asker Connection::asker_of(const Route& route) const
{
    return route.pool == Pool::Inbox ? WorkerPool::Asker{household_of(client_)} : std::nullopt;
}

// A body whose end is known and near is read over, so that the next request is found behind it; behind any other the connection ends.
Task<bool> Connection::put_off(const Route* route, std::size_t index, Moment begun)
{
    bool is_near = !head_.chunked && !head_.expects_continue && head_.content_length.value_or(0) <= longest_read_over;
    keep_alive_ = keep_alive_ && is_near;
    if (is_near && !co_await read_over_body()) {
        co_await refuse(408);
        co_return false;
    }
    response_ = overloaded(route);
    behind_ = true;
    bool written = co_await write_answer();
    note(index, begun);
    co_return written&& keep_alive_;
}

// One at a time, each behind all that is ready meanwhile: however many are told to come later, who reads here waits for one of them.
Task<> Shard::wait_behind()
{
    auto begin = [this](auto handler) {
        behind_.emplace_back(std::move(handler));
        if (behind_.size() == 1) asio::post(context, [this] { serve_behind(); });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(begin, asio::use_awaitable_t<Executor>{});
}

void Shard::serve_behind()
{
    auto next = std::move(behind_.front());
    behind_.pop_front();
    if (!behind_.empty()) asio::post(context, [this] { serve_behind(); });
    next();
}

Task<bool> Connection::read_over_body()
{
    auto left = static_cast<std::size_t>(head_.content_length.value_or(0));
    auto here = std::min(left, in_.size());
    in_.erase(0, here);
    left -= here;
    if (left == 0) co_return true;
    if (!out_.empty() && !co_await write_out({})) co_return false;
    enter(Phase::Body);
    while (left > 0) {
        auto [failed, count] = co_await socket_.async_read_some(asio::buffer(shard_.scratch, left), nothrow);
        core_.metrics.bytes_in.fetch_add(static_cast<std::int64_t>(count), std::memory_order_relaxed);
        if (failed || count == 0) co_return false;
        left -= count;
    }
    co_return true;
}

}  // namespace favilla::net
