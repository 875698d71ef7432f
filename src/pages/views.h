// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/views.h — what pages show: plain structs, loaded for a whole page at once by load_*.cpp and written by *_page.cpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/html.h"
#include "base/ids.h"
#include "base/time.h"
#include "community/events.h"
#include "pages/url.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/media.h"

namespace favilla::pages {

struct AuthorView {
    AccountId id;
    std::string name;    // display name, else the user name
    std::string handle;  // "@ada" of this house, "@ada@example.net" of another
    Url profile = Url::local("/");
    std::string avatar;  // where it is shown from; empty: drawn
    bool automated = false;
    bool indexed = true;  // wants to be found by search engines
};

struct PollOptionView {
    std::string title;
    std::int64_t votes = 0, authentic = 0;
};

struct PollView {
    std::vector<PollOptionView> options;
    std::int64_t voters = 0;
    std::optional<std::int64_t> authentic_voters;  // where votes are left out; the shares are theirs
    std::optional<Time> ends_at;
    bool ended = false;
    bool counts_hidden = false;
};

struct PreviewView {
    Url page = Url::local("/");
    std::string title, description, host, author;
    std::optional<std::string> language;
    std::optional<Url> picture;
    std::string picture_description;
    int width = 0, height = 0;  // of the picture
};

struct MediaView {
    social::MediaKind kind = social::MediaKind::Image;
    Url whole = Url::local("/");
    std::optional<Url> preview;
    std::string description;
    int width = 0, height = 0;  // of the preview; 0: not known
};

struct PostView {
    StatusId id;
    AuthorView author;
    std::optional<AuthorView> boosted_by;
    std::string boosted_first_by;           // as whom elsewhere, if an archive brought the boost in; empty: here
    std::optional<AuthorView> signed_by;    // who wrote it in the voice of its author
    std::string tie;                        // what its author said of this post alone: a relation, of integrity/disclosures.h
    std::optional<AuthorView> tied_to;      // and the page; none: nothing was said
    std::string first_published, first_by;  // where and as whom, if it was brought in as its author's past; empty: here
    Url permalink = Url::local("/");
    std::string uri;  // for feeds: never changes
    SafeHtml content;
    std::string content_warning;
    std::optional<std::string> language;
    std::optional<PollView> poll;
    std::optional<PreviewView> preview;
    std::vector<MediaView> media;
    bool sensitive = false;  // what is attached is shown to who asks
    std::optional<AuthorView> answers_to;
    std::int64_t answers = 0, boosts = 0, favourites = 0;
    Time created_at;
    std::optional<Time> edited_at;
    bool removed = false;          // kept its place in the conversation, lost its words
    std::vector<PostView> quoted;  // none or one, with consent and for everybody; what it quotes itself is not shown
    bool quotes_hidden = false;    // it quotes what may not be shown here
};

// A list that is newest first. Ids lead to the pages before and behind.
struct PostList {
    std::vector<PostView> posts;
    std::optional<std::int64_t> newer_than, older_than;  // min_id, max_id
};

struct ThreadPost {
    PostView post;
    int depth = 0;                      // 0: opened the conversation
    std::optional<std::size_t> parent;  // place in `posts`; none: the first, or its parent is on another page
};

// As docs/measures defines them; n counts the opening post too.
struct MeasuresView {
    std::int64_t answers = 0, people = 0, depth = 0, width = 0, h_index = 0;
    double mean_depth = 0;
    std::optional<double> structural_virality;  // shown for five posts and more
    std::optional<double> effective_authors;
    std::optional<double> interactive_share;  // of the answers
};

// How many answers stand behind a figure in each part (social/act_parts.h), and the figures of those that are authentic.
struct PartsView {
    MeasuresView authentic;
    std::int64_t raw = 0, counted = 0, affiliated = 0, coordinated = 0, machine = 0, high = 0;
};

struct ShapeNode {
    int parent = -1;  // place in the list; -1: the root
    int depth = 0;
};

struct ConversationView {
    std::vector<PostView> ancestors;  // from the opening post down, when an answer is shown
    PostView post;                    // the one asked for
    std::vector<ThreadPost> answers;  // below it, in reading order
    MeasuresView measures;            // of the whole conversation
    std::optional<PartsView> parts;   // where any of its answers is left out
    std::vector<ShapeNode> shape;     // of the whole conversation, in reading order
    bool closed = false;
    std::string summary;               // of a closed one
    std::optional<PostView> answer;    // what answered
    std::vector<PostView> split_off;   // branches that went on elsewhere, by what opens each
    std::size_t first = 0, total = 0;  // which of the answers these are
};

struct ProfileField {
    std::string name;
    SafeHtml value;
    std::optional<Time> verified_at;
};

// What is said of an account: how it is tied to a page (a key of locale/), or what it did together with others without saying so.
struct TieView {
    std::string key, page;
};
struct LabelView {
    std::int64_t accounts = 0, posts = 0;
    double observed = 0, expected = 0;
};

struct ProfileView {
    AuthorView author;
    std::string address;  // "@ada@example.org": what others search for
    std::string text;     // of the note, without markup
    SafeHtml note;
    std::optional<social::Posture> posture;
    std::vector<TieView> ties;
    std::optional<LabelView> label;
    std::vector<ProfileField> fields;
    std::int64_t posts_count = 0, followers = 0, following = 0;
    bool hides_collections = false;
    bool by_mail = false;      // its posts may be had by e-mail
    bool has_figures = false;  // what came of it is for everybody to read
    bool has_events = false;   // to come
    Time joined_at;
    Time changed_at;  // of the newest post, else of joining
    std::vector<PostView> pinned;
    PostList posts;
};

struct GroupLine {  // in the list of groups
    AuthorView author;
    std::string text;     // of its purpose, without markup
    std::string joining;  // "open", as community::name_of says it
    std::int64_t members = 0;
};

struct TopicView {
    PostView opening;
    std::string excerpt;
    std::int64_t answers = 0;
    Time last_answer_at;
    bool announced = false, pinned = false, closed = false;
    std::string summary;  // of a closed one
};

struct EventView {
    community::Event event;
    AuthorView host;
    std::optional<AuthorView> group;
    community::EventState state = community::EventState::Scheduled;
    std::vector<community::Occurrence> next;  // to come, with what was called off
    Url conversation = Url::local("/");
    std::string uri;  // of its Event, for other servers
    std::optional<MediaView> picture;
    bool sensitive = false;  // the picture is shown to who asks
    Url here() const { return Url::local("/events/" + to_string(event.id)); }
};

struct GroupView {
    GroupLine line;
    SafeHtml purpose;
    std::vector<std::string> rules;
    std::vector<EventView> events;  // the next to come
    bool has_past_events = false;
    std::vector<TopicView> topics;  // the announced and the pinned first, then the liveliest
    std::optional<std::int64_t> older_than;
    Time changed_at;
};

struct GroupEventsView {
    GroupLine line;
    std::vector<EventView> coming, past;  // the latest of these first
};

struct TagView {
    std::string name;  // folded, as in the address
    std::string display;
    PostList posts;
};

struct SearchView {
    std::string query;  // as typed; empty: nothing was asked yet
    std::vector<AuthorView> people;
    std::vector<std::string> tags;
    PostList posts;
};

struct LiveConversation {
    PostView opening;
    std::string excerpt;
    std::int64_t answers = 0, people = 0;
    std::optional<std::int64_t> depth;
    Time last_answer_at;
};

struct OrganisationView {
    std::string name, description, contact_email, host;
    SafeHtml about, privacy;
    bool has_terms = false;  // of service, of its own
    std::optional<AuthorView> contact;
    std::vector<social::Rule> rules;
    bool keeps_net_tags = false;
    bool has_figures = false;  // what is done here stands for everybody to read
};

struct FrontView {
    OrganisationView organisation;
    std::vector<AuthorView> voices;  // pages of the organisation, worth following
    PostList latest;
    std::vector<LiveConversation> conversations;
};

}  // namespace favilla::pages
