// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/choose.h"

namespace favilla::server {

Result<social::Domain> choose_domain(db::Reader& reader, const std::string& name)
{
    auto all = social::domains(reader);
    if (!name.empty()) {
        if (auto found = social::find_domain(reader, name)) return *found;
        return refuse(ErrorCode::NotFound, "command.no_domain", {{"domain", name}});
    }
    if (all.empty()) return refuse(ErrorCode::NotFound, "command.no_domains");
    if (all.size() > 1) return refuse(ErrorCode::Invalid, "command.which_domain");
    return all.front();
}

Result<social::Account> choose_account(db::Reader& reader, const std::string& name, const std::string& domain_name)
{
    TRY(auto domain, choose_domain(reader, domain_name));
    auto account = social::find_local_account(reader, name, domain.id);
    if (!account || account->deleted_at)
        return refuse(ErrorCode::NotFound, "command.no_account", {{"name", name}, {"domain", domain.name}});
    return *account;
}

}  // namespace favilla::server
