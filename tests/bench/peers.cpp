// SPDX-License-Identifier: AGPL-3.0-or-later
// peers FOLDER PORT EACH FLOOD — adds a thousand people of a thousand other servers to a data folder and writes what they send us, signed
// just now: FOLDER/{create,like,announce}.requests, EACH of them, and FOLDER/flood.requests, FLOOD of all kinds. A file is a row of
// "LENGTH\n" and a raw request. Their inboxes are two hundred, at 127.0.1.1 to 127.0.1.200, on PORT.
#include <array>
#include <fstream>
#include <functional>
#include <thread>

#include "activitypub/signatures.h"
#include "base/json_writer.h"
#include "distribution/actors.h"
#include "jobs/subscriptions.h"
#include "server/store.h"
#include "server/subscribe_inside.h"
#include "social/relations.h"
#include "social/remote_accounts.h"

using namespace favilla;

namespace {

constexpr int people = 1000;
constexpr int inboxes = 200;
constexpr int followers_here = 3;
constexpr std::string_view host = "localhost:8080";
constexpr std::string_view everybody = "https://www.w3.org/ns/activitystreams#Public";

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Sender {
    std::string uri;
    const PrivateKey* key;
};

std::vector<Sender> add_people(db::Database& database, std::span<const PrivateKey> keys, const std::string& port, Time now)
{
    std::vector<Sender> senders;
    database.write([&](db::Transaction& tx) {
        std::vector<AccountId> here;
        for (const auto& row :
             tx.rows("SELECT id FROM accounts WHERE domain_id IS NOT NULL ORDER BY id LIMIT $1", followers_here))
            here.push_back(row.get<AccountId>(0));
        for (int n = 0; n < people; ++n) {
            auto name = "h" + std::to_string(n) + ".peers.example";
            const auto& key = keys[static_cast<std::size_t>(n) % keys.size()];
            Sender sender{"http://" + name + "/users/p", &key};
            social::RemoteAccount remote{.uri = sender.uri,
                                         .url = {},
                                         .username = "p",
                                         .host = name,
                                         .kind = {},
                                         .display_name = {},
                                         .note = {},
                                         .fields = {},
                                         .avatar = {},
                                         .header = {},
                                         .published = {}};
            auto account = expect(social::receive_account(tx, remote, now)).id;
            auto inbox = "http://127.0.1." + std::to_string(1 + n % inboxes) + ":" + port + "/inbox";
            distribution::keep_actor(tx, account, {inbox, inbox, sender.uri + "/followers", {}, {}},
                                     {{sender.uri + "#main-key", key.public_key().pem()}}, now);
            for (auto follower : here) {
                (void)social::follow(tx, follower, account, {}, now);
                expect(social::accept_follow(tx, account, follower, now));
            }
            expect(social::follow(tx, account, here.front(), {}, now));
            senders.push_back(std::move(sender));
        }
        // Asking is done: the follows above were accepted, and nobody at these addresses is to be told of it.
        tx.run("DELETE FROM events");
        tx.run("DELETE FROM jobs");
    });
    return senders;
}

using Activity = std::function<std::string(const Sender&, int number)>;

std::string written(const Sender& sender, const std::string& body, Time now)
{
    auto url = *parse_web_url("http://" + std::string{host} + "/inbox");
    auto text = "POST /inbox HTTP/1.1\r\nHost: " + std::string{host}
              + "\r\nContent-Type: application/activity+json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& header : activitypub::sign(activitypub::SignatureForm::Cavage, net::Method::Post, url, body,
                                                {sender.uri + "#main-key", *sender.key}, now))
        text += header.name + ": " + header.value + "\r\n";
    text += "\r\n" + body;
    return std::to_string(text.size()) + "\n" + text;
}

