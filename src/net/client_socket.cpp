// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/client_socket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace favilla::net {

namespace {

constexpr std::size_t read_size = 16 * 1024;

SSL* ssl(void* tls) { return static_cast<SSL*>(tls); }

std::pair<sockaddr_storage, socklen_t> socket_address(const IpAddress& address, std::uint16_t port)
{
    sockaddr_storage storage{};
    if (address.family == IpAddress::Family::V4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
        std::memcpy(&storage, &v4, sizeof v4);
        return {storage, sizeof v4};
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&storage, &v6, sizeof v6);
    return {storage, sizeof v6};
}

}  // namespace

Error unreachable(std::string_view reason)
{
    return {ErrorCode::Unavailable, "net." + std::string{reason}, {{"reason", std::string{reason}}}};
}

TlsClient::TlsClient(const std::string& extra_authorities)
{
    auto* context = SSL_CTX_new(TLS_client_method());
    context_ = context;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (!extra_authorities.empty() && SSL_CTX_load_verify_file(context, extra_authorities.c_str()) != 1)
        throw std::runtime_error("no certificate authorities can be read from " + extra_authorities);
}

TlsClient::~TlsClient() { SSL_CTX_free(static_cast<SSL_CTX*>(context_)); }

void* TlsClient::context() const
{
    std::call_once(read_, [this] { SSL_CTX_set_default_verify_paths(static_cast<SSL_CTX*>(context_)); });
    return context_;
}

ClientSocket::ClientSocket(int descriptor) : descriptor_(descriptor) {}
ClientSocket::ClientSocket(ClientSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), tls_(std::exchange(other.tls_, nullptr))
{}

ClientSocket& ClientSocket::operator=(ClientSocket&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    std::swap(tls_, other.tls_);
    return *this;
}

// The other side learns from the closed connection: a goodbye of TLS would have to wait for its answer.
ClientSocket::~ClientSocket()
{
    if (tls_) SSL_free(ssl(tls_));
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> ClientSocket::wait(short events, Deadline deadline) const
{
    while (true) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return std::unexpected(unreachable("timed_out"));
        pollfd waited{descriptor_, events, 0};
        auto ready = ::poll(&waited, 1, static_cast<int>(std::min<long long>(left, 60'000)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return std::unexpected(unreachable("not_connected"));
    }
}

Result<ClientSocket> ClientSocket::connect(const IpAddress& address, std::uint16_t port, Deadline deadline)
{
    int family = address.family == IpAddress::Family::V4 ? AF_INET : AF_INET6;
    int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0) return std::unexpected(unreachable("not_connected"));
    ClientSocket made{descriptor};
    int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto [where, size] = socket_address(address, port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&where), size) == 0) return made;
    if (errno != EINPROGRESS) return std::unexpected(unreachable("not_connected"));
    CHECKED(made.wait(POLLOUT, deadline));
    int failure = 0;
    socklen_t length = sizeof failure;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length);
    if (failure != 0) return std::unexpected(unreachable("not_connected"));
    return made;
}

// What TLS waits for before the same call is made again, or why it will not be.
Result<void> ClientSocket::after(int outcome, Deadline deadline, std::string_view reason)
{
    auto what = SSL_get_error(ssl(tls_), outcome);
    if (what == SSL_ERROR_WANT_READ) return wait(POLLIN, deadline);
    if (what == SSL_ERROR_WANT_WRITE) return wait(POLLOUT, deadline);
    return std::unexpected(unreachable(reason));
}

Result<void> ClientSocket::start_tls(const TlsClient& client, const std::string& host, Deadline deadline)
{
    tls_ = SSL_new(static_cast<SSL_CTX*>(client.context()));
    SSL_set_fd(ssl(tls_), descriptor_);
    auto name = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
    if (parse_ip(name)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl(tls_)), name.c_str());
    } else {
        SSL_set_tlsext_host_name(ssl(tls_), name.c_str());
        SSL_set1_host(ssl(tls_), name.c_str());
    }
    while (true) {
        ERR_clear_error();
        auto outcome = SSL_connect(ssl(tls_));
        if (outcome == 1) return {};
        bool refused = SSL_get_verify_result(ssl(tls_)) != X509_V_OK;
        CHECKED(after(outcome, deadline, refused ? "certificate_refused" : "not_connected"));
    }
}

// How many bytes went; 0 after a wait, when the same are to be offered again.
Result<std::size_t> ClientSocket::write_some(std::string_view bytes, Deadline deadline)
{
    if (tls_) {
        ERR_clear_error();
        auto sent = SSL_write(ssl(tls_), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
        if (sent > 0) return static_cast<std::size_t>(sent);
        CHECKED(after(sent, deadline, "answer_broken"));
        return 0;
    }
    auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) return static_cast<std::size_t>(sent);
    if (errno != EAGAIN && errno != EINTR) return std::unexpected(unreachable("answer_broken"));
    CHECKED(wait(POLLOUT, deadline));
    return 0;
}

Result<void> ClientSocket::write(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        TRY(auto sent, write_some(bytes, deadline));
        bytes.remove_prefix(sent);
    }
    return {};
}

Result<std::size_t> ClientSocket::read_some(std::string& into, Deadline deadline)
{
    char buffer[read_size];
    while (true) {
        if (std::chrono::steady_clock::now() >= deadline) return std::unexpected(unreachable("timed_out"));
        long long got = 0;
        if (tls_) {
            ERR_clear_error();
            got = SSL_read(ssl(tls_), buffer, sizeof buffer);
            if (got <= 0) {
                // Servers that close without a goodbye are common; whoever needs more bytes finds the answer broken.
                auto what = SSL_get_error(ssl(tls_), static_cast<int>(got));
                if (what != SSL_ERROR_WANT_READ && what != SSL_ERROR_WANT_WRITE) return std::size_t{0};
                CHECKED(wait(what == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline));
                continue;
            }
        } else {
            got = ::recv(descriptor_, buffer, sizeof buffer, 0);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
                CHECKED(wait(POLLIN, deadline));
                continue;
            }
            if (got < 0) return std::size_t{0};
        }
        into.append(buffer, static_cast<std::size_t>(got));
        return static_cast<std::size_t>(got);
    }
}

bool ClientSocket::is_quiet() const
{
    pollfd waited{descriptor_, POLLIN, 0};
    return ::poll(&waited, 1, 0) == 0;
}

}  // namespace favilla::net
