// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/tree_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace favilla::conversations {

namespace {

enum Column { ThreadColumn, PostColumn, ParentColumn, UserColumn, ParentUserColumn, column_count };
constexpr std::array<std::string_view, column_count> column_names = {"thread", "post", "parent", "user", "parent_user"};
constexpr std::int64_t root_post = 1;

struct Comment {
    std::array<std::int64_t, column_count> fields{};
    std::size_t line = 0;

    std::int64_t thread() const { return fields[ThreadColumn]; }
    std::int64_t post() const { return fields[PostColumn]; }
    std::int64_t parent() const { return fields[ParentColumn]; }
    std::int64_t user() const { return fields[UserColumn]; }
    std::int64_t parent_user() const { return fields[ParentUserColumn]; }
};

using Params = std::vector<std::pair<std::string, std::string>>;

std::unexpected<Error> refuse_line(std::string key, std::size_t line, Params params = {})
{
    params.emplace_back("line", std::to_string(line));
    return refuse(ErrorCode::Invalid, std::move(key), std::move(params));
}

std::unexpected<Error> refuse_comment(std::string key, const Comment& comment, Params params = {})
{
    params.emplace_back("thread", std::to_string(comment.thread()));
    params.emplace_back("post", std::to_string(comment.post()));
    params.emplace_back("parent", std::to_string(comment.parent()));
    return refuse_line(std::move(key), comment.line, std::move(params));
}

// Takes what stands before the separator, and the separator, off the front.
std::string_view take(std::string_view& rest, char separator)
{
    auto end = rest.find(separator);
    auto taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return taken;
}

class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text)
    {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    }
    bool at_end() const { return rest_.empty(); }
    std::size_t number() const { return number_; }
    // None of what is returned holds a line's end.
    Result<std::string_view> next()
    {
        ++number_;
        auto line = take(rest_, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.contains('\0')) return refuse_line("measure.nul", number_);
        if (!is_valid_utf8(line)) return refuse_line("measure.invalid_utf8", number_);
        return line;
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

struct Header {
    std::array<std::size_t, column_count> places{};
    std::size_t columns = 0;
};

std::size_t count_columns(std::string_view line) { return 1 + static_cast<std::size_t>(std::ranges::count(line, '\t')); }

Result<Header> read_header(std::string_view line)
{
    auto header = Header{.columns = count_columns(line)};
    auto found = std::array<bool, column_count>{};
    for (std::size_t place = 0; place < header.columns; ++place) {
        auto name = std::ranges::find(column_names, take(line, '\t'));
        if (name == column_names.end()) continue;
        auto column = static_cast<std::size_t>(name - column_names.begin());
        if (found[column]) return refuse_line("measure.repeated_column", 1, {{"column", std::string(*name)}});
        found[column] = true;
        header.places[column] = place;
    }
    auto missing = std::ranges::find(found, false);
    if (missing == found.end()) return header;
    auto name = column_names[static_cast<std::size_t>(missing - found.begin())];
    return refuse_line("measure.missing_column", 1, {{"column", std::string(name)}});
}

std::optional<std::int64_t> read_number(std::string_view text)
{
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
    return number;
}

Result<Comment> read_comment(std::string_view line, std::size_t line_number, const Header& header)
{
    if (auto found = count_columns(line); found != header.columns)
        return refuse_line("measure.wrong_columns", line_number,
                           {{"found", std::to_string(found)}, {"expected", std::to_string(header.columns)}});
    auto comment = Comment{.line = line_number};
    for (std::size_t place = 0; place < header.columns; ++place) {
        auto field = take(line, '\t');
        auto wanted = std::ranges::find(header.places, place);
        if (wanted == header.places.end()) continue;
        auto column = static_cast<std::size_t>(wanted - header.places.begin());
        auto number = read_number(field);
        if (!number) return refuse_line("measure.not_a_number", line_number, {{"column", std::string(column_names[column])}});
        comment.fields[column] = *number;
    }
    return comment;
}

Result<std::vector<Comment>> read_comments(std::string_view text)
{
    auto lines = Lines(text);
    if (lines.at_end()) return refuse_line("measure.empty_file", 1);
    TRY(auto first, lines.next());
    TRY(auto header, read_header(first));

    auto comments = std::vector<Comment>{};
    while (!lines.at_end()) {
        TRY(auto line, lines.next());
        TRY(auto comment, read_comment(line, lines.number(), header));
        comments.push_back(comment);
    }
    if (comments.empty()) return refuse_line("measure.empty_file", 1);
    return comments;
}

// The node of a post: 0 is the root, i + 1 the comment of the thread's line i.
class PostIndex {
public:
    explicit PostIndex(std::span<const Comment> comments) : comments_(comments), sorted_(comments.size())
    {
        for (std::size_t i = 0; i < sorted_.size(); ++i) sorted_[i] = i;
        std::ranges::sort(sorted_, {}, [&](std::size_t i) { return std::pair{comments[i].post(), i}; });
    }
    // The second line of the first post that has two.
    std::optional<std::size_t> duplicate() const
    {
        auto found = std::ranges::adjacent_find(sorted_, {}, [&](std::size_t i) { return comments_[i].post(); });
        return found == sorted_.end() ? std::nullopt : std::optional{*std::next(found)};
    }
    std::optional<std::size_t> node(std::int64_t post) const
    {
        if (post == root_post) return 0;
        auto found = std::ranges::lower_bound(sorted_, post, {}, [&](std::size_t i) { return comments_[i].post(); });
        if (found == sorted_.end() || comments_[*found].post() != post) return std::nullopt;
        return *found + 1;
    }

private:
    std::span<const Comment> comments_;
    std::vector<std::size_t> sorted_;
};

// The comments of one thread, in the order of their lines.
Result<Thread> build_thread(std::span<const Comment> comments)
{
    if (comments.size() >= static_cast<std::size_t>(max_measured_nodes))
        return refuse_comment("measure.thread_too_large", comments.back(), {{"maximum", std::to_string(max_measured_nodes)}});
    auto root_line = std::ranges::find(comments, root_post, &Comment::post);
    if (root_line != comments.end()) return refuse_comment("measure.two_roots", *root_line);
    auto index = PostIndex(comments);
    if (auto second = index.duplicate()) return refuse_comment("measure.duplicate_post", comments[*second]);

    auto thread = Thread{.number = comments.front().thread(), .nodes = std::vector<TreeNode>(comments.size() + 1)};
    for (std::size_t i = 0; i < comments.size(); ++i) {
        auto parent = index.node(comments[i].parent());
        if (!parent) return refuse_comment("measure.parent_missing", comments[i]);
        thread.nodes[i + 1] = {.parent = *parent, .author = comments[i].user()};
    }

    auto answer = std::ranges::find(comments, root_post, &Comment::parent);
    if (answer == comments.end()) return refuse_comment("measure.cycle", comments.front());
    thread.nodes.front().author = answer->parent_user();
    for (std::size_t i = 0; i < comments.size(); ++i)
        if (thread.nodes[thread.nodes[i + 1].parent].author != comments[i].parent_user())
            return refuse_comment("measure.parent_author", comments[i], {{"column", "parent_user"}});

    auto order = level_order(thread.nodes);
    if (order.size() == thread.nodes.size()) return thread;
    auto reached = std::vector<bool>(thread.nodes.size());
    for (auto node : order) reached[node] = true;
    auto astray = std::ranges::find(reached, false) - reached.begin();
    return refuse_comment("measure.cycle", comments[static_cast<std::size_t>(astray) - 1]);
}

}  // namespace

