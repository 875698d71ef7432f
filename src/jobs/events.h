// SPDX-License-Identifier: AGPL-3.0-or-later
// jobs/events.h — an event says what happened, in the transaction that made it true. It is a plain struct with a
// name and described fields (ids, times, texts, numbers, booleans, optional ones):
//
//     struct StatusPosted { static constexpr std::string_view name = "StatusPosted"; StatusId id; };
//     BOOST_DESCRIBE_STRUCT(StatusPosted, (), (id))
//
// Who listens stands in server/subscriptions.cpp.
#pragma once
#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "base/ids.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::jobs {

namespace payload {

template <class T>
T read_field(const boost::json::value& value)
{
    if constexpr (requires {
                      typename T::value_type;
                      requires std::same_as<T, std::optional<typename T::value_type>>;
                  }) {
        if (value.is_null()) return std::nullopt;
        return read_field<typename T::value_type>(value);
    } else if constexpr (std::same_as<T, std::string>) {
        return std::string{value.as_string()};
    } else if constexpr (std::same_as<T, bool>) {
        return value.as_bool();
    } else if constexpr (std::integral<T>) {
        return static_cast<T>(value.as_int64());
    } else {
        return T{value.as_int64()};  // an Id or a Time
    }
}

template <class T>
void write_field(JsonWriter& json, const T& content)
{
    if constexpr (requires { content.has_value(); }) {
        if (content)
            write_field(json, *content);
        else
            json.value(nullptr);
    } else if constexpr (requires { content.milliseconds; }) {
        json.value(content.milliseconds);
    } else if constexpr (requires { content.value; }) {
        json.value(content.value);
    } else {
        json.value(content);
    }
}

}  // namespace payload

template <class Event>
std::string encode(const Event& event)
{
    return write_json(
        [&](JsonWriter& json) {
            json.object([&] {
                boost::mp11::mp_for_each<boost::describe::describe_members<Event, boost::describe::mod_public>>([&](auto member) {
                    json.key(member.name);
                    payload::write_field(json, event.*member.pointer);
                });
            });
        },
        64);
}

// A payload that does not fit its event is breakage: an exception.
template <class Event>
Event decode(std::string_view text)
{
    auto parsed = parse_json(text);
    if (!parsed) throw std::runtime_error("the payload of " + std::string{Event::name} + " is not JSON");
    Event event;
    boost::mp11::mp_for_each<boost::describe::describe_members<Event, boost::describe::mod_public>>([&](auto member) {
        using Field = std::remove_reference_t<decltype(event.*member.pointer)>;
        event.*member.pointer = payload::read_field<Field>(parsed->as_object().at(member.name));
    });
    return event;
}

template <class Event>
void publish(db::Transaction& tx, const Event& event)
{
    if (!tx.events()) throw std::logic_error("nothing stands behind the events of this database");
    tx.events()->publish(tx, Event::name, encode(event));
}

}  // namespace favilla::jobs
