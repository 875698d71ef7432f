// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/letters.h"

#include <algorithm>

#include "base/weeks.h"
#include "community/attention.h"
#include "desk/rhythm_words.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/letters.h"
#include "social/mail_parts.h"

namespace favilla::desk {

namespace {

constexpr std::string_view link_kind = "rhythm letter";
constexpr int due_looked_at = 5000;

bool sees_desk(db::Reader& reader, const RhythmLetterChoice& choice)
{
    auto pages = community::pages_read_by(reader, choice.person);
    return std::ranges::find(pages, choice.page) != pages.end();
}

std::optional<social::User> find_reader(db::Reader& reader, const RhythmLetterChoice& choice)
{
    bool is_wanted = sees_desk(reader, choice) && wants_rhythm_letter(reader, choice);
    return is_wanted ? social::find_letter_reader(reader, choice.person) : std::nullopt;
}

class Writer {
public:
    Writer(const Locale& locale, const RhythmLetter& letter)
        : letter_(letter),
          language_(locale.find(letter.locale).value_or(Language{})),
          words_(locale, language_),
          tag_(locale.tag(language_)),
          week_(locale.date(language_, Time{} + days(letter.monday)))
    {}

    std::string subject() const { return say("rhythm.letter.subject"); }

    void write()
    {
        text_.head(say("rhythm.letter.head.kept"));
        text_.paragraph(words_.week(letter_.week, letter_.pace));
        text_.head(say("rhythm.letter.head.saved"));
        write_saved();
        text_.head(say("rhythm.letter.head.owed"));
        auto owed = std::to_string(letter_.owed), late = std::to_string(letter_.late);
        text_.paragraph(letter_.owed == 0 ? say("rhythm.letter.owed.none")
                                          : words_.say("rhythm.letter.owed", {{"count", owed}, {"late", late}}));
        text_.paragraph(words_.forecast(letter_.forecast));
        text_.link(place("/app/desk?page=" + to_string(letter_.choice.page)), say("rhythm.letter.desk"));
        text_.link(place("/app/desk/pages/" + to_string(letter_.choice.page) + "/rhythm"), say("rhythm.letter.open"));
        text_.foot(say("rhythm.letter.footer"), say("rhythm.letter.end"), way_out());
    }

    const social::LetterText& text() const { return text_; }
    const std::string& tag() const { return tag_; }
    std::string way_out() const { return letter_.domain.origin + std::string{rhythm_letter_path} + letter_.way_out; }

private:
    void write_saved()
    {
        if (letter_.saved.empty()) return text_.paragraph(say("rhythm.letter.saved.none"));
        text_.paragraph(words_.say("rhythm.letter.saved", {{"count", std::to_string(letter_.saved.size())}}));
        for (std::size_t n = 0; n < std::min(letter_.saved.size(), saved_named); ++n)
            text_.link(place("/app/conversations/" + to_string(letter_.saved[n].conversation)),
                       say("rhythm.letter.saved.conversation"));
    }
    std::string place(const std::string& path) const { return letter_.domain.origin + path; }
    std::string say(std::string_view key) const
    {
        return words_.say(key, {{"page", social::shown_name(letter_.page)}, {"week", week_}});
    }

