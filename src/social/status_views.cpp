// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/status_views.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/html.h"
#include "base/text.h"
#include "social/boosted.h"
#include "social/quote_views.h"

namespace favilla::social {

namespace {

// Everything on a page that shows words: the statuses themselves, what they boost and what is quoted.
std::vector<StatusView*> all_of(StatusViews& views)
{
    std::vector<StatusView*> all;
    all.reserve(views.items.size() + views.boosted.size() + views.quoted.size());
    for (auto& view : views.items)
        if (!view.status.boost_of) all.push_back(&view);
    for (auto& [id, view] : views.boosted) all.push_back(&view);
    for (auto& [id, view] : views.quoted) all.push_back(&view);
    return all;
}

void add_boosted(StatusViews& views, std::vector<Status> boosted)
{
    std::unordered_set<StatusId> shown;
    for (const auto& view : views.items)
        if (view.status.boost_of) shown.insert(*view.status.boost_of);
    for (auto& status : boosted)
        if (auto id = status.id; shown.contains(id)) views.boosted.emplace(id, StatusView{.status = std::move(status)});
}

void load_quoted(db::Reader& reader, StatusViews& views, Viewer viewer)
{
    for (auto& status : load_quotes(reader, all_of(views), viewer)) {
        auto id = status.id;
        views.quoted.emplace(id, StatusView{.status = std::move(status)});
    }
    std::vector<StatusView*> quoted;
    for (auto& [id, view] : views.quoted) quoted.push_back(&view);
    load_quotes(reader, quoted, viewer);
}

// Answers with those who said of some post what they are tied to: hardly anybody, so that a page asks for ties only where there may be one.
std::unordered_set<AccountId> load_authors(db::Reader& reader, StatusViews& views)
{
    std::unordered_set<AccountId> ids;
    auto add = [&](const Status& status) {
        ids.insert(status.author);
        if (status.person) ids.insert(*status.person);
    };
    for (const auto& view : views.items) add(view.status);
    for (const auto& [id, view] : views.boosted) add(view.status);
    for (const auto& [id, view] : views.quoted) add(view.status);
    std::unordered_set<AccountId> tied;
    if (ids.empty()) return tied;
    static const std::string query = "SELECT " + std::string{account_columns}
                                   + ", EXISTS (SELECT 1 FROM status_ties t WHERE t.account_id = a.id) FROM accounts a "
                                     "WHERE a.id IN EACH($1)";
    for (const auto& row : reader.rows(query, db::list_of(ids))) {
        auto id = row.get<AccountId>(0);
        if (row.get<bool>(account_column_count)) tied.insert(id);
        views.accounts.emplace(id, read_account(row));
    }
    return tied;
}

using Places = std::unordered_map<StatusId, StatusView*>;

void load_mentions(db::Reader& reader, const Places& places)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (view->status.has_mentions) ids.push_back(id);
    if (ids.empty()) return;
    for (const auto& row :
         reader.rows("SELECT m.status_id, a.id, a.username, a.host, a.url FROM mentions m JOIN accounts a ON a.id = m.account_id "
                     "WHERE m.status_id IN EACH($1)",
                     db::list_of(ids)))
        places.at(row.get<StatusId>(0))
            ->mentions.push_back(
                {row.get<AccountId>(1), row.get<std::string>(2), row.get<std::string>(3), row.get<std::string>(4)});
    for (auto id : ids) std::ranges::sort(places.at(id)->mentions, {}, &StatusMention::account);
}

void load_tags(db::Reader& reader, const Places& places)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (view->status.has_tags) ids.push_back(id);
    if (ids.empty()) return;
    for (const auto& row : reader.rows("SELECT x.status_id, t.name FROM status_tags x JOIN tags t ON t.id = x.tag_id "
                                       "WHERE x.status_id IN EACH($1)",
                                       db::list_of(ids)))
        places.at(row.get<StatusId>(0))->tags.push_back(row.get<std::string>(1));
    for (auto id : ids) std::ranges::sort(places.at(id)->tags);
}

void load_polls(db::Reader& reader, const Places& places, Viewer viewer)
{
    std::vector<PollId> ids;
    for (const auto& [id, view] : places)
        if (view->status.poll) ids.push_back(*view->status.poll);
    if (ids.empty()) return;
    for (auto& [id, poll] : polls_among(reader, ids, viewer))
        if (auto place = places.find(poll.status); place != places.end()) place->second->poll = std::move(poll);
}

