// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/precedence.h"

#include <cstdint>

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace favilla {

namespace {

// As sched_setattr(2) takes it; the C library has no name for it yet.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t niceness = 0;
    std::uint32_t priority = 0;
    std::uint64_t slice = 0;  // nanoseconds: of SCHED_OTHER, since Linux 6.12
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};

constexpr int niceness = 5;  // a third of what others get when all want all; everything when nobody else wants it
constexpr std::uint64_t short_slice = 200'000;

thread_local bool stepped_back = false;

}  // namespace

// Who asks for less at a time is let onto the processor sooner when it wakes. An older kernel takes no notice; where the machine's owner
// chose another policy, that stays.
void come_forward()
{
    if (::sched_getscheduler(0) != SCHED_OTHER) return;
    SchedulingAttributes attributes;
    attributes.niceness = ::getpriority(PRIO_PROCESS, 0);
    attributes.slice = short_slice;
    (void)::syscall(SYS_sched_setattr, 0, &attributes, 0U);
}

// On Linux a thread has a niceness of its own. Where it may not be changed, the rest of stepping back holds still.
void step_back()
{
    if (stepped_back) return;
    stepped_back = true;
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), ::getpriority(PRIO_PROCESS, 0) + niceness);
}

bool has_stepped_back() { return stepped_back; }

}  // namespace favilla
