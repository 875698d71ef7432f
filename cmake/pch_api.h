// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch_house.h, with what every endpoint includes.
#pragma once
#include "mastodon/answers.h"
#include "mastodon/api.h"
#include "pch_house.h"
