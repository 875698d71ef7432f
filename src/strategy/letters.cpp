// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/letters.h"

#include "community/pages.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/letters.h"
#include "social/mail_parts.h"
#include "strategy/posture_words.h"

namespace favilla::strategy {

namespace {

constexpr std::string_view link_kind = "posture letter";

std::optional<social::User> find_reader(db::Reader& reader, const LetterChoice& choice)
{
    bool is_wanted = community::is_of_page(reader, choice.page, choice.person) && wants_letter(reader, choice);
    return is_wanted ? social::find_letter_reader(reader, choice.person) : std::nullopt;
}

class Writer {
public:
    Writer(const Locale& locale, const Letter& letter)
        : letter_(letter),
          language_(locale.find(letter.locale).value_or(Language{})),
          words_(locale, language_),
          tag_(locale.tag(language_))
    {}

    std::string subject() const { return say("posture.letter.subject"); }

    void write()
    {
        const auto& posture = letter_.view.posture;
        text_.paragraph(words_.verdict(posture));
        auto declared = words_.declared(posture), beside = words_.beside(posture);
        text_.paragraph(beside.empty() ? declared : declared + " " + beside);
        text_.paragraph(words_.moved(posture));
        for (const auto& advice : posture.advice) {
            auto counsel = words_.counsel(posture, advice);
            text_.paragraph(counsel.text + " " + counsel.evidence);
        }
        if (!letter_.view.restated.empty()) text_.paragraph(say("posture.letter.restated"));
        text_.link(report(), say("posture.letter.open"));
        text_.foot(say("posture.letter.footer"), say("posture.letter.end"), way_out());
    }

    const social::LetterText& text() const { return text_; }
    const std::string& tag() const { return tag_; }
    std::string way_out() const { return letter_.domain.origin + std::string{letter_path} + letter_.way_out; }

private:
    std::string report() const
    {
        return letter_.domain.origin + "/@" + letter_.view.account.username + "/posture?month=" + letter_.view.month;
    }
    std::string say(std::string_view key) const
    {
        return words_.say(key, {{"page", social::shown_name(letter_.view.account)},
                                {"organisation", letter_.domain.title},
                                {"month", letter_.view.month}});
    }

    const Letter& letter_;
    Language language_;
    PostureWords words_;
    std::string tag_;
    social::LetterText text_;
};

void send_letter(const social::Postman& postman, const LetterWork& work, const PromiseOf& promise_of)
{
    auto now = postman.clock();
    auto letter = write_letter(postman.database, postman.key, work, now, promise_of);
    LetterChoice choice{work.page, work.person};
    if (!letter) {
        // Who left the team is told nothing any more.
        postman.database.write([&](db::Transaction& tx) {
            if (!community::is_of_page(tx, choice.page, choice.person)) (void)choose_letter(tx, choice, false, now);
        });
        return;
    }
    social::send_letter(postman, compose_letter(postman.locale, *letter, postman.smtp.from, now),
                        [&](db::Transaction& tx) { (void)choose_letter(tx, choice, false, now); });
}

}  // namespace

bool wants_letter(db::Reader& reader, const LetterChoice& choice)
{
    return reader.row("SELECT 1 FROM posture_letters WHERE page_id = $1 AND account_id = $2", choice.page, choice.person)
        .has_value();
}

Result<void> choose_letter(db::Transaction& tx, const LetterChoice& choice, bool wanted, Time now)
{
    if (!wanted) {
        tx.run("DELETE FROM posture_letters WHERE page_id = $1 AND account_id = $2", choice.page, choice.person);
        return {};
    }
    if (!community::is_of_page(tx, choice.page, choice.person)) return refuse(ErrorCode::NotFound, "page.missing");
    tx.run("INSERT INTO posture_letters (page_id, account_id, told_month) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
           choice.page, choice.person, last_month(now));
    return {};
}

void forget_letters_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (gone && gone->deleted_at) tx.run("DELETE FROM posture_letters WHERE account_id = $1", account);
}

std::string letter_link(const social::MailKey& key, const LetterChoice& choice)
{
    return social::letter_link(key, link_kind, choice.page.value, choice.person);
}

std::optional<LetterChoice> letter_in(const social::MailKey& key, std::string_view link)
{
    auto found = social::letter_link_in(key, link_kind, link);
    if (!found) return std::nullopt;
    return LetterChoice{AccountId{found->about}, found->person};
}

int begin_letters(db::Transaction& tx, Time now, int at_most)
{
    auto month = last_month(now);
    auto due = tx.rows("SELECT r.page_id, l.account_id FROM posture_letters l "
                       "JOIN posture_reports r ON r.page_id = l.page_id AND r.month = $1 WHERE l.told_month < $1 LIMIT $2",
                       month, at_most);
    for (const auto& row : due) {
        LetterWork work{row.get<AccountId>(0), row.get<AccountId>(1), month};
        tx.run("UPDATE posture_letters SET told_month = $3 WHERE page_id = $1 AND account_id = $2", work.page, work.person,
               month);
        jobs::enqueue(tx, letters_queue, LetterWork::name, jobs::encode(work), now, now);
    }
    return static_cast<int>(due.size());
}

std::optional<Letter> write_letter(db::Database& database, const social::MailKey& key, const LetterWork& work, Time now,
                                   const PromiseOf& promise_of)
{
    LetterChoice choice{work.page, work.person};
    auto user = database.read([&](db::Reader& reader) { return find_reader(reader, choice); });
    if (!user) return std::nullopt;
    auto view = load_posture(database, work.page, work.month, now, promise_of);
    if (!view) return std::nullopt;
    auto domain = database.read([&](db::Reader& reader) { return social::find_domain(reader, user->domain).value(); });
    return Letter{choice, user->email, user->locale, letter_link(key, choice), domain, *std::move(view)};
}

social::Mail compose_letter(const Locale& locale, const Letter& letter, std::string_view from, Time now)
{
    Writer writer{locale, letter};
    writer.write();
    return social::letter_mail({.to = letter.to,
                                .from_name = social::shown_name(letter.view.account),
                                .subject = writer.subject(),
                                .list = "posture." + letter.view.account.username,
                                .way_out = writer.way_out(),
                                .same_for = letter.way_out + " " + letter.view.month},
                               writer.text(), writer.tag(), letter.domain, from, now);
}

void add_letter_work(jobs::Workers& workers, const social::Postman& postman, PromiseOf promise_of)
{
    workers.handle(std::string{letters_queue}, std::string{LetterWork::name},
                   [&postman, promise_of = std::move(promise_of)](std::string_view payload) {
                       send_letter(postman, jobs::decode<LetterWork>(payload), promise_of);
                   });
    workers.every(minutes(1), "mail.posture_letters", [&postman](Time now) {
        if (postman.smtp.url.empty()) return;  // chosen when there was a mail server; they wait for the next one
        while (postman.database.write([&](db::Transaction& tx) { return begin_letters(tx, now); }) > 0) {}
    });
}

}  // namespace favilla::strategy
