// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/quotes.h"

#include "jobs/events.h"
#include "social/notifications.h"
#include "social/read_page.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

constexpr int quoters_told = 500;  // of an edit, by a notification

constexpr std::string_view quote_columns =
    "status_id, account_id, quoted_id, quoted_account_id, quoted_uri, state, approval_uri, request_uri, decided_at";

Quote read_quote(const db::Row& row)
{
    return {.status = row.get<StatusId>(0),
            .author = row.get<AccountId>(1),
            .quoted = row.get<std::optional<StatusId>>(2),
            .quoted_author = row.get<std::optional<AccountId>>(3),
            .quoted_uri = row.get<std::string>(4),
            .state = parse_quote_state(row.get<std::string_view>(5)),
            .approval = row.get<std::string>(6),
            .request = row.get<std::string>(7),
            .decided_at = row.get<std::optional<Time>>(8)};
}

std::optional<Quote> one(const std::optional<db::Row>& row) { return row ? std::optional{read_quote(*row)} : std::nullopt; }

struct Known {  // of an account
    std::string uri;
    bool is_local = false;
};

Known account_of(db::Reader& reader, AccountId id)
{
    auto row = reader.row("SELECT uri, domain_id IS NOT NULL FROM accounts WHERE id = $1", id);
    return row ? Known{row->get<std::string>(0), row->get<bool>(1)} : Known{};
}

// What only some may read is not counted before everybody's eyes.
void count(db::Transaction& tx, StatusId quoting)
{
    auto changed = tx.run("UPDATE quotes SET counted = 1 WHERE status_id = $1 AND counted = 0 "
                          "AND EXISTS (SELECT 1 FROM statuses s WHERE s.id = $1 AND s.visibility <= 1)",
                          quoting);
    if (changed > 0)
        tx.run(
            "UPDATE statuses SET quotes_count = quotes_count + 1 WHERE id = (SELECT quoted_id FROM quotes WHERE status_id = $1)",
            quoting);
}

void uncount(db::Transaction& tx, StatusId quoting)
{
    if (tx.run("UPDATE quotes SET counted = 0 WHERE status_id = $1 AND counted = 1", quoting) > 0)
        tx.run(
            "UPDATE statuses SET quotes_count = quotes_count - 1 WHERE id = (SELECT quoted_id FROM quotes WHERE status_id = $1)",
            quoting);
}

void set_state(db::Transaction& tx, const Quote& quote, QuoteState state, std::string_view approval, Time now)
{
    tx.run("UPDATE quotes SET state = $2, approval_uri = $3, decided_at = $4 WHERE status_id = $1", quote.status, name_of(state),
           approval, now);
    jobs::publish(tx, QuoteChanged{quote.status, now});
}

void tell_quoted(db::Transaction& tx, const Quote& quote, Time now)
{
    if (quote.quoted_author)
        notify(tx,
               {.to = *quote.quoted_author,
                .kind = NotificationKind::Quote,
                .from = quote.author,
                .status = quote.status,
                .conversation = tx.value<ConversationId>("SELECT conversation_id FROM statuses WHERE id = $1", *quote.quoted)},
               now);
}

// Where no other server has a say: one's own words, and those of people here, whose policy is their consent.
struct Decision {
    QuoteState state = QuoteState::Pending;
    std::string approval;
};

Decision decide(db::Reader& reader, const Status& quoted, const Status& quoting)
{
    if (quoted.author == quoting.author) return {QuoteState::Accepted, {}};
    auto author = account_of(reader, quoted.author);
    if (!author.is_local) return {};
    bool agrees =
        right_to_quote(reader, quoted, quoting.author) == QuoteRight::Automatic && may_see(reader, quoted, quoting.author);
    if (!agrees) return {QuoteState::Rejected, {}};
    return {QuoteState::Accepted, approval_uri(author.uri, quoting.id)};
}

void insert_quote(db::Transaction& tx, const Quote& quote, Time now)
{
    tx.run("INSERT INTO quotes (status_id, account_id, quoted_id, quoted_account_id, quoted_uri, state, counted, approval_uri, "
           "request_uri, created_at, decided_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10)",
           quote.status, quote.author, quote.quoted, quote.quoted_author, quote.quoted_uri, name_of(quote.state), quote.approval,
           quote.request, now, quote.decided_at);
    if (quote.state != QuoteState::Accepted) return;
    count(tx, quote.status);
    tell_quoted(tx, quote, now);
}

