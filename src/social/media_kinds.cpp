// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_kinds.h"

#include <algorithm>
#include <array>

namespace favilla::social {

namespace {

constexpr MediaFormat formats[] = {
    {"jpg", "image/jpeg", MediaKind::Image, true},   {"png", "image/png", MediaKind::Image, true},
    {"webp", "image/webp", MediaKind::Image, true},  {"gif", "image/gif", MediaKind::Image, false},
    {"heic", "image/heic", MediaKind::Image, false}, {"avif", "image/avif", MediaKind::Image, false},
    {"mp4", "video/mp4", MediaKind::Video, true},    {"mov", "video/quicktime", MediaKind::Video, false},
    {"webm", "video/webm", MediaKind::Video, true},  {"mp3", "audio/mpeg", MediaKind::Audio, true},
    {"ogg", "audio/ogg", MediaKind::Audio, true},    {"m4a", "audio/mp4", MediaKind::Audio, true},
    {"wav", "audio/wav", MediaKind::Audio, true},    {"flac", "audio/flac", MediaKind::Audio, true},
};

bool holds_at(std::string_view bytes, std::size_t place, std::string_view what)
{
    return bytes.size() >= place && bytes.substr(place).starts_with(what);
}

// ISO base media (ISO/IEC 14496-12): the brand says whether it is a picture, a film or a sound.
std::string_view extension_of_brand(std::string_view brand)
{
    constexpr std::array<std::string_view, 5> heic = {"heic", "heix", "heim", "heis", "mif1"};
    constexpr std::array<std::string_view, 10> films = {"isom", "iso2", "iso4", "iso5", "iso6",
                                                        "mp41", "mp42", "avc1", "M4V ", "dash"};
    if (brand == "avif") return "avif";
    if (brand == "M4A ") return "m4a";
    if (brand == "qt  ") return "mov";
    if (std::ranges::find(heic, brand) != heic.end()) return "heic";
    if (std::ranges::find(films, brand) != films.end()) return "mp4";
    return {};
}

// MPEG audio, layer III (ISO/IEC 11172-3, 2.4.2.3): eleven set bits, then version and layer, neither of them reserved.
bool is_mpeg_audio(std::string_view bytes)
{
    if (bytes.size() < 4) return false;
    auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
    return first == 0xFF && (second & 0xE0) == 0xE0 && (second & 0x18) != 0x08 && (second & 0x06) == 0x02;
}

std::string_view extension_of(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xD8\xFF")) return "jpg";
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "png";
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "gif";
    if (bytes.starts_with("RIFF") && holds_at(bytes, 8, "WEBPVP8")) return "webp";
    if (bytes.starts_with("RIFF") && holds_at(bytes, 8, "WAVE")) return "wav";
    if (holds_at(bytes, 4, "ftyp")) return extension_of_brand(bytes.substr(8, 4));
    if (bytes.starts_with("\x1A\x45\xDF\xA3")) return bytes.substr(0, 64).find("webm") == std::string_view::npos ? "" : "webm";
    if (bytes.starts_with("OggS")) return "ogg";
    if (bytes.starts_with("fLaC")) return "flac";
    if (bytes.starts_with("ID3") || is_mpeg_audio(bytes)) return "mp3";
    return {};
}

}  // namespace

std::span<const MediaFormat> media_formats() { return formats; }

const MediaFormat* format_of_extension(std::string_view extension)
{
    const auto* found = std::ranges::find(formats, extension, &MediaFormat::extension);
    return found == std::end(formats) ? nullptr : found;
}

const MediaFormat* sniff_format(std::string_view bytes) { return format_of_extension(extension_of(bytes)); }

const MediaFormat* format_of_file(std::string_view name)
{
    constexpr std::size_t digest = 64;
    if (name.size() < digest + 2 || name[digest] != '.') return nullptr;
    auto hexadecimal = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (!std::ranges::all_of(name.substr(0, digest), hexadecimal)) return nullptr;
    const auto* format = format_of_extension(name.substr(digest + 1));
    return format && format->served ? format : nullptr;
}

}  // namespace favilla::social
