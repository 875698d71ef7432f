// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/authorized_fetch.h"

#include "activitypub/answers.h"
#include "activitypub/fetch.h"
#include "activitypub/known_keys.h"
#include "activitypub/signatures.h"
#include "activitypub/values.h"
#include "distribution/actors.h"
#include "distribution/host_rules.h"

namespace favilla::activitypub {

namespace {

net::Response unauthorised(const Error& error)
{
    auto response = refusal(error);
    response.status = 401;
    return response;
}

bool is_signed_by(Federation& federation, const Signature& signature)
{
    auto key = federation.database.read([&](db::Reader& reader) { return distribution::find_key(reader, signature.key_id); });
    return key && fits(*key, signature.base, signature.bytes);
}

}  // namespace

std::optional<net::Response> refuse_unsigned(const net::Request& request, Federation& federation)
{
    auto now = federation.clock();
    auto signature = read_signature(request, federation.domain_of(request.header("Host")).origin, now);
    if (!signature) return unauthorised(signature.error());
    auto [refused, missed] = federation.database.read([&](db::Reader& reader) {
        return std::pair{distribution::is_refused(reader, host_of(signature->key_id), federation.only_allowed),
                         distribution::is_missed(reader, signature->key_id, now)};
    });
    if (refused) return refusal({ErrorCode::Forbidden, "fetch.host_refused", {{"uri", signature->key_id}}});
    if (is_signed_by(federation, *signature)) return std::nullopt;
    if (!missed && fetch_key(federation, signature->key_id) && is_signed_by(federation, *signature)) return std::nullopt;
    if (!missed)
        federation.database.write([&](db::Transaction& tx) { distribution::miss_key(tx, signature->key_id, missed_pause, now); });
    return unauthorised({ErrorCode::Forbidden, "signature.key", {{"uri", signature->key_id}}});
}

}  // namespace favilla::activitypub
