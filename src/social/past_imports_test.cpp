// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/past_imports.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "social/checks.h"
#include "social/moves.h"
#include "social/past_ids.h"
#include "social/past_marks.h"
#include "social/polls.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace fs = std::filesystem;

namespace {

const PastSource old_ada{"https://old.example/users/ada", "ada@old.example", "https://old.example/users/ada/followers"};

void no_random(std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); }

// A line is an item: seconds, its number, the number of what it answers or -, "public" or "private", its words. Words that begin with
// "@name " have that file with them; with "?" they are asked in a poll that has no end yet. Words
// that are "!" with an address boost that.
struct Bringing {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    fs::path folder = fs::temp_directory_path() / ("favilla-past-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::string trouble;
    int kept = 0, breaks_at = -1;
    std::function<Result<void>(const PastArchive::Hear&)> open_media;
    std::vector<std::string> taken;  // the bytes of media that were made ready
    std::optional<Error> no_media;   // what those that are to be made ready next are refused with

    Bringing() { fs::create_directories(folder); }
    ~Bringing() { fs::remove_all(folder); }

    static std::string uri_of(std::string_view number) { return "https://old.example/" + std::string{number}; }
    static Result<PastWords> read(std::string_view item, const PastSource&)
    {
        std::vector<std::string_view> parts;
        for (int n = 0; n < 4; ++n) {
            auto end = item.find(' ');
            if (end == std::string_view::npos) return refuse(ErrorCode::Invalid, "past.broken");
            parts.push_back(item.substr(0, end));
            item.remove_prefix(end + 1);
        }
        std::vector<PastMedia> media;
        while (item.starts_with('@')) {
            auto end = std::min(item.find(' '), item.size());
            media.push_back({.file = std::string{item.substr(1, end - 1)}, .description = "Seen", .focus = Focus{0.5, 0}});
            item.remove_prefix(std::min(end + 1, item.size()));
        }
        std::string boosts;
        if (item.starts_with('!')) boosts = std::exchange(item, {}).substr(1);
        std::optional<RemotePoll> poll;
        if (item.starts_with('?'))
            poll = RemotePoll{.options = {{"one", 7}, {"two", 5}}, .multiple = item.starts_with("??"), .expires_at = {}};
        return PastWords{.uri = uri_of(parts[1]),
                         .url = uri_of(parts[1]),
                         .answers = parts[2] == "-" ? "" : uri_of(parts[2]),
                         .boosts = boosts,
                         .visibility = parts[3] == "private" ? Visibility::Private : Visibility::Public,
                         .html = SafeHtml{"<p>" + std::string{item} + "</p>"},
                         .content_warning = {},
                         .language = {},
                         .tags = {"sparks"},
                         .media = std::move(media),
                         .poll = std::move(poll),
                         .written = Time{std::stoll(std::string{parts[0]}) * 1000}};
    }

    Result<PastImport> begin(const std::string& outbox)
    {
        auto items = std::ranges::count(outbox, '\n');
        house.tick();
        PastArchive archive{.source = old_ada, .outbox = outbox, .items = items, .open_media = open_media};
        return begin_past_import(*house.database, folder, ada, archive, house.now);
    }
    void work()
    {
        jobs::Workers workers{*house.database, *house.subscriptions, [&] { return house.now; }, no_random,
                              [this](std::string_view, std::string_view error) { trouble += error; }};
        PastReading reading{.cut =
                                [](std::string_view outbox) {
                                    std::vector<std::string_view> lines;
                                    while (!outbox.empty()) {
                                        auto end = outbox.find('\n');
                                        lines.push_back(outbox.substr(0, end));
                                        outbox.remove_prefix(end + 1);
                                    }
                                    return lines;
                                },
                            .read = read,
                            .take_media = [this](std::string_view bytes) -> Result<Media> {
                                if (no_media) return std::unexpected(*no_media);
                                taken.emplace_back(bytes);
                                auto name = std::string{bytes} + ".png";
                                house.write([&](db::Transaction& tx) { note_file(tx, name, 1, house.now); });
                                return Media{.kind = MediaKind::Image, .original = {name, 4, 3}};
                            },
                            .kept =
                                [this](db::Transaction&, StatusId) {
                                    if (kept++ == breaks_at) throw std::runtime_error("the power went");
                                }};
        add_past_work(workers, *house.database, [&] { return house.now; }, folder, reading);
        workers.run_due();
    }
    std::optional<PastImport> now_of(const PastImport& import)
    {
        return house.read([&](db::Reader& reader) { return find_past_import(reader, ada, import.id); });
    }
    std::vector<Status> shown_to(Viewer viewer)
    {
        return house
            .read([&](db::Reader& reader) {
                return account_timeline(reader, {.author = ada, .tagged = {}}, viewer, {.limit = 40});
            })
            .items;
    }
    std::vector<std::string> words_for(Viewer viewer)
    {
        std::vector<std::string> words;
        for (const auto& status : shown_to(viewer)) words.push_back(status.text);
        return words;
    }
    void add_alias()
    {
        REQUIRE(house.write([&](db::Transaction& tx) { return social::add_alias(tx, ada, old_ada.actor, house.now); }));
    }
};

const std::string outbox = "1500000300 3 2 public Third\n1500000100 1 - public First\n1500000200 2 1 private Second\n"
                           "broken\n1500000400 4 9 public Elsewhere\n9900000000 5 - public Tomorrow\n";

}  // namespace

