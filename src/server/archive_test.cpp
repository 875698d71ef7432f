// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/archive.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace favilla;
namespace fs = std::filesystem;

namespace {

struct Scratch {
    fs::path folder = fs::temp_directory_path() / ("favilla-archive-" + std::to_string(::getpid()));
    Scratch() { fs::create_directories(folder / "in" / "media"); }
    ~Scratch() { fs::remove_all(folder); }
    void write(const std::string& name, const std::string& content) { std::ofstream{folder / name, std::ios::binary} << content; }
    std::string read(const std::string& name)
    {
        std::ifstream in{folder / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

}  // namespace

TEST_CASE("what is packed comes out as it went in, whatever its size")
{
    Scratch scratch;
    scratch.write("in/empty", "");
    scratch.write("in/exact", std::string(512, 'x'));
    scratch.write("in/media/odd", std::string(70'001, '\0') + "end");
    REQUIRE(server::pack_folder((scratch.folder / "in").string(), (scratch.folder / "a.tar").string()));
    REQUIRE(server::unpack_archive((scratch.folder / "a.tar").string(), (scratch.folder / "out").string()));
    for (auto name : {"empty", "exact", "media/odd"})
        CHECK(scratch.read(std::string{"in/"} + name) == scratch.read(std::string{"out/"} + name));
}

TEST_CASE("a cut or altered archive, and one whose names leave the folder, are refused")
{
    Scratch scratch;
    scratch.write("in/file", std::string(2000, 'x'));
    auto archive = (scratch.folder / "a.tar").string(), out = (scratch.folder / "out").string();
    REQUIRE(server::pack_folder((scratch.folder / "in").string(), archive));
    auto whole = scratch.read("a.tar");
    scratch.write("a.tar", whole.substr(0, 1200));
    CHECK(server::unpack_archive(archive, out).error().key == "backup.not_archive");
    scratch.write("a.tar", "not a tar at all");
    CHECK(!server::unpack_archive(archive, out));
    auto escaping = whole;
    escaping.replace(0, 7, std::string{"../evil", 7});
    unsigned sum = 0;
    for (std::size_t n = 0; n < 512; ++n) sum += n >= 148 && n < 156 ? ' ' : static_cast<unsigned char>(escaping[n]);
    char octal[8];
    std::snprintf(octal, sizeof octal, "%06o", sum);
    escaping.replace(148, 6, octal);
    scratch.write("a.tar", escaping);
    CHECK(server::unpack_archive(archive, out).error().key == "backup.not_archive");
    CHECK(!fs::exists(scratch.folder / "evil"));
    CHECK(!server::unpack_archive((scratch.folder / "absent.tar").string(), out));
}
