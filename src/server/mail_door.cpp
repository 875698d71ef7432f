// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_door.h"

#include "base/crypto.h"
#include "distribution/mail_answers.h"
#include "server/settings.h"

namespace favilla::server {

namespace {

const net::LmtpReply unknown{550, "5.1.1 there is no such letterbox"};
const net::LmtpReply later{451, "4.3.0 it cannot be kept just now"};

net::LmtpReply reply_to(distribution::Reception reception)
{
    switch (reception) {
    case distribution::Reception::Kept:
    case distribution::Reception::Known: return {250, "2.0.0 kept"};
    case distribution::Reception::Counted: return {250, "2.0.0 counted"};
    case distribution::Reception::Ignored: return {250, "2.0.0 taken, and answered by nobody"};
    case distribution::Reception::TooMany: return {452, "4.7.0 too many from there within an hour"};
    case distribution::Reception::Closed: break;
    }
    return unknown;
}

// A mail that cannot be kept is not lost: the mail server keeps it, and tries again.
template <class Act>
net::LmtpReply or_later(Act act)
{
    try {
        return act();
    } catch (const std::exception& failure) {
        log_line("error", "a mail was not taken", {{"error", failure.what()}});
        return later;
    }
}

net::LmtpReply take(House& house, std::string_view sender, std::string_view recipient, std::string_view message)
{
    auto box = distribution::letterbox_in(house.mail_key, house.postman.answers_at, recipient);
    if (!box) return unknown;
    auto mail = distribution::read_mail(message, house.config.string("mail.receive_authserv_id"));
    if (!mail) return {554, "5.6.0 this cannot be read as a mail"};
    distribution::Arrival arrival{*box, *std::move(mail), std::string{sender}, to_hex(sha256(message)).substr(0, 40)};
    auto now = house.tools.clock();
    return reply_to(
        house.store.database->write([&](db::Transaction& tx) { return distribution::receive_mail(tx, arrival, now); }));
}

net::LmtpReply ask(House& house, std::string_view recipient)
{
    auto box = distribution::letterbox_in(house.mail_key, house.postman.answers_at, recipient);
    if (!box) return unknown;
    bool open = house.store.database->read([&](db::Reader& reader) { return distribution::is_open(reader, *box); });
    return open ? net::LmtpReply{250, "2.1.5 ok"} : unknown;
}

}  // namespace

net::LmtpHandlers mail_handlers(House& house)
{
    return {.recipient = [&house](std::string_view recipient) { return or_later([&] { return ask(house, recipient); }); },
            .deliver =
                [&house](std::string_view sender, std::string_view recipient, std::string_view message) {
                    return or_later([&] { return take(house, sender, recipient, message); });
                }};
}

std::unique_ptr<net::LmtpServer> open_mail_door(House& house)
{
    if (house.postman.answers_at.empty()) return nullptr;
    auto listen = net::parse_endpoint(house.config.string("mail.receive_listen")).value();
    return std::make_unique<net::LmtpServer>(net::LmtpServerConfig{.listen = listen, .host = house.postman.answers_at},
                                             mail_handlers(house));
}

}  // namespace favilla::server
