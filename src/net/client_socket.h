// SPDX-License-Identifier: AGPL-3.0-or-later
// net/client_socket.h — one connection of ours to another server, plain or under TLS, on which every wait ends at a deadline.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/result.h"

namespace favilla::net {

using Deadline = std::chrono::steady_clock::time_point;

Error unreachable(std::string_view reason);  // Unavailable, "net.not_connected" and its kin

// The certificate authorities that are believed, for all connections: the system's, which take 25 ms, are read when the first one asks.
class TlsClient {
public:
    explicit TlsClient(const std::string& extra_authorities);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    void* context() const;

private:
    void* context_;
    mutable std::once_flag read_;
};

class ClientSocket {
public:
    // Connects to an address that was judged already.
    static Result<ClientSocket> connect(const IpAddress&, std::uint16_t port, Deadline);
    ClientSocket(ClientSocket&&) noexcept;
    ClientSocket& operator=(ClientSocket&&) noexcept;
    ~ClientSocket();

    // TLS 1.2 or later; the certificate must be of this name.
    Result<void> start_tls(const TlsClient&, const std::string& host, Deadline);
    Result<void> write(std::string_view, Deadline);
    // Appends what has come; 0 when the other side has ended.
    Result<std::size_t> read_some(std::string& into, Deadline);
    // Nothing has come since the last answer, and the other side has not hung up.
    bool is_quiet() const;

private:
    explicit ClientSocket(int descriptor);
    Result<void> wait(short events, Deadline) const;
    Result<std::size_t> write_some(std::string_view, Deadline);
    Result<void> after(int outcome, Deadline, std::string_view reason);

    int descriptor_ = -1;
    void* tls_ = nullptr;
};

}  // namespace favilla::net
