// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/streams.h"

#include "base/json_writer.h"

namespace favilla::mastodon {

namespace {

constexpr std::string_view user_prefix = "user:";

using Bytes = std::shared_ptr<const std::string>;

Bytes sse_frame(std::string_view event, std::string_view payload)
{
    auto frame = std::make_shared<std::string>();
    frame->append("event: ").append(event).append("\ndata: ").append(payload).append("\n\n");
    return frame;
}

// {"stream": ["hashtag", "fiamma"], "event": "update", "payload": "…JSON as text…"}
Bytes websocket_frame(const std::vector<std::string>& names, std::string_view event, std::string_view payload)
{
    return std::make_shared<const std::string>(write_json(
        [&](JsonWriter& json) {
            json.object([&] {
                json.key("stream").values(names);
                json.field("event", event);
                if (!payload.empty()) json.field("payload", payload);
            });
        },
        payload.size() + 128));
}

}  // namespace

std::string user_channel(AccountId account) { return std::string{user_prefix} + to_string(account); }
std::string notification_channel(AccountId account) { return "user:notification:" + to_string(account); }
std::string list_channel(ListId list) { return "list:" + to_string(list); }
std::string direct_channel(AccountId account) { return "direct:" + to_string(account); }
std::string conversation_channel(ConversationId conversation) { return "conversation:" + to_string(conversation); }
std::string deliveries_channel(StatusId status) { return "deliveries:" + to_string(status); }
std::string desk_channel(AccountId person) { return "desk:" + to_string(person); }
std::string integrity_channel(AccountId of_team) { return "integrity:" + to_string(of_team); }

std::string public_channel(std::optional<DomainId> local_to)
{
    return local_to ? "public:local:" + to_string(*local_to) : "public";
}

std::string tag_channel(std::string_view folded_name, std::optional<DomainId> local_to)
{
    auto channel = "hashtag:" + std::string{folded_name};
    return local_to ? channel + ":local:" + to_string(*local_to) : channel;
}

StreamHub::ConnectionPtr StreamHub::open(std::shared_ptr<net::StreamHandle> handle, net::StreamKind kind, DomainId domain,
                                         std::optional<AccountId> account, std::optional<TokenId> token,
                                         std::optional<AccountId> person)
{
    auto connection = std::make_shared<Connection>(std::move(handle), kind);
    connection->domain_ = domain;
    connection->account_ = account;
    connection->token_ = token;
    connection->person_ = person;
    std::lock_guard lock{mutex_};
    connections_.insert(connection);
    return connection;
}

void StreamHub::close(const ConnectionPtr& connection)
{
    std::lock_guard lock{mutex_};
    for (const auto& [channel, names] : connection->channels_) {
        auto found = by_channel_.find(channel);
        if (found == by_channel_.end()) continue;
        found->second.erase(connection);
        if (found->second.empty()) by_channel_.erase(found);
    }
    connection->channels_.clear();
    connections_.erase(connection);
}

void StreamHub::subscribe(const ConnectionPtr& connection, const std::string& channel, std::vector<std::string> names)
{
    std::lock_guard lock{mutex_};
    if (!connections_.contains(connection)) return;  // closed meanwhile
    connection->channels_[channel] = std::move(names);
    by_channel_[channel].insert(connection);
}

void StreamHub::unsubscribe(const ConnectionPtr& connection, const std::string& channel)
{
    std::lock_guard lock{mutex_};
    connection->channels_.erase(channel);
    auto found = by_channel_.find(channel);
    if (found == by_channel_.end()) return;
    found->second.erase(connection);
    if (found->second.empty()) by_channel_.erase(found);
}

void StreamHub::send(const std::string& channel, std::string_view event, const StreamPayload& payload,
                     const std::unordered_set<AccountId>& except)
{
    std::lock_guard lock{mutex_};
    auto found = by_channel_.find(channel);
    if (found == by_channel_.end()) return;
    std::map<DomainId, Bytes> sse;
    std::map<std::pair<DomainId, std::vector<std::string>>, Bytes> websocket;
    for (const auto& connection : found->second) {
        if (connection->account_ && except.contains(*connection->account_)) continue;
        if (auto own = payload.of_reader(connection->account_, connection->domain_)) {
            connection->handle_->send(connection->kind_ == net::StreamKind::ServerSentEvents
                                          ? sse_frame(event, *own)
                                          : websocket_frame(connection->channels_.at(channel), event, *own));
            continue;
        }
        auto text = payload.of(connection->domain_);
        if (connection->kind_ == net::StreamKind::ServerSentEvents) {
            auto& frame = sse[connection->domain_];
            if (!frame) frame = sse_frame(event, text);
            connection->handle_->send(frame);
            continue;
        }
        const auto& names = connection->channels_.at(channel);
        auto& frame = websocket[{connection->domain_, names}];
        if (!frame) frame = websocket_frame(names, event, text);
        connection->handle_->send(frame);
    }
}

void StreamHub::send_to_tags(std::string_view event, const StreamPayload& payload)
{
    std::vector<std::string> channels;
    {
        std::lock_guard lock{mutex_};
        for (const auto& [channel, connections] : by_channel_)
            if (channel.starts_with("hashtag:")) channels.push_back(channel);
    }
    for (const auto& channel : channels) send(channel, event, payload);
}

bool StreamHub::is_empty() const
{
    std::lock_guard lock{mutex_};
    return connections_.empty();
}

std::vector<DomainId> StreamHub::listening_domains() const
{
    std::lock_guard lock{mutex_};
    std::set<DomainId> domains;
    for (const auto& connection : connections_) domains.insert(connection->domain_);
    return {domains.begin(), domains.end()};
}

std::vector<ListId> StreamHub::listening_lists() const
{
    std::lock_guard lock{mutex_};
    std::vector<ListId> lists;
    for (const auto& [channel, connections] : by_channel_) {
        if (!channel.starts_with("list:")) continue;
        if (auto list = parse_id<ListId>(std::string_view{channel}.substr(5))) lists.push_back(*list);
    }
    return lists;
}

bool StreamHub::anybody_listens(const std::string& channel) const
{
    std::lock_guard lock{mutex_};
    return by_channel_.contains(channel);
}

std::vector<AccountId> StreamHub::listening_accounts() const
{
    std::lock_guard lock{mutex_};
    std::set<AccountId> accounts;
    for (const auto& connection : connections_)
        if (connection->account_ && connection->channels_.contains(user_channel(*connection->account_)))
            accounts.insert(*connection->account_);
    return {accounts.begin(), accounts.end()};
}

std::vector<AccountId> StreamHub::connected_accounts() const
{
    std::lock_guard lock{mutex_};
    std::set<AccountId> accounts;
    for (const auto& connection : connections_)
        if (connection->account_) accounts.insert(*connection->account_);
    return {accounts.begin(), accounts.end()};
}

template <class Matches>
void StreamHub::end_if(Matches&& matches)
{
    std::lock_guard lock{mutex_};
    for (const auto& connection : connections_)
        if (matches(*connection)) connection->handle_->close(net::CloseCode::PolicyViolation, "the token is no longer valid");
}

void StreamHub::end_token(TokenId token)
{
    end_if([&](const Connection& connection) { return connection.token_ == token; });
}

void StreamHub::end_voice(AccountId page, AccountId person)
{
    end_if([&](const Connection& connection) { return connection.account_ == page && connection.person_ == person; });
}
void StreamHub::end_account(AccountId account)
{
    end_if([&](const Connection& connection) { return connection.account_ == account; });
}

}  // namespace favilla::mastodon
