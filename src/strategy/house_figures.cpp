// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/house_figures.h"

#include <algorithm>
#include <map>

#include "analytics/growth.h"
#include "base/weeks.h"
#include "community/pages.h"
#include "social/moderation_log.h"
#include "strategy/public_figures.h"
#include "strategy/scopes.h"

namespace favilla::strategy {

namespace {

constexpr int pages_at_once = 200;

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

// What was begun, by whom, and what was answered there.
struct Part {
    explicit Part(const std::set<std::int64_t>& pages) : answers(pages), pages_(&pages) {}

    void add(const ScopeConversation& one)
    {
        ++conversations;
        if (auto opener = one.messages.at(0).author; !pages_->contains(opener)) openers.insert(opener);
        for (const auto& message : std::span{one.messages}.subspan(1)) answers.add(message);
    }
    void add(const Part& more)
    {
        conversations += more.conversations;
        openers.insert(more.openers.begin(), more.openers.end());
        answers.add(more.answers);
    }
    std::optional<std::int64_t> begun() const
    {
        return told(conversations, conversations, std::ssize(openers), std::ssize(openers), 0).all;
    }

    std::int64_t conversations = 0;
    std::set<std::int64_t> openers;
    ToldAnswers answers;

private:
    const std::set<std::int64_t>* pages_;
};

// Who opened it and has public figures of their own, else 0.
using ByPage = std::map<std::int64_t, Part>;

Part& part_of(ByPage& parts, const HousePages& pages, std::int64_t opener)
{
    return parts.try_emplace(pages.public_.contains(opener) ? opener : 0, Part{pages.all}).first->second;
}

HouseWeek week_of(const ByPage& parts, const HousePages& pages)
{
    Part all{pages.all}, remaining{pages.all};  // beside what is told of a page
    for (const auto& [page, part] : parts) {
        all.add(part);
        if (page == 0 || !part.answers.answers().all) remaining.add(part);
    }
    return {
        .conversations = all.begun(), .answers = all.answers.answers_beside(remaining.answers), .members = {}, .followers = {}};
}

Told people_of(const ByPage& parts, const HousePages& pages)
{
    ToldAnswers all{pages.all};
    for (const auto& [page, part] : parts) all.add(part.answers);
    auto said = all.people();
    for (const auto& [page, part] : parts) {
        if (page == 0 || !part.answers.people().all) continue;
        auto beside = all.people_beside(part.answers);
        if (!beside.all) return {};
        if (!beside.authentic) said.authentic.reset();
    }
    return said;
}

HousePages pages_of(db::Reader& reader, DomainId domain)
{
    HousePages pages;
    AccountId after{};
    while (true) {
        auto found = community::pages_of_domain(reader, domain, after, pages_at_once);
        for (auto page : found) {
            pages.all.insert(page.value);
            if (has_public_figures(reader, page)) pages.public_.insert(page.value);
        }
        if (std::ssize(found) < pages_at_once) return pages;
        after = found.back();
    }
}

Told joined(const analytics::Joined& who)
{
    return told(who.all, who.authentic, who.all, who.authentic, who.all - who.authentic);
}

}  // namespace

bool has_house_figures(db::Reader& reader, DomainId domain)
{
    return reader.value<std::int64_t>("SELECT since FROM public_house_figures WHERE domain_id = $1", domain).has_value();
}

void show_house_figures(db::Transaction& tx, DomainId domain, AccountId by, bool shown, Time now)
{
    auto changed =
        shown ? tx.run("INSERT INTO public_house_figures (domain_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING", domain, now)
              : tx.run("DELETE FROM public_house_figures WHERE domain_id = $1", domain);
    if (changed > 0) social::note_act(tx, {.domain = domain, .by = by, .act = shown ? "show_figures" : "hide_figures"}, now);
}

HouseFigures count_house(std::span<const ScopeConversation> conversations, bool is_complete, const HousePages& pages,
                         std::int64_t today)
{
    auto first_day = monday_of(today) - (public_weeks - 1) * days_of_week;
    std::vector<ByPage> weeks(public_weeks);
    ByPage of_all;
    std::int64_t oldest = public_weeks;
    for (const auto& one : conversations) {
        auto at = (day_of(time_of_id(one.messages.at(0).id.value)) - first_day) / days_of_week;
        if (at < 0 || at >= public_weeks) continue;
        oldest = std::min(oldest, at);
        auto opener = one.messages.at(0).author;
        part_of(weeks[static_cast<std::size_t>(at)], pages, opener).add(one);
        part_of(of_all, pages, opener).add(one);
    }
    HouseFigures figures{.weeks = {}, .people = people_of(of_all, pages), .is_complete = is_complete};
    for (std::int64_t n = 0; n < public_weeks; ++n) {
        // Of the oldest that was reached, only a part was counted.
        auto week = is_complete || n > oldest ? week_of(weeks[static_cast<std::size_t>(n)], pages) : HouseWeek{};
        week.first_day = first_day + n * days_of_week;
        figures.weeks.push_back(week);
    }
    return figures;
}

std::optional<HouseFigures> house_figures_of(db::Reader& reader, DomainId domain, Time now)
{
    if (!has_house_figures(reader, domain)) return std::nullopt;
    auto scope = find_scope(reader, domain, "house").value();
    auto today = day_of(now);
    auto first_day = monday_of(today) - (public_weeks - 1) * days_of_week;
    auto history = read_scope(reader, scope, {Time{} + days(first_day), Time{} + days(today + 1)});
    auto figures = count_house(history.conversations, history.is_complete, pages_of(reader, domain), today);
    auto newcomers = analytics::newcomers_of(reader, domain, public_weeks, today);
    for (std::size_t n = 0; n < figures.weeks.size(); ++n) {
        figures.weeks[n].members = joined(newcomers.at(n).members);
        figures.weeks[n].followers = joined(newcomers.at(n).followers_elsewhere);
    }
    return figures;
}

}  // namespace favilla::strategy