// One of each sender in turn, signed by as many threads as there are cores.
void write_requests(const std::string& file, std::span<const Sender> senders, int count, const Activity& activity, Time now)
{
    std::vector<std::string> made(static_cast<std::size_t>(count));
    auto sign = [&](std::size_t from, std::size_t step) {
        for (auto at = from; at < made.size(); at += step) {
            const auto& sender = senders[at % senders.size()];
            made[at] = written(sender, activity(sender, static_cast<int>(at)), now);
        }
    };
    auto cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (unsigned n = 0; n < cores; ++n) threads.emplace_back(sign, n, cores);
    threads.clear();
    std::ofstream out(file, std::ios::binary);
    for (const auto& request : made) out << request;
}

std::string note_activity(const Sender& sender, const std::string& id, Time now)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://www.w3.org/ns/activitystreams");
            json.field("id", id + "/activity");
            json.field("type", "Create");
            json.field("actor", sender.uri);
            json.key("to").array([&] { json.value(everybody); });
            json.key("cc").array([&] { json.value(sender.uri + "/followers"); });
            json.key("object").object([&] {
                json.field("id", id);
                json.field("type", "Note");
                json.field("attributedTo", sender.uri);
                json.field("content",
                           "<p>A spark is followed by a great flame, and one question by another: what do you think of it?</p>");
                json.field("published", iso8601(now));
                json.key("to").array([&] { json.value(everybody); });
                json.key("cc").array([&] { json.value(sender.uri + "/followers"); });
            });
        });
    });
}

std::string act_on(std::string_view type, const Sender& sender, const std::string& id, const std::string& object)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://www.w3.org/ns/activitystreams");
            json.field("id", id);
            json.field("type", type);
            json.field("actor", sender.uri);
            json.key("to").array([&] { json.value(everybody); });
            json.field("object", object);
        });
    });
}

std::vector<std::string> own_statuses(db::Database& database)
{
    std::vector<std::string> uris;
    database.read([&](db::Reader& reader) {
        for (const auto& row :
             reader.rows("SELECT uri FROM statuses WHERE domain_id IS NOT NULL AND visibility = 0 AND boost_of_id IS NULL "
                         "AND deleted_at IS NULL ORDER BY id DESC LIMIT 200"))
            uris.push_back(row.get<std::string>(0));
        return 0;
    });
    return uris;
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    std::string folder = arguments[1];
    int each = std::stoi(arguments[3]), flood = std::stoi(arguments[4]);
    server::StorePlace place;
    place.folder = folder;
    auto now = system_now();
    auto store = server::open_migrated_store(place, now);
    if (!store) return 1;
    jobs::Subscriptions subscriptions;
    server::subscribe_inside(subscriptions);
    store->database->set_event_sink(&subscriptions);
    std::vector<PrivateKey> keys;
    for (int n = 0; n < 16; ++n) keys.push_back(PrivateKey::make_rsa());
    auto senders = add_people(*store->database, keys, arguments[2], now);
    auto statuses = own_statuses(*store->database);
    // Whom a like or boost is of changes with each round of the senders, so that no two are the same.
    auto own = [&](int number) { return statuses[static_cast<std::size_t>(number / people) % statuses.size()]; };
    auto id = [](const Sender& sender, std::string_view kind, int number) {
        return sender.uri + "/" + std::string{kind} + "/" + std::to_string(number);
    };
    auto create = [&](const Sender& s, int n) { return note_activity(s, id(s, "notes", n), now); };
    auto like = [&](const Sender& s, int n) { return act_on("Like", s, id(s, "likes", n), own(n)); };
    auto announce = [&](const Sender& s, int n) { return act_on("Announce", s, id(s, "boosts", n), own(n)); };
    write_requests(folder + "/create.requests", senders, each, create, now);
    write_requests(folder + "/like.requests", senders, each, like, now);
    write_requests(folder + "/announce.requests", senders, each, announce, now);
    constexpr int apart = 10'000'000;  // numbers that the files above do not reach
    auto any = [&](const Sender& s, int n) {
        auto kind = (n / people) % 3;
        return kind == 0 ? create(s, apart + n) : kind == 1 ? like(s, apart + n) : announce(s, apart + n);
    };
    write_requests(folder + "/flood.requests", senders, flood, any, now);
    store->database->set_event_sink(nullptr);
    return 0;
}
