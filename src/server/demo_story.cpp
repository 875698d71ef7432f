// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_story.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "base/language.h"
#include "server/demo_interests.h"
#include "server/demo_words.h"

namespace favilla::server {

namespace {

constexpr int days_told = 90;
constexpr int long_conversation_replies = 500;
constexpr int deep_conversation_depth = 50;

// SplitMix64: the same numbers on every machine, which the standard library's distributions do not promise.
class Dice {
public:
    explicit Dice(std::int64_t seed) : state_(static_cast<std::uint64_t>(seed) * 0x9E3779B97F4A7C15ULL + 1) {}
    std::uint64_t next()
    {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class Items>
    const auto& one_of(const Items& items)
    {
        return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
    }

private:
    std::uint64_t state_;
};

class Teller {
public:
    Teller(std::int64_t seed, Time until) : dice_(seed), begins_(until - days(days_told)), ends_(until) {}

    DemoStory tell()
    {
        introduce();
        long_conversation();
        deep_conversation();
        for (int day = 0; day < days_told; ++day) live(begins_ + days(day));
        put_in_order();
        mark();
        return std::move(story_);
    }

private:
    static constexpr int page = 0;

    const DemoPerson& person(int index) const { return story_.people[static_cast<std::size_t>(index)]; }
    const DemoPost& post(int index) const { return story_.posts[static_cast<std::size_t>(index)]; }
    int people() const { return static_cast<int>(story_.people.size()); }
    // Some speak much and most speak little.
    int somebody() { return 1 + std::min(dice_.below(people() - 1), dice_.below(people() - 1)); }
    int somebody_else(int than)
    {
        for (;;)
            if (int other = somebody(); other != than) return other;
    }

    int add(int author, std::optional<int> parent, std::string text, std::string language, Time at,
            std::vector<std::string> poll = {})
    {
        story_.posts.push_back(
            {author, parent, std::move(text), std::move(language), std::move(poll), std::min(at, ends_ - minutes(1))});
        return static_cast<int>(story_.posts.size()) - 1;
    }

    void introduce()
    {
        story_.people.push_back({"lanterna", "Edizioni Lanterna",
                                 "Casa editrice immaginaria. Libri di carta, conversazioni vere. / An imaginary publisher: "
                                 "paper books, real conversations. #libri #books",
                                 "it", true});
        for (const auto& reader : demo_readers())
            story_.people.push_back({std::string{reader.username}, std::string{reader.display_name}, std::string{reader.note},
                                     std::string{reader.language}, false});
        for (int reader = 1; reader < people(); ++reader) {
            story_.follows.push_back({reader, page});
            for (int other = 1; other < people(); ++other)
                if (other != reader && dice_.chance(person(other).language == person(reader).language ? 30 : 10))
                    story_.follows.push_back({reader, other});
        }
    }

    // What somebody says under a post: by chance, and by where it stands.
    std::string answer_text(int author, const std::string& language, int depth)
    {
        const auto& words = demo_words(language);
        if (author == page) return std::string{dice_.one_of(words.replies_of_page)};
        if (depth == 1) {
            const auto& book = dice_.one_of(words.books);
            std::string text{dice_.one_of(words.reasons)};
            text.replace(text.find("{book}"), 6, std::string{book.title} + " (" + std::string{book.author} + ")");
            return text;
        }
        int kind = dice_.below(100);
        const auto& from = kind < 45 ? words.agreements : kind < 70 ? words.objections : words.follow_ups;
        return std::string{dice_.one_of(from)};
    }

    // Replies hang on the root, on what is recent, or on what is much answered, and come densely at first.
    void grow(int root, int replies, Duration span, int root_percent)
    {
        std::vector<int> members{root}, depths{0};
        auto begin = post(root).at;
        for (int n = 1; n <= replies; ++n) {
            std::size_t at = 0;
            if (!dice_.chance(root_percent)) {
                auto size = static_cast<int>(members.size());
                at = static_cast<std::size_t>(dice_.chance(60) ? size - 1 - dice_.below(std::min(size, 6)) : dice_.below(size));
            }
            int parent = members[at];
            int author = post(parent).author != page && dice_.chance(12) ? page : somebody_else(post(parent).author);
            const auto& language = author == page   ? post(root).language
                                 : dice_.chance(85) ? post(root).language
                                                    : person(author).language;
            auto share = std::pow(static_cast<double>(n) / (replies + 1), 1.7);
            auto when =
                begin + milliseconds(static_cast<std::int64_t>(share * static_cast<double>(span.milliseconds)) + 1000 * n);
            members.push_back(add(author, parent, answer_text(author, language, depths[at] + 1), language, when));
            depths.push_back(depths[at] + 1);
        }
    }

    void long_conversation()
    {
        story_.long_conversation = add(page, {}, std::string{demo_words("it").long_question}, "it", ends_ - days(9));
        grow(story_.long_conversation, long_conversation_replies, days(8), 28);
    }

