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

bool is_few(std::int64_t people) { return people > 0 && people < least_people_told; }

// Answers, and who wrote them. The page is no person: whether few wrote is a question about the others.
class Answers {
public:
    explicit Answers(std::int64_t page) : page_(page) {}

    void add(const ScopeMessage& message)
    {
        // What is counted where nothing is said of an answer, and what hangs on nothing, is as in strategy/scope_measures.
        bool counts = message.parent == conversations::no_parent || social::part_of(message.code) == social::ActPart::Authentic;
        ++all_;
        authors_.insert(message.author);
        if (counts) {
            ++authentic_;
            authentic_authors_.insert(message.author);
        } else {
            left_out_.insert(message.author);
        }
    }

    Told answers() const { return told(all_, authentic_, others(authors_), others(authentic_authors_), others(left_out_)); }
    Told people() const
    {
        auto left_out = others(authors_) - others(authentic_authors_);
        return told(std::ssize(authors_), std::ssize(authentic_authors_), others(authors_), others(authentic_authors_), left_out);
    }

private:
    std::int64_t others(const std::set<std::int64_t>& authors) const
    {
        return std::ssize(authors) - (authors.contains(page_) ? 1 : 0);
    }

    std::int64_t page_, all_ = 0, authentic_ = 0;
    std::set<std::int64_t> authors_, authentic_authors_, left_out_;
};

struct Week {
    std::int64_t conversations = 0;
    Answers answers;
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

Told told(std::int64_t all, std::int64_t authentic, std::int64_t people, std::int64_t authentic_people,
          std::int64_t people_left_out)
{
    if (is_few(people)) return {};
    // From both numbers anybody reckons what lies between them.
    if (is_few(authentic_people) || is_few(people_left_out)) return {.all = all, .authentic = {}};
    return {.all = all, .authentic = authentic};
}

PublicFigures count_publicly(std::span<const ScopeConversation> conversations, bool is_complete, AccountId page,
                             std::int64_t today)
{
    auto first_day = monday_of(today) - (public_weeks - 1) * days_of_week;
    std::vector<Week> weeks(public_weeks, Week{.conversations = 0, .answers = Answers{page.value}});
    Answers of_all{page.value};
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
