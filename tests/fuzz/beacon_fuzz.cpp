// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a page tells of itself: what is taken is within its bounds, and counted once. The first line is the form, then come the headers Referer
// and Origin.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "analytics/visit_days.h"
#include "base/money.h"
#include "base/text.h"
#include "base/web_url.h"
#include "console/beacon_call.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::int64_t largest_amount = 10'000'000'000'000;  // 10^9 with four digits behind the point

void must(bool is_so)
{
    if (!is_so) std::abort();
}

std::string line_of(std::string_view& rest)
{
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return std::string{line};
}

void look_at_call(const console::ReadBeaconCall& call)
{
    must(!call.site.empty() && normal_host(call.site) == call.site);
    for (const auto* text : std::array{&call.host, &call.target, &call.referrer, &call.name}) must(is_valid_utf8(*text));
    must(call.name.size() <= (call.told == Told::Outgoing ? console::longest_link_place : console::longest_goal_name));
    if (call.told != Told::View) must(!call.name.empty());
    if (call.told == Told::Outgoing) must(call.name.find_first_of("?#") == std::string::npos);
    must(call.value.amount >= -largest_amount && call.value.amount <= largest_amount);
    must(call.value.currency.empty() || find_currency(call.value.currency).has_value());
}

// By the steps that count it.
void count_call(const console::ReadBeaconCall& call)
{
    Random random = [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); };
    VisitCounter counter{random, {.own = {call.site}, .fediverse = {}}};
    PageRequest page{.at = Time{1'780'142'400'000},
                     .day = 20'603,
                     .hour = 12,
                     .address = "192.0.2.1",
                     .agent = "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0",
                     .method = "GET",
                     .target = call.target,
                     .referrer = call.referrer,
                     .purpose = {},
                     .answer = 200};
    auto* day = counter.note(page);
    must(day != nullptr);
    counter.view(*day, page);
    if (call.told != Told::View)
        counter.act(*day, page, call.told == Told::Goal ? ActKind::Goal : ActKind::Outgoing, call.name, call.value);
    auto days = counter.take_days();
    must(days.size() == 1);
    const auto& told = days.begin()->second;
    must(told.lines == 1 && told.views == 1 && told.visits == 1 && told.visitors == 1);
    for (const auto& kind : told.named)
        for (const auto& [name, figures] : kind) must(is_valid_utf8(name) && figures.views <= 1);
    for (std::size_t kind = 0; kind < act_kinds.size(); ++kind)
        for (const auto& [name, acts] : told.acts[kind]) must(is_valid_utf8(name) && acts.times == 1 && acts.visitors == 1);
    std::int64_t sum = 0;
    for (const auto& [place, goal] : told.goals) sum += goal.amount;
    if (call.told == Told::Goal) must(sum == call.value.amount);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest{reinterpret_cast<const char*>(data), size};
    auto form = line_of(rest);
    net::Request request;
    request.method = net::Method::Post;
    request.target = "/api/favilla/v1/beacon";
    for (const auto* name : {"Referer", "Origin"}) request.headers.push_back({name, line_of(rest)});
    auto call = console::read_beacon_call(request, form);
    if (!call) {
        must(call.error().code == ErrorCode::Invalid);
        return 0;
    }
    look_at_call(*call);
    count_call(*call);
    return 0;
}
