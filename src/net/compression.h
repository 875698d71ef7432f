// SPDX-License-Identifier: AGPL-3.0-or-later
// net/compression.h — an answer made smaller (gzip, RFC 1952) for who can read it so. It takes up to milliseconds of the processor, so it
// is called where handlers run, never on a network thread.
#pragma once
#include <cstddef>

#include "net/http.h"

namespace favilla::net {

inline constexpr std::size_t smallest_compressed = 2048;  // below, an answer is a packet or two either way

// Says that the answer depends on Accept-Encoding, and compresses a JSON answer of 200 with a body of its own that is no shorter than
// that. A part (Range), a stream, a file, what is shared or compressed already stays as it is. Only for answers that hold no secret
// beside what others can write: how long they are compressed tells of both (docs/decisions/0079-compressed-answers.md).
Response compressed(const Request&, Response);

bool wants_compressed(const Request&);  // whether who asks can read it so

// Likewise, but only says what it depends on: for an answer that might have been compressed and is not.
Response uncompressed(Response);

}  // namespace favilla::net
