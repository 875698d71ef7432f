// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/house_figures.h — what is done in the whole house, for everybody to read: /about/figures, and the same as data beside it.
#pragma once
#include "pages/handlers.h"

namespace favilla::pages {

Handler show_house_figures, give_house_figures_json, give_house_figures_csv;

}  // namespace favilla::pages
