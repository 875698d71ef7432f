// SPDX-License-Identifier: AGPL-3.0-or-later
// social/kept_mail.h — where no mail server is set, a mail is not lost: it becomes a file that whoever runs the server can read,
// and pass on. So a first try of Favilla needs no mail server.
#pragma once
#include <filesystem>

#include "base/time.h"
#include "social/mail.h"

namespace favilla::social {

inline constexpr Duration mail_kept_for = days(14);  // the links in them are dead by then

// Writes whom it is to, its subject and its text into a file of the folder that the owner of the process alone can read, deletes the
// files there that are too old, and answers the file. Throws as write_whole_file.
std::filesystem::path keep_mail(const std::filesystem::path& folder, const Mail&, Time now);

}  // namespace favilla::social
