// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/scheduled.h"

#include <utility>

#include "social/notifications.h"
#include "social/poll_titles.h"
#include "social/posting.h"
#include "social/read_page.h"
#include "social/voices.h"

namespace favilla::social {

namespace {

constexpr std::string_view queue = "scheduled";
constexpr Duration looked_after_every = minutes(5), told_again_after = hours(1);

struct ScheduledStatusDue {
    static constexpr std::string_view name = "ScheduledStatusDue";
    ScheduledStatusId id;
};
BOOST_DESCRIBE_STRUCT(ScheduledStatusDue, (), (id))

constexpr std::string_view columns =
    "id, account_id, scheduled_at, text, content_warning, sensitive, language, visibility, in_reply_to_id, quoted_id, quote_policy, "
    "application_id, poll_options, poll_lasts, poll_multiple, poll_hide_totals, idempotency_key, refusal, person_id, is_signed, reply_policy";

std::string select(std::string_view where)
{
    return "SELECT " + std::string{columns} + " FROM scheduled_statuses WHERE " + std::string{where};
}

ScheduledStatus read_scheduled(const db::Row& row)
{
    ScheduledStatus scheduled{.id = row.get<ScheduledStatusId>(0),
                              .author = row.get<AccountId>(1),
                              .at = row.get<Time>(2),
                              .draft = {.text = row.get<std::string>(3),
                                        .in_reply_to = row.get<std::optional<StatusId>>(8),
                                        .visibility = Visibility(row.get<int>(7)),
                                        .content_warning = row.get<std::string>(4),
                                        .sensitive = row.get<std::optional<bool>>(5),
                                        .language = row.get<std::optional<std::string>>(6),
                                        .application = row.get<std::optional<ApplicationId>>(11),
                                        .idempotency_key = row.get<std::string>(16),
                                        .quotes = row.get<std::optional<StatusId>>(9),
                                        .reply_policy = ReplyPolicy(row.get<int>(20)),
                                        .person = row.get<std::optional<AccountId>>(18),
                                        .is_signed = row.get<bool>(19)},
                              .media = {},
                              .refusal = row.get<std::string>(17)};
    if (auto policy = row.get<std::optional<std::int64_t>>(10)) scheduled.draft.quote_policy = QuotePolicy::from(*policy);
    scheduled.draft.poll = poll_draft_in(row, 12);
    return scheduled;
}

ScheduledStatus with_media(db::Reader& reader, ScheduledStatus scheduled)
{
    scheduled.media = media_of_scheduled(reader, scheduled.id);
    for (const auto& media : scheduled.media) scheduled.draft.media.push_back(media.id);
    return scheduled;
}

std::optional<ScheduledStatus> find(db::Reader& reader, ScheduledStatusId id)
{
    auto row = reader.row(select("id = $1"), id);
    if (!row) return std::nullopt;
    return with_media(reader, read_scheduled(*row));
}

enum class Ahead { Enough, However };

Result<void> check_time(db::Reader& reader, AccountId author, std::optional<ScheduledStatusId> itself, Time at, Time now,
                        Ahead ahead = Ahead::Enough)
{
    if (ahead == Ahead::Enough && at < now + least_ahead)
        return refuse(ErrorCode::Invalid, "status.scheduled_too_soon",
                      {{"min", std::to_string(least_ahead.milliseconds / minutes(1).milliseconds)}});
    auto others = itself.value_or(ScheduledStatusId{});
    auto all =
        reader.value<std::int64_t>("SELECT count(*) FROM scheduled_statuses WHERE account_id = $1 AND id <> $2", author, others);
    if (all >= max_scheduled)
        return refuse(ErrorCode::Invalid, "status.scheduled_too_many", {{"max", std::to_string(max_scheduled)}});
    auto midnight = start_of_day(at);
    auto that_day = reader.value<std::int64_t>(
        "SELECT count(*) FROM scheduled_statuses WHERE account_id = $1 AND scheduled_at >= $2 AND scheduled_at < $3 AND id <> $4",
        author, midnight, midnight + days(1), others);
    if (that_day >= max_scheduled_a_day)
        return refuse(ErrorCode::Invalid, "status.scheduled_too_many_that_day", {{"max", std::to_string(max_scheduled_a_day)}});
    return {};
}

std::optional<ScheduledStatus> earlier_asking(db::Reader& reader, AccountId author, const std::string& key, Time now)
{
    if (key.empty()) return std::nullopt;
    auto row = reader.row(select("account_id = $1 AND idempotency_key = $2 AND idempotency_key <> '' AND created_at > $3"),
                          author, key, now - idempotency_lasts);
    if (!row) return std::nullopt;
    return with_media(reader, read_scheduled(*row));
}

// In this order; those that were held before and are no longer among them are let go.
void hold(db::Transaction& tx, ScheduledStatusId scheduled, std::span<const Media> media)
{
    tx.run("UPDATE media SET scheduled_id = NULL WHERE scheduled_id = $1", scheduled);
    int position = 0;
    for (const auto& one : media)
        tx.run("UPDATE media SET scheduled_id = $2, position = $3 WHERE id = $1", one.id, scheduled, position++);
}

std::string payload_of(ScheduledStatusId id) { return jobs::encode(ScheduledStatusDue{id}); }

void store(db::Transaction& tx, const ScheduledStatus& scheduled, Time now)
{
    const auto& draft = scheduled.draft;
    auto poll = draft.poll.value_or(PollDraft{});
    auto policy = draft.quote_policy ? std::optional{draft.quote_policy->stored()} : std::nullopt;
    tx.run(
        "INSERT INTO scheduled_statuses (id, account_id, scheduled_at, text, content_warning, sensitive, language, visibility, "
        "in_reply_to_id, quoted_id, quote_policy, application_id, poll_options, poll_lasts, poll_multiple, poll_hide_totals, "
        "idempotency_key, refusal, created_at, person_id, is_signed, reply_policy) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, $19, $20, $21) "
        "ON CONFLICT (id) DO UPDATE SET scheduled_at = excluded.scheduled_at, text = excluded.text, "
        "content_warning = excluded.content_warning, sensitive = excluded.sensitive, language = excluded.language, "
        "visibility = excluded.visibility, in_reply_to_id = excluded.in_reply_to_id, quoted_id = excluded.quoted_id, "
        "quote_policy = excluded.quote_policy, reply_policy = excluded.reply_policy, poll_options = excluded.poll_options, poll_lasts = excluded.poll_lasts, "
        "poll_multiple = excluded.poll_multiple, poll_hide_totals = excluded.poll_hide_totals, refusal = ''",
        scheduled.id, scheduled.author, scheduled.at, draft.text, draft.content_warning, draft.sensitive, draft.language,
        int(*draft.visibility), draft.in_reply_to, draft.quotes, policy, draft.application, stored_titles(poll.options),
        poll.lasts, poll.multiple, poll.hide_totals, draft.idempotency_key, now, draft.person, draft.is_signed,
        int(draft.reply_policy));
    hold(tx, scheduled.id, scheduled.media);
    jobs::reschedule(tx, queue, ScheduledStatusDue::name, payload_of(scheduled.id), now, scheduled.at);
}

// The draft as it could be posted now, with its media found and its visibility said.
Result<ScheduledStatus> judged(db::Transaction& tx, ScheduledStatus scheduled)
{
    TRY(auto checked, check_draft(tx, scheduled.author, scheduled.draft));
    scheduled.media = std::move(checked.media);
    if (!scheduled.draft.visibility) scheduled.draft.visibility = checked.writer.default_visibility;
    return scheduled;
}

// What it answers and quotes stays, as in a new version of a status.
StatusDraft revised(const StatusDraft& before, StatusDraft after)
{
    after.in_reply_to = before.in_reply_to;
    after.quotes = before.quotes;
    after.idempotency_key = before.idempotency_key;
    after.person = before.person;
    after.is_signed = before.is_signed;
    if (!after.visibility) after.visibility = before.visibility;
    return after;
}

void remove(db::Transaction& tx, ScheduledStatusId id)
{
    hold(tx, id, {});
    tx.run("DELETE FROM scheduled_statuses WHERE id = $1", id);
}

std::vector<AccountId> who_is_asked(db::Reader& reader, const ScheduledStatus& scheduled)
{
    std::vector<AccountId> people;
    for (const auto& voice : team_of_page(reader, scheduled.author))
        if (voice.role >= PageRole::Editor || voice.person == scheduled.draft.person) people.push_back(voice.person);
    if (people.empty()) people.push_back(scheduled.author);  // somebody who speaks for themselves
    return people;
}

// Whoever may decide what becomes of it is asked, once for all that is held at a time.
void ask_about(db::Transaction& tx, const ScheduledStatus& scheduled, Time now)
{
    for (auto person : who_is_asked(tx, scheduled)) {
        auto told = tx.row("SELECT 1 FROM notifications WHERE account_id = $1 AND from_account_id = $2 AND kind = $3 AND id > $4",
                           person, scheduled.author, name_of(NotificationKind::PlanHeld), first_id_at(now - told_again_after));
        if (!told)
            notify(tx,
                   {.to = person, .kind = NotificationKind::PlanHeld, .from = scheduled.author, .status = {}, .conversation = {}},
                   now);
    }
}

void keep_back(db::Transaction& tx, ScheduledStatusId id, std::string_view why)
{
    tx.run("UPDATE scheduled_statuses SET refusal = $2 WHERE id = $1", id, why);
}

// One that is late goes out alone: those of its author that are late as well are held.
void hold_the_others(db::Transaction& tx, const ScheduledStatus& scheduled, Time now)
{
    auto held = tx.run(
        "UPDATE scheduled_statuses SET refusal = $3 WHERE account_id = $1 AND scheduled_at < $2 AND id <> $4 AND refusal = ''",
        scheduled.author, now - late_after, held_late, scheduled.id);
    if (held > 0) ask_about(tx, scheduled, now);
}

void do_what_is_due(db::Database& database, std::string_view payload, Time now)
{
    auto id = jobs::decode<ScheduledStatusDue>(payload).id;
    auto posted = database.write([&](db::Transaction& tx) { return post_scheduled(tx, id, now); });
    if (!posted) database.write([&](db::Transaction& tx) { note_refusal(tx, id, posted.error(), now); });
}

Result<ScheduledStatus> plan(db::Transaction& tx, AccountId author, const StatusDraft& draft, Time at, Time now, Ahead ahead)
{
    CHECKED(check_time(tx, author, std::nullopt, at, now, ahead));
    TRY(auto scheduled, judged(tx, {.id = {}, .author = author, .at = at, .draft = draft, .media = {}, .refusal = {}}));
    scheduled.id = tx.new_id<ScheduledStatusId>(now);
    store(tx, scheduled, now);
    return scheduled;
}

std::vector<ScheduledStatus> read_all(db::Reader& reader, const db::Rows& rows)
{
    std::vector<ScheduledStatus> all;
    for (const auto& row : rows) all.push_back(with_media(reader, read_scheduled(row)));
    return all;
}

}  // namespace

Result<ScheduledStatus> schedule_status(db::Transaction& tx, AccountId author, const StatusDraft& draft, Time at, Time now)
{
    if (auto earlier = earlier_asking(tx, author, draft.idempotency_key, now)) return *earlier;
    return plan(tx, author, draft, at, now, Ahead::Enough);
}

Result<ScheduledStatus> schedule_approved(db::Transaction& tx, AccountId author, const StatusDraft& draft, Time at, Time now)
{
    return plan(tx, author, draft, at, now, Ahead::However);
}

Result<ScheduledStatus> change_scheduled(db::Transaction& tx, AccountId author, ScheduledStatusId id,
                                         const ScheduledChange& change, Time now)
{
    auto found = find_scheduled(tx, author, id);
    if (!found) return refuse(ErrorCode::NotFound, "record.not_found");
    auto scheduled = std::move(*found);
    auto before = std::exchange(scheduled.at, change.at.value_or(scheduled.at));
    if (scheduled.at != before || !scheduled.refusal.empty()) CHECKED(check_time(tx, author, id, scheduled.at, now));
    if (change.draft) scheduled.draft = revised(scheduled.draft, *change.draft);
    hold(tx, id, {});  // as if they were attached to nothing: they are judged anew
    TRY(auto ready, judged(tx, std::move(scheduled)));
    store(tx, ready, now);
    ready.refusal.clear();
    return ready;
}

Result<void> unschedule(db::Transaction& tx, AccountId author, ScheduledStatusId id, Time now)
{
    if (!find_scheduled(tx, author, id)) return refuse(ErrorCode::NotFound, "record.not_found");
    remove(tx, id);
    jobs::hasten(tx, queue, ScheduledStatusDue::name, payload_of(id), now);  // to find nothing, and be gone
    return {};
}

Result<Status> send_scheduled(db::Transaction& tx, AccountId author, ScheduledStatusId id, Time now)
{
    auto scheduled = find_scheduled(tx, author, id);
    if (!scheduled) return refuse(ErrorCode::NotFound, "record.not_found");
    remove(tx, id);
    jobs::hasten(tx, queue, ScheduledStatusDue::name, payload_of(id), now);
    return post_status(tx, author, scheduled->draft, now);
}

void forget_scheduled_of(db::Transaction& tx, AccountId account)
{
    for (const auto& row : tx.rows("SELECT id FROM scheduled_statuses WHERE account_id = $1", account))
        remove(tx, row.get<ScheduledStatusId>(0));
}

std::optional<ScheduledStatus> find_scheduled(db::Reader& reader, AccountId author, ScheduledStatusId id)
{
    auto found = find(reader, id);
    return found && found->author == author ? found : std::nullopt;
}

Page<ScheduledStatus> scheduled_of(db::Reader& reader, AccountId author, const PageRequest& request)
{
    static const std::string newest = select("account_id = $1 AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4");
    static const std::string oldest = select("account_id = $1 AND id < $2 AND id > $3 ORDER BY id LIMIT $4");
    return read_page<ScheduledStatus>(
        reader.rows(request.forwards() ? oldest : newest, author, request.before(), request.after(), request.limit), request,
        [&](const db::Row& row) { return with_media(reader, read_scheduled(row)); });
}

std::vector<ScheduledStatus> scheduled_between(db::Reader& reader, AccountId author, Time from, Time until)
{
    static const auto query = select("account_id = $1 AND scheduled_at >= $2 AND scheduled_at < $3 ORDER BY scheduled_at, id");
    return read_all(reader, reader.rows(query, author, from, until));
}

std::vector<ScheduledStatus> not_gone_out(db::Reader& reader, AccountId author)
{
    static const auto query = select("account_id = $1 AND refusal <> '' ORDER BY scheduled_at, id");
    return read_all(reader, reader.rows(query, author));
}

Result<bool> post_scheduled(db::Transaction& tx, ScheduledStatusId id, Time now)
{
    auto scheduled = find(tx, id);
    if (!scheduled || !scheduled->refusal.empty()) return false;
    if (scheduled->at > now) {  // the clock was put back since its job was taken up
        jobs::reschedule(tx, queue, ScheduledStatusDue::name, payload_of(id), now, scheduled->at);
        return false;
    }
    if (scheduled->at < now - held_after) {
        keep_back(tx, id, held_late);
        ask_about(tx, *scheduled, now);
        return false;
    }
    if (scheduled->at < now - late_after) hold_the_others(tx, *scheduled, now);
    remove(tx, id);
    CHECKED(post_status(tx, scheduled->author, scheduled->draft, now));
    return true;
}

void note_refusal(db::Transaction& tx, ScheduledStatusId id, const Error& error, Time now)
{
    auto scheduled = find(tx, id);
    if (!scheduled || scheduled->at > now) return;
    keep_back(tx, id, error.key);
    ask_about(tx, *scheduled, now);
}

void look_after_scheduled(db::Transaction& tx, Time now)
{
    for (const auto& row :
         tx.rows("SELECT id, scheduled_at FROM scheduled_statuses WHERE scheduled_at > $1 AND refusal = $2", now, held_late)) {
        auto id = row.get<ScheduledStatusId>(0);
        keep_back(tx, id, "");
        jobs::reschedule(tx, queue, ScheduledStatusDue::name, payload_of(id), now, row.get<Time>(1));
    }
    for (const auto& row :
         tx.rows("SELECT id FROM scheduled_statuses WHERE scheduled_at < $1 AND refusal = ''", now - late_after)) {
        auto payload = payload_of(row.get<ScheduledStatusId>(0));
        auto is_seen_to =
            tx.row("SELECT 1 FROM jobs WHERE queue = $1 AND state IN ('waiting', 'running') AND payload = $2", queue, payload);
        if (!is_seen_to) jobs::enqueue(tx, queue, ScheduledStatusDue::name, payload, now, now);
    }
}

void add_scheduled_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(std::string{queue}, std::string{ScheduledStatusDue::name},
                   [&database, clock](std::string_view payload) { do_what_is_due(database, payload, clock()); });
    workers.every(looked_after_every, "scheduled.look_after",
                  [&database](Time now) { database.write([&](db::Transaction& tx) { look_after_scheduled(tx, now); }); });
}

}  // namespace favilla::social
