// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/letters.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/html.h"
#include "community/attention.h"
#include "desk/rhythm_words.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/mail_parts.h"
#include "social/users.h"

namespace favilla::desk {

namespace {

constexpr std::string_view link_kind = "rhythm letter";
constexpr std::int64_t days_of_week = 7;
constexpr int due_looked_at = 5000;

std::int64_t monday_of(std::int64_t day) { return day - ((day + 3) % days_of_week + days_of_week) % days_of_week; }

bool sees_desk(db::Reader& reader, const RhythmLetterChoice& choice)
{
    auto pages = community::pages_read_by(reader, choice.person);
    return std::ranges::find(pages, choice.page) != pages.end();
}

std::optional<social::User> find_reader(db::Reader& reader, const RhythmLetterChoice& choice)
{
    auto user = social::find_user(reader, choice.person);
    auto account = social::find_account(reader, choice.person);
    bool may_be_told = user && account && account->is_known() && !account->suspended_at && user->confirmed_at
                    && !user->disabled_at && sees_desk(reader, choice) && wants_rhythm_letter(reader, choice);
    return may_be_told ? user : std::nullopt;
}

// Lines of text and the same as HTML, written side by side.
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
        head(say("rhythm.letter.head.kept"));
        paragraph(words_.week(letter_.week, letter_.pace));
        head(say("rhythm.letter.head.saved"));
        write_saved();
        head(say("rhythm.letter.head.owed"));
        auto owed = std::to_string(letter_.owed), late = std::to_string(letter_.late);
        paragraph(letter_.owed == 0 ? say("rhythm.letter.owed.none")
                                    : words_.say("rhythm.letter.owed", {{"count", owed}, {"late", late}}));
        paragraph(words_.forecast(letter_.forecast));
        link(place("/app/desk?page=" + to_string(letter_.choice.page)), say("rhythm.letter.desk"));
        link(place("/app/desk/pages/" + to_string(letter_.choice.page) + "/rhythm"), say("rhythm.letter.open"));
        text_ += "-- \n" + say("rhythm.letter.footer") + "\n" + say("rhythm.letter.end") + ":\n" + way_out() + "\n";
        html_ += social::mail_small_paragraph(escape_text(say("rhythm.letter.footer")) + "<br>"
                                              + social::mail_link(way_out(), say("rhythm.letter.end")));
    }

    std::string text() const { return text_; }
    std::string html() const { return social::mail_document(tag_, subject(), html_); }
    std::string way_out() const { return letter_.domain.origin + std::string{rhythm_letter_path} + letter_.way_out; }

private:
    void write_saved()
    {
        if (letter_.saved.empty()) return paragraph(say("rhythm.letter.saved.none"));
        paragraph(words_.say("rhythm.letter.saved", {{"count", std::to_string(letter_.saved.size())}}));
        for (std::size_t n = 0; n < std::min(letter_.saved.size(), saved_named); ++n)
            link(place("/app/conversations/" + to_string(letter_.saved[n].conversation)),
                 say("rhythm.letter.saved.conversation"));
    }
    std::string place(const std::string& path) const { return letter_.domain.origin + path; }
    std::string say(std::string_view key) const
    {
        return words_.say(key, {{"page", social::shown_name(letter_.page)}, {"week", week_}});
    }
    void head(const std::string& words)
    {
        text_ += words + "\n\n";
        html_ += "<h2>" + escape_text(words) + "</h2>\n";
    }
    void paragraph(const std::string& words)
    {
        text_ += words + "\n\n";
        html_ += social::mail_paragraph(words);
    }
    void link(const std::string& to, const std::string& words)
    {
        text_ += words + ":\n" + to + "\n\n";
        html_ += "<p>" + social::mail_link(to, words) + "</p>\n";
    }

    const RhythmLetter& letter_;
    Language language_;
    RhythmWords words_;
    std::string tag_, week_, text_, html_;
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
    auto sent = social::send_mail(postman.smtp, compose_rhythm_letter(postman.locale, *letter, postman.smtp.from, now));
    if (sent) return;
    postman.note(sent.error().codes());
    if (sent.error().is_unknown_mailbox())
        postman.database.write([&](db::Transaction& tx) { (void)choose_rhythm_letter(tx, choice, false, now); });
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
    return key.link_of(link_kind, to_string(choice.page) + "-" + to_string(choice.person));
}

std::optional<RhythmLetterChoice> rhythm_letter_in(const social::MailKey& key, std::string_view link)
{
    auto what = key.what_in(link_kind, link);
    if (!what) return std::nullopt;
    auto page = parse_id<AccountId>(what->substr(0, what->find('-')));
    auto person = parse_id<AccountId>(what->substr(what->find('-') + 1));
    if (!page || !person) return std::nullopt;
    return RhythmLetterChoice{*page, *person};
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
                            "FROM desk_items WHERE page_id = $1 AND closed_at IS NULL",
                            work.page, now);
    letter.owed = waits->get<std::int64_t>(0);
    letter.late = waits->get<std::int64_t>(1);
    return letter;
}

social::Mail compose_rhythm_letter(const Locale& locale, const RhythmLetter& letter, std::string_view from, Time now)
{
    Writer writer{locale, letter};
    writer.write();
    auto host = social::mail_host(letter.domain.name);
    // The same for the same week to the same reader: what a crash sends twice, mail programs show once.
    auto id = to_hex(sha256(letter.way_out + " " + std::to_string(letter.monday))).substr(0, 40) + "@" + host;
    return social::Mail{.to = letter.to,
                        .from = social::mail_sender(from, host),
                        .from_name = social::shown_name(letter.page) + " · " + letter.domain.title,
                        .subject = writer.subject(),
                        .text = writer.text(),
                        .html = writer.html(),
                        .message_id = id,
                        .date = now,
                        .headers = {{"List-Id", "<rhythm." + letter.page.username + "." + host + ">"},
                                    {"List-Unsubscribe", "<" + writer.way_out() + ">"},
                                    {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                                    {"Precedence", "list"}}};
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
