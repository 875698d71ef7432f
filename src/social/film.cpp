// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/film.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

#include "social/media_worker.h"

namespace favilla::social {

namespace {

constexpr int io_buffer = 64 * 1024;
constexpr int max_streams = 32;
constexpr int packets_to_poster = 500;
constexpr const char* decoders =
    "h264,vp8,vp9,libdav1d,av1,aac,mp3,mp3float,opus,libopus,vorbis,flac,pcm_s16le,pcm_s24le,pcm_f32le";

[[noreturn]] void refuse_as(const char* key) { throw FilmRefusal{key}; }
void must(int result)
{
    if (result < 0) refuse_as("media.damaged");
}

// What a file is read from and written to instead of a file.
struct Memory {
    std::string_view in;
    std::string* out = nullptr;
    std::int64_t place = 0;

    std::int64_t size() const { return static_cast<std::int64_t>(out ? out->size() : in.size()); }
    static int read(void* self, std::uint8_t* to, int count)
    {
        auto& memory = *static_cast<Memory*>(self);
        auto got = std::min<std::int64_t>(count, memory.size() - memory.place);
        if (got <= 0) return AVERROR_EOF;
        std::memcpy(to, memory.in.data() + memory.place, static_cast<std::size_t>(got));
        memory.place += got;
        return static_cast<int>(got);
    }
    static int write(void* self, std::uint8_t* from, int count)
    {
        auto& memory = *static_cast<Memory*>(self);
        auto end = static_cast<std::size_t>(memory.place + count);
        if (memory.out->size() < end) memory.out->resize(end);
        std::memcpy(memory.out->data() + memory.place, from, static_cast<std::size_t>(count));
        memory.place += count;
        return count;
    }
    static std::int64_t seek(void* self, std::int64_t offset, int whence)
    {
        auto& memory = *static_cast<Memory*>(self);
        whence &= ~AVSEEK_FORCE;
        if (whence == AVSEEK_SIZE) return memory.size();
        auto to = offset + (whence == SEEK_CUR ? memory.place : whence == SEEK_END ? memory.size() : 0);
        if (to < 0 || (!memory.out && to > memory.size())) return AVERROR(EINVAL);
        return memory.place = to;
    }
};

AVIOContext* io_over(const Libav& av, Memory& memory)
{
    auto* buffer = static_cast<unsigned char*>(av.av_malloc(io_buffer));
    return av.avio_alloc_context(buffer, io_buffer, memory.out ? 1 : 0, &memory, Memory::read,
                                 memory.out ? Memory::write : nullptr, Memory::seek);
}

struct Options {
    explicit Options(const Libav& libav) : av(libav) {}
    ~Options() { av.av_dict_free(&entries); }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    void set(const char* key, const std::string& value) { av.av_dict_set(&entries, key, value.c_str(), 0); }
    const Libav& av;
    AVDictionary* entries = nullptr;
};

const char* demuxer_of(std::string_view extension)
{
    if (extension == "webm") return "matroska";
    if (extension == "mp3" || extension == "ogg" || extension == "wav" || extension == "flac") return extension.data();
    return "mov";
}

// A file that is open; nothing is ever closed by hand, for the process ends after one.
struct Source {
    Source(const Libav& libav, std::string_view bytes, std::string_view extension) : av(libav), memory{bytes}
    {
        file = av.avformat_alloc_context();
        file->pb = io_over(av, memory);
        Options options{av};
        options.set("max_streams", std::to_string(max_streams));
        options.set("codec_whitelist", decoders);
        must(av.avformat_open_input(&file, "", av.av_find_input_format(demuxer_of(extension)), &options.entries));
        must(av.avformat_find_stream_info(file, nullptr));
        for (unsigned n = 0; n < file->nb_streams; ++n) {
            auto* stream = file->streams[n];
            auto kind = stream->codecpar->codec_type;
            bool cover = (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
            if (kind == AVMEDIA_TYPE_VIDEO && !cover && !video) video = stream;
            if (kind == AVMEDIA_TYPE_AUDIO && !audio) audio = stream;
        }
        if (!video && !audio) refuse_as("media.damaged");
    }
    void rewind() { must(av.avformat_seek_file(file, -1, INT64_MIN, 0, 0, 0)); }

    const Libav& av;
    Memory memory;
    AVFormatContext* file = nullptr;
    AVStream* video = nullptr;
    AVStream* audio = nullptr;
};

struct Container {
    const char* muxer;
    const char* extension;
};

bool one_of(const AVStream* stream, std::initializer_list<AVCodecID> codecs)
{
    return !stream || std::ranges::find(codecs, stream->codecpar->codec_id) != codecs.end();
}

// What browsers play, as it is: nothing is encoded anew.
Container container_for(const Source& source, std::string_view extension)
{
    const auto *video = source.video, *audio = source.audio;
    bool fits_mp4 = one_of(video, {AV_CODEC_ID_H264, AV_CODEC_ID_AV1, AV_CODEC_ID_VP9})
                 && one_of(audio, {AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_OPUS, AV_CODEC_ID_FLAC});
    bool fits_webm = one_of(video, {AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1})
                  && one_of(audio, {AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS});
    if (extension == "webm" && fits_webm) return {"webm", "webm"};
    if (std::string_view{demuxer_of(extension)} == "mov" && fits_mp4)
        return video ? Container{"mp4", "mp4"} : Container{"ipod", "m4a"};
    if (video) refuse_as("media.codec");
    if (extension == "mp3" && one_of(audio, {AV_CODEC_ID_MP3})) return {"mp3", "mp3"};
    if (extension == "ogg" && one_of(audio, {AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS})) return {"ogg", "ogg"};
    if (extension == "flac" && one_of(audio, {AV_CODEC_ID_FLAC})) return {"flac", "flac"};
    if (extension == "wav" && one_of(audio, {AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S24LE, AV_CODEC_ID_PCM_F32LE}))
        return {"wav", "wav"};
    refuse_as("media.codec");
}

int quarter_turns(const Libav& av, const AVStream* video)
{
    const auto* matrix = av.av_stream_get_side_data(video, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
    if (!matrix) return 0;
    double degrees = av.av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
    if (!std::isfinite(degrees)) return 0;
    return ((static_cast<int>(std::lround(-degrees / 90)) % 4) + 4) % 4;
}

AVStream* add_stream(const Libav& av, AVFormatContext* target, const AVStream* from)
{
    auto* stream = av.avformat_new_stream(target, nullptr);
    if (!stream) refuse_as("media.damaged");
    must(av.avcodec_parameters_copy(stream->codecpar, from->codecpar));
    stream->codecpar->codec_tag = 0;
    stream->time_base = from->time_base;
    stream->avg_frame_rate = from->avg_frame_rate;
    std::size_t size = 0;
    const auto* matrix = av.av_stream_get_side_data(from, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (matrix)
        if (auto* copy = av.av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, size)) std::memcpy(copy, matrix, size);
    return stream;
}

constexpr std::size_t room_for_heads = 64 * 1024;

std::string write_anew(const Libav& av, Source& source, const Container& container)
{
    std::string out;
    out.reserve(source.memory.in.size() + room_for_heads);  // growing would hold it twice
    Memory memory{.in = {}, .out = &out};
    AVFormatContext* target = nullptr;
    must(av.avformat_alloc_output_context2(&target, nullptr, container.muxer, nullptr));
    target->pb = io_over(av, memory);
    target->flags |= AVFMT_FLAG_BITEXACT;  // it does not say what wrote it either
    auto* video = source.video ? add_stream(av, target, source.video) : nullptr;
    auto* audio = source.audio ? add_stream(av, target, source.audio) : nullptr;
    Options options{av};
    options.set("id3v2_version", "0");
    must(av.avformat_write_header(target, &options.entries));
    auto* packet = av.av_packet_alloc();
    while (av.av_read_frame(source.file, packet) >= 0) {
        auto* from = source.file->streams[packet->stream_index];
        auto* to = from == source.video ? video : from == source.audio ? audio : nullptr;
        if (to) {
            av.av_packet_rescale_ts(packet, from->time_base, to->time_base);
            packet->stream_index = to->index;
            packet->pos = -1;
            must(av.av_interleaved_write_frame(target, packet));
        } else {
            av.av_packet_unref(packet);
        }
    }
    av.av_packet_free(&packet);
    must(av.av_write_trailer(target));
    av.avio_flush(target->pb);
    return out;
}

AVFrame* first_frame(const Libav& av, Source& source)
{
    const auto* parameters = source.video->codecpar;
    const auto* decoder = av.avcodec_find_decoder(parameters->codec_id);
    auto* context = decoder ? av.avcodec_alloc_context3(decoder) : nullptr;
    if (!context) refuse_as("media.codec");
    must(av.avcodec_parameters_to_context(context, parameters));
    context->thread_count = 1;
    must(av.avcodec_open2(context, decoder, nullptr));
    auto* packet = av.av_packet_alloc();
    auto* frame = av.av_frame_alloc();
    for (int n = 0; n < packets_to_poster; ++n) {
        int read = av.av_read_frame(source.file, packet);
        bool ours = read >= 0 && source.file->streams[packet->stream_index] == source.video;
        if (read < 0 || ours) av.avcodec_send_packet(context, read < 0 ? nullptr : packet);
        if (read >= 0) av.av_packet_unref(packet);
        if (av.avcodec_receive_frame(context, frame) >= 0) return frame;
        if (read < 0) break;
    }
    refuse_as("media.damaged");
}

void take_poster(const Libav& av, Source& source, Film& film, long long pixels)
{
    auto* frame = first_frame(av, source);
    double scale = std::min(1.0, std::sqrt(static_cast<double>(pixels) / (static_cast<double>(frame->width) * frame->height)));
    film.poster_width = std::max(1, static_cast<int>(frame->width * scale));
    film.poster_height = std::max(1, static_cast<int>(frame->height * scale));
    auto* scaler = av.sws_getContext(frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), film.poster_width,
                                     film.poster_height, AV_PIX_FMT_RGB24, SWS_AREA, nullptr, nullptr, nullptr);
    if (!scaler) refuse_as("media.damaged");
    // Rows that end on a round number, as the scaler likes them; it may write a little behind each.
    int row = (film.poster_width * 3 + 63) / 64 * 64;
    std::vector<std::uint8_t> rows(static_cast<std::size_t>(row) * film.poster_height + 64);
    std::array<std::uint8_t*, 4> planes = {rows.data(), nullptr, nullptr, nullptr};
    std::array<int, 4> strides = {row, 0, 0, 0};
    av.sws_scale(scaler, frame->data, frame->linesize, 0, frame->height, planes.data(), strides.data());
    av.sws_freeContext(scaler);
    for (int y = 0; y < film.poster_height; ++y) {
        auto* begin = rows.data() + static_cast<std::size_t>(y) * row;
        film.poster.insert(film.poster.end(), begin, begin + static_cast<std::ptrdiff_t>(film.poster_width) * 3);
    }
    film.quarter_turns = quarter_turns(av, source.video);
}

// Before anything is decoded for good.
void check_video(const AVStream* video)
{
    const auto* parameters = video->codecpar;
    if (parameters->width <= 0 || parameters->height <= 0) refuse_as("media.damaged");
    if (static_cast<long long>(parameters->width) * parameters->height > max_film_pixels) refuse_as("media.too_many_pixels");
    auto rate = video->avg_frame_rate;
    if (rate.den > 0 && rate.num / rate.den > max_frame_rate) refuse_as("media.too_many_pixels");
}

}  // namespace

Film read_film(const Libav& av, std::string_view bytes, std::string_view extension, long long poster_pixels)
{
    Source source{av, bytes, extension};
    if (source.video) check_video(source.video);
    auto container = container_for(source, extension);
    Film film;
    film.extension = container.extension;
    film.milliseconds = std::max<std::int64_t>(source.file->duration, 0) / 1000;
    if (source.video) {
        take_poster(av, source, film, poster_pixels);
        bool lies = film.quarter_turns % 2 != 0;
        film.width = lies ? source.video->codecpar->height : source.video->codecpar->width;
        film.height = lies ? source.video->codecpar->width : source.video->codecpar->height;
        source.rewind();
    }
    film.bytes = write_anew(av, source, container);
    return film;
}

}  // namespace favilla::social
