// SPDX-License-Identifier: AGPL-3.0-or-later
// offer PORT FILE CONNECTIONS RATE SECONDS — sends the requests of a file ("LENGTH\n" and a raw request, …), the n-th over connection
// n mod CONNECTIONS and due n / RATE seconds after the start, whether or not what came before was answered (a connection waits
// for its own answer, as a server that delivers does); RATE 0: each as soon as its connection is free. The file begins again while
// there is time; SECONDS 0: once, until all is answered. Prints how many were taken (2xx), put off (429, 503), otherwise answered, and
// due but never sent; and the milliseconds from due to answered, median and 99th percentile.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
    int socket = -1;
    std::size_t next = 0;  // of the requests that are this connection's
    bool waiting = false;
    Clock::time_point due;
    std::string heard;
};

struct Tally {
    std::size_t taken = 0, put_off = 0, other = 0;
    std::vector<double> delays;
};

std::vector<std::string> read_requests(const char* file)
{
    std::ifstream in(file, std::ios::binary);
    std::string all{std::istreambuf_iterator<char>(in), {}};
    std::vector<std::string> requests;
    for (std::size_t at = 0; at < all.size();) {
        std::size_t size = 0;
        auto [end, error] = std::from_chars(all.data() + at, all.data() + all.size(), size);
        if (error != std::errc{}) break;
        at = static_cast<std::size_t>(end - all.data()) + 1;
        requests.push_back(all.substr(at, size));
        at += size;
    }
    return requests;
}

class Offer {
public:
    Offer(std::uint16_t port, std::vector<std::string> requests, std::size_t connections, double rate, double seconds)
        : port_(port),
          requests_(std::move(requests)),
          rate_(rate),
          seconds_(seconds),
          poll_(epoll_create1(0)),
          connections_(connections)
    {
        for (std::size_t n = 0; n < connections; ++n) {
            connections_[n].next = n;
            connect(n);
        }
    }

    void run()
    {
        begun_ = Clock::now();
        while (!is_over()) {
            auto now = Clock::now();
            for (std::size_t n = 0; n < connections_.size(); ++n)
                if (auto& one = connections_[n]; !one.waiting && has_more(one) && due_of(one.next) <= now) send(n);
            epoll_event events[256];
            int count = epoll_wait(poll_, events, 256, 1);
            for (int n = 0; n < count; ++n) hear(events[n].data.u64);
        }
        took_ = std::chrono::duration<double>(Clock::now() - begun_).count();
    }

    void print()
    {
        std::size_t unsent = 0;
        if (rate_ > 0 && seconds_ > 0) {
            auto due = static_cast<std::size_t>(rate_ * seconds_);
            for (const auto& one : connections_)
                if (one.next < due) unsent += (due - one.next + connections_.size() - 1) / connections_.size();
        }
        std::ranges::sort(tally_.delays);
        auto at = [&](double part) {
            return tally_.delays.empty()
                     ? 0.0
                     : tally_.delays[static_cast<std::size_t>(part * static_cast<double>(tally_.delays.size() - 1))];
        };
        std::printf(
            "{\"taken\": %zu, \"put_off\": %zu, \"other\": %zu, \"unsent\": %zu, \"seconds\": %.3f, \"median_ms\": %.3f, \"p99_ms\": %.3f}\n",
            tally_.taken, tally_.put_off, tally_.other, unsent, took_, at(0.5), at(0.99));
    }

private:
    void connect(std::size_t n)
    {
        auto& one = connections_[n];
        one.socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port_);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(one.socket, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
            std::perror("connect");
            std::exit(1);
        }
        int on = 1;
        ::setsockopt(one.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = n}};
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, one.socket, &event);
    }

    bool has_more(const Connection& one) const { return seconds_ > 0 || one.next < requests_.size(); }

    Clock::time_point due_of(std::size_t number) const
    {
        if (rate_ <= 0) return begun_;
        return begun_
             + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(number) / rate_));
    }

    bool is_over() const
    {
        if (seconds_ > 0) return std::chrono::duration<double>(Clock::now() - begun_).count() > seconds_;
        return std::ranges::none_of(connections_, [&](const Connection& one) { return one.waiting || has_more(one); });
    }

    void send(std::size_t n)
    {
        auto& one = connections_[n];
        one.due = rate_ > 0 ? due_of(one.next) : Clock::now();
        const auto& text = requests_[one.next % requests_.size()];
        one.next += connections_.size();
        one.waiting = true;
        if (::send(one.socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) drop(n);
    }

    void drop(std::size_t n)
    {
        auto& one = connections_[n];
        if (one.waiting) ++tally_.other;
        one.waiting = false;
        one.heard.clear();
        ::close(one.socket);
        connect(n);
    }

    void hear(std::size_t n)
    {
        auto& one = connections_[n];
        char buffer[65536];
        auto got = ::recv(one.socket, buffer, sizeof buffer, 0);
        if (got <= 0) return drop(n);
        one.heard.append(buffer, static_cast<std::size_t>(got));
        auto head = one.heard.find("\r\n\r\n");
        if (head == std::string::npos) return;
        std::size_t length = 0;
        if (auto at = one.heard.find("Content-Length: "); at < head)
            std::from_chars(one.heard.data() + at + 16, one.heard.data() + head, length);
        if (one.heard.size() < head + 4 + length) return;
        auto status = one.heard.substr(9, 3);
        ++(status.starts_with('2') ? tally_.taken : status == "429" || status == "503" ? tally_.put_off : tally_.other);
        if (status.starts_with('2'))
            tally_.delays.push_back(std::chrono::duration<double, std::milli>(Clock::now() - one.due).count());
        one.heard.clear();
        one.waiting = false;
    }

    std::uint16_t port_;
    std::vector<std::string> requests_;
    double rate_, seconds_, took_ = 0;
    int poll_;
    std::vector<Connection> connections_;
    Clock::time_point begun_;
    Tally tally_;
};

}  // namespace

int main(int count, char** arguments)
{
    if (count != 6) return 2;
    auto requests = read_requests(arguments[2]);
    if (requests.empty()) return 1;
    Offer offer{static_cast<std::uint16_t>(std::stoi(arguments[1])), std::move(requests), std::stoul(arguments[3]),
                std::stod(arguments[4]), std::stod(arguments[5])};
    offer.run();
    offer.print();
    return 0;
}
