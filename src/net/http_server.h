// SPDX-License-Identifier: AGPL-3.0-or-later
// net/http_server.h — the server: HTTP/1.1 with keep-alive, event streams and WebSocket on any number of
// addresses. Network threads read and write; handlers run on bounded pools, and a full pool answers
// 503 at once. Plain HTTP: TLS and HTTP/2 are the reverse proxy's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "net/address.h"
#include "net/http.h"
#include "net/metrics.h"
#include "net/router.h"

namespace favilla::net {

struct ServerLimits {
    std::size_t header_bytes = 16 * 1024;  // request line and headers; more: 431
    std::size_t header_count = 100;
    std::size_t target_bytes = 8 * 1024;   // more: 414
    std::size_t body_bytes = 1024 * 1024;  // where the route says nothing; more: 413
    std::size_t large_bodies = 32;         // at once, of those a route lets be larger; more: 503
    std::size_t connections = 20'000;      // more are closed as they come
    std::size_t streams = 10'000;          // more: 503
};

struct ServerTimeouts {
    Duration header = seconds(10);       // from a request's first byte to the end of its headers
    Duration body = seconds(30);         // for the whole body; a second more for every so many that a route lets it be larger:
    std::size_t body_pace = 128 * 1024;  // bytes
    Duration idle = seconds(75);         // between requests
    Duration write = seconds(30);        // with nothing taken by the peer
    Duration tick = milliseconds(250);   // how often all of these are looked at
};

struct ServerConfig {
    std::vector<Endpoint> listen = {{"127.0.0.1", 8080}};  // port 0: any free one, see port()
    int threads = 0;                                       // network threads; 0: one a core
    int workers = 0;                                       // handler threads; 0: two a core, at least four
    int inbox_workers = 8;
    int outbound_workers = 4;
    int media_workers = 2;
    std::size_t queue = 512;        // requests that wait for a worker
    std::size_t inbox_queue = 256;  // one address alone gets half of it, see net/worker_pool.h
    std::size_t outbound_queue = 64;
    std::size_t media_queue = 32;
    Duration retry_after = seconds(5);  // said with a 503
    ServerLimits limits;
    ServerTimeouts timeouts;
    std::vector<Network> trusted_proxies;
    ProxyHeader proxy_header = ProxyHeader::XForwardedFor;
    std::string server_name = "Favilla";  // the Server header; empty: none
};

// Called from any network or worker thread, at the same time; each may be empty.
struct ServerHooks {
    std::function<int(const Request&)>
        turns_away;  // asked once the head is read; 0: answered as ever, else refused with that status
    std::function<void(const Request&, int status, Duration took)> on_answer;  // an access log
    std::function<void(const Request&, std::string_view what)> on_exception;   // a handler threw; answered 500
    std::function<int(const std::exception&)> status_of;                       // what a handler's exception is answered with; 500
    std::function<Response(const Request&, int status)> error_page;            // HTML or JSON, by path; must not wait
};

class HttpServer {
public:
    HttpServer(Router, ServerConfig, Clock, ServerHooks = {});
    ~HttpServer();  // drains with no patience
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    void start();                // returns when listening; throws std::system_error
    std::uint16_t port() const;  // of the first address
    // Takes no new connection, finishes the answers in flight with "Connection: close", says goodbye to streams,
    // and returns when all is done, or cuts what is left at the deadline. True when nothing was cut.
    bool drain(Duration deadline);
    const ServerMetrics& metrics() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace favilla::net
