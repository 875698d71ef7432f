// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/direct_conversations.h"

#include <algorithm>
#include <map>

#include "base/parts.h"
#include "jobs/queue.h"
#include "social/notifications.h"
#include "social/read_page.h"

namespace favilla::social {

namespace {

constexpr int remaining_at_once = 100;
constexpr std::string_view direct_queue = "direct", take_in_job = "direct.take_in";

constexpr std::string_view direct_columns = "d.last_status_id, d.id, d.account_id, d.people, d.unread";

std::vector<AccountId> read_people(std::string_view stored)
{
    std::vector<AccountId> people;
    for (const auto& part : parts_of(stored, ','))
        if (auto id = parse_id<AccountId>(part)) people.push_back(*id);
    return people;
}

std::string stored_people(const std::vector<AccountId>& people)
{
    std::string stored = ",";
    for (auto id : people) stored += to_string(id) + ",";
    return stored;
}

DirectConversation read_direct(const db::Row& row)
{
    return {.id = row.get<DirectConversationId>(1),
            .of = row.get<AccountId>(2),
            .people = read_people(row.get<std::string_view>(3)),
            .last_status = row.get<StatusId>(0),
            .unread = row.get<bool>(4)};
}

// Its author and those it names, ascending.
std::vector<AccountId> circle_of(db::Reader& reader, const Status& status)
{
    std::vector<AccountId> circle{status.author};
    for (const auto& row : reader.rows("SELECT account_id FROM mentions WHERE status_id = $1", status.id))
        circle.push_back(row.get<AccountId>(0));
    std::ranges::sort(circle);
    auto twice = std::ranges::unique(circle);
    circle.erase(twice.begin(), twice.end());
    return circle;
}

// Those of the circle who sign in here, or for whom somebody does, each with the others as they are stored.
std::map<AccountId, std::string> lists_of(db::Reader& reader, const std::vector<AccountId>& circle)
{
    std::map<AccountId, std::string> lists;
    for (const auto& row : reader.rows("SELECT account_id FROM users WHERE account_id IN EACH($1) "
                                       "UNION SELECT page_id FROM voices WHERE page_id IN EACH($1)",
                                       db::list_of(circle))) {
        auto of = row.get<AccountId>(0);
        auto others = circle;
        std::erase(others, of);
        lists.emplace(of, stored_people(others));
    }
    return lists;
}

enum class News { Fresh, Known };  // what is known already is not unread, and brings nothing back into the list

// An older status than the last does not become the last.
DirectConversationId add_message(db::Transaction& tx, const Status& status, AccountId of, const std::string& people, News news,
                                 Time now)
{
    bool fresh = news == News::Fresh, unread = fresh && status.author != of;
    auto id = tx.value<DirectConversationId>(
        "INSERT INTO direct_conversations (id, account_id, conversation_id, people, last_status_id, unread, listed) "
        "VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (account_id, conversation_id, people) DO UPDATE SET "
        "last_status_id = CASE WHEN direct_conversations.last_status_id < $5 THEN $5 ELSE direct_conversations.last_status_id END, "
        "unread = CASE WHEN $7 = 1 THEN $6 ELSE direct_conversations.unread END, "
        "listed = CASE WHEN $7 = 1 THEN 1 ELSE direct_conversations.listed END RETURNING id",
        tx.new_id<DirectConversationId>(now), of, *status.conversation, people, status.id, unread, fresh);
    tx.run("INSERT INTO direct_messages (account_id, status_id, direct_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", of,
           status.id, *id);
    return *id;
}

void take_in(db::Transaction& tx, const Status& status, AccountId of, const std::string& people, News news, Time now)
{
    jobs::publish(tx, DirectConversationChanged{add_message(tx, status, of, people, news, now), of});
}

bool is_heard(db::Reader& reader, const Status& status, AccountId by, Time now)
{
    if (by == status.author) return true;
    return wants_to_know(reader,
                         {.to = by,
                          .kind = NotificationKind::Mention,
                          .from = status.author,
                          .status = status.id,
                          .conversation = status.conversation},
                         now);
}

// Without its last message it goes; else the one before becomes the last.
void remove_message(db::Transaction& tx, AccountId of, StatusId status, DirectConversationId from)
{
    tx.run("DELETE FROM direct_messages WHERE account_id = $1 AND status_id = $2", of, status);
    auto last =
        tx.value<StatusId>("SELECT status_id FROM direct_messages WHERE direct_id = $1 ORDER BY status_id DESC LIMIT 1", from);
    if (!last) return (void)tx.run("DELETE FROM direct_conversations WHERE id = $1", from);
    // One's own words are never unread.
    tx.run(
        "UPDATE direct_conversations SET last_status_id = $2, unread = CASE WHEN EXISTS (SELECT 1 FROM statuses s WHERE s.id = $2 "
        "AND s.account_id = direct_conversations.account_id) THEN 0 ELSE unread END WHERE id = $1",
        from, *last);
    jobs::publish(tx, DirectConversationChanged{from, of});
}

}  // namespace

void keep_direct(db::Transaction& tx, const Status& status, Time now)
{
    if (status.visibility != Visibility::Direct) return;
    for (const auto& [of, people] : lists_of(tx, circle_of(tx, status)))
        if (is_heard(tx, status, of, now)) take_in(tx, status, of, people, News::Fresh, now);
}

void revise_direct(db::Transaction& tx, const Status& status, Time now)
{
    if (status.visibility != Visibility::Direct) return;
    auto lists = lists_of(tx, circle_of(tx, status));
    for (const auto& row : tx.rows("SELECT d.id, d.account_id, d.people, d.unread FROM direct_messages m "
                                   "JOIN direct_conversations d ON d.id = m.direct_id WHERE m.status_id = $1",
                                   status.id)) {
        auto from = row.get<DirectConversationId>(0);
        auto of = row.get<AccountId>(1);
        auto named = lists.extract(of);
        if (!named.empty() && named.mapped() == row.get<std::string_view>(2)) {
            jobs::publish(tx, DirectConversationChanged{from, of});
            continue;
        }
        // Another circle is another conversation; whoever has read it there does not find it unread here.
        remove_message(tx, of, status.id, from);
        if (!named.empty()) take_in(tx, status, of, named.mapped(), row.get<bool>(3) ? News::Fresh : News::Known, now);
    }
    for (const auto& [of, people] : lists)
        if (is_heard(tx, status, of, now)) take_in(tx, status, of, people, News::Fresh, now);
}

void forget_direct(db::Transaction& tx, StatusId status)
{
    for (const auto& row : tx.rows("SELECT account_id, direct_id FROM direct_messages WHERE status_id = $1", status))
        remove_message(tx, row.get<AccountId>(0), status, row.get<DirectConversationId>(1));
}

void leave_direct(db::Transaction& tx, AccountId who, AccountId whom)
{
    for (const auto& row : tx.rows("SELECT id, people FROM direct_conversations WHERE account_id = $1", who)) {
        auto people = row.get<std::string_view>(1);
        if (people.find("," + to_string(whom) + ",") == std::string_view::npos) continue;
        auto id = row.get<DirectConversationId>(0);
        tx.run("DELETE FROM direct_messages WHERE direct_id = $1", id);
        tx.run("DELETE FROM direct_conversations WHERE id = $1", id);
    }
}

Page<DirectConversation> direct_conversations_of(db::Reader& reader, AccountId account, const PageRequest& request)
{
    static const std::string listed = "SELECT " + std::string{direct_columns}
                                    + " FROM direct_conversations d WHERE d.account_id = $1 AND d.listed = 1 "
                                      "AND d.last_status_id < $2 AND d.last_status_id > $3 ORDER BY d.last_status_id ";
    auto rows = reader.rows(listed + (request.forwards() ? "LIMIT $4" : "DESC LIMIT $4"), account, request.before(),
                            request.after(), request.limit);
    auto page = read_page<DirectConversation>(rows, request, read_direct);
    std::vector<StatusId> last;
    for (const auto& one : page.items) last.push_back(one.last_status);
    std::unordered_set<StatusId> visible;
    for (const auto& status : find_statuses(reader, last, account)) visible.insert(status.id);
    std::erase_if(page.items, [&](const DirectConversation& one) { return !visible.contains(one.last_status); });
    return page;
}

std::optional<DirectConversation> find_direct(db::Reader& reader, AccountId account, DirectConversationId id)
{
    static const std::string query = "SELECT " + std::string{direct_columns}
                                   + " FROM direct_conversations d WHERE d.id = $1 AND d.account_id = $2 AND d.listed = 1";
    auto row = reader.row(query, id, account);
    return row ? std::optional{read_direct(*row)} : std::nullopt;
}

int unread_direct(db::Reader& reader, AccountId account, int at_most)
{
    std::vector<StatusId> last;
    for (const auto& row : reader.rows("SELECT last_status_id FROM direct_conversations WHERE account_id = $1 AND unread = 1 "
                                       "ORDER BY last_status_id DESC LIMIT $2",
                                       account, at_most))
        last.push_back(row.get<StatusId>(0));
    return static_cast<int>(find_statuses(reader, last, account).size());
}

Result<DirectConversation> mark_direct(db::Transaction& tx, AccountId account, DirectConversationId id, Mark mark)
{
    auto found = find_direct(tx, account, id);
    if (!found) return refuse(ErrorCode::NotFound, "record.not_found");
    bool unread = mark == Mark::Unread;
    if (found->unread == unread) return *found;
    tx.run("UPDATE direct_conversations SET unread = $2 WHERE id = $1", id, unread);
    found->unread = unread;
    jobs::publish(tx, DirectConversationChanged{id, account});
    return *found;
}

Result<void> remove_direct(db::Transaction& tx, AccountId account, DirectConversationId id)
{
    if (tx.run("UPDATE direct_conversations SET listed = 0, unread = 0 WHERE id = $1 AND account_id = $2 AND listed = 1", id,
               account)
        == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

bool take_in_direct(db::Transaction& tx, Time now)
{
    static const std::string query = "SELECT " + std::string{status_columns}
                                   + " FROM statuses s WHERE s.visibility = 3 AND s.deleted_at IS NULL AND s.id < $1 "
                                     "ORDER BY s.id DESC LIMIT $2";
    auto below = tx.value<std::int64_t>("SELECT below FROM direct_remaining WHERE below > 0");
    if (!below) return false;
    std::optional<std::int64_t> last;
    for (const auto& row : tx.rows(query, *below, remaining_at_once)) {
        auto status = read_status(row);
        last = status.id.value;
        for (const auto& [of, people] : lists_of(tx, circle_of(tx, status)))
            if (is_heard(tx, status, of, now)) add_message(tx, status, of, people, News::Known, now);
    }
    tx.run("DELETE FROM direct_remaining WHERE below = $1", *below);
    if (last) tx.run("INSERT INTO direct_remaining (below) VALUES ($1)", *last);
    return true;
}

void add_direct_work(jobs::Workers& workers, db::Database& database, const Clock& clock)
{
    workers.handle(std::string{direct_queue}, std::string{take_in_job}, [&database, clock](std::string_view) {
        while (database.write([&](db::Transaction& tx) { return take_in_direct(tx, clock()); })) {}
    });
    bool remains = database.read(
        [](db::Reader& reader) { return reader.row("SELECT 1 FROM direct_remaining WHERE below > 0").has_value(); });
    // One that was left by an earlier start finds nothing more to do when this one is done.
    if (remains) database.write([&](db::Transaction& tx) { jobs::enqueue(tx, direct_queue, take_in_job, "", clock(), clock()); });
}

}  // namespace favilla::social