    const RhythmLetter& letter_;
    Language language_;
    RhythmWords words_;
    std::string tag_, week_;
    social::LetterText text_;
};

void send_letter(const social::Postman& postman, const RhythmLetterWork& work)
{
    auto now = postman.clock();
    RhythmLetterChoice choice{work.page, work.person};
    auto letter = postman.database.read([&](db::Reader& reader) { return write_rhythm_letter(reader, postman.key, work, now); });
    if (!letter) {
        // Who sees that desk no longer is told nothing any more.
        postman.database.write([&](db::Transaction& tx) {
            if (!sees_desk(tx, choice)) (void)choose_rhythm_letter(tx, choice, false, now);
        });
        return;
    }
    social::send_letter(postman, compose_rhythm_letter(postman.locale, *letter, postman.smtp.from, now),
                        [&](db::Transaction& tx) { (void)choose_rhythm_letter(tx, choice, false, now); });
}

}  // namespace

bool wants_rhythm_letter(db::Reader& reader, const RhythmLetterChoice& choice)
{
    return reader.row("SELECT 1 FROM rhythm_letters WHERE page_id = $1 AND account_id = $2", choice.page, choice.person)
        .has_value();
}

Result<void> choose_rhythm_letter(db::Transaction& tx, const RhythmLetterChoice& choice, bool wanted, Time now)
{
    if (!wanted) {
        tx.run("DELETE FROM rhythm_letters WHERE page_id = $1 AND account_id = $2", choice.page, choice.person);
        return {};
    }
    if (!sees_desk(tx, choice)) return refuse(ErrorCode::NotFound, "page.missing");
    auto today = hours_of(settings_of(tx, choice.page)).zone.local(now).day;
    tx.run("INSERT INTO rhythm_letters (page_id, account_id, told_week) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", choice.page,
           choice.person, monday_of(today) - days_of_week);
    return {};
}

std::string rhythm_letter_link(const social::MailKey& key, const RhythmLetterChoice& choice)
{
    return social::letter_link(key, link_kind, choice.page.value, choice.person);
}

std::optional<RhythmLetterChoice> rhythm_letter_in(const social::MailKey& key, std::string_view link)
{
    auto found = social::letter_link_in(key, link_kind, link);
    if (!found) return std::nullopt;
    return RhythmLetterChoice{AccountId{found->about}, found->person};
}

int begin_rhythm_letters(db::Transaction& tx, Time now, int at_most)
{
    // Somewhere it may be Monday already; whether it is there is looked at page by page.
    auto newest = monday_of(start_of_day(now + days(1)).milliseconds / days(1).milliseconds) - days_of_week;
    auto due =
        tx.rows("SELECT page_id, account_id FROM rhythm_letters WHERE told_week < $1 ORDER BY page_id, account_id LIMIT $2",
                newest, due_looked_at);
    int begun = 0;
    for (const auto& row : due) {
        RhythmLetterWork work{row.get<AccountId>(0), row.get<AccountId>(1), 0};
        work.monday = monday_of(hours_of(settings_of(tx, work.page)).zone.local(now - told_after).day) - days_of_week;
        auto told = tx.run("UPDATE rhythm_letters SET told_week = $3 WHERE page_id = $1 AND account_id = $2 AND told_week < $3",
                           work.page, work.person, work.monday);
        if (told == 0) continue;
        jobs::enqueue(tx, rhythm_letters_queue, RhythmLetterWork::name, jobs::encode(work), now, now);
        if (++begun == at_most) break;
    }
    return begun;
}

std::optional<RhythmLetter> write_rhythm_letter(db::Reader& reader, const social::MailKey& key, const RhythmLetterWork& work,
                                                Time now)
{
    RhythmLetterChoice choice{work.page, work.person};
    auto user = find_reader(reader, choice);
    auto page = social::find_account(reader, work.page);
    if (!user || !page) return std::nullopt;
    auto hours = hours_of(settings_of(reader, work.page));
    auto from = hours.zone.at({work.monday, {}}), until = hours.zone.at({work.monday + days_of_week, {}});
    // Its week as it stood when it was over.
    auto rhythm = rhythm_of(reader, {work.page, 2}, until);
    RhythmLetter letter{.choice = choice,
                        .to = user->email,
                        .locale = user->locale,
                        .way_out = rhythm_letter_link(key, choice),
                        .domain = social::find_domain(reader, user->domain).value(),
                        .page = *page,
                        .monday = work.monday,
                        .pace = rhythm.pace,
                        .forecast = forecast_of(reader, {.page = work.page, .people = {}, .minutes = {}}, now),
                        .saved = saved_between(reader, work.page, from, until)};
    for (const auto& week : rhythm.steadiness.weeks)
        if (week.first_day == work.monday) letter.week = week;
    auto waits = reader.row("SELECT count(*), CAST(coalesce(sum(CASE WHEN due_at <= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) "
                            "FROM desk_items WHERE page_id = $1 AND closed_at IS NULL AND kind <> 'report'",
                            work.page, now);
    letter.owed = waits->get<std::int64_t>(0);
    letter.late = waits->get<std::int64_t>(1);
    return letter;
}

social::Mail compose_rhythm_letter(const Locale& locale, const RhythmLetter& letter, std::string_view from, Time now)
{
    Writer writer{locale, letter};
    writer.write();
    return social::letter_mail({.to = letter.to,
                                .from_name = social::shown_name(letter.page),
                                .subject = writer.subject(),
                                .list = "rhythm." + letter.page.username,
                                .way_out = writer.way_out(),
                                .same_for = letter.way_out + " " + std::to_string(letter.monday)},
                               writer.text(), writer.tag(), letter.domain, from, now);
}

void add_rhythm_letter_work(jobs::Workers& workers, const social::Postman& postman)
{
    workers.handle(std::string{rhythm_letters_queue}, std::string{RhythmLetterWork::name},
                   [&postman](std::string_view payload) { send_letter(postman, jobs::decode<RhythmLetterWork>(payload)); });
    workers.every(minutes(1), "mail.rhythm_letters", [&postman](Time now) {
        if (postman.smtp.url.empty()) return;  // chosen when there was a mail server; they wait for the next one
        while (postman.database.write([&](db::Transaction& tx) { return begin_rhythm_letters(tx, now); }) > 0) {}
    });
}

}  // namespace favilla::desk
