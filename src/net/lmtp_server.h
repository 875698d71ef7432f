// SPDX-License-Identifier: AGPL-3.0-or-later
// net/lmtp_server.h — the door at which the organisation's mail server hands mails in: few connections, each a thread of its own that waits
// for the disk. Whoever reaches the door is believed to be that server: it belongs on loopback or into a private network.
#pragma once
#include <atomic>
#include <list>
#include <mutex>
#include <thread>

#include "base/time.h"
#include "net/address.h"
#include "net/lmtp.h"

namespace favilla::net {

struct LmtpServerConfig {
    Endpoint listen;
    std::string host;  // as which it greets
    LmtpLimits limits = {};
    std::size_t connections = 8;    // one more is told to come later
    Duration silence = minutes(5);  // RFC 5321, 4.5.3.2
    Duration connection = minutes(30);
};

class LmtpServer {
public:
    LmtpServer(LmtpServerConfig, LmtpHandlers);  // throws std::runtime_error when the address cannot be had
    ~LmtpServer();                               // ends what is open: a mail that was not answered is handed in again
    LmtpServer(const LmtpServer&) = delete;
    LmtpServer& operator=(const LmtpServer&) = delete;

    std::uint16_t port() const { return port_; }

private:
    struct Guest {
        std::atomic<bool> is_gone = false;
        std::thread thread;
    };
    void accept_all();
    void talk(int socket) const;
    void sweep(bool all);

    LmtpServerConfig config_;
    LmtpHandlers handlers_;
    int door_ = -1;
    int end_ = -1;  // readable once the server ends
    std::uint16_t port_ = 0;
    std::list<Guest> guests_;  // of the accepting thread
    std::thread accepting_;
};

}  // namespace favilla::net