TEST_CASE("ids of the past lie before all that a clock makes, and sort by time")
{
    CHECK(is_past(StatusId{first_past_id(Time{4'294'967'295'000})}));
    CHECK(!is_past(StatusId{first_present_id}));
    CHECK(first_past_id(Time{1'500'000'000'999}) == first_past_id(Time{1'500'000'000'000}));
    CHECK(first_past_id(Time{1'500'000'001'000}) > first_past_id(Time{1'500'000'000'000}) + 65'535);
}

TEST_CASE("an archive of somebody who is not oneself is refused, until an alias says that they are")
{
    Bringing bringing;
    auto refused = bringing.begin(outbox);
    REQUIRE(!refused);
    CHECK(refused.error().key == "past.not_yours");
    CHECK(refused.error().params.front().second == old_ada.actor);
    CHECK(!fs::exists(bringing.folder / "past"));
    bringing.add_alias();
    CHECK(bringing.begin(outbox));
    CHECK(bringing.begin(outbox).error().key == "past.goes_on");
}

TEST_CASE("posts come in from the oldest on, joined to what they answer, and count nowhere")
{
    Bringing bringing;
    bringing.add_alias();
    bringing.house.follow("bob", "ada");
    auto now = bringing.house.post("ada", "Now");
    auto import = bringing.begin(outbox).value();
    bringing.work();
    CHECK(bringing.trouble.empty());
    auto done = bringing.now_of(import).value();
    CHECK(done.finished_at);
    CHECK(std::tuple{done.total, done.done, done.brought, done.withheld, done.alone} == std::tuple{6, 6, 4, 1, 1});
    auto left_out = bringing.house.read([&](db::Reader& reader) { return past_left_out(reader, import.id); });
    REQUIRE(left_out.size() == 2);
    CHECK(left_out[0].reason == "past.broken");
    CHECK(left_out[1].reason == "past.no_date");

    CHECK(bringing.words_for(bringing.house.viewer("ada"))
          == std::vector<std::string>{"Now", "Elsewhere", "Third", "Second", "First"});
    CHECK(bringing.words_for(bringing.house.viewer("bob")) == std::vector<std::string>{"Now", "Elsewhere", "Third", "First"});
    auto all = bringing.shown_to(bringing.house.viewer("ada"));
    CHECK(all[2].conversation == all[4].conversation);
    CHECK(all[2].in_reply_to == all[3].id);
    CHECK(all[4].created_at == Time{1'500'000'100'000});
    CHECK(is_past(all[4].id));
    CHECK(bringing.house.words(bringing.house.home("bob")) == std::vector<std::string>{"Now"});
    CHECK(bringing.house.account("ada").statuses_count == 1);
    bringing.house.read([&](db::Reader& reader) {
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM tag_uses") == 0);
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM status_tags WHERE public = 1") == 0);
        CHECK(find_problems(reader, 10).empty());
        auto marks = past_marks_among(reader, {all[4].id, now.id});
        REQUIRE(marks.size() == 1);
        CHECK(marks.front().url == "https://old.example/1");
        CHECK(marks.front().handle == "ada@old.example");
    });
    CHECK(fs::is_empty(bringing.folder / "past"));
    auto edited = bringing.house.write([&](db::Transaction& tx) {
        return edit_status(tx, bringing.ada, all[4].id, {.text = "Other words"}, bringing.house.now);
    });
    CHECK(edited.error().key == "past.not_edited");
}

TEST_CASE("what broke off goes on where it was; the same archive brings nothing twice, nor what was deleted since")
{
    Bringing bringing;
    bringing.add_alias();
    std::string many;
    for (int n = 1; n <= 120; ++n) many += fmt::format("1500000000 {} - public Post {}\n", n, n);
    bringing.breaks_at = 70;
    auto import = bringing.begin(many).value();
    bringing.work();
    CHECK(bringing.trouble.find("the power went") != std::string::npos);
    CHECK(bringing.now_of(import)->done == 50);
    bringing.house.now = bringing.house.now + hours(1);
    bringing.work();
    CHECK(bringing.now_of(import)->brought == 120);
    CHECK(bringing.now_of(import)->finished_at);

    bringing.house.remove(bringing.shown_to(bringing.ada).front());
    auto again = bringing.begin(many).value();
    bringing.work();
    CHECK(bringing.now_of(again)->brought == 0);
    auto left_out = bringing.house.read([&](db::Reader& reader) { return past_left_out(reader, again.id); });
    REQUIRE(left_out.size() == 1);
    CHECK(left_out[0].reason == "past.known");
    CHECK(left_out[0].items == 120);
}

TEST_CASE("media come in their order, and those that cannot are counted, while their post stays")
{
    Bringing bringing;
    bringing.add_alias();
    bringing.open_media = [](const PastArchive::Hear& hear) -> Result<void> {
        hear("a", "first");
        hear("b c", "with a space\nin its name");
        hear("d", "");
        return {};
    };
    std::string many;
    for (int n = 0; n < 17; ++n) many += "@a ";
    auto import =
        bringing
            .begin("1500000100 1 - public @a @gone @d Two are missing\n1500000200 2 - public @a\n1500000300 3 - public @gone\n"
                   "1500000400 4 - public "
                   + many + "\n")
            .value();
    bringing.no_media = Error{ErrorCode::Unavailable, "media.store"};
    bringing.work();
    CHECK(bringing.now_of(import)->done == 0);
    bringing.no_media = {};
    bringing.house.now = bringing.house.now + minutes(2);
    bringing.work();
    CHECK(bringing.trouble.empty());
    auto done = bringing.now_of(import).value();
    CHECK(std::tuple{done.brought, done.without_media, done.media} == std::tuple{3, 2, 18});
    CHECK(bringing.taken.front() == "first");
    auto reasons = bringing.house.read([&](db::Reader& reader) {
        std::vector<std::string> told;
        for (const auto& one : past_media_left_out(reader, import.id))
            told.push_back(fmt::format("{} {}", one.reason, one.items));
        return told;
    });
    CHECK(reasons == std::vector<std::string>{"past.media_not_there 2", "past.media_too_large 1", "past.media_too_many 1"});
    auto first = bringing.shown_to(bringing.ada).back();
    CHECK(first.has_media);
    bringing.house.read([&](db::Reader& reader) {
        auto media = media_of(reader, {&first.id, 1})[first.id];
        REQUIRE(media.size() == 1);
        CHECK(media.front().description == "Seen");
        CHECK(media.front().focus == Focus{0.5, 0});
        CHECK(!find_file(reader, "first.png")->is_loose);
    });
    CHECK(fs::is_empty(bringing.folder / "past"));
    bringing.house.write([&](db::Transaction& tx) { return undo_past_import(tx, bringing.ada, import.id, bringing.house.now); });
    bringing.work();
    bringing.house.read([&](db::Reader& reader) {
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM media") == 0);
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM past_media_left_out") == 0);
        CHECK(find_file(reader, "first.png")->is_loose);
    });
}

TEST_CASE("a poll comes when it is over, with the numbers of the archive: nobody votes, and nobody hears of its end")
{
    Bringing bringing;
    bringing.add_alias();
    auto bob = bringing.house.person("bob");
    auto import = bringing.begin("1500000100 1 - public ?One\n1500000200 2 - public ??Several\n").value();
    bringing.work();
    CHECK(bringing.now_of(import)->polls == 2);
    auto shown = bringing.shown_to(bob);
    bringing.house.write([&](db::Transaction& tx) {
        auto one = find_poll(tx, *shown[1].poll, bob).value(), several = find_poll(tx, *shown[0].poll, bob).value();
        CHECK(has_ended(one, bringing.house.now));
        CHECK(one.voters_count == 12);
        CHECK(several.voters_count == 7);  // at least
        CHECK(several.options[1].votes_count == 5);
        int first = 0;
        CHECK(vote(tx, one.id, bob, {&first, 1}, bringing.house.now).error().key == "poll.ended");
        CHECK(vote_from_elsewhere(tx, one.id, bob, "one", bringing.house.now).error().key == "poll.ended");
        CHECK(announce_ended_polls(tx, bringing.house.now + days(60)) == 0);
        CHECK(find_problems(tx, 10).empty());
    });
    bringing.house.remove(shown[1]);
    bringing.house.read([&](db::Reader& reader) { CHECK(reader.value<std::int64_t>("SELECT count(*) FROM poll_options") == 2); });
}

TEST_CASE("boosts of what is known here come as of their date, and are in no count, list or mark of what they boost")
{
    Bringing bringing;
    bringing.add_alias();
    auto& house = bringing.house;
    house.follow("cleo", "ada");
    auto known = house.post("bob", "Known"), other = house.post("bob", "Other");
    auto hidden = house.post("bob", "For followers", {.visibility = Visibility::Private});
    auto items =
        fmt::format("1500000100 1 - public First\n1500000200 2 - public !{}\n1500000300 3 - public !{}\n"
                    "1500000400 4 - public !{}\n1500000500 5 - public !https://far.example/1\n1500000600 6 - private !{}\n",
                    known.uri, Bringing::uri_of("1"), hidden.uri, other.uri);
    auto import = bringing.begin(items).value();
    bringing.work();
    CHECK(bringing.trouble.empty());
    auto done = bringing.now_of(import).value();
    CHECK(std::tuple{done.brought, done.boosts, done.withheld} == std::tuple{4, 3, 1});
    auto left_out = house.read([&](db::Reader& reader) { return past_left_out(reader, import.id); });
    REQUIRE(left_out.size() == 1);
    CHECK(left_out[0].reason == "past.boost_unknown");
    CHECK(left_out[0].items == 2);

    auto shown = bringing.shown_to(house.viewer("cleo"));
    REQUIRE(shown.size() == 3);
    CHECK(shown[0].boost_of == shown[2].id);
    CHECK(shown[1].boost_of == known.id);
    CHECK(shown[1].created_at == Time{1'500'000'200'000});
    CHECK(bringing.shown_to(bringing.ada).size() == 4);
    CHECK(house.home("cleo").items.empty());
    CHECK(house.find(known.id)->boosts_count == 0);
    CHECK(house.account("ada").statuses_count == 0);
    house.read([&](db::Reader& reader) {
        CHECK(boosted_by(reader, known.id, house.viewer("bob"), {.limit = 10}).items.empty());
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM notifications") == 0);
        CHECK(past_marks_among(reader, {shown[1].id}).size() == 1);
        CHECK(find_problems(reader, 10).empty());
    });

    auto today =
        house.write([&](db::Transaction& tx) { return social::boost(tx, bringing.ada, known.id, {}, house.now); }).value();
    CHECK(!is_past(today.id));
    CHECK(house.find(known.id)->boosts_count == 1);
    CHECK(bringing.shown_to(house.viewer("cleo")).size() == 3);  // it took the place of the one of then
    house.write([&](db::Transaction& tx) { return social::unboost(tx, bringing.ada, known.id, house.now); });
    auto again = bringing.begin(items).value();
    bringing.work();
    CHECK(bringing.now_of(again)->brought == 0);
    house.remove(*house.find(other.id));
    CHECK(bringing.shown_to(bringing.ada).size() == 2);
    house.read([&](db::Reader& reader) { CHECK(find_problems(reader, 10).empty()); });
    house.write([&](db::Transaction& tx) { return undo_past_import(tx, bringing.ada, import.id, house.now); });
    bringing.work();
    CHECK(bringing.shown_to(bringing.ada).empty());
    CHECK(house.account("ada").statuses_count == 0);
    house.read([&](db::Reader& reader) { CHECK(find_problems(reader, 10).empty()); });
}

TEST_CASE("media that cannot be opened leave nothing of the archive behind")
{
    Bringing bringing;
    bringing.add_alias();
    bringing.open_media = [](const PastArchive::Hear& hear) -> Result<void> {
        hear("a", "first");
        return refuse(ErrorCode::Invalid, "archive.damaged");
    };
    CHECK(bringing.begin(outbox).error().key == "archive.damaged");
    CHECK(fs::is_empty(bringing.folder / "past"));
}

TEST_CASE("all that an archive brought is taken back, answers of others stay, and it may come again")
{
    Bringing bringing;
    bringing.add_alias();
    auto import = bringing.begin(outbox).value();
    bringing.work();
    auto first = bringing.shown_to(bringing.house.viewer("bob")).back();
    auto answer = bringing.house.reply("bob", first, "I remember");
    auto undo = [&] {
        return bringing.house.write(
            [&](db::Transaction& tx) { return undo_past_import(tx, bringing.ada, import.id, bringing.house.now); });
    };
    CHECK(undo());
    CHECK(bringing.now_of(import)->undoing);
    CHECK(bringing.begin(outbox).error().key == "past.goes_on");
    bringing.work();
    CHECK(!bringing.now_of(import));
    CHECK(undo().error().code == ErrorCode::NotFound);
    CHECK(bringing.words_for(bringing.ada).empty());
    CHECK(bringing.house.find(answer.id));
    CHECK(bringing.house.account("ada").statuses_count == 0);
    bringing.house.read([&](db::Reader& reader) { CHECK(find_problems(reader, 10).empty()); });
    auto again = bringing.begin(outbox).value();
    bringing.work();
    CHECK(bringing.now_of(again)->brought == 4);
}
