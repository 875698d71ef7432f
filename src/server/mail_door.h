// SPDX-License-Identifier: AGPL-3.0-or-later
// server/mail_door.h — what the organisation's mail server hands on by LMTP: who is answered what, and what becomes of a mail.
#pragma once
#include <memory>

#include "net/lmtp_server.h"
#include "server/house.h"

namespace favilla::server {

net::LmtpHandlers mail_handlers(House&);
std::unique_ptr<net::LmtpServer> open_mail_door(House&);  // null: answers are not taken. Throws where the address cannot be had

}  // namespace favilla::server
