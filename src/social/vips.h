// SPDX-License-Identifier: AGPL-3.0-or-later
// social/vips.h — libvips, loaded when it is asked for: a hundred libraries that only the worker should ever hold. For the media worker
// alone.
#pragma once
#include <string>
#include <string_view>

#include <vips/vips.h>

// Those that are used: each is a member under its own name, and looked up by it.
// clang-format off
#define FAVILLA_VIPS_FUNCTIONS(each) \
    each(vips_init) \
    each(vips_version) \
    each(vips_block_untrusted_set) \
    each(vips_concurrency_set) \
    each(vips_cache_set_max) \
    each(vips_foreign_find_load_buffer) \
    each(vips_image_new_from_buffer) \
    each(vips_image_get_width) \
    each(vips_image_get_height) \
    each(vips_image_get_n_pages) \
    each(vips_image_get_orientation_swap) \
    each(vips_image_hasalpha) \
    each(vips_image_write_to_memory) \
    each(vips_image_write_to_buffer) \
    each(vips_thumbnail_buffer) \
    each(vips_thumbnail_image) \
    each(vips_image_new_from_memory_copy) \
    each(vips_rot) \
    each(vips_copy) \
    each(vips_image_get_fields) \
    each(vips_image_remove) \
    each(vips_colourspace) \
    each(vips_flatten) \
    each(g_object_unref) \
    each(g_free)
// clang-format on

namespace favilla::social {

struct Vips {
    explicit Vips(std::string_view extension);  // of what will be opened; throws std::runtime_error when the library is not there

#define FAVILLA_MEMBER(name) decltype(&::name) name;
    FAVILLA_VIPS_FUNCTIONS(FAVILLA_MEMBER)
#undef FAVILLA_MEMBER
};

}  // namespace favilla::social
