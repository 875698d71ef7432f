// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/status_json.h — Status, Poll, Context and their kin as clients read them (docs.joinmastodon.org/entities/Status).
// Nothing here asks the database: what is written was loaded for the whole page before.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "mastodon/api.h"
#include "mastodon/emoji_json.h"
#include "social/featured_tags.h"
#include "social/paging.h"
#include "social/previews.h"
#include "social/status_views.h"
#include "social/tags.h"
#include "social/timelines.h"

namespace favilla::mastodon {

// Who stands on a page several times is written once, and copied from then on. Of one domain.
class AccountsOnPage {
public:
    void write(JsonWriter&, const social::Account&, const social::Domain&);

private:
    std::unordered_map<AccountId, std::string> written_;
};

// For whom it is written. A stream to many is written for nobody in particular.
struct Audience {
    const social::Domain& domain;  // whose people are named without their host
    bool signed_in = false;        // then the viewer's marks are told
    Time now;
    AccountsOnPage* accounts = nullptr;  // none: there is no page
};
Audience audience_of(const Api&);

enum class Source { Hidden, Shown };  // whether the text as typed is told: to who deletes it

void write_status(JsonWriter&, const Audience&, const social::StatusViews&, const social::StatusView&, Source = Source::Hidden);
void write_statuses(JsonWriter&, const Audience&, const social::StatusViews&);
std::unordered_map<StatusId, std::size_t> places_in(const social::StatusViews&);  // where each stands among its items
void write_poll(JsonWriter&, const Audience&, const social::Poll&, EmojisOf);
// Inside an open object: PreviewCard, with the account that the page may name as its author.
void write_preview_fields(JsonWriter&, const Audience&, const social::Preview&, const social::Account* author);
void write_mention(JsonWriter&, const Audience&, const social::StatusMention&);
std::string tag_url(const Audience&, std::string_view name);
void write_history(JsonWriter&, const std::vector<social::TagDay>&);
void write_featured_tag(JsonWriter&, const Audience&, const social::FeaturedTag&);  // featured.cpp
void write_tag(JsonWriter&, const Audience&, const social::Tag&);

// The one that the path names (:id), if the viewer may see it.
std::optional<social::Status> find_status_of(const net::Request&, Api&);

// Loads what belongs to them and answers with one, or with several.
net::Response status_response(Api&, const social::Status&);
net::Response status_response(const Api&, const social::StatusViews&);  // of one
net::Response statuses_response(Api&, const std::vector<social::Status>&);

// A page with what belongs to it, from one snapshot.
struct ShownPage {
    social::StatusViews views;
    std::optional<std::int64_t> newest, oldest;  // as of social::Page
};
ShownPage show_page(db::Reader&, const Api&, social::Page<social::Status>);
ShownPage show_page(db::Reader&, const Api&, social::StatusPage);
net::Response timeline_response(const net::Request&, const Api&, const ShownPage&);

}  // namespace favilla::mastodon
