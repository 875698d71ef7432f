// SPDX-License-Identifier: AGPL-3.0-or-later
// social/libav.h — FFmpeg's libraries, loaded when they are asked for, as libvips is. For the media worker alone.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libswscale/swscale.h>
}

// Those that are used: each is a member under its own name, and looked up by it.
// clang-format off
#define FAVILLA_LIBAV_FUNCTIONS(each) \
    each(av_log_set_level) \
    each(av_malloc) \
    each(av_freep) \
    each(av_dict_set) \
    each(av_dict_free) \
    each(av_frame_alloc) \
    each(av_frame_free) \
    each(av_display_rotation_get) \
    each(av_packet_alloc) \
    each(av_packet_free) \
    each(av_packet_unref) \
    each(av_packet_rescale_ts) \
    each(avcodec_find_decoder) \
    each(avcodec_alloc_context3) \
    each(avcodec_free_context) \
    each(avcodec_parameters_to_context) \
    each(avcodec_parameters_copy) \
    each(avcodec_open2) \
    each(avcodec_send_packet) \
    each(avcodec_receive_frame) \
    each(av_find_input_format) \
    each(avio_alloc_context) \
    each(avio_context_free) \
    each(avio_flush) \
    each(avformat_alloc_context) \
    each(avformat_open_input) \
    each(avformat_close_input) \
    each(avformat_find_stream_info) \
    each(av_find_best_stream) \
    each(av_read_frame) \
    each(avformat_seek_file) \
    each(av_stream_get_side_data) \
    each(av_stream_new_side_data) \
    each(avformat_alloc_output_context2) \
    each(avformat_free_context) \
    each(avformat_new_stream) \
    each(avformat_write_header) \
    each(av_interleaved_write_frame) \
    each(av_write_trailer) \
    each(sws_getContext) \
    each(sws_scale) \
    each(sws_freeContext)
// clang-format on

namespace favilla::social {

struct Libav {
    Libav();  // throws std::runtime_error when a library is not there

#define FAVILLA_MEMBER(name) decltype(&::name) name;
    FAVILLA_LIBAV_FUNCTIONS(FAVILLA_MEMBER)
#undef FAVILLA_MEMBER
};

}  // namespace favilla::social
