// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/host_names.h"

namespace favilla {

std::vector<std::string> names_above(std::string_view host)
{
    std::vector<std::string> names{std::string{host}};
    for (auto dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.', dot + 1))
        names.emplace_back(host.substr(dot + 1));
    return names;
}

}  // namespace favilla
