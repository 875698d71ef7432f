// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/digest_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "base/crypto.h"

namespace favilla::server {

Result<std::string> sha256_of_file(const std::string& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in) return refuse(ErrorCode::Unavailable, "backup.io", {{"file", file}, {"reason", std::strerror(errno)}});
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    std::string digest(32, '\0');
    EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return to_hex(digest);
}

}  // namespace favilla::server
