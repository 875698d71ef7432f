// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_client.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>

#include <boost/beast/http/parser.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <zlib.h>

#include "net/asks_nobody.h"
#include "net/client_socket.h"

namespace favilla::net {

namespace http = boost::beast::http;

namespace {

using std::chrono::steady_clock;

Deadline after(Duration time) { return steady_clock::now() + std::chrono::milliseconds{time.milliseconds}; }

IpAddress read_address(const addrinfo& found)
{
    IpAddress address;
    if (found.ai_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(found.ai_addr);
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&v4->sin_addr), 4, address.bytes.begin());
        return address;
    }
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(found.ai_addr);
    address.family = IpAddress::Family::V6;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&v6->sin6_addr), 16, address.bytes.begin());
    return address;
}

std::vector<IpAddress> resolve(const std::string& host)
{
    auto name = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
    if (auto address = parse_ip(name)) return {*address};
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(name.c_str(), nullptr, &wanted, &found) != 0) return {};
    std::vector<IpAddress> addresses;
    for (auto* one = found; one; one = one->ai_next)
        if (one->ai_family == AF_INET || one->ai_family == AF_INET6) addresses.push_back(read_address(*one));
    ::freeaddrinfo(found);
    return addresses;
}

std::string written(const ClientRequest& request, const ClientConfig& config)
{
    std::string text{method_name(request.method)};
    text += " " + request.url.target + " HTTP/1.1\r\nHost: " + request.url.authority() + "\r\nUser-Agent: " + config.user_agent
          + "\r\nAccept-Encoding: gzip\r\n";
    for (const auto& header : request.headers) text += header.name + ": " + header.value + "\r\n";
    if (request.method != Method::Get && request.method != Method::Head)
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + "\r\n" + request.body;
}

// gzip (RFC 1952), no further than the limit. What may be cut may also end before its time.
Result<std::string> unpacked(std::string_view packed, std::size_t limit, Excess excess)
{
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return std::unexpected(unreachable("answer_broken"));
    std::unique_ptr<z_stream, int (*)(z_stream*)> ended{&stream, inflateEnd};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    char buffer[32 * 1024];
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = sizeof buffer;
        outcome = inflate(&stream, Z_NO_FLUSH);
        out.append(buffer, sizeof buffer - stream.avail_out);
        if (out.size() <= limit) continue;
        if (excess == Excess::Refused) return std::unexpected(unreachable("answer_too_large"));
        out.resize(limit);
        return out;
    }
    bool short_of = outcome == Z_BUF_ERROR && excess == Excess::Cut;
    if (outcome != Z_STREAM_END && !short_of) return std::unexpected(unreachable("answer_broken"));
    return out;
}

struct Answered {
    ClientResponse response;
    bool keep_alive = false;
};

// Nothing came at all: on a connection that had waited the other side may just have closed it.
struct Silence {};

// Grows with what comes: Beast's own makes room at once for whatever length the other side announces.
struct GrowingBody {
    using value_type = std::string;
    class reader {
    public:
        template <bool is_request, class Fields>
        reader(http::header<is_request, Fields>&, std::string& body) : body_(body)
        {}
        void init(const boost::optional<std::uint64_t>&, boost::beast::error_code& error) { error = {}; }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::beast::error_code& error)
        {
            error = {};
            auto before = body_.size();
            for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers); ++at) {
                boost::asio::const_buffer one{*at};
                body_.append(static_cast<const char*>(one.data()), one.size());
            }
            return body_.size() - before;
        }
        void finish(boost::beast::error_code& error) { error = {}; }

    private:
        std::string& body_;
    };
};

using Parser = http::response_parser<GrowingBody>;

Result<void> feed(Parser& parser, std::string& bytes)
{
    while (!bytes.empty() && !parser.is_done()) {
        boost::beast::error_code error;
        auto taken = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
        bytes.erase(0, taken);
        if (error == http::error::need_more) return {};
        if (error == http::error::body_limit || error == http::error::header_limit)
            return std::unexpected(unreachable("answer_too_large"));
        if (error) return std::unexpected(unreachable("answer_broken"));
        if (taken == 0) return {};
    }
    return {};
}

std::size_t body_bound(const ClientConfig& config, const ClientRequest& request)
{
    return request.body_bytes > 0 ? request.body_bytes : config.body_bytes;
}

