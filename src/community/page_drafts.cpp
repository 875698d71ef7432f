// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/page_drafts.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "community/early_drafts.h"
#include "community/event_drafts.h"
#include "community/team_events.h"
#include "jobs/events.h"
#include "social/page_preferences.h"
#include "social/poll_titles.h"
#include "social/quotes.h"
#include "social/read_page.h"
#include "social/scheduled.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 4> states = {"draft", "review", "returned", "published"};
constexpr std::array<std::string_view, 5> acts = {"change_draft", "delete_draft", "send_draft", "publish_draft",
                                                  "send_back_draft"};

constexpr std::string_view columns =
    "id, page_id, account_id, changed_by, state, revision, text, content_warning, language, visibility, in_reply_to_id, scheduled_at, "
    "settled_by, word, status_id, scheduled_id, created_at, updated_at, sensitive, poll_options, poll_lasts, poll_multiple, "
    "poll_hide_totals, quoted_id, quote_policy, reply_policy";

DraftBeside read_beside(const db::Row& row)  // media excepted
{
    auto policy = row.get<std::optional<std::int64_t>>(24);
    return {.sensitive = row.get<std::optional<bool>>(18),
            .poll = social::poll_draft_in(row, 19),
            .media = {},
            .quotes = row.get<std::optional<StatusId>>(23),
            .quote_policy = policy ? std::optional{social::QuotePolicy::from(*policy)} : std::nullopt,
            .reply_policy = social::ReplyPolicy(row.get<int>(25))};
}

TeamDraft read_draft(const db::Row& row)
{
    auto state = std::ranges::find(states, row.get<std::string_view>(4)) - states.begin();
    return {.id = row.get<PageDraftId>(0),
            .page = row.get<AccountId>(1),
            .author = row.get<AccountId>(2),
            .changed_by = row.get<AccountId>(3),
            .state = static_cast<DraftState>(state),
            .revision = row.get<std::int64_t>(5),
            .words = {.text = row.get<std::string>(6),
                      .content_warning = row.get<std::string>(7),
                      .language = row.get<std::optional<std::string>>(8),
                      .visibility = social::Visibility(row.get<int>(9)),
                      .in_reply_to = row.get<std::optional<StatusId>>(10),
                      .at = row.get<std::optional<Time>>(11)},
            .beside = read_beside(row),
            .settled_by = row.get<std::optional<AccountId>>(12),
            .word = row.get<std::string>(13),
            .status = row.get<std::optional<StatusId>>(14),
            .scheduled = row.get<std::optional<ScheduledStatusId>>(15),
            .created_at = row.get<Time>(16),
            .updated_at = row.get<Time>(17)};
}

TeamDraft with_media(db::Reader& reader, TeamDraft draft)
{
    draft.media = social::media_of_draft(reader, draft.id);
    for (const auto& media : draft.media) draft.beside.media.push_back(media.id);
    draft.event = find_event_draft(reader, draft.id);
    return draft;
}

bool keeps(const social::Voice& voice) { return voice.role >= PageRole::Editor; }
bool writes(const social::Voice& voice) { return keeps(voice) || voice.role == PageRole::Contributor; }

struct Desk {  // who stands before which page
    Page page;
    social::Voice voice;
};

Result<Desk> find_desk(db::Reader& reader, AccountId id, AccountId by)
{
    auto page = find_page(reader, id);
    auto role = page ? social::role_for_page(reader, id, by) : std::nullopt;
    if (!role) return refuse(ErrorCode::NotFound, "page.missing");
    return Desk{*page, {id, by, *role, {}}};
}

// With what is not said as the page would have it.
DraftWords completed(db::Reader& reader, AccountId page, DraftWords words)
{
    if (!words.visibility) words.visibility = social::page_preferences(reader, page).visibility;
    return words;
}

void take_along(DraftBeside& beside, const BesideChange& change)
{
    if (change.sensitive) beside.sensitive = change.sensitive;
    if (change.poll) beside.poll = *change.poll;
    if (change.media) beside.media = *change.media;
    if (change.quotes) beside.quotes = change.quotes;
    if (change.quote_policy) beside.quote_policy = change.quote_policy;
    if (change.reply_policy) beside.reply_policy = *change.reply_policy;
}