    void deep_conversation()
    {
        const auto& words = demo_words("en");
        auto at = ends_ - days(20);
        int last = story_.deep_conversation = add(somebody(), {}, std::string{words.chain_opening}, "en", at);
        for (int depth = 1; depth <= deep_conversation_depth; ++depth) {
            at = at + minutes(15 + dice_.below(120));
            auto sentence = std::string{words.chain[static_cast<std::size_t>(depth - 1) % words.chain.size()]};
            last = add(somebody_else(post(last).author), last, std::move(sentence), "en", at);
        }
    }

    Time moment_of(Time day, int from_hour, int hours_long)
    {
        return day + hours(from_hour) + minutes(dice_.below(hours_long * 60));
    }

    void live(Time day)
    {
        if (dice_.chance(70)) {
            const std::string language = dice_.chance(65) ? "it" : "en";
            const auto& words = demo_words(language);
            bool asks = dice_.chance(35);
            int root = add(page, {}, std::string{dice_.one_of(asks ? words.questions : words.announcements)}, language,
                           moment_of(day, 9, 9));
            grow(root, asks ? 4 + dice_.below(22) : dice_.below(5), hours(30), asks ? 55 : 80);
        }
        for (int n = 1 + dice_.below(4); n > 0; --n) {
            int author = somebody();
            const auto& language = person(author).language;
            int root = add(author, {}, small_talk(author), language, moment_of(day, 7, 15));
            grow(root, dice_.chance(45) ? 1 + dice_.below(6) : 0, hours(10), 50);
        }
        if (dice_.chance(12)) ask_poll(day);
        if (dice_.chance(12)) {
            auto spark = dice_.one_of(dice_.one_of(demo_interests()).sparks);
            add(page, {}, std::string{spark}, std::string{detect_language(spark).value_or("it")}, moment_of(day, 8, 3));
        }
    }

    // Mostly of what they care about.
    std::string small_talk(int author)
    {
        const auto& language = person(author).language;
        auto cared_for = demo_interests_of(person(author).username);
        if (cared_for.empty() || !dice_.chance(60)) return std::string{dice_.one_of(demo_words(language).small_talk)};
        auto interest = std::ranges::find(demo_interests(), dice_.one_of(cared_for), &DemoInterest::name);
        return std::string{dice_.one_of(language == "it" ? interest->sayings_it : interest->sayings_en)};
    }

    void ask_poll(Time day)
    {
        bool italian = dice_.chance(60);
        auto at = moment_of(day, 10, 6);
        if (italian)
            add(page, {}, "Che cosa leggiamo al prossimo gruppo? #gruppodilettura", "it", at,
                {"Un giallo", "Poesia", "Un saggio breve", "Rileggiamo"});
        else
            add(page, {}, "What shall the next reading group read? #readinggroup", "en", at,
                {"A mystery", "Poetry", "A short essay"});
    }

    // By time, with the indexes of parents carried along.
    void put_in_order()
    {
        std::vector<int> order(story_.posts.size());
        for (std::size_t n = 0; n < order.size(); ++n) order[n] = static_cast<int>(n);
        std::ranges::sort(order, {}, [&](int n) { return std::pair{post(n).at, n}; });
        std::vector<int> place(order.size());
        for (std::size_t n = 0; n < order.size(); ++n) place[static_cast<std::size_t>(order[n])] = static_cast<int>(n);
        std::vector<DemoPost> sorted;
        for (int n : order) {
            auto moved = post(n);
            if (moved.parent) moved.parent = place[static_cast<std::size_t>(*moved.parent)];
            sorted.push_back(std::move(moved));
        }
        story_.posts = std::move(sorted);
        story_.long_conversation = place[static_cast<std::size_t>(story_.long_conversation)];
        story_.deep_conversation = place[static_cast<std::size_t>(story_.deep_conversation)];
    }

    void mark()
    {
        for (int n = 0; n < static_cast<int>(story_.posts.size()); ++n) {
            bool of_page = post(n).author == page && !post(n).parent;
            for (int reader = 1; reader < people(); ++reader) {
                auto at = std::min(post(n).at + minutes(1 + dice_.below(2000)), ends_);
                if (reader == post(n).author) continue;
                if (!post(n).poll.empty() && dice_.chance(60))
                    story_.marks.push_back({DemoMarkKind::Vote, reader, n, dice_.below(static_cast<int>(post(n).poll.size())),
                                            post(n).at + minutes(1 + dice_.below(600))});
                if (dice_.chance(of_page ? 30 : post(n).parent ? 3 : 10))
                    story_.marks.push_back({DemoMarkKind::Favourite, reader, n, 0, at});
                if (!post(n).parent && dice_.chance(of_page ? 7 : 2))
                    story_.marks.push_back({DemoMarkKind::Boost, reader, n, 0, at});
                if (!post(n).parent && dice_.chance(2)) story_.marks.push_back({DemoMarkKind::Bookmark, reader, n, 0, at});
            }
        }
        std::ranges::sort(story_.marks, {}, [](const DemoMark& m) { return std::tuple{m.at, m.post, m.person, m.kind}; });
    }

    Dice dice_;
    Time begins_, ends_;
    DemoStory story_{};
};

}  // namespace

DemoStory tell_demo_story(std::int64_t seed, Time until) { return Teller{seed, until}.tell(); }

}  // namespace favilla::server