std::optional<Status> find_by_uri(db::Reader& reader, std::string_view uri)
{
    static const std::string query =
        "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.uri = $1 AND s.deleted_at IS NULL";
    auto row = reader.row(query, uri);
    if (!row || row->get<std::optional<StatusId>>(6)) return std::nullopt;  // a boost has no words to show
    return read_status(*row);
}

}  // namespace

std::string_view name_of(QuoteState state)
{
    switch (state) {
    case QuoteState::Pending: return "pending";
    case QuoteState::Accepted: return "accepted";
    case QuoteState::Rejected: return "rejected";
    case QuoteState::Revoked: break;
    }
    return "revoked";
}

QuoteState parse_quote_state(std::string_view name)
{
    using enum QuoteState;
    for (auto state : {Accepted, Rejected, Revoked})
        if (name == name_of(state)) return state;
    return Pending;
}

std::string approval_uri(std::string_view quoted_author, StatusId quoting)
{
    return std::string{quoted_author} + "/quote_authorizations/" + to_string(quoting);
}

std::optional<Quote> find_quote(db::Reader& reader, StatusId quoting)
{
    static const auto query = "SELECT " + std::string{quote_columns} + " FROM quotes WHERE status_id = $1";
    return one(reader.row(query, quoting));
}

std::optional<Quote> find_quote_by_request(db::Reader& reader, std::string_view request)
{
    static const auto query =
        "SELECT " + std::string{quote_columns} + " FROM quotes WHERE request_uri = $1 AND request_uri <> ''";
    return one(reader.row(query, request));
}

std::vector<Quote> find_quotes_by_approval(db::Reader& reader, std::string_view approval, AccountId quoted_author)
{
    static const auto query = "SELECT " + std::string{quote_columns}
                            + " FROM quotes WHERE approval_uri = $1 AND approval_uri <> '' AND quoted_account_id = $2";
    std::vector<Quote> found;
    for (const auto& row : reader.rows(query, approval, quoted_author)) found.push_back(read_quote(row));
    return found;
}

namespace {

QuoteRight right_to_quote(const Status& status, Viewer viewer, bool follows)
{
    if (status.boost_of) return QuoteRight::Denied;
    if (status.author == viewer.account) return QuoteRight::Automatic;
    if (status.visibility >= Visibility::Private) return QuoteRight::Denied;
    auto policy = QuotePolicy::from(status.quote_policy);
    auto meets = [&](std::int64_t bits) { return bits & QuotePolicy::Public || (bits & QuotePolicy::Followers && follows); };
    if (meets(policy.automatic)) return QuoteRight::Automatic;
    if (meets(policy.manual)) return QuoteRight::Manual;
    return (policy.automatic | policy.manual) & QuotePolicy::Unsupported ? QuoteRight::Unknown : QuoteRight::Denied;
}

}  // namespace

std::unordered_map<StatusId, QuoteRight> rights_to_quote(db::Reader& reader, std::span<const Status* const> statuses,
                                                         Viewer viewer)
{
    std::unordered_set<AccountId> asked;
    for (const auto* status : statuses) {
        if (!viewer.account) break;
        auto policy = QuotePolicy::from(status->quote_policy);
        if ((policy.automatic | policy.manual) & QuotePolicy::Followers) asked.insert(status->author);
    }
    std::unordered_set<AccountId> followed;
    if (!asked.empty())
        for (const auto& row : reader.rows("SELECT target_id FROM follows WHERE account_id = $1 AND target_id IN EACH($2)",
                                           *viewer.account, db::list_of(asked)))
            followed.insert(row.get<AccountId>(0));
    std::unordered_map<StatusId, QuoteRight> rights;
    for (const auto* status : statuses)
        rights.emplace(status->id, right_to_quote(*status, viewer, followed.contains(status->author)));
    return rights;
}

QuoteRight right_to_quote(db::Reader& reader, const Status& quoted, AccountId who)
{
    const auto* status = &quoted;
    return rights_to_quote(reader, {&status, 1}, who).at(quoted.id);
}

