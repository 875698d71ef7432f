// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "community/group_acts.h"
#include "community/group_announcements.h"
#include "community/group_topics.h"
#include "community/ledger.h"
#include "conversations/reshape.h"
#include "jobs/subscriptions.h"
#include "server/box_key.h"
#include "server/demo_calendar.h"
#include "server/demo_desk.h"
#include "server/demo_efforts.h"
#include "server/demo_events.h"
#include "server/demo_followers.h"
#include "server/demo_groups.h"
#include "server/demo_hosts.h"
#include "server/demo_ideas.h"
#include "server/demo_integrity.h"
#include "server/demo_interests.h"
#include "server/demo_invitations.h"
#include "server/demo_ledger.h"
#include "server/demo_links.h"
#include "server/demo_listening.h"
#include "server/demo_messages.h"
#include "server/demo_outlook.h"
#include "server/demo_pages.h"
#include "server/demo_rhythm.h"
#include "server/demo_story.h"
#include "server/demo_visits.h"
#include "server/subscribe_inside.h"
#include "social/accounts.h"
#include "social/active_days.h"
#include "social/conversation_states.h"
#include "social/domains.h"
#include "social/drawn_pictures.h"
#include "social/media_house.h"
#include "social/polls.h"
#include "social/relations.h"
#include "social/sign_up.h"
#include "social/status_marks.h"
#include "social/statuses.h"

