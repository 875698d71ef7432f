// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening_alerts.h — those of a page's team who want it are told, in the app, by mail or both, when a day is louder than is to be
// expected (at the stated rate of false alarms, conversations/listening_bursts.h): once for each burst, and so at most once a day for each query.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "conversations/listening_figures.h"
#include "jobs/workers.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/postman.h"

namespace favilla::conversations {

struct AlertChoice {
    ListeningId query;
    AccountId person;
    friend bool operator==(const AlertChoice&, const AlertChoice&) = default;
};

struct AlertWays {
    bool in_app = false, by_mail = false;
    bool any() const { return in_app || by_mail; }
    friend bool operator==(const AlertWays&, const AlertWays&) = default;
};

AlertWays alert_ways(db::Reader&, const AlertChoice&);
// Of a burst that has begun before today nothing is told. Refuses NotFound "record.not_found" for who is not of the page's team.
Result<void> choose_alert(db::Transaction&, const AlertChoice&, AlertWays, Time now);
void end_alert_mails(db::Transaction&, const AlertChoice&);
void forget_alerts_of_deleted(db::Transaction&, AccountId);

// The link by which an alert is answered: whoever has it may end these mails, and nothing else.
inline constexpr std::string_view alert_path = "/mail/listening?token=";  // pages/ answers there
std::string alert_link(const social::MailKey&, const AlertChoice&);
std::optional<AlertChoice> alert_in(const social::MailKey&, std::string_view link);  // none: not made here

inline constexpr std::string_view alerts_queue = "mail.listening";
struct AlertWork {
    static constexpr std::string_view name = "mail.listening_alert";
    std::int64_t query = 0;
    AccountId person;
    std::int64_t first_day = 0;  // of the burst
};
BOOST_DESCRIBE_STRUCT(AlertWork, (), (query, person, first_day))

enum class AlertMails { Sent, Wait };  // Wait: there is no mail server; who asked for mails alone is told when there is one
// Looks at the next query that somebody wants to be told of, after that one; a notification, or a job, for each who is to be told.
// None: there is no other.
std::optional<ListeningId> begin_alerts(db::Transaction&, ListeningId after, AlertMails, Time now);

struct Alert {
    AlertChoice choice;
    std::string to, locale, way_out;
    social::Domain domain;
    std::string page_name, page_username;
    Listening listening;
    ListeningBurst burst;
};
// None: nobody any more who may be told, or what was found is there no longer.
std::optional<Alert> write_alert(db::Reader&, const social::MailKey&, const AlertWork&, Time now);
social::Mail compose_alert(const Locale&, const Alert&, std::string_view from, Time now);

// The postman must be there as long as they work.
void add_alert_work(jobs::Workers&, const social::Postman&);

}  // namespace favilla::conversations