Result<Status> find_quotable(db::Reader& reader, AccountId who, StatusId id)
{
    auto quoted = find_status(reader, id, who);
    if (quoted && quoted->boost_of) quoted = find_status(reader, *quoted->boost_of, who);
    // One answer to all: what may not be quoted tells no more than what is not there.
    bool closed = !quoted || right_to_quote(reader, *quoted, who) == QuoteRight::Denied
               || reader.row("SELECT 1 FROM blocks WHERE account_id = $1 AND target_id = $2", who, quoted->author);
    if (closed) return refuse(ErrorCode::NotFound, "status.not_quotable");
    return *quoted;
}

void store_quote(db::Transaction& tx, const Status& quoting, const Status& quoted, Time now)
{
    auto decision = decide(tx, quoted, quoting);
    bool decided = decision.state != QuoteState::Pending;
    insert_quote(tx,
                 {.status = quoting.id,
                  .author = quoting.author,
                  .quoted = quoted.id,
                  .quoted_author = quoted.author,
                  .quoted_uri = quoted.uri,
                  .state = decision.state,
                  .approval = decision.approval,
                  .request = decided ? "" : account_of(tx, quoting.author).uri + "#quote_requests/" + to_string(quoting.id),
                  .decided_at = decided ? std::optional{now} : std::nullopt},
                 now);
}

void receive_quote(db::Transaction& tx, const Status& quoting, const RemoteQuote& remote, Time now)
{
    auto earlier = find_quote(tx, quoting.id);
    // Once withdrawn, it stays so, whatever the post says it quotes now or left out meanwhile.
    if (earlier && earlier->state == QuoteState::Revoked) {
        tx.run("UPDATE statuses SET has_quote = 1 WHERE id = $1", quoting.id);
        return;
    }
    // Older fields name the page that people read.
    bool same =
        earlier
        && (earlier->quoted_uri == remote.uri
            || (earlier->quoted && tx.row("SELECT 1 FROM statuses WHERE id = $1 AND url = $2", *earlier->quoted, remote.uri)));
    if (same) {
        // Of ours the decision stands here; elsewhere an authorization that is new is looked at again.
        bool claims_more = !remote.approval.empty() && remote.approval != earlier->approval;
        if (earlier->state == QuoteState::Pending && claims_more)
            tx.run("UPDATE quotes SET approval_uri = $2 WHERE status_id = $1", quoting.id, remote.approval);
        return;
    }
    if (earlier) remove_quote(tx, quoting.id);
    auto quoted = find_by_uri(tx, remote.uri);
    auto decision = quoted ? decide(tx, *quoted, quoting) : Decision{};
    bool decided = decision.state != QuoteState::Pending;
    tx.run("UPDATE statuses SET has_quote = 1 WHERE id = $1", quoting.id);
    insert_quote(tx,
                 {.status = quoting.id,
                  .author = quoting.author,
                  .quoted = quoted ? std::optional{quoted->id} : std::nullopt,
                  .quoted_author = quoted ? std::optional{quoted->author} : std::nullopt,
                  .quoted_uri = remote.uri,
                  .state = decision.state,
                  .approval = decided ? decision.approval : remote.approval,
                  .request = {},
                  .decided_at = decided ? std::optional{now} : std::nullopt},
                 now);
}

void remove_quote(db::Transaction& tx, StatusId quoting)
{
    uncount(tx, quoting);
    if (tx.run("DELETE FROM quotes WHERE status_id = $1", quoting) > 0)
        tx.run("UPDATE statuses SET has_quote = 0 WHERE id = $1", quoting);
}

void leave_quote(db::Transaction& tx, StatusId quoting)
{
    auto quote = find_quote(tx, quoting);
    if (!quote || quote->state != QuoteState::Revoked) return remove_quote(tx, quoting);
    tx.run("UPDATE statuses SET has_quote = 0 WHERE id = $1", quoting);
}

void settle_quote(db::Transaction& tx, StatusId quoting, const Status& quoted, bool authorized, Time now)
{
    auto quote = find_quote(tx, quoting);
    auto status = find_status(tx, quoting, quote ? Viewer{quote->author} : Viewer{});
    if (!quote || !status || quote->state != QuoteState::Pending || quoted.boost_of) return;
    quote->quoted = quoted.id;
    quote->quoted_author = quoted.author;
    tx.run("UPDATE quotes SET quoted_id = $2, quoted_account_id = $3, quoted_uri = $4 WHERE status_id = $1", quoting, quoted.id,
           quoted.author, quoted.uri);
    auto decision = decide(tx, quoted, *status);
    if (decision.state == QuoteState::Rejected) return reject_quote(tx, *quote, now);
    if (decision.state == QuoteState::Accepted) return accept_quote(tx, *quote, decision.approval, now);
    if (authorized) accept_quote(tx, *quote, quote->approval, now);
}

