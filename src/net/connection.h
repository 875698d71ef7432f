// SPDX-License-Identifier: AGPL-3.0-or-later
// net/connection.h — one connection of HTTP/1.1: requests are read and answered one after the other.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "net/file_answer.h"
#include "net/http_answer.h"
#include "net/http_head.h"
#include "net/server_core.h"

namespace favilla::net {

class Connection final : public Tended {
public:
    Connection(Shard&, Socket, Address peer);
    ~Connection() override;

    Task<> serve();
    void tick(Moment now) override;
    void drain() override;
    void cut() override;

private:
    // What the peer is waited for, and until when.
    enum class Phase { Idle, Header, Body, Handler, Write, Linger };
    void enter(Phase);

    // Coroutines take nothing by reference: what one exchange is about stands in the members below.
    Task<bool> read_more();  // false: the peer is gone or out of time
    Task<bool> read_head();  // false: the connection ends; what had to be said has been said
    Task<HttpResult<void>> read_body(std::size_t max_body);
    Task<HttpResult<void>> read_chunks(std::size_t max_body);
    Task<bool> read_over_body();                                              // false: it did not come
    Task<bool> serve_one();                                                   // false: the connection ends
    Task<bool> run_handler(const Route* route);                               // false: the pool has no place
    Task<bool> put_off(const Route* route, std::size_t index, Moment begun);  // false: the connection ends
    Task<bool> write_answer();
    Task<bool> write_out(std::string_view body);
    Task<bool> write_file(FileAnswer);
    Task<> refuse(int status);  // answers what cannot be read on from
    Task<> linger();

    void ask(const Handler&, Over);  // on a worker; over when response_ or otherwise_ is there
    void ask_otherwise(Over);
    void identify();
    RouteMatch find_route();
    Response answer_without_route(const RouteMatch&) const;
    Response overloaded(const Route* route) const;
    WorkerPool::Asker asker_of(const Route& route) const;
    bool begin_stream();  // false: it cannot begin, and why stands in out_
    void note(std::size_t route_index, Moment begun);

    Shard& shard_;
    ServerCore& core_;
    Socket socket_;
    Address peer_;
    std::string in_;   // read, not yet used
    std::string out_;  // answers not yet written: written before anything is waited for
    Phase phase_ = Phase::Idle;
    Moment deadline_{};
    Duration body_time_{};  // beyond the usual, for a body that may be larger
    bool timed_out_ = false;
    bool cut_ = false;
    bool behind_ = false;  // it was just told to come later: what it says next is read when nobody else waits
    // The exchange:
    Head head_;
    Address client_;  // the peer, or whom a trusted proxy names
    Response response_;
    std::shared_ptr<const Later> otherwise_;  // instead of an answer: whom a worker is to ask
    const Cors* cors_ = nullptr;
    bool keep_alive_ = true;
};

}  // namespace favilla::net
