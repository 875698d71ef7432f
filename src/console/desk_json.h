// SPDX-License-Identifier: AGPL-3.0-or-later
// console/desk_json.h — what stands on a desk as our own API shows it: the entities DeskItem and DeskAct of docs/api/favilla.yaml.
#pragma once
#include <map>
#include <unordered_map>

#include "console/named_accounts.h"
#include "console/page_json.h"
#include "desk/acts.h"
#include "desk/items.h"
#include "desk/letterbox.h"
#include "social/reports.h"
#include "social/status_views.h"

namespace favilla::console {

// Items of some pages, each seen with its page's eyes, since it is the page that was spoken to.
struct ShownItems {
    std::vector<desk::Item> items;
    Accounts accounts;
    std::map<AccountId, social::StatusViews> statuses;                           // by page
    std::map<AccountId, std::unordered_map<StatusId, std::size_t>> places = {};  // of each among those
    std::unordered_map<AccountId, std::string> standings;                        // of authors who have one
    std::map<ReportId, social::Report> reports = {};                             // those that stand there
    std::map<AccountId, bool> may_act;                                           // by page: whether who asks may
    std::map<desk::ItemId, distribution::ThreadHead> mails = {};                 // of items that are e-mails
};
ShownItems load_items(db::Reader&, const mastodon::Api&, std::vector<desk::Item>);
// With `and_people`, those are loaded as well: of acts, of who is there.
ShownItems load_items(db::Reader&, const mastodon::Api&, std::vector<desk::Item>, std::vector<AccountId> and_people);

void write_item(JsonWriter&, const mastodon::Api&, const ShownItems&, const desk::Item&);
// The caller stands inside an open object.
void write_item_fields(JsonWriter&, const mastodon::Api&, const ShownItems&, const desk::Item&);
void write_mail_message(JsonWriter&, const mastodon::Api&, const Accounts&, const distribution::MailMessage&);
void write_desk_act(JsonWriter&, const mastodon::Api&, const Accounts&, const desk::Act&);

// The page that the path names (:id), before whose team's doors the person stands; an analyst does not see its desk.
std::optional<TeamPlace> find_desk(const net::Request&, mastodon::Api&);  // desk_settings.cpp

// The filters of a desk as a request names them. Refuse Invalid "desk.which_unknown", "desk.kind_unknown".
Result<desk::Which> read_which(const mastodon::Params&);
Result<std::optional<desk::ItemKind>> read_kind(const mastodon::Params&);

}  // namespace favilla::console
