// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/early_drafts — drafts shown to a circle before they go out, and what is said to their passages.
#include "community/early_drafts.h"

#include "community/group_members.h"
#include "console/page_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/status_params.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using community::EarlyDraft;

struct ShownEarly {
    EarlyDraft draft;
    std::vector<community::EarlyComment> comments;
    bool keeps = false;
    bool knows_group = false;  // a hidden group is named to its members alone
    Accounts accounts;
};

ShownEarly load_early(db::Reader& reader, const Api& api, EarlyDraft draft)
{
    ShownEarly shown{.draft = std::move(draft), .comments = {}, .accounts = {}};
    shown.comments = community::comments_on(reader, shown.draft);
    shown.keeps = community::keeps(reader, shown.draft, api.me());
    std::vector<AccountId> people{shown.draft.by};
    if (shown.draft.page) people.push_back(*shown.draft.page);
    if (shown.draft.group) {
        auto group = community::find_group(reader, *shown.draft.group);
        shown.knows_group = group && community::is_known_to(reader, *group, api.viewer);
        people.push_back(*shown.draft.group);
    }
    people.insert(people.end(), shown.draft.readers.begin(), shown.draft.readers.end());
    for (const auto& comment : shown.comments) people.push_back(comment.by);
    shown.accounts = load_accounts(reader, people);
    return shown;
}

void write_comment(JsonWriter& json, const Api& api, const ShownEarly& shown, const community::EarlyComment& comment)
{
    json.object([&] {
        json.field("id", comment.id);
        write_person(json, api, shown.accounts, "by", comment.by);
        json.field("quote", comment.quote);
        json.key("passage");
        if (comment.passage)
            json.object([&] {
                json.field("position", comment.passage->position);
                json.field("length", comment.passage->length);
            });
        else
            json.value(nullptr);
        json.field("text", comment.text);
        json.field("resolved_at", comment.resolved_at);
        json.field("created_at", comment.created_at);
    });
}

void write_early(JsonWriter& json, const Api& api, const ShownEarly& shown)
{
    const auto& draft = shown.draft;
    json.object([&] {
        json.field("id", draft.id);
        json.field("revision", draft.revision);
        json.field("text", draft.words.text);
        json.field("spoiler_text", draft.words.content_warning);
        json.field("language", draft.words.language);
        json.field("visibility", visibility_name(draft.words.visibility.value()));
        json.field("settled", draft.settled);
        json.field("status_id", draft.status);
        json.field("created_at", draft.created_at);
        json.field("updated_at", draft.updated_at);
        json.field("keeps", shown.keeps);
        write_person(json, api, shown.accounts, "by", draft.by);
        write_person(json, api, shown.accounts, "page", draft.page);
        json.field("page_draft_id", shown.keeps ? draft.page_draft : std::nullopt);
        write_person(json, api, shown.accounts, "group", shown.knows_group ? draft.group : std::nullopt);
        json.key("readers");
        if (shown.keeps)
            json.array(draft.readers, [&](AccountId id) { write_account(json, shown.accounts.at(id), api.domain); });
        else
            json.value(nullptr);
        json.key("comments").array(shown.comments, [&](const auto& comment) { write_comment(json, api, shown, comment); });
    });
}

net::Response early_response(Api& api, community::EarlyDraftId id)
{
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownEarly> {
        auto draft = community::find_early_draft(reader, id, api.me());
        if (!draft) return std::nullopt;
        return load_early(reader, api, *std::move(draft));
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_early(json, api, *shown); });
}

community::Circle read_circle(const Params& params)
{
    return {.readers = params.ids<AccountId>("account_ids"), .group = params.id<AccountId>("group_id")};
}

// Of the draft that the path names, where it is shown to who asks.
template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<community::EarlyDraftId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto draft = community::find_early_draft(tx, *id, api.me());
        if (!draft) return refuse(ErrorCode::NotFound, "record.not_found");
        return act(tx, *draft);
    });
    return done ? early_response(api, *id) : error_response(api, done.error());
}

std::optional<community::EarlyCommentId> named_comment(const net::Request& request)
{
    return parse_id<community::EarlyCommentId>(request.param("comment_id"));
}

// "Thanks to @bea, @carl", of those who said something to it, in the language it is written in.
std::string credit_line(db::Reader& reader, const Api& api, const EarlyDraft& draft)
{
    auto asked = api.params.ids<AccountId>("credit_ids");
    std::vector<AccountId> people;
    for (const auto& comment : community::comments_on(reader, draft))
        if (std::ranges::find(asked, comment.by) != asked.end() && std::ranges::find(people, comment.by) == people.end()
            && comment.by != draft.by)
            people.push_back(comment.by);
    std::string names;
    for (const auto& account : social::find_accounts(reader, people))
        names.append(names.empty() ? "" : ", ").append("@" + social::acct(account, api.domain.name));
    if (names.empty()) return {};
    const auto& locale = api.services.locale;
    auto language = draft.words.language ? locale.find(*draft.words.language).value_or(api.language) : api.language;
    return locale.text(language, "early.thanks", {{"names", names}});
}

}  // namespace

