// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/connection.h"

#include <algorithm>
#include <fstream>

#include "net/later.h"
#include "net/stream_connection.h"
#include "net/websocket.h"

namespace favilla::net {

namespace {

constexpr std::size_t read_step = 4096;
constexpr std::size_t body_step = 64 * 1024;
constexpr std::size_t small_body = 16 * 1024;  // copied behind the head; a larger one is written from where it is
constexpr std::size_t file_step = 256 * 1024;
constexpr auto no_deadline = Moment::max();

std::string allow_header(const std::vector<Method>& allowed)
{
    std::string text;
    for (auto method : allowed) text += std::string(method_name(method)) + ", ";
    return text + "OPTIONS";
}

}  // namespace

Connection::Connection(Shard& shard, Socket socket, Address peer)
    : shard_(shard), core_(shard.core), socket_(std::move(socket)), peer_(peer)
{
    enter(Phase::Idle);
    ++core_.metrics.connections;
    ++core_.metrics.connections_total;
}

Connection::~Connection() { --core_.metrics.connections; }

void Connection::enter(Phase phase)
{
    const auto& timeouts = core_.config.timeouts;
    auto now = std::chrono::steady_clock::now();
    phase_ = phase;
    timed_out_ = false;
    switch (phase) {
    case Phase::Idle: deadline_ = later(now, timeouts.idle); break;
    case Phase::Header: deadline_ = later(now, timeouts.header); break;
    case Phase::Body: deadline_ = later(now, timeouts.body + body_time_); break;
    case Phase::Handler: deadline_ = no_deadline; break;
    case Phase::Write: deadline_ = later(now, timeouts.write); break;
    case Phase::Linger: deadline_ = later(now, seconds(2)); break;
    }
}

void Connection::tick(Moment now)
{
    bool grace_over = phase_ == Phase::Idle && core_.draining && now >= shard_.grace_ends;
    if (now < deadline_ && !grace_over) return;
    timed_out_ = true;
    deadline_ = no_deadline;
    if (!grace_over) ++core_.metrics.timed_out;
    error_code ignored;
    socket_.cancel(ignored);  // the coroutine sees why and ends
}

void Connection::drain() { tick(std::chrono::steady_clock::now()); }

void Connection::cut()
{
    cut_ = true;
    error_code ignored;
    socket_.close(ignored);
}

// All answers so far are written first: nobody waits for a peer that waits for us.
Task<bool> Connection::read_more()
{
    if (!out_.empty()) {
        auto phase = phase_;
        if (!co_await write_out({})) co_return false;
        enter(phase);
    }
    error_code failed;
    if (std::exchange(behind_, false) && in_.empty()) {
        std::tie(failed) = co_await socket_.async_wait(Socket::wait_read, nothrow);
        if (!failed) co_await shard_.wait_behind();
    }
    auto used = in_.size();
    in_.resize(used + read_step);
    std::size_t count = 0;
    auto room = asio::buffer(in_.data() + used, read_step);
    if (!failed) std::tie(failed, count) = co_await socket_.async_read_some(room, nothrow);
    if (failed == asio::error::operation_aborted && phase_ == Phase::Idle && !cut_) {
        // Told to end while idle: a request that has just come in is still answered.
        count = socket_.read_some(room, failed);
    }
    in_.resize(used + count);
    core_.metrics.bytes_in.fetch_add(static_cast<std::int64_t>(count), std::memory_order_relaxed);
    co_return !failed && count > 0;
}

Task<bool> Connection::read_head()
{
    head_ = {};
    response_ = {};
    cors_ = nullptr;
    enter(in_.empty() ? Phase::Idle : Phase::Header);
    std::size_t looked_at = 0;
    while (true) {
        auto found = find_head(in_, looked_at, core_.config.limits);
        if (!found) {
            co_await refuse(found.error());
            co_return false;
        }
        if (*found) {
            auto head = parse_head(std::string_view(in_).substr(0, **found), core_.config.limits);
            if (!head) {
                co_await refuse(head.error());
                co_return false;
            }
            in_.erase(0, **found);
            head_ = *std::move(head);
            co_return true;
        }
        looked_at = in_.size();
        if (!co_await read_more()) break;
        if (phase_ == Phase::Idle) enter(Phase::Header);
    }
    if (phase_ == Phase::Header && timed_out_) co_await refuse(408);
    co_return false;
}

Task<HttpResult<void>> Connection::read_chunks(std::size_t max_body)
{
    ChunkReader reader(max_body);
    while (true) {
        auto taken = reader.read(in_, head_.request.body);
        if (!taken) co_return std::unexpected(taken.error());
        in_.erase(0, *taken);
        if (reader.done()) co_return HttpResult<void>{};
        if (!co_await read_more()) co_return std::unexpected(408);
    }
}

Task<HttpResult<void>> Connection::read_body(std::size_t max_body)
{
    auto length = static_cast<std::size_t>(std::min<std::uint64_t>(head_.content_length.value_or(0), max_body + 1));
    if (!head_.chunked && length == 0) co_return HttpResult<void>{};
    if (length > max_body) co_return std::unexpected(413);
    if (head_.expects_continue && in_.empty()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    enter(Phase::Body);
    if (head_.chunked) co_return co_await read_chunks(max_body);

    auto& body = head_.request.body;
    body = in_.substr(0, length);
    in_.erase(0, body.size());
    if (body.size() < length && !out_.empty()) {
        if (!co_await write_out({})) co_return std::unexpected(408);
        enter(Phase::Body);
    }
    while (body.size() < length) {
        auto used = body.size();
        body.resize(std::min(length, used + body_step));  // never the announced length at once: it may never come
        auto [failed, count] = co_await socket_.async_read_some(asio::buffer(body.data() + used, body.size() - used), nothrow);
        body.resize(used + count);
        core_.metrics.bytes_in.fetch_add(static_cast<std::int64_t>(count), std::memory_order_relaxed);
        if (failed || count == 0) co_return std::unexpected(408);
    }
    co_return HttpResult<void>{};
}

Task<> Connection::serve()
{
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    while (co_await read_head()) {
        if (!co_await serve_one()) break;
    }
    if (socket_.is_open() && !out_.empty()) co_await write_out({});
    if (socket_.is_open()) co_await linger();
    socket_.close(ignored);
}

void Connection::identify()
{
    auto& request = head_.request;
    request.received_at = core_.clock();
    request.request_id = core_.next_request_id();
    client_ = client_address(peer_, request, core_.config.trusted_proxies, core_.config.proxy_header);
    request.client_address = to_string(client_);
}

RouteMatch Connection::find_route()
{
    auto& request = head_.request;
    cors_ = core_.router.cors_for(request.path());
    auto match = core_.router.match(request.method, request.path());
    if (!match.route) match.index = core_.router.routes().size();
    if (!match.route && match.allowed.empty() && request.method != Method::Options) match.route = core_.router.fallback();
    if (match.route) request.route = match.route->pattern;
    request.params = std::move(match.params);
    return match;
}

namespace {

// One of the bodies that are larger than most routes take: counted from its first byte until it was answered.
class LargeBody {
public:
    explicit LargeBody(std::atomic<std::size_t>* all) : all_(all), count_(all ? ++*all : 0) {}
    ~LargeBody()
    {
        if (all_) --*all_;
    }
    LargeBody(const LargeBody&) = delete;
    LargeBody& operator=(const LargeBody&) = delete;
    std::size_t count() const { return count_; }

private:
    std::atomic<std::size_t>* all_;
    std::size_t count_;
};

}  // namespace

Task<bool> Connection::serve_one()
{
    auto begun = std::chrono::steady_clock::now();
    identify();
    keep_alive_ = head_.keep_alive;
    if (auto status = core_.hooks.turns_away ? core_.hooks.turns_away(head_.request) : 0) {
        co_await refuse(status);
        co_return false;
    }
    auto match = find_route();
    // What other servers bring may be a flood: whom there is no place for is told so before any of it is read, on this thread.
    if (match.route && match.route->pool == Pool::Inbox && !core_.inbox.has_place(asker_of(*match.route)))
        co_return co_await put_off(match.route, match.index, begun);
    auto max_body = match.route && match.route->max_body > 0 ? match.route->max_body : core_.config.limits.body_bytes;
    auto usual = core_.config.limits.body_bytes;
    bool large = max_body > usual && (head_.chunked || head_.content_length.value_or(0) > usual);
    LargeBody held{large ? &core_.large_bodies : nullptr};
    body_time_ = large ? seconds(static_cast<std::int64_t>(max_body / core_.config.timeouts.body_pace)) : Duration{};
    if (held.count() > core_.config.limits.large_bodies) {
        co_await refuse(503);
        co_return false;
    }
    if (auto read = co_await read_body(max_body); !read) {
        co_await refuse(read.error());
        co_return false;
    }
    if (!match.route) response_ = answer_without_route(match);
    if (match.route && !co_await run_handler(match.route)) response_ = overloaded(match.route);

    if (response_.stream) {
        bool begins = begin_stream();
        note(match.index, begun);
        co_return !begins && keep_alive_;
    }
    bool written = co_await write_answer();
    note(match.index, begun);
    co_return written&& keep_alive_;
}

Task<bool> Connection::run_handler(const Route* route)
{
    enter(Phase::Handler);
    if (route->pool == Pool::Inline) {
        response_ = core_.call(route->handler, head_.request);
        co_return true;
    }
    bool outbound = route->asks_others && route->asks_others(head_.request);
    auto& pool = core_.pool(outbound ? Pool::Outbound : route->pool);
    auto asker = asker_of(*route);
    if (!pool.take_place(asker)) co_return false;
    if (!out_.empty()) co_await write_out({});  // earlier answers of a pipeline do not wait for this one
    enter(Phase::Handler);
    ++core_.metrics.in_flight;
    co_await run_until_over(&pool, [this, route](Over over) { ask(route->handler, std::move(over)); }, asker);
    while (otherwise_ && pool.take_place(asker))
        co_await run_until_over(&pool, [this](Over over) { ask_otherwise(std::move(over)); }, asker);
    --core_.metrics.in_flight;
    co_return !std::exchange(otherwise_, nullptr);
}

void Connection::ask(const Handler& handler, Over over)
{
    response_ = core_.call(handler, head_.request);
    auto later = std::exchange(response_.later, nullptr);
    if (!later) return over();
    // From here on the answer may be there, and this connection be gone on, before this line is over.
    later->begin([this, later, over = std::move(over)](std::optional<Response> answer) mutable {
        if (answer)
            response_ = *std::move(answer);
        else
            otherwise_ = later;
        over();
    });
}

void Connection::ask_otherwise(Over over)
{
    ask([later = std::exchange(otherwise_, nullptr)](const Request&) { return later->otherwise(); }, std::move(over));
}

Response Connection::answer_without_route(const RouteMatch& match) const
{
    const auto& request = head_.request;
    bool preflight = request.method == Method::Options && request.has_header("Access-Control-Request-Method");
    if (cors_ && preflight) return preflight_response(request, *cors_);
    if (request.method == Method::Options && (request.target == "*" || !match.allowed.empty())) {
        return with_header(empty_response(204), "Allow", allow_header(match.allowed));
    }
    if (!match.allowed.empty()) return with_header(core_.error(request, 405), "Allow", allow_header(match.allowed));
    return core_.error(request, 404);
}

// Puts the answer behind those that wait to be written; writes only what is large.
Task<bool> Connection::write_answer()
{
    keep_alive_ = keep_alive_ && !core_.draining;  // what is said here is held, also when draining begins now
    bool has_body = may_have_body(response_.status);
    AnswerContext context{.common_lines = shard_.common_lines(head_.request.received_at),
                          .request_id = head_.request.request_id,
                          .cors = cors_,
                          .framing = has_body ? Framing::Length : Framing::None,
                          .keep_alive = keep_alive_,
                          .http_1_0 = head_.http_1_0};
    write_head(out_, response_, context);
    if (!has_body || head_.request.method == Method::Head) co_return true;

    if (auto file = file_answer_of(response_)) co_return co_await write_file(*std::move(file));
    auto own = std::move(response_.body);  // goes when it is sent, not when the connection's next answer comes
    auto body = response_.lasting_body.value_or(own);
    if (body.size() > small_body) co_return co_await write_out(body);
    out_ += body;
    co_return out_.size() < 4 * small_body || co_await write_out({});
}

Task<bool> Connection::write_out(std::string_view body)
{
    enter(Phase::Write);
    std::array<std::string_view, 2> parts = {out_, body};
    while (!parts[0].empty() || !parts[1].empty()) {
        std::array<asio::const_buffer, 2> buffers = {asio::buffer(parts[0]), asio::buffer(parts[1])};
        // Nearly always the kernel takes all of it at once, and there is nothing to suspend for.
        error_code failed;
        auto count = socket_.write_some(buffers, failed);
        if (failed == asio::error::would_block) { std::tie(failed, count) = co_await socket_.async_write_some(buffers, nothrow); }
        if (failed) {
            socket_.close(failed);
            out_.clear();
            co_return false;
        }
        core_.metrics.bytes_out.fetch_add(static_cast<std::int64_t>(count), std::memory_order_relaxed);
        for (auto& part : parts) {
            auto taken = std::min(count, part.size());
            part.remove_prefix(taken);
            count -= taken;
        }
        enter(Phase::Write);  // it moves: the deadline begins anew
    }
    out_.clear();
    co_return true;
}

// A worker reads while nothing is written, and the other way round. What became shorter meanwhile ends the connection: its length was told.
Task<bool> Connection::write_file(FileAnswer answer)
{
    auto file = std::make_shared<std::ifstream>(answer.file, std::ios::binary);
    auto& pool = core_.pool(Pool::Workers);
    while (answer.size > 0) {
        auto piece = std::make_shared<std::string>(std::min<std::uint64_t>(answer.size, file_step), '\0');
        auto read = [file, piece] {
            file->read(piece->data(), static_cast<std::streamsize>(piece->size()));
            piece->resize(static_cast<std::size_t>(file->gcount()));
        };
        if (pool.take_place())
            co_await run_in_place(&pool, read);
        else
            read();
        if (piece->empty() || cut_) {
            error_code ignored;
            socket_.close(ignored);
            out_.clear();
            co_return false;
        }
        answer.size -= piece->size();
        if (!co_await write_out(*piece)) co_return false;
    }
    co_return out_.empty() || co_await write_out({});
}

Task<> Connection::refuse(int status)
{
    if (!socket_.is_open()) co_return;
    ++core_.metrics.rejected_malformed;
    keep_alive_ = false;
    if (head_.request.request_id.empty()) identify();
    response_ = core_.error(head_.request, status);
    note(core_.router.routes().size(), std::chrono::steady_clock::now());
    if (co_await write_answer()) co_await write_out({});
}

// Closing while bytes of the peer are unread would reset the connection and could take our last answer with it:
// say that nothing more comes, and read over the rest for a moment.
Task<> Connection::linger()
{
    constexpr std::size_t max_rest = 1024 * 1024;
    error_code failed;
    socket_.shutdown(Socket::shutdown_send, failed);
    if (failed) co_return;
    if (in_.empty() && socket_.available(failed) == 0 && keep_alive_) co_return;
    enter(Phase::Linger);
    std::size_t rest = 0;
    while (rest < max_rest && !timed_out_) {
        rest += socket_.read_some(asio::buffer(shard_.scratch), failed);
        if (failed == asio::error::would_block) {
            auto [waited] = co_await socket_.async_wait(Socket::wait_read, nothrow);
            failed = waited;
        }
        if (failed) co_return;
    }
}

bool Connection::begin_stream()
{
    auto stream = *std::move(response_.stream);
    response_.stream.reset();
    auto& request = head_.request;
    bool websocket = stream.kind == StreamKind::WebSocket;
    bool full = core_.draining || core_.metrics.streams >= static_cast<std::int64_t>(core_.config.limits.streams);
    auto headers = std::exchange(response_.headers, {});
    response_ = full ? overloaded(nullptr) : websocket ? websocket_handshake(request) : empty_response(200);
    bool accepted = response_.status == 101 || response_.status == 200;
    if (accepted) response_.headers.insert(response_.headers.end(), headers.begin(), headers.end());

    bool begins = accepted && request.method != Method::Head;
    auto framing = response_.status == 101 ? Framing::None
                 : !accepted               ? Framing::Length
                 : head_.http_1_0          ? Framing::UntilClose
                                           : Framing::Chunked;
    keep_alive_ = keep_alive_ && !core_.draining && (websocket || !begins);
    AnswerContext context{.common_lines = shard_.common_lines(request.received_at),
                          .request_id = request.request_id,
                          .cors = cors_,
                          .framing = framing,
                          .keep_alive = keep_alive_,
                          .http_1_0 = head_.http_1_0,
                          .upgrade = response_.status == 101};
    write_head(out_, response_, context);
    if (!begins) {
        if (request.method != Method::Head) out_ += response_.body;
        return false;
    }
    auto wire = websocket ? StreamWire::WebSocket : head_.http_1_0 ? StreamWire::Plain : StreamWire::Chunked;
    open_stream_connection(shard_, std::move(socket_), std::move(stream), wire, std::exchange(out_, {}), std::exchange(in_, {}));
    return true;
}

void Connection::note(std::size_t route_index, Moment begun)
{
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
    auto& metrics = *core_.metrics.routes.at(route_index);
    metrics.by_class.at(static_cast<std::size_t>(std::clamp(response_.status / 100, 1, 5)))
        .fetch_add(1, std::memory_order_relaxed);
    metrics.times.add(took);
    if (core_.hooks.on_answer) core_.hooks.on_answer(head_.request, response_.status, milliseconds(took / 1000));
}

}  // namespace favilla::net
