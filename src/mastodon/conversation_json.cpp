// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/conversation_json.h"

#include "mastodon/account_json.h"

namespace favilla::mastodon {

namespace {

// Whoever writes to themselves is all there is.
std::vector<AccountId> shown_people(const social::DirectConversation& one)
{
    return one.people.empty() ? std::vector{one.of} : one.people;
}

}  // namespace

DirectViews load_direct(db::Reader& reader, std::vector<social::DirectConversation> items, social::Viewer viewer)
{
    DirectViews views;
    std::vector<AccountId> people;
    std::vector<StatusId> last;
    for (const auto& item : items) {
        auto shown = shown_people(item);
        people.insert(people.end(), shown.begin(), shown.end());
        last.push_back(item.last_status);
    }
    for (auto& account : social::find_accounts(reader, people)) views.people.insert_or_assign(account.id, std::move(account));
    views.statuses = social::load_views(reader, social::find_statuses(reader, last, viewer), viewer);
    views.place = places_in(views.statuses);
    views.items = std::move(items);
    return views;
}

void write_conversation(JsonWriter& json, const Audience& audience, const DirectViews& views,
                        const social::DirectConversation& conversation)
{
    json.object([&] {
        json.field("id", conversation.id);
        json.field("unread", conversation.unread);
        std::vector<const social::Account*> people;
        for (auto id : shown_people(conversation))
            if (auto found = views.people.find(id); found != views.people.end()) people.push_back(&found->second);
        json.key("accounts");
        json.array(people, [&](const social::Account* account) { write_account(json, *account, audience.domain); });
        json.key("last_status");
        auto last = views.place.find(conversation.last_status);
        if (last == views.place.end()) return json.value(nullptr);
        write_status(json, audience, views.statuses, views.statuses.items[last->second]);
    });
}

}  // namespace favilla::mastodon
