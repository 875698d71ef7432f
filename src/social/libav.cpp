// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/libav.h"

#include <stdexcept>
#include <string>

#include <dlfcn.h>

namespace favilla::social {

namespace {

void load(const char* library)
{
    if (!dlopen(library, RTLD_NOW | RTLD_GLOBAL)) throw std::runtime_error(std::string{library} + " is not installed");
}

template <class Function>
void find(const char* name, Function& function)
{
    function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
    if (!function) throw std::runtime_error(std::string{"FFmpeg lacks "} + name);
}

}  // namespace

Libav::Libav()
{
    for (auto library : {"libavutil.so.57", "libavcodec.so.59", "libavformat.so.59", "libswscale.so.6"}) load(library);
#define FAVILLA_FIND(name) find(#name, name);
    FAVILLA_LIBAV_FUNCTIONS(FAVILLA_FIND)
#undef FAVILLA_FIND
    av_log_set_level(AV_LOG_QUIET);
}

}  // namespace favilla::social