// Where there is a link, and where an author may have attached one.
void load_previews(db::Reader& reader, StatusViews& views, const Places& places)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (!view->status.domain || view->status.html.find("<a ") != std::string::npos) ids.push_back(id);
    std::vector<AccountId> authors;
    for (auto& [id, preview] : previews_among(reader, ids)) {
        if (preview.author && !views.accounts.contains(*preview.author)) authors.push_back(*preview.author);
        places.at(id)->preview = std::move(preview);
    }
    for (auto& author : find_accounts(reader, authors)) views.accounts.emplace(author.id, std::move(author));
}

void load_past(db::Reader& reader, StatusViews& views, const Places& places)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places) ids.push_back(id);
    for (const auto& view : views.items)
        if (view.status.boost_of) ids.push_back(view.status.id);
    for (auto& mark : past_marks_among(reader, ids)) views.past.emplace(mark.status, std::move(mark));
}

void load_ties(db::Reader& reader, StatusViews& views, const Places& places, const std::unordered_set<AccountId>& tied)
{
    if (tied.empty()) return;
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (tied.contains(view->status.author)) ids.push_back(id);
    std::vector<AccountId> pages;
    for (auto& tie : status_ties_among(reader, ids)) {
        if (!views.accounts.contains(tie.page)) pages.push_back(tie.page);
        views.ties.emplace(tie.status, std::move(tie));
    }
    for (auto& page : find_accounts(reader, pages)) views.accounts.emplace(page.id, std::move(page));
}

void load_media(db::Reader& reader, const Places& places)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (view->status.has_media) ids.push_back(id);
    for (auto& [id, media] : media_of(reader, ids)) places.at(id)->media = std::move(media);
}

void load_applications(db::Reader& reader, StatusViews& views, const Places& places)
{
    std::unordered_set<ApplicationId> ids;
    for (const auto& [id, view] : places)
        if (view->status.application) ids.insert(*view->status.application);
    if (ids.empty()) return;
    for (const auto& row : reader.rows("SELECT id, name, website FROM applications WHERE id IN EACH($1)", db::list_of(ids)))
        views.applications.emplace(row.get<ApplicationId>(0),
                                   StatusApplication{row.get<std::string>(1), row.get<std::optional<std::string>>(2)});
}

// What was left to everybody is not asked about, unless it answers something: what opened the conversation may say otherwise.
void load_answerable(db::Reader& reader, const Places& places, AccountId viewer)
{
    std::vector<StatusId> ids;
    for (const auto& [id, view] : places)
        if (view->status.reply_policy != ReplyPolicy::Everyone || view->status.in_reply_to) ids.push_back(id);
    for (auto id : unanswerable_among(reader, ids, viewer)) places.at(id)->may_answer = false;
}

// All in one statement, since on PostgreSQL each is a way there and back. $1 is the viewer; each mark has a list of its own behind it.
constexpr std::string_view marks_query =
    "SELECT 0, status_id FROM favourites WHERE account_id = $1 AND status_id IN EACH($2) "
    "UNION ALL SELECT 1, boost_of_id FROM statuses WHERE account_id = $1 AND boost_of_id IN EACH($3) AND id >= 281474976710656 "
    "UNION ALL SELECT 2, status_id FROM bookmarks WHERE account_id = $1 AND status_id IN EACH($4) "
    "UNION ALL SELECT 3, status_id FROM pins WHERE account_id = $1 AND status_id IN EACH($5) "
    "UNION ALL SELECT 4, conversation_id FROM conversation_mutes WHERE account_id = $1 AND conversation_id IN EACH($6)";