void store(db::Transaction& tx, const TeamDraft& draft)
{
    const auto& [words, beside] = std::tie(draft.words, draft.beside);
    auto poll = beside.poll.value_or(social::PollDraft{});
    auto policy = beside.quote_policy ? std::optional{beside.quote_policy->stored()} : std::nullopt;
    tx.run(
        "INSERT INTO page_drafts (id, page_id, account_id, changed_by, state, revision, text, content_warning, language, visibility, "
        "in_reply_to_id, scheduled_at, settled_by, word, status_id, scheduled_id, created_at, updated_at, sensitive, poll_options, "
        "poll_lasts, poll_multiple, poll_hide_totals, quoted_id, quote_policy, reply_policy) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) "
        "ON CONFLICT (id) DO UPDATE SET changed_by = excluded.changed_by, state = excluded.state, revision = excluded.revision, "
        "text = excluded.text, content_warning = excluded.content_warning, language = excluded.language, "
        "visibility = excluded.visibility, in_reply_to_id = excluded.in_reply_to_id, scheduled_at = excluded.scheduled_at, "
        "settled_by = excluded.settled_by, word = excluded.word, status_id = excluded.status_id, "
        "scheduled_id = excluded.scheduled_id, updated_at = excluded.updated_at, sensitive = excluded.sensitive, "
        "poll_options = excluded.poll_options, poll_lasts = excluded.poll_lasts, poll_multiple = excluded.poll_multiple, "
        "poll_hide_totals = excluded.poll_hide_totals, quoted_id = excluded.quoted_id, quote_policy = excluded.quote_policy, "
        "reply_policy = excluded.reply_policy",
        draft.id, draft.page, draft.author, draft.changed_by, name_of(draft.state), draft.revision, words.text,
        words.content_warning, words.language, int(words.visibility.value()), words.in_reply_to, words.at, draft.settled_by,
        draft.word, draft.status, draft.scheduled, draft.created_at, draft.updated_at, beside.sensitive,
        social::stored_titles(poll.options), poll.lasts, poll.multiple, poll.hide_totals, beside.quotes, policy,
        int(beside.reply_policy));
}

// Its words are judged with what they take along, and its media are held from now on.
Result<void> take_in(db::Transaction& tx, TeamDraft& draft, const BesideChange& change)
{
    take_along(draft.beside, change);
    CHECKED(check_draft_words(draft.words, draft.beside));
    if (draft.beside.poll) CHECKED(social::check_poll(*draft.beside.poll));
    if (change.quotes) CHECKED(social::find_quotable(tx, draft.page, *change.quotes));
    store(tx, draft);
    if (change.media) { TRY(draft.media, social::hold_for_draft(tx, draft.page, draft.id, draft.beside.media)); }
    return {};
}

// In the page's voice, by the hand that wrote it.
Result<void> let_out(db::Transaction& tx, const Page& page, TeamDraft& draft, const EventTongue* tongue, Time now)
{
    const auto& [words, beside] = std::tie(draft.words, draft.beside);
    CHECKED(social::hold_for_draft(tx, page.id, draft.id, {}));  // the post, or its time, takes them over
    draft.media.clear();
    if (draft.event && tongue) {
        TRY(draft.status, let_out_event(tx, *tongue, page, draft, now));
        return {};
    }
    social::StatusDraft post{.text = words.text,
                             .in_reply_to = words.in_reply_to,
                             .visibility = words.visibility,
                             .content_warning = words.content_warning,
                             .sensitive = beside.sensitive,
                             .language = words.language,
                             .poll = beside.poll,
                             .media = beside.media,
                             .quotes = beside.quotes,
                             .quote_policy = beside.quote_policy,
                             .reply_policy = beside.reply_policy,
                             .person = draft.author,
                             .is_signed = page.signs};
    if (words.at && *words.at > now) {
        TRY(auto scheduled, social::schedule_approved(tx, page.id, post, *words.at, now));
        draft.scheduled = scheduled.id;
        return {};
    }
    TRY(auto status, social::post_status(tx, page.id, post, now));
    draft.status = status.id;
    return {};
}

Result<void> carry_out(db::Transaction& tx, const Page& page, TeamDraft& draft, const DraftAct& act, Time now)
{
    switch (act.kind) {
    case DraftActKind::Send: draft.state = DraftState::Review; return {};
    case DraftActKind::SendBack:
        if (grapheme_count(act.word) > max_draft_word)
            return refuse(ErrorCode::Invalid, "draft.word_too_long", {{"max", std::to_string(max_draft_word)}});
        draft.state = DraftState::Returned;
        draft.word = act.word;
        draft.settled_by = act.by;
        return {};
    default:
        draft.state = DraftState::Published;
        draft.settled_by = act.by;
        return let_out(tx, page, draft, act.tongue, now);
    }
}

