// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch.h, with what most files above jobs/ include. What changes one of these compiles all of them anew, as it nearly did before.
#pragma once
#include "base/json.h"
#include "base/json_writer.h"
#include "base/locale.h"
#include "base/text.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "net/http_client.h"
#include "net/router.h"
#include "pch.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/media_house.h"
#include "social/paging.h"
#include "social/statuses.h"
