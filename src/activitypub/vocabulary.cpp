// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/vocabulary.h"

namespace favilla::activitypub {

const std::string_view context =
    R"(["https://www.w3.org/ns/activitystreams","https://w3id.org/security/v1","https://w3id.org/security/data-integrity/v1",)"
    R"("https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1",{"Hashtag":"as:Hashtag","sensitive":"as:sensitive","lemmy":"https://join-lemmy.org/ns#","postingRestrictedToMods":"lemmy:postingRestrictedToMods",)"
    R"("manuallyApprovesFollowers":"as:manuallyApprovesFollowers","movedTo":{"@id":"as:movedTo","@type":"@id"},)"
    R"("alsoKnownAs":{"@id":"as:alsoKnownAs","@type":"@id"},"toot":"http://joinmastodon.org/ns#","blurhash":"toot:blurhash","focalPoint":{"@container":"@list","@id":"toot:focalPoint"},"Emoji":"toot:Emoji",)"
    R"("featured":{"@id":"toot:featured","@type":"@id"},"featuredTags":{"@id":"toot:featuredTags","@type":"@id"},"discoverable":"toot:discoverable","indexable":"toot:indexable","searchableBy":{"@id":"http://fedibird.com/ns#searchableBy","@type":"@id"},)"
    R"("attributionDomains":{"@id":"toot:attributionDomains","@type":"@id"},"showMedia":"toot:showMedia","showRepliesInMedia":"toot:showRepliesInMedia","showFeatured":"toot:showFeatured",)"
    R"("votersCount":"toot:votersCount","schema":"http://schema.org#","PropertyValue":"schema:PropertyValue","value":"schema:value",)"
    R"("webfinger":{"@id":"https://purl.archive.org/socialweb/webfinger#webfinger"},)"
    R"("quote":{"@id":"https://w3id.org/fep/044f#quote","@type":"@id"},"quoteAuthorization":{"@id":"https://w3id.org/fep/044f#quoteAuthorization","@type":"@id"},)"
    R"("QuoteRequest":"https://w3id.org/fep/044f#QuoteRequest","QuoteAuthorization":"https://w3id.org/fep/044f#QuoteAuthorization",)"
    R"("quoteUrl":"as:quoteUrl","quoteUri":"http://fedibird.com/ns#quoteUri","misskey":"https://misskey-hub.net/ns#","_misskey_quote":"misskey:_misskey_quote",)"
    R"("gts":"https://gotosocial.org/ns#","interactionPolicy":{"@id":"gts:interactionPolicy","@type":"@id"},"canQuote":{"@id":"gts:canQuote","@type":"@id"},"canReply":{"@id":"gts:canReply","@type":"@id"},)"
    R"("automaticApproval":{"@id":"gts:automaticApproval","@type":"@id"},"manualApproval":{"@id":"gts:manualApproval","@type":"@id"},"ReplyRequest":"gts:ReplyRequest","ReplyAuthorization":"gts:ReplyAuthorization",)"
    R"("interactingObject":{"@id":"gts:interactingObject","@type":"@id"},"interactionTarget":{"@id":"gts:interactionTarget","@type":"@id"},)"
    // Events: FEP-8a8e, Mobilizon, iCalendar.
    R"("mz":"https://joinmobilizon.org/ns#","ical":"http://www.w3.org/2002/12/cal/ical#","event":"https://w3id.org/fep/8a8e/","status":"ical:status","rrule":"ical:rrule","dtstart":"ical:dtstart","exdate":"ical:exdate","recurrenceId":"ical:recurrenceId",)"
    R"("timezone":"event:timezone","displayEndTime":"event:displayEndTime","eventStatus":{"@id":"event:eventStatus","@type":"@vocab"},"EventCancelled":"event:EventCancelled","EventScheduled":"event:EventScheduled",)"
    R"("joinMode":"event:joinMode","organizers":{"@id":"event:organizers","@type":"@id"},"attendees":{"@id":"event:attendees","@type":"@id"},)"
    R"("VirtualLocation":"schema:VirtualLocation","address":"schema:address","maximumAttendeeCapacity":"schema:maximumAttendeeCapacity","remainingAttendeeCapacity":"schema:remainingAttendeeCapacity",)"
    R"("inLanguage":"schema:inLanguage","participantCount":"mz:participantCount","anonymousParticipationEnabled":"mz:anonymousParticipationEnabled","repliesModerationOption":"mz:repliesModerationOption",)"
    R"("commentsEnabled":"pt:commentsEnabled","pt":"https://joinpeertube.org/ns#","isOnline":"mz:isOnline","draft":"mz:draft",)"
    R"("ostatus":"http://ostatus.org#","conversation":"ostatus:conversation"}])";

std::string_view actor_type(social::AccountKind kind)
{
    switch (kind) {
    case social::AccountKind::Person: return "Person";
    case social::AccountKind::Page: return "Organization";
    case social::AccountKind::Group: return "Group";
    case social::AccountKind::Service: return "Service";
    case social::AccountKind::Application: break;
    }
    return "Application";
}

}  // namespace favilla::activitypub