namespace favilla::server {

namespace {

constexpr std::string_view password = "lanterna";
constexpr std::string_view domain_name = "localhost:8080";
constexpr int acts_at_once = 500;  // in one transaction: a demo is made in seconds

// A refused act would leave a hole in the story: it is breakage here.
template <class T>
T expect(Result<T> result, std::string_view what)
{
    if (!result) throw std::runtime_error(fmt::format("the demo's {} was refused: {}", what, result.error().key));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Stage {
    db::Database& database;
    const DemoStory& story;
    std::vector<AccountId> people;
    std::vector<StatusId> posts;
    std::vector<std::optional<PollId>> polls;
};

social::Domain make_domain(db::Transaction& tx, Time at)
{
    auto domain = expect(social::add_domain(tx,
                                            {.name = std::string{domain_name},
                                             .origin = "http://" + std::string{domain_name},
                                             .title = "Edizioni Lanterna",
                                             .languages = {"it", "en"}},
                                            at),
                         "domain");
    social::DomainSettings settings{.description =
                                        "Una casa editrice immaginaria e chi la legge. — An imaginary publisher and its readers.",
                                    .contact_email = "lanterna@example.org"};
    expect(social::change_domain(tx, domain.id, settings, at), "description");
    for (auto [italian, english] :
         {std::pair{"Si discute dei libri, non delle persone.", "We argue about books, not about people."},
          std::pair{"Chi racconta il finale avverte prima.", "If you tell the ending, say so first."}}) {
        auto rule = expect(social::add_rule(tx, domain.id, italian, "", at), "rule");
        expect(social::translate_rule(tx, domain.id, rule.id, "en", {.text = english, .hint = {}}), "rule");
    }
    return domain;
}

void make_people(Stage& stage, const CommandTools& tools, Time at)
{
    // The readers share one hash: hashing each would take longer than all the rest.
    auto hash = hash_password(tools.random, password);
    stage.database.write([&](db::Transaction& tx) {
        stage.people.clear();
        auto domain = make_domain(tx, at);
        for (const auto& person : stage.story.people) {
            auto account =
                expect(social::create_user(tx, domain.id,
                                           {.username = person.username,
                                            .email = person.username + "@example.org",
                                            .password_hash = hash,
                                            .role = person.page ? social::Role::Admin : social::Role::User,
                                            .locale = person.language,
                                            .kind = person.page ? social::AccountKind::Page : social::AccountKind::Person,
                                            .display_name = person.display_name},
                                           at),
                       "account");
            expect(social::update_profile(tx, account.id, {.note = person.note, .discoverable = true, .indexable = true}),
                   "profile");
            if (person.page) expect(social::update_profile(tx, account.id, {.posture = social::Posture::Both}), "posture");
            if (person.page) expect(social::change_domain(tx, domain.id, {.contact = account.id}, at), "contact");
            stage.people.push_back(account.id);
        }
        for (const auto& follow : stage.story.follows)
            expect(social::follow(tx, stage.people[static_cast<std::size_t>(follow.follower)],
                                  stage.people[static_cast<std::size_t>(follow.followed)], {}, at),
                   "follow");
    });
}

void publish(db::Transaction& tx, Stage& stage, const DemoPost& post)
{
    social::StatusDraft draft{.text = post.text, .language = post.language};
    if (post.parent) draft.in_reply_to = stage.posts[static_cast<std::size_t>(*post.parent)];
    if (!post.poll.empty()) draft.poll = social::PollDraft{.options = post.poll, .lasts = days(3)};
    auto author = stage.people[static_cast<std::size_t>(post.author)];
    auto status = expect(social::post_status(tx, author, draft, post.at), "post");
    social::note_active_day(tx, author, post.at);
    stage.posts.push_back(status.id);
    stage.polls.push_back(status.poll);
}

void mark(db::Transaction& tx, const Stage& stage, const DemoMark& mark)
{
    auto person = stage.people[static_cast<std::size_t>(mark.person)];
    auto post = stage.posts[static_cast<std::size_t>(mark.post)];
    social::note_active_day(tx, person, mark.at);
    switch (mark.kind) {
    case DemoMarkKind::Favourite: return (void)expect(social::favourite(tx, person, post, mark.at), "favourite");
    case DemoMarkKind::Boost: return (void)expect(social::boost(tx, person, post, std::nullopt, mark.at), "boost");
    case DemoMarkKind::Bookmark: return (void)expect(social::bookmark(tx, person, post, mark.at), "bookmark");
    case DemoMarkKind::Vote: break;
    }
    int choice[] = {mark.option};
    expect(social::vote(tx, stage.polls[static_cast<std::size_t>(mark.post)].value(), person, choice, mark.at), "vote");
}

Time last_moment(const DemoStory& story, std::size_t posts, std::size_t marks)
{
    return std::max(posts == 0 ? Time{} : story.posts[posts - 1].at, marks == 0 ? Time{} : story.marks[marks - 1].at);
}

// Posts and marks by time, as they happened: ids grow with time, so order matters.
void play(Stage& stage, std::string& progress)
{
    struct Place {
        std::size_t post = 0, mark = 0;
    };
    const auto& story = stage.story;
    for (Place begun; begun.post < story.posts.size() || begun.mark < story.marks.size();) {
        begun = stage.database.write([&](db::Transaction& tx) {
            auto next = begun;
            stage.posts.resize(next.post);
            stage.polls.resize(next.post);
            for (int n = 0; n < acts_at_once && (next.post < story.posts.size() || next.mark < story.marks.size()); ++n) {
                bool post_is_next = next.post < story.posts.size()
                                 && (next.mark == story.marks.size() || story.posts[next.post].at <= story.marks[next.mark].at);
                if (post_is_next)
                    publish(tx, stage, story.posts[next.post++]);
                else
                    mark(tx, stage, story.marks[next.mark++]);
            }
            return next;
        });
        // As it is looked at in a server that runs, so that standings change when they did.
        community::tend_standings(stage.database, last_moment(story, begun.post, begun.mark));
    }
    progress = fmt::format("{} people, {} posts, {} marks", stage.people.size(), story.posts.size(), story.marks.size());
}

AccountId named(const Stage& stage, std::string_view username)
{
    for (std::size_t n = 0; n < stage.people.size(); ++n)
        if (stage.story.people[n].username == username) return stage.people[n];
    throw std::runtime_error(fmt::format("nobody in the demo is called {}", username));
}

// Everything in the groups happens on the last day, an act every few minutes. What reached into today would not have happened yet for who
// makes the demo in the small hours, and would push all later ids before it.
struct Moments {
    Time next, end;
    Time operator()()
    {
        if (next = next + minutes(5); next > end) throw std::runtime_error("the demo's last day is too short for its acts");
        return next;
    }
};

StatusId write_topic(db::Transaction& tx, const Stage& stage, const DemoGroup& made, AccountId group, const DemoTopic& topic,
                     Time at)
{
    bool is_hidden = made.joining == "hidden";
    social::StatusDraft draft{.text = is_hidden ? std::string{topic.text} : fmt::format("@{} {}", made.name, topic.text)};
    if (is_hidden) draft.audience = group;
    return expect(social::post_status(tx, named(stage, topic.author), draft, at), "topic").id;
}

struct MadeGroup {
    AccountId id;
    std::vector<social::Status> branches;  // that go on as topics
};

MadeGroup make_group(Stage& stage, const DemoGroup& made, Moments& now)
{
    return stage.database.write([&](db::Transaction& tx) {
        auto owner = named(stage, made.members.front());
        auto domain = social::find_account(tx, owner)->domain.value();
        auto group = expect(community::make_group(tx, domain,
                                                  {.name = std::string{made.name},
                                                   .title = std::string{made.title},
                                                   .description = std::string{made.description},
                                                   .joining = community::parse_joining(made.joining).value(),
                                                   .posting = community::Posting::Members,
                                                   .owner = owner},
                                                  now()),
                            "group");
        for (auto member : made.members.subspan(1))
            expect(social::let_follow(tx, named(stage, member), group.id, now()), "member");
        expect(community::set_role(tx, group.id, named(stage, made.members[1]), community::GroupRole::Moderator, now()),
               "moderator");
        MadeGroup whole{group.id, {}};
        for (const auto& topic : made.topics) {
            auto root = write_topic(tx, stage, made, group.id, topic, now());
            for (const auto& answer : topic.answers) {
                auto said = expect(social::post_status(tx, named(stage, answer.author),
                                                       {.text = std::string{answer.text}, .in_reply_to = root}, now()),
                                   "answer");
                if (answer.is_the_answer) social::set_answer(tx, said.conversation.value(), said.id);
                if (answer.onward.empty()) continue;
                expect(social::post_status(tx, named(stage, answer.onward_by),
                                           {.text = std::string{answer.onward}, .in_reply_to = said.id}, now()),
                       "answer");
                whole.branches.push_back(said);
            }
        }
        if (!made.asking.empty()) expect(social::follow(tx, named(stage, made.asking), group.id, {}, now()), "request");
        return whole;
    });
}

void split_branches(Stage& stage, const DemoGroup& group, const MadeGroup& made, Moments& now)
{
    for (const auto& branch : made.branches)
        expect(conversations::split_branch(stage.database, branch.conversation.value(), branch.id,
                                           named(stage, group.members.front()), now()),
               "branch");
}

// What the media worker makes of a drawn picture.
social::Media light_lamp(Store& store, const CommandTools& tools)
{
    store.media->open_for_writing();
    social::MediaHouse house{*store.database, *store.media, {}, tools.clock, [](const Error&) {}};
    return expect(house.take(social::draw_header(19)), "picture");
}

// What those in charge do, in transactions of their own as everywhere.
void care_for_group(Stage& stage, const DemoGroup& made, AccountId group, Moments& now)
{
    auto owner = named(stage, made.members.front());
    auto& database = stage.database;
    community::GroupChange change{.first_topics = made.waiting.text.empty() ? 0 : 1,
                                  .first_answers = made.waiting_answer.text.empty() ? 0 : 1,
                                  .rules = std::vector<std::string>{}};
    for (auto rule : made.rules) change.rules->emplace_back(rule);
    expect(community::change_group(database, group, owner, change, now()), "settings");
    auto act = [&](community::GroupActKind kind, std::int64_t object, std::string_view text = {}) {
        auto at = now();
        auto until = kind == community::GroupActKind::Announce ? std::optional{at + days(7)} : std::nullopt;
        expect(community::act_in_group(
                   database,
                   {.group = group, .by = owner, .kind = kind, .object = object, .text = std::string{text}, .until = until}, at),
               "act");
    };
    if (!made.invited.empty()) act(community::GroupActKind::Invite, named(stage, made.invited).value);
    if (!made.waiting.text.empty())
        database.write([&](db::Transaction& tx) { return write_topic(tx, stage, made, group, made.waiting, now()); });
    auto topics = database.read([&](db::Reader& reader) {
        return community::topics_of(reader, group, owner, community::TopicOrder::Newest, {.limit = 40}).items;
    });
    if (!made.trusted.empty()) act(community::GroupActKind::Trust, named(stage, made.trusted).value, "trusted");
    if (!made.waiting_answer.text.empty())
        database.write([&](db::Transaction& tx) {
            return expect(social::post_status(tx, named(stage, made.waiting_answer.author),
                                              {.text = std::string{made.waiting_answer.text},
                                               .in_reply_to = topics.at(made.topics.size() - 1).status},
                                              now()),
                          "answer")
                .id;
        });
    for (std::size_t n = 0; n < made.topics.size(); ++n) {
        const auto& topic = made.topics[made.topics.size() - 1 - n];  // they come newest first
        if (topic.pinned) act(community::GroupActKind::Pin, topics.at(n).status.value);
        if (topic.announced) {
            act(community::GroupActKind::Announce, topics.at(n).status.value);
            community::tell_of_announcement(database, {group, topics.at(n).status, owner}, now());
        }
        if (!topic.summary.empty()) act(community::GroupActKind::Lock, topics.at(n).status.value, topic.summary);
    }
}

// After the rest: whatever is written later has a greater id.
int exchange_messages(const Stage& stage, Time from)
{
    return stage.database.write([&](db::Transaction& tx) {
        std::optional<StatusId> last;
        int written = 0;
        for (const auto& message : demo_messages()) {
            social::StatusDraft draft{.text = fmt::format("{} {}", message.to, message.words),
                                      .in_reply_to = message.begins ? std::nullopt : last,
                                      .visibility = social::Visibility::Direct,
                                      .language = std::string{message.language}};
            last =
                expect(social::post_status(tx, named(stage, message.from), draft, from + seconds(10 * ++written)), "message").id;
        }
        return written;
    });
}

bool is_empty(db::Database& database)
{
    return database.read([](db::Reader& reader) { return social::domains(reader).empty(); });
}

}  // namespace

CommandOutcome demo(const DemoCommand& command, Store& store, const CommandTools& tools)
{
    if (!is_empty(*store.database))
        return refused(tools, Error{ErrorCode::Conflict, "demo.not_empty", {{"folder", store.place.folder}}});
    // The story ends this morning, so that a seed makes the same community all day long.
    auto today = start_of_day(tools.clock());
    auto story = tell_demo_story(command.seed, today);
    plant_demo_ring(story, today);
    jobs::Subscriptions subscriptions;
    subscribe_inside(subscriptions);
    store.database->set_event_sink(&subscriptions);
    Stage stage{.database = *store.database, .story = story, .people = {}, .posts = {}, .polls = {}};
    auto begin = story.posts.front().at - days(1);
    make_people(stage, tools, begin);
    community::InvitationKey key{box_key(store.place.folder, tools.random)};
    auto invited = invite_demo_people(stage.database, key, stage.people, begin);
    std::string progress;
    play(stage, progress);
    Moments now{today - hours(20), today};
    AccountId crime_readers;
    for (const auto& group : demo_groups()) {
        auto made = make_group(stage, group, now);
        care_for_group(stage, group, made.id, now);
        split_branches(stage, group, made, now);
        if (group.name == "giallisti") crime_readers = made.id;
    }
    make_demo_page(*store.database, [&](std::string_view name) { return named(stage, name); }, [&] { return now(); });
    make_demo_events(
        *store.database, tools.locale, [&](std::string_view name) { return named(stage, name); }, stage.people, today);
    make_demo_group_events(
        *store.database, tools.locale, [&](std::string_view name) { return named(stage, name); }, light_lamp(store, tools),
        today);
    auto domain = store.database->read([](db::Reader& reader) { return social::domains(reader).front().id; });
    auto ideas = make_demo_ideas(
        *store.database, domain, [&](std::string_view name) { return named(stage, name); }, named(stage, "lanterna"),
        [&] { return now(); });
    auto views = count_demo_visits(*store.database, domain, tools.random, static_cast<std::uint64_t>(command.seed), today);
    progress += fmt::format(", {} ideas, {} messages, {} invited, {} views of the site", ideas,
                            exchange_messages(stage, today - minutes(10)), invited, views);
    make_demo_links(
        *store.database, analytics::LinkKey{box_key(store.place.folder, tools.random)}, domain,
        [&](std::string_view name) { return named(stage, name); }, today);
    make_demo_followers(*store.database, domain, today);
    make_demo_hosts(*store.database, domain, named(stage, "lanterna"), today);
    make_demo_efforts(*store.database, domain, named(stage, "lanterna"), today, tools.clock());
    settle_demo_interests(*store.database, [&](std::string_view name) { return named(stage, name); }, today);
    make_demo_debts(*store.database, [&](std::string_view name) { return named(stage, name); }, [&] { return now(); });
    make_demo_desk(*store.database, [&](std::string_view name) { return named(stage, name); }, [&] { return now(); });
    make_demo_rhythm(*store.database, [&](std::string_view name) { return named(stage, name); }, today);
    make_demo_outlook(
        *store.database, [&](std::string_view name) { return named(stage, name); }, hash_password(tools.random, password), today,
        tools.clock());
    settle_demo_integrity(
        *store.database, tools.random, domain, [&](std::string_view name) { return named(stage, name); }, [&] { return now(); },
        tools.clock());
    make_demo_calendar(*store.database, [&](std::string_view name) { return named(stage, name); }, tools.clock());
    make_demo_listening(*store.database, [&](std::string_view name) { return named(stage, name); }, tools.clock());
    community::tend_standings(*store.database, today);
    offer_demo_invitation(stage.database, key, stage.people.front(), std::nullopt,
                          "Leggiamo insieme, e ne parliamo la sera. Vieni anche tu!", today);
    offer_demo_invitation(stage.database, key, stage.people.front(), crime_readers,
                          "Qui si leggono gialli, e non si racconta mai il finale. C’è un posto per te.", today);
    store.database->set_event_sink(nullptr);
    return {
        0, progress + "\n" + tools.locale.text(tools.language, "demo.done", {{"password", std::string{password}}}) + "\n", {}};
}

}  // namespace favilla::server
