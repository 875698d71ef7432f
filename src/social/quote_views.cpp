// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/quote_views.h"

#include "social/status_rows.h"

namespace favilla::social {

namespace {

struct Wish {
    QuoteView::Wish kind = QuoteView::Wish::Welcome;
    std::optional<Time> until;
};

// Whom the viewer does not want to meet: a block says more than a mute, and that more than a server.
std::unordered_map<AccountId, Wish> wishes_about(db::Reader& reader, const std::vector<Status>& statuses, Viewer viewer)
{
    std::unordered_map<AccountId, Wish> wishes;
    if (!viewer.account || statuses.empty()) return wishes;
    std::unordered_set<AccountId> authors;
    for (const auto& status : statuses) authors.insert(status.author);
    for (
        const auto& row : reader.rows(
            "SELECT a.id, 1, 0 FROM account_domain_blocks d JOIN accounts a ON a.host = d.host WHERE d.account_id = $1 AND a.id IN EACH($2) "
            "UNION ALL SELECT target_id, 2, COALESCE(expires_at, 0) FROM mutes WHERE account_id = $1 AND target_id IN EACH($2) "
            "UNION ALL SELECT target_id, 3, 0 FROM blocks WHERE account_id = $1 AND target_id IN EACH($2)",
            *viewer.account, db::list_of(authors))) {
        auto& wish = wishes[row.get<AccountId>(0)];
        auto kind = QuoteView::Wish(row.get<int>(1));
        if (kind < wish.kind) continue;
        auto until = row.get<Time>(2);
        wish = {kind, until.milliseconds > 0 ? std::optional{until} : std::nullopt};
    }
    return wishes;
}

}  // namespace

std::vector<Status> load_quotes(db::Reader& reader, std::span<StatusView* const> quoting, Viewer viewer)
{
    std::unordered_map<StatusId, QuoteView> quotes;
    std::vector<StatusId> asked, quoted;
    for (const auto* view : quoting)
        if (view->status.has_quote) asked.push_back(view->status.id);
    if (asked.empty()) return {};
    for (const auto& row :
         reader.rows("SELECT status_id, state, quoted_id FROM quotes WHERE status_id IN EACH($1)", db::list_of(asked))) {
        QuoteView quote{.state = parse_quote_state(row.get<std::string_view>(1))};
        if (quote.state == QuoteState::Accepted) quote.quoted = row.get<std::optional<StatusId>>(2);
        if (quote.quoted) quoted.push_back(*quote.quoted);
        quotes.emplace(row.get<StatusId>(0), quote);
    }
    auto shown = statuses_with(reader, quoted);
    auto visible = visible_among(reader, shown, viewer);
    auto wishes = wishes_about(reader, shown, viewer);
    std::unordered_map<StatusId, const Status*> places;
    for (const auto& status : shown) places.emplace(status.id, &status);
    for (auto& [id, quote] : quotes) {
        if (!quote.quoted) continue;
        const auto* status = places.at(*quote.quoted);
        quote.deleted = status->deleted_at.has_value();
        if (!visible.contains(*quote.quoted)) quote.quoted.reset();
        auto wish = wishes.find(status->author);
        if (wish == wishes.end()) continue;
        quote.wish = wish->second.kind;
        quote.wish_ends = wish->second.until;
    }
    for (auto* view : quoting)
        if (auto found = quotes.find(view->status.id); found != quotes.end()) view->quote = found->second;
    std::erase_if(shown, [&](const Status& status) { return !visible.contains(status.id); });
    return shown;
}

void load_rights(db::Reader& reader, std::span<StatusView* const> views, Viewer viewer)
{
    std::vector<const Status*> statuses;
    statuses.reserve(views.size());
    for (const auto* view : views) statuses.push_back(&view->status);
    auto rights = rights_to_quote(reader, statuses, viewer);
    for (auto* view : views) view->quote_right = rights.at(view->status.id);
}

}  // namespace favilla::social
