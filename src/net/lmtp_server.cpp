// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp_server.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace favilla::net {

namespace {

using Moment = std::chrono::steady_clock::time_point;
Moment moment() { return std::chrono::steady_clock::now(); }

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("mail: " + what + ": " + std::strerror(errno)); }

int open_door(const Endpoint& where)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    addrinfo* found = nullptr;
    auto port = std::to_string(where.port);
    if (getaddrinfo(where.host.c_str(), port.c_str(), &hints, &found) != 0)
        throw std::runtime_error("mail: " + where.host + " is no address");
    auto socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int yes = 1;
    bool open = socket >= 0 && setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0
             && bind(socket, found->ai_addr, found->ai_addrlen) == 0 && listen(socket, 16) == 0;
    freeaddrinfo(found);
    if (open) return socket;
    if (socket >= 0) close(socket);
    fail("cannot listen on " + where.host + " port " + port);
}

std::uint16_t port_of(int socket)
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    auto port = address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                              : reinterpret_cast<sockaddr_in*>(&address)->sin_port;
    return ntohs(port);
}

// Whether that may be done with the socket before the time is over, or the server ends.
bool wait_for(int socket, short what, int end, Moment until)
{
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - moment()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> both{pollfd{socket, what, 0}, pollfd{end, POLLIN, 0}};
    auto ready = poll(both.data(), both.size(), static_cast<int>(left));
    return ready > 0 && both[1].revents == 0;
}

bool send_all(int socket, std::string_view text, int end, Moment until)
{
    while (!text.empty()) {
        if (!wait_for(socket, POLLOUT, end, until)) return false;
        auto sent = send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

LmtpServer::LmtpServer(LmtpServerConfig config, LmtpHandlers handlers)
    : config_(std::move(config)),
      handlers_(std::move(handlers)),
      door_(open_door(config_.listen)),
      end_(eventfd(0, EFD_CLOEXEC)),
      port_(port_of(door_))
{
    if (end_ < 0) {
        close(door_);
        fail("no event");
    }
    accepting_ = std::thread{[this] { accept_all(); }};
}

LmtpServer::~LmtpServer()
{
    eventfd_write(end_, 1);
    accepting_.join();
    sweep(true);
    close(door_);
    close(end_);
}

void LmtpServer::sweep(bool all)
{
    for (auto guest = guests_.begin(); guest != guests_.end();) {
        if (!all && !guest->is_gone) {
            ++guest;
            continue;
        }
        guest->thread.join();
        guest = guests_.erase(guest);
    }
}

void LmtpServer::accept_all()
{
    for (;;) {
        std::array<pollfd, 2> both{pollfd{door_, POLLIN, 0}, pollfd{end_, POLLIN, 0}};
        if (poll(both.data(), both.size(), -1) < 0 && errno != EINTR) return;
        if (both[1].revents != 0) return;
        auto socket = accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        sweep(false);
        if (guests_.size() >= config_.connections) {
            send_all(socket, "421 4.3.2 too many connections\r\n", end_, moment() + std::chrono::seconds(1));
            close(socket);
            continue;
        }
        auto& guest = guests_.emplace_back();
        guest.thread = std::thread{[this, socket, &guest] {
            talk(socket);
            close(socket);
            guest.is_gone = true;
        }};
    }
}

void LmtpServer::talk(int socket) const
{
    LmtpSession session{config_.host, handlers_, config_.limits};
    auto last = moment() + std::chrono::milliseconds(config_.connection.milliseconds);
    auto silence = std::chrono::milliseconds(config_.silence.milliseconds);
    std::string answer = session.greeting();
    std::array<char, 16 * 1024> buffer{};
    while (send_all(socket, answer, end_, std::min(last, moment() + silence)) && !session.is_over()) {
        if (!wait_for(socket, POLLIN, end_, std::min(last, moment() + silence))) {
            send_all(socket, "421 4.4.2 bye\r\n", end_, moment() + std::chrono::seconds(1));
            return;
        }
        auto received = recv(socket, buffer.data(), buffer.size(), 0);
        if (received < 0 && errno == EINTR) {
            answer.clear();
            continue;
        }
        if (received <= 0) return;
        answer = session.feed({buffer.data(), static_cast<std::size_t>(received)});
    }
}

}  // namespace favilla::net
