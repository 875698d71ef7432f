// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/kept_mail.h"

#include "base/crypto.h"
#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

namespace {

// Their names begin with when they were kept.
void delete_old(const fs::path& folder, Time now)
{
    auto oldest = rfc3339(now - mail_kept_for);
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator{folder, unreadable})
        if (entry.path().extension() == ".txt" && entry.path().filename().string() < oldest) fs::remove(entry.path(), unreadable);
}

}  // namespace

fs::path keep_mail(const fs::path& folder, const Mail& mail, Time now)
{
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    delete_old(folder, now);
    auto file = folder / (rfc3339(now) + "-" + to_hex(sha256(mail.message_id)).substr(0, 12) + ".txt");
    write_whole_file(file, "To: " + mail.to + "\nSubject: " + mail.subject + "\n\n" + mail.text);
    flush_folder(folder);
    return file;
}

}  // namespace favilla::social
