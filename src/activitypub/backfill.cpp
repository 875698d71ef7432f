// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/backfill.h"

#include <deque>
#include <set>

#include "activitypub/fetch.h"
#include "activitypub/receive.h"
#include "activitypub/values.h"
#include "distribution/actors.h"
#include "distribution/received.h"
#include "jobs/queue.h"
#include "social/featured_tags.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

// What is still to be looked at, each address once.
class Search {
public:
    explicit Search(Federation& federation) : federation_(federation) {}

    void add(std::string uri)
    {
        if (!uri.empty() && found_.size() < max_listed && found_.insert(uri).second) waiting_.push_back(std::move(uri));
    }

    // The members of a collection, page by page, as long as they stand on its own server.
    void add_members(const json::value& collection, const std::string& origin)
    {
        const json::value* page = &collection;
        json::value fetched;
        for (int pages = 0; pages < max_collection_pages; ++pages) {
            for (auto key : {"items", "orderedItems"})
                for (auto& uri : ids_of(*page, key)) add(std::move(uri));
            const auto* next = find_member(*page, "first");
            if (!next) next = find_member(*page, "next");
            if (!next || pages + 1 == max_collection_pages) return;
            if (next->is_object()) {
                page = next;
                continue;
            }
            auto address = id_of(*next);
            if (!same_origin(address, origin)) return;
            auto document = fetch_document(federation_, address);
            if (!document) return;
            fetched = *std::move(document);
            page = &fetched;
        }
    }

    void look_behind(const json::value& object)
    {
        auto origin = id_of(object);
        auto context = id_of(object, "context");
        if (same_origin(context, origin))
            if (auto collection = fetch_document(federation_, context)) return add_members(*collection, origin);
        const auto* replies = find_member(object, "replies");
        if (!replies) return;
        if (replies->is_object()) return add_members(*replies, origin);
        auto address = id_of(*replies);
        if (!same_origin(address, origin)) return;
        if (auto collection = fetch_document(federation_, address)) add_members(*collection, origin);
    }

    std::optional<std::string> take()
    {
        if (waiting_.empty()) return std::nullopt;
        auto uri = std::move(waiting_.front());
        waiting_.pop_front();
        return uri;
    }

private:
    static constexpr std::size_t max_listed = 1000;
    Federation& federation_;
    std::set<std::string> found_;
    std::deque<std::string> waiting_;
};

bool is_known(Federation& federation, std::string_view uri)
{
    return federation.database.read([&](db::Reader& reader) { return social::find_status_by_uri(reader, uri).has_value(); });
}

// Only what answers something known, and is for everybody, is taken in. Whether it was.
bool take_in(Federation& federation, Search& search, const std::string& uri)
{
    auto document = fetch_document(federation, uri);
    if (!document || !is_known(federation, id_of(*document, "inReplyTo"))) return false;
    if (!receive_object(federation, *document, 1)) return false;
    search.look_behind(*document);
    return true;
}

void fetch_pins(Federation& federation, AccountId id, const std::string& place)
{
    auto collection = fetch_document(federation, place);
    if (!collection) return;
    std::vector<StatusId> pinned;
    for (auto key : {"orderedItems", "items"})
        for (const auto& uri : ids_of(*collection, key)) {
            if (pinned.size() == max_pins_fetched) break;
            if (auto status =
                    same_origin(uri, place) ? ensure_status(federation, uri) : refuse(ErrorCode::Invalid, "fetch.other_id"))
                pinned.push_back(status->id);
        }
    federation.database.write([&](db::Transaction& tx) { social::receive_pins(tx, id, pinned, federation.clock()); });
}

void add_tag_names(std::vector<std::string>& names, const json::value& page)
{
    for (auto key : {"items", "orderedItems"})
        for (const auto* item : items_of(page, key)) {
            auto name = item->is_object() && type_of(*item) == "Hashtag" ? text_of(*item, "name") : std::string{};
            if (name.starts_with('#')) name.erase(0, 1);
            if (!name.empty() && names.size() < static_cast<std::size_t>(social::max_featured_tags))
                names.push_back(std::move(name));
        }
}

// As Mastodon lists them: Hashtags in the collection, or on its first page. None: nobody answered.
std::optional<std::vector<std::string>> tag_names_in(Federation& federation, const std::string& place)
{
    auto collection = fetch_document(federation, place);
    if (!collection) return std::nullopt;
    std::vector<std::string> names;
    add_tag_names(names, *collection);
    const auto* first = find_member(*collection, "first");
    if (!first || !names.empty()) return names;
    if (first->is_object()) {
        add_tag_names(names, *first);
        return names;
    }
    auto address = id_of(*first);
    if (!same_origin(address, place)) return names;
    auto page = fetch_document(federation, address);
    if (!page) return std::nullopt;
    add_tag_names(names, *page);
    return names;
}

void leave_featured_work(Federation& federation, AccountId id)
{
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        distribution::note_featured_asked(tx, id, now);
        jobs::enqueue(tx, backfill_queue, FeaturedWork::name, jobs::encode(FeaturedWork{id}), now, now);
    });
}

void look_for_replies(Federation& federation, StatusId id)
{
    auto uri = federation.database.read([&](db::Reader& reader) { return social::uri_of_status(reader, id); });
    auto document = fetch_document(federation, uri);
    if (!document) return;
    Search search{federation};
    search.add(uri);
    search.look_behind(*document);
    for (int done = 0; done < max_backfilled;) {
        auto next = search.take();
        if (!next) return;
        if (is_known(federation, *next)) continue;
        if (take_in(federation, search, *next))
            federation.database.write([&](db::Transaction& tx) { distribution::note_backfilled(tx, id); });
        ++done;
    }
}

}  // namespace

void ask_for_featured(Federation& federation, AccountId id)
{
    auto places = federation.database.read([&](db::Reader& reader) { return distribution::find_places(reader, id); });
    if (places && !(places->featured.empty() && places->featured_tags.empty())) leave_featured_work(federation, id);
}

void fetch_featured(Federation& federation, AccountId id)
{
    auto places = federation.database.read([&](db::Reader& reader) { return distribution::find_places(reader, id); });
    if (!places) return;
    if (!places->featured.empty()) fetch_pins(federation, id, places->featured);
    if (places->featured_tags.empty()) return;
    if (auto names = tag_names_in(federation, places->featured_tags))
        federation.database.write(
            [&](db::Transaction& tx) { social::receive_featured_tags(tx, id, *names, federation.clock()); });
}

void complete_conversation(Federation& federation, StatusId id)
{
    auto now = federation.clock();
    bool due = federation.database.read([&](db::Reader& reader) {
        auto status = social::find_status(reader, id, {});
        return status && !status->domain && distribution::backfill_is_due(reader, id, now - backfill_pause);
    });
    if (!due) return;
    federation.database.write_if_room([&](db::Transaction& tx) {
        distribution::note_backfill(tx, id, now);
        jobs::enqueue(tx, backfill_queue, BackfillWork::name, jobs::encode(BackfillWork{id}), now, now);
    });
}

void fetch_replies(Federation& federation, StatusId id)
{
    look_for_replies(federation, id);
    federation.database.write([&](db::Transaction& tx) { distribution::note_backfill_finished(tx, id, federation.clock()); });
}

}  // namespace favilla::activitypub
