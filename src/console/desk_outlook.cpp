// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk/outlook — conversations that are about to go out and newcomers whom nobody answered, for those who see the desk.
#include <algorithm>
#include <map>
#include <set>

#include "community/attention.h"
#include "console/named_accounts.h"
#include "console/outlook_json.h"
#include "console/routes.h"
#include "desk/items.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "social/status_views.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int newcomers_shown = 20;
constexpr std::size_t endings_shown = 40;

struct PageEnding {
    AccountId page;
    desk::Ending ending;
};
struct PageNewcomer {
    AccountId page;
    desk::Unanswered post;
};

// A post as a page sees it.
class Seen {
public:
    void add(AccountId page, StatusId status) { asked_[page].push_back(status); }
    void load(db::Reader& reader)
    {
        for (const auto& [page, ids] : asked_) {
            views_[page] = social::load_views(reader, social::find_statuses(reader, ids, page), page);
            places_[page] = places_in(views_[page]);
        }
    }
    // Null where it is deleted by now, or hidden from the page.
    void write(JsonWriter& json, const Api& api, AccountId page, StatusId status) const
    {
        const auto& places = places_.at(page);
        const auto& views = views_.at(page);
        if (auto place = places.find(status); place != places.end())
            write_status(json, audience_of(api), views, views.items[place->second]);
        else
            json.value(nullptr);
    }

private:
    std::map<AccountId, std::vector<StatusId>> asked_;
    std::map<AccountId, social::StatusViews> views_;
    std::map<AccountId, std::unordered_map<StatusId, std::size_t>> places_;
};

struct Shown {
    std::optional<desk::KeptOutlook> outlook;
    std::vector<PageEnding> endings;
    std::vector<PageNewcomer> newcomers;
    std::int64_t newcomer_count = 0;
    Accounts accounts;
    Seen seen;
    std::map<AccountId, bool> may_act;
};

// What several of one's pages see of the same stands there once, for the first of them.
void look(db::Reader& reader, Shown& shown, const std::vector<AccountId>& pages, Time now)
{
    std::set<ConversationId> known;
    std::set<DomainId> houses;
    for (auto page : pages) {
        for (const auto& ending : desk::endings_for(reader, page, now))
            if (known.insert(ending.conversation).second) shown.endings.push_back({page, ending});
        auto account = social::find_account(reader, page);
        if (!account || !account->domain || !houses.insert(*account->domain).second) continue;
        auto newcomers = desk::newcomers_for(reader, page, newcomers_shown, now);
        shown.newcomer_count += newcomers.count;
        for (const auto& one : newcomers.shown) shown.newcomers.push_back({page, one});
    }
    std::ranges::sort(shown.endings, {}, [](const PageEnding& one) { return one.ending.place(); });
    if (shown.endings.size() > endings_shown) shown.endings.resize(endings_shown);
}

// What there is to be answered: the question, else what was said last.
StatusId to_answer(const desk::Ending& ending) { return ending.question.value_or(ending.last); }

void load_what_is_named(db::Reader& reader, const Api& api, Shown& shown)
{
    std::vector<AccountId> people;
    for (const auto& [page, ending] : shown.endings) {
        people.insert(people.end(), {page, ending.newcomer.value_or(page)});
        shown.seen.add(page, to_answer(ending));
        shown.may_act[page] = desk::may_act(reader, page, api.me());
    }
    for (const auto& [page, post] : shown.newcomers) {
        people.insert(people.end(), {page, post.author});
        shown.seen.add(page, post.status);
    }
    shown.accounts = load_accounts(reader, people);
    shown.seen.load(reader);
}

void write_ending(JsonWriter& json, const Api& api, const Shown& shown, const PageEnding& one)
{
    json.object([&] {
        write_person(json, api, shown.accounts, "page", one.page);
        write_ending_fields(json, one.ending);
        write_person(json, api, shown.accounts, "newcomer", one.ending.newcomer);
        json.field("may_act", shown.may_act.at(one.page));
        json.key("status");
        shown.seen.write(json, api, one.page, to_answer(one.ending));
    });
}

void write_newcomer(JsonWriter& json, const Api& api, const Shown& shown, const PageNewcomer& one)
{
    json.object([&] {
        write_person(json, api, shown.accounts, "page", one.page);
        write_person(json, api, shown.accounts, "account", one.post.author);
        json.field("conversation_id", one.post.conversation);
        json.field("since", one.post.at);
        json.key("status");
        shown.seen.write(json, api, one.page, one.post.status);
    });
}

}  // namespace

// ?page_id=: of one page, else of all whose desk the person sees.
net::Response get_desk_outlook(const net::Request&, Api& api)
{
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<Shown> {
        auto pages = community::pages_read_by(reader, api.me());
        if (!api.params.text_or("page_id", "").empty()) {
            auto wanted = api.params.id<AccountId>("page_id");
            if (!wanted || std::ranges::find(pages, *wanted) == pages.end()) return std::nullopt;
            pages = {*wanted};
        }
        if (pages.empty()) return std::nullopt;
        auto page = social::find_account(reader, pages.front());
        Shown found;
        found.outlook = desk::find_outlook(reader, page && page->domain ? *page->domain : api.domain.id);
        look(reader, found, pages, api.now);
        load_what_is_named(reader, api, found);
        return found;
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("outlook");
            write_outlook(json, shown->outlook);
            json.field("newcomers_count", shown->newcomer_count);
            json.key("newcomers").array(shown->newcomers, [&](const PageNewcomer& one) {
                write_newcomer(json, api, *shown, one);
            });
            json.key("endings").array(shown->endings, [&](const PageEnding& one) { write_ending(json, api, *shown, one); });
        });
    });
}

}  // namespace favilla::console
