// SPDX-License-Identifier: AGPL-3.0-or-later
// Run while CMake configures: a parameter taken by value must be constructed and destroyed once each per
// object across suspensions, and a temporary in a co_await expression must live until the expression ends.
#include <coroutine>
#include <exception>
#include <string>
#include <utility>

namespace {

int alive = 0;

struct Counted {
    std::string text;
    explicit Counted(std::string t) : text(std::move(t)) { ++alive; }
    Counted(Counted&& other) noexcept : text(std::move(other.text)) { ++alive; }
    Counted(const Counted& other) : text(other.text) { ++alive; }
    ~Counted() { --alive; }
};

struct Task {
    struct promise_type {
        std::coroutine_handle<> parent = std::noop_coroutine();
        std::string value;
        Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept { return h.promise().parent; }
            void await_resume() noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(std::string v) { value = std::move(v); }
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
    explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
    Task(Task&& other) noexcept : handle(std::exchange(other.handle, {})) {}
    ~Task()
    {
        if (handle) handle.destroy();
    }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> parent)
    {
        handle.promise().parent = parent;
        return handle;
    }
    std::string await_resume() { return std::move(handle.promise().value); }
};

Task join(Counted a, Counted b)
{
    co_await std::suspend_never{};
    co_return a.text + b.text;
}

Task twice(Counted c, int depth)
{
    if (depth == 0) co_return c.text;
    auto left = co_await twice(Counted{c.text + "l"}, depth - 1);
    auto right = co_await join(Counted{left}, Counted{std::string(40, 'r')});
    co_return left.size() < right.size() ? right : left;
}

Task choose(bool flag)
{
    auto text = flag ? co_await join(Counted{std::string(64, 'x')}, Counted{"y"}) : std::string{};
    co_return text;
}

}  // namespace

int main()
{
    {
        auto deep = twice(Counted{std::string(50, 's')}, 12);
        deep.handle.resume();
        if (deep.await_resume().size() != 50 + 12 + 12 * 40) return 1;
        auto chosen = choose(true);
        chosen.handle.resume();
        if (chosen.await_resume() != std::string(64, 'x') + "y") return 2;
    }
    return alive == 0 ? 0 : 3;
}
