// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/read_event.h"

#include <doctest/doctest.h>

#include "activitypub/read_note.h"

using namespace favilla;
using namespace favilla::activitypub;
using community::Answering;

namespace {

constexpr Time now{1'800'000'000'000};  // 2027-01-15T08:00:00Z

std::optional<community::RemoteEvent> read(std::string_view more)
{
    auto text = R"({"type": "Event", "name": "Fair", "startTime": "2027-02-01T18:00:00Z")" + std::string{more} + "}";
    return read_event(parse_document(text).value(), now);
}

std::string begin_of(const community::RemoteEvent& event)
{
    return local_text(TimeZone::find(event.time_zone)->local(event.starts_at)) + " " + event.time_zone;
}

// The last of two members of one name would be refused.
std::optional<community::RemoteEvent> at(std::string_view start, std::string_view more = "")
{
    auto text = R"({"type": "Event", "name": "Fair", "startTime": )" + std::string{start} + std::string{more} + "}";
    return read_event(parse_document(text).value(), now);
}

}  // namespace

TEST_CASE("an event has a name and a begin that can be meant, or it is none")
{
    CHECK(read(""));
    for (auto none : {"null", "7", R"("")", R"("2027-02-01")", R"("2027-02-31T10:00:00Z")", R"("9999-12-31T23:59:59Z")",
                      R"("1900-01-01T00:00:00Z")", R"(["2027-02-01T18:00:00Z"])"})
        CHECK_FALSE(at(none));
    CHECK_FALSE(read_event(parse_document(R"({"type": "Note", "name": "x", "startTime": "2027-02-01T18:00:00Z"})").value(), now));
    CHECK_FALSE(
        read_event(parse_document(R"({"type": "Event", "name": " ", "startTime": "2027-02-01T18:00:00Z"})").value(), now));
    CHECK(read_event(parse_document(R"({"type": ["Event", "x:Fair"], "nameMap": {"it": "Fiera\u0007\nin <b>piazza</b>"},
                                        "startTime": "2027-02-01T18:00Z"})")
                         .value(),
                     now)
              ->title
          == "Fiera in piazza");
}

TEST_CASE("the zone is the one that is named, else the offset's, and its whole hours")
{
    CHECK(begin_of(*at(R"("2027-02-01T18:00:00+01:00")", R"(, "timezone": "Europe/Rome")")) == "2027-02-01T18:00:00 Europe/Rome");
    CHECK(begin_of(*at(R"("2027-02-01T18:00:00-05:00")")) == "2027-02-01T18:00:00 Etc/GMT+5");
    CHECK(begin_of(*at(R"("2027-02-01T18:00:00+02:00")", R"(, "timezone": "Mars/Olympus")")) == "2027-02-01T18:00:00 Etc/GMT-2");
    CHECK(begin_of(*at(R"("2027-02-01T18:00:00+05:30")", R"(, "timezone": "+05:30")")) == "2027-02-01T12:30:00 UTC");
    CHECK(begin_of(*at(R"("2027-02-01T18:00:00Z")", R"(, "timezone": {"name": "Europe/Rome"})")) == "2027-02-01T18:00:00 UTC");
    CHECK(begin_of(*at(R"("2027-07-01T18:00:00")", R"(, "timezone": "Europe/Rome")")) == "2027-07-01T18:00:00 Europe/Rome");
    CHECK(begin_of(*at(R"("2027-07-01T18:00")")) == "2027-07-01T18:00:00 UTC");
}

TEST_CASE("an end that is not told, lies before the begin or too far behind it is told to nobody")
{
    auto ended = [](std::string_view more) {
        auto event = read(more).value();
        return std::pair{event.has_end, event.lasts};
    };
    CHECK(ended(R"(, "endTime": "2027-02-01T20:30:00Z")") == std::pair{true, hours(2) + minutes(30)});
    CHECK(ended("") == std::pair{false, usual_event_length});
    CHECK(ended(R"(, "endTime": "2027-02-01T17:00:00Z")") == std::pair{false, usual_event_length});
    CHECK(ended(R"(, "endTime": "2027-02-01T20:00:00Z", "displayEndTime": false)") == std::pair{false, hours(2)});
    CHECK(ended(R"(, "endTime": "2030-02-01T20:00:00Z")") == std::pair{false, community::longest_event});
}

TEST_CASE("where it is: a place with an address of one line or in parts, an address on the web, or both in any order")
{
    auto parts = read(R"(, "location": {"type": "Place", "name": "Hall", "latitude": 44.5, "longitude": 11.25,
        "address": {"type": "PostalAddress", "streetAddress": "Via Alta 2", "addressLocality": "Bologna", "addressRegion": null}})");
    CHECK(parts->place == community::Place{"Hall", "Via Alta 2, Bologna", 44.5, 11.25});
    auto both = read(R"(, "location": [{"type": "VirtualLocation", "url": "https://talk.example/a"},
        {"type": "Place", "name": "Hall", "address": "Via Alta 2", "latitude": "44", "longitude": 200}, {"type": "Place", "name": "Other"}])");
    CHECK(both->place == community::Place{"Hall", "Via Alta 2", {}, {}});
    CHECK(both->online_url == "https://talk.example/a");
    CHECK(read(R"(, "location": "The park")")->place.name == "The park");
    CHECK(read(R"(, "attachment": [{"type": "Link", "name": "Website", "href": "https://fair.example/"}])")->online_url
          == "https://fair.example/");
    CHECK(read(R"(, "location": {"type": "VirtualLocation", "url": "x:alert"})")->online_url.empty());
    for (auto odd : {"7", "null", "[]", "[[]]", "{}", R"({"type": "Place", "name": {}})"})
        CHECK(read(", \"location\": " + std::string{odd})->place.empty());
}

