// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages/:id/drafts — what the team writes before it goes out.
#include "community/page_drafts.h"

#include "community/event_drafts.h"
#include "console/event_json.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/media_json.h"
#include "mastodon/scheduled_json.h"
#include "mastodon/status_params.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using community::DraftActKind;

constexpr std::pair<std::string_view, DraftActKind> kinds[] = {{"change", DraftActKind::Change},
                                                               {"delete", DraftActKind::Delete},
                                                               {"send", DraftActKind::Send},
                                                               {"publish", DraftActKind::Publish},
                                                               {"send_back", DraftActKind::SendBack}};

struct ShownDraft {
    community::TeamDraft draft;
    std::vector<std::string_view> may;  // what who asks may do with it
};

ShownDraft shown(db::Reader& reader, const TeamPlace& place, community::TeamDraft draft)
{
    ShownDraft one{.draft = std::move(draft), .may = {}};
    for (const auto& [name, kind] : kinds)
        if (community::may(reader, place.page, place.voice, one.draft, kind)) one.may.push_back(name);
    return one;
}

void write_beside(JsonWriter& json, const Api& api, const ShownDraft& one)
{
    const auto& beside = one.draft.beside;
    json.field("sensitive", beside.sensitive);
    json.key("media_attachments");
    write_media_list(json, one.draft.media, api.domain);
    json.key("poll");
    if (beside.poll)
        write_poll_draft(json, *beside.poll);
    else
        json.value(nullptr);
    json.field("quoted_status_id", beside.quotes);
    json.field("quote_approval_policy",
               beside.quote_policy ? std::optional{std::string{name_of(*beside.quote_policy)}} : std::nullopt);
    json.field("reply_policy", social::name_of(beside.reply_policy));
}

void write_event(JsonWriter& json, const std::optional<community::EventDraft>& event)
{
    json.key("event");
    if (!event) return json.value(nullptr);
    auto or_null = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; };
    json.object([&] {
        json.field("title", event->title);
        json.field("description", event->description);
        json.field("local_start", event->starts_at);
        json.field("local_end", event->ends_at);
        json.field("time_zone", event->time_zone);
        json.field("rule", or_null(event->rule));
        write_place(json, event->place);
        json.field("online_url", or_null(event->online_url));
        json.field("capacity", event->capacity);
        json.field("waiting_list", event->has_waiting_list);
    });
}

void write_draft(JsonWriter& json, const Api& api, const ShownDraft& one, const Accounts& accounts)
{
    const auto& draft = one.draft;
    json.object([&] {
        json.field("id", draft.id);
        json.field("page_id", draft.page);
        json.field("state", name_of(draft.state));
        json.field("revision", draft.revision);
        json.field("text", draft.words.text);
        json.field("spoiler_text", draft.words.content_warning);
        json.field("language", draft.words.language);
        json.field("visibility", visibility_name(draft.words.visibility.value()));
        json.field("in_reply_to_id", draft.words.in_reply_to);
        json.field("scheduled_at", draft.words.at);
        write_beside(json, api, one);
        write_event(json, draft.event);
        json.field("word", draft.word);
        json.field("status_id", draft.status);
        json.field("scheduled_status_id", draft.scheduled);
        json.field("created_at", draft.created_at);
        json.field("updated_at", draft.updated_at);
        json.key("may").values(one.may);
        write_person(json, api, accounts, "author", draft.author);
        write_person(json, api, accounts, "changed_by", draft.changed_by);
        write_person(json, api, accounts, "settled_by", draft.settled_by);
    });
}

std::vector<AccountId> people_of(const community::TeamDraft& draft)
{
    std::vector<AccountId> ids{draft.author, draft.changed_by};
    if (draft.settled_by) ids.push_back(*draft.settled_by);
    return ids;
}

net::Response draft_response(Api& api, const TeamPlace& place, const community::TeamDraft& draft)
{
    auto [one, accounts] = api.db.read(
        [&](db::Reader& reader) { return std::pair{shown(reader, place, draft), load_accounts(reader, people_of(draft))}; });
    return json_response(200, [&](JsonWriter& json) { write_draft(json, api, one, accounts); });
}

std::optional<community::PageDraftId> named_draft(const net::Request& request)
{
    return parse_id<community::PageDraftId>(request.param("draft_id"));
}

Result<community::BesideChange> read_beside(const net::Request& request, const Api& api)
{
    const auto& params = api.params;
    TRY(auto draft, read_draft(request, api));
    community::BesideChange change{.sensitive = draft.sensitive, .poll = {}, .media = {}, .quotes = draft.quotes};
    if (params.names("poll")) change.poll = draft.poll;
    if (params.names("media_ids")) change.media = draft.media;
    if (draft.quote_policy) change.quote_policy = draft.quote_policy;
    if (params.names("reply_policy")) change.reply_policy = draft.reply_policy;
    return change;
}

