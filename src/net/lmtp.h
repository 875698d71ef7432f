// SPDX-License-Identifier: AGPL-3.0-or-later
// net/lmtp.h — the conversation in which a mail server hands a mail on (RFC 2033, with RFC 5321 and the codes of RFC 3463), as a machine that
// is fed bytes and says what to answer: no socket, no clock. What it holds is bounded, and a line ends with CRLF alone.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace favilla::net {

struct LmtpReply {
    int code = 250;
    std::string text = "2.0.0 ok";  // with its enhanced code
    bool is_taken() const { return code < 300; }
};

struct LmtpLimits {
    std::size_t message = 10 * 1024 * 1024;  // bytes
    std::size_t lines = 200'000;
    std::size_t command = 1000;  // bytes of a command's line
    std::size_t recipients = 20;
    int mistakes = 20;  // commands that are refused, in one connection
};

struct LmtpHandlers {
    std::function<LmtpReply(std::string_view recipient)> recipient;
    // Called once a mail and recipient that was taken. What it answers stands: 250 only when it is on disk.
    std::function<LmtpReply(std::string_view sender, std::string_view recipient, std::string_view message)> deliver;
};

class LmtpSession {
public:
    LmtpSession(std::string host, LmtpHandlers, LmtpLimits = {});
    std::string greeting() const;
    std::string feed(std::string_view bytes);  // what to send back
    bool is_over() const { return over_; }     // and then to close

private:
    enum class In { Commands, Start, Line, Return, Dot, DotReturn };  // but for the first, within a mail

    void command(std::string_view line);
    void mail_from(std::string_view rest);
    void recipient_to(std::string_view rest);
    void begin_data();
    void take_command_byte(char);
    void take_data_byte(char);
    void keep(char);
    void end_data();
    void forget_mail();
    void say(int code, std::string_view text);
    void refuse(int code, std::string_view text);  // and count it

    std::string host_;
    LmtpHandlers handlers_;
    LmtpLimits limits_;
    std::string out_, line_, sender_, message_;
    std::vector<std::string> recipients_;
    std::size_t lines_ = 0;
    int mistakes_ = 0;
    In in_ = In::Commands;
    bool greeted_ = false, has_sender_ = false, too_long_ = false, too_large_ = false, over_ = false;
};

}  // namespace favilla::net