TEST_CASE("how one answers, how many come and whether it takes place are said in several ways")
{
    CHECK(read("")->answering == Answering::Reply);
    for (auto mode : {"free", "restricted", "invite"})
        CHECK(read(", \"joinMode\": \"" + std::string{mode} + "\"")->answering == Answering::Join);
    auto external = read(R"(, "joinMode": "external", "externalParticipationUrl": "https://tickets.example/")");
    CHECK(external->answering == Answering::Elsewhere);
    CHECK(external->answering_url == "https://tickets.example/");
    CHECK(read(R"(, "joinMode": "none", "externalParticipationUrl": "mailto:a@b.example")")->answering_url.empty());
    CHECK(read(R"(, "participantCount": 4, "attendees": {"totalItems": 9})")->coming == 4);
    CHECK(read(R"(, "attendees": {"totalItems": 9})")->coming == 9);
    CHECK(read(R"(, "maximumAttendeeCapacity": 0)")->capacity == std::nullopt);
    CHECK(read(R"(, "maximumAttendeeCapacity": 9000000000)")->capacity == community::max_event_capacity);
    for (auto said : {R"("status": "CANCELLED")", R"("ical:status": "CANCELLED")", R"("eventStatus": "EventCancelled")",
                      R"("eventStatus": "https://schema.org/EventCancelled")"})
        CHECK(read(", " + std::string{said})->is_cancelled);
    CHECK_FALSE(read(R"(, "status": "CONFIRMED", "eventStatus": "EventScheduled")")->is_cancelled);
}

TEST_CASE("a series is read where it is one of ours, and begins no later than its next time")
{
    auto series =
        read(R"(, "rrule": "FREQ=WEEKLY;COUNT=9", "dtstart": "2027-01-04T18:00:00Z", "endTime": "2027-02-01T19:00:00Z")");
    CHECK(series->rule == "FREQ=WEEKLY;COUNT=9");
    CHECK(begin_of(*series) == "2027-01-04T18:00:00 UTC");
    CHECK(series->lasts == hours(1));
    auto moved = read(R"(, "rrule": "FREQ=WEEKLY", "dtstart": "2027-01-04T18:00:00Z", "endTime": "2027-02-01T19:00:00Z",
        "exdate": ["2027-01-11T19:00:00+01:00", "2027-01-25T18:00:00Z", "soon", 7], "recurrenceId": "2027-01-25T18:00:00Z")");
    REQUIRE(moved->exceptions.size() == 2);
    CHECK(iso8601(moved->exceptions[0].at) == "2027-01-11T18:00:00.000Z");
    CHECK(moved->exceptions[0].cancelled_at);
    CHECK(iso8601(moved->exceptions[1].at) == "2027-01-25T18:00:00.000Z");
    CHECK(begin_of({.starts_at = moved->exceptions[1].starts_at, .time_zone = "UTC"}) == begin_of(*read("")));
    CHECK_FALSE(moved->exceptions[1].cancelled_at);
    for (auto none : {R"(, "rrule": "FREQ=SECONDLY", "dtstart": "2027-01-04T18:00:00Z")",
                      R"(, "rrule": "FREQ=DAILY", "dtstart": "2027-03-04T18:00:00Z")", R"(, "rrule": "FREQ=DAILY")"})
        CHECK(read(none)->rule.empty());
}

TEST_CASE("its words say name, time and place, and nothing in them is markup of others")
{
    auto text =
        R"({"id": "https://a.example/1", "type": "Event", "attributedTo": "https://a.example/ada", "name": "<i>Fair</i> & more",
        "startTime": "2027-02-01T18:00:00+01:00", "endTime": "2027-02-01T20:00:00+01:00", "timezone": "Europe/Rome", "status": "CANCELLED",
        "location": {"type": "Place", "name": "<script>x</script>Hall"}, "content": "<p onclick=\"x\">All <b>welcome</b></p>",
        "image": {"type": "Image", "mediaType": "image/png", "url": "https://a.example/flyer.png"}})";
    auto note = read_note(parse_document(text).value(), now).value();
    const auto& html = note.status.html.text;
    CHECK(html.find("<del>Fair &amp; more</del>") != std::string::npos);
    CHECK(html.find("2027-02-01 18:00 – 20:00 (Europe/Rome)") != std::string::npos);
    CHECK(html.find("Hall") != std::string::npos);
    CHECK(html.find("script") == std::string::npos);
    CHECK(html.find("onclick") == std::string::npos);
    CHECK(note.event->description == "All welcome");
    CHECK(note.status.media.size() == 1);
}
