// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/generator.h"

#include <bit>
#include <cmath>

#include "analytics/portable_math.h"

namespace favilla::analytics {

Generator::Generator(std::uint64_t seed)
{
    for (auto& word : state_) {
        seed += 0x9e3779b97f4a7c15ULL;
        auto mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        word = mixed ^ (mixed >> 31);
    }
}

std::uint64_t Generator::next()
{
    auto& [a, b, c, d] = state_;
    auto result = std::rotl(b * 5, 7) * 9;
    auto shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = std::rotl(d, 45);
    return result;
}

double Generator::uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

std::uint64_t Generator::below(std::uint64_t bound)
{
    // What lies past the last whole multiple of the bound is thrown away: nothing is more likely than anything else.
    auto past = -bound % bound;
    auto word = next();
    while (word < past) word = next();
    return word % bound;
}

double Generator::normal() { return normal_quantile(uniform()); }

double Generator::gamma(double shape)
{
    if (shape < 1) return gamma(shape + 1) * exponential(natural_log(uniform()) / shape);
    double d = shape - 1.0 / 3;
    double c = 1 / std::sqrt(9 * d);
    for (;;) {
        double x = normal();
        double root = 1 + c * x;
        if (root <= 0) continue;
        double v = root * root * root;
        if (natural_log(uniform()) < x * x / 2 + d - d * v + d * natural_log(v)) return d * v;
    }
}

}  // namespace favilla::analytics
