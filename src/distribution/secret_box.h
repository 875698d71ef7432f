// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/secret_box.h — secrets that lie in the database sealed: what opens them, the box key, stands in a file beside it.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.h"

namespace favilla::distribution {

class SecretBox {
public:
    SecretBox(std::string box_key, Random random) : key_(std::move(box_key)), random_(std::move(random)) {}
    std::string close(std::string_view secret) const;  // base64
    std::string open(std::string_view sealed) const;   // throws: the box key does not fit the database
    const Random& random() const { return random_; }

private:
    std::string key_;
    Random random_;
};

}  // namespace favilla::distribution
