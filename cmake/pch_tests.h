// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch.h, with what nearly every unit test includes.
#pragma once
#include <doctest/doctest.h>

#include "pch.h"
#include "support/house.h"
