// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is accepted is a series with its controls: as many values as rows, dates that ascend, ranges within the table, and an
// estimate of finite figures or a refusal.
#include "analytics/effect_file.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace favilla::analytics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto text = std::string_view{reinterpret_cast<const char*>(data), size};
    auto end = text.find('\n');
    auto range = text.substr(0, end);
    auto file = read_effect_file(end == std::string_view::npos ? text : text.substr(end + 1));
    if (!file) return file.error().key.starts_with("effect.") || file.error().key.starts_with("csv.") ? 0 : (std::abort(), 0);

    auto rows = file->response.size();
    if (rows == 0 || file->controls.size() != rows * file->control_names.size()) std::abort();
    if (!file->dates.empty() && (file->dates.size() != rows || !std::ranges::is_sorted(file->dates))) std::abort();
    if (auto found = find_rows(*file, range); found && (found->first > found->last || found->last >= rows)) std::abort();
    if (rows < 8 || rows > 64 || file->control_names.size() > 6) return 0;

    auto effect = estimate_effect(
        {file->response, file->controls, file->control_names.size(), {0, rows * 3 / 4 - 1}, {rows * 3 / 4, rows - 1}},
        {.draws = least_draws, .placebos = 1});
    if (!effect) return effect.error().key.starts_with("effect.") ? 0 : (std::abort(), 0);
    for (double figure : {effect->average.predicted, effect->average.effect_lower, effect->average.effect_upper,
                          effect->average.relative_lower, effect->p})
        if (!std::isfinite(figure)) std::abort();
    return 0;
}
