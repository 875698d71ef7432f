// SPDX-License-Identifier: AGPL-3.0-or-later
// jobs/subscriptions.h — who listens to which event. Inside subscribers run in the publishing transaction, in the
// order of registration, and fail it when they fail. After subscribers are called once the event is durable, in the
// order of events, at least once: they may see an event twice and must not mind. Filled at start, read after.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/events.h"

namespace favilla::jobs {

class Subscriptions final : public db::EventSink {
public:
    template <class Event>
    void inside(std::string subscriber, std::function<void(db::Transaction&, const Event&)> act)
    {
        inside_[std::string{Event::name}].push_back(
            {std::move(subscriber),
             [act = std::move(act)](db::Transaction& tx, std::string_view payload) { act(tx, decode<Event>(payload)); }});
    }
    template <class Event>
    void after(std::string subscriber, std::function<void(const Event&)> act)
    {
        after_[std::string{Event::name}].push_back(
            {std::move(subscriber), [act = std::move(act)](std::string_view payload) { act(decode<Event>(payload)); }});
    }

    void publish(db::Transaction&, std::string_view name, std::string_view payload) override;
    void job_left(db::Transaction&, std::string_view queue) override;

    struct After {
        std::string subscriber;
        std::function<void(std::string_view payload)> act;
    };
    const std::vector<After>& after(std::string_view event) const;
    const After* find_after(std::string_view event, std::string_view subscriber) const;

    // Called after each commit that left an event to be handed on (with event_log) or a job (with its queue).
    using Wake = std::function<void(std::string_view queue)>;
    static constexpr std::string_view event_log = "";
    void on_work(Wake wake) { wake_ = std::move(wake); }

private:
    struct Inside {
        std::string subscriber;
        std::function<void(db::Transaction&, std::string_view payload)> act;
    };
    std::map<std::string, std::vector<Inside>, std::less<>> inside_;
    std::map<std::string, std::vector<After>, std::less<>> after_;
    Wake wake_;
};

}  // namespace favilla::jobs
