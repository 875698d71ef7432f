// SPDX-License-Identifier: AGPL-3.0-or-later
// Asio's and Beast's own code, compiled once (BOOST_ASIO_SEPARATE_COMPILATION, BOOST_BEAST_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
