// SPDX-License-Identifier: AGPL-3.0-or-later
// social/profiles.cpp — what an account says about itself, of accounts.h.
#include <algorithm>

#include "base/status_text.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/profile_links.h"
#include "social/search_index.h"

namespace favilla::social {

namespace {

std::unexpected<Error> too_long(std::string key, std::string field, std::size_t max)
{
    return refuse(ErrorCode::Invalid, std::move(key), {{"field", std::move(field)}, {"max", std::to_string(max)}});
}

Result<void> check_change(const ProfileChange& change)
{
    if (change.display_name && grapheme_count(*change.display_name) > max_display_name_length)
        return too_long("account.display_name_too_long", "display_name", max_display_name_length);
    if (change.note && counted_length(*change.note) > max_note_length)
        return too_long("account.note_too_long", "note", max_note_length);
    for (auto [description, field] :
         {std::pair{&change.avatar_description, "avatar_description"}, {&change.header_description, "header_description"}})
        if (*description && grapheme_count(**description) > max_picture_description_length)
            return too_long("account.picture_description_too_long", field, max_picture_description_length);
    if (!change.fields) return {};
    if (change.fields->size() > max_profile_fields) return too_long("account.too_many_fields", "fields", max_profile_fields);
    for (const auto& [name, value] : *change.fields)
        if (grapheme_count(name) > max_profile_field_length || grapheme_count(value) > max_profile_field_length)
            return too_long("account.field_too_long", "fields", max_profile_field_length);
    return {};
}

StatusLinks links_of(db::Reader& reader, const Account& account)
{
    auto origin = account.url.substr(0, account.url.size() - account.username.size() - 2);
    return {.mention = [&reader, domain = *account.domain](std::string_view user,
                                                           std::string_view host) -> std::optional<MentionTarget> {
                auto handle = host.empty() ? std::string{user} : std::string{user} + "@" + std::string{host};
                auto named = find_account_by_handle(reader, handle, domain);
                if (!named || !named->is_known() || named->suspended_at) return std::nullopt;
                return MentionTarget{named->url, named->username, named->username + "@" + named->host};
            },
            .tag_url = [origin](std::string_view tag) { return origin + "/tags/" + fold(tag); }};
}

// A field that stays as it was keeps the proof of its link.
std::vector<ProfileField> new_fields(const std::vector<std::pair<std::string, std::string>>& pairs, const Account& before,
                                     const StatusLinks& links)
{
    std::vector<ProfileField> fields;
    for (const auto& [typed_name, typed_value] : pairs) {
        std::string name{trimmed(typed_name)};
        std::string value{trimmed(typed_value)};
        if (name.empty() && value.empty()) continue;
        auto kept = std::ranges::find(before.fields, value, &ProfileField::value);
        fields.push_back(
            {name, value, render_line(value, links).text, kept == before.fields.end() ? std::nullopt : kept->verified_at});
    }
    return fields;
}

// A description is of that picture, and of none after it.
void change_picture(std::string& picture, std::string& description, const std::optional<std::string>& new_picture,
                    const std::optional<std::string>& new_description)
{
    if (new_picture && *new_picture != picture) {
        picture = *new_picture;
        description.clear();
    }
    if (new_description) description = trimmed(*new_description);
}

}  // namespace

Result<Account> update_profile(db::Transaction& tx, AccountId id, const ProfileChange& change)
{
    auto account = find_account(tx, id);
    if (!account || !account->domain || account->deleted_at) return refuse(ErrorCode::NotFound, "account.missing");
    CHECKED(check_change(change));

    auto links = links_of(tx, *account);
    if (change.display_name) account->display_name = trimmed(*change.display_name);
    if (change.note) {
        account->note = *change.note;
        account->note_html = render_status(*change.note, links).text;
    }
    if (change.fields) account->fields = new_fields(*change.fields, *account, links);
    account->locked = change.locked.value_or(account->locked);
    account->bot = change.bot.value_or(account->bot);
    account->discoverable = change.discoverable.value_or(account->discoverable);
    account->indexable = change.indexable.value_or(account->indexable);
    account->hide_collections = change.hide_collections.value_or(account->hide_collections);
    account->show_media = change.show_media.value_or(account->show_media);
    account->show_media_replies = change.show_media_replies.value_or(account->show_media_replies);
    account->show_featured = change.show_featured.value_or(account->show_featured);
    change_picture(account->avatar, account->avatar_description, change.avatar, change.avatar_description);
    change_picture(account->header, account->header_description, change.header, change.header_description);
    if (change.posture) account->posture = change.posture;

    tx.run("UPDATE accounts SET display_name = $2, note = $3, note_html = $4, fields = $5, locked = $6, bot = $7, "
           "discoverable = $8, indexable = $9, hide_collections = $10, avatar = $11, header = $12, posture = $13, "
           "avatar_description = $14, header_description = $15, show_media = $16, show_media_replies = $17, show_featured = $18 "
           "WHERE id = $1",
           id, account->display_name, account->note, account->note_html, fields_json(account->fields), account->locked,
           account->bot, account->discoverable, account->indexable, account->hide_collections, account->avatar, account->header,
           account->posture ? name_of(*account->posture) : std::string_view{}, account->avatar_description,
           account->header_description, account->show_media, account->show_media_replies, account->show_featured);
    if (change.display_name) index_account(tx, *account);
    jobs::publish(tx, ProfileChanged{id});
    return *account;
}

}  // namespace favilla::social
