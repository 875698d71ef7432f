// SPDX-License-Identifier: AGPL-3.0-or-later
// console/conversation_json.h — a conversation as our own API writes it: the entity Conversation of docs/api/favilla.yaml.
#pragma once
#include "base/json_writer.h"
#include "conversations/reading.h"

namespace favilla::console {

// Its fields, into an object that is open.
void write_conversation(JsonWriter&, const conversations::Conversation&);

}  // namespace favilla::console