void accept_quote(db::Transaction& tx, const Quote& quote, std::string_view approval, Time now)
{
    if (quote.state == QuoteState::Revoked || quote.state == QuoteState::Accepted || !quote.quoted) return;
    set_state(tx, quote, QuoteState::Accepted, approval, now);
    count(tx, quote.status);
    tell_quoted(tx, quote, now);
}

void reject_quote(db::Transaction& tx, const Quote& quote, Time now)
{
    if (quote.state == QuoteState::Revoked || quote.state == QuoteState::Rejected) return;
    uncount(tx, quote.status);
    set_state(tx, quote, QuoteState::Rejected, "", now);
}

void withdraw_approval(db::Transaction& tx, const Quote& quote, Time now)
{
    if (quote.state == QuoteState::Revoked) return;
    uncount(tx, quote.status);
    set_state(tx, quote, QuoteState::Revoked, quote.approval, now);
}

Result<Status> revoke_quote(db::Transaction& tx, AccountId author, StatusId quoted, StatusId quoting, Time now)
{
    auto shown = find_status(tx, quoted, author);
    auto quote = find_quote(tx, quoting);
    auto status = quote ? find_status(tx, quoting, author) : std::nullopt;
    if (!shown || !status || quote->quoted != shown->id) return refuse(ErrorCode::NotFound, "status.missing");
    if (shown->author != author) return refuse(ErrorCode::Forbidden, "status.quote_of_another");
    if (quote->state == QuoteState::Revoked) return *status;
    withdraw_approval(tx, *quote, now);
    jobs::publish(tx, QuoteRevoked{quoting, shown->id, author, quote->approval});
    return *status;
}

Result<Status> change_quote_policy(db::Transaction& tx, AccountId author, StatusId id, QuotePolicy policy, Time now)
{
    auto status = find_status(tx, id, author);
    if (!status || status->author != author || status->boost_of) return refuse(ErrorCode::NotFound, "status.missing");
    if (status->visibility >= Visibility::Private) policy = quotable_by_nobody;
    if (status->quote_policy == policy.stored()) return *status;
    status->quote_policy = policy.stored();
    tx.run("UPDATE statuses SET quote_policy = $2 WHERE id = $1", id, status->quote_policy);
    jobs::publish(tx, QuoteChanged{id, now});
    return *status;
}

Page<Status> quotes_of(db::Reader& reader, StatusId quoted, Viewer viewer, const PageRequest& request, Time now)
{
    static const auto query =
        "SELECT " + std::string{status_columns}
        + " FROM quotes q JOIN statuses s ON s.id = q.status_id WHERE q.quoted_id = $1 AND q.state = 'accepted' "
          "AND s.deleted_at IS NULL AND q.status_id > $2 AND q.status_id < $3 ORDER BY q.status_id ";
    static const auto newest = query + "DESC LIMIT $4", oldest = query + "LIMIT $4";
    auto page = read_page<Status>(
        reader.rows(request.forwards() ? oldest : newest, quoted, request.after(), request.before(), request.limit), request,
        read_status);
    if (page.items.empty()) return page;
    std::vector<AccountId> authors;
    for (const auto& status : page.items) authors.push_back(status.author);
    auto visible = visible_among(reader, page.items, viewer);
    auto unwanted = unwanted_among(reader, authors, viewer, now);
    std::erase_if(page.items,
                  [&](const Status& status) { return !visible.contains(status.id) || unwanted.contains(status.author); });
    return page;
}

void tell_quoters(db::Transaction& tx, const Status& changed, Time now)
{
    if (changed.quotes_count == 0) return;
    for (const auto& row :
         tx.rows("SELECT q.account_id, q.status_id, s.conversation_id FROM quotes q JOIN statuses s ON s.id = q.status_id "
                 "WHERE q.quoted_id = $1 AND q.state = 'accepted' LIMIT $2",
                 changed.id, quoters_told))
        notify(tx,
               {.to = row.get<AccountId>(0),
                .kind = NotificationKind::QuotedUpdate,
                .from = changed.author,
                .status = row.get<StatusId>(1),
                .conversation = row.get<std::optional<ConversationId>>(2)},
               now);
}

}  // namespace favilla::social
