// SPDX-License-Identifier: AGPL-3.0-or-later
// net/stream_connection.h — one open stream on a shard: what waits to be written, the reading loop, the heartbeat.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/server_core.h"
#include "net/stream.h"
#include "net/websocket.h"

namespace favilla::net {

enum class StreamWire { Plain, Chunked, WebSocket };

struct StreamMessage {
    std::shared_ptr<const std::string> bytes;  // shared with every stream it was sent to
    bool framed = false;                       // written as it is: a head, a pong, a close frame
};

// The handle, which outlives the connection as long as somebody holds it.
class StreamQueue final : public StreamHandle {
public:
    StreamQueue(Shard&, std::size_t max_bytes, std::size_t max_messages);

    bool send(std::shared_ptr<const std::string> message) override;
    void close(CloseCode, std::string reason) override;
    bool is_open() const override;

    struct Batch {
        std::vector<StreamMessage> messages;
        bool closing = false;  // nothing more will come
        CloseCode code = CloseCode::Normal;
        std::string reason;
    };
    void attach(std::weak_ptr<StreamConnection>);
    void send_framed(std::string bytes);
    bool is_too_slow() const;
    Batch take();
    void end();  // the connection is gone; the shard is not named any more

private:
    void wake();  // under the lock, as the next
    void give_up();

    mutable std::mutex mutex_;
    Shard* shard_;  // null once ended
    std::weak_ptr<StreamConnection> connection_;
    std::vector<StreamMessage> messages_;
    std::size_t bytes_ = 0;
    std::size_t max_bytes_;
    std::size_t max_messages_;
    bool woken_ = false;
    bool closing_ = false;
    bool too_slow_ = false;
    CloseCode code_ = CloseCode::Normal;
    std::string reason_;
};

class StreamConnection final : public Tended, public std::enable_shared_from_this<StreamConnection> {
public:
    StreamConnection(Shard&, Socket, Stream, StreamWire, std::string already_read);
    ~StreamConnection() override;

    Task<> run(std::string head);
    void write_queued();
    void tick(Moment now) override;
    void drain() override;
    void cut() override;

private:
    Task<bool> run_callback(std::function<void()> callback);  // false: the pool has no place
    Task<> read_messages();
    Task<> read_until_gone();
    Task<bool> read_some();                               // false: the peer is gone; the bytes stand in the shard's scratch
    Task<bool> take_event(WebSocketReader::Event event);  // false: the stream ends
    void frame_batch(const std::vector<StreamMessage>& messages, std::vector<asio::const_buffer>& buffers);
    void written(error_code failed, std::size_t count);
    void say_goodbye();

    Shard& shard_;
    ServerCore& core_;
    Socket socket_;
    Stream stream_;
    StreamWire wire_;
    std::shared_ptr<StreamQueue> queue_;
    WebSocketReader reader_;
    std::vector<StreamMessage> writing_;  // kept until the kernel has taken it
    std::vector<std::string> frames_;     // what stands before each
    std::size_t scratch_used_ = 0;
    Moment next_heartbeat_;
    Moment last_heard_;
    Moment deadline_ = Moment::max();  // of the write under way, or of the goodbye
    StreamQueue::Batch ending_;
    bool goodbye_said_ = false;
    bool peer_closed_ = false;
};

// Takes the connection over from HTTP: `head` is still to be written, `already_read` came behind the request.
void open_stream_connection(Shard&, Socket, Stream, StreamWire, std::string head, std::string already_read);

}  // namespace favilla::net
