// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/run_worker.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace favilla::social {

namespace {

using Moment = std::chrono::steady_clock::time_point;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    void close()
    {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

std::array<int, 2> connected_pair()
{
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "no pipe for a worker");
    return ends;
}

// The child has its end as standard input and output, and nothing else.
pid_t spawn(const std::vector<std::string>& words, int end)
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, end, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    std::vector<std::string> named{"favilla"};
    named.insert(named.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (auto& word : named) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // Vector code would be made at run time, in memory that may be executed: the sandbox has none.
    std::array<std::string, 3> settings = {"LC_ALL=C.UTF-8", "VIPS_NOVECTOR=1", "VIPSHOME=/nonexistent"};
    std::array<char*, 4> environment = {settings[0].data(), settings[1].data(), settings[2].data(), nullptr};

    pid_t child = -1;
    int failed = posix_spawn(&child, "/proc/self/exe", &files, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0) throw std::system_error(failed, std::generic_category(), "a worker cannot be started");
    return child;
}

// False: the peer is gone, or says too much, or the time is over.
bool converse(int socket, std::string_view input, const HearPiece& hear, std::size_t most, Moment deadline)
{
    std::array<char, 64 * 1024> part{};
    std::size_t heard = 0;
    while (true) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd waiting{socket, static_cast<short>(input.empty() ? POLLIN : POLLIN | POLLOUT), 0};
        if (poll(&waiting, 1, static_cast<int>(left)) < 0 && errno != EINTR) return false;
        if (waiting.revents & POLLOUT && !input.empty()) {
            auto sent = send(socket, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EAGAIN) return false;
            if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
            if (input.empty()) shutdown(socket, SHUT_WR);
        }
        if (!(waiting.revents & (POLLIN | POLLHUP | POLLERR))) continue;
        auto got = recv(socket, part.data(), part.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got < 0) return false;
        if (got == 0) return true;
        heard += static_cast<std::size_t>(got);
        if (heard > most) return false;
        hear({part.data(), static_cast<std::size_t>(got)});
    }
}

bool ends_by(pid_t child, Moment deadline)
{
    Descriptor end{static_cast<int>(syscall(SYS_pidfd_open, child, 0))};
    pollfd waiting{end.number(), POLLIN, 0};
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    return poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) == 1;
}

}  // namespace

namespace {

// Also where whoever listens throws.
class Child {
public:
    explicit Child(pid_t child) : child_(child) {}
    ~Child()
    {
        if (child_ < 0) return;
        kill(child_, SIGKILL);
        wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Whoever closed its end has nothing more to do than to end.
    bool ended_well_by(Moment deadline)
    {
        if (!ends_by(child_, deadline)) kill(child_, SIGKILL);
        int state = wait();
        return WIFEXITED(state) && WEXITSTATUS(state) == 0;
    }

private:
    int wait()
    {
        int state = 0;
        while (waitpid(child_, &state, 0) < 0 && errno == EINTR) {}
        child_ = -1;
        return state;
    }

    pid_t child_;
};

}  // namespace

bool run_worker(const std::vector<std::string>& words, std::string_view input, WorkerBounds bounds, const HearPiece& hear)
{
    auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(bounds.time.milliseconds);
    auto ends = connected_pair();
    Descriptor ours{ends[0]}, theirs{ends[1]};
    Child child{spawn(words, theirs.number())};
    theirs.close();
    return converse(ours.number(), input, hear, bounds.output_bytes, deadline) && child.ended_well_by(deadline);
}

std::optional<std::string> run_worker(const std::vector<std::string>& words, std::string_view input, WorkerBounds bounds)
{
    std::string output;
    bool said_all = run_worker(words, input, bounds, [&](std::string_view piece) { output += piece; });
    return said_all ? std::optional{std::move(output)} : std::nullopt;
}

}  // namespace favilla::social
