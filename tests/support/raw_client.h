// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/raw_client.h — a socket to a server on loopback, for saying exactly these bytes. Reading waits until
// what is asked for has come, and throws when it has not come within ten seconds.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace favilla::test {

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);  // a small buffer makes a slow reader
    ~RawClient();
    RawClient(RawClient&&) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool send(std::string_view bytes);  // false: the server has closed
    void end_sending();
    std::string read_until(std::string_view end);  // up to and with `end`
    std::string read_bytes(std::size_t count);
    std::string read_to_end();  // until the server closes
    std::string read_answer();  // one head and its body by Content-Length
    bool is_closed();           // the server has closed, and nothing is left to read

private:
    bool fill();  // false: closed

    int socket_ = -1;
    std::string read_;
};

// One exchange on a connection of its own.
std::string ask(std::uint16_t port, std::string_view bytes);
int status_of(std::string_view answer);
std::string body_of(std::string_view answer);
std::string header_of(std::string_view answer, std::string_view name);  // exact case; empty when absent

}  // namespace favilla::test
