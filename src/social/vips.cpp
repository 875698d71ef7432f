// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/vips.h"

#include <stdexcept>

#include <dlfcn.h>

namespace favilla::social {

namespace {

template <class Function>
void find(void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (!function) throw std::runtime_error(std::string{"libvips lacks "} + name);
}

// HEIC and AVIF are read by a module beside the library. Of its modules it is the only one that is ever loaded.
void load_heif(const Vips& vips)
{
    Dl_info where{};
    if (dladdr(reinterpret_cast<void*>(vips.vips_init), &where) == 0) throw std::runtime_error("libvips lies nowhere");
    std::string file = where.dli_fname;
    file = file.substr(0, file.rfind('/')) + "/vips-modules-" + std::to_string(vips.vips_version(0)) + "."
         + std::to_string(vips.vips_version(1)) + "/vips-heif.so";
    void* module = dlopen(file.c_str(), RTLD_NOW);
    if (!module) return;  // the library may have it inside; else nothing will open the picture
    using Begin = const char* (*)(void*);
    auto begin = reinterpret_cast<Begin>(dlsym(module, "g_module_check_init"));
    if (begin) begin(nullptr);
}

}  // namespace

Vips::Vips(std::string_view extension)
{
    void* library = dlopen("libvips.so.42", RTLD_NOW);
    if (!library) throw std::runtime_error("libvips is not installed");
#define FAVILLA_FIND(name) find(library, #name, name);
    FAVILLA_VIPS_FUNCTIONS(FAVILLA_FIND)
#undef FAVILLA_FIND
    if (vips_init("favilla") != 0) throw std::runtime_error("libvips does not start");
    if (extension == "heic" || extension == "avif") load_heif(*this);
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
}

}  // namespace favilla::social
