// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_alerts.h"

#include <algorithm>
#include <cmath>

#include "community/pages.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/letters.h"
#include "social/mail_parts.h"
#include "social/notifications.h"

namespace favilla::conversations {

namespace {

constexpr std::string_view link_kind = "listening alert";

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

bool is_of_team(db::Reader& reader, const AlertChoice& choice)
{
    auto listening = find_listening(reader, choice.query);
    return listening && community::is_of_page(reader, listening->page, choice.person);
}

// A burst that began yesterday or today: what was heard late may make yesterday loud.
std::optional<ListeningBurst> fresh_burst(db::Reader& reader, const Listening& listening, Time now)
{
    auto today = start_of_day(now);
    auto loudness = listening_bursts(reader, listening, {today - days(1), today + days(1)});
    if (loudness.bursts.empty() || loudness.bursts.back().first < today - days(1)) return std::nullopt;
    return loudness.bursts.back();
}

class Writer {
public:
    Writer(const Locale& locale, const Alert& alert)
        : alert_(alert), locale_(locale), language_(locale.find(alert.locale).value_or(Language{}))
    {}

    std::string subject() const { return say("listening.alert.subject"); }

    void write()
    {
        text_.paragraph(say("listening.alert.what"));
        text_.paragraph(say("listening.alert.rate"));
        text_.link(figures(), say("listening.alert.open"));
        text_.foot(say("listening.alert.footer"), say("listening.alert.end"), way_out());
    }

    const social::LetterText& text() const { return text_; }
    std::string_view tag() const { return locale_.tag(language_); }
    std::string way_out() const { return alert_.domain.origin + std::string{alert_path} + alert_.way_out; }

private:
    std::string figures() const
    {
        return alert_.domain.origin + "/app/pages/" + to_string(alert_.listening.page) + "/listening/"
             + to_string(alert_.choice.query);
    }
    std::string say(std::string_view key) const
    {
        const auto& burst = alert_.burst;
        return locale_.text(language_, key,
                            {{"name", alert_.listening.name},
                             {"page", alert_.page_name},
                             {"day", iso_date(burst.peak)},
                             {"posts", std::to_string(burst.posts)},
                             {"authentic", std::to_string(burst.authentic)},
                             {"expected", std::to_string(std::llround(std::ceil(burst.expected)))},
                             {"alarms", std::to_string(false_alarms_a_year)}});
    }

    const Alert& alert_;
    const Locale& locale_;
    Language language_;
    social::LetterText text_;
};

void send_alert(const social::Postman& postman, const AlertWork& work)
{
    auto now = postman.clock();
    AlertChoice choice{ListeningId{work.query}, work.person};
    auto alert = postman.database.read([&](db::Reader& reader) { return write_alert(reader, postman.key, work, now); });
    if (!alert) {
        // Who left the team is told nothing any more.
        postman.database.write([&](db::Transaction& tx) {
            if (!is_of_team(tx, choice)) (void)choose_alert(tx, choice, {}, now);
        });
        return;
    }
    social::send_letter(postman, compose_alert(postman.locale, *alert, postman.smtp.from, now),
                        [&](db::Transaction& tx) { end_alert_mails(tx, choice); });
}

}  // namespace

AlertWays alert_ways(db::Reader& reader, const AlertChoice& choice)
{
    auto row = reader.row("SELECT in_app, by_mail FROM listening_alerts WHERE query_id = $1 AND account_id = $2", choice.query,
                          choice.person);
    return row ? AlertWays{.in_app = row->get<bool>(0), .by_mail = row->get<bool>(1)} : AlertWays{};
}

Result<void> choose_alert(db::Transaction& tx, const AlertChoice& choice, AlertWays ways, Time now)
{
    if (!ways.any()) {
        tx.run("DELETE FROM listening_alerts WHERE query_id = $1 AND account_id = $2", choice.query, choice.person);
        return {};
    }
    if (!is_of_team(tx, choice)) return refuse(ErrorCode::NotFound, "record.not_found");
    // Who is told already and now wants it another way is not told again.
    tx.run("INSERT INTO listening_alerts (query_id, account_id, told_day, in_app, by_mail) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (query_id, account_id) DO UPDATE SET in_app = $4, by_mail = $5",
           choice.query, choice.person, day_of(now) - 1, ways.in_app, ways.by_mail);
    return {};
}

void end_alert_mails(db::Transaction& tx, const AlertChoice& choice)
{
    tx.run("DELETE FROM listening_alerts WHERE query_id = $1 AND account_id = $2 AND in_app = 0", choice.query, choice.person);
    tx.run("UPDATE listening_alerts SET by_mail = 0 WHERE query_id = $1 AND account_id = $2", choice.query, choice.person);
}

void forget_alerts_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (gone && gone->deleted_at) tx.run("DELETE FROM listening_alerts WHERE account_id = $1", account);
}

std::string alert_link(const social::MailKey& key, const AlertChoice& choice)
{
    return social::letter_link(key, link_kind, choice.query.value, choice.person);
}

