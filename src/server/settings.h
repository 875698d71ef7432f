// SPDX-License-Identifier: AGPL-3.0-or-later
// server/settings.h — the configuration of one server, from file, environment and command line, understood.
#pragma once
#include <string>

#include "base/config.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "server/command_line.h"
#include "social/media_house.h"
#include "social/smtp.h"

namespace favilla::server {

// File, then environment, then command line. Refuses as Config does, and Invalid "serve.testing_loopback" when
// --testing would be reachable from elsewhere.
Result<Config> read_settings(const ServeCommand&);

net::ServerConfig http_settings(const Config&);
net::ClientConfig client_settings(const Config&, bool testing);
social::SmtpConfig smtp_settings(const Config&);
std::string answers_at(const Config&);  // the domain of which mails are taken; empty: none are
bool sends_mail(const Config&);         // false: mails are kept in files (social/kept_mail.h)
social::MediaLimits media_limits(const Config&);

// "http://localhost:8080", "https://example.org": what every link begins with. Never taken from a request.
std::string origin_of(const Config&, std::string_view domain);

}  // namespace favilla::server
