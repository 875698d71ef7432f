// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/streams.h — the open streams of this process and what each listens to. A channel is "public",
// "public:local:DOMAIN", "hashtag:NAME", "user:ACCOUNT", "user:notification:ACCOUNT", "list:ID", "conversation:ID", "deliveries:ID", "desk:PERSON" or "integrity:PERSON".
// A message is rendered once and its bytes are shared by all who get it; a stream whose token ends is closed.
// (docs.joinmastodon.org/methods/streaming)
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "net/stream.h"

namespace favilla::mastodon {

// Text (JSON or an id): the same for everybody, or one for the readers of each hosted domain, who name each other
// without its host, or one for a reader whose filters it meets.
struct StreamPayload {
    std::string for_all;
    std::map<DomainId, std::string> by_domain;
    std::map<std::pair<AccountId, DomainId>, std::string> by_reader = {};
    std::string_view of(DomainId domain) const
    {
        auto own = by_domain.find(domain);
        return own == by_domain.end() ? for_all : own->second;
    }
    const std::string* of_reader(std::optional<AccountId> account, DomainId domain) const  // null: as for everybody
    {
        auto own = account ? by_reader.find({*account, domain}) : by_reader.end();
        return own == by_reader.end() ? nullptr : &own->second;
    }
};

class StreamHub {
public:
    // One connection; its channels may change while it is open.
    class Connection {
    public:
        Connection(std::shared_ptr<net::StreamHandle> handle, net::StreamKind kind) : handle_(std::move(handle)), kind_(kind) {}

    private:
        friend class StreamHub;
        std::shared_ptr<net::StreamHandle> handle_;
        net::StreamKind kind_;
        DomainId domain_;
        std::optional<AccountId> account_;
        std::optional<TokenId> token_;
        std::optional<AccountId> person_;
        std::map<std::string, std::vector<std::string>> channels_;  // channel → the names the client asked for
    };
    using ConnectionPtr = std::shared_ptr<Connection>;

    ConnectionPtr open(std::shared_ptr<net::StreamHandle>, net::StreamKind, DomainId, std::optional<AccountId>,
                       std::optional<TokenId>, std::optional<AccountId> person = {});  // who speaks for the account
    void close(const ConnectionPtr&);
    // `names` is what the client called the stream: ["hashtag", "fiamma"]; it comes back with every message.
    void subscribe(const ConnectionPtr&, const std::string& channel, std::vector<std::string> names);
    void unsubscribe(const ConnectionPtr&, const std::string& channel);

    // Nothing is written where nobody listens, and nothing is sent to those who would rather not meet its author.
    void send(const std::string& channel, std::string_view event, const StreamPayload&,
              const std::unordered_set<AccountId>& except = {});
    void send_to_tags(std::string_view event, const StreamPayload&);  // whoever listens to any tag
    bool is_empty() const;
    bool anybody_listens(const std::string& channel) const;
    std::vector<DomainId> listening_domains() const;
    std::vector<ListId> listening_lists() const;
    std::vector<AccountId> connected_accounts() const;  // whatever they listen to
    // Whose user stream is open.
    std::vector<AccountId> listening_accounts() const;

    // Ends what a revoked token, or a person who may no longer be here, had open.
    void end_token(TokenId);
    void end_account(AccountId);
    void end_voice(AccountId page, AccountId person);

private:
    template <class Matches>
    void end_if(Matches&&);

    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::set<ConnectionPtr>> by_channel_;
    std::set<ConnectionPtr> connections_;
};

std::string user_channel(AccountId);
std::string notification_channel(AccountId);
std::string list_channel(ListId);
std::string direct_channel(AccountId);
std::string conversation_channel(ConversationId);
std::string deliveries_channel(StatusId);
std::string desk_channel(AccountId person);  // all the desks they see
std::string integrity_channel(AccountId of_team);
std::string public_channel(std::optional<DomainId> local_to);
std::string tag_channel(std::string_view folded_name, std::optional<DomainId> local_to);
inline constexpr std::string_view remote_channel = "public:remote";

}  // namespace favilla::mastodon