std::optional<AlertChoice> alert_in(const social::MailKey& key, std::string_view link)
{
    auto found = social::letter_link_in(key, link_kind, link);
    if (!found) return std::nullopt;
    return AlertChoice{ListeningId{found->about}, found->person};
}

namespace {

struct ToldPerson {
    AlertChoice choice;
    AlertWays ways;
};

// A mail is a job; what is told in the app is told with this transaction.
void tell(db::Transaction& tx, const Listening& listening, const ToldPerson& told, std::int64_t first_day, AlertMails mails,
          Time now)
{
    if (!is_of_team(tx, told.choice)) {
        (void)choose_alert(tx, told.choice, {}, now);
        return;
    }
    if (told.ways.in_app)
        social::notify(tx,
                       {.to = told.choice.person,
                        .kind = social::NotificationKind::ListeningBurst,
                        .from = listening.page,
                        .status = {},
                        .conversation = {},
                        .listening = listening.id},
                       now);
    if (!told.ways.by_mail || mails == AlertMails::Wait) return;
    AlertWork work{listening.id.value, told.choice.person, first_day};
    jobs::enqueue(tx, alerts_queue, AlertWork::name, jobs::encode(work), now, now);
}

}  // namespace

std::optional<ListeningId> begin_alerts(db::Transaction& tx, ListeningId after, AlertMails mails, Time now)
{
    auto next =
        tx.value<ListeningId>("SELECT query_id FROM listening_alerts WHERE query_id > $1 ORDER BY query_id LIMIT 1", after);
    if (!next) return std::nullopt;
    auto listening = find_listening(tx, *next);
    auto burst = listening ? fresh_burst(tx, *listening, now) : std::nullopt;
    if (!burst) return next;
    auto first_day = day_of(burst->first);
    auto least_in_app = mails == AlertMails::Wait ? 1 : 0;
    std::vector<ToldPerson> people;
    for (const auto& row : tx.rows("SELECT account_id, in_app, by_mail FROM listening_alerts "
                                   "WHERE query_id = $1 AND told_day < $2 AND in_app >= $3",
                                   *next, first_day, least_in_app))
        people.push_back({{*next, row.get<AccountId>(0)}, {.in_app = row.get<bool>(1), .by_mail = row.get<bool>(2)}});
    for (const auto& told : people) tell(tx, *listening, told, first_day, mails, now);
    // What is told today is told of all that began until today, so that there is no second one.
    tx.run("UPDATE listening_alerts SET told_day = $3 WHERE query_id = $1 AND told_day < $2 AND in_app >= $4", *next, first_day,
           day_of(now), least_in_app);
    return next;
}

std::optional<Alert> write_alert(db::Reader& reader, const social::MailKey& key, const AlertWork& work, Time now)
{
    AlertChoice choice{ListeningId{work.query}, work.person};
    auto listening = find_listening(reader, choice.query);
    auto user = social::find_letter_reader(reader, choice.person);
    bool is_wanted =
        listening && community::is_of_page(reader, listening->page, choice.person) && alert_ways(reader, choice).by_mail;
    if (!user || !is_wanted) return std::nullopt;
    auto page = social::find_account(reader, listening->page);
    auto first = Time{} + days(work.first_day);
    auto loudness = listening_bursts(reader, *listening, {first, start_of_day(now) + days(1)});
    auto burst = std::ranges::find(loudness.bursts, first, &ListeningBurst::first);
    if (!page || burst == loudness.bursts.end()) return std::nullopt;
    return Alert{.choice = choice,
                 .to = user->email,
                 .locale = user->locale,
                 .way_out = alert_link(key, choice),
                 .domain = social::find_domain(reader, user->domain).value(),
                 .page_name = social::shown_name(*page),
                 .page_username = page->username,
                 .listening = *listening,
                 .burst = *burst};
}

social::Mail compose_alert(const Locale& locale, const Alert& alert, std::string_view from, Time now)
{
    Writer writer{locale, alert};
    writer.write();
    return social::letter_mail({.to = alert.to,
                                .from_name = alert.page_name,
                                .subject = writer.subject(),
                                .list = "listening." + alert.page_username,
                                .way_out = writer.way_out(),
                                .same_for = alert.way_out + " " + iso_date(alert.burst.first)},
                               writer.text(), writer.tag(), alert.domain, from, now);
}

void add_alert_work(jobs::Workers& workers, const social::Postman& postman)
{
    workers.handle(std::string{alerts_queue}, std::string{AlertWork::name},
                   [&postman](std::string_view payload) { send_alert(postman, jobs::decode<AlertWork>(payload)); });
    workers.every(hours(1), "mail.listening_alerts", [&postman](Time now) {
        auto mails = postman.smtp.url.empty() ? AlertMails::Wait : AlertMails::Sent;
        for (std::optional<ListeningId> at = ListeningId{}; at;)
            at = postman.database.write([&](db::Transaction& tx) { return begin_alerts(tx, *at, mails, now); });
    });
}

}  // namespace favilla::conversations
