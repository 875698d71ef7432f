// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch_house.h, with what most of activitypub/ includes.
#pragma once
#include "activitypub/federation.h"
#include "activitypub/outgoing.h"
#include "pch_house.h"
