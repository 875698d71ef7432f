// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/raw_client.h"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace favilla::test {

namespace {

constexpr int patience_ms = 60'000;

void wait_for(int socket, short what)
{
    pollfd waited{.fd = socket, .events = what, .revents = 0};
    if (poll(&waited, 1, patience_ms) == 0) throw std::runtime_error("the server did not answer in time");
}

}  // namespace

RawClient::RawClient(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
{
    if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return;
    auto why = errno;
    ::close(socket_);
    throw std::system_error(why, std::system_category(), "connect");
}

RawClient::~RawClient()
{
    if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), read_(std::move(other.read_)) {}

bool RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        wait_for(socket_, POLLOUT);
        auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void RawClient::end_sending() { shutdown(socket_, SHUT_WR); }

bool RawClient::fill()
{
    wait_for(socket_, POLLIN);
    std::array<char, 16 * 1024> bytes{};
    auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    read_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::read_until(std::string_view end)
{
    while (read_.find(end) == std::string::npos) {
        if (!fill()) throw std::runtime_error("the server closed; so far: " + read_);
    }
    return read_bytes(read_.find(end) + end.size());
}

std::string RawClient::read_bytes(std::size_t count)
{
    while (read_.size() < count) {
        if (!fill()) throw std::runtime_error("the server closed; so far: " + read_);
    }
    auto bytes = read_.substr(0, count);
    read_.erase(0, count);
    return bytes;
}

std::string RawClient::read_to_end()
{
    while (fill()) {}
    return std::exchange(read_, {});
}

std::string RawClient::read_answer()
{
    auto head = read_until("\r\n\r\n");
    auto length = header_of(head, "Content-Length");
    if (length.empty()) return head;
    return head + read_bytes(std::stoul(length));
}

bool RawClient::is_closed() { return read_.empty() && !fill(); }

std::string ask(std::uint16_t port, std::string_view bytes)
{
    RawClient client(port);
    client.send(bytes);
    return client.read_answer();
}

int status_of(std::string_view answer)
{
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

std::string body_of(std::string_view answer)
{
    auto blank = answer.find("\r\n\r\n");
    return blank == std::string_view::npos ? std::string{} : std::string(answer.substr(blank + 4));
}

std::string header_of(std::string_view answer, std::string_view name)
{
    auto head = answer.substr(0, answer.find("\r\n\r\n") + 2);
    auto at = head.find("\r\n" + std::string(name) + ": ");
    if (at == std::string_view::npos) return {};
    at += name.size() + 4;
    return std::string(head.substr(at, head.find("\r\n", at) - at));
}

}  // namespace favilla::test
