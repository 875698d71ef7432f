// SPDX-License-Identifier: AGPL-3.0-or-later
// net/http_client.h — requests to other people's servers, one at a time on the calling thread, which is a job's. A name is
// resolved, each address is judged, the connection goes to the address that was judged, and the certificate is
// checked against the name: no answer of a name server leads into our own network (SSRF, DNS rebinding). Time and
// bytes are bounded in total, decompressed, whatever the other side does. Redirects are the caller's: each hop is
// signed and judged anew.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "base/web_url.h"
#include "net/http.h"

namespace favilla::net {

struct ClientConfig {
    bool private_addresses = false;  // while testing: any address, any port, and http
    std::string extra_authorities;   // a PEM file of certificate authorities beside the system's
    std::string user_agent = "Favilla";
    Duration connect = seconds(5);
    Duration total = seconds(30);
    std::size_t body_bytes = 1024 * 1024;  // decompressed
    std::size_t head_bytes = 32 * 1024;
    Duration keep_alive = seconds(20);  // how long a connection waits for the next request to its host
    std::size_t kept = 64;              // connections that wait, of all hosts together
    // Asks for a name's addresses, once a connection: what was judged is what is met. Null: the system's resolver.
    std::vector<IpAddress> (*resolve)(const std::string& host) = nullptr;
};

// What is done with a body that is longer than it may be.
enum class Excess { Refused, Cut };

struct ClientRequest {
    Method method = Method::Get;
    WebUrl url;
    std::vector<Header> headers;  // Host, User-Agent, Accept-Encoding and Content-Length are added
    std::string body;
    std::size_t body_bytes = 0;  // of the answer, decompressed; 0: the client's own bound
    Excess excess = Excess::Refused;
};

struct ClientResponse {
    int status = 0;
    std::vector<Header> headers;
    std::string body;

    std::string_view header(std::string_view name) const;  // the first of that name; empty when absent
    std::string_view content_type() const;                 // without its parameters, as sent
    bool is_redirect() const;                              // what is asked for is elsewhere (RFC 9110, 15.4)
    std::optional<Duration> retry_after() const;           // RFC 9110, 10.2.3, the form in seconds; a date is none
};

// Any thread may send; the connections that wait are shared.
class HttpClient {
public:
    explicit HttpClient(ClientConfig);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Refuses Unavailable, with the param "reason" for the log and for people: net.not_resolved, net.address_refused,
    // net.not_connected, net.certificate_refused, net.timed_out, net.answer_broken, net.answer_too_large.
    Result<ClientResponse> send(const ClientRequest&, Duration total);
    Result<ClientResponse> send(const ClientRequest& request) { return send(request, config().total); }
    const ClientConfig& config() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace favilla::net
