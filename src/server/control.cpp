// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace favilla::server {

namespace {

constexpr std::size_t largest_message = 64 * 1024 * 1024;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }

private:
    int number_;
};

// A Unix socket's path is at most 107 bytes; a longer one is reached through its folder's descriptor elsewhere.
std::optional<sockaddr_un> address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

bool write_all(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool read_exactly(int socket, char* into, std::size_t size)
{
    while (size > 0) {
        auto got = ::recv(socket, into, size, 0);
        if (got <= 0) return false;
        into += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

// A message is a count of texts, then each text behind its length; numbers are 32 bits, in this machine's order.
bool send_texts(int socket, const std::vector<std::string>& texts)
{
    std::string message;
    auto add_number = [&](std::size_t n) {
        auto number = static_cast<std::uint32_t>(n);
        message.append(reinterpret_cast<const char*>(&number), sizeof number);
    };
    add_number(texts.size());
    for (const auto& text : texts) {
        add_number(text.size());
        message += text;
    }
    return write_all(socket, message);
}

std::optional<std::vector<std::string>> receive_texts(int socket)
{
    std::uint32_t count = 0;
    if (!read_exactly(socket, reinterpret_cast<char*>(&count), sizeof count) || count > 1000) return std::nullopt;
    std::vector<std::string> texts(count);
    for (auto& text : texts) {
        std::uint32_t size = 0;
        if (!read_exactly(socket, reinterpret_cast<char*>(&size), sizeof size) || size > largest_message) return std::nullopt;
        text.resize(size);
        if (!read_exactly(socket, text.data(), size)) return std::nullopt;
    }
    return texts;
}

}  // namespace

struct ControlSocket::Inside {
    std::string path;
    CommandRunner runner;
    Descriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    Descriptor stop{::eventfd(0, EFD_CLOEXEC)};
    std::thread thread;

    void serve_one(int number) const
    {
        Descriptor peer{number};
        timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        auto words = receive_texts(peer.get());
        if (!words) return;
        auto outcome = runner(*words);
        send_texts(peer.get(), {std::to_string(outcome.exit_code), outcome.out, outcome.err});
    }

    void serve_until_stopped() const
    {
        for (;;) {
            std::array<pollfd, 2> waits{{{listener.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}}};
            if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
            if (waits[1].revents != 0) return;
            if ((waits[0].revents & POLLIN) == 0) continue;
            int peer = ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (peer >= 0) serve_one(peer);
        }
    }
};

ControlSocket::ControlSocket(std::string path, CommandRunner runner) : inside_(std::make_unique<Inside>())
{
    inside_->path = std::move(path);
    inside_->runner = std::move(runner);
    auto address = address_of(inside_->path);
    if (!address) throw std::system_error{ENAMETOOLONG, std::generic_category(), inside_->path};
    ::unlink(inside_->path.c_str());  // the folder's lock says that nobody else listens
    auto before = ::umask(0177);
    int bound = ::bind(inside_->listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
    int bind_error = errno;
    ::umask(before);
    if (bound != 0) throw std::system_error{bind_error, std::generic_category(), inside_->path};
    if (::listen(inside_->listener.get(), 16) != 0) throw std::system_error{errno, std::generic_category(), inside_->path};
    inside_->thread = std::thread{[inside = inside_.get()] { inside->serve_until_stopped(); }};
}

ControlSocket::~ControlSocket()
{
    std::uint64_t one = 1;
    [[maybe_unused]] auto written = ::write(inside_->stop.get(), &one, sizeof one);
    inside_->thread.join();
    ::unlink(inside_->path.c_str());
}

Result<CommandOutcome> run_in_server(const std::string& path, const std::vector<std::string>& words)
{
    auto unreachable = refuse(ErrorCode::Unavailable, "control.unreachable", {{"path", path}});
    auto address = address_of(path);
    Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!address || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return unreachable;
    if (!send_texts(socket.get(), words)) return unreachable;
    auto answer = receive_texts(socket.get());
    if (!answer || answer->size() != 3) return unreachable;
    return CommandOutcome{std::stoi((*answer)[0]), std::move((*answer)[1]), std::move((*answer)[2])};
}

}  // namespace favilla::server
