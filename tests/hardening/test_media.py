# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of strangers: cases 39 to 43 of the hardening list, by their names."""
import concurrent.futures
import contextlib
import os
import pathlib
import random
import re
import signal
import struct
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

TYPES = {"image/jpeg", "image/png", "image/webp"}
BUSY = dict(width=5700, height=5700)      # takes the worker long enough to be met at work


def workers_of(pid: int) -> list[int]:
    """The processes that the server has started to open pictures."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                with contextlib.suppress(OSError):
                    if b"media-worker" in pathlib.Path(f"/proc/{child}/cmdline").read_bytes():
                        found.append(int(child))
    return found


class Media(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.favilla.create_account("ada")
        cls.token = cls.favilla.create_token("ada")
        cls.busy = pictures.png(**BUSY)

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def upload(self, content, **more):
        return pictures.upload(self.favilla, self.token, content, **more)

    def bytes_of(self, url):
        return self.favilla.get(urllib.parse.urlsplit(url).path)

    def refused(self, content, **more):
        answer = self.upload(content, **more)
        self.assertEqual(answer.status, 422, answer.text)
        self.assertTrue(answer.json["error"])

    # 39
    def test_polyglot(self):
        script = b"GIF89a/*\x01\x00\x01\x00\x00\x00*/=1;alert(document.domain);//"
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
        html = b"<!doctype html><script>alert(1)</script>"
        tiff, psd, pdf = b"II*\0" + bytes(200), b"8BPS\0\1" + bytes(200), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"
        for name, content in (("a.gif", script), ("a.svg", svg), ("a.png", svg), ("a.png", html), ("a.jpg", tiff), ("a.png", psd), ("a.png", pdf),
                              ("a.png", b"PK\x03\x04" + bytes(100)), ("a.png", b"\x89PNG\r\n\x1a\n" + html), ("a.jpg", b"\xff\xd8\xff" + html)):
            self.refused(content, name=name)
        payload = b"PK\x03\x04<script>alert(1)</script>"
        bearer = pictures.png(60, 40, chunks=pictures.chunk(b"tEXt", b"Comment\0" + payload), behind=payload)
        for content in (bearer, pictures.converted(bearer, ".jpg") + payload):
            media = self.upload(content).json
            for url in (media["url"], media["preview_url"]):
                answer = self.bytes_of(url)
                self.assertNotIn(b"<script>", answer.body)
                self.assertNotIn(b"PK\x03\x04", answer.body)
                self.assertIn(answer.headers["content-type"], TYPES)
                self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
                self.assertEqual(answer.headers["content-security-policy"], "sandbox; default-src 'none'")

    @staticmethod
    def many_streams(count):
        """Matroska: a header that says webm, and a segment with tracks, each a film in VP8."""
        def element(name, content):
            return bytes.fromhex(name) + (0x10000000 | len(content)).to_bytes(4, "big") + content
        def track(number):
            return element("ae", element("d7", number.to_bytes(4, "big")) + element("73c5", number.to_bytes(4, "big")) + element("83", b"\1") + element("86", b"V_VP8")
                           + element("e0", element("b0", b"\0\x40") + element("ba", b"\0\x40")))
        tracks = element("1654ae6b", b"".join(track(n) for n in range(1, count + 1)))
        return element("1a45dfa3", element("4282", b"webm")) + element("18538067", tracks)

    # 40
    def test_pixel_flood(self):
        def only_header(width, height):
            header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
            return b"\x89PNG\r\n\x1a\n" + pictures.chunk(b"IHDR", header) + pictures.chunk(b"IDAT", b"") + pictures.chunk(b"IEND", b"")
        floods = [only_header(65_000, 65_000), only_header(2_000_000_000, 1), pictures.gif(1, 1, 10_000), pictures.gif(640, 480, 120, hollow=True),
                  self.many_streams(100_000), pictures.film(".mp4", "-c:v", "libx264", size="4096x2176", seconds=1)]
        def took(content):
            begun = time.monotonic()
            self.refused(content)
            return time.monotonic() - begun
        for content in floods:
            # By its header, not by the worker's ten seconds; a machine that is busy is given three attempts.
            self.assertTrue(any(took(content) < 9 for _ in range(3)))
        self.assertIn("33", self.upload(only_header(65_000, 65_000)).json["error"])

    # 41
    def test_decoder_crash(self):
        seeds = [pictures.png(90, 60), pictures.gif(12, 9, 3)] + [pictures.converted(pictures.png(90, 60), suffix) for suffix in (".jpg", ".webp", ".avif", ".heic")] \
            + [pictures.film(".mp4", "-c:v", "libx264", seconds=1), pictures.film(".webm", "-c:v", "libvpx", "-c:a", "libopus", seconds=1), pictures.film(".mp3", seconds=1, picture=False)]
        chance = random.Random(41)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            def damaged(seed):
                content = bytearray(seed)
                for _ in range(chance.randint(1, 12)):
                    content[chance.randrange(12, len(content))] = chance.randrange(256)
                return bytes(content[:chance.randint(len(content) // 2, len(content))])
            for answer in pool.map(self.upload, [damaged(seed) for seed in seeds for _ in range(12)]):
                self.assertIn(answer.status, (200, 422), answer.text)
        if os.environ.get("FAVILLA_SLOW"):                  # sanitizers map terabytes, so that memory has no bound there
            return
        self.refused(pictures.heavy_png())
        self.assertEqual(self.upload(pictures.png(8, 8)).status, 200)

    def meet_worker(self, pool):
        """An upload that is being worked on, and the process that does; it is stopped before it ends."""
        for _ in range(20):
            answer = pool.submit(self.upload, self.busy)
            while not answer.done():
                for worker in workers_of(self.favilla.process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(worker, signal.SIGSTOP)
                        if self.filtered(worker):
                            return answer, worker
                        os.kill(worker, signal.SIGCONT)
        self.fail("no worker was ever seen")

    @staticmethod
    def filtered(worker):
        return "\nSeccomp:\t2\n" in pathlib.Path(f"/proc/{worker}/status").read_text()

    def test_decoder_crash_hurts_nobody_else(self):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            for how in (signal.SIGSEGV, None):              # it crashes; it hangs
                answer, worker = self.meet_worker(pool)
                begun = time.monotonic()
                if how:
                    os.kill(worker, how)
                    os.kill(worker, signal.SIGCONT)
                self.assertEqual(self.upload(pictures.png(16, 16)).status, 200)
                self.assertEqual(self.favilla.get("/api/v1/timelines/public").status, 200)
                met = answer.result(60)
                self.assertEqual(met.status, 422, met.text)
                self.assertLess(time.monotonic() - begun, 20)
                wait_until(lambda: worker not in workers_of(self.favilla.process.pid))

    def test_the_worker_has_no_files_no_network_and_little_memory(self):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer, worker = self.meet_worker(pool)
            status = pathlib.Path(f"/proc/{worker}/status").read_text()
            self.assertIn("\nNoNewPrivs:\t1\n", status)
            self.assertEqual(sorted(os.listdir(f"/proc/{worker}/fd")), ["0", "1", "2"])
            self.assertEqual({os.readlink(f"/proc/{worker}/fd/{n}").split(":")[0] for n in (0, 1)}, {"socket"})
            self.assertEqual(os.readlink(f"/proc/{worker}/fd/2"), "/dev/null")
            limits = dict(re.findall(r"^(Max [a-z ]+?)\s{2,}(\S+)", pathlib.Path(f"/proc/{worker}/limits").read_text(), re.MULTILINE))
            self.assertEqual((limits["Max cpu time"], limits["Max file size"], limits["Max core file size"]), ("10", "0", "0"))
            if not os.environ.get("FAVILLA_SLOW"):          # sanitizers map terabytes
                self.assertLess(int(limits["Max address space"]), 1024 * 1024 * 1024)
            self.assertEqual(pathlib.Path(f"/proc/{worker}/environ").read_bytes().split(b"\0"), [b"LC_ALL=C.UTF-8", b"VIPS_NOVECTOR=1", b"VIPSHOME=/nonexistent", b""])
            os.kill(worker, signal.SIGCONT)
            self.assertEqual(answer.result(60).status, 200)

    # 42
    def test_exif_gps(self):
        plain = pictures.png(200, 100)
        lying = pictures.converted(plain, ".jpg")
        told = pictures.exif()
        bearers = [pictures.with_exif(lying), pictures.png(200, 100, chunks=pictures.chunk(b"eXIf", told) + pictures.chunk(b"tEXt", b"Place\0SERIAL-4711")),
                   pictures.converted(pictures.with_exif(lying), ".webp"), pictures.converted(pictures.with_exif(lying), ".avif")]
        for content in bearers:
            self.assertIn(b"SERIAL-4711", content)
            media = self.upload(content).json
            for url in (media["url"], media["preview_url"]):
                body = self.bytes_of(url).body
                for trace in (b"SERIAL", b"Exif", b"eXIf", b"EXIF", b"II*\0", b"tEXt", b"http://ns.adobe.com"):
                    self.assertFalse(trace in body, f"{trace} in {url}")
        form, headers = pictures.form({"avatar": ("me.jpg", bearers[0]), "header": ("wide.jpg", bearers[0])})
        account = self.favilla.request("PATCH", "/api/v1/accounts/update_credentials", form, token=self.token, headers=headers).json
        for name in ("avatar", "header"):
            self.assertNotIn(b"SERIAL", self.bytes_of(account[name]).body)

    # 43
    def test_path_names(self):
        picture = pictures.png(24, 24)
        names = ["../../../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/favilla", "a" * 900 + ".png", "\u202egnp.exe", "con", ".", "..", "%2e%2e%2fsecret.key", "a;rm -rf ~", "\"quoted\\"]
        urls = {self.upload(picture, name=name.replace("\\", "\\\\").replace('"', '\\"')).json["url"] for name in names}
        self.assertEqual(len(urls), 1)
        for name in (b"nul\0.png", b"\xff\xfe.png", b"a" * 4096):
            self.assertIn(self.upload(picture, name=name).status, (400, 422))
        there = [path for path in (self.favilla.data / "media").rglob("*") if path.is_file()]
        self.assertTrue(there)
        for path in there:
            self.assertRegex(path.relative_to(self.favilla.data / "media").as_posix(), r"^([0-9a-f]{2})/\1[0-9a-f]{62}\.(jpg|png|webp|mp4|webm|mp3)$")
        self.assertEqual(list((self.favilla.data / "media-arriving").iterdir()), [])
        stem = pathlib.PurePath(next(iter(urls))).stem
        for path in ("..%2Ffavilla.sqlite3", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "secret.key", stem, stem + ".html", stem + ".png%00.html", stem.upper() + ".png", stem + ".gif", stem + ".jpg"):
            self.assertEqual(self.favilla.get("/media/" + path).status, 404, path)


if __name__ == "__main__":
    unittest.main()
