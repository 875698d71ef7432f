// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/stream_connection.h"

#include <fmt/format.h>
#include <netinet/tcp.h>

namespace favilla::net {

namespace {

constexpr auto goodbye_patience = seconds(3);
constexpr unsigned dead_peer_ms = 60'000;  // unacknowledged bytes for this long: the peer is gone

Duration heartbeat_of(const Stream& stream)
{
    if (stream.heartbeat.milliseconds > 0) return stream.heartbeat;
    return stream.kind == StreamKind::WebSocket ? seconds(30) : seconds(15);
}

}  // namespace

StreamQueue::StreamQueue(Shard& shard, std::size_t max_bytes, std::size_t max_messages)
    : shard_(&shard), max_bytes_(max_bytes), max_messages_(max_messages)
{}

void StreamQueue::attach(std::weak_ptr<StreamConnection> connection)
{
    std::lock_guard lock(mutex_);
    connection_ = std::move(connection);
}

void StreamQueue::wake()
{
    if (woken_ || !shard_) return;
    woken_ = true;
    shard_->wake(connection_);
}

void StreamQueue::give_up()
{
    closing_ = true;
    too_slow_ = true;
    messages_.clear();
    woken_ = false;  // a write under way has not answered the last call
    wake();
}

bool StreamQueue::send(std::shared_ptr<const std::string> message)
{
    std::lock_guard lock(mutex_);
    if (!shard_ || closing_ || !message) return false;
    if (bytes_ + message->size() > max_bytes_ || messages_.size() >= max_messages_) {
        give_up();
        return false;
    }
    bytes_ += message->size();
    messages_.push_back({std::move(message), false});
    wake();
    return true;
}

void StreamQueue::send_framed(std::string bytes)
{
    std::lock_guard lock(mutex_);
    if (!shard_ || closing_) return;
    if (messages_.size() >= max_messages_) {
        give_up();
        return;
    }
    messages_.push_back({std::make_shared<const std::string>(std::move(bytes)), true});
    wake();
}

void StreamQueue::close(CloseCode code, std::string reason)
{
    std::lock_guard lock(mutex_);
    if (!shard_ || closing_) return;
    closing_ = true;
    code_ = code;
    reason_ = std::move(reason);
    wake();
}

bool StreamQueue::is_open() const
{
    std::lock_guard lock(mutex_);
    return shard_ && !closing_;
}

bool StreamQueue::is_too_slow() const
{
    std::lock_guard lock(mutex_);
    return too_slow_;
}

StreamQueue::Batch StreamQueue::take()
{
    std::lock_guard lock(mutex_);
    woken_ = false;
    bytes_ = 0;
    return {.messages = std::exchange(messages_, {}), .closing = closing_, .code = code_, .reason = reason_};
}

void StreamQueue::end()
{
    std::lock_guard lock(mutex_);
    shard_ = nullptr;
    messages_.clear();
}

StreamConnection::StreamConnection(Shard& shard, Socket socket, Stream stream, StreamWire wire, std::string already_read)
    : shard_(shard),
      core_(shard.core),
      socket_(std::move(socket)),
      stream_(std::move(stream)),
      wire_(wire),
      queue_(std::make_shared<StreamQueue>(shard, stream_.max_queued_bytes, stream_.max_queued_messages)),
      reader_(stream_.max_message)
{
    reader_.feed(already_read);
    last_heard_ = std::chrono::steady_clock::now();
    next_heartbeat_ = later(last_heard_, heartbeat_of(stream_));
    ++core_.metrics.streams;
    ++core_.metrics.streams_total;
}

StreamConnection::~StreamConnection() { --core_.metrics.streams; }

// The three callbacks run one after the other because this coroutine awaits each.
Task<> StreamConnection::run(std::string head)
{
    queue_->attach(weak_from_this());
    queue_->send_framed(std::move(head));
    error_code ignored;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_peer_ms, sizeof dead_peer_ms);

