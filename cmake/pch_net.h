// SPDX-License-Identifier: AGPL-3.0-or-later
// As pch.h, with the coroutines of net/.
#pragma once
#include "pch.h"

#include <boost/asio.hpp>
