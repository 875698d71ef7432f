// SPDX-License-Identifier: AGPL-3.0-or-later
// server/work_folder.h — a folder in which a whole database lies for a while: nobody else reads it, and it goes whatever happens.
#pragma once
#include <filesystem>

#include "base/result.h"

namespace favilla::server {

class WorkFolder {
public:
    explicit WorkFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~WorkFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    Result<void> make()
    {
        std::error_code error;
        std::filesystem::remove_all(folder_, error);  // of one that was killed
        std::filesystem::create_directories(folder_, error);
        if (!error) std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
        if (error) return refuse(ErrorCode::Unavailable, "backup.io", {{"file", folder_.string()}, {"reason", error.message()}});
        return {};
    }
    const std::filesystem::path& path() const { return folder_; }

private:
    std::filesystem::path folder_;
};

}  // namespace favilla::server
