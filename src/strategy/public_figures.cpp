// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/public_figures.h"

#include <algorithm>
#include <set>

#include "analytics/growth.h"
#include "base/weeks.h"
#include "community/pages.h"
#include "conversations/answering.h"
#include "social/accounts.h"
#include "strategy/scopes.h"

namespace favilla::strategy {

namespace {

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

struct Week {
    std::int64_t conversations = 0;
    ToldAnswers answers;
};

void add_followers(PublicFigures& figures, const analytics::Growth& growth)
{
    for (std::size_t n = 0; n < figures.weeks.size(); ++n) {
        const auto& week = growth.weeks.at(n);
        auto all = week.followers_here.all + week.followers_elsewhere.all;
        auto authentic = week.followers_here.authentic + week.followers_elsewhere.authentic;
        figures.weeks[n].followers = told(all, authentic, all, authentic, all - authentic);
    }
}

}  // namespace

bool has_public_figures(db::Reader& reader, AccountId page)
{
    return community::find_page(reader, page)
        && reader.value<std::int64_t>("SELECT since FROM public_figures WHERE page_id = $1", page);
}

Result<void> show_figures(db::Transaction& tx, AccountId page, AccountId by, bool shown, Time now)
{
    if (!community::find_page(tx, page)) return refuse(ErrorCode::NotFound, "page.missing");
    auto changed = shown ? tx.run("INSERT INTO public_figures (page_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING", page, now)
                         : tx.run("DELETE FROM public_figures WHERE page_id = $1", page);
    if (changed > 0)
        community::note_page_act(tx, {.page = page, .by = by, .act = shown ? "show_figures" : "hide_figures", .object = {}}, now);
    return {};
}

PublicFigures count_publicly(std::span<const ScopeConversation> conversations, bool is_complete, AccountId page,
                             std::int64_t today)
{
    auto first_day = monday_of(today) - (public_weeks - 1) * days_of_week;
    const std::set no_people{page.value};
    std::vector<Week> weeks(public_weeks, Week{.conversations = 0, .answers = ToldAnswers{no_people}});
    ToldAnswers of_all{no_people};
    std::int64_t oldest = public_weeks;
    for (const auto& one : conversations) {
        auto at = (day_of(time_of_id(one.messages.at(0).id.value)) - first_day) / days_of_week;
        if (at < 0 || at >= public_weeks) continue;
        auto& week = weeks[static_cast<std::size_t>(at)];
        oldest = std::min(oldest, at);
        ++week.conversations;
        for (const auto& message : std::span{one.messages}.subspan(1)) {
            week.answers.add(message);
            of_all.add(message);
        }
    }
    PublicFigures figures{.weeks = {}, .people = of_all.people(), .is_complete = is_complete};
    for (std::int64_t n = 0; n < public_weeks; ++n) {
        PublicWeek shown{.first_day = first_day + n * days_of_week, .conversations = {}, .answers = {}, .followers = {}};
        // Of the oldest that was reached, only a part was counted.
        if (is_complete || n > oldest) {
            const auto& week = weeks[static_cast<std::size_t>(n)];
            shown.conversations = week.conversations;
            shown.answers = week.answers.answers();
        }
        figures.weeks.push_back(shown);
    }
    return figures;
}

std::optional<PublicFigures> public_figures_of(db::Reader& reader, DomainId domain, AccountId page, Time now)
{
    auto account = social::find_account(reader, page);
    if (!account || account->domain != domain || !has_public_figures(reader, page)) return std::nullopt;
    auto scope = find_scope(reader, domain, "page:" + to_string(page));
    if (!scope) return std::nullopt;
    auto today = day_of(now);
    auto first_day = monday_of(today) - (public_weeks - 1) * days_of_week;
    auto history = read_scope(reader, *scope, {Time{} + days(first_day), Time{} + days(today + 1)});
    auto figures = count_publicly(history.conversations, history.is_complete, page, today);
    figures.tells_followers = !account->hide_collections;
    // Who was here on which day is asked of the house alone.
    if (figures.tells_followers) add_followers(figures, analytics::growth_of(reader, domain, page, public_weeks, today, today));
    return figures;
}

}  // namespace favilla::strategy
