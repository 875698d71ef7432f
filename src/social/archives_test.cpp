// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/archives.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "social/administration.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace fs = std::filesystem;

namespace {

void no_random(std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); }

struct Packing {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    fs::path folder = fs::temp_directory_path() / ("favilla-archives-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::string trouble;
    std::function<bool(const Archive&, ZipFile&, const ArchiveProgress&)> write = [](const Archive&, ZipFile& zip,
                                                                                     const ArchiveProgress&) {
        zip.add("outbox.json", ZipFile::Packing::Deflated, "{}");
        return true;
    };

    Packing() { fs::create_directories(folder); }
    ~Packing() { fs::remove_all(folder); }

    Result<Archive> begin()
    {
        return house.write([&](db::Transaction& tx) { return begin_archive(tx, ada, house.now); });
    }
    template <class Act>
    void with_workers(Act&& act)
    {
        jobs::Workers workers{*house.database, *house.subscriptions, [&] { return house.now; }, no_random,
                              [this](std::string_view, std::string_view error) { trouble += error; }};
        add_archive_work(
            workers, *house.database, [&] { return house.now; }, folder,
            [this](const Archive& archive, ZipFile& zip, const ArchiveProgress& progress) {
                return write(archive, zip, progress);
            });
        act(workers);
    }
    void work()
    {
        with_workers([](jobs::Workers& workers) { workers.run_due(); });
    }
    std::optional<Archive> now_of(const Archive& archive)
    {
        return house.read([&](db::Reader& reader) { return find_archive(reader, ada, archive.id); });
    }
    std::vector<std::string> files() const
    {
        std::vector<std::string> names;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{archives_folder(folder), none})
            names.push_back(entry.path().filename().string());
        return names;
    }
};

}  // namespace

TEST_CASE("an archive is made by a job, told by mail, and kept for its owner's eyes on disk")
{
    Packing packing;
    packing.house.post("ada", "One");
    packing.house.post("ada", "Two");
    auto begun = packing.begin().value();
    CHECK(begun.posts == 2);
    packing.work();
    auto done = packing.now_of(begun).value();
    CHECK(packing.trouble.empty());
    CHECK(done.finished_at.has_value());
    auto file = archive_file(packing.folder, begun.id);
    CHECK(done.bytes == static_cast<std::int64_t>(fs::file_size(file)));
    bool open_to_others = (fs::status(file).permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none;
    CHECK_FALSE(open_to_others);
    auto mails = test::mails_to(packing.house, "ada@mail.test");
    REQUIRE(mails.size() == 1);
    CHECK(mails.front().text.find("/app/settings/data") != std::string::npos);
    CHECK(mails.front().text.find("7 days") != std::string::npos);
}

TEST_CASE("one archive at a time and one a week, counted from when it was begun")
{
    Packing packing;
    auto first = packing.begin().value();
    CHECK(packing.begin().error().key == "archive.goes_on");
    packing.work();
    auto soon = packing.begin().error();
    CHECK(soon.key == "archive.too_soon");
    CHECK(soon.code == ErrorCode::TooMany);
    packing.house.now = first.created_at + between_archives - seconds(2);
    CHECK_FALSE(packing.begin());
    CHECK(packing.begin().has_value());
}

TEST_CASE("one that was stopped leaves nothing and is not that of the week")
{
    Packing packing;
    auto begun = packing.begin().value();
    packing.write = [&](const Archive& archive, ZipFile& zip, const ArchiveProgress& progress) {
        zip.add("half", ZipFile::Packing::Stored, "x");
        CHECK(packing.house.write(
            [&](db::Transaction& tx) { return end_archive(tx, packing.ada, archive.id, packing.house.now); }));
        return progress(archive);
    };
    packing.work();
    CHECK(packing.files().empty());
    CHECK_FALSE(packing.now_of(begun));
    CHECK(packing.begin().has_value());
}

TEST_CASE("what broke off is begun anew, in the place of what was written so far")
{
    Packing packing;
    auto begun = packing.begin().value();
    auto whole = packing.write;
    packing.write = [](const Archive&, ZipFile& zip, const ArchiveProgress&) -> bool {
        zip.add("half", ZipFile::Packing::Stored, std::string(100'000, 'x'));
        throw std::runtime_error("the plug was pulled");
    };
    packing.work();
    CHECK(packing.trouble.find("plug") != std::string::npos);
    CHECK_FALSE(packing.now_of(begun)->finished_at.has_value());
    packing.write = whole;
    packing.house.now = packing.house.now + hours(1);
    packing.work();
    CHECK(packing.now_of(begun)->finished_at.has_value());
    CHECK(packing.now_of(begun)->bytes < 1000);
    CHECK(packing.files() == std::vector{to_string(begun.id) + ".zip"});
}

TEST_CASE("who stops the server does not wait for an archive: it is left for the next start")
{
    Packing packing;
    auto begun = packing.begin().value();
    auto whole = packing.write;
    packing.with_workers([&](jobs::Workers& workers) {
        packing.write = [&](const Archive& archive, ZipFile&, const ArchiveProgress& progress) {
            workers.stop();
            return progress(archive);
        };
        workers.run_due();
    });
    CHECK_FALSE(packing.now_of(begun)->finished_at.has_value());
    CHECK(packing.files().empty());
    packing.write = whole;
    packing.house.tick();
    packing.work();
    CHECK(packing.now_of(begun)->finished_at.has_value());
}

TEST_CASE("it is kept for a week, and opens for ten minutes with a key that belongs to it")
{
    Packing packing;
    auto begun = packing.begin().value();
    packing.work();
    auto done = packing.now_of(begun).value();
    auto key =
        packing.house.write([&](db::Transaction& tx) { return open_archive(tx, done, no_random, packing.house.now); }).value();
    auto opens = [&](ArchiveId id, std::string_view with) {
        return packing.house.read([&](db::Reader& reader) { return opened_archive(reader, id, with, packing.house.now); })
            .has_value();
    };
    CHECK(opens(done.id, key));
    CHECK_FALSE(opens(ArchiveId{done.id.value + 1}, key));
    CHECK_FALSE(opens(done.id, key + "x"));
    packing.house.now = packing.house.now + archive_link_lasts;
    CHECK_FALSE(opens(done.id, key));

    packing.house.now = *done.finished_at + archive_kept_for + seconds(1);
    auto late = packing.house.write([&](db::Transaction& tx) { return open_archive(tx, done, no_random, packing.house.now); });
    CHECK(late.error().key == "archive.not_there");
    packing.work();  // its schedules
    CHECK(packing.files().empty());
    CHECK_FALSE(packing.now_of(done));
    for (const auto& scan : packing.house.scans())
        if (scan.find("archive") != std::string::npos) FAIL_CHECK(scan);
}

TEST_CASE("an archive goes with its account, and a file that belongs to none goes too")
{
    Packing packing;
    packing.begin().value();
    packing.work();
    CHECK(packing.files().size() == 1);
    std::ofstream{archives_folder(packing.folder) / "12.unfinished"} << "left behind";
    CHECK(packing.house.write([&](db::Transaction& tx) { return delete_account(tx, packing.ada, packing.house.now); }));
    packing.house.now = packing.house.now + hours(2);
    packing.work();
    CHECK(packing.files().empty());
}
