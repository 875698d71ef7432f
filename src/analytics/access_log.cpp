// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/access_log.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace favilla::analytics {

namespace {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool begins_with(std::string_view text, std::string_view capitals_or_not)
{
    return text.size() >= capitals_or_not.size()
        && std::ranges::equal(text.substr(0, capitals_or_not.size()), capitals_or_not, {}, lower, lower);
}

class Cursor {
public:
    explicit Cursor(std::string_view line) : line_(line.substr(0, line.find('\0'))) {}
    bool at_end() const { return at_ == line_.size(); }
    bool at_line_end() const { return !at_end() && line_[at_] == '\n'; }
    char next() const { return line_[at_]; }
    void skip() { ++at_; }

    // Stays where it is when there is none.
    void go_to(char wanted)
    {
        auto found = line_.find(wanted, at_);
        if (found != std::string_view::npos) at_ = found;
    }

    // What stands before the delimiter, which remains. One behind a backslash is none; where all of them are so, it is the rest.
    std::optional<std::string_view> take(char delimiter)
    {
        auto found = line_.find(delimiter, at_);
        if (found == std::string_view::npos) return std::nullopt;
        for (auto seen = at_;;) {
            auto backslash = line_.substr(0, found).find('\\', seen);
            if (backslash == std::string_view::npos) break;
            seen = backslash + 2;
            if (seen > line_.size()) return std::nullopt;
            if (found < seen) found = line_.find(delimiter, seen);
        }
        auto end = std::min(found, line_.size());
        auto taken = line_.substr(at_, end - at_);
        at_ = end;
        return trim(taken);
    }

private:
    std::string_view line_;
    std::size_t at_ = 0;
};

bool is_usual_ipv4(std::string_view text)
{
    int parts = 0;
    for (std::size_t i = 0; parts < 4; ++parts) {
        if (parts > 0 && (i == text.size() || text[i++] != '.')) return false;
        int number = 0;
        auto begin = i;
        for (; i < text.size() && is_digit(text[i]) && i - begin < 3; ++i) number = number * 10 + (text[i] - '0');
        if (i == begin || number > 255 || (text[begin] == '0' && i - begin > 1)) return false;
        if (parts == 3) return i == text.size();
    }
    return false;
}

bool is_address(std::string_view text)
{
    if (is_usual_ipv4(text)) return true;
    if (!text.contains(':') || text.size() >= 64) return false;
    std::array<char, 64> terminated{};
    std::ranges::copy(text, terminated.begin());
    in6_addr address{};
    return inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

// A number as strptime(3) takes it from the front: spaces before it are passed over, and no digit more than may be.
std::optional<int> take_number(std::string_view& rest, int least, int most, int digits)
{
    while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
    if (rest.empty() || !is_digit(rest.front())) return std::nullopt;
    int number = 0;
    do {
        number = number * 10 + (rest.front() - '0');
        rest.remove_prefix(1);
    } while (--digits > 0 && number * 10 <= most && !rest.empty() && is_digit(rest.front()));
    if (number < least || number > most) return std::nullopt;
    return number;
}

bool take_char(std::string_view& rest, char wanted)
{
    if (!rest.starts_with(wanted)) return false;
    rest.remove_prefix(1);
    return true;
}

constexpr std::array<std::string_view, 12> months{"january", "february", "march",     "april",   "may",      "june",
                                                  "july",    "august",   "september", "october", "november", "december"};

std::optional<int> take_month(std::string_view& rest)
{
    for (std::size_t month = 0; month < months.size(); ++month) {
        for (auto name : {months[month], months[month].substr(0, 3)}) {
            if (!begins_with(rest, name)) continue;
            rest.remove_prefix(name.size());
            return static_cast<int>(month) + 1;
        }
    }
    return std::nullopt;
}

bool read_date(std::string_view text, LogMoment& at)
{
    auto day = take_number(text, 1, 31, 2);
    if (!day || !take_char(text, '/')) return false;
    auto month = take_month(text);
    if (!month || !take_char(text, '/')) return false;
    auto year = take_number(text, 0, 9999, 4);
    if (!year || !text.empty()) return false;
    at.year = *year;
    at.month = *month;
    at.day = *day;
    return true;
}

bool read_clock(std::string_view text, LogMoment& at)
{
    auto hour = take_number(text, 0, 23, 2);
    if (!hour || !take_char(text, ':')) return false;
    auto minute = take_number(text, 0, 59, 2);
    if (!minute || !take_char(text, ':')) return false;
    auto second = take_number(text, 0, 61, 2);
    if (!second || !text.empty()) return false;
    at.hour = *hour;
    at.minute = *minute;
    at.second = *second;
    return true;
}

// "+0200"; GoAccess passes it over, so that nothing is wrong with a line that has none.
int read_offset(std::string_view text)
{
    text = text.substr(0, text.find(']'));
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-') || !std::ranges::all_of(text.substr(1), is_digit)) return 0;
    int minutes = ((text[1] - '0') * 10 + (text[2] - '0')) * 60 + (text[3] - '0') * 10 + (text[4] - '0');
    return text[0] == '-' ? -minutes : minutes;
}

// As strtol and strtoull take a whole word: a sign may stand before it.
std::optional<std::uint64_t> read_whole(std::string_view text)
{
    bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    std::uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return minus ? -number : number;
}

// Those of HTTP and WebDAV that GoAccess knows.
constexpr std::array<std::string_view, 28> methods{
    "GET",       "POST",   "HEAD",      "OPTIONS",    "PUT",   "DELETE",      "TRACE",      "CONNECT",         "PATCH",
    "PROPFIND",  "COPY",   "PROPPATCH", "MKCOL",      "MOVE",  "LOCK",        "UNLOCK",     "REPORT",          "CHECKOUT",
    "CHECKIN",   "UPDATE", "LABEL",     "UNCHECKOUT", "MERGE", "MKWORKSPACE", "MKACTIVITY", "VERSION-CONTROL", "BASELINE-CONTROL",
    "ORDERPATCH"};
constexpr std::array<std::string_view, 4> protocols{"HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"};

std::string_view method_of(std::string_view request)
{
    for (auto method : methods)
        if (begins_with(request, method)) return method;
    return {};
}

std::string_view protocol_of(std::string_view word)
{
    for (auto protocol : protocols)
        if (begins_with(word, protocol)) return protocol;
    return {};
}

constexpr std::array<std::string_view, 40> file_ends{
    ".css", ".js",   ".jpg", ".png",  ".gif", ".ico",  ".jpeg", ".pdf", ".csv", ".mpeg", ".mpg", ".swf", ".woff", ".woff2",
    ".xls", ".xlsx", ".doc", ".docx", ".ppt", ".pptx", ".txt",  ".zip", ".ogg", ".mp3",  ".mp4", ".exe", ".iso",  ".gz",
    ".rar", ".svg",  ".bmp", ".tar",  ".tgz", ".tiff", ".tif",  ".ttf", ".flv", ".dmg",  ".xz",  ".zst"};

// Where parsing a line stands: what is still to come, or nothing more.
class LineParser {
public:
    explicit LineParser(std::string_view line) : cursor_(line) {}

    std::expected<LogLine, LineFault> read()
    {
        using Part = bool (LineParser::*)();
        // The format, part by part, with the number of separators behind each: %h %^[%d:%t %^] "%r" %s %b "%R" "%u"
        struct Place {
            Part part;
            int separators;
        };
        static constexpr Place places[] = {{&LineParser::address, 1}, {&LineParser::bracket, 1}, {&LineParser::date, 1},
                                           {&LineParser::clock, 1},   {&LineParser::offset, 3},  {&LineParser::request, 2},
                                           {&LineParser::status, 1},  {&LineParser::size, 2},    {&LineParser::referrer, 3},
                                           {&LineParser::agent, 1}};
        for (const auto& place : places) {
            if (!goes_on()) break;
            if (!(this->*place.part)()) return std::unexpected(fault_);
            for (int i = 0; i < place.separators && goes_on(); ++i) cursor_.skip();
            if (over_) break;
        }
        if (cut_short_) return std::unexpected(LineFault::CutShort);
        if (!has_address_) return std::unexpected(LineFault::Address);
        if (!has_date_) return std::unexpected(LineFault::Date);
        if (!has_request_) return std::unexpected(LineFault::Request);
        return line_;
    }

private:
    // Ends with the line, or breaks off where even that is missing.
    bool goes_on()
    {
        if (over_) return false;
        cut_short_ = cursor_.at_end();
        over_ = cut_short_ || cursor_.at_line_end();
        return !over_;
    }
    bool fails(LineFault fault)
    {
        fault_ = fault;
        return false;
    }

    bool address()
    {
        char end = ' ';
        if (cursor_.next() == '[') {
            cursor_.skip();
            if (!cursor_.at_end()) end = ']';
        }
        auto word = cursor_.take(end);
        if (!word || !is_address(*word)) return fails(LineFault::Address);
        line_.address = *word;
        return has_address_ = true;
    }
    bool bracket()
    {
        cursor_.go_to('[');
        return true;
    }
    bool date()
    {
        auto word = cursor_.take(':');
        if (!word || !read_date(*word, line_.at)) return fails(LineFault::Date);
        return has_date_ = true;
    }
    bool clock()
    {
        auto word = cursor_.take(' ');
        return word && read_clock(*word, line_.at) ? true : fails(LineFault::Clock);
    }
    bool offset()
    {
        auto before = cursor_;
        cursor_.go_to(']');
        if (auto word = before.take(']')) line_.at.offset_minutes = read_offset(*word);
        return true;
    }
    bool request()
    {
        auto text = cursor_.take('"');
        if (!text) return fails(LineFault::Request);
        line_.request = *text;
        return has_request_ = true;
    }
    bool status()
    {
        auto word = cursor_.take(' ');
        auto number = word ? read_whole(*word) : std::nullopt;
        if (!number || *number < 100 || *number > 599) return fails(LineFault::Status);
        line_.status = *word;
        return true;
    }
    bool size()
    {
        auto word = cursor_.take(' ');
        if (!word) return fails(LineFault::Size);
        line_.bytes = read_whole(*word).value_or(0);
        return true;
    }
    bool referrer()
    {
        line_.referrer = cursor_.take('"').value_or("");
        if (line_.referrer == "-") line_.referrer = {};
        return true;
    }
    bool agent()
    {
        line_.agent = cursor_.take('"').value_or("");
        return true;
    }

    Cursor cursor_;
    LogLine line_;
    LineFault fault_ = LineFault::CutShort;
    bool over_ = false, cut_short_ = false;
    bool has_address_ = false, has_date_ = false, has_request_ = false;
};

}  // namespace

// Days from the civil date, after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": 31 February is 3 March.
std::int64_t LogMoment::day_number() const
{
    std::int64_t y = year - (month <= 2 ? 1 : 0);
    std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    std::int64_t of_era = y - era * 400;
    std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

Time LogMoment::time() const
{
    return Time{} + days(day_number()) + hours(hour) + minutes(minute - offset_minutes) + seconds(second);
}

std::expected<LogLine, LineFault> read_log_line(std::string_view line) { return LineParser{line}.read(); }

bool is_no_line(std::string_view line)
{
    return line.empty() || line.front() == '\0' || line.front() == '#' || line.front() == '\n';
}

LogRequest split_request(std::string_view request)
{
    auto method = method_of(request);
    if (method.empty()) return {.method = {}, .protocol = {}, .target = request};
    auto rest = request.substr(method.size());
    auto space = rest.rfind(' ');
    auto protocol = space == std::string_view::npos ? std::string_view{} : protocol_of(rest.substr(space + 1));
    // One separator stands before the target, whatever it is.
    if (protocol.empty() || space < 1) return {.method = {}, .protocol = {}, .target = "-"};
    return {.method = method, .protocol = protocol, .target = rest.substr(1, space)};
}

std::string percent_decoded(std::string_view text)
{
    auto digit = [](char c) { return is_digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1; };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            c = static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        }
        if (c == '\0') break;
        if (c != '\r' && c != '\n') out += c;
    }
    return std::string{trim(out)};
}

bool is_static_file(std::string_view target)
{
    return std::ranges::any_of(file_ends, [&](std::string_view end) {
        return target.size() > end.size() && begins_with(target.substr(target.size() - end.size()), end);
    });
}

}  // namespace favilla::analytics
