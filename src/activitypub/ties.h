// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/ties.h — what somebody said that they are tied to (integrity/disclosures.h), on the wire. ActivityPub has no word for it and no
// server is known to read one; schema.org has worksFor, affiliation and sponsor. So it is said twice: in those words, for whoever reads them,
// and in words for people where every server shows some: a field of the profile, a line below the post. FEDERATION.md.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/federation.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "integrity/disclosures.h"
#include "social/accounts.h"

namespace favilla::activitypub {

struct WrittenTie {
    integrity::Relation relation = integrity::Relation::RelatedTo;
    std::string page;       // its URI
    std::string page_name;  // for people
    std::string page_url;
    std::string words;  // of an account the name of a field, "Works for"; of a post a sentence
};
// Those that hold, in the organisation's language.
std::vector<WrittenTie> ties_of_account(db::Reader&, AccountId, const Locale&, Language);
std::optional<WrittenTie> tie_of_post(const social::Account& author, const social::Account& page, std::string_view relation,
                                      const Locale&, Language);
Language language_of(const Locale&, std::string_view tag);

void write_ties(JsonWriter&, const std::vector<WrittenTie>&);        // of an actor: schema:worksFor and so on
void write_tie_fields(JsonWriter&, const std::vector<WrittenTie>&);  // items of its `attachment`
void write_post_tie(JsonWriter&, const WrittenTie&, const std::string& author);
std::string tie_line(const WrittenTie&);  // HTML

struct ReadTie {
    integrity::Relation relation = integrity::Relation::RelatedTo;
    std::string page;
};
std::vector<ReadTie> read_ties(const boost::json::value& actor);
std::optional<ReadTie> read_post_tie(const boost::json::value& note);
bool is_tie_field(const boost::json::value& attachment);  // is told by read_ties() already
std::string without_tie_line(std::string_view html);      // is told by read_post_tie() already

// The pages that are named, asked for where they are not known; ties to what is no page of the author's own server, or of ours, are left out.
std::vector<integrity::ToldTie> resolve_ties(Federation&, std::string_view author, const std::vector<ReadTie>&);

}  // namespace favilla::activitypub
