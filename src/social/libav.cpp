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
#define FAVILLA_LIBAV(name) find(#name, name)
    FAVILLA_LIBAV(av_log_set_level);
    FAVILLA_LIBAV(av_malloc);
    FAVILLA_LIBAV(av_freep);
    FAVILLA_LIBAV(av_dict_set);
    FAVILLA_LIBAV(av_dict_free);
    FAVILLA_LIBAV(av_frame_alloc);
    FAVILLA_LIBAV(av_frame_free);
    FAVILLA_LIBAV(av_display_rotation_get);
    FAVILLA_LIBAV(av_packet_alloc);
    FAVILLA_LIBAV(av_packet_free);
    FAVILLA_LIBAV(av_packet_unref);
    FAVILLA_LIBAV(av_packet_rescale_ts);
    FAVILLA_LIBAV(avcodec_find_decoder);
    FAVILLA_LIBAV(avcodec_alloc_context3);
    FAVILLA_LIBAV(avcodec_free_context);
    FAVILLA_LIBAV(avcodec_parameters_to_context);
    FAVILLA_LIBAV(avcodec_parameters_copy);
    FAVILLA_LIBAV(avcodec_open2);
    FAVILLA_LIBAV(avcodec_send_packet);
    FAVILLA_LIBAV(avcodec_receive_frame);
    FAVILLA_LIBAV(av_find_input_format);
    FAVILLA_LIBAV(avio_alloc_context);
    FAVILLA_LIBAV(avio_context_free);
    FAVILLA_LIBAV(avio_flush);
    FAVILLA_LIBAV(avformat_alloc_context);
    FAVILLA_LIBAV(avformat_open_input);
    FAVILLA_LIBAV(avformat_close_input);
    FAVILLA_LIBAV(avformat_find_stream_info);
    FAVILLA_LIBAV(av_find_best_stream);
    FAVILLA_LIBAV(av_read_frame);
    FAVILLA_LIBAV(avformat_seek_file);
    FAVILLA_LIBAV(av_stream_get_side_data);
    FAVILLA_LIBAV(av_stream_new_side_data);
    FAVILLA_LIBAV(avformat_alloc_output_context2);
    FAVILLA_LIBAV(avformat_free_context);
    FAVILLA_LIBAV(avformat_new_stream);
    FAVILLA_LIBAV(avformat_write_header);
    FAVILLA_LIBAV(av_interleaved_write_frame);
    FAVILLA_LIBAV(av_write_trailer);
    FAVILLA_LIBAV(sws_getContext);
    FAVILLA_LIBAV(sws_scale);
    FAVILLA_LIBAV(sws_freeContext);
#undef FAVILLA_LIBAV
    av_log_set_level(AV_LOG_QUIET);
}

}  // namespace favilla::social
