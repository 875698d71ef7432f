// SPDX-License-Identifier: AGPL-3.0-or-later
// base/precedence.h — who goes first when there is not enough for all. Threads that answer people come forward: they get the
// processor soon, though no more of it. Threads that do what nobody waits for before a screen step back: they get less of the processor,
// and of what is bounded (connections to the database). Both hold for this thread, for as long as it lives.
#pragma once

namespace favilla {

void come_forward();
void step_back();
bool has_stepped_back();

}  // namespace favilla
