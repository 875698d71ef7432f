// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_worker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>

#include <unistd.h>

#include "social/archive_worker.h"
#include "social/blurhash.h"
#include "social/film.h"
#include "social/sandbox.h"
#include "social/vips.h"

namespace favilla::social {

namespace {

constexpr std::size_t memory = 256 * 1024 * 1024;
constexpr std::size_t film_memory = 512 * 1024 * 1024;  // it is held twice: as it came, and as it goes
constexpr unsigned cpu_seconds = 10;
constexpr std::size_t most_input = 128 * 1024 * 1024;

// Why something is not taken, as a key of the catalogue.
struct Refusal {
    const char* key;
};

struct Unref {
    const Vips* vips;
    void operator()(VipsImage* image) const { vips->g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

Image owned(const Vips& vips, VipsImage* image)
{
    if (!image) throw Refusal{"media.damaged"};
    return Image{image, Unref{&vips}};
}

struct Size {
    int width = 0, height = 0;
    long long pixels() const { return static_cast<long long>(width) * height; }
};

struct Written {
    std::string extension;
    Size size;
    std::string bytes;
};

std::string read_all(int descriptor)
{
    std::string all;
    char part[64 * 1024];
    while (true) {
        auto count = ::read(descriptor, part, sizeof part);
        if (count < 0) throw std::runtime_error("the input broke off");
        if (count == 0) return all;
        all.append(part, static_cast<std::size_t>(count));
        if (all.size() > most_input) throw Refusal{"media.too_large"};
    }
}

void write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto count = ::write(descriptor, bytes.data(), bytes.size());
        if (count <= 0) throw std::runtime_error("nobody takes the output");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

// The loader that the first bytes ask for; no other one is let at them.
std::string_view loader_of(std::string_view extension)
{
    if (extension == "jpg") return "VipsForeignLoadJpegBuffer";
    if (extension == "png") return "VipsForeignLoadPngBuffer";
    if (extension == "webp") return "VipsForeignLoadWebpBuffer";
    if (extension == "gif") return "VipsForeignLoadNsgifBuffer";
    return "VipsForeignLoadHeifBuffer";
}

// Nothing that describes it: neither where and by what it was taken, nor how its colours are meant, which are sRGB by now. Taken
// away here, because not every writer leaves it out when asked to.
Image without_words(const Vips& vips, VipsImage* image)
{
    constexpr std::array<std::string_view, 6> kept = {"page-height", "n-pages", "delay", "loop", "gif-delay", "gif-loop"};
    VipsImage* copied = nullptr;
    vips.vips_copy(image, &copied, nullptr);
    auto bare = owned(vips, copied);
    char** fields = vips.vips_image_get_fields(bare.get());
    for (char** field = fields; field && *field; ++field)
        if (std::ranges::find(kept, *field) == kept.end()) vips.vips_image_remove(bare.get(), *field);
    return bare;
}

// libvips 8.14 writes an EXIF chunk into WebP whatever it is told. Container: developers.google.com/speed/webp/docs/riff_container.
std::string bare_webp(const std::string& webp)
{
    constexpr std::size_t head = 12, chunk_head = 8, flags_place = head + chunk_head;
    constexpr unsigned char describing = 0x20 | 0x08 | 0x04;  // ICC profile, EXIF, XMP
    auto size_at = [&](std::size_t place) {
        std::size_t size = 0;
        for (std::size_t n = 4; n-- > 0;) size = size << 8 | static_cast<unsigned char>(webp[place + n]);
        return size;
    };
    std::string bare = webp.substr(0, head);
    for (auto place = head; place + chunk_head <= webp.size();) {
        auto name = std::string_view{webp}.substr(place, 4);
        auto length = chunk_head + size_at(place + 4);
        length += length % 2;
        if (name != "EXIF" && name != "XMP " && name != "ICCP") bare += webp.substr(place, length);
        place += length;
    }
    if (std::string_view{bare}.substr(head).starts_with("VP8X") && bare.size() > flags_place)
        bare[flags_place] = static_cast<char>(static_cast<unsigned char>(bare[flags_place]) & ~describing);
    auto rest = bare.size() - chunk_head;
    for (std::size_t n = 0; n < 4; ++n) bare[4 + n] = static_cast<char>(rest >> 8 * n & 0xFF);
    return bare;
}

Written written_as(const Vips& vips, VipsImage* image, const char* how, std::string extension, Size size)
{
    void* bytes = nullptr;
    std::size_t count = 0;
    auto bare = without_words(vips, image);
    if (vips.vips_image_write_to_buffer(bare.get(), how, &bytes, &count, nullptr) != 0) throw Refusal{"media.damaged"};
    Written written{std::move(extension), size, std::string{static_cast<char*>(bytes), count}};
    vips.g_free(bytes);
    if (written.extension == "webp") written.bytes = bare_webp(written.bytes);
    return written;
}

constexpr const char* as_jpeg = ".jpg[strip,Q=86,optimize_coding]";

// Of a picture of some hundred pixels.
std::string hash_of(const Vips& vips, Image tiny)
{
    if (vips.vips_image_hasalpha(tiny.get())) {
        VipsImage* flat = nullptr;
        vips.vips_flatten(tiny.get(), &flat, nullptr);
        tiny = owned(vips, flat);
    }
    std::size_t count = 0;
    auto* pixels = static_cast<std::uint8_t*>(vips.vips_image_write_to_memory(tiny.get(), &count));
    int width = vips.vips_image_get_width(tiny.get()), height = vips.vips_image_get_height(tiny.get());
    if (!pixels || count != static_cast<std::size_t>(width) * height * 3) throw Refusal{"media.damaged"};
    return blurhash({pixels, count}, width, height);
}

class Picture {
public:
    Picture(const Vips& vips, std::string bytes, std::string extension)
        : vips_(vips), bytes_(std::move(bytes)), extension_(std::move(extension))
    {
        const char* loader = vips_.vips_foreign_find_load_buffer(bytes_.data(), bytes_.size());
        if (!loader || loader != loader_of(extension_)) throw Refusal{"media.damaged"};
        read_header();
    }

    bool is_animated() const { return frames_ > 1; }
    Size size() const { return size_; }

    // At most so many pixels, upright, in sRGB.
    Image within(long long pixels) const
    {
        double scale = std::min(1.0, std::sqrt(static_cast<double>(pixels) / static_cast<double>(size_.pixels())));
        auto side = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
        return made(side(size_.width), side(size_.height), VIPS_SIZE_DOWN, VIPS_INTERESTING_NONE);
    }
    // Exactly that, cut at the edges.
    Image filling(Size size) const { return made(size.width, size.height, VIPS_SIZE_BOTH, VIPS_INTERESTING_CENTRE); }

    // What it is written as: as it came, where browsers know that.
    std::string kept_as(VipsImage* image) const
    {
        bool clear = vips_.vips_image_hasalpha(image) != FALSE;
        if (extension_ == "png" || extension_ == "gif") return "png";
        return extension_ == "webp" || clear ? "webp" : "jpg";
    }
    std::string preview_as(VipsImage* image) const
    {
        return vips_.vips_image_hasalpha(image) ? kept_as(image) : extension_ == "webp" ? "webp" : "jpg";
    }

    Written written(VipsImage* image, std::string extension) const
    {
        const char* how = extension == "png"  ? ".png[strip,compression=6]"
                        : extension == "webp" ? ".webp[strip,Q=84,effort=3]"
                                              : as_jpeg;
        return written_as(vips_, image, how, std::move(extension),
                          {vips_.vips_image_get_width(image), vips_.vips_image_get_height(image)});
    }
    // All frames, with their times.
    Written moving() const
    {
        auto all = owned(vips_, vips_.vips_image_new_from_buffer(bytes_.data(), bytes_.size(), "n=-1", nullptr));
        return written_as(vips_, all.get(), ".webp[strip,Q=80,effort=2]", "webp", size_);
    }

    std::string hash() const { return hash_of(vips_, within(1024)); }

private:
    // From the header alone: nothing was decoded yet.
    void read_header()
    {
        auto header = owned(vips_, vips_.vips_image_new_from_buffer(bytes_.data(), bytes_.size(), "", nullptr));
        size_ = {vips_.vips_image_get_width(header.get()), vips_.vips_image_get_height(header.get())};
        if (vips_.vips_image_get_orientation_swap(header.get())) std::swap(size_.width, size_.height);
        if (extension_ == "gif" || extension_ == "webp") frames_ = vips_.vips_image_get_n_pages(header.get());
        if (frames_ > max_frames || size_.pixels() * frames_ > max_picture_pixels) throw Refusal{"media.too_many_pixels"};
    }

    Image made(int width, int height, VipsSize how, VipsInteresting cut) const
    {
        VipsImage* small = nullptr;
        vips_.vips_thumbnail_buffer(const_cast<char*>(bytes_.data()), bytes_.size(), &small, width, "height", height, "size", how,
                                    "crop", cut, "export_profile", "srgb", "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
        auto image = owned(vips_, small);
        VipsImage* coloured = nullptr;
        vips_.vips_colourspace(image.get(), &coloured, VIPS_INTERPRETATION_sRGB, nullptr);
        return owned(vips_, coloured);
    }

    const Vips& vips_;
    std::string bytes_;
    std::string extension_;
    Size size_;
    int frames_ = 1;
};

std::string line_of(const Written& written)
{
    return written.extension + " " + std::to_string(written.size.width) + " " + std::to_string(written.size.height) + " "
         + std::to_string(written.bytes.size()) + " ";
}

std::string answer(const Written& original, const Written& small, const std::string& hash, std::int64_t milliseconds = 0)
{
    auto said = "made " + line_of(original) + line_of(small) + hash + " " + std::to_string(milliseconds) + "\n";
    said.reserve(said.size() + original.bytes.size() + small.bytes.size());  // a film has no room to be held another time
    return said.append(original.bytes).append(small.bytes);
}

std::string portrait(const Picture& picture, Size size)
{
    auto image = picture.filling(size);
    return answer(picture.written(image.get(), picture.kept_as(image.get())), {"jpg", {}, {}}, picture.hash());
}

std::string attachment(const Picture& picture)
{
    auto small = picture.within(small_picture_pixels);
    auto preview = picture.written(small.get(), picture.preview_as(small.get()));
    small.reset();
    if (picture.is_animated() && picture.size().pixels() <= kept_picture_pixels)
        return answer(picture.moving(), preview, picture.hash());
    auto whole = picture.within(kept_picture_pixels);
    return answer(picture.written(whole.get(), picture.kept_as(whole.get())), preview, picture.hash());
}

std::string small_alone(const Picture& picture)
{
    auto image = picture.within(small_picture_pixels);
    return answer(picture.written(image.get(), picture.preview_as(image.get())), {"jpg", {}, {}}, picture.hash());
}

std::string made_of(const Picture& picture, std::string_view use)
{
    if (use == "avatar") return portrait(picture, {400, 400});
    if (use == "header") return portrait(picture, {1500, 500});
    if (use == "small") return small_alone(picture);
    return attachment(picture);
}

// The first picture of a film, upright.
Image poster_of(const Vips& vips, const Film& film)
{
    auto raw = owned(vips, vips.vips_image_new_from_memory_copy(film.poster.data(), film.poster.size(), film.poster_width,
                                                                film.poster_height, 3, VIPS_FORMAT_UCHAR));
    VipsImage *coloured = nullptr, *upright = nullptr;
    vips.vips_copy(raw.get(), &coloured, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
    auto picture = owned(vips, coloured);
    vips.vips_rot(picture.get(), &upright, static_cast<VipsAngle>(film.quarter_turns), nullptr);
    return owned(vips, upright);
}

std::string made_of_film(const Vips& vips, const Libav& av, std::string_view extension)
{
    auto film = read_film(av, read_all(STDIN_FILENO), extension, small_picture_pixels);
    Written whole{film.extension, {film.width, film.height}, std::move(film.bytes)};
    if (film.poster.empty()) return answer(whole, {"jpg", {}, {}}, "-", film.milliseconds);
    auto poster = poster_of(vips, film);
    Size size{vips.vips_image_get_width(poster.get()), vips.vips_image_get_height(poster.get())};
    auto preview = written_as(vips, poster.get(), as_jpeg, "jpg", size);
    VipsImage* tiny = nullptr;
    vips.vips_thumbnail_image(poster.get(), &tiny, 32, nullptr);
    return answer(whole, preview, hash_of(vips, owned(vips, tiny)), film.milliseconds);
}

std::string made_of(const Vips& vips, const Libav* av, std::string_view use, const std::string& extension)
{
    try {
        if (av) return made_of_film(vips, *av, extension);
        return made_of(Picture{vips, read_all(STDIN_FILENO), extension}, use);
    } catch (const Refusal& refusal) {
        return std::string{"refused "} + refusal.key + "\n";
    } catch (const FilmRefusal& refusal) {
        return std::string{"refused "} + refusal.key + "\n";
    }
}

}  // namespace

int run_media_worker(const std::vector<std::string>& words)
{
    if (words.size() != 2) return 2;
    try {
        if (words[0] == "archive") return run_archive_worker(words[1]);
        Vips vips{words[1]};
        std::optional<Libav> av;
        if (words[0] == "film") av.emplace();
        enter_sandbox(av ? film_memory : memory, cpu_seconds);
        write_all(STDOUT_FILENO, made_of(vips, av ? &*av : nullptr, words[0], words[1]));
        _exit(0);  // what libraries do at the end needs what is forbidden
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "favilla media-worker: %s\n", failure.what());
        _exit(1);
    }
}

}  // namespace favilla::social
