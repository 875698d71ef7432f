// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/arrive.h"

#include <algorithm>

#include <fmt/format.h>

#include "conversations/write_path.h"
#include "integrity/sorting.h"
#include "moving/facts.h"
#include "moving/rules.h"
#include "moving/staging.h"
#include "social/act_parts.h"
#include "social/media.h"
#include "social/poll_parts.h"
#include "social/search_index.h"

namespace favilla::moving {

namespace {

// Tables of which a row may be here already and say the same: it stands.
constexpr std::string_view shared[] = {
    "account_aliases",
    "account_moves",
    "activity_uris",
    "actors",
    "attribution_domains",
    "blocks",
    "branch_wishes",
    "disclosures",
    "favourites",
    "conversation_mutes",
    "conversation_reads",
    "event_answers",
    "event_attendances",
    "event_invitations",
    "follow_requests",
    "follows",
    "group_statuses",
    "hosts",
    "mentions",
    "pins",
    "poll_options",
    "poll_votes",
    "public_keys",
    "quotes",
    "server_followers",
    "status_groups",
    "status_previews",
    "status_tags",
    "status_ties",
    "tag_uses",
    "uncounted_answers",
    "direct_remaining",
    "ledger_remaining",
};

// Of what was known of a post of the organisation the organisation's own word holds.
constexpr std::string_view of_a_post[] = {"media",  "status_edits",  "mentions",       "status_tags", "status_previews",
                                          "quotes", "status_groups", "group_statuses", "status_ties", "uncounted_answers"};

// Of posts of others that are here with what belongs to them, what arrives is a second copy.
constexpr std::string_view copied_with_a_post[] = {"media", "status_edits"};

constexpr std::string_view is_known = "EXISTS (SELECT 1 FROM moved m WHERE m.kind = '{0}' AND m.old_id = t.id AND m.known = 1)";

bool among(std::span<const std::string_view> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

std::unexpected<Error> taken(std::string what, std::string name)
{
    return refuse(ErrorCode::Conflict, "moving.taken", {{"what", std::move(what)}, {"name", std::move(name)}});
}

class Newcomer {
public:
    Newcomer(db::Transaction& tx, db::Reader& source, const Arrival& arrival)
        : tx_(tx), arrival_(arrival), tables_(tables_that_come(source))
    {
        stage(tx_, source, tables_);
    }

    Result<Arrived> come()
    {
        CHECKED(look_at_names());
        forget_what_they_took_back();
        CHECKED(number(tx_, tables_));
        moved_ = renumbered(tx_);
        choose_sets();
        reseal_arriving(tx_, arrival_.keys, [&](std::string_view kind, std::int64_t id) { return number_of(tx_, kind, id); });
        renumber_texts(tx_, moved_);
        mark_what_is_gone();
        let_go_of_copies();
        for (const auto& table : tables_) CHECKED(lay_down(table));
        follow_parents();
        count_again();
        measure_and_index();
        auto arrived = told();
        drop_staged(tx_, tables_);
        for (auto set : {"came_home", "own_known", "arrived_posts", "arrived_people"}) run("DROP TABLE {}", set);
        return arrived;
    }

private:
    template <class... Args>
    std::int64_t run(std::string_view sql, const Args&... names)
    {
        return tx_.run(fmt::format(fmt::runtime(sql), names...));
    }

    // What there can be only one of.
    Result<void> look_at_names()
    {
        auto first = [&](std::string_view sql) { return tx_.value<std::string>(sql); };
        if (auto name = first("SELECT t.name FROM in_domains t JOIN domains h ON h.name = t.name ORDER BY t.name LIMIT 1"))
            return refuse(ErrorCode::Conflict, "moving.domain_here", {{"domain", *name}});
        if (auto code = first("SELECT t.code FROM in_short_links t JOIN short_links h ON h.code = t.code LIMIT 1"))
            return taken("short link", *code);
        if (auto host = first("SELECT t.host FROM in_visit_sites t JOIN visit_sites h ON h.host = t.host LIMIT 1"))
            return taken("site", *host);
        if (auto owner = first("SELECT t.owner FROM in_own_keys t JOIN own_keys h ON h.owner = t.owner LIMIT 1"))
            return taken("key", *owner);
        if (auto who =
                first("SELECT t.username || '@' || t.host FROM in_accounts t JOIN accounts h ON h.username_key = t.username_key "
                      "AND h.host = t.host WHERE h.uri <> t.uri LIMIT 1"))
            return taken("account", *who);
        return {};
    }

    // What was known here of them, and they have not any more: its removal did not come through.
    void forget_what_they_took_back()
    {
        static const auto gone = fmt::format(
            "SELECT {} FROM statuses s JOIN accounts h ON h.id = s.account_id JOIN in_accounts t ON t.uri = h.uri AND "
            "t.domain_id IS NOT NULL WHERE s.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM in_statuses x WHERE x.uri = s.uri)",
            social::status_columns);
        for (const auto& row : tx_.rows(gone)) social::remove_status(tx_, social::read_status(row), arrival_.now);
    }

    void choose_sets()
    {
        for (auto set : {"came_home", "own_known", "arrived_posts", "arrived_people"})
            run("CREATE TEMP TABLE {} (id BIGINT PRIMARY KEY)", set);
        run("INSERT INTO {} SELECT m.new_id FROM in_accounts t JOIN moved m ON m.kind = 'accounts' AND m.old_id = t.id AND "
            "m.known = 1 WHERE t.domain_id IS NOT NULL",
            "came_home");
        run("INSERT INTO {} SELECT m.new_id FROM in_statuses t JOIN in_accounts a ON a.id = t.account_id AND a.domain_id IS "
            "NOT NULL JOIN moved m ON m.kind = 'statuses' AND m.old_id = t.id AND m.known = 1",
            "own_known");
        run("INSERT INTO {} SELECT {} FROM in_statuses t", "arrived_posts", value("statuses", "id"));
        run("INSERT INTO {} SELECT {} FROM in_accounts t", "arrived_people", value("accounts", "id"));
    }

    const TableFacts& facts(std::string_view table) const { return *std::ranges::find(tables_, table, &TableFacts::name); }

    std::string value(std::string_view table, std::string_view column) const
    {
        const auto& columns = facts(table).columns;
        return moved_value(*std::ranges::find(columns, column, &ColumnFacts::name), moved_);
    }

    // Of who is at home here every post is here: one that is not was deleted since, and stays so.
    void mark_what_is_gone()
    {
        tx_.run(
            fmt::format("UPDATE in_{0} SET text = '', html = '', content_warning = '', emojis = '', deleted_at = "
                        "COALESCE(deleted_at, $1), domain_id = (SELECT h.domain_id FROM in_{1} t JOIN {1} h ON h.uri = t.uri "
                        "WHERE t.id = in_{0}.account_id) WHERE account_id IN (SELECT t.id FROM in_{1} t JOIN {1} h ON h.uri = "
                        "t.uri WHERE h.domain_id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM moved m WHERE m.kind = '{0}' AND "
                        "m.old_id = in_{0}.id AND m.known = 1)",
                        "statuses", "accounts"),
            arrival_.now);
    }

    void let_go_of_copies()
    {
        for (const auto& row : tx_.rows("SELECT original, small FROM media WHERE status_id IN (SELECT id FROM own_known)"))
            for (int column : {0, 1}) social::loosen_file(tx_, row.get<std::string_view>(column), arrival_.now);
        for (auto table : of_a_post) run("DELETE FROM {} WHERE status_id IN (SELECT id FROM own_known)", table);
        run("DELETE FROM {} WHERE poll_id IN (SELECT id FROM {} WHERE status_id IN (SELECT id FROM own_known))", "poll_options",
            "polls");
        for (auto table : {"actors", "public_keys", "link_checks", "featured_tags"})
            run("DELETE FROM {} WHERE account_id IN (SELECT id FROM came_home)", table);
        // How somebody follows is theirs to say.
        for (std::string_view table : {"follows", "follow_requests"})
            run("DELETE FROM {0} WHERE account_id IN (SELECT id FROM came_home) AND EXISTS (SELECT 1 FROM in_{0} t WHERE {1} = "
                "{0}.account_id AND {2} = {0}.target_id)",
                table, value(table, "account_id"), value(table, "target_id"));
    }

    // Known rows of the organisation's own are what arrives; others stand as they are.
    std::string becomes_what_arrives(std::string_view table) const
    {
        if (table == "accounts") return "{0}.id IN (SELECT id FROM came_home)";
        if (table == "statuses") return "{0}.id IN (SELECT id FROM own_known)";
        if (table == "polls" || table == "community_events") return "{0}.status_id IN (SELECT id FROM own_known)";
        if (table == "conversations") return "{0}.root_id IN (SELECT id FROM own_known)";
        return {};
    }

    void overwrite(const TableFacts& table, const std::string& which)
    {
        std::string columns, values;
        for (const auto& column : table.columns) {
            // A post stays in the conversation that it stands in here, with what hangs on it.
            if (column.name == "id" || (table.name == "statuses" && column.name == "conversation_id")) continue;
            columns += (columns.empty() ? "" : ", ") + column.name;
            values += (values.empty() ? "" : ", ") + moved_value(column, moved_);
        }
        // Of two that are one here, the first.
        auto old = fmt::format("(SELECT min(m.old_id) FROM moved m WHERE m.kind = '{0}' AND m.new_id = {0}.id AND m.known = 1)",
                               table.name);
        run("UPDATE {0} SET ({1}) = (SELECT {2} FROM in_{0} t WHERE t.id = {3}) WHERE {4} AND EXISTS (SELECT 1 FROM moved m WHERE "
            "m.kind = '{0}' AND m.new_id = {0}.id AND m.known = 1)",
            table.name, columns, values, old, fmt::format(fmt::runtime(which), table.name));
    }

    std::string what_is_laid_down(const TableFacts& table) const
    {
        std::string which = "TRUE";
        if (table.has_own_ids()) which = "NOT " + fmt::format(fmt::runtime(is_known), table.name);
        if (among(copied_with_a_post, table.name))
            which +=
                fmt::format(" AND NOT EXISTS (SELECT 1 FROM moved p WHERE p.kind = 'statuses' AND p.old_id = t.status_id AND "
                            "p.known = 1 AND p.new_id NOT IN (SELECT id FROM own_known) AND EXISTS (SELECT 1 FROM {} h WHERE "
                            "h.status_id = p.new_id))",
                            table.name);
        if (table.name == "direct_remaining" || table.name == "ledger_remaining")
            which += fmt::format(" AND NOT EXISTS (SELECT 1 FROM {})", table.name);
        return which;
    }

    Result<void> lay_down(const TableFacts& table)
    {
        std::string columns, values;
        for (const auto& column : table.columns) {
            columns += (columns.empty() ? "" : ", ") + column.name;
            values += (values.empty() ? "" : ", ") + moved_value(column, moved_);
        }
        auto which = what_is_laid_down(table);
        auto of = tx_.value<std::int64_t>(fmt::format("SELECT count(*) FROM in_{} t WHERE {}", table.name, which)).value_or(0);
        auto down = run("INSERT INTO {0} ({1}) SELECT {2} FROM in_{0} t WHERE {3} ON CONFLICT DO NOTHING", table.name, columns,
                        values, which);
        if (down < of && !among(shared, table.name))
            return refuse(ErrorCode::Conflict, "moving.collides", {{"table", table.name}, {"count", std::to_string(of - down)}});
        if (auto known = becomes_what_arrives(table.name); !known.empty()) overwrite(table, known);
        return {};
    }

    // An answer stands where what it answers stands here.
    void follow_parents()
    {
        while (
            run("UPDATE {0} SET conversation_id = (SELECT p.conversation_id FROM {0} p WHERE p.id = {0}.in_reply_to_id) WHERE id IN "
                "(SELECT s.id FROM {0} s JOIN arrived_posts n ON n.id = s.id JOIN {0} p ON p.id = s.in_reply_to_id WHERE "
                "s.conversation_id <> p.conversation_id AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.root_id = s.id))",
                "statuses")
            > 0) {}
    }

    void count_again()
    {
        // As social/checks.cpp counts them.
        run("UPDATE {0} SET favourites_count = (SELECT count(*) FROM favourites f WHERE f.status_id = {0}.id), boosts_count = (SELECT "
            "count(*) FROM {0} b WHERE b.boost_of_id = {0}.id AND b.deleted_at IS NULL AND b.id >= 281474976710656), replies_count = "
            "(SELECT count(*) FROM {0} r WHERE r.in_reply_to_id = {0}.id AND r.deleted_at IS NULL AND r.visibility <= 1), quotes_count "
            "= (SELECT count(*) FROM quotes q JOIN {0} s ON s.id = q.status_id WHERE q.quoted_id = {0}.id AND q.state = 'accepted' AND "
            "s.visibility <= 1) WHERE id IN (SELECT id FROM arrived_posts)",
            "statuses");
        run("UPDATE {0} SET statuses_count = (SELECT count(*) FROM statuses s WHERE s.account_id = {0}.id AND s.deleted_at IS NULL AND "
            "s.visibility < 3 AND s.audience_id IS NULL AND s.id >= 281474976710656), followers_count = (SELECT count(*) FROM follows f "
            "WHERE f.target_id = {0}.id), following_count = (SELECT count(*) FROM follows f WHERE f.account_id = {0}.id) WHERE "
            "domain_id IS NOT NULL AND id IN (SELECT id FROM arrived_people)",
            "accounts");
        run("UPDATE {0} SET votes_count = (SELECT count(*) FROM poll_votes v WHERE v.poll_id = {0}.poll_id AND v.position = "
            "{0}.position) WHERE poll_id IN (SELECT q.id FROM polls q JOIN accounts a ON a.id = q.account_id WHERE a.domain_id IS NOT "
            "NULL AND q.status_id >= 281474976710656 AND q.status_id IN (SELECT id FROM arrived_posts))",
            "poll_options");
        std::vector<PollId> polls;
        for (const auto& row : tx_.rows("SELECT id FROM polls WHERE status_id IN (SELECT id FROM arrived_posts) ORDER BY id"))
            polls.push_back(row.get<PollId>(0));
        social::recount_polls(tx_, polls);
        run("UPDATE {0} SET statuses_count = (SELECT count(*) FROM statuses s WHERE s.conversation_id = {0}.id AND s.deleted_at IS "
            "NULL AND NOT EXISTS (SELECT 1 FROM uncounted_answers u WHERE u.status_id = s.id)) WHERE id IN (SELECT s.conversation_id FROM statuses s JOIN arrived_posts n ON n.id = s.id)",
            "conversations");
        run("UPDATE {} SET loose_since = NULL WHERE name IN (SELECT original FROM in_media UNION SELECT small FROM in_media UNION "
            "SELECT file FROM in_remote_pictures UNION SELECT substr(avatar, 8) FROM in_accounts WHERE domain_id IS NOT NULL AND "
            "avatar LIKE '/media/%' UNION SELECT substr(header, 8) FROM in_accounts WHERE domain_id IS NOT NULL AND header LIKE "
            "'/media/%' UNION SELECT substr(logo, 8) FROM in_domains UNION SELECT substr(banner, 8) FROM in_domains)",
            "media_files");
        tx_.run(
            fmt::format("UPDATE {0} SET arrived_at = $1, media_address = (SELECT max(h.media_address) FROM {0} h) WHERE name IN "
                        "(SELECT name FROM in_{0})",
                        "domains"),
            arrival_.now);
    }

    void measure_and_index()
    {
        for (const auto& row :
             tx_.rows(fmt::format("SELECT {} FROM in_conversations t UNION SELECT s.conversation_id FROM statuses s JOIN "
                                  "arrived_posts n ON n.id = s.id WHERE s.conversation_id IS NOT NULL",
                                  value("conversations", "id"))))
            conversations::measure_anew(tx_, row.get<ConversationId>(0));
        static const auto posts =
            fmt::format("SELECT {} FROM statuses s JOIN arrived_posts n ON n.id = s.id", social::status_columns);
        for (const auto& row : tx_.rows(posts)) social::reindex_status(tx_, social::read_status(row));
        static const auto people =
            fmt::format("SELECT {} FROM accounts a JOIN arrived_people n ON n.id = a.id", social::account_columns);
        for (const auto& row : tx_.rows(people)) social::index_account(tx_, social::read_account(row));
        for (const auto& row : tx_.rows("SELECT id FROM arrived_people")) social::note_unsorted(tx_, row.get<AccountId>(0));
        integrity::sort_unsorted(tx_);
    }

    Arrived told()
    {
        Arrived arrived;
        for (const auto& row : tx_.rows("SELECT name FROM in_domains ORDER BY id"))
            arrived.domains.push_back(row.get<std::string>(0));
        auto row = tx_.row(
            "SELECT (SELECT count(*) FROM in_accounts WHERE domain_id IS NOT NULL), (SELECT count(*) FROM in_statuses t JOIN "
            "in_accounts a ON a.id = t.account_id WHERE a.domain_id IS NOT NULL), (SELECT count(*) FROM moved WHERE known = 1 AND kind "
            "IN ('accounts', 'statuses'))");
        arrived.people = row->get<std::int64_t>(0);
        arrived.statuses = row->get<std::int64_t>(1);
        arrived.known = row->get<std::int64_t>(2);
        return arrived;
    }

    db::Transaction& tx_;
    const Arrival& arrival_;
    std::vector<TableFacts> tables_;
    std::set<std::string> moved_;
};

}  // namespace

Result<void> may_come(db::Database& target, db::Database& source)
{
    auto names = source.read([](db::Reader& reader) {
        std::vector<std::string> found;
        for (const auto& row : reader.rows("SELECT name FROM domains ORDER BY id")) found.push_back(row.get<std::string>(0));
        return found;
    });
    return target.read([&](db::Reader& reader) -> Result<void> {
        for (const auto& name : names)
            if (reader.row("SELECT 1 FROM domains WHERE name = $1", name))
                return refuse(ErrorCode::Conflict, "moving.domain_here", {{"domain", name}});
        return {};
    });
}

void settle(db::Transaction& tx)
{
    auto run = [&](std::string_view sql, std::string_view table) { tx.run(fmt::format(fmt::runtime(sql), table)); };
    for (const auto& change : changes())
        if (change.value == "0" || change.value == "NULL" || change.value == "''" || change.value == "'folder'")
            tx.run(fmt::format("UPDATE {} SET {} = {}", change.table, change.column, change.value));
    run("DELETE FROM {} WHERE state = 'waiting'", "deliveries");
    run("DELETE FROM {} WHERE import_id IN (SELECT id FROM imports WHERE finished_at IS NULL)", "import_lines");
    run("DELETE FROM {} WHERE finished_at IS NULL", "imports");
}

Result<Arrived> arrive(db::Database& target, const Arrival& arrival)
{
    return target.write([&](db::Transaction& tx) {
        return arrival.source.read([&](db::Reader& source) { return Newcomer{tx, source, arrival}.come(); });
    });
}

}  // namespace favilla::moving