// Why not, where may() says no.
Error refusal(db::Reader& reader, const Desk& desk, const TeamDraft& draft, DraftActKind kind)
{
    if (draft.state == DraftState::Published) return {ErrorCode::Conflict, "draft.settled", {}};
    if (kind == DraftActKind::Publish && keeps(desk.voice)) {
        if (desk.page.reviews && draft.state != DraftState::Review && !is_sole_judge(reader, desk.page.id, desk.voice.person))
            return {ErrorCode::Conflict, "draft.not_in_review", {}};
        return {ErrorCode::Forbidden, "draft.own", {}};
    }
    if (kind == DraftActKind::SendBack && keeps(desk.voice)) return {ErrorCode::Conflict, "draft.not_in_review", {}};
    if (kind == DraftActKind::Send && draft.state == DraftState::Review)
        return {ErrorCode::Conflict, "draft.in_review_already", {}};
    return {ErrorCode::Forbidden, "page.not_allowed", {}};
}

void note(db::Transaction& tx, const TeamDraft& draft, AccountId by, std::string_view act, std::string_view text, Time now)
{
    auto object = to_string(draft.id);
    note_page_act(tx, {.page = draft.page, .by = by, .act = act, .object = object, .text = text}, now);
    jobs::publish(tx, TeamChanged{draft.page, std::nullopt});
}

}  // namespace

Result<void> check_draft_words(const DraftWords& words, const DraftBeside& beside)
{
    bool speaks = words.text.find_first_not_of(" \t\r\n") != std::string::npos;
    if (!speaks && beside.media.empty() && !beside.poll && !beside.quotes) return refuse(ErrorCode::Invalid, "status.empty");
    if (words.text.size() > social::max_status_bytes || words.content_warning.size() > social::max_status_bytes)
        return refuse(ErrorCode::Invalid, "status.too_long", {{"max", std::to_string(social::max_status_length)}});
    return {};
}

std::string_view name_of(DraftState state) { return states[static_cast<std::size_t>(state)]; }

std::optional<TeamDraft> find_draft(db::Reader& reader, AccountId page, PageDraftId id)
{
    auto row = reader.row(fmt::format("SELECT {} FROM page_drafts WHERE id = $1 AND page_id = $2", columns), id, page);
    return row ? std::optional{with_media(reader, read_draft(*row))} : std::nullopt;
}

social::Page<TeamDraft> drafts_of(db::Reader& reader, AccountId page, Drafts which, const social::PageRequest& request)
{
    auto rows = reader.rows(
        fmt::format("SELECT {} FROM page_drafts WHERE page_id = $1 AND id > $2 AND id < $3 {} ORDER BY id {} LIMIT $4", columns,
                    which == Drafts::Open ? "AND state <> 'published'" : "", request.forwards() ? "ASC" : "DESC"),
        page, request.after(), request.before(), request.limit);
    return social::read_page<TeamDraft>(rows, request, [&](const db::Row& row) { return with_media(reader, read_draft(row)); });
}

std::vector<TeamDraft> drafts_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    std::vector<TeamDraft> drafts;
    for (const auto& row :
         reader.rows(fmt::format("SELECT {} FROM page_drafts WHERE page_id = $1 AND state <> 'published' AND scheduled_at >= $2 "
                                 "AND scheduled_at < $3 ORDER BY scheduled_at, id",
                                 columns),
                     page, from, until))
        drafts.push_back(with_media(reader, read_draft(row)));
    return drafts;
}

OpenDrafts count_open_drafts(db::Reader& reader, AccountId page)
{
    auto row = reader.row("SELECT count(*), coalesce(sum(CASE WHEN state = 'review' THEN 1 ELSE 0 END), 0) FROM page_drafts "
                          "WHERE page_id = $1 AND state <> 'published'",
                          page);
    return {row->get<std::int64_t>(0), row->get<std::int64_t>(1)};
}

