// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/announcements.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "jobs/queue.h"
#include "social/emojis.h"

namespace favilla::social {

namespace {

constexpr std::string_view queue = "announcements";

struct AnnouncementDue {
    static constexpr std::string_view name = "AnnouncementDue";
    AnnouncementId id;
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(AnnouncementDue, (), (id, domain))

constexpr std::string_view columns =
    "SELECT a.id, a.domain_id, a.text, a.starts_at, a.ends_at, a.all_day, a.published_at, a.updated_at, "
    "(SELECT count(*) FROM announcement_reads r WHERE r.announcement_id = a.id AND r.account_id = $2) "
    "FROM announcements a WHERE a.domain_id = $1";

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }

void add_reactions(db::Reader& reader, std::vector<Announcement>& all, AccountId by)
{
    std::vector<AnnouncementId> ids;
    std::unordered_map<AnnouncementId, Announcement*> by_id;
    for (auto& one : all) {
        ids.push_back(one.id);
        by_id[one.id] = &one;
    }
    for (const auto& row : reader.rows(
             "SELECT announcement_id, name, count(*), sum(CASE WHEN account_id = $2 THEN 1 ELSE 0 END), min(id) AS first "
             "FROM announcement_reactions WHERE announcement_id IN EACH($1) GROUP BY announcement_id, name ORDER BY first",
             db::list_of(ids), by))
        by_id.at(row.get<AnnouncementId>(0))
            ->reactions.push_back(
                {.name = row.get<std::string>(1), .count = row.get<std::int64_t>(2), .by_reader = row.get<std::int64_t>(3) > 0});
}

std::vector<Announcement> read_all(db::Reader& reader, const db::Rows& rows, AccountId by)
{
    std::vector<Announcement> all;
    for (const auto& row : rows)
        all.push_back({.id = row.get<AnnouncementId>(0),
                       .domain = row.get<DomainId>(1),
                       .text = row.get<std::string>(2),
                       .starts_at = row.get<std::optional<Time>>(3),
                       .ends_at = row.get<std::optional<Time>>(4),
                       .all_day = row.get<bool>(5),
                       .published_at = row.get<Time>(6),
                       .updated_at = row.get<Time>(7),
                       .is_read = row.get<std::int64_t>(8) > 0});
    if (!all.empty()) add_reactions(reader, all, by);
    return all;
}

Result<void> check(const AnnouncementDraft& draft, Time published_at)
{
    if (draft.text.find_first_not_of(" \r\n\t") == std::string::npos) return refuse(ErrorCode::Invalid, "announcement.empty");
    if (grapheme_count(draft.text) > max_announcement_length)
        return refuse(ErrorCode::Invalid, "announcement.too_long", {{"max", std::to_string(max_announcement_length)}});
    if (draft.starts_at && draft.ends_at && *draft.ends_at < *draft.starts_at)
        return refuse(ErrorCode::Invalid, "announcement.ends_first");
    if (draft.publish_at && draft.ends_at && *draft.ends_at <= published_at)
        return refuse(ErrorCode::Invalid, "announcement.ends_unseen");
    return {};
}

// Members are told: now, or by a job when its time has come.
void tell_when_published(db::Transaction& tx, const Announcement& announcement, Time now)
{
    if (announcement.published_at <= now) return jobs::publish(tx, AnnouncementChanged{announcement.id, announcement.domain});
    jobs::reschedule(tx, queue, AnnouncementDue::name, jobs::encode(AnnouncementDue{announcement.id, announcement.domain}), now,
                     announcement.published_at);
}

// What is over or planned can be looked at by its team alone.
Result<void> check_open(db::Reader& reader, DomainId domain, AnnouncementId id, Time now)
{
    auto row = reader.row("SELECT ends_at, published_at FROM announcements WHERE id = $1 AND domain_id = $2", id, domain);
    if (!row) return missing();
    auto ends = row->get<std::optional<Time>>(0);
    if ((ends && *ends <= now) || row->get<Time>(1) > now) return missing();
    return {};
}

// One picture to the eye that begins where Unicode keeps its emoji (emoji-data.txt, by blocks), or a key: 1️⃣.
bool is_emoji(std::string_view text)
{
    constexpr std::string_view keycap = "\xe2\x83\xa3", shown_as_text = "\xef\xb8\x8e";
    if (text.empty() || text.size() > 64 || grapheme_count(text) != 1 || text.find(shown_as_text) != std::string_view::npos)
        return false;
    auto first = decode_utf8(text).character;
    if (first < 0x80) return text.ends_with(keycap);
    bool sign = first == 0xa9 || first == 0xae || first == 0x203c || first == 0x2049 || first == 0x2122 || first == 0x2139;
    bool marks = (first >= 0x2194 && first <= 0x21aa) || (first >= 0x231a && first <= 0x23ff)
              || (first >= 0x25aa && first <= 0x27bf) || (first >= 0x2934 && first <= 0x2b55) || first == 0x3030
              || first == 0x303d || first == 0x3297 || first == 0x3299;
    return sign || marks || (first >= 0x1f000 && first <= 0x1faff);
}

bool may_react_with(db::Reader& reader, DomainId domain, std::string_view name)
{
    if (is_emoji(name)) return true;
    return std::ranges::any_of(emojis(reader, domain), [&](const Emoji& emoji) { return emoji.shortcode == name; });
}

}  // namespace

std::vector<Announcement> announcements(db::Reader& reader, DomainId domain, AccountId by, Time now)
{
    return read_all(
        reader,
        reader.rows(std::string{columns}
                        + " AND a.published_at <= $3 AND (a.ends_at IS NULL OR a.ends_at > $3) ORDER BY a.published_at, a.id",
                    domain, by, now),
        by);
}

std::vector<Announcement> all_announcements(db::Reader& reader, DomainId domain, AccountId by)
{
    return read_all(reader, reader.rows(std::string{columns} + " ORDER BY a.id DESC", domain, by), by);
}

std::optional<Announcement> find_announcement(db::Reader& reader, DomainId domain, AnnouncementId id, AccountId by)
{
    auto found = read_all(reader, reader.rows(std::string{columns} + " AND a.id = $3", domain, by, id), by);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

Result<Announcement> announce(db::Transaction& tx, DomainId domain, const AnnouncementDraft& draft, Time now)
{
    auto published = std::max(now, draft.publish_at.value_or(now));
    CHECKED(check(draft, published));
    auto id = tx.new_id<AnnouncementId>(now);
    tx.run("INSERT INTO announcements (id, domain_id, text, starts_at, ends_at, all_day, published_at, updated_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, domain, draft.text, draft.starts_at, draft.ends_at, draft.all_day, published, now);
    auto made = find_announcement(tx, domain, id, {}).value();
    tell_when_published(tx, made, now);
    return made;
}

Result<Announcement> change_announcement(db::Transaction& tx, DomainId domain, AnnouncementId id, const AnnouncementDraft& draft,
                                         Time now)
{
    auto before = find_announcement(tx, domain, id, {});
    if (!before) return missing();
    bool is_out = before->published_at <= now;
    if (is_out && draft.publish_at && *draft.publish_at > now)
        return refuse(ErrorCode::Conflict, "announcement.published_already");
    auto published = is_out ? before->published_at : std::max(now, draft.publish_at.value_or(now));
    CHECKED(check(draft, published));
    tx.run("UPDATE announcements SET text = $2, starts_at = $3, ends_at = $4, all_day = $5, published_at = $6, updated_at = $7 "
           "WHERE id = $1",
           id, draft.text, draft.starts_at, draft.ends_at, draft.all_day, published, now);
    auto changed = find_announcement(tx, domain, id, {}).value();
    tell_when_published(tx, changed, now);
    return changed;
}

Result<Announcement> publish_announcement(db::Transaction& tx, DomainId domain, AnnouncementId id, Time now)
{
    auto before = find_announcement(tx, domain, id, {});
    if (!before) return missing();
    if (before->published_at <= now) return refuse(ErrorCode::Conflict, "announcement.published_already");
    tx.run("UPDATE announcements SET published_at = $2, updated_at = $2 WHERE id = $1", id, now);
    jobs::publish(tx, AnnouncementChanged{id, domain});
    return find_announcement(tx, domain, id, {}).value();
}

Result<Announcement> end_announcement(db::Transaction& tx, DomainId domain, AnnouncementId id, Time now)
{
    auto before = find_announcement(tx, domain, id, {});
    if (!before) return missing();
    if (before->published_at > now || (before->ends_at && *before->ends_at <= now))
        return refuse(ErrorCode::Conflict, "announcement.not_shown");
    tx.run("UPDATE announcements SET ends_at = $2, updated_at = $2 WHERE id = $1", id, now);
    jobs::publish(tx, AnnouncementTakenAway{id, domain});
    return find_announcement(tx, domain, id, {}).value();
}

Result<void> take_away_announcement(db::Transaction& tx, DomainId domain, AnnouncementId id)
{
    if (!tx.row("SELECT 1 FROM announcements WHERE id = $1 AND domain_id = $2", id, domain)) return missing();
    tx.run("DELETE FROM announcement_reads WHERE announcement_id = $1", id);
    tx.run("DELETE FROM announcement_reactions WHERE announcement_id = $1", id);
    tx.run("DELETE FROM announcements WHERE id = $1", id);
    jobs::publish(tx, AnnouncementTakenAway{id, domain});
    return {};
}

Result<void> put_away_announcement(db::Transaction& tx, DomainId domain, AnnouncementId id, AccountId by, Time now)
{
    CHECKED(check_open(tx, domain, id, now));
    tx.run("INSERT INTO announcement_reads (announcement_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, by);
    return {};
}

Result<void> react(db::Transaction& tx, DomainId domain, AnnouncementId id, AccountId by, std::string_view name, Time now)
{
    CHECKED(check_open(tx, domain, id, now));
    if (!may_react_with(tx, domain, name)) return refuse(ErrorCode::Invalid, "announcement.no_emoji");
    auto others = tx.value<std::int64_t>(
        "SELECT count(DISTINCT name) FROM announcement_reactions WHERE announcement_id = $1 AND name <> $2", id, name);
    if (others.value_or(0) >= max_reaction_kinds)
        return refuse(ErrorCode::Invalid, "announcement.too_many_reactions", {{"max", std::to_string(max_reaction_kinds)}});
    if (tx.run(
            "INSERT INTO announcement_reactions (announcement_id, account_id, name, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            id, by, name, tx.new_id<AnnouncementId>(now))
        > 0)
        jobs::publish(tx, AnnouncementReacted{id, domain, std::string{name}});
    return {};
}

Result<void> take_back_reaction(db::Transaction& tx, DomainId domain, AnnouncementId id, AccountId by, std::string_view name,
                                Time now)
{
    CHECKED(check_open(tx, domain, id, now));
    if (tx.run("DELETE FROM announcement_reactions WHERE announcement_id = $1 AND account_id = $2 AND name = $3", id, by, name)
        > 0)
        jobs::publish(tx, AnnouncementReacted{id, domain, std::string{name}});
    return {};
}

// Planned for another time meanwhile, its job is another; taken away, there is nothing to tell.
void add_announcement_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(std::string{queue}, std::string{AnnouncementDue::name}, [&database, clock](std::string_view payload) {
        auto due = jobs::decode<AnnouncementDue>(payload);
        database.write([&](db::Transaction& tx) {
            auto found = find_announcement(tx, due.domain, due.id, {});
            if (found && found->published_at <= clock()) jobs::publish(tx, AnnouncementChanged{due.id, due.domain});
        });
    });
}

}  // namespace favilla::social
