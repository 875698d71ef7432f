// SPDX-License-Identifier: AGPL-3.0-or-later
// social/sandbox.h — a process that opens the files of strangers keeps nothing but its pipes: no file, no network, no other process, little
// memory and time. What takes it over has nowhere to go.
#pragma once
#include <cstddef>

namespace favilla::social {

// For a process that has loaded all it needs. From here on it reads, writes, computes, or ends. Throws std::runtime_error where the kernel
// does not offer that: nothing is opened then.
void enter_sandbox(std::size_t memory_bytes, unsigned cpu_seconds);

}  // namespace favilla::social
