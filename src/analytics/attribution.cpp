// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/attribution.h"

#include <stdexcept>

#include "analytics/linear_system.h"

namespace favilla::analytics {

namespace {

// How often what came after what: channels first, then the start; to channels, and to the conversion.
struct Chain {
    explicit Chain(std::size_t channels) : passages(channels + 1), to_conversion(channels + 1), leaving(channels + 1) {}
    SquareMatrix passages;
    std::vector<double> to_conversion, leaving;
};

Chain chain_of(std::span<const Path> paths, std::size_t channels)
{
    Chain chain{channels};
    for (const auto& path : paths) {
        double weight = path.conversions + path.nulls;
        auto at = channels;
        for (auto channel : path.channels) {
            chain.passages(at, channel) += weight;
            chain.leaving[at] += weight;
            at = channel;
        }
        chain.to_conversion[at] += path.conversions;
        chain.leaving[at] += weight;
    }
    return chain;
}

// With N = (I − Q)⁻¹, N(i,j) is how often one who is at i comes to j. From the start s, j is met at all with probability N(s,j) / N(j,j);
// from j the goal is reached with probability h(j) = Σ N(j,k) r(k). Who is lost at j are then those who meet it and would have reached it.
void solve(const Chain& chain, Attribution& attribution)
{
    auto n = chain.leaving.size();
    auto start = n - 1;
    SquareMatrix system(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            system(i, j) = (i == j ? 1 : 0) - (chain.leaving[i] > 0 ? chain.passages(i, j) / chain.leaving[i] : 0);
    auto visits = inverse_of(std::move(system));
    // Every path ends, so that each channel leads to an end.
    if (!visits) throw std::logic_error("a chain of paths without end");
    std::vector<double> reaching(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k)
            if (chain.leaving[k] > 0) reaching[i] += (*visits)(i, k) * chain.to_conversion[k] / chain.leaving[k];
    attribution.conversion_probability = reaching[start];
    if (!(reaching[start] > 0)) return;

    double sum = 0;
    for (std::size_t j = 0; j < start; ++j) {
        auto& share = attribution.channels[j];
        share.removal_effect = (*visits)(start, j) / (*visits)(j, j) * reaching[j] / reaching[start];
        sum += share.removal_effect;
    }
    for (auto& share : attribution.channels) {
        share.markov = attribution.conversions * share.removal_effect / sum;
        share.markov_value = attribution.value * share.removal_effect / sum;
    }
}

}  // namespace

Attribution attribute(std::span<const Path> paths, std::size_t channels)
{
    if (channels > most_channels) throw std::invalid_argument("more channels than are attributed to");
    Attribution attribution{
        .conversions = 0, .value = 0, .conversion_probability = 0, .channels = std::vector<ChannelShare>(channels)};
    for (const auto& path : paths) {
        attribution.conversions += path.conversions;
        attribution.value += path.value;
        attribution.channels[path.channels.front()].first += path.conversions;
        attribution.channels[path.channels.front()].first_value += path.value;
        attribution.channels[path.channels.back()].last += path.conversions;
        attribution.channels[path.channels.back()].last_value += path.value;
        auto meetings = static_cast<double>(path.channels.size());
        for (auto channel : path.channels) {
            attribution.channels[channel].linear += path.conversions / meetings;
            attribution.channels[channel].linear_value += path.value / meetings;
        }
    }
    solve(chain_of(paths, channels), attribution);
    return attribution;
}

}  // namespace favilla::analytics
