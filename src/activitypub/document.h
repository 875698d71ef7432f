// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/document.h — a whole document of ours: its context, and what `body` writes behind it.
#pragma once
#include <cstddef>
#include <string>
#include <utility>

#include "activitypub/vocabulary.h"
#include "base/json_writer.h"

namespace favilla::activitypub {

template <class Body>
std::string write_document(Body&& body, std::size_t expected_size = 3072)
{
    return write_json(
        [&](JsonWriter& json) {
            json.object([&] {
                json.key("@context").raw(context);
                body(json);
            });
        },
        expected_size);
}

}  // namespace favilla::activitypub
