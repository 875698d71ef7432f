// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/weeks_figure.h — numbers by weeks that everybody may read: drawn, as a table, and as data. What is not told is a stroke, a dash, null, an
// empty cell. docs/methods/public-figures.en.md.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "pages/html.h"
#include "pages/visit.h"
#include "pages/words.h"
#include "strategy/told.h"

namespace favilla::pages {

struct ToldWeek {
    Time start;
    strategy::Told told;
};

std::string say(const Words&, std::optional<std::int64_t>);
std::string cell(std::optional<std::int64_t>);  // of CSV

void write_figure_part(Html&, const Words&, std::string_view title, const std::function<void()>& body);
// What is authentic stands before all of it. Drawn twice, for a desk and for a phone: letters that are made small with a drawing cannot be read.
void write_weeks_chart(Html&, const Words&, const std::vector<ToldWeek>&);
// The columns are all and what is authentic of it; of what is not told apart there is one, under a name of its own.
void write_weeks_table(Html&, const Words&, std::string_view name, const std::vector<ToldWeek>&, std::string_view only = {});
void write_told_people(Html&, const Words&, const strategy::Told&);
void write_figure_methods(Html&, const Words&);
// "The same as data", the CSV and the JSON beside `here`, and the way back.
void write_figure_data(Html&, const Words&, const std::string& here, const Url& back, const std::string& back_words);

void write_told(JsonWriter&, std::string_view name, const strategy::Told&);
void write_method_addresses(JsonWriter&, std::string_view origin);
// Asked for anew each time: it may have ended.
net::Response figure_data_response(const Visit&, std::string_view type, std::string body);

}  // namespace favilla::pages
