# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures for tests, made on the spot, and the forms that carry them."""
import ctypes
import struct
import subprocess
import tempfile
import uuid
import zlib


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, colour=(200, 80, 20), *, alpha: int | None = None, chunks: bytes = b"", behind: bytes = b"") -> bytes:
    """One colour with a dark corner, so that turning it shows; `chunks` stand before the pixels, `behind` after the end."""
    pixel = bytes(colour) + (bytes([alpha]) if alpha is not None else b"")
    dark = bytes(3) + pixel[3:]
    rows = b"".join(b"\0" + (dark * (width // 4) + pixel * (width - width // 4) if y < height // 4 else pixel * width) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha is not None else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunks + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"") + behind


def heavy_png() -> bytes:
    """One that needs more memory than its reader may have: interlaced, sixteen bits a channel, held whole. It is small itself."""
    width, height = 5700, 5700
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 1)
    rows = zlib.compress(bytes(width * height * 8 + height * 4), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(width: int, height: int, frames: int, *, hollow: bool = False) -> bytes:
    """Frames of one colour each, in turns (GIF89a; every pixel by a code of its own, so that nothing has to be packed). A hollow one
    has a pixel in each and says it has all."""
    def frame(colour: int) -> bytes:
        codes = []
        for pixel in range(1 if hollow else width * height):
            if pixel % 2 == 0:
                codes.append(4)                          # clear: the table stays at three bits a code
            codes.append(colour)
        codes.append(5)
        bits = sum(code << 3 * place for place, code in enumerate(codes))
        data = bits.to_bytes((3 * len(codes) + 7) // 8, "little")
        blocks = b"".join(bytes([len(data[at:at + 255])]) + data[at:at + 255] for at in range(0, len(data), 255))
        return b"\x21\xf9\x04\x04\x0a\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + blocks + b"\0"
    table = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
    turns = [frame(colour) for colour in range(3)]
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x91, 0, 0) + table + b"".join(turns[n % 3] for n in range(frames)) + b";"


def exif(orientation: int = 1) -> bytes:
    """What cameras write (TIFF, little-endian): how to turn it, whose camera it is, where it was taken."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    serial, at = b"SERIAL-4711\0", 8 + 2 + 3 * 12 + 4
    gps_at = at + len(serial)
    latitude = struct.pack("<6I", 45, 1, 28, 1, 3813, 100)
    first = struct.pack("<H", 3) + entry(0x010F, 2, len(serial), struct.pack("<I", at)) \
        + entry(0x0112, 3, 1, struct.pack("<H", orientation)) + entry(0x8825, 4, 1, struct.pack("<I", gps_at)) + bytes(4)
    gps = struct.pack("<H", 2) + entry(1, 2, 2, b"N\0") + entry(2, 5, 3, struct.pack("<I", gps_at + 2 + 24 + 4)) + bytes(4) + latitude
    return b"II*\0" + struct.pack("<I", 8) + first + serial + gps


def with_exif(jpeg: bytes, orientation: int = 1) -> bytes:
    content = b"Exif\0\0" + exif(orientation)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def converted(picture: bytes, suffix: str) -> bytes:
    """The same as another kind (".jpg", ".webp", ".avif", ".heic"), by the library that the server's worker uses."""
    vips = ctypes.CDLL("libvips.so.42")
    vips.vips_image_new_from_buffer.restype = ctypes.c_void_p
    if vips.vips_init(b"tests") != 0:
        raise RuntimeError("libvips does not start")
    image = vips.vips_image_new_from_buffer(picture, ctypes.c_size_t(len(picture)), b"", None)
    out, length = ctypes.c_void_p(), ctypes.c_size_t()
    if vips.vips_image_write_to_buffer(ctypes.c_void_p(image), suffix.encode(), ctypes.byref(out), ctypes.byref(length), None) != 0:
        raise RuntimeError(f"libvips writes no {suffix}")
    return ctypes.string_at(out, length.value)


def film(suffix: str, *options: str, size: str = "320x180", seconds: int = 2, sound: bool = True, picture: bool = True) -> bytes:
    """Moving stripes with a tone, told to be somewhere and called SECRET; `options` are ffmpeg's, for what is written."""
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        shown = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=10"] if picture else []
        heard = ["-f", "lavfi", "-i", "sine=440"] if sound else []
        subprocess.run(["ffmpeg", "-v", "error", "-y", *shown, *heard, "-t", str(seconds), "-pix_fmt", "yuv420p", "-metadata", "title=SECRET", "-metadata", "location=+45.4680+009.1800/",
                        *options, file.name], check=True, stdin=subprocess.DEVNULL)
        return file.read()


def size_of_png(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def form(files: dict[str, tuple[str | bytes, bytes]], fields: dict[str, str] | None = None) -> tuple[bytes, dict[str, str]]:
    """A multipart body with its header; files: field → (file name, content)."""
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in (fields or {}).items()]
    for name, (file_name, content) in files.items():
        written = file_name if isinstance(file_name, bytes) else file_name.encode()
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="'.encode() + written
                     + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def upload(favilla, token: str, content: bytes, *, name: str | bytes = "picture.png", path: str = "/api/v2/media", timeout: float = 60, **fields):
    body, headers = form({"file": (name, content)}, fields)
    return favilla.request("POST", path, body, token=token, headers=headers, timeout=timeout)
