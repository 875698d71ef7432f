// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"

namespace favilla::net {

namespace {

constexpr std::size_t longest_path = 256;  // RFC 5321, 4.5.3.1.3

struct Path {
    std::string address;  // empty: the null path
    std::string_view parameters;
};

// "<ada@example.org> SIZE=500". Routes ("<@a,@b:ada@…>") are taken and left out, as RFC 5321, appendix C asks.
std::optional<Path> parse_path(std::string_view rest)
{
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    auto end = rest.find('>');
    if (!rest.starts_with('<') || end == std::string_view::npos || end > longest_path) return std::nullopt;
    auto address = rest.substr(1, end - 1);
    if (address.starts_with('@')) {
        auto colon = address.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        address.remove_prefix(colon + 1);
    }
    bool plain = std::ranges::all_of(address, [](unsigned char c) { return c > ' ' && c != 0x7f && c != '<'; });
    if (!plain) return std::nullopt;
    return Path{std::string{address}, rest.substr(end + 1)};
}

// What SIZE= says (RFC 1870); none where it says nothing that is a number.
std::optional<std::uint64_t> size_in(std::string_view parameters)
{
    auto upper = lower_ascii(parameters);
    auto place = upper.find(" size=");
    if (place == std::string::npos) return std::nullopt;
    std::uint64_t size = 0;
    auto* from = upper.data() + place + 6;
    auto [end, error] = std::from_chars(from, upper.data() + upper.size(), size);
    return error == std::errc{} && end != from ? std::optional{size} : std::nullopt;
}

}  // namespace

LmtpSession::LmtpSession(std::string host, LmtpHandlers handlers, LmtpLimits limits)
    : host_(std::move(host)), handlers_(std::move(handlers)), limits_(limits)
{}

std::string LmtpSession::greeting() const { return "220 " + host_ + " LMTP\r\n"; }

std::string LmtpSession::feed(std::string_view bytes)
{
    for (char c : bytes) {
        if (over_) break;
        if (in_ == In::Commands)
            take_command_byte(c);
        else
            take_data_byte(c);
    }
    return std::exchange(out_, {});
}

void LmtpSession::say(int code, std::string_view text)
{
    out_.append(std::to_string(code)).append(" ").append(text).append("\r\n");
}

void LmtpSession::refuse(int code, std::string_view text)
{
    if (++mistakes_ < limits_.mistakes) return say(code, text);
    say(421, "4.7.0 too many mistakes");
    over_ = true;
}

void LmtpSession::forget_mail()
{
    sender_.clear();
    std::string{}.swap(message_);
    recipients_.clear();
    lines_ = 0;
    has_sender_ = too_large_ = false;
}

void LmtpSession::take_command_byte(char c)
{
    if (c == '\n' && line_.ends_with('\r')) {
        line_.pop_back();
        auto line = std::exchange(line_, {});
        if (std::exchange(too_long_, false)) return refuse(500, "5.5.2 the line is too long");
        return command(line);
    }
    if (line_.size() < limits_.command) {
        line_ += c;
        return;
    }
    // Of a line that is too long nothing is kept but whether it is about to end.
    too_long_ = true;
    line_.back() = c;
}

void LmtpSession::command(std::string_view line)
{
    auto verb = lower_ascii(line.substr(0, line.find_first_of(" :")));
    auto rest = line.substr(verb.size());
    if (verb == "lhlo") {
        forget_mail();
        greeted_ = true;
        out_ += "250-" + host_ + "\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 SIZE "
              + std::to_string(limits_.message) + "\r\n";
        return;
    }
    if (verb == "helo" || verb == "ehlo") return refuse(500, "5.5.1 this is LMTP: say LHLO");
    if (verb == "noop") return say(250, "2.0.0 ok");
    if (verb == "quit") {
        say(221, "2.0.0 bye");
        over_ = true;
        return;
    }
    if (verb == "rset") {
        forget_mail();
        return say(250, "2.0.0 ok");
    }
    if (verb == "vrfy") return say(252, "2.1.5 send some mail, it will be tried");
    if (verb != "mail" && verb != "rcpt" && verb != "data") return refuse(500, "5.5.1 this command is not known");
    if (!greeted_) return refuse(503, "5.5.1 say LHLO first");
    if (verb == "mail") return mail_from(rest);
    if (verb == "rcpt") return recipient_to(rest);
    begin_data();
}

void LmtpSession::mail_from(std::string_view rest)
{
    if (has_sender_) return refuse(503, "5.5.1 the sender was said already");
    if (lower_ascii(rest.substr(0, 6)) != " from:") return refuse(501, "5.5.4 MAIL FROM:<address>");
    auto path = parse_path(rest.substr(6));
    if (!path) return refuse(501, "5.1.7 this is no address");
    if (size_in(path->parameters).value_or(0) > limits_.message) return refuse(552, "5.3.4 the mail is too large");
    sender_ = std::move(path->address);
    has_sender_ = true;
    say(250, "2.1.0 ok");
}

void LmtpSession::recipient_to(std::string_view rest)
{
    if (!has_sender_) return refuse(503, "5.5.1 say MAIL first");
    if (lower_ascii(rest.substr(0, 4)) != " to:") return refuse(501, "5.5.4 RCPT TO:<address>");
    auto path = parse_path(rest.substr(4));
    if (!path || path->address.empty()) return refuse(501, "5.1.3 this is no address");
    if (recipients_.size() >= limits_.recipients) return refuse(452, "4.5.3 too many recipients: the others in another mail");
    auto reply = handlers_.recipient(path->address);
    if (!reply.is_taken()) return refuse(reply.code, reply.text);
    recipients_.push_back(std::move(path->address));
    say(reply.code, reply.text);
}

void LmtpSession::begin_data()
{
    // RFC 2033, 4.2: without a recipient that was taken there is nothing to begin.
    if (recipients_.empty()) return refuse(503, "5.5.1 no valid recipients");
    say(354, "the mail, and a dot on a line of its own");
    in_ = In::Start;
}

void LmtpSession::keep(char c)
{
    lines_ += c == '\n' ? 1 : 0;
    too_large_ = too_large_ || message_.size() >= limits_.message || lines_ > limits_.lines;
    if (!too_large_) message_ += c;
}

// RFC 5321, 4.5.2: a dot that begins a line is taken off, and alone on it ends the mail. CR and LF by themselves end nothing.
void LmtpSession::take_data_byte(char c)
{
    if (in_ == In::Start && c == '.') {
        in_ = In::Dot;
        return;
    }
    if (in_ == In::Dot && c == '\r') {
        in_ = In::DotReturn;
        return;
    }
    if (in_ == In::DotReturn) {
        if (c == '\n') return end_data();
        keep('\r');
        in_ = In::Return;
    }
    keep(c);
    if (c == '\r')
        in_ = In::Return;
    else
        in_ = in_ == In::Return && c == '\n' ? In::Start : In::Line;
}

// RFC 2033, 4.2: an answer for each recipient, in their order.
void LmtpSession::end_data()
{
    in_ = In::Commands;
    for (const auto& recipient : recipients_) {
        auto reply = too_large_ ? LmtpReply{552, "5.3.4 the mail is too large"} : handlers_.deliver(sender_, recipient, message_);
        say(reply.code, reply.text);
    }
    forget_mail();
}

}  // namespace favilla::net