Result<std::vector<Thread>> read_threads(std::string_view text)
{
    TRY(auto comments, read_comments(text));
    std::ranges::sort(comments, {}, [](const Comment& comment) { return std::pair{comment.thread(), comment.line}; });

    auto groups = std::vector<std::span<const Comment>>{};
    for (auto first = comments.begin(); first != comments.end();) {
        auto last = std::ranges::upper_bound(first, comments.end(), first->thread(), {}, &Comment::thread);
        groups.emplace_back(first, last);
        first = last;
    }
    std::ranges::sort(groups, {}, [](std::span<const Comment> group) { return group.front().line; });

    auto threads = std::vector<Thread>{};
    for (auto group : groups) {
        TRY(auto thread, build_thread(group));
        threads.push_back(std::move(thread));
    }
    return threads;
}

std::string figure(double value)
{
    auto text = fmt::format("{:.6f}", value);
    auto last = text.find_last_not_of('0');
    text.resize(text[last] == '.' ? last + 2 : last + 1);
    return text;
}

Result<std::string> measure_file(std::string_view text)
{
    TRY(auto threads, read_threads(text));
    auto out = std::string("thread\tnodes\tmax_depth\tmax_width\tmean_comment_depth\twiener_index\tstructural_virality\t"
                           "h_index\tdistinct_authors\treply_edges\treciprocity\n");
    for (const auto& thread : threads) {
        auto measures = measures_of(count_tree(thread.nodes).value());
        fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", thread.number, measures.nodes,
                       measures.max_depth, measures.max_width, figure(measures.mean_comment_depth), measures.wiener_index,
                       figure(measures.structural_virality), measures.h_index, measures.distinct_authors, measures.reply_edges,
                       figure(measures.reciprocity));
    }
    return out;
}

}  // namespace favilla::conversations
