// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/box_key.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

#include "base/keys.h"

namespace favilla::server {

namespace {

std::string read_key(const std::string& file)
{
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    while (text.ends_with('\n')) text.pop_back();
    auto key = from_hex(text);
    if (!key || key->size() != box_key_size) throw std::runtime_error(file + " holds no key of 64 hexadecimal digits");
    return *key;
}

}  // namespace

std::string box_key(const std::string& folder, const Random& random)
{
    if (folder.empty()) throw std::runtime_error("private keys need a data folder: give --data beside --database");
    auto file = folder + "/secret.key";
    int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno != EEXIST) throw std::runtime_error(file + " cannot be written");
        return read_key(file);
    }
    auto key = random_bytes(random, box_key_size);
    auto text = to_hex(key) + "\n";
    bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!written) {
        ::unlink(file.c_str());
        throw std::runtime_error(file + " cannot be written");
    }
    return key;
}

}  // namespace favilla::server
