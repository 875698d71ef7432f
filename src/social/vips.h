// SPDX-License-Identifier: AGPL-3.0-or-later
// social/vips.h — libvips, loaded when it is asked for: a hundred libraries that only the worker should ever hold. For the media worker
// alone.
#pragma once
#include <string>
#include <string_view>

#include <vips/vips.h>

namespace favilla::social {

// The functions that are used, under their own names.
struct Vips {
    explicit Vips(std::string_view extension);  // of what will be opened; throws std::runtime_error when the library is not there

#define FAVILLA_VIPS(name) decltype(&::name) name
    FAVILLA_VIPS(vips_init);
    FAVILLA_VIPS(vips_version);
    FAVILLA_VIPS(vips_block_untrusted_set);
    FAVILLA_VIPS(vips_concurrency_set);
    FAVILLA_VIPS(vips_cache_set_max);
    FAVILLA_VIPS(vips_foreign_find_load_buffer);
    FAVILLA_VIPS(vips_image_new_from_buffer);
    FAVILLA_VIPS(vips_image_get_width);
    FAVILLA_VIPS(vips_image_get_height);
    FAVILLA_VIPS(vips_image_get_n_pages);
    FAVILLA_VIPS(vips_image_get_orientation_swap);
    FAVILLA_VIPS(vips_image_hasalpha);
    FAVILLA_VIPS(vips_image_write_to_memory);
    FAVILLA_VIPS(vips_image_write_to_buffer);
    FAVILLA_VIPS(vips_thumbnail_buffer);
    FAVILLA_VIPS(vips_thumbnail_image);
    FAVILLA_VIPS(vips_image_new_from_memory_copy);
    FAVILLA_VIPS(vips_rot);
    FAVILLA_VIPS(vips_copy);
    FAVILLA_VIPS(vips_image_get_fields);
    FAVILLA_VIPS(vips_image_remove);
    FAVILLA_VIPS(vips_colourspace);
    FAVILLA_VIPS(vips_flatten);
    FAVILLA_VIPS(g_object_unref);
    FAVILLA_VIPS(g_free);
#undef FAVILLA_VIPS
};

}  // namespace favilla::social
