// SPDX-License-Identifier: AGPL-3.0-or-later
// How figures are computed: the pages of docs/methods, which travel inside the binary, so that whoever doubts a figure can follow it.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/embedded_files.h"
#include "base/status_text.h"
#include "pages/error_page.h"
#include "pages/handlers.h"

namespace favilla::pages {

namespace {

std::optional<std::string_view> find_method(std::string_view name, std::string_view tag)
{
    auto wanted = "docs/methods/" + std::string{name} + "." + std::string{tag} + ".md";
    for (const auto& file : embedded_files())
        if (file.name == wanted) return file.content;
    return std::nullopt;
}

std::vector<std::string_view> cells_of(std::string_view line)
{
    std::vector<std::string_view> cells;
    line.remove_prefix(1);
    for (auto end = line.find('|'); end != line.npos; end = line.find('|')) {
        cells.push_back(line.substr(0, end));
        line.remove_prefix(end + 1);
    }
    return cells;
}

// The first line names the columns; the second is a rule.
void write_table(Html& html, const std::vector<std::string>& lines)
{
    auto row = [&](std::string_view line, bool is_head) {
        html.element("tr", [&] {
            for (auto cell : cells_of(line)) {
                auto words = render_markdown(cell, {});
                if (is_head)
                    html.element("th", {{"scope", "col"}}, [&] { html.safe(words); });
                else
                    html.element("td", [&] { html.safe(words); });
            }
        });
    };
    html.element("div", {{"class", "wide-table"}, {"tabindex", "0"}}, [&] {
        html.element("table", [&] {
            for (std::size_t n = 0; n < lines.size(); ++n)
                if (n != 1) row(lines[n], n == 0);
        });
    });
}

// A line goes on with the next, but where a block begins.
bool begins_block(std::string_view line)
{
    auto first = line.find_first_not_of(' ');
    if (first >= 4) return true;  // nothing but blanks, too
    line.remove_prefix(first);
    return line.starts_with('#') || line.starts_with("- ") || line.starts_with("```")
        || (line[0] >= '0' && line[0] <= '9' && line.find(". ") < 3);
}

// Other methods are linked as files beside this one; here they stand at addresses of ours.
std::string with_addresses(std::string_view line, std::string_view tag, const std::string& origin)
{
    std::string out{line};
    auto ending = "." + std::string{tag} + ".md)";
    for (auto end = out.find(ending); end != out.npos; end = out.find(ending, end + 1)) {
        auto begin = out.rfind("](", end);
        if (begin == out.npos) continue;
        auto name = std::string_view{out}.substr(begin + 2, end - begin - 2);
        if (name.find('/') != name.npos) continue;
        auto address = fmt::format("{}/about/methods/{}", origin, name);
        out.replace(begin + 2, end + ending.size() - begin - 3, address);
    }
    return out;
}

// CommonMark, and tables as GitHub writes them.
void write_method(Html& html, std::string_view text, std::string_view tag, const std::string& origin)
{
    std::string prose;
    std::vector<std::string> table;
    auto flush = [&] {
        if (!prose.empty()) html.safe(render_markdown(prose, {}));
        if (!table.empty()) write_table(html, table);
        prose.clear();
        table.clear();
    };
    while (!text.empty()) {
        auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        bool is_row = line.starts_with('|');
        if (is_row != !table.empty()) flush();
        auto words = with_addresses(line, tag, origin);
        if (is_row) {
            table.push_back(std::move(words));
            continue;
        }
        if (!begins_block(line) && !prose.empty() && !prose.ends_with("\n\n")) prose.back() = ' ';
        prose += words + "\n";
    }
    flush();
}

}  // namespace

net::Response show_method(Visit& visit)
{
    auto name = visit.request.param("name");
    auto tag = visit.words().tag();
    auto text = find_method(name, tag);
    if (!text) text = find_method(name, tag = "en");
    if (!text) return error_response(visit, 404);
    auto end = text->find('\n');
    auto title = text->substr(0, end);
    title.remove_prefix(std::min(title.size(), title.find_first_not_of("# ")));
    auto frame = frame_of(visit);
    PageHead head{
        .title = std::string{title}, .canonical = frame.origin + "/about/methods/" + std::string{name}, .width = "wide"};
    return html_response(visit, page(frame, head, [&](Html& html) {
                             html.element("h1", title);
                             html.element("div", {{"class", "prose"}}, [&] {
                                 write_method(html, text->substr(std::min(end, text->size())), tag, frame.origin);
                             });
                         }));
}

}  // namespace favilla::pages
