// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch.h, with the coroutines of net/.
#pragma once
#include <boost/asio.hpp>

#include "pch.h"