    bool opened = co_await run_callback([this] {
        if (stream_.on_open) stream_.on_open(queue_);
    });
    if (!opened) queue_->close(CloseCode::TryLater, "overloaded");
    if (wire_ == StreamWire::WebSocket) co_await read_messages();
    co_await read_until_gone();

    queue_->end();
    socket_.close(ignored);
    if (!opened || !stream_.on_close) co_return;
    // Beyond the bound: whoever listens for the stream must learn that it is gone.
    auto begin = [this](auto handler) {
        core_.workers.push([this, handler = std::move(handler)]() mutable {
            core_.call_guarded(stream_.on_close);
            auto executor = asio::get_associated_executor(handler);
            asio::post(executor, std::move(handler));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(begin, asio::use_awaitable_t<Executor>{});
}

Task<bool> StreamConnection::run_callback(std::function<void()> callback)
{
    if (!core_.workers.take_place()) co_return false;
    co_await run_in_place(&core_.workers, [this, callback = std::move(callback)] { core_.call_guarded(callback); });
    co_return true;
}

Task<bool> StreamConnection::read_some()
{
    while (socket_.is_open()) {
        error_code failed;
        scratch_used_ = socket_.read_some(asio::buffer(shard_.scratch), failed);
        if (!failed) {
            last_heard_ = std::chrono::steady_clock::now();
            co_return true;
        }
        if (failed != asio::error::would_block) co_return false;
        auto [waited] = co_await socket_.async_wait(Socket::wait_read, nothrow);
        if (waited) co_return false;
    }
    co_return false;
}

// Ends with the close handshake, or when the peer is gone or breaks the protocol.
Task<> StreamConnection::read_messages()
{
    while (true) {
        while (auto event = reader_.next()) {
            if (!co_await take_event(*std::move(event))) co_return;
        }
        if (!co_await read_some()) co_return;
        reader_.feed(std::string_view(shard_.scratch.data(), scratch_used_));
    }
}

Task<bool> StreamConnection::take_event(WebSocketReader::Event event)
{
    using Kind = WebSocketReader::Event::Kind;
    if (event.kind == Kind::Pong) co_return true;
    if (event.kind == Kind::Ping) {
        queue_->send_framed(frame_header(Opcode::Pong, event.payload.size()) + event.payload);
        co_return true;
    }
    if (event.kind == Kind::Closed || event.kind == Kind::Broken) {
        peer_closed_ = event.kind == Kind::Closed;
        queue_->close(event.code, {});
        co_return false;
    }
    if (!stream_.on_message || !queue_->is_open()) co_return true;
    bool ran = co_await run_callback([this, text = std::move(event.payload)] { stream_.on_message(*queue_, text); });
    if (!ran) queue_->close(CloseCode::TryLater, "overloaded");
    co_return ran;
}

// What an event stream's peer sends has no meaning, and neither has what follows a WebSocket's close frame.
Task<> StreamConnection::read_until_gone()
{
    while (co_await read_some()) {}
}

void StreamConnection::frame_batch(const std::vector<StreamMessage>& messages, std::vector<asio::const_buffer>& buffers)
{
    static constexpr std::string_view line_break = "\r\n";
    frames_.clear();
    frames_.reserve(messages.size());  // the buffers point into it
    for (const auto& message : messages) {
        bool chunk = wire_ == StreamWire::Chunked && !message.framed;
        if (chunk) buffers.push_back(asio::buffer(frames_.emplace_back(fmt::format("{:x}\r\n", message.bytes->size()))));
        if (wire_ == StreamWire::WebSocket && !message.framed) {
            buffers.push_back(asio::buffer(frames_.emplace_back(frame_header(Opcode::Text, message.bytes->size()))));
        }
        buffers.push_back(asio::buffer(*message.bytes));
        if (chunk) buffers.push_back(asio::buffer(line_break));
    }
}

// On the shard's thread. One write is under way at a time; what comes meanwhile waits in the queue.
void StreamConnection::write_queued()
{
    if (goodbye_said_ || !socket_.is_open()) return;
    if (queue_->is_too_slow()) {
        ++core_.metrics.streams_dropped_slow;
        cut();
        return;
    }
    if (!writing_.empty()) return;
    auto batch = queue_->take();
    std::erase_if(batch.messages, [](const StreamMessage& m) { return m.bytes->empty(); });
    writing_ = std::move(batch.messages);
    ending_ = std::move(batch);
    if (writing_.empty()) {
        if (ending_.closing) say_goodbye();
        return;
    }
    std::vector<asio::const_buffer> buffers;
    frame_batch(writing_, buffers);
    deadline_ = later(std::chrono::steady_clock::now(), core_.config.timeouts.write);
    asio::async_write(socket_, buffers,
                      [self = shared_from_this()](error_code failed, std::size_t count) { self->written(failed, count); });
}

void StreamConnection::written(error_code failed, std::size_t count)
{
    core_.metrics.bytes_out.fetch_add(static_cast<std::int64_t>(count), std::memory_order_relaxed);
    writing_ = {};
    frames_ = {};
    deadline_ = Moment::max();
    if (failed) {
        cut();
        return;
    }
    if (ending_.closing) {
        say_goodbye();
        return;
    }
    // An event is as good as a heartbeat; a ping is not, since its answer shows that somebody is there.
    if (wire_ != StreamWire::WebSocket) next_heartbeat_ = later(std::chrono::steady_clock::now(), heartbeat_of(stream_));
    write_queued();
}

// Everything queued has been written: the last bytes, then the end of our side. The peer has a moment to end its own.
void StreamConnection::say_goodbye()
{
    if (goodbye_said_) return;
    goodbye_said_ = true;
    deadline_ = later(std::chrono::steady_clock::now(), goodbye_patience);
    auto last = std::make_shared<std::string>();
    if (wire_ == StreamWire::WebSocket) *last = close_frame(ending_.code, ending_.reason);
    if (wire_ == StreamWire::Chunked) *last = "0\r\n\r\n";
    asio::async_write(socket_, asio::buffer(*last), [self = shared_from_this(), last](error_code, std::size_t) {
        error_code ignored;
        self->socket_.shutdown(Socket::shutdown_send, ignored);
        if (self->peer_closed_) self->cut();  // both close frames are exchanged: the server ends first (RFC 6455, 7.1.1)
    });
}

void StreamConnection::tick(Moment now)
{
    if (now >= deadline_) {
        if (!goodbye_said_) ++core_.metrics.timed_out;
        cut();
        return;
    }
    if (goodbye_said_ || now < next_heartbeat_) return;
    auto beat = heartbeat_of(stream_);
    // A browser answers pings by itself: three unanswered mean that nobody is there.
    if (wire_ == StreamWire::WebSocket && now > later(last_heard_, 3 * beat)) {
        cut();
        return;
    }
    next_heartbeat_ = later(now, beat);
    if (wire_ == StreamWire::WebSocket) queue_->send_framed(frame_header(Opcode::Ping, 0));
    if (wire_ != StreamWire::WebSocket) queue_->send(core_.thump);
}

void StreamConnection::drain() { queue_->close(CloseCode::GoingAway, "the server is stopping"); }

void StreamConnection::cut()
{
    error_code ignored;
    socket_.close(ignored);
}

void open_stream_connection(Shard& shard, Socket socket, Stream stream, StreamWire wire, std::string head,
                            std::string already_read)
{
    auto connection =
        std::make_shared<StreamConnection>(shard, std::move(socket), std::move(stream), wire, std::move(already_read));
    shard.own(connection);
    asio::co_spawn(shard.context, connection->run(std::move(head)), [&shard, connection](std::exception_ptr failed) {
        if (failed) shard.report(failed);
        shard.disown(connection);
    });
}

}  // namespace favilla::net