// What cannot be marked is not asked about.
void load_marks(db::Reader& reader, const Places& places, AccountId viewer)
{
    std::vector<StatusId> liked, boosted, any, own;
    std::vector<ConversationId> conversations;
    for (const auto& [id, view] : places) {
        const auto& status = view->status;
        any.push_back(id);
        if (status.favourites_count > 0) liked.push_back(id);
        if (status.boosts_count > 0) boosted.push_back(id);
        if (status.author == viewer) own.push_back(id);
        if (status.conversation) conversations.push_back(*status.conversation);
        view->marks.own = status.author == viewer;
    }
    if (any.empty()) return;
    static constexpr std::array marks{&StatusMarks::favourited, &StatusMarks::boosted, &StatusMarks::bookmarked,
                                      &StatusMarks::pinned};
    std::unordered_set<ConversationId> muted;
    for (const auto& row : reader.rows(marks_query, viewer, db::list_of(liked), db::list_of(boosted), db::list_of(any),
                                       db::list_of(own), db::list_of(conversations))) {
        auto mark = row.get<std::size_t>(0);
        if (mark < marks.size())
            places.at(row.get<StatusId>(1))->marks.*marks[mark] = true;
        else
            muted.insert(row.get<ConversationId>(1));
    }
    if (muted.empty()) return;
    for (const auto& [id, view] : places)
        view->marks.muted = view->status.conversation && muted.contains(*view->status.conversation);
}

// What a filter reads of a status, folded.
std::string filtered_text(const StatusView& view)
{
    const auto& status = view.status;
    auto text = status.content_warning + "\n\n" + (status.text.empty() ? html_to_text(status.html) : status.text);
    for (const auto& media : view.media) text.append("\n\n").append(media.description);
    if (view.poll)
        for (const auto& option : view.poll->options) text.append("\n\n").append(option.title);
    return fold(text);
}

// One query where there are no filters, as mostly.
void load_filters(db::Reader& reader, StatusViews& views, const Places& places, AccountId viewer)
{
    if (places.empty()) return;
    views.filters = filters_of(reader, viewer);
    if (views.filters.empty()) return;
    FilterSearch search{views.filters};
    for (const auto& [id, view] : places)
        view->filtered = search.matches(id, search.has_keywords() ? filtered_text(*view) : std::string{});
}

}  // namespace

const StatusView* StatusViews::boosted_by(const StatusView& view) const
{
    if (!view.status.boost_of) return nullptr;
    auto found = boosted.find(*view.status.boost_of);
    return found == boosted.end() ? nullptr : &found->second;
}

const StatusView* StatusViews::quoted_by(const StatusView& view) const
{
    if (!view.quote || !view.quote->quoted) return nullptr;
    auto found = quoted.find(*view.quote->quoted);
    return found == quoted.end() ? nullptr : &found->second;
}

const Account* StatusViews::person(const StatusView& view) const
{
    if (!view.status.person || (!view.status.is_signed && !view.marks.own)) return nullptr;
    auto found = accounts.find(*view.status.person);
    bool is_there = found != accounts.end() && found->second.is_known() && !found->second.suspended_at;
    return is_there ? &found->second : nullptr;
}

const StatusTie* StatusViews::tie(const StatusView& view) const
{
    auto found = ties.find(view.status.id);
    if (found == ties.end() || view.status.deleted_at) return nullptr;
    auto page = accounts.find(found->second.page);
    return page != accounts.end() && page->second.is_known() ? &found->second : nullptr;
}

const PastMark* StatusViews::first_published(const StatusView& view) const
{
    auto found = past.find(view.status.id);
    return found == past.end() || view.status.deleted_at ? nullptr : &found->second;
}

const StatusApplication* StatusViews::application(const StatusView& view) const
{
    if (!view.status.application) return nullptr;
    auto found = applications.find(*view.status.application);
    return found == applications.end() ? nullptr : &found->second;
}

StatusViews load_views(db::Reader& reader, std::vector<Status> statuses, Viewer viewer)
{
    auto boosted = boosted_by(reader, statuses);
    return load_views(reader, std::move(statuses), std::move(boosted), viewer);
}

StatusViews load_views(db::Reader& reader, std::vector<Status> statuses, std::vector<Status> boosted, Viewer viewer)
{
    StatusViews views;
    views.items.reserve(statuses.size());
    for (auto& status : statuses) views.items.push_back({.status = std::move(status)});
    add_boosted(views, std::move(boosted));
    load_quoted(reader, views, viewer);
    auto tied = load_authors(reader, views);
    // A status and a boost of it may stand on one page: each has its own view, so the places are loaded apart.
    Places places;
    std::vector<StatusView*> twins;
    for (auto* view : all_of(views))
        if (!places.emplace(view->status.id, view).second) twins.push_back(view);
    load_mentions(reader, places);
    load_tags(reader, places);
    load_polls(reader, places, viewer);
    load_previews(reader, views, places);
    load_ties(reader, views, places, tied);
    load_past(reader, views, places);
    load_media(reader, places);
    load_applications(reader, views, places);
    load_rights(reader, all_of(views), viewer);
    if (viewer.account) {
        load_marks(reader, places, *viewer.account);
        load_answerable(reader, places, *viewer.account);
        load_filters(reader, views, places, *viewer.account);
    }
    for (auto* twin : twins) *twin = *places.at(twin->status.id);
    return views;
}

