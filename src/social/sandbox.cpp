// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/sandbox.h"

#include <cerrno>
#include <fstream>
#include <stdexcept>

#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace favilla::social {

namespace {

// What a decoder needs once its libraries are loaded. Everything else fails as if it were forbidden, which it is.
constexpr const char* allowed[] = {
    "read",
    "write",
    "readv",
    "writev",
    "close",
    "lseek",
    "fstat",
    "poll",
    "brk",
    "munmap",
    "mremap",
    "madvise",
    "futex",
    "exit",
    "exit_group",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigaltstack",
    "gettid",
    "getpid",
    "tgkill",
    "clock_gettime",
    "clock_nanosleep",
    "nanosleep",
    "gettimeofday",
    "getrandom",
    "sched_yield",
    "sched_getaffinity",
    "set_robust_list",
    "rseq",
    "restart_syscall",
    "getrusage",
    "membarrier",
    "sysinfo",
};

void limit(int what, rlim_t most)
{
    rlimit bound{most, most};
    if (setrlimit(static_cast<__rlimit_resource>(what), &bound) != 0)
        throw std::runtime_error("a limit of the sandbox cannot be set");
}

// What the program and its libraries take up already.
std::size_t address_space()
{
    std::size_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM)))
    {
        if (!context_) throw std::runtime_error("the kernel filters no system calls");
    }
    ~Filter() { seccomp_release(context_); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    template <class... Conditions>
    void allow(const char* name, Conditions... conditions)
    {
        add(SCMP_ACT_ALLOW, name, conditions...);
    }
    template <class... Conditions>
    void add(std::uint32_t action, const char* name, Conditions... conditions)
    {
        int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR) return;  // not of this machine
        if (seccomp_rule_add(context_, action, call, sizeof...(conditions), conditions...) != 0)
            throw std::runtime_error("a rule of the sandbox was refused");
    }
    void load()
    {
        seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1);  // threads that run already as well
        if (seccomp_load(context_) != 0) throw std::runtime_error("the kernel filters no system calls");
    }

private:
    scmp_filter_ctx context_;
};

}  // namespace

void enter_sandbox(std::size_t memory_bytes, unsigned cpu_seconds)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        throw std::runtime_error("privileges cannot be given up");
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, cpu_seconds);
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)  // they map terabytes
    limit(RLIMIT_AS, address_space() + memory_bytes);
#else
    (void)memory_bytes;
    (void)address_space;
#endif
    Filter filter;
    for (const auto* name : allowed) filter.allow(name);
    // Memory is never made executable, and a clone is a thread: glibc tries clone3 first, whose flags a filter cannot see.
    filter.allow("mmap", SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    filter.allow("mprotect", SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    filter.allow("clone", SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    filter.load();
}

}  // namespace favilla::social