// Writes or changes one of the page that the path names.
template <class Store, class StoreEvent>
net::Response store_words(const net::Request& request, Api& api, Store&& store, StoreEvent&& store_event)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto words = read_draft_words(api);
    if (!words) return error_response(api, words.error());
    if (auto event = api.params.hash("event")) {
        if (!words->language) words->language = std::string{api.services.locale.tag(api.language)};
        auto read = read_event_draft(*event);
        auto draft = api.db.write([&](db::Transaction& tx) { return store_event(tx, *place, *words, read); });
        return draft ? draft_response(api, *place, *draft) : error_response(api, draft.error());
    }
    auto beside = read_beside(request, api);
    if (!beside) return error_response(api, beside.error());
    auto draft = api.db.write([&](db::Transaction& tx) { return store(tx, *place, *words, *beside); });
    return draft ? draft_response(api, *place, *draft) : error_response(api, draft.error());
}

net::Response act(Api& api, const TeamPlace& place, const community::DraftAct& wanted)
{
    auto done = api.db.write([&](db::Transaction& tx) { return community::act_on_draft(tx, wanted, api.now); });
    if (!done) return error_response(api, done.error());
    return *done ? draft_response(api, place, **done) : empty_object();
}

}  // namespace

Result<community::DraftWords> read_draft_words(const Api& api)
{
    const auto& params = api.params;
    community::DraftWords words{.text = params.text_or("status", ""), .content_warning = params.text_or("spoiler_text", "")};
    if (auto language = params.text_or("language", ""); !language.empty()) words.language = language;
    if (auto name = params.text_or("visibility", ""); !name.empty()) {
        auto visibility = parse_visibility(name);
        if (!visibility) return refuse(ErrorCode::Invalid, "status.visibility_invalid");
        words.visibility = *visibility;
    }
    if (auto parent = params.text_or("in_reply_to_id", ""); !parent.empty()) {
        words.in_reply_to = parse_id<StatusId>(parent);
        if (!words.in_reply_to) return refuse(ErrorCode::NotFound, "status.parent_missing");
    }
    TRY(words.at, read_scheduled_at(params));
    return words;
}

net::Response get_page_drafts(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto which = api.params.flag_or("all", false) ? community::Drafts::All : community::Drafts::Open;
    auto [page, drafts, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = community::drafts_of(reader, place->page.id, which, read_page(api.params, 20, 40));
        std::vector<ShownDraft> all;
        std::vector<AccountId> ids;
        for (const auto& draft : found.items) {
            all.push_back(shown(reader, *place, draft));
            std::ranges::copy(people_of(draft), std::back_inserter(ids));
        }
        return std::tuple{found, all, load_accounts(reader, ids)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(drafts, [&](const ShownDraft& one) { write_draft(json, api, one, accounts); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_page_draft(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_draft(request);
    if (!place || !id) return not_found(api);
    auto draft = api.db.read([&](db::Reader& reader) { return community::find_draft(reader, place->page.id, *id); });
    return draft ? draft_response(api, *place, *draft) : not_found(api);
}

net::Response post_page_draft(const net::Request& request, Api& api)
{
    return store_words(
        request, api,
        [&](db::Transaction& tx, const TeamPlace& place, const auto& words, const auto& beside) {
            return community::write_draft(tx, place.page.id, api.me(), words, beside, api.now);
        },
        [&](db::Transaction& tx, const TeamPlace& place, const auto& words, const auto& event) {
            return community::write_event_draft(tx, tongue_of(api), place.page.id, api.me(), event, words, api.now);
        });
}

net::Response patch_page_draft(const net::Request& request, Api& api)
{
    auto id = named_draft(request);
    if (!id) return not_found(api);
    return store_words(
        request, api,
        [&](db::Transaction& tx, const TeamPlace& place, const auto& words, const auto& beside) {
            return community::change_draft(tx, place.page.id, api.me(), *id, words, beside, api.now);
        },
        [&](db::Transaction& tx, const TeamPlace& place, const auto& words, const auto& event) {
            return community::change_event_draft(tx, tongue_of(api), place.page.id, api.me(), *id, event, words, api.now);
        });
}

net::Response delete_page_draft(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_draft(request);
    if (!place || !id) return not_found(api);
    return act(api, *place,
               {.page = place->page.id, .by = api.me(), .draft = *id, .kind = DraftActKind::Delete, .revision = {}, .word = {}});
}

net::Response post_draft_act(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    auto id = named_draft(request);
    if (!place || !id) return not_found(api);
    auto name = api.params.text_or("act", "");
    auto known = std::ranges::find(kinds, name, &std::pair<std::string_view, DraftActKind>::first);
    if (known == std::end(kinds) || known->second == DraftActKind::Change || known->second == DraftActKind::Delete)
        return error_response(api, Error{ErrorCode::Invalid, "draft.act_unknown", {{"act", name}}});
    auto tongue = tongue_of(api);
    return act(api, *place,
               {.page = place->page.id,
                .by = api.me(),
                .draft = *id,
                .kind = known->second,
                .revision = api.params.integer("revision"),
                .word = api.params.text_or("text", ""),
                .tongue = &tongue});
}

}  // namespace favilla::console
