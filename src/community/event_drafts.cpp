// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_drafts.h"

#include <cmath>

#include "community/event_rows.h"

namespace favilla::community {

namespace {

std::optional<std::int64_t> millionths(std::optional<double> degrees)
{
    if (!degrees) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*degrees * 1e6));
}

std::optional<double> degrees(std::optional<std::int64_t> millionths)
{
    if (!millionths) return std::nullopt;
    return static_cast<double>(*millionths) / 1e6;
}

// In the language of the draft, whoever approves it.
EventTongue tongue_for(const EventTongue& tongue, const std::optional<std::string>& language)
{
    auto spoken = language ? tongue.locale.find(*language) : std::nullopt;
    return {tongue.locale, spoken.value_or(tongue.language), tongue.origin};
}

struct Prepared {
    DraftWords words;
    BesideChange beside;
};

Result<Prepared> prepare(db::Transaction& tx, const EventTongue& tongue, AccountId page, const EventDraft& draft,
                         DraftWords words, Time now)
{
    if (words.at) return refuse(ErrorCode::Invalid, "draft.event_goes_at_once");
    if (draft.group) return refuse(ErrorCode::Invalid, "event.page_has_no_groups");
    TRY(auto planned, planned_event(page, draft, now));
    words.text = words_of(tongue_for(tongue, words.language), planned, {});
    words.content_warning.clear();
    words.in_reply_to.reset();
    Prepared prepared{std::move(words), {}};
    prepared.beside.is_event = true;
    prepared.beside.media.emplace();
    if (!draft.picture) return prepared;
    auto media = social::find_media(tx, draft.picture->id);
    if (media && media->kind != social::MediaKind::Image) return refuse(ErrorCode::Invalid, "event.picture");
    prepared.beside.media->push_back(draft.picture->id);
    return prepared;
}

// The words about a picture are its own, as soon as the draft holds it.
Result<void> describe(db::Transaction& tx, AccountId page, const EventDraft& draft)
{
    if (!draft.picture) return {};
    CHECKED(social::change_media(tx, page, {draft.picture->id, draft.picture->description, draft.picture->focus}));
    return {};
}

void store_event_draft(db::Transaction& tx, PageDraftId id, const EventDraft& draft)
{
    forget_event_draft(tx, id);
    tx.run("INSERT INTO page_draft_events (draft_id, title, description, local_start, local_end, time_zone, rule, place_name, "
           "place_address, latitude, longitude, online_url, capacity, waiting_list) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
           id, draft.title, draft.description, draft.starts_at, draft.ends_at, draft.time_zone, draft.rule, draft.place.name,
           draft.place.address, millionths(draft.place.latitude), millionths(draft.place.longitude), draft.online_url,
           draft.capacity, draft.has_waiting_list);
}

}  // namespace

Result<TeamDraft> write_event_draft(db::Transaction& tx, const EventTongue& tongue, AccountId page, AccountId by,
                                    const EventDraft& event, DraftWords words, Time now)
{
    TRY(auto prepared, prepare(tx, tongue, page, event, std::move(words), now));
    CHECKED(describe(tx, page, event));
    TRY(auto draft, write_draft(tx, page, by, prepared.words, prepared.beside, now));
    store_event_draft(tx, draft.id, event);
    return *find_draft(tx, page, draft.id);
}

Result<TeamDraft> change_event_draft(db::Transaction& tx, const EventTongue& tongue, AccountId page, AccountId by, PageDraftId id,
                                     const EventDraft& event, DraftWords words, Time now)
{
    TRY(auto prepared, prepare(tx, tongue, page, event, std::move(words), now));
    TRY(auto draft, change_draft(tx, page, by, id, prepared.words, prepared.beside, now));
    CHECKED(describe(tx, page, event));
    store_event_draft(tx, draft.id, event);
    return *find_draft(tx, page, draft.id);
}

std::optional<EventDraft> find_event_draft(db::Reader& reader, PageDraftId id)
{
    auto row =
        reader.row("SELECT title, description, local_start, local_end, time_zone, rule, place_name, place_address, latitude, "
                   "longitude, online_url, capacity, waiting_list FROM page_draft_events WHERE draft_id = $1",
                   id);
    if (!row) return std::nullopt;
    return EventDraft{.title = row->get<std::string>(0),
                      .description = row->get<std::string>(1),
                      .starts_at = row->get<std::string>(2),
                      .ends_at = row->get<std::string>(3),
                      .time_zone = row->get<std::string>(4),
                      .rule = row->get<std::string>(5),
                      .place = {.name = row->get<std::string>(6),
                                .address = row->get<std::string>(7),
                                .latitude = degrees(row->get<std::optional<std::int64_t>>(8)),
                                .longitude = degrees(row->get<std::optional<std::int64_t>>(9))},
                      .online_url = row->get<std::string>(10),
                      .capacity = row->get<std::optional<std::int64_t>>(11),
                      .has_waiting_list = row->get<bool>(12),
                      .group = {}};
}

void forget_event_draft(db::Transaction& tx, PageDraftId id) { tx.run("DELETE FROM page_draft_events WHERE draft_id = $1", id); }

Result<StatusId> let_out_event(db::Transaction& tx, const EventTongue& tongue, const Page& page, const TeamDraft& draft, Time now)
{
    auto event = *draft.event;
    if (!draft.beside.media.empty()) event.picture = EventPicture{.id = draft.beside.media.front()};
    social::StatusDraft said{
        .visibility = draft.words.visibility, .language = draft.words.language, .person = draft.author, .is_signed = page.signs};
    TRY(auto made, make_event(tx, tongue_for(tongue, draft.words.language), page.id, event, said, now));
    return made.status;
}

}  // namespace favilla::community
