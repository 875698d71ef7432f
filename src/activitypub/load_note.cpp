// SPDX-License-Identifier: AGPL-3.0-or-later
// What a document says of a status, read from the tables: one that is told of, or a page of somebody's own.
#include <algorithm>

#include "activitypub/note_json.h"
#include "community/groups.h"
#include "social/accounts.h"
#include "social/conversation_states.h"
#include "social/listeners.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

// What was refused or withdrawn is named no longer.
void load_quoted(db::Reader& reader, OutgoingStatus& outgoing)
{
    auto quote = outgoing.view.status.has_quote ? social::find_quote(reader, outgoing.view.status.id) : std::nullopt;
    bool stands = quote && (quote->state == social::QuoteState::Pending || quote->state == social::QuoteState::Accepted);
    auto quoted = stands ? social::find_status_by_uri(reader, quote->quoted_uri) : std::nullopt;
    if (!quoted) return;
    outgoing.quotes = quoted->uri;
    outgoing.quoted_url = quoted->url;
    outgoing.quoted_author = quoted->author;
    if (quote->state == social::QuoteState::Accepted) outgoing.authorization = quote->approval;
}

std::vector<std::string> uris_of(db::Reader& reader, const std::vector<social::StatusMention>& mentions)
{
    std::vector<AccountId> ids;
    for (const auto& mention : mentions) ids.push_back(mention.account);
    auto accounts = social::find_accounts(reader, ids);
    std::vector<std::string> uris;
    for (const auto& mention : mentions) {
        auto found = std::ranges::find(accounts, mention.account, &social::Account::id);
        uris.push_back(found == accounts.end() ? mention.url : found->uri);
    }
    return uris;
}

OutgoingStatus begin_outgoing(db::Reader& reader, social::StatusView view, const social::Account& author,
                              const social::Domain& domain)
{
    auto id = view.status.id;
    return {.view = std::move(view),
            .author = author,
            .mentioned = {},
            .answers = {},
            .boosts = {},
            .boosted_author = {},
            .origin = domain.origin,
            .media_address = domain.media_address,
            .context = {},
            .emojis = domain.emojis,
            .group = {},
            .group_elsewhere = {},
            .event = community::event_of(reader, id)};
}

// Where it stands, whom it names, what it answers, boosts and quotes.
void load_surroundings(db::Reader& reader, OutgoingStatus& outgoing, const social::StatusViews& views)
{
    const auto& status = outgoing.view.status;
    auto place = community::place_in_group(reader, status.id);
    auto where = place ? std::optional{place->group} : status.audience == status.author ? std::nullopt : status.audience;
    if (auto group = where ? social::find_account(reader, *where) : std::nullopt) {
        outgoing.group = group->uri;
        if (!group->is_local()) outgoing.group_elsewhere = group->id;
    }
    // A conversation that was opened elsewhere is listed there, if anywhere (FEP-7888).
    if (status.conversation && status.visibility <= social::Visibility::Unlisted
        && social::is_opened_in(reader, *status.conversation, *outgoing.author.domain))
        outgoing.context = outgoing.origin + "/contexts/" + to_string(*status.conversation);
    outgoing.closed = social::opened_what_is_closed(reader, status);
    load_quoted(reader, outgoing);
    if (const auto* mark = views.first_published(outgoing.view)) outgoing.first_published = mark->url;
    outgoing.mentioned = uris_of(reader, outgoing.view.mentions);
    if (status.in_reply_to) outgoing.answers = social::uri_of_status(reader, *status.in_reply_to);
    if (const auto* boosted = views.boosted_by(outgoing.view)) {
        outgoing.boosts = boosted->status.uri;
        outgoing.boosted_author = views.author(*boosted).uri;
    }
}

// In the language of the post where we speak it, else in the organisation's.
void load_tie(OutgoingStatus& outgoing, const social::StatusViews& views, const social::Domain& domain, const Locale& locale)
{
    const auto* tie = views.tie(outgoing.view);
    if (!tie) return;
    auto own = locale.find(outgoing.view.status.language.value_or(""));
    auto language = own ? *own : language_of(locale, domain.languages.empty() ? "" : domain.languages.front());
    outgoing.tie = tie_of_post(outgoing.author, views.accounts.at(tie->page), tie->relation, locale, language);
}

}  // namespace

std::optional<OutgoingStatus> load_outgoing(db::Reader& reader, StatusId id, const Locale& locale)
{
    auto author_id = social::author_of(reader, id);
    auto author = author_id ? social::find_account(reader, *author_id) : std::nullopt;
    if (!author || !author->is_local() || !author->is_known() || author->suspended_at) return std::nullopt;
    auto status = social::find_status(reader, id, author->id);
    if (!status || status->audience) return std::nullopt;  // read here alone
    auto domain = social::find_domain(reader, *author->domain);
    auto views = social::load_views(reader, {*status}, author->id);
    auto outgoing = begin_outgoing(reader, views.items.front(), *author, *domain);
    load_surroundings(reader, outgoing, views);
    load_tie(outgoing, views, *domain, locale);
    return outgoing;
}

std::vector<OutgoingStatus> load_archived(db::Reader& reader, const social::Account& author, const social::Domain& domain,
                                          std::vector<social::Status> statuses, const Locale& locale)
{
    auto views = social::load_views(reader, std::move(statuses), author.id);
    std::vector<OutgoingStatus> all;
    all.reserve(views.items.size());
    for (const auto& view : views.items) {
        auto& outgoing = all.emplace_back(begin_outgoing(reader, view, author, domain));
        outgoing.archived = true;
        load_surroundings(reader, outgoing, views);
        load_tie(outgoing, views, domain, locale);
    }
    return all;
}

}  // namespace favilla::activitypub