std::vector<AccountId> filtering_among(db::Reader& reader, std::span<const AccountId> accounts)
{
    std::vector<AccountId> filtering;
    if (accounts.empty()) return filtering;
    for (const auto& row :
         reader.rows("SELECT DISTINCT account_id FROM filters WHERE account_id IN EACH($1)", db::list_of(accounts)))
        filtering.push_back(row.get<AccountId>(0));
    return filtering;
}

bool apply_filters(db::Reader& reader, StatusViews& views, AccountId account)
{
    Places places;
    std::vector<StatusView*> twins;
    for (auto* view : all_of(views))
        if (!places.emplace(view->status.id, view).second) twins.push_back(view);
    load_filters(reader, views, places, account);
    for (auto* twin : twins) twin->filtered = places.at(twin->status.id)->filtered;
    return std::ranges::any_of(places, [](const auto& place) { return !place.second->filtered.empty(); });
}

namespace {

struct Node {
    StatusId id;
    std::optional<StatusId> parent;
};

std::vector<StatusId> ancestors_of(const std::unordered_map<StatusId, StatusId>& parents, StatusId id, std::size_t most)
{
    std::vector<StatusId> path;
    for (auto parent = parents.find(id); parent != parents.end() && path.size() < most; parent = parents.find(path.back()))
        path.push_back(parent->second);
    std::ranges::reverse(path);
    return path;
}

// Depth first, each level in the order of time; a stack, for a chain may be as deep as a conversation is long.
std::vector<StatusId> descendants_of(const std::vector<Node>& nodes, StatusId id, std::size_t most)
{
    std::unordered_map<StatusId, std::vector<StatusId>> answers;
    for (const auto& node : nodes)
        if (node.parent) answers[*node.parent].push_back(node.id);
    std::vector<StatusId> order;
    std::vector<StatusId> stack;
    auto push_answers = [&](StatusId parent) {
        auto found = answers.find(parent);
        if (found == answers.end()) return;
        for (auto at = found->second.rbegin(); at != found->second.rend(); ++at) stack.push_back(*at);
    };
    push_answers(id);
    while (!stack.empty() && order.size() < most) {
        auto next = stack.back();
        stack.pop_back();
        order.push_back(next);
        push_answers(next);
    }
    return order;
}

constexpr int longest_conversation = 100'000;  // what is looked at of one; older than that is always there

}  // namespace

Thread load_thread(db::Reader& reader, const Status& status, Viewer viewer)
{
    if (!status.conversation) return {};
    std::vector<Node> nodes;
    std::unordered_map<StatusId, StatusId> parents;
    for (const auto& row : reader.rows("SELECT id, in_reply_to_id FROM statuses WHERE conversation_id = $1 ORDER BY id LIMIT $2",
                                       *status.conversation, longest_conversation)) {
        Node node{row.get<StatusId>(0), row.get<std::optional<StatusId>>(1)};
        if (node.parent) parents.emplace(node.id, *node.parent);
        nodes.push_back(node);
    }
    bool stranger = !viewer.account;
    auto ids = ancestors_of(parents, status.id, stranger ? max_ancestors_for_strangers : max_ancestors);
    std::unordered_set<StatusId> above(ids.begin(), ids.end());
    std::ranges::move(descendants_of(nodes, status.id, stranger ? max_descendants_for_strangers : max_descendants),
                      std::back_inserter(ids));
    auto shown = find_statuses(reader, ids, viewer);
    Thread thread;
    thread.ancestors =
        static_cast<std::size_t>(std::ranges::count_if(shown, [&](const Status& one) { return above.contains(one.id); }));
    thread.views = load_views(reader, std::move(shown), viewer);
    return thread;
}

}  // namespace favilla::social
