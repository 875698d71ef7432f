// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/quotes.h — consent to be quoted between servers (FEP-044f): the question (QuoteRequest), the document that says yes
// (QuoteAuthorization) and how one of another server is believed.
#pragma once
#include <string>
#include <string_view>

#include "activitypub/federation.h"
#include "activitypub/note_json.h"
#include "jobs/events.h"
#include "social/quotes.h"

namespace favilla::activitypub {

// The job that finds out what a post of another server quotes, and whether that has consent.
struct QuoteWork {
    static constexpr std::string_view name = "quote";
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(QuoteWork, (), (status))

// Leaves that job, where there is something to find out.
void look_into_quote(db::Transaction&, StatusId quoting, Time now);
// Throws while a server that has to be asked does not answer: then it is tried again.
void settle_quote(Federation&, StatusId quoting);

struct Authorization {
    std::string uri;
    std::string quoting, quoted;  // URIs of the posts
    std::string quoted_author;
    std::string_view type = "QuoteAuthorization";
};
// Whether it stands at its address, on the quoted author's server, names both posts and was not withdrawn. Refuses Forbidden when it does
// not, Unavailable when nobody answers.
Result<void> check_authorization(Federation&, const Authorization&);

std::string authorization_document(const Authorization&);
// Where that of an answer from elsewhere to a post of this author is to be had (ReplyAuthorization, GoToSocial).
std::string reply_authorization_uri(std::string_view author, StatusId answer);
std::string quote_request(const OutgoingStatus& quoting, std::string_view request, std::string_view quoted_author);

}  // namespace favilla::activitypub
