// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/secret_box.h"

#include <stdexcept>

#include "base/keys.h"

namespace favilla::distribution {

std::string SecretBox::close(std::string_view secret) const { return to_base64(seal(random_, key_, secret)); }

std::string SecretBox::open(std::string_view sealed) const
{
    auto bytes = from_base64(sealed);
    auto plain = bytes ? unseal(key_, *bytes) : std::nullopt;
    if (!plain)
        throw std::runtime_error("a sealed key cannot be opened: the data folder's secret.key does not belong to this database");
    return *std::move(plain);
}

}  // namespace favilla::distribution
