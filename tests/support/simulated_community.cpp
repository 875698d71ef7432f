// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/simulated_community.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace favilla::test {

using namespace integrity;

namespace {

constexpr std::int64_t day = 86'400, days_of_life = 60, begin = 20'000 * day;

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t bits()  // splitmix64: Steele, Lea & Flood 2014
    {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(uniform() * end); }
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform()); }
    double exponential(double mean) { return -mean * std::log(uniform()); }
    bool happens(double chance) { return uniform() < chance; }

private:
    std::uint64_t state_;
};

struct Person {
    double activity = 0;      // of all posts, how many they would react to
    std::int64_t hour = 0;    // at which they mostly look, in seconds of the day
    std::uint32_t taste = 0;  // they like what people of one taste write
    bool has_push = false;    // hears of the page at once
};

constexpr std::array letters{
    "We ask the council to keep the library open on Sundays because reading belongs to everybody in this town", "lovely",
    "who would have thought that the river rises so early in the year around here"};

class Life {
public:
    Life(std::uint64_t seed, const CommunitySize& size) : dice_(seed), size_(size)
    {
        for (std::uint32_t n = 0; n < size.accounts; ++n) add_person(n);
        for (std::uint32_t n = 0; n < size.page_posts; ++n)
            publish("page_post", "p", begin + dice_.below(days_of_life * day), size_.accounts);
        for (std::uint32_t n = 0; n < size.posts; ++n)
            publish("post", "c", begin + dice_.below(days_of_life * day), dice_.below(size_.accounts));
        for (std::uint32_t object = 0; object < community.things.size(); ++object) react(object);
        hold_events();
        sign_letter();
        vote();
    }

    void conspire(std::uint32_t members, std::uint32_t objects)
    {
        for (std::uint32_t n = 0; n < objects; ++n) {
            auto object = n * (size_.page_posts / objects);
            auto at = community.things[object].published_at + 3000 + dice_.below(20'000);
            for (std::uint32_t member = size_.accounts - members; member < size_.accounts; ++member)
                act(member, object, at + dice_.below(60));
        }
    }

    Community community;

private:
    void add_person(std::uint32_t n)
    {
        community.accounts.number_of("a" + std::to_string(n));
        Member member{.created_at = begin - static_cast<std::int64_t>(dice_.below(700 * day)), .inviter = {}, .networks = {}};
        if (n > 20 && dice_.happens(0.2)) member.inviter = dice_.below(n);
        community.members.push_back(member);
        people_.push_back({.activity = std::min(0.5, 0.012 * std::exp(1.1 * dice_.normal())),
                           .hour = static_cast<std::int64_t>(dice_.happens(0.7) ? 20 * 3600 + 5400 * dice_.normal()
                                                                                : 8 * 3600 + 3600 * dice_.normal()),
                           .taste = dice_.below(5),
                           .has_push = dice_.happens(0.15)});
    }

    void publish(std::string_view kind, std::string_view letter, std::int64_t at, std::uint32_t author)
    {
        auto object = community.objects.number_of(std::string{letter} + std::to_string(community.objects.size()));
        (void)object;
        community.things.push_back({community.kinds.number_of(kind), at});
        community.authors.push_back(author);
    }

    void act(std::uint32_t who, std::uint32_t object, std::int64_t at) { community.actions.push_back({who, object, at}); }

    // The next time they look after something was published: in the minutes after a push, or at their hour.
    std::int64_t seen_at(const Person& person, std::int64_t published_at, bool pushed)
    {
        if (pushed && person.has_push && dice_.happens(0.6))
            return published_at + 5 + static_cast<std::int64_t>(dice_.exponential(150));
        auto today = published_at / day * day + person.hour + static_cast<std::int64_t>(1800 * dice_.normal());
        while (today < published_at) today += day;
        return today + static_cast<std::int64_t>(dice_.exponential(day / 3.0) / day) * day;
    }

    void react(std::uint32_t object)
    {
        const auto& thing = community.things[object];
        bool of_page = community.authors[object] == size_.accounts;
        double appeal = std::exp(0.8 * dice_.normal()) * (of_page ? 3 : 1);
        auto taste = dice_.below(5);
        for (std::uint32_t who = 0; who < size_.accounts; ++who) {
            const auto& person = people_[who];
            double chance = person.activity * appeal * (person.taste == taste ? 2.2 : 0.7);
            if (dice_.happens(std::min(0.9, chance))) act(who, object, seen_at(person, thing.published_at, of_page));
            if (dice_.happens(std::min(0.3, chance * 0.15)))
                community.texts.push_back(
                    {who, object, seen_at(person, thing.published_at, of_page),
                     "what " + std::to_string(dice_.bits()) + " I think of it is " + std::to_string(dice_.bits())});
        }
    }

    // Two evenings on which a third of everybody is there and likes what is said, minute by minute.
    void hold_events()
    {
        for (std::int64_t evening : {17, 41}) {
            auto start = begin + evening * day + 19 * 3600;
            auto first = static_cast<std::uint32_t>(community.things.size());
            for (std::uint32_t n = 0; n < 12; ++n) publish("page_post", "e", start + n * 600, size_.accounts);
            for (std::uint32_t who = 0; who < size_.accounts; ++who) {
                if (!dice_.happens(0.33)) continue;
                for (std::uint32_t n = 0; n < 12; ++n)
                    if (dice_.happens(0.4))
                        act(who, first + n, start + n * 600 + 20 + static_cast<std::int64_t>(dice_.exponential(120)));
            }
        }
    }

    void sign_letter()
    {
        auto object = static_cast<std::uint32_t>(community.things.size());
        publish("post", "l", begin + 30 * day, 3);
        for (std::uint32_t n = 0; n < 40; ++n) {
            auto who = dice_.below(size_.accounts);
            community.texts.push_back({who, object, begin + 30 * day + dice_.below(2 * day), letters[0]});
            act(who, object, begin + 30 * day + dice_.below(2 * day));
        }
    }

    void vote()
    {
        auto first = static_cast<std::uint32_t>(community.things.size());
        for (auto option : {"poll:yes", "poll:no"}) {
            community.objects.number_of(option);
            community.things.push_back({community.kinds.number_of("poll_option"), begin + 40 * day});
            community.authors.push_back(size_.accounts);
        }
        for (std::uint32_t who = 0; who < size_.accounts; ++who) {
            if (!dice_.happens(0.4)) continue;
            // Friends agree more often than not.
            auto inviter = community.members[who].inviter;
            bool yes = inviter && dice_.happens(0.5) ? *inviter % 2 == 0 : who % 2 == 0;
            act(who, first + (yes ? 0 : 1), begin + 40 * day + dice_.below(2 * day));
        }
    }

    Dice dice_;
    CommunitySize size_;
    std::vector<Person> people_;
};

}  // namespace

Community honest_community(std::uint64_t seed, const CommunitySize& size) { return Life{seed, size}.community; }

Community community_with_ring(std::uint64_t seed, std::uint32_t members, std::uint32_t objects)
{
    Life life{seed, {}};
    life.conspire(members, objects);
    return std::move(life.community);
}

}  // namespace favilla::test