Result<std::variant<Answered, Silence>> read_answer(ClientSocket& socket, const ClientConfig& config,
                                                    const ClientRequest& request, Deadline deadline)
{
    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(config.head_bytes));
    auto bound = body_bound(config, request);
    bool cuts = request.excess == Excess::Cut;
    if (cuts)
        parser.body_limit(boost::none);
    else
        parser.body_limit(bound);
    if (request.method == Method::Head) parser.skip(true);
    std::string bytes;
    bool heard = false;
    bool cut = false;
    while (!parser.is_done()) {
        if (cuts && parser.get().body().size() >= bound) {
            cut = true;
            break;
        }
        TRY(auto got, socket.read_some(bytes, deadline));
        if (got == 0) {
            if (!heard) return std::variant<Answered, Silence>{Silence{}};
            boost::beast::error_code error;
            if (parser.is_header_done()) parser.put_eof(error);
            if (error || !parser.is_done()) return std::unexpected(unreachable("answer_broken"));
            break;
        }
        heard = true;
        CHECKED(feed(parser, bytes));
    }
    auto message = parser.release();
    Answered answered{
        .response = {.status = static_cast<int>(message.result_int()), .headers = {}, .body = std::move(message.body())},
        .keep_alive = message.keep_alive() && bytes.empty() && !cut};
    if (cuts && answered.response.body.size() > bound) answered.response.body.resize(bound);
    for (const auto& field : message)
        answered.response.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    return std::variant<Answered, Silence>{std::move(answered)};
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const
{
    auto found = std::ranges::find_if(headers, [&](const Header& header) { return same_header_name(header.name, name); });
    return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

std::string_view ClientResponse::content_type() const
{
    auto type = header("Content-Type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    return type;
}

bool ClientResponse::is_redirect() const
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<Duration> ClientResponse::retry_after() const
{
    constexpr std::int64_t most = 1'000'000;
    auto text = header("Retry-After");
    std::int64_t asked = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked);
    if (error != std::errc{} || asked < 0) return std::nullopt;
    return seconds(std::min(asked, most));
}

struct HttpClient::Inside {
    explicit Inside(ClientConfig given) : config(std::move(given)), tls(config.extra_authorities) {}

    struct Kept {
        ClientSocket socket;
        Deadline until;
    };

    std::optional<ClientSocket> take(const std::string& origin)
    {
        std::lock_guard lock{mutex};
        auto now = steady_clock::now();
        while (true) {
            auto found = kept.find(origin);
            if (found == kept.end()) return std::nullopt;
            auto one = std::move(found->second);
            kept.erase(found);
            if (one.until > now && one.socket.is_quiet()) return std::move(one.socket);
        }
    }

    void keep(const std::string& origin, ClientSocket socket)
    {
        std::lock_guard lock{mutex};
        auto now = steady_clock::now();
        std::erase_if(kept, [&](const auto& one) { return one.second.until <= now; });
        if (kept.size() >= config.kept) return;
        kept.emplace(origin, Kept{std::move(socket), after(config.keep_alive)});
    }

    bool may_connect(const WebUrl& url, const IpAddress& address) const
    {
        if (config.private_addresses) return true;
        return url.has_default_port() && is_global_unicast(address);
    }

    // Every address of the name must be one that may be met: an answer that mixes ours with theirs is an attack.
    Result<ClientSocket> connect(const WebUrl& url, Deadline deadline)
    {
        if (!url.https && !config.private_addresses) return std::unexpected(unreachable("address_refused"));
        auto addresses = config.resolve ? config.resolve(url.host) : resolve(url.host);
        if (addresses.empty()) return std::unexpected(unreachable("not_resolved"));
        if (!std::ranges::all_of(addresses, [&](const IpAddress& address) { return may_connect(url, address); }))
            return std::unexpected(unreachable("address_refused"));
        auto until = std::min(deadline, after(config.connect));
        Result<ClientSocket> socket = std::unexpected(unreachable("not_connected"));
        for (const auto& address : addresses) {
            socket = ClientSocket::connect(address, url.port, until);
            if (socket) break;
        }
        if (socket && url.https) CHECKED(socket->start_tls(tls, url.host, until));
        return socket;
    }

    Result<std::variant<Answered, Silence>> exchange(ClientSocket& socket, const ClientRequest& request, Deadline deadline)
    {
        auto sent = socket.write(written(request, config), deadline);
        // Whoever refuses early may answer before having read all: the answer is looked for in any case.
        if (!sent && sent.error().key == "net.timed_out") return std::unexpected(sent.error());
        return read_answer(socket, config, request, deadline);
    }

    ClientConfig config;
    TlsClient tls;
    std::mutex mutex;
    std::multimap<std::string, Kept, std::less<>> kept;
};

HttpClient::HttpClient(ClientConfig config) : inside_(std::make_unique<Inside>(std::move(config))) {}
HttpClient::~HttpClient() = default;
const ClientConfig& HttpClient::config() const { return inside_->config; }

Result<ClientResponse> HttpClient::send(const ClientRequest& request, Duration total)
{
    AsksNobody::check(request.url.authority());
    auto deadline = after(total);
    auto origin = request.url.origin();
    auto socket = inside_->take(origin);
    bool waited = socket.has_value();
    while (true) {
        if (!socket) {
            TRY(auto fresh, inside_->connect(request.url, deadline));
            socket = std::move(fresh);
        }
        TRY(auto outcome, inside_->exchange(*socket, request, deadline));
        if (auto* answered = std::get_if<Answered>(&outcome)) {
            if (answered->keep_alive) inside_->keep(origin, *std::move(socket));
            if (same_header_name(answered->response.header("Content-Encoding"), "gzip")) {
                auto limit = body_bound(inside_->config, request);
                TRY(answered->response.body, unpacked(answered->response.body, limit, request.excess));
            }
            return std::move(answered->response);
        }
        if (!waited) return std::unexpected(unreachable("answer_broken"));
        waited = false;
        socket.reset();
    }
}

}  // namespace favilla::net
