// SPDX-License-Identifier: AGPL-3.0-or-later
// social/quotes.h — a post that shows another one, and the consent of the quoted author. Here the author's policy decides at once; for
// a post of another server its server is asked, and until it agreed nothing is shown. Consent can be withdrawn for good.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "social/paging.h"
#include "social/quote_policy.h"
#include "social/statuses.h"

namespace favilla::social {

enum class QuoteState { Pending, Accepted, Rejected, Revoked };
std::string_view name_of(QuoteState);
QuoteState parse_quote_state(std::string_view);  // as stored

struct Quote {
    StatusId status;  // the quoting one
    AccountId author;
    std::optional<StatusId> quoted;  // none: not known here
    std::optional<AccountId> quoted_author;
    std::string quoted_uri;
    QuoteState state = QuoteState::Pending;
    std::string approval;  // the authorization's URI: claimed while pending, verified when accepted
    std::string request;
    std::optional<Time> decided_at;
};

std::optional<Quote> find_quote(db::Reader&, StatusId quoting);
std::optional<Quote> find_quote_by_request(db::Reader&, std::string_view request);
std::vector<Quote> find_quotes_by_approval(db::Reader&, std::string_view approval, AccountId quoted_author);

// What the author of `quoted` lets this account do. Whether it may see the post at all is asked elsewhere.
enum class QuoteRight { Denied, Unknown, Manual, Automatic };
QuoteRight right_to_quote(db::Reader&, const Status& quoted, AccountId who);
// For a page. Nobody in particular has the right that everybody has.
std::unordered_map<StatusId, QuoteRight> rights_to_quote(db::Reader&, std::span<const Status* const>, Viewer);

// The post that a draft quotes, of a boost what it shows. Refuses NotFound: it is not there, may not be seen or may not be quoted.
Result<Status> find_quotable(db::Reader&, AccountId who, StatusId);
// Of a post that was written here. Counts, tells the quoted author.
void store_quote(db::Transaction&, const Status& quoting, const Status& quoted, Time now);

struct RemoteQuote {  // what a post of another server says that it quotes
    std::string uri;
    std::string approval;
};
// Keeps what was decided as long as it is about the same post. What is quoted of ours is decided by its author's policy; the rest stands
// pending until settle_quote.
void receive_quote(db::Transaction&, const Status& quoting, const RemoteQuote&, Time now);
void remove_quote(db::Transaction&, StatusId quoting);
// The post says that it quotes nothing any more: what was withdrawn is remembered all the same.
void leave_quote(db::Transaction&, StatusId quoting);

// What a pending quote turned out to be of, and whether the claimed authorization holds. Publishes QuoteChanged.
void settle_quote(db::Transaction&, StatusId quoting, const Status& quoted, bool authorized, Time now);
// The quoted author's own word. An accepted quote counts and is told of; what was revoked stays so. Publish QuoteChanged.
void accept_quote(db::Transaction&, const Quote&, std::string_view approval, Time now);
void reject_quote(db::Transaction&, const Quote&, Time now);
void withdraw_approval(db::Transaction&, const Quote&, Time now);

// By the author of `quoted`, who is here. Publishes QuoteRevoked as well. Refuses NotFound, Forbidden (another's).
Result<Status> revoke_quote(db::Transaction&, AccountId author, StatusId quoted, StatusId quoting, Time now);
// Publishes QuoteChanged. Refuses NotFound: not there, another's, a boost. What only some may read stays closed to quotes.
Result<Status> change_quote_policy(db::Transaction&, AccountId author, StatusId, QuotePolicy, Time now);

// The accepted ones that the viewer may see and wants to.
Page<Status> quotes_of(db::Reader&, StatusId quoted, Viewer, const PageRequest&, Time now);
// The authors here who quoted it with consent learn that it changed.
void tell_quoters(db::Transaction&, const Status& changed, Time now);

// Where the authorization of a quote of this author's post is to be had.
std::string approval_uri(std::string_view quoted_author, StatusId quoting);

}  // namespace favilla::social
