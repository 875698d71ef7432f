// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/views.h"

#include <algorithm>

#include "base/text.h"
#include "base/trimmed.h"
#include "community/attention.h"

namespace favilla::desk {

namespace {

constexpr std::string_view select = "SELECT id, account_id, name, page_id, which, kind FROM desk_views WHERE account_id = $1";

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }

View read_view(const db::Row& row)
{
    return {.id = row.get<ViewId>(0),
            .person = row.get<AccountId>(1),
            .name = row.get<std::string>(2),
            .page = row.get<std::optional<AccountId>>(3),
            .which = parse_which(row.get<std::string_view>(4)).value_or(Which::Open),
            .kind = parse_item_kind(row.get<std::string_view>(5))};
}

bool sees(const std::vector<AccountId>& pages, const std::optional<AccountId>& page)
{
    return !page || std::ranges::find(pages, *page) != pages.end();
}

std::string_view kind_of(const View& view) { return view.kind ? name_of(*view.kind) : std::string_view{}; }

// With its name as it is kept; refuses what cannot be.
Result<View> checked(db::Reader& reader, const View& view)
{
    auto ready = view;
    ready.name = std::string{trimmed(view.name)};
    if (ready.name.empty()) return refuse(ErrorCode::Invalid, "desk.view_blank");
    if (grapheme_count(ready.name) > max_view_name_length)
        return refuse(ErrorCode::Invalid, "desk.view_too_long", {{"max", std::to_string(max_view_name_length)}});
    auto pages = community::pages_read_by(reader, view.person);
    if (pages.empty() || !sees(pages, view.page)) return missing();
    auto namesake =
        reader.value<ViewId>("SELECT id FROM desk_views WHERE account_id = $1 AND name_key = $2", view.person, fold(ready.name));
    if (namesake && *namesake != view.id) return refuse(ErrorCode::Conflict, "desk.view_name_taken", {{"name", ready.name}});
    return ready;
}

}  // namespace

std::vector<View> views_of(db::Reader& reader, AccountId person)
{
    auto pages = community::pages_read_by(reader, person);
    std::vector<View> found;
    for (const auto& row : reader.rows(std::string{select} + " ORDER BY name_key", person)) {
        auto view = read_view(row);
        if (sees(pages, view.page)) found.push_back(std::move(view));
    }
    return found;
}

std::optional<View> find_view(db::Reader& reader, AccountId person, ViewId id)
{
    auto row = reader.row(std::string{select} + " AND id = $2", person, id);
    return row ? std::optional{read_view(*row)} : std::nullopt;
}

Result<View> save_view(db::Transaction& tx, const View& view, Time now)
{
    TRY(auto ready, checked(tx, view));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM desk_views WHERE account_id = $1", view.person).value_or(0);
    if (count >= most_views) return refuse(ErrorCode::Conflict, "desk.views_too_many", {{"max", std::to_string(most_views)}});
    ready.id = tx.new_id<ViewId>(now);
    tx.run("INSERT INTO desk_views (id, account_id, name, name_key, page_id, which, kind) VALUES ($1, $2, $3, $4, $5, $6, $7)",
           ready.id, ready.person, ready.name, fold(ready.name), ready.page, name_of(ready.which), kind_of(ready));
    return ready;
}

Result<View> change_view(db::Transaction& tx, const View& view)
{
    if (!find_view(tx, view.person, view.id)) return missing();
    TRY(auto ready, checked(tx, view));
    tx.run("UPDATE desk_views SET name = $2, name_key = $3, page_id = $4, which = $5, kind = $6 WHERE id = $1", ready.id,
           ready.name, fold(ready.name), ready.page, name_of(ready.which), kind_of(ready));
    return ready;
}

Result<void> remove_view(db::Transaction& tx, AccountId person, ViewId id)
{
    if (tx.run("DELETE FROM desk_views WHERE id = $1 AND account_id = $2", id, person) == 0) return missing();
    return {};
}

}  // namespace favilla::desk