bool may(db::Reader& reader, const Page& page, const social::Voice& voice, const TeamDraft& draft, DraftActKind kind)
{
    if (draft.state == DraftState::Published) return false;
    bool own = draft.author == voice.person && writes(voice);
    switch (kind) {
    case DraftActKind::Change:
    case DraftActKind::Delete: return own || keeps(voice);
    case DraftActKind::Send: return (own || keeps(voice)) && draft.state != DraftState::Review;
    case DraftActKind::SendBack: return keeps(voice) && draft.state == DraftState::Review;
    case DraftActKind::Publish: break;
    }
    if (!page.reviews) return keeps(voice) || own;
    if (!keeps(voice)) return false;
    if (is_sole_judge(reader, page.id, voice.person)) return true;
    return draft.state == DraftState::Review && draft.author != voice.person && draft.changed_by != voice.person;
}

Result<TeamDraft> write_draft(db::Transaction& tx, AccountId page, AccountId by, const DraftWords& words,
                              const BesideChange& beside, Time now)
{
    TRY(auto desk, find_desk(tx, page, by));
    if (!writes(desk.voice)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    TeamDraft draft{
        .id = tx.new_id<PageDraftId>(now), .page = page, .author = by, .changed_by = by, .words = completed(tx, page, words)};
    draft.created_at = draft.updated_at = now;
    CHECKED(take_in(tx, draft, beside));
    note(tx, draft, by, "write_draft", {}, now);
    return draft;
}

Result<TeamDraft> change_draft(db::Transaction& tx, AccountId page, AccountId by, PageDraftId id, const DraftWords& words,
                               const BesideChange& beside, Time now)
{
    TRY(auto desk, find_desk(tx, page, by));
    auto draft = find_draft(tx, page, id);
    if (!draft) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!may(tx, desk.page, desk.voice, *draft, DraftActKind::Change))
        return std::unexpected(refusal(tx, desk, *draft, DraftActKind::Change));
    if (draft->event.has_value() != beside.is_event) return refuse(ErrorCode::Invalid, "draft.is_event");
    draft->words = completed(tx, page, words);
    draft->changed_by = by;
    draft->state = DraftState::Draft;
    ++draft->revision;
    draft->updated_at = now;
    CHECKED(take_in(tx, *draft, beside));
    note(tx, *draft, by, acts[0], {}, now);
    return *draft;
}

Result<TeamDraft> move_draft(db::Transaction& tx, AccountId page, AccountId by, PageDraftId id, Time at, Time now)
{
    TRY(auto desk, find_desk(tx, page, by));
    auto draft = find_draft(tx, page, id);
    if (!draft) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!may(tx, desk.page, desk.voice, *draft, DraftActKind::Change))
        return std::unexpected(refusal(tx, desk, *draft, DraftActKind::Change));
    if (draft->event) return refuse(ErrorCode::Invalid, "draft.event_goes_at_once");
    if (at <= now) return refuse(ErrorCode::Invalid, "draft.time_over");
    draft->words.at = at;
    ++draft->revision;
    draft->updated_at = now;
    store(tx, *draft);
    note(tx, *draft, by, "move_draft", rfc3339(at), now);
    return *draft;
}

Result<std::optional<TeamDraft>> act_on_draft(db::Transaction& tx, const DraftAct& act, Time now)
{
    TRY(auto desk, find_desk(tx, act.page, act.by));
    auto draft = find_draft(tx, act.page, act.draft);
    if (!draft) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!may(tx, desk.page, desk.voice, *draft, act.kind)) return std::unexpected(refusal(tx, desk, *draft, act.kind));
    if (act.revision && *act.revision != draft->revision) return refuse(ErrorCode::Conflict, "draft.changed");
    auto name = acts[static_cast<std::size_t>(act.kind)];
    if (act.kind == DraftActKind::Delete) {
        forget_early_of_page_draft(tx, draft->id);
        CHECKED(social::hold_for_draft(tx, draft->page, draft->id, {}));
        forget_event_draft(tx, draft->id);
        tx.run("DELETE FROM page_drafts WHERE id = $1", draft->id);
        note(tx, *draft, act.by, name, {}, now);
        return std::optional<TeamDraft>{};
    }
    // Whoever comes second waits here for the first, and finds it settled.
    if (tx.run("UPDATE page_drafts SET updated_at = $2 WHERE id = $1 AND state <> 'published'", draft->id, now) == 0)
        return refuse(ErrorCode::Conflict, "draft.settled");
    CHECKED(carry_out(tx, desk.page, *draft, act, now));
    draft->updated_at = now;
    store(tx, *draft);
    auto became = draft->status ? to_string(*draft->status) : draft->scheduled ? to_string(*draft->scheduled) : act.word;
    note(tx, *draft, act.by, name, became, now);
    return draft;
}

}  // namespace favilla::community