net::Response get_early_drafts(const net::Request& request, Api& api)
{
    auto of = api.params.text_or("of", "shown");
    if (of != "shown" && of != "mine") return error_response(api, Error{ErrorCode::Invalid, "early.of_unknown", {{"of", of}}});
    auto which = of == "mine" ? community::EarlyDrafts::Own : community::EarlyDrafts::Shown;
    auto [page, shown] = api.db.read([&](db::Reader& reader) {
        auto found = community::early_drafts_of(reader, api.me(), which, read_page(api.params, 20, 40));
        std::vector<ShownEarly> all;
        for (const auto& draft : found.items) all.push_back(load_early(reader, api, draft));
        return std::pair{std::move(found), std::move(all)};
    });
    auto response = json_response(
        200, [&](JsonWriter& json) { json.array(shown, [&](const ShownEarly& one) { write_early(json, api, one); }); });
    return with_page_links(std::move(response), request, api, page);
}

net::Response post_early_draft(const net::Request&, Api& api)
{
    auto words = read_draft_words(api);
    if (!words) return error_response(api, words.error());
    auto page = api.params.id<AccountId>("page_id");
    auto draft = api.params.id<community::PageDraftId>("draft_id");
    auto circle = read_circle(api.params);
    auto made = api.db.write([&](db::Transaction& tx) {
        return page ? community::show_page_draft(tx, api.me(), *page, draft.value_or(community::PageDraftId{}), circle, api.now)
                    : community::show_early(tx, api.me(), *words, circle, api.now);
    });
    return made ? early_response(api, made->id) : error_response(api, made.error());
}

net::Response get_early_draft(const net::Request& request, Api& api)
{
    auto id = parse_id<community::EarlyDraftId>(request.param("id"));
    return id ? early_response(api, *id) : not_found(api);
}

net::Response patch_early_draft(const net::Request& request, Api& api)
{
    std::optional<community::DraftWords> words;
    if (api.params.has("status")) {
        auto read = read_draft_words(api);
        if (!read) return error_response(api, read.error());
        words = *read;
    }
    std::optional<community::Circle> circle;
    if (api.params.names("account_ids") || api.params.names("group_id")) circle = read_circle(api.params);
    return act_on(request, api, [&](db::Transaction& tx, const EarlyDraft& draft) {
        return community::change_early(tx, draft, api.me(), words, circle, api.params.integer("revision"), api.now);
    });
}

net::Response delete_early_draft(const net::Request& request, Api& api)
{
    auto id = parse_id<community::EarlyDraftId>(request.param("id"));
    if (!id) return not_found(api);
    auto gone = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto draft = community::find_early_draft(tx, *id, api.me());
        if (!draft) return refuse(ErrorCode::NotFound, "record.not_found");
        return community::delete_early(tx, *draft, api.me());
    });
    return gone ? empty_object() : error_response(api, gone.error());
}

net::Response post_early_comment(const net::Request& request, Api& api)
{
    community::CommentDraft comment{.quote = api.params.text_or("quote", ""),
                                    .text = api.params.text_or("text", ""),
                                    .position = api.params.integer("position").value_or(0)};
    return act_on(request, api, [&](db::Transaction& tx, const EarlyDraft& draft) -> Result<void> {
        CHECKED(community::comment_early(tx, draft, api.me(), comment, api.now));
        return {};
    });
}

net::Response resolve_early_comment(const net::Request& request, Api& api)
{
    auto comment = named_comment(request);
    if (!comment) return not_found(api);
    return act_on(request, api, [&](db::Transaction& tx, const EarlyDraft& draft) {
        return community::resolve_comment(tx, draft, api.me(), *comment, api.params.flag_or("resolved", true), api.now);
    });
}

net::Response delete_early_comment(const net::Request& request, Api& api)
{
    auto comment = named_comment(request);
    if (!comment) return not_found(api);
    return act_on(request, api, [&](db::Transaction& tx, const EarlyDraft& draft) {
        return community::delete_comment(tx, draft, api.me(), *comment);
    });
}

net::Response publish_early_draft(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const EarlyDraft& draft) -> Result<void> {
        CHECKED(
            community::publish_early(tx, draft, api.me(), credit_line(tx, api, draft), api.params.integer("revision"), api.now));
        return {};
    });
}

}  // namespace favilla::console
